package pde

import (
	"context"
	"math"
	"math/rand/v2"
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

// BenchmarkRitz is a step of Adam for E and Yu's harmonic function of 10 variables.
func BenchmarkRitz(b *testing.B) {
	step := ritzSteps(10, 1000, 100)
	for b.Loop() {
		step()
	}
}

// ritzSteps trains a harmonic function of d variables on fresh points in the cube and on each face.
func ritzSteps(d, inside, face int) func() float64 {
	rnd := newRand(1)
	Ω := domain.Cube(d)
	f := OnSpace(Ω)
	x, g := f.Coordinates(), Const(0)
	for k := 0; k < d; k += 2 {
		g = g.Plus(x[k].Times(x[k+1]))
	}
	u := f.Net(NewResNet(d, 10, 3, 1, nn.Tanh, rnd))
	var in, on domain.Points
	return New(f,
		Energy(u.GradSquared().Scale(0.5), nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.InteriorTo(&in, inside, domain.Uniform, rnd) }),
		Penalty(u, g, 500, nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.PerFaceTo(&on, face, domain.Uniform, rnd) })).Steps(rnd, nil)
}
