package paper

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/exact"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/pde"
)

// BurgersParams are the parameters of [Burgers]. The zero value means the published experiment.
type BurgersParams struct {
	Nu         float64 // viscosity ν; 0 means 0.01/π
	Hidden     int     // hidden layers; 0 means 8
	Width      int     // 0 means 20
	Data       int     // N_u, points of the initial and boundary values; 0 means 100
	Points     int     // N_f, points of the equation; 0 means 10000, and the 456 points of the data grid besides
	Iterations int     // of L-BFGS; 0 means 18000
	Rounds     int     // of L-BFGS, with points drawn anew; 0 means 1
	Seed       uint64
	// Record is called every 500 iterations with the loss and the relative error on the published grid.
	Record func(k int, loss, rel float64)
}

// BurgersResult is what [Burgers] found.
type BurgersResult struct {
	Frame *pde.Frame
	U     pde.Expr
	Fit   *pde.Result
	Rel   float64 // ‖u − u_exact‖₂/‖u_exact‖₂ on 256 × 100 points
}

// Burgers solves u_t + u u_x = ν u_xx on (−1, 1) × (0, 1), u(x, 0) = −sin πx, u(±1, t) = 0 by a network as in
// Raissi, Perdikaris and Karniadakis (2019), section 3.1.1: the input scaled to (−1, 1)², tanh, the weights
// of Glorot, and L-BFGS. Published is a relative error of 6.7·10⁻⁴, for one seed; the table beside it
// scatters between 5·10⁻⁴ and 10⁻¹ with the numbers of points. The error of ctx is returned with what there is.
func Burgers(ctx context.Context, p BurgersParams) (*BurgersResult, error) {
	p.defaults()
	rnd := rand.New(rand.NewPCG(p.Seed, 29))
	Ω, f, u := p.network(rnd)
	data, grid := burgersData(p.Data, rnd)
	eq := u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(p.Nu))
	inside := func(rnd *rand.Rand) *domain.Points {
		return domain.Join(Ω.Interior(p.Points, domain.LatinHypercube, rnd), grid)
	}
	// −sin πx is 0 at x = ±1, so that one expression serves both kinds of data.
	onStart := f.Func("data", func(dst []float64, X *mat.Dense) {
		for i := range dst {
			if X.At(i, 1) == 0 {
				dst[i] = -math.Sin(math.Pi * X.At(i, 0))
			}
		}
	})
	prob := pde.New(f, pde.Equation(eq, nil).Drawn(inside), pde.Dirichlet(u, onStart, data))
	return p.solve(ctx, rnd, f, u, prob)
}

// network returns the domain, a frame on it and a network of (x, t).
func (p *BurgersParams) network(rnd *rand.Rand) (Ω *domain.Domain, f *pde.Frame, Φ pde.Expr) {
	Ω = domain.Times(domain.Interval(-1, 1), 0, 1)
	f = pde.On(Ω, "x", "t")
	N := append(slices.Concat([]int{2}, slices.Repeat([]int{p.Width}, p.Hidden)), 1)
	return Ω, f, f.Scaled(nn.New(N, nn.Tanh, rnd))
}

// solve trains, and compares with the exact solution.
func (p *BurgersParams) solve(ctx context.Context, rnd *rand.Rand, f *pde.Frame, u pde.Expr, prob *pde.Problem) (*BurgersResult, error) {
	r := &BurgersResult{Frame: f, U: u}
	X, want := burgersGrid(p.Nu)
	res, err := prob.Solve(ctx, rnd, &pde.Settings{LBFGS: p.Iterations, Rounds: p.Rounds, Record: func(it pde.Progress) {
		if p.Record != nil && it.K%500 == 0 {
			f.SetTheta(it.Theta)
			p.Record(it.K, it.Loss, relative(f.Eval(u, X), want))
		}
	}})
	r.Fit, r.Rel = res, relative(f.Eval(u, X), want)
	return r, err
}

func (p *BurgersParams) defaults() {
	if p.Nu == 0 {
		p.Nu = 0.01 / math.Pi
	}
	for _, d := range []struct {
		x *int
		v int
	}{{&p.Hidden, 8}, {&p.Width, 20}, {&p.Data, 100}, {&p.Points, 10000}, {&p.Iterations, 18000}, {&p.Rounds, 1}} {
		if *d.x == 0 {
			*d.x = d.v
		}
	}
}

// burgersData are the 456 points of the grid of data, 256 at t = 0 and 100 on each side, and n of them.
func burgersData(n int, rnd *rand.Rand) (some, all *domain.Points) {
	all = &domain.Points{X: mat.NewDense(456, 2, nil)}
	for i := range 256 {
		all.X.SetRow(i, []float64{-1 + 2*float64(i)/255, 0})
	}
	for i := range 100 {
		all.X.SetRow(256+i, []float64{-1, float64(i) / 100})
		all.X.SetRow(356+i, []float64{1, float64(i) / 100})
	}
	some = &domain.Points{X: mat.NewDense(n, 2, nil)}
	for k, i := range rnd.Perm(456)[:n] {
		some.X.SetRow(k, all.X.RawRowView(i))
	}
	return some, all
}

// burgersGrid is the published grid, x in 256 steps from −1 to 1 and t = 0, 0.01, …, 0.99, and the solution there.
func burgersGrid(ν float64) (X, u *mat.Dense) {
	X, u = mat.NewDense(25600, 2, nil), mat.NewDense(25600, 1, nil)
	for i := range 256 {
		for k := range 100 {
			x, t := -1+2*float64(i)/255, float64(k)/100
			X.SetRow(100*i+k, []float64{x, t})
			u.Set(100*i+k, 0, ColeHopf(x, t, ν))
		}
	}
	return X, u
}

// relative is ‖a − b‖₂/‖b‖₂.
func relative(a, b *mat.Dense) float64 {
	var d mat.Dense
	d.Sub(a, b)
	return mat.Norm(&d, 2) / mat.Norm(b, 2)
}

// ColeHopf returns what [Burgers] is compared with, the solution at time t: that of exact.Burgers.
func ColeHopf(x, t, ν float64) float64 {
	if t == 0 {
		return -math.Sin(math.Pi * x)
	}
	return exact.Burgers([]float64{x}, t, ν, 100)[0]
}
