package plug

import (
	"context"
	"math"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// PlugAndPlay is min ½‖Ax-y‖² + R(x) where only a denoiser is known that takes the place of the proximal map of R/ρ.
type PlugAndPlay struct {
	A     op.Linear
	Y     []float64
	D     Denoiser
	Rho   float64 // ρ; 0 means the constant Rho
	Relax float64 // over-relaxation α; 0 means Relaxation
}

// ADMM alternates x = argmin ½‖Ax-y‖² + ½ρ‖x-v+u‖², by conjugate gradients, x̂ = αx + (1-α)v, v = D(x̂+u) and
// u ← u + x̂ - v, from x0 or zero. It has converged when v, which is returned, changes by at most Tol relatively.
// Objectives are unknown: F is NaN. Otherwise it is as [RED.SD].
func (p PlugAndPlay) ADMM(ctx context.Context, x0 []float64, s *solve.Settings) (*solve.Result, error) {
	const where = "plug.PlugAndPlay.ADMM"
	rho, alpha := or(p.Rho, Rho), or(p.Relax, Relaxation)
	positive(where, "Rho", rho)
	relaxation(where, p.Relax)
	p.A = op.Within(ctx, p.A)
	r := start(ctx, where, p.A, p.Y, p.D, x0, s)
	r.d, r.objective = nil, math.NaN
	back, n := p.A.Adjoint(nil, p.Y), len(r.x)
	u, rhs, in := make([]float64, n), make([]float64, n), make([]float64, n)
	for r.more() {
		for i, b := range back {
			rhs[i] = b + rho*(r.x[i]-u[i]) // r.x is v
		}
		r.solve(p.A, 1, rho, rhs)
		for i, x := range r.next {
			in[i] = alpha*x + (1-alpha)*r.x[i] + u[i]
		}
		r.D(r.next, in)
		for i, v := range r.next {
			u[i] = in[i] - v
		}
		r.done()
	}
	return r.end()
}
