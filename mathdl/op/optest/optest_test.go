package optest_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

func shift(dst, x []float64) {
	for i := range x {
		dst[i] = x[(i+1)%len(x)]
	}
}

func back(dst, x []float64) {
	for i := range x {
		dst[(i+1)%len(x)] = x[i]
	}
}

func TestLinearAccepts(t *testing.T) {
	A := op.LinearFunc{X: op.R(5), Y: op.R(5), Fwd: shift, FwdStar: back}
	optest.Linear(t, A, 1e-12)
}

// Each mistake must be found, and named for what it is.
func TestLinearDiagnoses(t *testing.T) {
	X := op.R(5)
	twice := func(dst, y []float64) {
		back(dst, y)
		for i := range dst {
			dst[i] *= 2
		}
	}
	weighted := op.Space{Shape: []int{5}, Weight: 0.25}
	for _, c := range []struct {
		name string
		A    op.Linear
		want string
	}{
		{"factor", op.LinearFunc{X: X, Y: X, Fwd: shift, FwdStar: twice}, "constant factor 2"},
		{"wrong adjoint", op.LinearFunc{X: X, Y: X, Fwd: shift, FwdStar: shift}, "first at ⟨Ae_0, e_1⟩ = 0"},
		{"transpose in weighted spaces", op.LinearFunc{X: X, Y: weighted, Fwd: shift, FwdStar: back}, "it is the transpose"},
		{"affine", op.LinearFunc{X: X, Y: X, FwdStar: back, Fwd: func(dst, x []float64) { shift(dst, x); dst[0]++ }}, "not linear"},
		{"adds to dst", op.LinearFunc{X: X, Y: X, FwdStar: back, Fwd: func(dst, x []float64) {
			for i := range x {
				dst[i] += x[(i+1)%5]
			}
		}}, "held NaN"},
		{"changes input", op.LinearFunc{X: X, Y: X, FwdStar: back, Fwd: func(dst, x []float64) { shift(dst, x); x[0] = 0 }}, "changes its input"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := optest.CheckLinear(c.A, 1e-12)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func sine(factor float64) op.Smooth {
	d := func(dst, x, h []float64) {
		for i := range x {
			dst[i] = factor * math.Cos(x[i]) * h[i]
		}
	}
	f := func(dst, x []float64) {
		for i := range x {
			dst[i] = math.Sin(x[i])
		}
	}
	return op.SmoothFunc{X: op.R(3), Y: op.R(3), F: f, JVP: d, VJP: d}
}

func TestSmooth(t *testing.T) {
	x := []float64{0.1, -0.7, 2}
	optest.Smooth(t, sine(1), x, 1e-8)
	err := optest.CheckSmooth(sine(1.5), x, 1e-8)
	if err == nil || !strings.Contains(err.Error(), "1.5") {
		t.Errorf("got %v, want an error with the factor 1.5", err)
	}
}

// What works between two looks is measured, what waits is not.
func TestWatch(t *testing.T) {
	w := optest.NewWatch(context.Background())
	for range 3 {
		time.Sleep(20 * time.Millisecond)
		if w.Err() != nil {
			t.Fatal(w.Err())
		}
	}
	if d := w.Longest(); d > 15*time.Millisecond {
		t.Errorf("slept: %v", d)
	}
	x := 1.0
	for range 20_000_000 {
		x = math.Sqrt(x + 1)
	}
	if d := w.Longest(); d < 15*time.Millisecond {
		t.Errorf("worked: %v, %v", d, x)
	}
}
