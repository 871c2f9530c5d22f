package approx

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

// What was cancelled stops soon, and returns the best so far with the error of the context.
func TestStop(t *testing.T) {
	const n, sigma = 512, 0.1
	x, y := noisy(n, sigma, rand.New(rand.NewPCG(7, 1)))
	mask := make([]float64, n*n)
	for i := range mask {
		mask[i] = float64(i % 2)
	}
	F := shearlet.New(n, n, 4, nil)
	H := wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Levels: 4, Stationary: true})
	for name, f := range map[string]func(ctx context.Context) ([]float64, error){
		"Denoise": func(ctx context.Context) ([]float64, error) { return Denoise(ctx, nil, y, F, sigma, nil) },
		"Wiener": func(ctx context.Context) ([]float64, error) {
			return Wiener(ctx, nil, y, []Transform{F, H}, sigma, nil)
		},
		"Inpaint": func(ctx context.Context) ([]float64, error) { return Inpaint(ctx, nil, x, mask, F, nil) },
		"Spin": func(ctx context.Context) ([]float64, error) {
			return Spin(ctx, nil, y, []int{n, n}, 8, func(ctx context.Context, dst, x []float64) error {
				_, err := Denoise(ctx, dst, x, F, sigma, nil)
				return err
			}, nil)
		},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		var at time.Time
		time.AfterFunc(5*time.Millisecond, func() { at = time.Now(); cancel() })
		got, err := f(ctx)
		late := time.Since(at)
		if !errors.Is(err, context.Canceled) || len(got) != n*n {
			t.Errorf("%s: got %d numbers and %v", name, len(got), err)
		}
		if late > time.Second { // a tenth of it on an idle machine
			t.Errorf("%s: stopped after %v, want at most 1 s", name, late)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	got, err := Denoise(ctx, nil, y, F, sigma, &ShrinkSettings{Record: func(done, bands int) {
		if bands != 49 {
			t.Errorf("bands: got %d, want 49", bands)
		}
		if done == 7 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !slices.Equal(got, y) {
		t.Errorf("Denoise, cancelled after band 7: got %v, and not what it had, y", err)
	}
}

// K for each band of its own is K for each scale where they agree.
func TestBands(t *testing.T) {
	const n, sigma = 32, 0.1
	_, y := noisy(n, sigma, rand.New(rand.NewPCG(7, 2)))
	F := shearlet.New(n, n, 2, nil)
	var k []float64
	for _, j := range F.Scales() {
		k = append(k, [...]float64{0, 2, 3}[j])
	}
	a := denoise(nil, y, F, sigma, &ShrinkSettings{K: []float64{2, 3}})
	if b := denoise(nil, y, F, sigma, &ShrinkSettings{Bands: k}); !slices.Equal(a, b) {
		t.Error("K by scale and by band: got different results")
	}
	soft := slices.Repeat([]Rule{Soft}, len(k))
	a = denoise(nil, y, F, sigma, &ShrinkSettings{Rule: Soft})
	if b := denoise(nil, y, F, sigma, &ShrinkSettings{Rules: soft}); !slices.Equal(a, b) {
		t.Error("a rule for all and a rule for each: got different results")
	}
	soft[3] = Hard
	if b := denoise(nil, y, F, sigma, &ShrinkSettings{Rules: soft}); slices.Equal(a, b) {
		t.Error("another rule in band 3 changed nothing")
	}
}

// N-term approximation stops in the middle of a transform.
func TestStopNTerm(t *testing.T) {
	const n = 1024
	f := TestCartoon().Raster(nil, n, 1)
	d := DecimatedShearlets(shearlet.NewDecimated(n, n, []float64{.5, .5, .5, .5, .5}))
	ctx, cancel := context.WithCancel(context.Background())
	var at time.Time
	c, err := NTerm(ctx, d, f, []int{100, 200, 300}, &NTermSettings{Record: func(n int, _ float64) {
		if n == 100 {
			time.AfterFunc(time.Millisecond, func() { at = time.Now(); cancel() })
		}
	}})
	if late := time.Since(at); !errors.Is(err, context.Canceled) || len(c.N) != 1 || late > time.Second {
		t.Errorf("got %v and %v, %v after the end; want one point and an end within 1 s", c.N, err, late)
	}
}
