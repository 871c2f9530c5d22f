//go:build !race && !noasm

package pde

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// Everything that trains asks at least ten times a second whether to go on, on one core, also while an evaluation goes on.
func TestStopsSoon(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	Ω := domain.Cube(2)
	in := func(rnd *rand.Rand) *domain.Points { return Ω.Interior(6000, domain.Uniform, rnd) }
	border := Ω.Boundary(400, domain.Sobol, nil)
	net := func() (*Frame, Expr) {
		f := On(Ω, "x", "y")
		return f, f.Net(nn.New([]int{2, 40, 40, 1}, nn.Tanh, newRand(1)))
	}
	for _, c := range []struct {
		name string
		p    func() *Problem
		s    *Settings
	}{
		{"PINN", func() *Problem {
			f, u := net()
			return New(f, Equation(u.Laplacian().Shift(1), Ω.Interior(6000, domain.Sobol, nil)), Dirichlet(u, Const(0), border))
		}, &Settings{Adam: 2, LBFGS: 4, Rounds: 2, Weights: NTK, Probes: 2, Refine: 100}},
		{"Ritz", func() *Problem {
			f, u := net()
			return New(f, Energy(u.GradSquared().Scale(0.5).Minus(u), nil).Drawn(in), Penalty(u, Const(0), 100, border))
		}, &Settings{Adam: 2, Fresh: true, LBFGS: 4, Rounds: 2}},
		{"eigenvalue", func() *Problem {
			f, u := net()
			return Eigen(f, u, Const(0), 100, 1, gauss(t, Ω, 70), border)
		}, &Settings{LBFGS: 4}},
		{"Runge-Kutta", func() *Problem {
			f := On(domain.Interval(-1, 1), "x")
			U := f.Net(nn.New([]int{1, 40, 40, 101}, nn.Tanh, newRand(1)))
			return New(f, Gauss(100).Step(U, U.D("xx").Scale(-1), 0.8, Sin(f.X("x").Scale(math.Pi)), f.Domain.Interior(2000, domain.Grid, nil)))
		}, &Settings{LBFGS: 4}},
	} {
		p := c.p()
		w := optest.NewWatch(context.Background())
		if _, err := p.Solve(w, newRand(1), c.s); err != nil {
			t.Fatal(err)
		}
		d := w.Longest()
		t.Log(c.name, d)
		if d > 100*time.Millisecond {
			t.Errorf("%s: nobody looked for %v", c.name, d)
		}
	}
}
