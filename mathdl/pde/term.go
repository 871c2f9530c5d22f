package pde

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/op"
)

// Term is a demand on the unknowns: that Residual be 0 at points. Its loss is λ times the mean of the square
// of the residual, over points and components.
type Term struct {
	Name     string
	Residual Expr
	Points   *domain.Points
	Weight   float64 // λ; 0 means 1

	// Draw makes the points of a round, in place of Points: fresh ones for resampling. It is called before
	// every round of L-BFGS, and before every step of Adam if Settings.Fresh is set. It may return the same
	// *Points every time with other numbers in them, as Domain.InteriorTo and Domain.PerFaceTo do.
	Draw func(rnd *rand.Rand) *domain.Points

	Equation bool // holds in the interior: causal weights and refinement apply to it

	partner  func(p *domain.Points) *mat.Dense
	border   bool // points must lie on the boundary
	linear   bool // the residual itself counts, not its square
	integral bool // sums take Points.Weight: integrals instead of means
}

// Equation demands residual = 0 at points of the domain.
func Equation(residual Expr, p *domain.Points) Term {
	return Term{Name: "equation", Residual: residual, Points: p, Equation: true}
}

// Dirichlet demands u = g at points of the boundary.
func Dirichlet(u, g Expr, p *domain.Points) Term {
	return Term{Name: "Dirichlet", Residual: u.Minus(g), Points: p, border: true}
}

// Initial demands u = g at points of the face "initial" of domain.Times.
func Initial(u, g Expr, p *domain.Points) Term {
	t := Dirichlet(u, g, p)
	t.Name = "initial"
	return t
}

// Neumann demands ∂u/∂n = g at points of the boundary, with the outer normal n.
func Neumann(u, g Expr, p *domain.Points) Term {
	return Term{Name: "Neumann", Residual: u.Dn().Minus(g), Points: p, border: true}
}

// Robin demands a u + b ∂u/∂n = g at points of the boundary.
func Robin(u, a, b, g Expr, p *domain.Points) Term {
	return Term{Name: "Robin", Residual: a.Times(u).Plus(b.Times(u.Dn())).Minus(g), Points: p, border: true}
}

// Periodic demands that e and its derivatives in the named coordinate up to the given order agree at points
// of the face at the lower end of that coordinate and opposite them. e may have several components. It
// returns a term for each order.
func Periodic(e Expr, name string, order int, p *domain.Points) []Term {
	f := e.node().anyFrame()
	i := f.parse(name)[0]
	var out []Term
	for k := range order + 1 {
		if k > 0 {
			e = e.derive(i)
		}
		out = append(out, Term{Name: fmt.Sprintf("periodic, order %d", k), Residual: e.Minus(e.Partner()), Points: p, border: true,
			partner: func(p *domain.Points) *mat.Dense {
				X := mat.DenseCopyOf(p.X)
				n, _ := X.Dims()
				for r := range n {
					if X.At(r, i) != f.Domain.Lo[i] {
						panic(misuse("pde.Periodic", "point", fmt.Sprintf("%.6g", p.X.RawRowView(r)), fmt.Sprintf("%s = %.6g", name, f.Domain.Lo[i])))
					}
					X.Set(r, i, f.Domain.Hi[i])
				}
				return X
			}})
	}
	return out
}

// Data demands u(xᵢ) = yᵢ at the rows of X; y has a row for each and a column for each component of u. It
// panics with a *op.ShapeError if the rows differ in number.
func Data(u Expr, X, y *mat.Dense) Term {
	n, _ := X.Dims()
	if r, c := y.Dims(); r != n {
		panic(&op.ShapeError{Func: "pde.Data", What: "y", Got: []int{r, c}, Want: []int{n, c}})
	}
	f := u.node().anyFrame()
	_, c := y.Dims()
	v := append([]float64(nil), flat(y)...)
	g := f.Funcs("data", c, func(dst []float64, _ *mat.Dense) { copy(dst, v) })
	return Term{Name: "data", Residual: u.Minus(g), Points: &domain.Points{X: X}}
}

// integrand is what is summed over the points.
func (t *Term) integrand() Expr {
	if t.linear {
		return t.Residual
	}
	return t.Residual.Square()
}

// weights are the factors of the sum: wᵢ, or one over the number of points and components; in w, if that has their
// length.
func (t *Term) weights(w []float64, p *places, pts *domain.Points) []float64 {
	if len(w) != p.n {
		w = make([]float64, p.n)
	}
	if t.integral {
		if len(pts.Weight) != p.n {
			panic(&op.ShapeError{Func: "pde: term " + t.Name, What: "Points.Weight", Got: []int{len(pts.Weight)}, Want: []int{p.n}})
		}
		copy(w, pts.Weight)
		return w
	}
	cols := t.Residual.columns()
	for i := range w {
		w[i] = 1 / float64(p.n*cols)
	}
	return w
}

// Named returns the term under another name.
func (t Term) Named(name string) Term {
	t.Name = name
	return t
}

// Weighted returns the term with weight λ.
func (t Term) Weighted(λ float64) Term {
	t.Weight = λ
	return t
}

// Drawn returns the term with points that are drawn anew: see Term.Draw.
func (t Term) Drawn(draw func(rnd *rand.Rand) *domain.Points) Term {
	t.Draw, t.Points = draw, nil
	return t
}

func (t *Term) lambda() float64 {
	if t.Weight == 0 {
		return 1
	}
	return t.Weight
}

// places checks the points of a term and prepares them.
func (t *Term) places(f *Frame, p *domain.Points) *places {
	if p == nil {
		panic(misuse("pde: term "+t.Name, "points", "none", "Points or Draw"))
	}
	f.mustFit("pde: term "+t.Name, p, t.border)
	return t.unchecked(new(places), p)
}

// unchecked makes the places in old.
func (t *Term) unchecked(old *places, p *domain.Points) *places {
	var other *mat.Dense
	if t.partner != nil {
		other = t.partner(p)
	}
	return old.over(p.X, other, p.Normal)
}
