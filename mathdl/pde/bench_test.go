package pde

import (
	"context"
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
)

// BenchmarkBurgers is the loss and its gradient of Raissi's first experiment.
func BenchmarkBurgers(b *testing.B) {
	Ω := domain.Times(domain.Interval(-1, 1), 0, 1)
	f := On(Ω, "x", "t")
	u, rnd := f.Scaled(nn.New([]int{2, 20, 20, 20, 20, 20, 20, 20, 20, 1}, nn.Tanh, newRand(1))), newRand(2)
	p := New(f, Equation(u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(0.01/math.Pi)), Ω.Interior(10456, domain.LatinHypercube, rnd)),
		Dirichlet(u, Const(0), Ω.Boundary(100, domain.Uniform, rnd, "x1-", "x1+")))
	o, θ := p.build(rnd, nil, p.lambdas()).o, f.theta()
	g := make([]float64, len(θ))
	for b.Loop() {
		o.eval(context.Background(), g, θ)
	}
}
