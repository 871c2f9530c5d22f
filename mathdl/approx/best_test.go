package approx

import (
	"context"
	"math"
	"testing"
)

// Best has the error that NTerm says, and N coefficients.
func TestBest(t *testing.T) {
	const n, N = 32, 100
	f := TestCartoon().Raster(nil, n, 0)
	for _, d := range dictionaries(n) {
		fN, c := d.Best(f, N)
		count := 0
		for _, v := range c {
			if v != 0 {
				count++
			}
		}
		curve, _ := NTerm(context.Background(), d, f, []int{N}, nil)
		got := math.Sqrt(mse(fN, f) / mse(f, make([]float64, n*n)))
		if count > N || count < N-20 || math.Abs(got-curve.Error[0]) > 1e-12 {
			t.Errorf("%s: got %d coefficients and error %v, want %d and %v", d.Name, count, got, N, curve.Error[0])
		}
		if d.Kind == Orthonormal && d.Redundancy() != 1 || d.Redundancy() < 1 {
			t.Errorf("%s: redundancy: got %v", d.Name, d.Redundancy())
		}
	}
	defer func() {
		if _, ok := recover().(error); !ok {
			t.Error("too many terms: got no panic with an error")
		}
	}()
	Fourier(4).Best([]float64{1, 2, 3, 4}, 5)
}
