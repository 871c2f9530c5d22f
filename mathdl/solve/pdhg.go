package solve

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Saddle is min_x Σ_i F_i(K_i x) + G(x), by way of max_y min_x Σ ⟨K_i x, y_i⟩ - F_i*(y_i) + G(x).
type Saddle struct {
	N     int // dimension of x
	Terms []Term
	G     Functional // the zero Functional is [Zero]
}

// PDHGBalance is the default of Step in [PDHG].
const PDHGBalance = 1.0

// PDHG minimises p by the primal-dual method of Chambolle and Pock (2011) with diagonal preconditioning (Pock and
// Chambolle 2011),
//
//	y_i ← prox_{σ_i F_i*}(y_i + σ_i K_i x̄)
//	x'  ← prox_τG(x - τ Σ K_i* y_i),  x̄ ← 2x' - x
//	τ_j = γ/Σ_i Σ_k |K_i|_kj,  σ_ik = 1/(γ Σ_j |K_i|_kj)
//
// where ‖K_i‖ takes the place of both sums for a term without Rows and Cols, and γ = Step is [PDHGBalance] by
// default: smaller values move the dual variables faster. The functionals meet steps that differ by coordinate.
//
// Residual is the size of the step in the metric of the method, (Σ Δx²/τ + Σ Δy²/σ)^½; Discrepancy does not
// apply. Gap is the duality gap with y scaled so that G*(-ΣK_i*y_i) is finite, where all conjugates are known.
// It has converged when Residual is at most Tol relative to (x, y) in that metric, or Gap ≤ Tol·|F|. It panics
// with a [*op.ShapeError] or [*RangeError] for what does not fit, and if there are no terms.
func PDHG(ctx context.Context, p Saddle, x0 []float64, s *Settings) (*Result, error) {
	const where = "solve.PDHG"
	l := newLoop(ctx, where, s)
	l.Discrepancy = 0
	d := newSaddle(ctx, l, p, x0, l.Step)
	for l.more() {
		d.dualStep()
		d.primalStep()
		F, gap := d.values()
		l.done(Iterate{X: d.x, F: F, Gap: gap, Residual: d.moved, Step: d.gamma},
			d.moved <= l.Tol*d.size || gap <= l.Tol*math.Abs(F))
	}
	return l.end(d.x)
}

// saddle is the state of PDHG.
type saddle struct {
	p           Saddle
	terms       []dualOf
	gamma       float64
	x, last, v  []float64 // v = Σ K*y
	tau, inv    []float64
	t           []float64
	moved, size float64
	n           int
}

// dualOf is a term with its dual variable.
type dualOf struct {
	Term
	Kx, over, y, old, w []float64
	sigma, inv          []float64
}

func newSaddle(ctx context.Context, l *loop, p Saddle, x0 []float64, gamma float64) *saddle {
	where := l.where
	if gamma == 0 {
		gamma = PDHGBalance
	}
	if p.G.Value == nil {
		p.G = Zero()
	}
	needFunctional(where, p.G)
	if p.N < 1 {
		panic(&RangeError{where, "N", p.N, "1 or more"})
	}
	d := &saddle{p: p, gamma: gamma, n: p.N, x: l.begin(x0, p.N), last: make([]float64, p.N),
		v: make([]float64, p.N), t: make([]float64, p.N), tau: make([]float64, p.N)}
	for _, c := range copies(where, p.Terms, p.N) {
		m := len(c.z)
		t := dualOf{Term: c.Term, Kx: c.Kx, over: c.w, y: c.u, old: c.z, w: make([]float64, m)}
		d.terms = append(d.terms, t)
	}
	for i := range d.terms {
		t := &d.terms[i]
		t.steps(ctx, where, d)
		copy(t.over, t.K.Apply(t.Kx, d.x))
	}
	for j, c := range d.tau {
		d.tau[j] = gamma / max(c, 1e-300)
		d.inv = append(d.inv, 1/d.tau[j])
	}
	return d
}

// steps sets σ, and adds to the sums τ comes from.
func (t *dualOf) steps(ctx context.Context, where string, d *saddle) {
	rows, cols := t.Rows, t.Cols
	if rows == nil || cols == nil {
		a := normOf(ctx, t.K) / StepMargin
		rows, cols = []float64{a}, []float64{a}
	}
	for _, c := range []struct {
		what string
		v    []float64
		n    int
	}{{"Rows", rows, len(t.y)}, {"Cols", cols, d.n}} {
		if len(c.v) != 1 {
			need(where, c.what, len(c.v), c.n)
		}
	}
	least := 1e-6 * kern.MaxAbs(rows)
	t.sigma, t.inv = make([]float64, len(t.y)), make([]float64, len(t.y))
	for i := range t.y {
		t.inv[i] = d.gamma * max(at(rows, i), least, 1e-300)
		t.sigma[i] = 1 / t.inv[i]
	}
	for j := range d.tau {
		d.tau[j] += at(cols, j)
	}
}

func (d *saddle) dualStep() {
	d.moved, d.size = 0, 0
	for i := range d.terms {
		t := &d.terms[i]
		copy(t.old, t.y)
		kern.MulAdd(t.y, t.sigma, t.over)
		conjProx(t.F, t.y, t.y, t.sigma, t.inv, t.w)
		d.moved += weighted(t.y, t.old, t.inv)
		d.size += weighted(t.y, nil, t.inv)
	}
}

// weighted returns Σ w (x-y)², y nil for 0.
func weighted(x, y, w []float64) float64 {
	return sums(len(x), func(lo, hi int) (s float64) {
		if y == nil {
			for i := lo; i < hi; i++ {
				s += w[i] * x[i] * x[i]
			}
			return s
		}
		for i := lo; i < hi; i++ {
			d := x[i] - y[i]
			s += w[i] * d * d
		}
		return s
	})
}

func (d *saddle) primalStep() {
	for i := range d.terms {
		t := &d.terms[i]
		if i == 0 {
			t.K.Adjoint(d.v, t.y)
			continue
		}
		kern.Add(d.v, d.v, t.K.Adjoint(d.t, t.y))
	}
	copy(d.last, d.x)
	kern.For(d.n, grain, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			d.x[j] -= d.tau[j] * d.v[j]
		}
	})
	d.p.G.Prox(d.x, d.x, d.tau)
	d.moved = math.Sqrt(d.moved + weighted(d.x, d.last, d.inv))
	d.size = math.Sqrt(d.size + weighted(d.x, nil, d.inv))
	for i := range d.terms {
		t := &d.terms[i]
		copy(t.over, t.Kx)
		t.K.Apply(t.Kx, d.x)
		kern.Axpby(t.over, 2, t.Kx, -1)
	}
}

// values returns the objective and the gap.
func (d *saddle) values() (F, gap float64) {
	F = d.p.G.Value(d.x)
	known := d.p.G.Conj != nil
	for i := range d.terms {
		F += d.terms[i].F.Value(d.terms[i].Kx)
		known = known && d.terms[i].F.Conj != nil
	}
	if !known {
		return F, math.Inf(1)
	}
	s := 1.0
	kern.Neg(d.t, d.v)
	if d.p.G.Feasible != nil {
		s = d.p.G.Feasible(d.t)
	}
	kern.Scale(d.t, s, d.t)
	gap = F + d.p.G.Conj(d.t)
	for i := range d.terms {
		t := &d.terms[i]
		if t.F.Feasible != nil && s == 1 {
			// y is feasible up to rounding by the proximal map
			gap += t.F.Conj(t.y)
			continue
		}
		kern.Scale(t.w, s, t.y)
		gap += t.F.Conj(t.w)
	}
	if math.IsNaN(gap) {
		gap = math.Inf(1)
	}
	return F, gap
}
