package train

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Gradient descent on λw²/2 contracts by 1 − ηλ and diverges beyond η = 2/λ.
func TestDescendStability(t *testing.T) {
	f := func(g, x []float64) float64 { g[0] = 4 * x[0]; return 2 * x[0] * x[0] }
	m, err := Descend(t.Context(), f, []float64{1}, &DescendSettings{Steps: 10, Method: SGD(0.1)})
	if want := math.Pow(0.6, 10); err != nil || math.Abs(m.X[0]-want) > 1e-15 || m.K != 10 || m.Status != Finished {
		t.Errorf("got %+v, %v, want %v", m, err, want)
	}
	if m, err = Descend(t.Context(), f, []float64{1}, &DescendSettings{Steps: 1e5, Method: SGD(0.51)}); err == nil || m.Status != Diverged || !strings.Contains(err.Error(), "lower the rate (now 0.51)") {
		t.Errorf("beyond 2/λ: got %v", err)
	}
	if m, err = Descend(t.Context(), f, []float64{1}, &DescendSettings{Steps: 1e5, Method: SGD(0.1), GradTol: 1e-6}); err != nil || m.Status != Converged || m.GradNorm > 1e-6 {
		t.Errorf("with a tolerance: got %+v, %v", m, err)
	}
}

// A projected method ends at the admissible minimiser, and the start is not changed.
func TestDescendProjects(t *testing.T) {
	f := ad.Record(func(x *ad.Var) *ad.Var { return ad.Sum(ad.Square(ad.AddScalar(x, -2))) }, 2)
	box := func(x []float64) {
		for i := range x {
			x[i] = min(max(x[i], 0), 1)
		}
	}
	x0 := []float64{0.5, 0}
	m, err := Descend(t.Context(), f, x0, &DescendSettings{Steps: 200, Method: Adam(0.05), Project: box, Schedule: Cosine(0)})
	if err != nil || m.X[0] != 1 || m.X[1] != 1 || x0[1] != 0 {
		t.Errorf("got %+v, %v", m, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m, err = Descend(ctx, f, x0, &DescendSettings{Record: func(it Iterate) {
		if it.K == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || m.K != 3 || m.Status != Cancelled {
		t.Errorf("cancelled: got %+v, %v", m, err)
	}
}
