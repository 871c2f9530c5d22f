package rom

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/sparse"
)

// Galerkin is the reduced equation W A_y Wᵀ c = W b in a basis: k unknowns in place of all nodes.
type Galerkin struct {
	*Solver
	Basis *Basis
	gram  *sparse.Cholesky
}

// NewGalerkin returns the reduced model in a basis without mean. The error is that of factoring G, or wraps ctx.Err().
func NewGalerkin(ctx context.Context, s *Solver, b *Basis) (*Galerkin, error) {
	L, err := sparse.Factor(ctx, s.G, s.pattern)
	return &Galerkin{s, b, L}, err
}

// Solve returns u_y ≈ Wᵀc and the estimate ‖b − A_y u‖_{G⁻¹}/α of its error in ‖·‖_G, where α = min a_y/(1 + 1/2π²) bounds A_y from
// below by αG. The true error is no larger.
func (g *Galerkin) Solve(y []float64) (u []float64, bound float64, err error) {
	A, W := g.Stiffness(y), g.Basis.W
	k, d := W.Dims()
	AW := mat.NewDense(k, d, nil)
	for i := range k {
		A.Apply(AW.RawRowView(i), W.RawRowView(i))
	}
	var K mat.Dense
	K.Mul(AW, W.T())
	S, rhs := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			S.SetSym(i, j, K.At(i, j))
		}
	}
	rhs.MulVec(W, mat.NewVecDense(d, g.B))
	var L mat.Cholesky
	c := mat.NewVecDense(k, nil)
	if !L.Factorize(S) || L.SolveVecTo(c, rhs) != nil {
		return nil, math.Inf(1), fmt.Errorf("rom.Galerkin: the reduced matrix of dimension %d is not positive definite", k)
	}
	uv, r := mat.NewVecDense(d, nil), mat.NewVecDense(d, nil)
	uv.MulVec(W.T(), c)
	r.MulVec(AW.T(), c)
	r.SubVec(mat.NewVecDense(d, g.B), r)
	z := g.gram.Solve(nil, r.RawVector().Data)
	return uv.RawVector().Data, math.Sqrt(max(mat.Dot(r, mat.NewVecDense(d, z)), 0)) / g.coercivity(y), nil
}

// coercivity is α; the constant of Poincaré and Friedrichs on the unit square is 1/2π².
func (g *Galerkin) coercivity(y []float64) float64 {
	a := make([]float64, g.V.N())
	g.Case.A(a, y, g.V.X, g.V.Y)
	low := math.Inf(1)
	for _, v := range a {
		low = min(low, v)
	}
	return low / (1 + 1/(2*math.Pi*math.Pi))
}

// WeakGreedy builds a basis of dimension k from the rows of Y as candidates: in every step the equation is solved for the one with
// the largest relative estimate. Only k equations are solved in full. bounds[i] is the largest estimate with i+1 dimensions.
// The error wraps ctx.Err(), looked at for every candidate, with the basis so far.
//
// Reference: Buffa, Maday, Patera, Prud'homme and Turinici, M2AN 46 (2012).
func WeakGreedy(ctx context.Context, s *Solver, Y *mat.Dense, k int) (b *Basis, bounds []float64, err error) {
	n, _ := Y.Dims()
	next, rows := 0, []float64(nil)
	for step := range k {
		u, err := s.Solve(ctx, nil, Y.RawRowView(next))
		if err != nil {
			return b, bounds, err
		}
		rows = append(rows, u...)
		W := mat.NewDense(step+1, len(u), rows)
		orthonormalise(s.G, W, step)
		b = &Basis{G: s.G, Mean: make([]float64, len(u)), W: mat.DenseCopyOf(W)}
		g, err := NewGalerkin(ctx, s, b)
		if err != nil {
			return b, bounds, err
		}
		worst := 0.0
		for i := range n {
			if err := ctx.Err(); err != nil {
				return b, bounds, fmt.Errorf("rom.WeakGreedy: step %d: %w", step, err)
			}
			v, e, err := g.Solve(Y.RawRowView(i))
			if err != nil {
				return b, bounds, err
			}
			if e /= math.Sqrt(quadratic(s.G, v)); e > worst {
				worst, next = e, i
			}
		}
		bounds = append(bounds, worst)
	}
	return b, bounds, nil
}
