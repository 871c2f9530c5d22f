package train

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
)

// The gradient of every regulariser is that of its value, away from kinks.
func TestRegularizerGradients(t *testing.T) {
	rnd := source(9)
	θ := make([]float64, 2*3*4+5)
	for i := range θ {
		θ[i] = rnd.NormFloat64()
	}
	for _, r := range []Regularizer{L1, L2, TV(3, 4, 2)} {
		want := fd.Gradient(nil, r.F, θ, &fd.Settings{Formula: fd.Central})
		got := make([]float64, len(θ))
		r.DF(got, θ)
		if !floats.EqualApprox(got, want, 1e-8) {
			t.Errorf("%s: got %v, want %v", r.Name, got, want)
		}
	}
}

// The total variation of a step of height h across an edge of length L is hL, and parameters behind the images
// do not count.
func TestTVOfAStep(t *testing.T) {
	const rows, cols, h = 5, 6, 2.0
	θ := make([]float64, rows*cols+2)
	for i := range rows * cols {
		if i%cols >= 3 {
			θ[i] = h
		}
	}
	θ[rows*cols] = 100
	if got, want := TV(rows, cols, 1).F(θ), rows*(math.Hypot(h, TVSmoothing)-TVSmoothing); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("too few parameters: no panic")
		}
	}()
	TV(rows, cols, 2).F(θ)
}
