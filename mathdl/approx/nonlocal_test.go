package approx

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/internal/kern"
)

// plainNonLocal is the formula, pixel by pixel.
func plainNonLocal(y, g []float64, rows, cols int, sigma float64, s NonLocalSettings) []float64 {
	at := func(x []float64, i, j int) float64 { return x[mirror(i, rows)*cols+mirror(j, cols)] }
	h := s.Width * sigma
	out := make([]float64, rows*cols)
	for i := range rows {
		for j := range cols {
			num, den, most := 0.0, 0.0, 0.0
			for a := -s.Search; a <= s.Search; a++ {
				for b := -s.Search; b <= s.Search; b++ {
					d, count := 0.0, 0
					for u := -s.Patch; u <= s.Patch; u++ {
						for v := -s.Patch; v <= s.Patch; v++ {
							e := at(g, i+u, j+v) - at(g, i+a+u, j+b+v)
							d += e * e
							count++
						}
					}
					if w := math.Exp(-d / (float64(count) * h * h)); a != 0 || b != 0 {
						num, den, most = num+w*at(y, i+a, j+b), den+w, max(most, w)
					}
				}
			}
			out[i*cols+j] = (num + most*y[i*cols+j]) / (den + most)
		}
	}
	return out
}

func TestNonLocal(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 1))
	for _, size := range [][2]int{{20, 9}, {1, 7}, {40, 5}, {3, 3}} {
		rows, cols := size[0], size[1]
		y, g := make([]float64, rows*cols), make([]float64, rows*cols)
		for i := range y {
			y[i], g[i] = rnd.NormFloat64(), rnd.NormFloat64()
		}
		for _, s := range []NonLocalSettings{{Search: 3, Patch: 1, Width: 2}, {Search: 1, Patch: 2, Width: 1}} {
			want := plainNonLocal(y, g, rows, cols, 0.7, s)
			got, err := NonLocal(context.Background(), nil, y, g, rows, cols, 0.7, &s)
			if err != nil || mse(got, want) > 1e-28 {
				t.Errorf("%v, %+v: got mean square difference %v, %v", size, s, mse(got, want), err)
			}
		}
	}
}

func TestNonLocalEnds(t *testing.T) {
	y, g := []float64{1, 2, 3, 4, 5, 6}, []float64{1, 1, 1, 9, 9, 9}
	if got, err := NonLocal(context.Background(), nil, y, g, 2, 3, 0, nil); err != nil || !slices.Equal(got, y) {
		t.Errorf("no noise: got %v, %v, want y", got, err)
	}
	if got, err := NonLocal(context.Background(), nil, nil, nil, 0, 3, 1, nil); err != nil || len(got) != 0 {
		t.Errorf("empty: got %v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got, err := NonLocal(ctx, nil, y, g, 2, 3, 1, nil); !errors.Is(err, context.Canceled) || !slices.Equal(got, g) {
		t.Errorf("cancelled: got %v, %v, want the guide", got, err)
	}
}

// The bits do not depend on the number of threads.
func TestThreads(t *testing.T) {
	const n = 96
	_, y := noisy(n, 0.1, rand.New(rand.NewPCG(8, 2)))
	mask := make([]float64, n*n)
	for i := range mask {
		mask[i] = float64(i % 3 % 2)
	}
	all := func() []float64 {
		x := wiener(nil, y, frames(n), 0.1, &WienerSettings{NonLocal: new(NonLocalSettings)})
		z, err := Inpaint(context.Background(), nil, x, mask, frames(n)[0], &InpaintSettings{Iterations: 3})
		if err != nil {
			t.Fatal(err)
		}
		return append(x, z...)
	}
	many := all()
	defer kern.SetThreads(kern.SetThreads(1))
	if !slices.Equal(all(), many) {
		t.Error("one thread and several: got different bits")
	}
}

// The third step takes away more of the noise.
func TestThirdStep(t *testing.T) {
	const n, sigma = 64, 0.1
	x, y := noisy(n, sigma, rand.New(rand.NewPCG(8, 3)))
	two := mse(wiener(nil, y, frames(n)[:2], sigma, nil), x)
	if three := mse(wiener(nil, y, frames(n)[:2], sigma, &WienerSettings{NonLocal: new(NonLocalSettings)}), x); !(three < two) {
		t.Errorf("mean square error: got %.3g with the third step, want less than %.3g", three, two)
	}
}
