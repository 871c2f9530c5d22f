package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

func rosenbrock(x *ad.Var) *ad.Var {
	n := x.Len()
	a, b := ad.Slice(x, 0, 0, n-1), ad.Slice(x, 0, 1, n)
	return ad.Sum(ad.Add(ad.Scale(100, ad.Square(ad.Sub(b, ad.Square(a)))), ad.Square(ad.AddScalar(ad.Neg(a), 1))))
}

// SciPy's L-BFGS-B takes 46 evaluations to 3.0e-22 in two dimensions and 96 to 3.4e-21 in ten.
func TestMinimizeRosenbrock(t *testing.T) {
	for _, c := range []struct{ n, evals int }{{2, 60}, {10, 110}} {
		x0 := make([]float64, c.n)
		for i := range x0 {
			x0[i] = []float64{-1.2, 1}[i%2]
		}
		m, err := Minimize(t.Context(), ad.Record(rosenbrock, c.n), x0, nil)
		if err != nil || m.Status != Converged || m.F > 1e-15 || m.Evaluations > c.evals {
			t.Errorf("n = %d: f = %.3g after %d iterations, %d evaluations, %v, %v", c.n, m.F, m.K, m.Evaluations, m.Status, err)
		}
		for i, v := range m.X {
			if math.Abs(v-1) > 1e-7 {
				t.Errorf("n = %d: x%d = %v, want 1", c.n, i, v)
			}
		}
		t.Logf("n = %d: %d iterations, %d evaluations, f = %.2g", c.n, m.K, m.Evaluations, m.F)
	}
}

// Every accepted step satisfies the strong Wolfe conditions, and f never rises.
func TestStrongWolfe(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		c := make([]float64, 6)
		for i := range c {
			c[i] = rnd.NormFloat64()
		}
		f := func(g, x []float64) float64 { // many minima
			s := 0.0
			for i, v := range x {
				s += math.Sin(3*v) + 0.1*v*v + c[i]*v + math.Exp(0.2*v)
				g[i] = 3*math.Cos(3*v) + 0.2*v + c[i] + 0.2*math.Exp(0.2*v)
			}
			return s
		}
		b := newLBFGS(f, c, 5)
		if err := b.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 40 {
			x, g, fx := append([]float64(nil), b.x...), append([]float64(nil), b.g...), b.fx
			ok, err := b.next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !ok || maxAbs(b.g) < 1e-7 {
				break
			}
			before, after := 0.0, 0.0
			for i := range x {
				before += g[i] * (b.x[i] - x[i])
				after += b.g[i] * (b.x[i] - x[i])
			}
			if b.fx > fx+wolfeC1*before+1e-14 || math.Abs(after) > wolfeC2*math.Abs(before)+1e-14 {
				t.Fatalf("seed %d, iteration %d: f %v → %v, slope %v → %v", seed, b.k, fx, b.fx, before, after)
			}
		}
		if maxAbs(b.g) > 1e-6 {
			t.Errorf("seed %d: gradient %v after %d iterations", seed, maxAbs(b.g), b.k)
		}
	}
}

func TestMinimizeQuadratic(t *testing.T) {
	f := func(g, x []float64) float64 {
		s := 0.0
		for i, v := range x {
			s += float64(i+1) * (v - 1) * (v - 1) / 2
			g[i] = float64(i+1) * (v - 1)
		}
		return s
	}
	m, err := Minimize(t.Context(), f, make([]float64, 8), &MinimizeSettings{GradTol: 1e-12})
	if err != nil || m.Status != Converged || m.F > 1e-20 || m.K > 25 {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestMinimizeEnds(t *testing.T) {
	square := func(g, x []float64) float64 { g[0] = 2 * x[0]; return x[0] * x[0] }
	// A barrier: f is not defined for x ≤ 0.
	logarithm := func(g, x []float64) float64 { g[0] = 1 - 1/x[0]; return x[0] - math.Log(x[0]) }
	m, err := Minimize(t.Context(), logarithm, []float64{30}, nil)
	if err != nil || math.Abs(m.X[0]-1) > 1e-6 {
		t.Errorf("barrier: got %+v, %v", m, err)
	}
	if _, err = Minimize(t.Context(), logarithm, []float64{-1}, nil); err == nil {
		t.Error("NaN at the start: want an error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	m, err = Minimize(ctx, ad.Record(rosenbrock, 2), []float64{-1.2, 1}, &MinimizeSettings{Record: func(it Iterate) {
		if it.K == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || m.K != 5 || m.Status != Cancelled || m.F > 24.2 {
		t.Errorf("cancelled: got %+v, %v", m, err)
	}
	if m, _ = Minimize(t.Context(), ad.Record(rosenbrock, 2), []float64{-1.2, 1}, &MinimizeSettings{Iterations: 3}); m.Status != Finished || m.K != 3 {
		t.Errorf("three iterations: got %+v", m)
	}
	if m, _ = Minimize(t.Context(), square, []float64{0}, nil); m.Status != Converged || m.Evaluations != 1 {
		t.Errorf("from the minimum: got %+v", m)
	}
	// |x| has no gradient at its minimum: the search must end by itself.
	m, err = Minimize(t.Context(), func(g, x []float64) float64 { g[0] = math.Copysign(1, x[0]); return math.Abs(x[0]) }, []float64{0.7}, nil)
	if err != nil || m.F > 1e-6 {
		t.Errorf("|x|: got %+v, %v", m, err)
	}
}

func TestFitByLBFGS(t *testing.T) {
	d, val := rings(100, 1), rings(100, 2)
	for _, dt := range []ad.DType{ad.Float64, ad.Float32} {
		Φ := nn.New([]int{2, 8, 1}, nn.Tanh, rand.New(rand.NewPCG(2, 7)))
		res, err := Fit(t.Context(), Φ, d, &Settings{Epochs: 60, Method: LBFGS(), Lambda: 1e-4, DType: dt, Validation: &val})
		if err != nil || Accuracy(Φ, val) < 0.99 {
			t.Errorf("%v: %v after %d iterations, accuracy %v, %v", dt, res.Status, res.Steps, Accuracy(Φ, val), err)
		}
		for i := 1; i < len(res.History); i++ {
			if res.History[i].Objective > res.History[i-1].Objective {
				t.Errorf("%v: the objective rises in iteration %d", dt, i+1)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if res, err := Fit(ctx, mlp(1, 2, 3, 1), d, &Settings{Method: LBFGS()}); !errors.Is(err, context.Canceled) || res.Status != Cancelled {
		t.Errorf("cancelled: got %v", err)
	}
}
