package paper

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/pde"
)

// BurgersHard solves the problem of [Burgers] by what is known of it:
//
//	u = −sin πx + t(1 − x²) Φ_θ(x, t)                      has the initial and the boundary values
//	min_θ 1/N Σᵢ wᵢ² |u_t + u u_x − ν u_xx|²(xᵢ, tᵢ),       wᵢ = 1/(1 + 0.1 |u_x(xᵢ, tᵢ)|)
//
// Half of the points have x from 𝒩(0, 0.06²), where the front forms; the rest are a Latin hypercube. Weights that depend
// on θ but are not differentiated spoil the line searches of L-BFGS, so that they are computed for every round and kept in
// it, as the points are. Zero fields of p mean 4 hidden layers of 20 neurons, 2000 points and 3000 iterations in 15
// rounds, which gives .0134, .0103, .0103, .0171 and .0073 for seeds 1 to 5; Data is not used. The error of ctx is returned with what there is.
func BurgersHard(ctx context.Context, p BurgersParams) (*BurgersResult, error) {
	p.Hidden, p.Points, p.Iterations, p.Rounds = cmp.Or(p.Hidden, 4), cmp.Or(p.Points, 2000), cmp.Or(p.Iterations, 3000), cmp.Or(p.Rounds, 15)
	p.defaults()
	rnd := rand.New(rand.NewPCG(p.Seed, 31))
	Ω, f, Φ := p.network(rnd)
	x, t := f.X("x"), f.X("t")
	u := pde.Sin(x.Scale(math.Pi)).Neg().Plus(t.Times(pde.Const(1).Minus(x.Square())).Times(Φ))
	slope := u.D("x")
	weight := f.Func("w", func(dst []float64, X *mat.Dense) {
		s := f.Eval(slope, X)
		for i := range dst {
			dst[i] = 1 / (1 + 0.1*math.Abs(s.At(i, 0)))
		}
	})
	eq := u.D("t").Plus(u.Times(slope)).Minus(u.D("xx").Scale(p.Nu))
	prob := pde.New(f, pde.Equation(weight.Times(eq), nil).Drawn(func(rnd *rand.Rand) *domain.Points {
		return atFront(Ω, p.Points, rnd)
	}))
	return p.solve(ctx, rnd, f, u, prob)
}

// atFront draws n points, half of them about x = 0.
func atFront(Ω *domain.Domain, n int, rnd *rand.Rand) *domain.Points {
	p := Ω.Interior(n, domain.LatinHypercube, rnd)
	for i := range n / 2 {
		p.X.Set(i, 0, math.Max(-1, math.Min(1, 0.06*rnd.NormFloat64())))
	}
	return p
}
