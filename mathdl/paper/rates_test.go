package paper

import (
	"context"
	"errors"
	"math"
	"testing"
)

// The slopes at half the size of those stated for n = 2048, -0.71 and -0.49.
func TestRates(t *testing.T) {
	terms := 0
	r, err := Rates(context.Background(), RateParams{N: 1024, Record: func(float64, int, float64) { terms++ }})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{-0.71, -0.49} {
		if got := r.Slopes[i]; math.Abs(got.Slope-want) > 0.04 {
			t.Errorf("α = %g: slope: got %v, want %v ± 0.04", r.Alpha[i], got, want)
		}
	}
	if terms != 10 || len(r.Frame) != 2 || r.Frame[0] < 5 || r.Frame[0] > 12 {
		t.Errorf("got %d records, want 10; coefficients per pixel: got %v, want about 9", terms, r.Frame)
	}
	last := 1.0
	for i, q := range r.Ratio()[1:] {
		if !(q > last) {
			t.Errorf("N = %d: ratio of the errors: got %.3f, want more than %.3f", r.Curves[0].N[i+1], q, last)
		}
		last = q
	}
}

func TestRatesEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, err := Rates(ctx, RateParams{N: 128, Terms: []int{200, 400, 800}, From: 200, Record: func(a float64, _ int, _ float64) {
		if a == 1 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(r.Curves) != 1 || r.Ratio() != nil {
		t.Errorf("got %d curves and %v", len(r.Curves), err)
	}
	if _, err := Rates(context.Background(), RateParams{N: 64, Terms: []int{10, 20}}); err == nil {
		t.Error("two terms: got no error")
	}
}

// The rate N^{-1/2}, and no error that grows.
func TestJump(t *testing.T) {
	c, r, err := Jump(context.Background(), JumpParams{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r.Slope+0.53) > 0.05 || r.From != 32 || r.To != 512 {
		t.Errorf("slope: got %v, want -0.53 ± 0.05", r)
	}
	for i := 1; i < len(c.N); i++ {
		if !(c.Error[i] < c.Error[i-1]) {
			t.Errorf("N = %d: got %.4f, want less than %.4f", c.N[i], c.Error[i], c.Error[i-1])
		}
	}
}

// At 512² pixels 4096 terms of the first system leave 0.905 of the function; at 128² it is as bad for as many terms per pixel.
func TestNaive(t *testing.T) {
	c, err := Naive(context.Background(), NaiveParams{N: 128, Terms: []int{256, 1024}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range c {
		if e := c.Error[0]; !(e > 0.87 && e < 1) {
			t.Errorf("%s: got %.3f, want 0.87 to 1", c.Name, e)
		}
	}
}

// The numbers double for wavelets, and grow by √2 for shearlets.
func TestCounts(t *testing.T) {
	for α, want := range map[float64]float64{0.5: math.Sqrt2, 1: 2} {
		c := Counts(α, CountParams{N: 512})
		if got := float64(c[2]) / float64(c[1]); len(c) != 4 || math.Abs(got-want) > 0.15*want {
			t.Errorf("α = %g: got %v, a factor of %.3f, want %.3f ± 15 %%", α, c, got, want)
		}
	}
	if got := holding([]float64{4, 1, 3, 2}, 0.6); got != 2 {
		t.Errorf("numbers that hold 0.6 of 10: got %d, want 2", got)
	}
}
