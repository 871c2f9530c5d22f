package radon_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/solve"
)

var projectors = []radon.Projector{radon.Joseph, radon.Siddon, radon.Strip, radon.DistanceDriven}

// Every projector is a linear operator whose adjoint is exact to rounding, for any shape and sampling.
func TestAdjoint(t *testing.T) {
	odd := []float64{0, math.Pi / 4, math.Pi / 2, -1.2, 3 * math.Pi / 4, 2.2, math.Pi, 9}
	for _, p := range projectors {
		for _, c := range []struct {
			rows, cols int
			angles     []float64
			set        radon.Settings
		}{
			{32, 32, radon.Span(0, math.Pi, 20), radon.Settings{}},
			{17, 29, odd, radon.Settings{}},
			{1, 9, odd, radon.Settings{}},
			{20, 13, odd, radon.Settings{Detectors: 9}},
			{20, 20, odd, radon.Settings{Pixel: 0.5, Bin: 0.2}},
			{20, 20, odd, radon.Settings{Pixel: 0.5, Bin: 0.8}},
		} {
			c.set.Projector = p
			t.Run(fmt.Sprint(p, c.rows, c.cols, c.set), func(t *testing.T) {
				optest.Linear(t, radon.New(c.rows, c.cols, c.angles, &c.set), 1e-14)
			})
		}
	}
	optest.Linear(t, radon.NewStack(3, radon.New(9, 8, odd, nil)), 1e-14)
}

func rmse(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(s / float64(len(a)))
}

func exact(E data.Ellipses, n int, R *radon.Transform) []float64 {
	return E.Scale(float64(n)/2).Sinogram(nil, R.Angles(), R.Offsets(), R.Bin())
}

// The error against the exact sinogram, mean over the detectors, at 256² with 180 angles. The bounds are those
// of ASTRA 2.1 (linear .2107, strip .2287, line .2687), in pixels.
func TestExactSinogram(t *testing.T) {
	const n = 256
	E := data.SheppLogan()
	x := E.Image(nil, n, 8)
	bound := map[radon.Projector]float64{radon.Joseph: .2107, radon.Siddon: .2687, radon.Strip: .2287, radon.DistanceDriven: .2287}
	for _, p := range projectors {
		R := radon.New(n, n, radon.Span(0, math.Pi, 180), &radon.Settings{Projector: p})
		e := rmse(R.Apply(nil, x), exact(E, n, R))
		t.Logf("%v: %.4f", p, e)
		if e > bound[p]+5e-5 {
			t.Errorf("%v: RMSE %.5f, want at most %.4f", p, e, bound[p])
		}
	}
}

func disc(n int, a, b []float64) float64 {
	s, m := 0.0, 0
	for r := range n {
		for c := range n {
			x, y := (2*float64(c)-float64(n-1))/float64(n), (2*float64(r)-float64(n-1))/float64(n)
			if x*x+y*y <= 1 {
				d := a[r*n+c] - b[r*n+c]
				s += d * d
				m++
			}
		}
	}
	return math.Sqrt(s / float64(m))
}

// Filtered back projection of the exact sinogram, inside of the disc: ASTRA has .0223, and .0147 is to be
// reached with 720 angles at 512².
func TestFBP(t *testing.T) {
	for _, c := range []struct {
		n, angles int
		bound     float64
	}{{256, 180, .0223}, {512, 720, .0147}} {
		R := radon.New(c.n, c.n, radon.Span(0, math.Pi, c.angles), nil)
		E := data.SheppLogan()
		f := E.Image(nil, c.n, 8)
		e := disc(c.n, R.FBP(nil, exact(E, c.n, R), nil), f)
		t.Logf("%d²/%d: %.5f", c.n, c.angles, e)
		if e > c.bound {
			t.Errorf("%d²/%d: RMSE %.5f, want at most %.4f", c.n, c.angles, e, c.bound)
		}
	}
}

// All filters keep the mean of a disc: the ramp is scaled by nothing but geometry.
func TestFiltersKeepScale(t *testing.T) {
	const n = 128
	E := data.Ellipses{{Value: 1.5, A: .6, B: .6}}
	for _, unit := range []float64{1, 0.1} {
		for f := radon.RamLak; f <= radon.Hann; f++ {
			for _, full := range []float64{math.Pi, 2 * math.Pi} {
				R := radon.New(n, n, radon.Span(0.3, 0.3+full, 120), &radon.Settings{Pixel: unit, Bin: 1.1 * unit})
				g := E.Scale(n/2*unit).Sinogram(nil, R.Angles(), R.Offsets(), R.Bin())
				x := R.FBP(nil, g, &radon.FBPSettings{Filter: f})
				mid := 0.0
				for r := 44; r < 84; r++ {
					for c := 44; c < 84; c++ {
						mid += x[r*n+c] / 1600
					}
				}
				if math.Abs(mid-1.5) > 0.004 {
					t.Errorf("%v over %.4g, pixel %g: mean %.4f, want 1.5", f, full, unit, mid)
				}
			}
		}
	}
}

// Turning the phantom shifts the angles, moving it shifts the offsets, and lengths scale the values.
func TestLaws(t *testing.T) {
	E := data.SheppLogan()
	for _, θ := range []float64{0, .4, 2} {
		for _, s := range []float64{-.5, 0, .33} {
			for _, c := range []struct {
				law       string
				got, want float64
			}{
				{"rotation", E.Rotate(.7).Radon(θ, s), E.Radon(θ-.7, s)},
				{"shift", E.Shift(.2, -.1).Radon(θ, s), E.Radon(θ, s-.2*math.Cos(θ)+.1*math.Sin(θ))},
				{"scaling", E.Scale(3).Radon(θ, s), 3 * E.Radon(θ, s/3)},
				{"evenness", E.Radon(θ+math.Pi, -s), E.Radon(θ, s)},
				{"mean", E.RadonMean(θ, s, 1e-3), E.Radon(θ, s)},
			} {
				if math.Abs(c.got-c.want) > 2e-3*(1+math.Abs(c.want)) || c.law != "mean" && math.Abs(c.got-c.want) > 1e-12 {
					t.Errorf("%s at θ = %g, s = %g: got %v, want %v", c.law, θ, s, c.got, c.want)
				}
			}
		}
	}
	// On the grid: a quarter turn of the image is one of the angles; the mass does not depend on the angle.
	const n = 40
	rnd := rand.New(rand.NewPCG(1, 1))
	x, turned := make([]float64, n*n), make([]float64, n*n)
	mass := 0.0
	for i := range x {
		x[i] = rnd.Float64()
		mass += x[i]
	}
	for r := range n {
		for c := range n {
			turned[(n-1-c)*n+r] = x[r*n+c] // counterclockwise
		}
	}
	for _, p := range projectors {
		set := &radon.Settings{Projector: p}
		θ := []float64{0, .3, 1.1}
		a := radon.New(n, n, θ, set).Apply(nil, x)
		b := radon.New(n, n, []float64{math.Pi / 2, math.Pi/2 + .3, math.Pi/2 + 1.1}, set).Apply(nil, turned)
		if e := rmse(a, b); e > 1e-11 {
			t.Errorf("%v: a quarter turn changes the sinogram by %.2g", p, e)
		}
		if p == radon.Strip || p == radon.DistanceDriven {
			for k := range θ {
				sum := 0.0
				for _, v := range a[k*len(a)/3 : (k+1)*len(a)/3] {
					sum += v
				}
				if math.Abs(sum-mass) > 1e-9*mass {
					t.Errorf("%v: mass %v at angle %d, want %v", p, sum, k, mass)
				}
			}
		}
	}
}

// A ray along the edge between two columns sees half of each.
func TestEdges(t *testing.T) {
	x := []float64{1, 2, 3, 4, 10, 20, 30, 40}
	set := &radon.Settings{Projector: radon.Siddon, Detectors: 3}
	got := radon.New(2, 4, []float64{0}, set).Apply(nil, x)
	want := []float64{16.5, 27.5, 38.5}
	if rmse(got, want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	got = radon.New(4, 2, []float64{math.Pi / 2}, set).Apply(nil, []float64{4, 40, 3, 30, 2, 20, 1, 10})
	if rmse(got, want) > 1e-12 {
		t.Errorf("turned: got %v, want %v", got, want)
	}
}

// The bits of a result do not depend on the number of processors.
func TestSameBits(t *testing.T) {
	R := radon.New(65, 70, radon.Span(0, math.Pi, 31), nil)
	S := radon.New(65, 70, radon.Span(0, math.Pi, 31), &radon.Settings{Projector: radon.Strip})
	x := data.SheppLogan().Image(nil, 70, 2)[:65*70]
	run := func() (out [][]float64) {
		for _, T := range []*radon.Transform{R, S} {
			g := T.Apply(nil, x)
			out = append(out, g, T.Adjoint(nil, g), T.FBP(nil, g, nil))
		}
		F := radon.NewFanBeam(65, 70, radon.Span(0, 2*math.Pi, 21), radon.FanSettings{Source: 100, Detector: 50})
		g := F.Apply(nil, x)
		out = append(out, g, F.Adjoint(nil, g), F.FBP(nil, g, nil))
		return out
	}
	want := run()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for i, v := range run() {
		if !slices.Equal(v, want[i]) {
			t.Errorf("result %d differs between one processor and several", i)
		}
	}
}

// The angles one by one are the whole, and SART and SIRT on them come near the truth.
func TestBlocks(t *testing.T) {
	const n = 24
	R := radon.New(n, n, radon.Span(0, math.Pi, 40), nil)
	x := data.SheppLogan().Image(nil, n, 4)
	g := R.Apply(nil, x)
	if e := rmse(op.Stack(R.Blocks()...).Apply(nil, x), g); e != 0 {
		t.Errorf("blocks differ from the transform by %g", e)
	}
	positive := solve.NonNegative()
	sart, err := solve.SART(context.Background(), R.Blocks(), g, nil, &positive, &solve.Settings{Iterations: 20})
	sirt, err2 := solve.SIRT(context.Background(), R, g, nil, &positive, &solve.Settings{Iterations: 200})
	if err != nil || err2 != nil || rmse(sart.X, x) > .03 || rmse(sirt.X, x) > .05 {
		t.Errorf("SART %.3g %v, SIRT %.3g %v", rmse(sart.X, x), err, rmse(sirt.X, x), err2)
	}
}

func TestSinglePrecision(t *testing.T) {
	R := radon.New(50, 40, radon.Span(0, math.Pi, 33), nil)
	x := make([]float64, 2000)
	x32, g32 := make([]float32, 2000), make([]float32, R.Range().Size())
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range x {
		x32[i] = float32(rnd.Float64())
		x[i] = float64(x32[i])
	}
	g := R.Apply(nil, x)
	for i, v := range R.Apply32(g32, x32) {
		if math.Abs(float64(v)-g[i]) > 1e-4*(1+g[i]) {
			t.Fatalf("Apply32[%d] = %v, want %v", i, v, g[i])
		}
		g[i] = float64(v)
	}
	y := R.Adjoint(nil, g)
	for i, v := range R.Adjoint32(nil, g32) {
		if math.Abs(float64(v)-y[i]) > 1e-4*(1+y[i]) {
			t.Fatalf("Adjoint32[%d] = %v, want %v", i, v, y[i])
		}
	}
}

// Angles far apart, repeated, over a limited range: the weights say what a sum over angles stands for.
func TestWeights(t *testing.T) {
	deg := math.Pi / 180
	for _, c := range []struct {
		name   string
		angles []float64
		want   float64 // of each
	}{
		{"half turn", radon.Span(0, math.Pi, 180), deg},
		{"full turn", radon.Span(0, 2*math.Pi, 360), deg / 2},
		{"limited", radon.Span(-math.Pi/3, math.Pi/3, 120), deg},
		{"one", []float64{.2}, math.Pi},
	} {
		for k, w := range radon.New(4, 4, c.angles, nil).Weights() {
			if math.Abs(w-c.want) > 1e-9 {
				t.Errorf("%s: weight %d is %v, want %v", c.name, k, w, c.want)
			}
		}
	}
}

func TestMisuse(t *testing.T) {
	R := radon.New(4, 4, []float64{0}, nil)
	for name, f := range map[string]func(){
		"no angles":  func() { radon.New(4, 4, nil, nil) },
		"nan angle":  func() { radon.New(4, 4, []float64{math.NaN()}, nil) },
		"no rows":    func() { radon.New(0, 4, []float64{0}, nil) },
		"detectors":  func() { radon.New(4, 4, []float64{0}, &radon.Settings{Detectors: -1}) },
		"bin":        func() { radon.New(4, 4, []float64{0}, &radon.Settings{Bin: -1}) },
		"projector":  func() { radon.New(4, 4, []float64{0}, &radon.Settings{Projector: 9}) },
		"cutoff":     func() { R.FBP(nil, make([]float64, 6), &radon.FBPSettings{Cutoff: 2}) },
		"filter":     func() { R.FBP(nil, make([]float64, 6), &radon.FBPSettings{Filter: 7}) },
		"no columns": func() { radon.Detectors(4, 0, 1, 1) },
		"no width":   func() { radon.Detectors(4, 4, 1, 0) },
		"pixel":      func() { radon.New(4, 4, []float64{0}, &radon.Settings{Pixel: math.Inf(1)}) },
		"no source":  func() { radon.NewFanBeam(4, 4, []float64{0}, radon.FanSettings{}) },
		"inside":     func() { radon.NewFanBeam(4, 4, []float64{0}, radon.FanSettings{Source: 1, Detector: 9}) },
		"no fan":     func() { radon.NewFanBeam(4, 4, nil, radon.FanSettings{Source: 9, Detector: 9}) },
		"no slices":  func() { radon.NewStack(0, R) },
		"image":      func() { R.Apply(nil, make([]float64, 3)) },
		"sinogram":   func() { R.Adjoint(nil, make([]float64, 3)) },
		"dst":        func() { R.Apply(make([]float64, 3), make([]float64, 16)) },
		"negative n": func() { radon.Span(0, 1, -2) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var r *radon.RangeError
				var s *op.ShapeError
				if !errors.As(err, &r) && !errors.As(err, &s) {
					t.Errorf("panic with %v, want a typed value", err)
				}
			}()
			f()
		})
	}
}
