package approx

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

var (
	_ Transform = (*shearlet.System)(nil)
	_ Transform = (*shearlet.Decimated)(nil)
	_ Transform = (*wavelet.Transform)(nil)
)

func TestShrink(t *testing.T) {
	c := []float64{-5, -2, -1, -0.5, 0, 0.5, 1, 1.5, 3, math.Inf(1)}
	for r, want := range map[Rule][]float64{
		Hard: {-5, -2, 0, 0, 0, 0, 0, 1.5, 3, math.Inf(1)},
		Soft: {-4, -1, 0, 0, 0, 0, 0, 0.5, 2, math.Inf(1)},
		Firm: {-5, -2, 0, 0, 0, 0, 0, 1, 3, math.Inf(1)},
	} {
		if got := Shrink(nil, c, r, 1); !slices.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", r, got, want)
		}
		if got := Shrink(nil, []float64{math.NaN()}, r, 1)[0]; !math.IsNaN(got) {
			t.Errorf("%v of NaN: got %v, want NaN", r, got)
		}
		if got := Shrink(nil, c, r, 0); !slices.Equal(got, c) {
			t.Errorf("%v with threshold 0: got %v, want %v", r, got, c)
		}
	}
}

func noisy(n int, sigma float64, rnd *rand.Rand) (x, y []float64) {
	x = TestCartoon().Raster(nil, n, 0)
	y = slices.Clone(x)
	for i := range y {
		y[i] += sigma * rnd.NormFloat64()
	}
	return x, y
}

func mse(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += (x[i] - y[i]) * (x[i] - y[i])
	}
	return s / float64(len(x))
}

func frames(n int) []Transform {
	return []Transform{
		shearlet.New(n, n, 3, &shearlet.Settings{Extend: 4}),
		wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Stationary: true, Levels: 3}),
		shearlet.NewDecimated(n, n, []float64{.5, .5, .5}),
		wavelet.New([]int{n, n}, wavelet.Daubechies(4), &wavelet.Settings{Levels: 3}),
	}
}

// denoise and wiener are those that cannot be interrupted.
func denoise(dst, y []float64, F Transform, sigma float64, s *ShrinkSettings) []float64 {
	x, err := Denoise(context.Background(), dst, y, F, sigma, s)
	if err != nil {
		panic(err)
	}
	return x
}

func wiener(dst, y []float64, frames []Transform, sigma float64, s *WienerSettings) []float64 {
	x, err := Wiener(context.Background(), dst, y, frames, sigma, s)
	if err != nil {
		panic(err)
	}
	return x
}

// Every rule in every frame removes most of the noise, and two steps with two frames more of it.
func TestDenoise(t *testing.T) {
	const n, sigma = 64, 0.1
	x, y := noisy(n, sigma, rand.New(rand.NewPCG(6, 1)))
	best := math.Inf(1)
	for i, F := range frames(n) {
		for r := Hard; r <= Firm; r++ {
			got := mse(denoise(nil, y, F, sigma, &ShrinkSettings{Rule: r}), x) / (sigma * sigma)
			if !(got < 0.35) {
				t.Errorf("frame %d, %v: error over that of y: got %.3f, want less than 0.35", i, r, got)
			}
			best = min(best, got)
		}
	}
	if got := mse(wiener(nil, y, frames(n)[:2], sigma, nil), x) / (sigma * sigma); !(got < best) {
		t.Errorf("Wiener: error over that of y: got %.3f, want less than %.3f", got, best)
	}
}

// Without noise to remove nothing changes.
func TestNoNoise(t *testing.T) {
	const n = 32
	x, _ := noisy(n, 0, rand.New(rand.NewPCG(6, 2)))
	for i, F := range frames(n) {
		if e := mse(denoise(nil, x, F, 0, nil), x); e > 1e-28 {
			t.Errorf("frame %d: Denoise: mean square change %v, want 0", i, e)
		}
		if e := mse(wiener(nil, x, []Transform{F}, 0, nil), x); e > 1e-28 {
			t.Errorf("frame %d: Wiener: mean square change %v, want 0", i, e)
		}
	}
}

// For a linear D the divergence is the trace, and SURE can be computed by hand.
func TestSURELinear(t *testing.T) {
	const n, sigma, a = 4096, 0.5, 0.3
	rnd := rand.New(rand.NewPCG(6, 3))
	y := make([]float64, n)
	for i := range y {
		y[i] = rnd.NormFloat64()
	}
	got := SURE(y, sigma, func(dst, y []float64) {
		for i := range y {
			dst[i] = a * y[i]
		}
	}, 0, rnd)
	want := (1-a)*(1-a)*op.R(n).Dot(y, y)/n + 2*sigma*sigma*a - sigma*sigma
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSUREAndTune(t *testing.T) {
	const n, sigma = 128, 0.1
	rnd := rand.New(rand.NewPCG(6, 4))
	x, y := noisy(n, sigma, rnd)
	F := frames(n)[0]
	for r := Hard; r <= Firm; r++ {
		K, risk, err := Tune(context.Background(), y, F, sigma, r, []float64{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5}, rnd)
		if err != nil || len(K) != 3 {
			t.Fatalf("%v: got %v, %v", r, K, err)
		}
		tuned := &ShrinkSettings{Rule: r, K: K}
		got := mse(denoise(nil, y, F, sigma, tuned), x)
		// The noise itself has a mean square that scatters by σ²√(2/n²) about σ².
		if spread := 4 * sigma * sigma * math.Sqrt2 / n; math.Abs(risk-got) > spread {
			t.Errorf("%v: estimated risk: got %.3g, want %.3g ± %.2g", r, risk, got, spread)
		}
		if plain := mse(denoise(nil, y, F, sigma, &ShrinkSettings{Rule: r}), x); got > 1.05*plain {
			t.Errorf("%v: K = %v: error: got %.3g, want at most that of the default, %.3g", r, K, got, plain)
		}
		again := SURE(y, sigma, func(dst, y []float64) { denoise(dst, y, F, sigma, tuned) }, 0, rnd)
		if math.Abs(again-risk) > 0.3*sigma*sigma/math.Sqrt(n) {
			t.Errorf("%v: SURE of the tuned denoiser: got %.3g, Tune said %.3g", r, again, risk)
		}
	}
	if _, _, err := Tune(context.Background(), y, F, sigma, Hard, []float64{}, rnd); err == nil {
		t.Error("no candidates: got no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Tune(ctx, y, F, sigma, Hard, nil, rnd); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestInpaint(t *testing.T) {
	const n = 64
	rnd := rand.New(rand.NewPCG(6, 5))
	x := TestCartoon().Raster(nil, n, 0)
	mask, y := make([]float64, n*n), slices.Clone(x)
	for i := range mask {
		if rnd.Float64() < 0.5 {
			mask[i] = 1
		} else {
			y[i] = math.NaN()
		}
	}
	steps := 0
	got, err := Inpaint(context.Background(), nil, y, mask, frames(n)[0], &InpaintSettings{
		Iterations: 30,
		Record:     func(int, float64, []float64) { steps++ },
	})
	if err != nil || steps != 30 {
		t.Fatalf("got %v after %d iterations, want 30", err, steps)
	}
	if e := math.Sqrt(mse(got, x) / mse(x, make([]float64, n*n))); !(e < 0.1) {
		t.Errorf("relative error: got %v, want less than 0.1", e)
	}
	for i, m := range mask {
		if m == 1 && got[i] != x[i] {
			t.Fatalf("known pixel %d: got %v, want %v", i, got[i], x[i])
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Inpaint(ctx, nil, y, mask, frames(n)[0], &InpaintSettings{Record: func(int, float64, []float64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// All shifts of the decimated transform with a rule make the stationary transform with that rule.
func TestSpin(t *testing.T) {
	const n, J, sigma = 16, 2, 0.1
	_, y := noisy(n, sigma, rand.New(rand.NewPCG(6, 6)))
	set := &ShrinkSettings{K: []float64{3}}
	dec := wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Levels: J})
	stat := wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Levels: J, Stationary: true})
	steps := 0
	spun, err := Spin(context.Background(), nil, y, []int{n, n}, 1<<J, func(ctx context.Context, dst, x []float64) error {
		_, err := Denoise(ctx, dst, x, dec, sigma, set)
		return err
	}, func(done, all int) {
		if steps++; done != steps || all != 1<<(2*J) {
			t.Errorf("record: got %d of %d, want %d of %d", done, all, steps, 1<<(2*J))
		}
	})
	if err != nil || steps != 1<<(2*J) {
		t.Errorf("got %v after %d shifts", err, steps)
	}
	if e := mse(spun, denoise(nil, y, stat, sigma, set)); e > 1e-28 {
		t.Errorf("mean square difference from the stationary transform: %v", e)
	}
}

func TestShrinkMisuse(t *testing.T) {
	F := frames(32)[3]
	y := make([]float64, 32*32)
	for name, f := range map[string]func(){
		"length": func() { Denoise(context.Background(), nil, y[:5], F, 1, nil) },
		"sigma":  func() { denoise(nil, y, F, -1, nil) },
		"NaN":    func() { denoise(nil, y, F, math.NaN(), nil) },
		"weights": func() {
			Wiener(context.Background(), nil, y, []Transform{F}, 1, &WienerSettings{Weights: []float64{1, 2}})
		},
		"negative": func() {
			Wiener(context.Background(), nil, y, []Transform{F}, 1, &WienerSettings{Weights: []float64{-1}})
		},
		"none":   func() { Wiener(context.Background(), nil, y, nil, 1, nil) },
		"mask":   func() { Inpaint(context.Background(), nil, y, y[1:], F, nil) },
		"guide":  func() { NonLocal(context.Background(), nil, y, y[1:], 32, 32, 1, nil) },
		"search": func() { NonLocal(context.Background(), nil, y, y, 32, 32, 1, &NonLocalSettings{Search: -1}) },
		"spin":   func() { Spin(context.Background(), nil, y, []int{3, 4}, 2, nil, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if err, ok := recover().(error); !ok {
					t.Errorf("got %v, want a panic with an error", err)
				}
			}()
			f()
		})
	}
}
