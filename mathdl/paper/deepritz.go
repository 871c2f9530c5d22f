package paper

import (
	"context"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/pde"
)

// RitzParams are the parameters of [Slit], [Harmonic] and [Well]. Zero means the size that the bounds are stated for.
type RitzParams struct {
	Blocks     int // 0 means 3
	D          int // of Harmonic; 0 means 10; of Well, 0 means 5
	Iterations int // of L-BFGS; 0 means 5000 for Slit, 1000 for Harmonic; 3000 of Adam for Well
	Rounds     int // before which points are drawn anew; 0 means 10; Well draws in every step
	Points     int // 0 means 8000 for Harmonic, 2000 for Well; for Slit along an axis of each of four boxes, 20
	Seed       uint64
	Record     func(pde.Progress)
}

// RitzResult is what they found.
type RitzResult struct {
	Frame   *pde.Frame
	U       pde.Expr
	Fit     *pde.Result
	Rel     float64 // ‖u − u_exact‖₂/‖u_exact‖₂
	Verdict pde.Verdict
}

// Slit solves Δu = 0 on (−1, 1)² without [0, 1) × {0}, u = r^{1/2} sin θ/2 on the boundary, θ ∈ (0, 2π), by the Deep
// Ritz method with penalty 500 (E and Yu 2018, section 3.1): published is 0.0079 for 591 parameters. Points are
// graded to the end of the slit and jittered in each round; tanh in place of ReLU³, which breaks line searches.
func Slit(ctx context.Context, p RitzParams) (*RitzResult, error) {
	p.defaults(5000, 20)
	rnd := rand.New(rand.NewPCG(p.Seed, 11))
	Ω := domain.SlitSquare()
	f := pde.On(Ω, "x", "y")
	u := f.Net(pde.NewResNet(2, 10, p.Blocks, 1, nn.Tanh, rnd))
	g := f.Func("exact", slitValues)
	inside := func(rnd *rand.Rand) *domain.Points { return jittered(p.Points, rnd) }
	border := func(rnd *rand.Rand) *domain.Points {
		return domain.Join(Ω.PerFace(100, domain.Sobol, rnd, "x1-", "x1+", "x2-", "x2+"), gradedSlit(100, rnd))
	}
	prob := pde.New(f, pde.Energy(u.GradSquared().Scale(0.5), nil).Drawn(inside), pde.Penalty(u, g, 500, nil).Drawn(border))
	return p.solve(ctx, f, u, g, prob, rnd, Ω.Interior(10000, domain.Grid, nil).X, math.Asinh(1))
}

// slitValues is r^{1/2} sin θ/2 = √((r − x)/2), with the sign of y.
func slitValues(dst []float64, X *mat.Dense) {
	for i := range dst {
		x, y := X.At(i, 0), X.At(i, 1)
		dst[i] = math.Sqrt(max(math.Hypot(x, y)-x, 0) / 2)
	}
}

// jittered are n × n points in each quadrant, one at random in each cell of a grid, with t → t² towards the
// axes: stratified, so that integrals of 1/r are good and no point is fixed.
func jittered(n int, rnd *rand.Rand) *domain.Points {
	p := &domain.Points{X: mat.NewDense(4*n*n, 2, nil), Weight: make([]float64, 4*n*n)}
	at := 0
	for _, q := range [][2]float64{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		for i := range n {
			for j := range n {
				s, t := (float64(i)+rnd.Float64())/float64(n), (float64(j)+rnd.Float64())/float64(n)
				p.X.SetRow(at, []float64{q[0] * s * s, q[1] * t * t})
				p.Weight[at] = 4 * s * t / float64(n*n)
				at++
			}
		}
	}
	return p
}

// gradedSlit are n points of the slit, both sides at once since u is continuous there.
func gradedSlit(n int, rnd *rand.Rand) *domain.Points {
	p := &domain.Points{X: mat.NewDense(n, 2, nil), Normal: mat.NewDense(n, 2, nil), Weight: make([]float64, n), Face: make([]string, n)}
	for i := range n {
		s := (float64(i) + rnd.Float64()) / float64(n)
		p.X.SetRow(i, []float64{s * s, 0})
		p.Normal.SetRow(i, []float64{0, -1})
		p.Weight[i], p.Face[i] = 2*2*s/float64(n), "slit+"
	}
	return p
}

// Harmonic solves Δu = 0 on (0, 1)ᵈ with u = Σ x_{2k−1}x_{2k} on the boundary (E and Yu 2018, section 3.2): published
// is 0.4 % for d = 10 with 671 parameters. The best constant has an error of 36.7 %, the best affine function
// 13.9 %.
func Harmonic(ctx context.Context, p RitzParams) (*RitzResult, error) {
	p.defaults(1000, 8000)
	rnd := rand.New(rand.NewPCG(p.Seed, 12))
	Ω := domain.Cube(p.D)
	f := pde.OnSpace(Ω)
	x, g := f.Coordinates(), pde.Const(0)
	for k := 0; k+1 < p.D; k += 2 {
		g = g.Plus(x[k].Times(x[k+1]))
	}
	u := f.Net(pde.NewResNet(p.D, max(10, p.D), p.Blocks, 1, nn.Tanh, rnd))
	prob := pde.New(f,
		pde.Energy(u.GradSquared().Scale(0.5), nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.Interior(p.Points, domain.Uniform, rnd) }),
		pde.Penalty(u, g, 500, nil).Drawn(func(rnd *rand.Rand) *domain.Points {
			return Ω.PerFace(max(p.Points/10, 10), domain.Uniform, rnd)
		}))
	return p.solve(ctx, f, u, g, prob, rnd, Ω.Interior(10000, domain.Halton, nil).X, float64(p.D)/6)
}

func (p *RitzParams) defaults(iterations, points int) {
	for _, d := range []struct {
		x *int
		v int
	}{{&p.Blocks, 3}, {&p.D, 10}, {&p.Iterations, iterations}, {&p.Rounds, 10}, {&p.Points, points}} {
		if *d.x == 0 {
			*d.x = d.v
		}
	}
}

// solve trains with the penalty 5, 50, 500, 500, ….
func (p *RitzParams) solve(ctx context.Context, f *pde.Frame, u, g pde.Expr, prob *pde.Problem, rnd *rand.Rand, X *mat.Dense, energy float64) (*RitzResult, error) {
	fit, err := prob.Solve(ctx, rnd, &pde.Settings{LBFGS: p.Iterations, Rounds: p.Rounds, Record: p.Record,
		Continue: func(round int, λ []float64) { λ[1] = min(500, 5*math.Pow(10, float64(round))) }})
	return &RitzResult{Frame: f, U: u, Fit: fit, Rel: f.RelL2(u, g, X), Verdict: fit.Judge(energy)}, err
}
