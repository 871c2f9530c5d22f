package ct_test

import (
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

var ctx = context.Background()

// noise is what numpy.random.default_rng(0).standard_normal(5490) returns, in single precision: the numbers
// compared with below come from it.
//
//go:embed testdata/noise.f32
var noise []byte

// setting is that of Adler and Öktem (2017): 128² pixels, 30 angles, 183 detectors, 5 % noise, the Shepp-Logan
// phantom sampled at the centres of the pixels.
func setting() (*radon.Transform, *ct.Problem) {
	angles := radon.Span(0, math.Pi, 30)
	for i := range angles {
		angles[i] += math.Pi / 60
	}
	R := radon.New(128, 128, angles, &radon.Settings{Detectors: 183})
	return R, ct.Tomography(data.SheppLogan().Image(nil, 128, 1), R, func(g []float64, _ *rand.Rand) {
		mean := 0.0
		for _, v := range g {
			mean += math.Abs(v) / float64(len(g))
		}
		for i := range g {
			g[i] += .05 * mean * float64(math.Float32frombits(binary.LittleEndian.Uint32(noise[4*i:])))
		}
	}, nil)
}

// The setting of Adler and Öktem: FBP with a Hann window has 19.7 dB (19.75 in their table), converged total variation
// 29.16 dB, and 30.09 dB with f ≥ 0 (by a NumPy reference with the same noise).
func TestAdlerOktem(t *testing.T) {
	R, p := setting()
	best := 0.0
	for _, cutoff := range []float64{.4, .5, .6, .7, .8, 1} {
		x := R.FBP(nil, p.Data, &radon.FBPSettings{Filter: radon.Hann, Cutoff: cutoff})
		best = max(best, metric.PSNR(x, p.Truth, 1))
	}
	t.Logf("FBP, Hann: %.2f dB", best)
	if math.Abs(best-19.7) > .2 {
		t.Errorf("FBP, Hann: %.2f dB, want 19.7 ± 0.2", best)
	}
	for _, c := range []struct {
		name         string
		lambda, want float64
		set          ct.TVSettings
	}{
		{"anisotropic", 1.5, 29.16, ct.TVSettings{Anisotropic: true}},
		{"anisotropic, f ≥ 0", 1, 30.09, ct.TVSettings{Anisotropic: true, NonNegative: true}},
		{"isotropic", 1.5, 27.61, ct.TVSettings{}},
		{"isotropic, f ≥ 0", 1, 28.52, ct.TVSettings{NonNegative: true}},
	} {
		r, err := ct.TV(ctx, R, p.Data, c.lambda, nil, &c.set)
		if err != nil {
			t.Fatal(err)
		}
		psnr := metric.PSNR(r.X, p.Truth, 1)
		t.Logf("%s: %.2f dB, objective %.2f, %v, %d iterations, %v", c.name, psnr, r.F, r.Status, r.K, r.Runtime)
		if math.Abs(psnr-c.want) > .05 {
			t.Errorf("%s: %.2f dB, want %.2f ± 0.05", c.name, psnr, c.want)
		}
	}
}

// Shearlets minimise their functional: no step along a random direction makes it less, and less of the truth is lost
// than by FBP.
func TestShearlets(t *testing.T) {
	const n = 64
	R := radon.New(n, n, ct.LimitedAngles(math.Pi/3, math.Pi/60), nil)
	rnd := rand.New(rand.NewPCG(1, 1))
	p := ct.Tomography(data.SheppLogan().Image(nil, n, 4), R, ct.RelativeGaussian(.01), rnd)
	sys := shearlet.NewAlpha(n, n, []float64{.5, .5, .5}, nil)
	w := ct.ScaleWeights(sys, .02, 3)
	r, err := ct.Shearlets(ctx, R, p.Data, sys, w, nil, &ct.ShearletSettings{Solver: solve.Settings{Iterations: 100}})
	if err != nil {
		t.Fatal(err)
	}
	F := func(x []float64) float64 {
		v := 0.0
		for i, g := range R.Apply(nil, x) {
			v += (g - p.Data[i]) * (g - p.Data[i]) / 2
		}
		for i, c := range sys.Apply(nil, x) {
			v += w[i] * math.Abs(c)
		}
		return v
	}
	at := F(r.X)
	for range 20 {
		y := append([]float64(nil), r.X...)
		for i := range y {
			y[i] = max(0, y[i]+.01*rnd.NormFloat64())
		}
		if F(y) < at {
			t.Errorf("the functional is %.6g, and %.6g beside it", at, F(y))
		}
	}
	fbp := metric.PSNR(R.FBP(nil, p.Data, &radon.FBPSettings{Filter: radon.Hann}), p.Truth, 1)
	f := metric.PSNR(r.X, p.Truth, 1)
	t.Logf("FBP %.2f dB, f* %.2f dB", fbp, f)
	if f < fbp+4 {
		t.Errorf("f* has %.2f dB, FBP %.2f", f, fbp)
	}
}

// Every problem has an exact adjoint and the noise it says; total variation makes it better.
func TestProblems(t *testing.T) {
	const n = 32
	f := data.SheppLogan().Image(nil, n, 4)
	rnd := rand.New(rand.NewPCG(2, 1))
	mask := make([]bool, n*n)
	for i := range mask {
		mask[i] = rnd.IntN(2) == 0
	}
	R := radon.New(n, n, radon.Span(0, math.Pi, 30), nil)
	for _, c := range []struct {
		p      *ct.Problem
		lambda float64
		signed bool
	}{
		{ct.Denoising(f, n, n, ct.Gaussian(.1), rnd), .1, false},
		{ct.Deblurring(f, ct.GaussianKernel(n, n, 1), n, n, ct.Gaussian(.01), rnd), .002, true},
		{ct.Inpainting(f, mask, n, n, ct.Gaussian(.02), rnd), .02, false},
		{ct.SuperResolution(f, n, n, 2, ct.Poisson(1e4), rnd), .001, false},
		{ct.Tomography(f, R, ct.Photons(1e5, .02), rnd), .05, false},
		{ct.Tomography(f, radon.New(n, n, ct.LimitedAngles(1, .05), nil), nil, nil), .01, false},
	} {
		t.Run(c.p.Name, func(t *testing.T) {
			optest.Linear(t, c.p.K, 1e-13)
			d := 0.0
			for i, v := range c.p.K.Apply(nil, c.p.Truth) {
				d = math.Hypot(d, v-c.p.Data[i])
			}
			if math.Abs(d-c.p.Delta) > 1e-9 {
				t.Errorf("noise %v, said to be %v", d, c.p.Delta)
			}
			r, err := ct.TV(ctx, c.p.K, c.p.Data, c.lambda, nil, &ct.TVSettings{NonNegative: true, Signed: c.signed})
			if err != nil {
				t.Fatal(err)
			}
			before := metric.RelativeError(c.p.K.Adjoint(nil, c.p.Data), f)
			if after := metric.RelativeError(r.X, f); after > .6 || after > .9*before {
				t.Errorf("relative error %.3f, of the adjoint %.3f", after, before)
			}
		})
	}
}

// The same data give the same bits on one processor as on several.
func TestSameBits(t *testing.T) {
	R, p := setting()
	sys := shearlet.NewAlpha(128, 128, []float64{.5, .5}, nil)
	w := ct.ScaleWeights(sys, .1, 3)
	run := func() [][]float64 {
		a, err := ct.TV(ctx, R, p.Data, 1, nil, &ct.TVSettings{Solver: solve.Settings{Iterations: 5}})
		b, err2 := ct.Shearlets(ctx, R, p.Data, sys, w, nil, &ct.ShearletSettings{Solver: solve.Settings{Iterations: 2}})
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return [][]float64{a.X, b.X}
	}
	want := run()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for i, x := range run() {
		if !slices.Equal(x, want[i]) {
			t.Errorf("result %d differs between one processor and several", i)
		}
	}
}

// Both methods end within 100 ms of their context.
func TestInterruption(t *testing.T) {
	R, p := setting()
	sys := shearlet.NewAlpha(128, 128, []float64{.5, .5, .5}, nil)
	w := ct.ScaleWeights(sys, .1, 3)
	for name, run := range map[string]func(context.Context) (*solve.Result, error){
		"TV": func(ctx context.Context) (*solve.Result, error) {
			return ct.TV(ctx, R, p.Data, 1, nil, &ct.TVSettings{Solver: solve.Settings{Iterations: 1 << 30, Tol: -1}})
		},
		"Shearlets": func(ctx context.Context) (*solve.Result, error) {
			return ct.Shearlets(ctx, R, p.Data, sys, w, nil, &ct.ShearletSettings{Solver: solve.Settings{Iterations: 1 << 30}})
		},
	} {
		late := time.Duration(math.MaxInt64)
		for range 5 { // the least counts: the machine may be busy
			c, cancel := context.WithTimeout(ctx, 60*time.Millisecond)
			start := time.Now()
			r, err := run(c)
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) || len(r.X) != 128*128 {
				t.Errorf("%s: error %v", name, err)
			}
			if late = min(late, time.Since(start)-60*time.Millisecond); late <= 100*time.Millisecond {
				break
			}
		}
		if late > 100*time.Millisecond {
			t.Errorf("%s: %v late", name, late)
		}
	}
}

func TestMisuse(t *testing.T) {
	K := op.Identity(op.R(4, 4))
	for name, f := range map[string]func(){
		"domain":  func() { ct.TV(ctx, op.Identity(op.R(4)), make([]float64, 4), 1, nil, nil) },
		"data":    func() { ct.TV(ctx, K, make([]float64, 4), 1, nil, nil) },
		"lambda":  func() { ct.TV(ctx, K, make([]float64, 16), -1, nil, nil) },
		"weights": func() { ct.ScaleWeights(shearlet.NewAlpha(8, 8, []float64{.5}, nil), -1, 3) },
		"angles":  func() { ct.LimitedAngles(1, 0) },
		"range":   func() { ct.LimitedAngles(math.Inf(1), 1) },
		"f0":      func() { ct.TV(ctx, K, make([]float64, 16), 1, make([]float64, 4), nil) },
		"mask":    func() { ct.Inpainting(make([]float64, 16), make([]bool, 4), 4, 4, nil, nil) },
		"spectra": func() {
			ct.Shearlets(ctx, K, make([]float64, 16), shearlet.NewAlpha(8, 8, []float64{.5}, nil), make([]float64, 3), nil, nil)
		},
		"factor": func() { ct.Downsample(4, 4, 3) },
		"kernel": func() { ct.GaussianKernel(4, 4, 0) },
		"truth":  func() { ct.NewProblem("", K, make([]float64, 3), nil, nil) },
		"scale":  func() { ct.Poisson(0) },
		"mu":     func() { ct.Photons(1, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var r *solve.RangeError
				var s *op.ShapeError
				if !errors.As(err, &r) && !errors.As(err, &s) {
					t.Errorf("panic with %v, want a typed value", err)
				}
			}()
			f()
		})
	}
}
