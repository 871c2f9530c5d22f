//go:build !race

package pde

import (
	"context"
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
)

// A step on fresh points, drawn in the memory of those before, and an evaluation for L-BFGS allocate nothing once the
// programs are there. (Under the race detector pools lose things on purpose.)
func TestStepsAllocateNothing(t *testing.T) {
	step := ritzSteps(4, 300, 40)
	step()
	if n := testing.AllocsPerRun(20, func() { step() }); n > 0 {
		t.Errorf("Deep Ritz: got %v allocations a step, want none", n)
	}
	Ω := domain.Times(domain.Interval(-1, 1), 0, 1)
	f, rnd := On(Ω, "x", "t"), newRand(2)
	u := f.Scaled(nn.New([]int{2, 10, 10, 1}, nn.Tanh, newRand(1)))
	p := New(f, Equation(u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(0.01/math.Pi)), Ω.Interior(300, domain.LatinHypercube, rnd)),
		Dirichlet(u, Const(0), Ω.Boundary(50, domain.Uniform, rnd, "x1-", "x1+")))
	o, θ := p.build(rnd, nil, p.lambdas()).o, f.theta()
	g := make([]float64, len(θ))
	if n := testing.AllocsPerRun(20, func() { o.eval(context.Background(), g, θ) }); n > 0 {
		t.Errorf("physics-informed: got %v allocations an evaluation, want none", n)
	}
}
