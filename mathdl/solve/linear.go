package solve

import (
	"context"
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

func norm(x []float64) float64 { return math.Sqrt(kern.Dot(x, x)) }

// CG solves Ax = b for a self-adjoint, positive definite A by conjugate gradients (Hestenes and Stiefel 1952).
// It has converged when ‖b-Ax‖ ≤ Tol·‖b‖. F is ½⟨x,Ax⟩ - ⟨b,x⟩, which falls in every step. It diverges, with an
// error, at a direction with ⟨p,Ap⟩ < 0.
func CG(ctx context.Context, A op.Linear, b, x0 []float64, s *Settings) (*Result, error) {
	const where = "solve.CG"
	n, m := needPlain(where, "A", A)
	need(where, "range of A", m, n)
	need(where, "b", len(b), n)
	l := newLoop(ctx, where, s)
	A = l.within(A)
	x := l.begin(x0, n)
	r, Ap := make([]float64, n), make([]float64, n)
	A.Apply(r, x)
	kern.Sub(r, b, r)
	p := append([]float64(nil), r...)
	rho, size := kern.Dot(r, r), norm(b)
	if math.Sqrt(rho) <= max(l.Tol, 0)*size || rho == 0 {
		l.solved()
	}
	for l.more() {
		A.Apply(Ap, p)
		alpha := rho / kern.Dot(p, Ap) // α = ‖r‖²/⟨p,Ap⟩
		if alpha < 0 {
			alpha = math.NaN()
		}
		kern.Axpy(x, alpha, p)
		kern.Axpy(r, -alpha, Ap)
		last := rho
		rho = kern.Dot(r, r)
		res := math.Sqrt(rho)
		l.done(Iterate{X: x, F: -.5 * (kern.Dot(b, x) + kern.Dot(r, x)), Gap: math.Inf(1), Residual: res, Step: alpha}, res <= l.Tol*size || rho == 0)
		kern.Axpby(p, 1, r, rho/last)
	}
	return l.end(x)
}

// CGLS minimises ‖Ax-y‖² + damp²‖x‖² by conjugate gradients on the normal equations, without forming A*A
// (Björck 1996, 7.4). It has converged when ‖A*(y-Ax) - damp²x‖ ≤ Tol·‖A*y‖. F is half the minimised sum, which
// falls in every step; stopped early, by Discrepancy, it regularises.
func CGLS(ctx context.Context, A op.Linear, y, x0 []float64, damp float64, s *Settings) (*Result, error) {
	const where = "solve.CGLS"
	n, m := needPlain(where, "A", A)
	need(where, "y", len(y), m)
	l := newLoop(ctx, where, s)
	A = l.within(A)
	x := l.begin(x0, n)
	r, q := make([]float64, m), make([]float64, m)
	kern.Sub(r, y, A.Apply(r, x))
	g := A.Adjoint(nil, r)
	kern.Axpy(g, -damp*damp, x)
	size := norm(A.Adjoint(nil, y))
	p := append([]float64(nil), g...)
	gamma := kern.Dot(g, g)
	if gamma == 0 {
		l.solved()
	}
	for l.more() {
		A.Apply(q, p)
		alpha := gamma / (kern.Dot(q, q) + damp*damp*kern.Dot(p, p))
		kern.Axpy(x, alpha, p)
		kern.Axpy(r, -alpha, q)
		A.Adjoint(g, r)
		kern.Axpy(g, -damp*damp, x)
		last := gamma
		gamma = kern.Dot(g, g)
		res := kern.Dot(r, r)
		l.done(Iterate{X: x, F: (res + damp*damp*kern.Dot(x, x)) / 2, Gap: math.Inf(1), Residual: math.Sqrt(res), Step: alpha},
			math.Sqrt(gamma) <= l.Tol*size || gamma == 0)
		kern.Axpby(p, 1, g, gamma/last)
	}
	return l.end(x)
}

// LSQR minimises ‖Ax-y‖² + damp²‖x‖² by bidiagonalisation (Paige and Saunders 1982): in exact arithmetic the
// iterates of CGLS, with less rounding when A is ill-conditioned. Residual is the recurrence's
// √(‖Ax-y‖² + damp²‖x‖²). It has converged when the estimate of ‖A*r‖ is at most Tol·‖A*y‖.
func LSQR(ctx context.Context, A op.Linear, y, x0 []float64, damp float64, s *Settings) (*Result, error) {
	const where = "solve.LSQR"
	n, m := needPlain(where, "A", A)
	need(where, "y", len(y), m)
	l := newLoop(ctx, where, s)
	A = l.within(A)
	x := l.begin(x0, n)
	u := make([]float64, m)
	kern.Sub(u, y, A.Apply(u, x)) // the correction to x0 is what is solved for
	beta := unit(u)
	v := A.Adjoint(nil, u)
	alpha := unit(v)
	w := append([]float64(nil), v...)
	t, z := make([]float64, m), make([]float64, n)
	phi, rho, size, rest := beta, alpha, alpha*beta, 0.0
	if size == 0 {
		l.solved()
	}
	for l.more() {
		A.Apply(t, v)
		kern.Axpby(u, 1, t, -alpha) // βu = Av - αu
		beta = unit(u)
		A.Adjoint(z, u)
		kern.Axpby(v, 1, z, -beta) // αv = A*u - βv
		alpha = unit(v)
		r1 := math.Hypot(rho, damp)
		psi := damp / r1 * phi
		phi *= rho / r1
		r := math.Hypot(r1, beta)
		c, sn := r1/r, beta/r
		theta := sn * alpha
		rho = -c * alpha
		step := c * phi / r
		phi *= sn
		rest = math.Hypot(rest, psi)
		kern.Axpy(x, step, w)
		kern.Axpby(w, 1, v, -theta/r)
		res := math.Hypot(phi, rest)
		l.done(Iterate{X: x, F: res * res / 2, Gap: math.Inf(1), Residual: res, Step: step},
			math.Abs(phi*alpha*c) <= l.Tol*size || res == 0)
	}
	return l.end(x)
}

// unit divides x by its length, which it returns.
func unit(x []float64) float64 {
	a := norm(x)
	if a > 0 {
		kern.Scale(x, 1/a, x)
	}
	return a
}

// Landweber minimises ½‖Ax-y‖² by x ← x + τA*(y-Ax) with τ = Step, by default StepMargin/‖A‖² for an estimate of
// the norm; any τ < 2/‖A‖² converges. With constraint, which may be nil, every step is followed by its
// proximal map, such as that of [NonNegative]. It has converged when ‖A*(y-Ax)‖ ≤ Tol·‖A*y‖.
func Landweber(ctx context.Context, A op.Linear, y, x0 []float64, constraint *Functional, s *Settings) (*Result, error) {
	const where = "solve.Landweber"
	n, m := needPlain(where, "A", A)
	need(where, "y", len(y), m)
	l := newLoop(ctx, where, s)
	A = l.within(A)
	step := l.Step
	if step == 0 {
		step = stepFor(ctx, A)
	}
	return simultaneous(l, A, y, l.begin(x0, n), constraint, step, nil, nil)
}

// SIRT is Landweber's iteration with the sums of the rows and columns of A for a preconditioner,
//
//	x ← x + τ C A* R (y-Ax),  R_i = 1/Σ_j A_ij,  C_j = 1/Σ_i A_ij
//
// for an A with nonnegative entries, and converges for τ = Step in (0, 2), 1 by default (Gilbert 1972;
// Gregor and Benson 2008). It has converged when ‖A*R(y-Ax)‖ ≤ Tol·‖A*Ry‖.
func SIRT(ctx context.Context, A op.Linear, y, x0 []float64, constraint *Functional, s *Settings) (*Result, error) {
	const where = "solve.SIRT"
	n, m := needPlain(where, "A", A)
	need(where, "y", len(y), m)
	l := newLoop(ctx, where, s)
	A = l.within(A)
	rows, cols := Sums(A)
	step := l.Step
	if step == 0 {
		step = 1
	}
	return simultaneous(l, A, y, l.begin(x0, n), constraint, step, inverse(rows), inverse(cols))
}

// simultaneous is the iteration of Landweber and SIRT; R and C may be nil.
func simultaneous(l *loop, A op.Linear, y, x []float64, G *Functional, step float64, R, C []float64) (*Result, error) {
	r, g := make([]float64, len(y)), make([]float64, len(x))
	weigh := func(v, w []float64) {
		if w != nil {
			kern.Mul(v, v, w)
		}
	}
	copy(r, y)
	weigh(r, R)
	size := norm(A.Adjoint(g, r))
	kern.Sub(r, y, A.Apply(r, x))
	tau := []float64{step}
	for l.more() {
		weigh(r, R)
		A.Adjoint(g, r)
		small := norm(g) <= l.Tol*size
		weigh(g, C)
		kern.Axpy(x, step, g)
		if G != nil {
			G.proxUntil(l.ctx, x, x, tau)
		}
		kern.Sub(r, y, A.Apply(r, x))
		res := norm(r)
		l.done(Iterate{X: x, F: res * res / 2, Gap: math.Inf(1), Residual: res, Step: step}, small)
	}
	return l.end(x)
}

// Sums returns the sums of the rows and of the columns of an operator with nonnegative entries: A1 and A*1.
func Sums(A op.Linear) (rows, cols []float64) {
	one := make([]float64, max(A.Domain().Size(), A.Range().Size()))
	kern.Fill(one, 1)
	return A.Apply(nil, one[:A.Domain().Size()]), A.Adjoint(nil, one[:A.Range().Size()])
}

// inverse returns 1/x_i, and 0 where x_i is 0 or next to it.
func inverse(x []float64) []float64 {
	out, least := make([]float64, len(x)), 1e-6*kern.MaxAbs(x)
	for i, v := range x {
		if v > least {
			out[i] = 1 / v
		}
	}
	return out
}

// SART goes through blocks of rows of A in turn, one angle after the other for the blocks of a Radon transform, with
// the weights of SIRT for each (Andersen and Kak 1984): A is the operators one above the other, y their data in
// this order. One iteration is one pass. Step is the relaxation, in (0, 2), 1 by default. Inconsistent data
// make it end in a cycle, not at a least squares solution; there is no criterion but Iterations and Discrepancy.
func SART(ctx context.Context, blocks []op.Linear, y, x0 []float64, constraint *Functional, s *Settings) (*Result, error) {
	const where = "solve.SART"
	if len(blocks) == 0 {
		panic(&RangeError{where, "number of blocks", 0, "1 or more"})
	}
	A := op.Stack(blocks...)
	n, m := needPlain(where, "blocks", A)
	need(where, "y", len(y), m)
	l := newLoop(ctx, where, s)
	x, step := l.begin(x0, n), l.Step
	if step == 0 {
		step = 1
	}
	blocks = slices.Clone(blocks)
	R, C := make([][]float64, len(blocks)), make([][]float64, len(blocks))
	for i := range blocks {
		blocks[i] = l.within(blocks[i])
		if ctx.Err() != nil {
			l.more() // which says so
			return l.end(x)
		}
		R[i], C[i] = Sums(blocks[i])
		R[i], C[i] = inverse(R[i]), inverse(C[i])
	}
	g, r := make([]float64, n), make([]float64, m)
	// each calls f with the blocks and their residuals, until the context ends.
	each := func(f func(i int, q []float64)) bool {
		lo := 0
		for i, B := range blocks {
			if ctx.Err() != nil {
				return false
			}
			q := r[lo : lo+len(R[i])]
			kern.Sub(q, y[lo:lo+len(q)], B.Apply(q, x))
			f(i, q)
			lo += len(q)
		}
		return true
	}
	tau := []float64{step}
	pass := func(i int, q []float64) {
		kern.Mul(q, q, R[i])
		kern.Mul(g, blocks[i].Adjoint(g, q), C[i])
		kern.Axpy(x, step, g)
		if constraint != nil {
			constraint.proxUntil(ctx, x, x, tau)
		}
	}
	for l.more() {
		if !each(pass) || !each(func(int, []float64) {}) {
			continue // interrupted: more says so
		}
		res := norm(r)
		l.done(Iterate{X: x, F: res * res / 2, Gap: math.Inf(1), Residual: res, Step: step}, false)
	}
	return l.end(x)
}
