package pde

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
)

// Problem is a set of terms whose weighted sum is minimised over the unknowns of a frame,
//
//	min_θ Σⱼ λⱼ (1/Nⱼ) Σᵢ |rⱼ(xᵢ)|²,
//
// which makes the network a solution: a physics-informed neural network.
type Problem struct {
	Frame *Frame
	Terms []Term

	combine func(S, dS []float64) float64 // of the sums of the terms; nil: Σ λⱼSⱼ
}

// New returns the problem of the terms.
func New(f *Frame, terms ...Term) *Problem { return &Problem{Frame: f, Terms: terms} }

// build is a problem with the points of one round.
type build struct {
	o      *objective
	places []*places
	points []*domain.Points
	weight [][]float64 // wᵢ of each term
}

// build draws the points and compiles the terms. old, if not nil, keeps those points that are not drawn.
func (p *Problem) build(rnd *rand.Rand, old *build, lambda []float64) *build {
	if len(p.Terms) == 0 {
		panic(misuse("pde.Problem", "terms", "none", "one or more"))
	}
	b := &build{o: newObjective(p.Frame)}
	for k := range p.Terms {
		t := &p.Terms[k]
		switch {
		case t.Draw != nil:
			b.points = append(b.points, t.Draw(rnd))
		case old != nil:
			b.points = append(b.points, old.points[k])
		default:
			b.points = append(b.points, t.Points)
		}
		var pl *places
		if j := sharing(p.Terms, b.points, k); j >= 0 {
			pl = b.places[j]
		} else if old != nil && t.Draw == nil {
			pl = old.places[k]
		} else {
			pl = t.places(p.Frame, b.points[k])
		}
		b.places = append(b.places, pl)
		b.weight = append(b.weight, t.weights(nil, pl, b.points[k]))
	}
	b.compile(p, lambda)
	return b
}

// sharing finds an earlier term over the same points.
func sharing(ts []Term, ps []*domain.Points, k int) int {
	for j := range k {
		if ps[j] == ps[k] && ts[j].Draw == nil && ts[k].Draw == nil && ts[k].partner == nil && ts[j].partner == nil && ts[j].border == ts[k].border {
			return j
		}
	}
	return -1
}

// compile makes the objective, with terms of the same places together.
func (b *build) compile(p *Problem, lambda []float64) {
	b.o = newObjective(p.Frame)
	done := make([]bool, len(p.Terms))
	var index []int
	for k := range p.Terms {
		if done[k] {
			continue
		}
		var ints []integral
		var λ []float64
		for j := k; j < len(p.Terms); j++ {
			if b.places[j] == b.places[k] && !done[j] {
				done[j] = true
				ints = append(ints, integral{p.Terms[j].integrand(), b.weight[j]})
				λ = append(λ, lambda[j])
				index = append(index, j)
			}
		}
		b.o.add(b.places[k], ints, λ)
	}
	b.o.names = index
	if p.combine != nil {
		b.o.combine = inOrder(p.combine, index)
	}
}

// inOrder lets a function of the sums in the order of terms see those in another order.
func inOrder(f func(S, dS []float64) float64, index []int) func(S, dS []float64) float64 {
	s, d := make([]float64, len(index)), make([]float64, len(index))
	return func(S, dS []float64) float64 {
		for k, j := range index {
			s[j] = S[k]
		}
		v := f(s, d)
		for k, j := range index {
			dS[k] = d[j]
		}
		return v
	}
}

// columns is the number of components of an expression.
func (e Expr) columns() int { return e.node().cols() }

func (n *node) cols() int {
	switch n.kind {
	case kField:
		return n.hi - n.lo
	case kKnown:
		return n.known.cols
	case kAdd, kMul, kDiv:
		return max(n.a.cols(), n.b.cols())
	case kPow, kFunc:
		return n.a.cols()
	case kMatMul:
		_, c := n.m.Dims()
		return c
	}
	return 1
}

// Losses returns the sum of each term, without λ, at its points: the mean square of the residual or the
// integral; those of terms with
// Draw are drawn by rnd.
func (p *Problem) Losses(rnd *rand.Rand) []float64 {
	b := p.build(rnd, nil, p.lambdas())
	b.o.eval(context.Background(), nil, p.Frame.theta())
	return b.o.losses()
}

// losses are the integrals in the order of the terms.
func (o *objective) losses() []float64 {
	out := make([]float64, o.m)
	for k, j := range o.names {
		out[j] = o.S[k]
	}
	return out
}

func (p *Problem) lambdas() []float64 {
	λ := make([]float64, len(p.Terms))
	for k := range λ {
		λ[k] = p.Terms[k].lambda()
	}
	return λ
}

// Residuals returns |r| of term k at the rows of X, the Euclidean norm over the components: the scores for
// domain.Worst and domain.Resample.
func (p *Problem) Residuals(k int, X *mat.Dense) []float64 {
	if k < 0 || k >= len(p.Terms) {
		panic(misuse("pde.Problem.Residuals", "term", fmt.Sprint(k), fmt.Sprintf("0, …, %d", len(p.Terms)-1)))
	}
	R := p.Frame.Eval(p.Terms[k].Residual, X)
	n, _ := R.Dims()
	out := make([]float64, n)
	for i := range out {
		s := 0.0
		for _, v := range R.RawRowView(i) {
			s += v * v
		}
		out[i] = math.Sqrt(s)
	}
	return out
}

// redraw draws the points of terms with Draw once more and keeps everything that was compiled. It reports
// false if the numbers of points have changed, so that the problem must be built again.
func (b *build) redraw(p *Problem, rnd *rand.Rand) bool {
	same := true
	for _, c := range b.o.clusters {
		k := b.o.names[c.index[0]]
		t := &p.Terms[k]
		if t.Draw == nil {
			continue
		}
		b.points[k] = t.Draw(rnd)
		n := c.pts.n
		b.places[k] = t.unchecked(c.pts, b.points[k]) // those of the first draw were looked at
		same = same && b.places[k].n == n
		t.weights(b.weight[k], b.places[k], b.points[k])
		for _, col := range c.plan.columns {
			c.pts.column(p.Frame, col)
		}
	}
	return same
}
