package approx

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

// Sizes that are odd, prime or thin, and three dimensions: everything is defined, and without noise nothing changes.
func TestSizes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 1))
	for name, F := range map[string]Transform{
		"1 × 17":      shearlet.New(1, 17, 2, nil),
		"31 × 1":      shearlet.New(31, 1, 2, nil),
		"13 × 29":     shearlet.New(13, 29, 4, &shearlet.Settings{Extend: 3}),
		"1 × 1":       shearlet.New(1, 1, 1, nil),
		"FFST 9 × 10": shearlet.NewFFST(9, 10, 2, nil),
		"α 23 × 14":   shearlet.NewAlpha(23, 14, []float64{.5, .5}, nil),
		"dec 15 × 8":  shearlet.NewDecimated(15, 8, []float64{.5, .5}),
		"11 × 6 × 5":  shearlet.New3(11, 6, 5, 1, nil),
		"SWT 7 × 5":   wavelet.New([]int{7, 5}, wavelet.Haar(), &wavelet.Settings{Levels: 2, Stationary: true}),
		"DWT 9 × 3":   wavelet.New([]int{9, 3}, wavelet.Biorthogonal44(), &wavelet.Settings{Levels: 1, Extension: wavelet.Symmetric}),
		"1-D 19":      wavelet.New([]int{19}, wavelet.Daubechies(2), &wavelet.Settings{Levels: 2, Stationary: true}),
	} {
		n := F.Domain().Size()
		x, mask := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], mask[i] = rnd.NormFloat64(), 1
		}
		if e := mse(denoise(nil, x, F, 0, nil), x); !(e < 1e-24) {
			t.Errorf("%s: no noise: mean square change %v", name, e)
		}
		z, err := Inpaint(context.Background(), nil, x, mask, F, &InpaintSettings{Iterations: 3})
		if e := mse(z, x); err != nil || e != 0 {
			t.Errorf("%s: all pixels known: mean square change %v, %v", name, e, err)
		}
		if w := wiener(nil, x, []Transform{F}, 1, nil); len(w) != n || math.IsNaN(sum(w)) {
			t.Errorf("%s: Wiener: got %v", name, w)
		}
	}
}

// A volume: the surface is cleaned, too.
func TestDenoiseVolume(t *testing.T) {
	const n, sigma = 24, 0.2
	x := Cartoon3{B: Solid{X: .5, Y: .5, Z: .5, R: .3}}.Raster(nil, n, 2)
	rnd := rand.New(rand.NewPCG(9, 2))
	y := make([]float64, len(x))
	for i := range y {
		y[i] = x[i] + sigma*rnd.NormFloat64()
	}
	got := mse(denoise(nil, y, shearlet.New3(n, n, n, 2, &shearlet.Settings{Levels: []int{0, 0}}), sigma, nil), x)
	if !(got < 0.4*sigma*sigma) {
		t.Errorf("mean square error: got %.2g, want less than 0.4 σ²", got)
	}
}

// A NaN does not vanish, and does not hang anything.
func TestNaN(t *testing.T) {
	const n = 32
	x, _ := noisy(n, 0, rand.New(rand.NewPCG(9, 3)))
	x[77] = math.NaN()
	F := shearlet.New(n, n, 2, nil)
	if z := denoise(nil, x, F, 0.1, nil); !math.IsNaN(sum(z)) {
		t.Error("Denoise: NaN in, none out")
	}
	if z := wiener(nil, x, []Transform{F}, 0.1, &WienerSettings{NonLocal: new(NonLocalSettings)}); !math.IsNaN(sum(z)) {
		t.Error("Wiener: NaN in, none out")
	}
	mask := make([]float64, n*n)
	fill(mask, 1)
	if z, err := Inpaint(context.Background(), nil, x, mask, F, &InpaintSettings{Iterations: 2}); err != nil || !math.IsNaN(z[77]) {
		t.Errorf("Inpaint: got %v, %v", z[77], err)
	}
	mask[77] = 0 // not known, so what is there does not matter
	if z, err := Inpaint(context.Background(), nil, x, mask, F, &InpaintSettings{Iterations: 2}); err != nil || math.IsNaN(sum(z)) {
		t.Errorf("Inpaint, NaN masked: got %v, %v", sum(z), err)
	}
	c := &Curve{N: []int{1, 2, 4, 8}, Error: []float64{1, math.NaN(), 0.5, 0.25}}
	if r, err := c.Fit(1, 8); err != nil || math.IsNaN(r.Slope) || r.Points != 3 {
		t.Errorf("Fit: got %v, %v, want NaN left out", r, err)
	}
}

// Misuse panics with an error that says got and want, circumstance is an error.
func TestInputMisuse(t *testing.T) {
	y := make([]float64, 64)
	F := shearlet.New(8, 8, 1, nil)
	f := TestCartoon()
	for name, f := range map[string]func(){
		"grid of two":        func() { C2(f.F0, 2) },
		"membership of one":  func() { f.Membership(1) },
		"no pixels":          func() { f.Raster(nil, -1, 0) },
		"negative samples":   func() { f.Raster(nil, 4, -2) },
		"negative voxels":    func() { (Cartoon3{B: Solid{R: 1}}).Raster(nil, -1, 0) },
		"points":             func() { f.At(nil, y, y[1:]) },
		"unknown rule":       func() { Shrink(nil, y, Rule(7), 1) },
		"negative threshold": func() { Shrink(nil, y, Soft, -1) },
		"bands":              func() { denoise(nil, y, F, 1, &ShrinkSettings{Bands: []float64{1}}) },
		"rules":              func() { denoise(nil, y, F, 1, &ShrinkSettings{Rules: []Rule{Soft}}) },
		"rule of a band":     func() { denoise(nil, y, F, 1, &ShrinkSettings{Rule: -1}) },
		"iterations":         func() { Inpaint(context.Background(), nil, y, y, F, &InpaintSettings{Iterations: -1}) },
		"stop":               func() { Inpaint(context.Background(), nil, y, y, F, &InpaintSettings{Stop: -1}) },
		"shifts":             func() { Spin(context.Background(), nil, y, []int{8, 8}, 0, nil, nil) },
		"rows":               func() { NonLocal(context.Background(), nil, y, y, -8, -8, 1, nil) },
		"synthesis":          func() { Fourier(8, 8).Synthesize(nil, y[1:]) },
		"third step in 1-D": func() {
			G := wavelet.New([]int{64}, wavelet.Haar(), nil)
			wiener(nil, y, []Transform{G}, 1, &WienerSettings{NonLocal: new(NonLocalSettings)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if err, ok := recover().(error); !ok || isRuntime(err) {
					t.Errorf("got %v, want a panic with an error of this package", err)
				}
			}()
			f()
		})
	}
}

func isRuntime(err error) bool {
	_, ok := err.(interface{ RuntimeError() })
	return ok
}

// Without noise the risk is what the denoiser changes.
func TestSURENoNoise(t *testing.T) {
	y := []float64{1, 2, 3, 4}
	half := func(dst, y []float64) {
		for i, v := range y {
			dst[i] = v / 2
		}
	}
	if got := SURE(y, 0, half, 0, rand.New(rand.NewPCG(9, 4))); got != 7.5/4 {
		t.Errorf("got %v, want %v", got, 7.5/4)
	}
	if got := fmt.Sprint(Rule(7), Kind(-1), Firm, Frame); got != "Rule(7) Kind(-1) Firm Frame" {
		t.Errorf("names: got %s", got)
	}
}
