package solve

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// The constants of [PDHGLineSearch].
const (
	LineSearchMu    = 0.7  // factor of a step that was too long
	LineSearchDelta = 0.99 // bound of √β τ‖K*Δy‖/‖Δy‖
	LineSearchBeta  = 1.0  // default ratio σ/τ
)

// PDHGLineSearch minimises p, which must have one term, by the primal-dual method with line search of Malitsky and
// Pock (2018, algorithm 1): it needs no norm of K, and takes longer steps where K permits,
//
//	x_k     = prox_{τ_{k-1} G}(x_{k-1} - τ_{k-1} K*y_k)
//	τ_k     ∈ [τ_{k-1}, √(1+θ_{k-1}) τ_{k-1}], shortened by LineSearchMu until √β τ_k ‖K*(y_{k+1}-y_k)‖ ≤ δ‖y_{k+1}-y_k‖
//	y_{k+1} = prox_{βτ_k F*}(y_k + βτ_k K(x_k + θ_k(x_k-x_{k-1}))),  θ_k = τ_k/τ_{k-1}
//
// beta is the ratio β of the dual to the primal step, 0 for [LineSearchBeta]. Step is τ_0, 1 by default. Residual,
// Gap and Tol are as in [PDHG]. Terms put together with [op.Stack] count as one.
func PDHGLineSearch(ctx context.Context, p Saddle, x0 []float64, beta float64, s *Settings) (*Result, error) {
	const where = "solve.PDHGLineSearch"
	if len(p.Terms) != 1 {
		panic(&RangeError{where, "number of terms", len(p.Terms), "1"})
	}
	if !(beta >= 0) {
		panic(&RangeError{where, "beta", beta, "≥ 0"})
	}
	if beta == 0 {
		beta = LineSearchBeta
	}
	p.Terms = append([]Term(nil), p.Terms...)
	p.Terms[0].Rows, p.Terms[0].Cols = []float64{1}, []float64{1} // steps are set below
	l := newLoop(ctx, where, s)
	l.Discrepancy = 0
	d := newSaddle(ctx, l, p, x0, 1)
	q := &lineSearch{saddle: d, beta: beta, tau: l.Step, theta: 1, lastK: make([]float64, len(d.terms[0].y)), Ky: make([]float64, p.N)}
	if q.tau == 0 {
		q.tau = 1
	}
	for l.more() {
		if !q.step(ctx) {
			continue
		}
		F := d.objective()
		gap := F - d.dual(d.v, func(t *dualOf) []float64 { return t.y })
		l.done(Iterate{X: d.x, F: F, Gap: gap, Residual: d.moved, Step: q.tau},
			d.moved <= l.Tol*d.size || gap <= l.Tol*math.Abs(F))
	}
	return l.end(d.x)
}

type lineSearch struct {
	*saddle
	beta, tau, theta float64
	lastK, Ky        []float64
}

func (q *lineSearch) step(ctx context.Context) bool {
	t := &q.terms[0]
	copy(q.at, q.x)
	copy(q.lastK, t.Kx)
	kern.Axpy(q.x, -q.tau, q.v)
	q.p.G.proxUntil(ctx, q.x, q.x, []float64{q.tau})
	t.K.Apply(t.Kx, q.x)
	before := q.tau
	copy(t.KxAt, t.y)
	for q.tau *= math.Sqrt(1 + q.theta); ; q.tau *= LineSearchMu {
		q.theta = q.tau / before
		sigma := q.beta * q.tau
		extrapolate(t.a, t.Kx, q.lastK, q.theta)
		copy(t.y, t.KxAt)
		kern.Axpy(t.y, sigma, t.a)
		conjProx(ctx, t.F, t.y, t.y, []float64{sigma}, []float64{1 / sigma}, t.w)
		t.K.Adjoint(q.Ky, t.y)
		if !(math.Sqrt(q.beta)*q.tau*distance(q.Ky, q.v) > LineSearchDelta*distance(t.y, t.KxAt)) { // also for NaN
			break
		}
		if ctx.Err() != nil {
			copy(q.x, q.at)
			return false
		}
	}
	q.v, q.Ky = q.Ky, q.v
	dx, dy := distance(q.x, q.at), distance(t.y, t.KxAt)
	q.moved = math.Sqrt(dx*dx/q.tau + dy*dy/(q.beta*q.tau))
	q.size = math.Sqrt(kern.Dot(q.x, q.x)/q.tau + kern.Dot(t.y, t.y)/(q.beta*q.tau))
	return true
}

// Joined returns terms as one: K is the operators one above the other, F the sum of the functionals of the parts.
// Steps that Prox gets must be single numbers or as long as all parts together.
func Joined(n int, terms ...Term) Term {
	terms = append([]Term(nil), terms...)
	X := op.R(n)
	for _, t := range terms {
		if t.K != nil {
			X = t.K.Domain()
		}
	}
	for i := range terms {
		if terms[i].K == nil {
			terms[i].K = op.Identity(X)
		}
	}
	c := copies("solve.Joined", terms, n)
	K := make([]op.Linear, len(c))
	for i := range c {
		K[i] = c[i].K
	}
	part := func(x []float64, f func(i int, lo, hi int)) {
		lo := 0
		for i := range c {
			f(i, lo, lo+len(c[i].z))
			lo += len(c[i].z)
		}
	}
	return Term{K: op.Stack(K...), F: Functional{
		Value: func(x []float64) float64 {
			v := 0.0
			part(x, func(i, lo, hi int) { v += c[i].F.Value(x[lo:hi]) })
			return v
		},
	}.lasting(func(ctx context.Context, dst, x, tau []float64) {
		part(x, func(i, lo, hi int) {
			t := tau
			if len(tau) > 1 {
				t = tau[lo:hi]
			}
			c[i].F.proxUntil(ctx, dst[lo:hi], x[lo:hi], t)
		})
	})}
}
