package main

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/bsde"
	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/pde"
)

func init() {
	register(Suite{Name: "pde", About: "differential equations by networks: physics-informed, Deep Ritz, Deep BSDE; finite elements", Run: benchPDE})
}

// wantPDE is the ratio to PyTorch that the project has set itself.
const wantPDE = 3

func benchPDE(ctx context.Context, b *Bench) error {
	return benchEquations(ctx, b, wantPDE, wantPDE, wantPDE)
}

// benchEquations pairs a physics-informed network, Deep Ritz and Deep BSDE with PyTorch, at the ratios wanted
// of each.
func benchEquations(ctx context.Context, b *Bench, pinn, ritz, bsde float64) error {
	for _, threads := range []int{1, 2} {
		python := b.Python("pde", threads)
		suffix := ""
		if threads == 1 {
			suffix = "/one-thread"
		}
		for _, p := range []Pair{
			{Name: "burgers" + suffix, About: "loss and gradient, 8 × 20 tanh, 10456 points, u_t + u u_x − ν u_xx", Precision: "float64", Job: burgersLoss, Fastest: true, Peers: atLeast(pinn,
				python.Case("PyTorch, nested autograd", "burgers.torch", map[string]any{"ways": "autograd"}),
				python.Case("PyTorch, jets by hand", "burgers.torch", map[string]any{"ways": "jets"}),
				python.Case("PyTorch, jets compiled", "burgers.torch", map[string]any{"ways": "compiled"}),
			)},
			{Name: "ritz" + suffix, About: "step of Adam, 10 dimensions, 671 parameters, 1000 + 2000 fresh points", Precision: "float64", Job: ritzStep, Fastest: true, Peers: atLeast(ritz,
				python.Case("PyTorch, nested autograd", "ritz.torch", map[string]any{"ways": "autograd"}),
				python.Case("PyTorch, gradient by hand", "ritz.torch", map[string]any{"ways": "hand"}),
				python.Case("PyTorch, that compiled", "ritz.torch", map[string]any{"ways": "compiled"}),
			)},
			{Name: "bsde" + suffix, About: "step of Adam, Allen-Cahn in 100 dimensions, 20 steps in time, batch 64", Precision: "float32", Job: bsdeStep, Peers: atLeast(bsde,
				python.Case("PyTorch", "bsde.torch", map[string]any{"dtype": "float32"}),
			)},
		} {
			p.Threads = threads
			if err := b.Pair(ctx, p); err != nil {
				return err
			}
		}
	}
	return benchFEM(ctx, b)
}

// atLeast sets the ratio wanted of each peer.
func atLeast(ratio float64, peers ...Peer) []Peer {
	for i := range peers {
		peers[i].Want = ratio
	}
	return peers
}

// burgersLoss is the first experiment of Raissi et al. 2019.
func burgersLoss() (func() error, error) {
	rnd := rand.New(rand.NewPCG(1, 1))
	Ω := domain.Times(domain.Interval(-1, 1), 0, 1)
	f := pde.On(Ω, "x", "t")
	u := f.Scaled(nn.New([]int{2, 20, 20, 20, 20, 20, 20, 20, 20, 1}, nn.Tanh, rnd))
	p := pde.New(f,
		pde.Equation(u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(0.01/math.Pi)), Ω.Interior(10456, domain.LatinHypercube, rnd)),
		pde.Dirichlet(u, pde.Const(0), Ω.Boundary(100, domain.Uniform, rnd, "x1-", "x1+")))
	objective, θ := p.Objective(rnd), make([]float64, f.P())
	for i := range θ {
		θ[i] = 0.3 * rnd.NormFloat64()
	}
	g := make([]float64, len(θ))
	return func() error { objective(g, θ); return nil }, nil
}

// ritzStep is E and Yu's harmonic function of 10 variables.
func ritzStep() (func() error, error) {
	rnd := rand.New(rand.NewPCG(1, 1))
	Ω := domain.Cube(10)
	f := pde.OnSpace(Ω)
	x, g := f.Coordinates(), pde.Const(0)
	for k := 0; k < 10; k += 2 {
		g = g.Plus(x[k].Times(x[k+1]))
	}
	u := f.Net(pde.NewResNet(10, 10, 3, 1, nn.Tanh, rnd))
	var in, on domain.Points
	p := pde.New(f,
		pde.Energy(u.GradSquared().Scale(0.5), nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.InteriorTo(&in, 1000, domain.Uniform, rnd) }),
		pde.Penalty(u, g, 500, nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.PerFaceTo(&on, 100, domain.Uniform, rnd) }))
	step := p.Steps(rnd, nil)
	return func() error { step(); return nil }, nil
}

// bsdeStep is Han, Jentzen and E's Allen-Cahn equation.
func bsdeStep() (func() error, error) {
	step, _ := bsde.Steps(bsde.AllenCahn(100), rand.New(rand.NewPCG(1, 1)), &bsde.Settings{DType: ad.Float32, Rate: 5e-4})
	return func() error { step(); return nil }, nil
}
