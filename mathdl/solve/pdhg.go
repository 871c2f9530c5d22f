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

// The defaults of [PDHG].
const (
	PDHGBalance    = 1.0 // γ, which Step replaces
	PDHGRelaxation = 1.9 // ρ, any number below 2
	PDHGGapEvery   = 10  // iterations from one dual value to the next
)

// PDHG minimises p by the primal-dual method of Chambolle and Pock (2011) with diagonal preconditioning (Pock and
// Chambolle 2011) and over-relaxation (Condat 2013),
//
//	x̃   = prox_τG(x - τ Σ K_i* y_i)
//	ỹ_i = prox_{σ_i F_i*}(y_i + σ_i K_i(2x̃ - x))
//	x ← x + ρ(x̃ - x),  y_i ← y_i + ρ(ỹ_i - y_i)
//	τ_j = γ/Σ_i Σ_k |K_i|_kj,  σ_ik = 1/(γ Σ_j |K_i|_kj)
//
// where ‖K_i‖ takes the place of both sums for a term without Rows and Cols, and γ = Step is [PDHGBalance] by
// default: smaller values move the dual variables faster. ρ is [PDHGRelaxation]. The functionals meet steps that
// differ by coordinate. The iterate that is recorded and returned is x̃, which fulfils the constraints of G.
//
// Residual is the size of the step in the metric of the method, (Σ Δx²/τ + Σ Δy²/σ)^½; Discrepancy does not
// apply. Gap is F less the best dual value of every [PDHGGapEvery]-th iteration, with y scaled so that
// G*(-ΣK_i*y_i) is finite; +Inf where a conjugate is unknown or this scale is 0. It has converged when Residual is at most Tol relative to (x, y) in that metric, or
// Gap ≤ Tol·|F|. It panics with a [*op.ShapeError] or [*RangeError] for what does not fit, and if there are no terms.
func PDHG(ctx context.Context, p Saddle, x0 []float64, s *Settings) (*Result, error) {
	const where = "solve.PDHG"
	l := newLoop(ctx, where, s)
	l.Discrepancy = 0
	d := newSaddle(ctx, l, p, x0, l.Step)
	for l.more() {
		d.backProject()
		d.lookBack(l.res.K)
		d.primalStep()
		d.dualStep()
		F := d.value
		gap := F - d.bound
		l.done(Iterate{X: d.x, F: F, Gap: gap, Residual: d.moved, Step: d.gamma},
			d.moved <= l.Tol*d.size || gap <= l.Tol*math.Abs(F))
	}
	return l.end(d.x)
}

// saddle is the state of PDHG.
type saddle struct {
	ctx         context.Context
	p           Saddle
	terms       []dualOf
	gamma       float64
	x, at, v    []float64 // x̃, x, and Σ K*y
	before      []float64 // v of the iteration before
	bound       float64   // best dual value
	tau, inv    []float64
	t           []float64
	value       float64 // objective at x̃
	moved, size float64
	n           int
}

// dualOf is a term with its dual variable.
type dualOf struct {
	Term
	Kx, KxAt, y, a, w []float64 // Kx̃, Kx; y; work space
	sigma, inv        []float64
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
	p.G = p.G.checked()
	if p.N < 1 {
		panic(&RangeError{where, "N", p.N, "1 or more"})
	}
	d := &saddle{ctx: ctx, p: p, gamma: gamma, n: p.N, x: l.begin(x0, p.N),
		v: make([]float64, p.N), t: make([]float64, p.N), tau: make([]float64, p.N)}
	for _, c := range copies(where, p.Terms, p.N) {
		m := len(c.z)
		c.K = l.within(c.K)
		t := dualOf{Term: c.Term, Kx: c.Kx, KxAt: c.w, y: c.u, a: c.z, w: make([]float64, m)}
		d.terms = append(d.terms, t)
	}
	for i := range d.terms {
		t := &d.terms[i]
		t.steps(ctx, where, d)
		copy(t.KxAt, t.K.Apply(t.Kx, d.x))
	}
	d.bound, d.before = math.Inf(-1), make([]float64, p.N)
	d.at = append([]float64(nil), d.x...)
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

// backProject computes v = Σ K*y.
func (d *saddle) backProject() {
	for i := range d.terms {
		t := &d.terms[i]
		if i == 0 {
			t.K.Adjoint(d.v, t.y)
			continue
		}
		kern.Add(d.v, d.v, t.K.Adjoint(d.t, t.y))
	}
}

// primalStep is the first line, and the third for x.
func (d *saddle) primalStep() {
	if d.p.G.part == nil {
		kern.For(d.n, grain, d.descend)
		d.p.G.proxUntil(d.ctx, d.x, d.x, d.tau)
	}
	sum := tallies(d.n, func(lo, hi int) (sum tally) {
		if p := d.p.G.part; p != nil {
			d.descend(lo, hi)
			p.prox(d.x, d.x, d.tau, lo, hi)
			sum[0] = p.value(d.x, lo, hi)
		}
		sum[1], sum[2] = relax(d.at[lo:hi], d.x[lo:hi], d.inv[lo:hi])
		return sum
	})
	d.value, d.moved, d.size = sum[0], sum[1], sum[2]
	if d.p.G.part == nil {
		d.value = d.p.G.Value(d.x)
	}
	for i := range d.terms {
		d.terms[i].K.Apply(d.terms[i].Kx, d.x)
	}
}

// descend stores x - τΣK*y in x̃ for the elements from lo to hi.
func (d *saddle) descend(lo, hi int) {
	x, at, tau, v := d.x[lo:hi], d.at[lo:hi], d.tau[lo:hi], d.v[lo:hi]
	for j := range x {
		x[j] = at[j] - tau[j]*v[j]
	}
}

// dualStep is the second line, and the third for y. It completes the objective.
func (d *saddle) dualStep() {
	for i := range d.terms {
		t := &d.terms[i]
		if t.F.part == nil {
			t.wholly(d.ctx)
		}
		sum := tallies(len(t.y), t.step)
		d.value, d.moved, d.size = d.value+sum[0], d.moved+sum[1], d.size+sum[2]
		if t.F.part == nil {
			d.value += t.F.Value(t.Kx)
		}
	}
	d.moved, d.size = math.Sqrt(d.moved), math.Sqrt(d.size)
}

// wholly computes ỹ for a functional that is not a sum over coordinates.
func (t *dualOf) wholly(ctx context.Context) {
	kern.For(len(t.y), grain, t.ascend)
	if t.F.ConjProx != nil {
		t.F.ConjProx(t.a, t.a, t.sigma)
	} else {
		conjProx(ctx, t.F, t.a, t.a, t.sigma, t.inv, t.w)
	}
}

// step computes ỹ, unless it is there, and moves y, for the elements from lo to hi.
func (t *dualOf) step(lo, hi int) (sum tally) {
	if p := t.F.part; p != nil {
		t.ascend(lo, hi)
		if p.conjProx != nil {
			p.conjProx(t.a, t.a, t.sigma, lo, hi)
		} else {
			p.moreau(t.a, t.a, t.sigma, t.inv, t.w, lo, hi)
		}
		sum[0] = p.value(t.Kx, lo, hi)
	}
	sum[1], sum[2] = relax(t.y[lo:hi], t.a[lo:hi], t.inv[lo:hi])
	return sum
}

// ascend stores y + σK(2x̃-x) in a, and relaxes Kx, for the elements from lo to hi.
func (t *dualOf) ascend(lo, hi int) {
	a, y, sigma, Kx, KxAt := t.a[lo:hi], t.y[lo:hi], t.sigma[lo:hi], t.Kx[lo:hi], t.KxAt[lo:hi]
	for k := range a {
		v, old := Kx[k], KxAt[k]
		a[k] = y[k] + sigma[k]*(2*v-old)
		KxAt[k] = old + PDHGRelaxation*(v-old)
	}
}

// relax moves x towards z by ρ, and returns Σ w (z-x)² and Σ w z².
func relax(x, z, w []float64) (moved, size float64) {
	x, w = x[:len(z)], w[:len(z)]
	for k, v := range z {
		d, c := v-x[k], w[k]
		moved += c * d * d
		size += c * v * v
		x[k] += PDHGRelaxation * d
	}
	return moved, size
}

// objective is F at x̃.
func (d *saddle) objective() float64 {
	F := d.p.G.Value(d.x)
	for i := range d.terms {
		F += d.terms[i].F.Value(d.terms[i].Kx)
	}
	return F
}

// knows reports whether all conjugates are known.
func (d *saddle) knows() bool {
	known := d.p.G.Conj != nil
	for i := range d.terms {
		known = known && d.terms[i].F.Conj != nil
	}
	return known
}

// dual is the value of the dual at multiples of y_i with v = Σ K*y; -Inf if it is unknown or says nothing.
func (d *saddle) dual(v []float64, y func(t *dualOf) []float64) float64 {
	G := d.p.G
	if !d.knows() {
		return math.Inf(-1)
	}
	s := 1.0
	kern.Neg(d.t, v)
	if G.Feasible != nil {
		if s = G.Feasible(d.t); s == 0 {
			return math.Inf(-1)
		}
	}
	kern.Scale(d.t, s, d.t)
	D := -G.Conj(d.t)
	for i := 0; i < len(d.terms) && !math.IsInf(D, 0); i++ {
		t := &d.terms[i]
		kern.Scale(t.w, s, y(t))
		D -= t.F.Conj(t.w)
	}
	if math.IsNaN(D) {
		return math.Inf(-1)
	}
	return D
}

// lookBack improves the bound with ỹ of the last iteration, whose image under K* follows from those of y before and
// after the relaxation.
func (d *saddle) lookBack(k int) {
	if k > 0 && k%PDHGGapEvery == 0 {
		kern.Axpby(d.before, 1/PDHGRelaxation, d.v, 1-1/PDHGRelaxation)
		d.bound = max(d.bound, d.dual(d.before, func(t *dualOf) []float64 { return t.a }))
	}
	if (k+1)%PDHGGapEvery == 0 {
		copy(d.before, d.v)
	}
}
