package fem

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/sparse"
)

// Condition is what holds on a part of the boundary. Where selects points (nil: all); α and G are functions of a point (nil: 0).
type Condition struct {
	Where    func(x, y float64) bool
	Alpha, G func(x, y float64) float64
	fixed    bool
}

// Dirichlet is u = g at the nodes of the boundary where where holds.
func Dirichlet(where func(x, y float64) bool, g func(x, y float64) float64) Condition {
	return Condition{Where: where, G: g, fixed: true}
}

// Neumann is a ∂u/∂n = g on the edges whose middle where holds for.
func Neumann(where func(x, y float64) bool, g func(x, y float64) float64) Condition {
	return Condition{Where: where, G: g}
}

// Robin is a ∂u/∂n + αu = g there.
func Robin(where func(x, y float64) bool, α, g func(x, y float64) float64) Condition {
	return Condition{Where: where, Alpha: α, G: g}
}

func (c *Condition) holds(x, y float64) bool { return c.Where == nil || c.Where(x, y) }

func at(f func(x, y float64) float64, x, y float64) float64 {
	if f == nil {
		return 0
	}
	return f(x, y)
}

// Problem is −∇·(a∇u) + cu = f with conditions on the boundary; later ones come on top of earlier ones. Nil means A = 1,
// C = 0, F = 0.
type Problem struct {
	V          *Space
	A, C, F    Coef
	Conditions []Condition
}

// Method is how the system is solved.
type Method int

// The methods.
const (
	Direct    Method = iota // Cholesky
	Multigrid               // conjugate gradients with multigrid
)

// Settings of Solve. Zero fields mean defaults, a nil *Settings all of them.
type Settings struct {
	Method Method  // zero means Direct
	Tol    float64 // of Multigrid; 0 means sparse.DefaultTol
}

// System is the equations for the nodes that no condition fixes.
type System struct {
	A     *sparse.Matrix // of the free nodes
	B     []float64
	Free  []int     // their numbers
	Fixed []float64 // the values of the others, 0 at the free ones
}

// Assemble returns the system.
func (p Problem) Assemble() *System {
	s, _ := p.assemble(context.Background())
	return s
}

// assemble looks at ctx between the parts.
func (p Problem) assemble(ctx context.Context) (*System, error) {
	A, b := p.V.Stiffness(p.A), make([]float64, p.V.N())
	if p.C != nil && ctx.Err() == nil {
		A = sparse.Add(1, A, 1, p.V.Mass(p.C))
	}
	if p.F != nil && ctx.Err() == nil {
		b = p.V.Load(p.F)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("fem.Problem: assembly: %w", err)
	}
	s, fixed := &System{Fixed: make([]float64, p.V.N())}, make([]bool, p.V.N())
	for i := range p.Conditions {
		c := &p.Conditions[i]
		if !c.fixed {
			p.V.natural(A, b, c)
			continue
		}
		for v, on := range p.V.border {
			if on && c.holds(p.V.X[v], p.V.Y[v]) {
				fixed[v], s.Fixed[v] = true, at(c.G, p.V.X[v], p.V.Y[v])
			}
		}
	}
	for i, w := range A.Apply(nil, s.Fixed) {
		if !fixed[i] {
			s.Free, s.B = append(s.Free, i), append(s.B, b[i]-w)
		}
	}
	s.A = A.Sub(s.Free).WithoutZeros()
	return s, nil
}

// natural adds ∫ α φ_i φ_j and ∫ g φ_i over the edges where the condition holds, by three points of Gauss.
func (V *Space) natural(A *sparse.Matrix, b []float64, c *Condition) {
	t, w := domain.GaussLegendre(3, 0, 1)
	φ := make([]float64, 3)
	for _, e := range V.edges {
		x0, y0, x1, y1 := V.X[e[0]], V.Y[e[0]], V.X[e[1]], V.Y[e[1]]
		if !c.holds((x0+x1)/2, (y0+y1)/2) {
			continue
		}
		h := math.Hypot(x1-x0, y1-y0)
		for k, s := range t {
			φ[0], φ[1] = 1-s, s
			if V.Degree == 2 {
				φ[0], φ[1], φ[2] = (1-s)*(1-2*s), s*(2*s-1), 4*s*(1-s)
			}
			x, y := x0+s*(x1-x0), y0+s*(y1-y0)
			g, α := at(c.G, x, y)*h*w[k], at(c.Alpha, x, y)*h*w[k]
			for i, v := range e {
				b[v] += g * φ[i]
				for j, u := range e {
					V.add(A, v, u, α*φ[i]*φ[j])
				}
			}
		}
	}
}

func (V *Space) add(A *sparse.Matrix, i, j int, x float64) {
	for k := A.Ptr[i]; k < A.Ptr[i+1]; k++ {
		if A.Index[k] == j {
			A.Val[k] += x
			return
		}
	}
}

// Solution is u_h by its values U at the nodes.
type Solution struct {
	V          *Space
	U          []float64
	Iterations int // of Multigrid
	Unknowns   int
}

// Solve assembles and solves. The error is a *sparse.NotPositiveError for a problem without a unique solution, such as one
// with Neumann conditions only; it wraps ctx.Err(), which the factor and multigrid look at too, or sparse.ErrNoConvergence from Multigrid.
func (p Problem) Solve(ctx context.Context, s *Settings) (*Solution, error) {
	var c Settings
	if s != nil {
		c = *s
	}
	e, err := p.assemble(ctx)
	if err != nil {
		return &Solution{V: p.V, U: make([]float64, p.V.N())}, err
	}
	r := &Solution{V: p.V, U: e.Fixed, Unknowns: len(e.Free)}
	x, k, err := e.Solve(ctx, c)
	if x != nil {
		for i, v := range e.Free {
			r.U[v] = x[i]
		}
	}
	r.Iterations = k
	return r, err
}

// Solve returns the values at the free nodes and the number of iterations, 0 for Direct.
func (e *System) Solve(ctx context.Context, c Settings) ([]float64, int, error) {
	if len(e.Free) == 0 {
		return nil, 0, nil
	}
	if c.Method == Multigrid {
		m, err := sparse.NewMultigrid(ctx, e.A)
		if err != nil {
			return nil, 0, err
		}
		return sparse.PCG(ctx, e.A, e.B, m, c.Tol, 0)
	}
	L, err := sparse.Factor(ctx, e.A, nil)
	if err != nil {
		return nil, 0, err
	}
	return L.Solve(nil, e.B), 0, nil
}

// L2 returns ‖u_h − u‖.
func (s *Solution) L2(u Coef) float64 { return s.V.L2(s.U, u) }

// H1 returns ‖∇u_h − ∇u‖.
func (s *Solution) H1(ux, uy Coef) float64 { return s.V.H1(s.U, ux, uy) }
