package solve

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Composite is min_x ½‖Ax-y‖² + G(x). With G = L1(λ) it is the lasso.
type Composite struct {
	A op.Linear
	Y []float64
	G Functional
}

// ISTA minimises p by the proximal gradient method x ← prox_τG(x - τA*(Ax-y)) (Daubechies, Defrise and De Mol
// 2004), whose objective falls in every step. See [FISTA] for steps and stopping.
func ISTA(ctx context.Context, p Composite, x0 []float64, s *Settings) (*Result, error) {
	return proximalGradient(ctx, "solve.ISTA", p, x0, s, false)
}

// FISTA minimises p by the accelerated proximal gradient method of Beck and Teboulle (2009),
//
//	x_{k+1} = prox_τG(z_k - τA*(Az_k-y)),  z_{k+1} = x_{k+1} + (t_k-1)/t_{k+1}·(x_{k+1}-x_k)
//
// with the restart of O'Donoghue and Candès (2015): t ← 1 when ⟨z_k-x_{k+1}, x_{k+1}-x_k⟩ > 0. τ = Step is by
// default StepMargin/‖A‖² for an estimate of the norm, and made smaller wherever ‖A(x_{k+1}-z_k)‖² shows that it
// is too large.
//
// Gap is the duality gap with u = t(Az-y), t so that G*(-A*u) is finite, the best of all iterations. The method
// has converged when Gap ≤ Tol·F, or, where G has no Conj, when ‖x_{k+1}-z_k‖ ≤ Tol·‖x_{k+1}‖.
func FISTA(ctx context.Context, p Composite, x0 []float64, s *Settings) (*Result, error) {
	return proximalGradient(ctx, "solve.FISTA", p, x0, s, true)
}

func proximalGradient(ctx context.Context, where string, p Composite, x0 []float64, s *Settings, fast bool) (*Result, error) {
	n, m := needPlain(where, "A", p.A)
	need(where, "Y", len(p.Y), m)
	needFunctional(where, p.G)
	l := newLoop(ctx, where, s)
	p.A = l.within(p.A)
	g := &gradientState{p: p, x: l.begin(x0, n), t: 1, dual: math.Inf(-1), tau: []float64{l.Step}}
	g.prepare(ctx, n, m)
	for l.more() {
		if !g.step(ctx, fast) {
			continue // interrupted in a search for the step: more says so
		}
		res := distance(g.Ax, p.Y)
		F := res*res/2 + p.G.Value(g.x)
		gap := F - g.dual
		small := gap <= l.Tol*math.Abs(F)
		if p.G.Conj == nil {
			small = g.moved <= l.Tol*norm(g.x)
		}
		l.done(Iterate{X: g.x, F: F, Gap: gap, Residual: res, Step: g.tau[0]}, small)
	}
	return l.end(g.x)
}

func needFunctional(where string, G Functional) {
	if G.Value == nil || G.Prox == nil {
		panic(&RangeError{where, "functional", "a nil Value or Prox", "both"})
	}
}

// gradientState is x, z and their images under A.
type gradientState struct {
	p             Composite
	x, z, last, g []float64
	Ax, Az, lastA []float64
	t, dual       float64
	moved         float64 // ‖x-z‖
	tau           []float64
}

func (g *gradientState) prepare(ctx context.Context, n, m int) {
	if g.tau[0] == 0 {
		g.tau[0] = stepFor(ctx, g.p.A)
	}
	g.last, g.g = make([]float64, n), make([]float64, n)
	g.lastA = make([]float64, m)
	g.z = append([]float64(nil), g.x...)
	g.Ax = g.p.A.Apply(nil, g.x)
	g.Az = append([]float64(nil), g.Ax...)
}

func (g *gradientState) step(ctx context.Context, fast bool) bool {
	r := g.lastA // free for now
	copy(g.last, g.x)
	kern.Sub(r, g.Az, g.p.Y)
	g.p.A.Adjoint(g.g, r)
	g.bound(r)
	r, g.lastA = nil, append(g.lastA[:0], g.Ax...)
	for {
		kern.For(len(g.x), grain, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				g.x[i] = g.z[i] - g.tau[0]*g.g[i]
			}
		})
		g.p.G.proxUntil(ctx, g.x, g.x, g.tau)
		g.p.A.Apply(g.Ax, g.x)
		g.moved = distance(g.x, g.z)
		a := distance(g.Ax, g.Az)
		if !(a*a*g.tau[0] > g.moved*g.moved*(1+1e-9)) {
			break
		}
		g.tau[0] *= 0.7
		if ctx.Err() != nil {
			copy(g.x, g.last)
			return false
		}
	}
	g.momentum(fast)
	return true
}

// bound improves the dual value with u ∝ r = Az-y, whose image A*r is g: -½‖u‖² - ⟨u,y⟩ - G*(-A*u).
func (g *gradientState) bound(r []float64) {
	G := g.p.G
	if G.Conj == nil {
		return
	}
	v, t := make([]float64, len(g.g)), 1.0
	kern.Neg(v, g.g)
	if G.Feasible != nil {
		t = G.Feasible(v)
		kern.Scale(v, t, v)
	}
	g.dual = max(g.dual, -t*t*kern.Dot(r, r)/2-t*kern.Dot(r, g.p.Y)-G.Conj(v))
}

func (g *gradientState) momentum(fast bool) {
	b := 0.0
	if fast {
		along := sum(len(g.x), func(i int) float64 { return (g.z[i] - g.x[i]) * (g.x[i] - g.last[i]) })
		if along > 0 {
			g.t = 1
		}
		next := (1 + math.Sqrt(1+4*g.t*g.t)) / 2
		b = (g.t - 1) / next
		g.t = next
	}
	extrapolate(g.z, g.x, g.last, b)
	extrapolate(g.Az, g.Ax, g.lastA, b)
}
