package solve

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Term is F(Kx) as part of an objective.
type Term struct {
	K op.Linear // nil is the identity
	F Functional

	// Rho is the penalty ρ of ADMM for this term; 0 means 1. Parseval says that K*K is the identity, which
	// saves applications of K.
	Rho      float64
	Parseval bool

	// Rows and Cols are the sums of |K_ij| over the rows and the columns, for the steps of PDHG; one element
	// stands for all. Nil means that steps come from an estimate of ‖K‖. [Sums] computes them where K ≥ 0; for
	// [Gradient] they are 2 and 4.
	Rows, Cols []float64
}

// Split is min_x ½‖Ax-y‖² + Σ_i F_i(K_i x).
type Split struct {
	A     op.Linear
	Y     []float64
	Terms []Term
}

// The defaults of ADMM for its inner iteration.
const (
	ADMMInner    = 30   // steps
	ADMMInnerTol = 1e-2 // residual, relative to that at its start
)

// ADMM minimises p by the alternating direction method of multipliers (Boyd et al. 2011) with a copy z_i of
// every K_i x,
//
//	x   ← (A*A + Σ ρ_i K_i*K_i)⁻¹ (A*y + Σ ρ_i K_i*(z_i-u_i))
//	z_i ← prox_{F_i/ρ_i}(K_i x + u_i)
//	u_i ← u_i + K_i x - z_i
//
// The first line is done by conjugate gradients from the last x, at most Inner steps ([ADMMInner] by default), to
// [ADMMInnerTol] times the residual they start from.
//
// F is ½‖Ax-y‖² + Σ F_i(z_i); at the end z_i = K_i x. It has converged when the constraints, Σ‖K_i x-z_i‖², and
// the changes, Σ‖ρ_i(z_i-z_i')‖², are at most Tol² relative to Σ‖z_i‖² and Σ‖ρ_i u_i‖². It panics if there are no
// terms, or a ρ is negative.
func ADMM(ctx context.Context, p Split, x0 []float64, s *Settings) (*Result, error) {
	const where = "solve.ADMM"
	n, m := needPlain(where, "A", p.A)
	need(where, "Y", len(p.Y), m)
	l := newLoop(ctx, where, s)
	p.A = l.within(p.A)
	a := &admm{p: p, inner: l.Inner, x: l.begin(x0, n), g: make([]float64, n), b: make([]float64, n),
		r: make([]float64, n), d: make([]float64, n), q: make([]float64, n), Ad: make([]float64, m)}
	if a.inner == 0 {
		a.inner = ADMMInner
	}
	a.terms = copies(where, p.Terms, n)
	for i := range a.terms {
		a.terms[i].K = l.within(a.terms[i].K)
		a.terms[i].begin(a.x)
	}
	p.A.Adjoint(a.g, p.Y)
	a.Ax = p.A.Apply(nil, a.x)
	for l.more() {
		if !a.solve(ctx) || !a.update(ctx) {
			continue // interrupted: more says so, and the best iterate is what was recorded
		}
		primal, dual, size, pull, F := 0.0, 0.0, 0.0, 0.0, 0.0
		for i := range a.terms {
			t := &a.terms[i]
			primal += t.primal
			dual += t.dual
			size += t.size
			pull += t.pull
			F += t.value
		}
		res := distance(a.Ax, p.Y)
		l.done(Iterate{X: a.x, F: F + res*res/2, Gap: math.Inf(1), Residual: res, Step: a.terms[0].Rho},
			l.Tol > 0 && primal <= l.Tol*l.Tol*size && dual <= l.Tol*l.Tol*pull)
	}
	return l.end(a.x)
}

type admm struct {
	p       Split
	inner   int
	terms   []copyOf
	x, Ax   []float64
	g, b    []float64 // A*y, right-hand side
	r, d, q []float64 // residual, direction, its image
	Ad      []float64
}

// copyOf is a term with its copy of Kx and its multiplier.
type copyOf struct {
	Term
	Kx, z, u, w  []float64 // w = z-u between two iterations
	tau          []float64
	value        float64 // F(z)
	primal, dual float64 // ‖Kx-z‖², ‖ρ(z-z')‖²
	size, pull   float64 // ‖z‖², ‖ρu‖²
}

// copies checks the terms and fills in defaults.
func copies(where string, terms []Term, n int) []copyOf {
	if len(terms) == 0 {
		panic(&RangeError{where, "number of terms", 0, "1 or more"})
	}
	out := make([]copyOf, len(terms))
	for i, t := range terms {
		needFunctional(where, t.F)
		if !(t.Rho >= 0) {
			panic(&RangeError{where, "Rho", t.Rho, "≥ 0"})
		}
		if t.Rho == 0 {
			t.Rho = 1
		}
		if t.K == nil {
			t.K, t.Parseval = op.Identity(op.R(n)), true
		}
		t.F = t.F.checked()
		k, m := needPlain(where, "K", t.K)
		need(where, "domain of K", k, n)
		out[i] = copyOf{Term: t, Kx: make([]float64, m), z: make([]float64, m), u: make([]float64, m),
			w: make([]float64, m), tau: []float64{1 / t.Rho}}
	}
	return out
}

// begin sets z = Kx, u = 0.
func (t *copyOf) begin(x []float64) {
	t.K.Apply(t.Kx, x)
	copy(t.z, t.Kx)
	copy(t.w, t.z)
}

// update is the second and third line of the iteration.
func (t *copyOf) update(ctx context.Context, x []float64) {
	t.K.Apply(t.Kx, x)
	if t.F.part == nil {
		kern.Add(t.w, t.Kx, t.u)
		t.F.proxUntil(ctx, t.w, t.w, t.tau)
	}
	sum := tallies(len(t.z), t.step)
	t.value, t.primal, t.dual, t.size, t.pull = sum[0], sum[1], t.Rho*t.Rho*sum[2], sum[3], t.Rho*t.Rho*sum[4]
	if t.F.part == nil {
		t.value = t.F.Value(t.z)
	}
}

// step is update for the elements from lo to hi, with the norms that say how far it has come. A proximal map that is
// not a sum over coordinates is already in w.
func (t *copyOf) step(lo, hi int) (sum tally) {
	if p := t.F.part; p != nil {
		kern.Add(t.w[lo:hi], t.Kx[lo:hi], t.u[lo:hi])
		p.prox(t.w, t.w, t.tau, lo, hi)
		sum[0] = p.value(t.w, lo, hi)
	}
	var e, d, zz, uu float64
	Kx, z, u, w := t.Kx[lo:hi], t.z[lo:hi], t.u[lo:hi], t.w[lo:hi]
	for i, v := range w {
		gap, move := Kx[i]-v, v-z[i]
		y := u[i] + gap
		z[i], u[i], w[i] = v, y, v-y
		e += gap * gap
		d += move * move
		zz += v * v
		uu += y * y
	}
	sum[1], sum[2], sum[3], sum[4] = e, d, zz, uu
	return sum
}

// update is the second and third line for all terms; it reports false if the context ended.
func (a *admm) update(ctx context.Context) bool {
	for i := range a.terms {
		if ctx.Err() != nil {
			return false
		}
		a.terms[i].update(ctx, a.x)
	}
	return true
}

// normal stores (A*A + Σ ρ K*K)d in q, and Ad.
func (a *admm) normal() {
	a.p.A.Adjoint(a.q, a.p.A.Apply(a.Ad, a.d))
	a.addTerms(a.q, a.d)
}

// addTerms adds Σ ρ K*Kd to q.
func (a *admm) addTerms(q, d []float64) {
	for i := range a.terms {
		t := &a.terms[i]
		if t.Parseval {
			kern.Axpy(q, t.Rho, d)
			continue
		}
		kern.Axpy(q, t.Rho, t.K.Adjoint(nil, t.K.Apply(t.w, d)))
	}
}

// solve is the first line; it reports false if the context ended.
func (a *admm) solve(ctx context.Context) bool {
	copy(a.b, a.g)
	for i := range a.terms {
		if ctx.Err() != nil {
			return false
		}
		t := &a.terms[i]
		kern.Axpy(a.b, t.Rho, t.K.Adjoint(a.q, t.w))
	}
	p := a.p.A.Adjoint(a.r, a.Ax)
	a.addTerms(p, a.x)
	kern.Sub(a.r, a.b, a.r)
	copy(a.d, a.r)
	rho := kern.Dot(a.r, a.r)
	end := max(ADMMInnerTol*math.Sqrt(rho), 1e-15*norm(a.b))
	for k := 0; k < a.inner && math.Sqrt(rho) > end; k++ {
		if ctx.Err() != nil {
			return false
		}
		a.normal()
		alpha := rho / kern.Dot(a.d, a.q)
		kern.Axpy(a.x, alpha, a.d)
		kern.Axpy(a.Ax, alpha, a.Ad)
		kern.Axpy(a.r, -alpha, a.q)
		last := rho
		rho = kern.Dot(a.r, a.r)
		kern.Axpby(a.d, 1, a.r, rho/last)
	}
	return true
}
