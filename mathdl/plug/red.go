package plug

import (
	"context"
	"math"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Defaults.
const (
	Beta       = 1e-3 // β of RED.ADMM, as published for deblurring
	Relaxation = 1.0  // α of RED.ADMM and PlugAndPlay, in (0, 2]
	Rho        = 1.0  // ρ of PlugAndPlay
	Iterations = 200
	InnerTol   = 1e-8 // relative residual of the linear systems
	Inner      = 50   // iterations of conjugate gradients for each
	Tol        = 1e-6 // relative change of x at which to stop
)

// Denoiser stores D(x) in dst, of the same length, without changing x or keeping either.
type Denoiser func(dst, x []float64)

// RED is the problem ½σ⁻²‖Ax-y‖² + ½λ⟨x, x-D(x)⟩.
type RED struct {
	A      op.Linear
	Y      []float64
	Sigma  float64 // σ > 0, deviation of the noise of y
	Lambda float64 // λ > 0
	D      Denoiser
	Beta   float64 // β of ADMM; 0 means the constant Beta
	Relax  float64 // over-relaxation α of ADMM; 0 means Relaxation
}

// SD is steepest descent, x ← x - μ(σ⁻²A*(Ax-y) + λ(x-D(x))), from x0 or zero. Settings.Step is μ; 0 means
// 2/(σ⁻²‖A‖² + λ), times 0.99, ‖A‖ estimated: the published step for ‖A‖ = 1. It has converged when x changes by at most Tol
// relatively; Iterations, Tol and Record count. F is the functional. It panics with a *op.ShapeError or *solve.RangeError for
// a problem that does not fit together; when ctx is cancelled, after which neither A nor D is begun, or x diverges it returns the last finite iterate beside the error.
func (p RED) SD(ctx context.Context, x0 []float64, s *solve.Settings) (*solve.Result, error) {
	p.A = op.Within(ctx, p.A)
	r := p.run(ctx, "plug.RED.SD", x0, s)
	w := 1 / (p.Sigma * p.Sigma)
	if r.step == 0 {
		norm := op.NormEst(p.A, nil)
		r.step = 0.99 * 2 / (w*norm*norm + p.Lambda)
	}
	grad := make([]float64, len(r.x))
	for r.more() {
		p.A.Adjoint(grad, r.residual)
		for i, g := range grad {
			r.next[i] = r.x[i] - r.step*(w*g+p.Lambda*(r.x[i]-r.d[i]))
		}
		r.done()
	}
	return r.end()
}

// FP is the fixed-point iteration (σ⁻²A*A + λ)x⁺ = σ⁻²A*y + λD(x), each system by conjugate gradients from the
// last x, at most Inner iterations of them. Otherwise it is as [RED.SD].
func (p RED) FP(ctx context.Context, x0 []float64, s *solve.Settings) (*solve.Result, error) {
	p.A = op.Within(ctx, p.A)
	r := p.run(ctx, "plug.RED.FP", x0, s)
	w := 1 / (p.Sigma * p.Sigma)
	back := p.A.Adjoint(nil, p.Y)
	rhs := make([]float64, len(r.x))
	for r.more() {
		for i, b := range back {
			rhs[i] = w*b + p.Lambda*r.d[i]
		}
		r.solve(p.A, w, p.Lambda, rhs)
		r.done()
	}
	return r.end()
}

// ADMM alternates x = argmin ½σ⁻²‖Ax-y‖² + ½β‖x-v+u‖², by conjugate gradients, x̂ = αx + (1-α)v, one step
// v = (β(x̂+u) + λD(v))/(λ+β) of the fixed point of the denoising, and u ← u + x̂ - v. Otherwise it is as [RED.SD].
func (p RED) ADMM(ctx context.Context, x0 []float64, s *solve.Settings) (*solve.Result, error) {
	p.A = op.Within(ctx, p.A)
	r := p.run(ctx, "plug.RED.ADMM", x0, s)
	w, beta, alpha := 1/(p.Sigma*p.Sigma), or(p.Beta, Beta), or(p.Relax, Relaxation)
	back := p.A.Adjoint(nil, p.Y)
	n := len(r.x)
	v, u, rhs, dv := append([]float64(nil), r.x...), make([]float64, n), make([]float64, n), make([]float64, n)
	for r.more() {
		for i, b := range back {
			rhs[i] = w*b + beta*(v[i]-u[i])
		}
		r.solve(p.A, w, beta, rhs)
		r.D(dv, v)
		for i, x := range r.next {
			h := alpha*x + (1-alpha)*v[i]
			v[i] = (beta*(h+u[i]) + p.Lambda*dv[i]) / (p.Lambda + beta)
			u[i] += h - v[i]
		}
		r.done()
	}
	return r.end()
}

// run checks the problem and starts an iteration.
func (p RED) run(ctx context.Context, where string, x0 []float64, s *solve.Settings) *run {
	positive(where, "Sigma", p.Sigma)
	positive(where, "Lambda", p.Lambda)
	relaxation(where, p.Relax)
	if p.Beta != 0 {
		positive(where, "Beta", p.Beta)
	}
	r := start(ctx, where, p.A, p.Y, p.D, x0, s)
	w := 1 / (p.Sigma * p.Sigma)
	r.objective = func() float64 {
		var f float64
		for _, v := range r.residual {
			f += w * v * v / 2
		}
		for i, x := range r.x {
			f += p.Lambda * x * (x - r.d[i]) / 2
		}
		return f
	}
	r.look()
	return r
}

func or(x, def float64) float64 {
	if x == 0 {
		return def
	}
	return x
}

func positive(where, what string, x float64) {
	if !(x > 0) || math.IsInf(x, 0) {
		panic(&solve.RangeError{Func: where, What: what, Got: x, Want: "> 0 and finite"})
	}
}

func relaxation(where string, alpha float64) {
	if !(alpha >= 0 && alpha <= 2) {
		panic(&solve.RangeError{Func: where, What: "Relax", Got: alpha, Want: "in (0, 2], or 0 for the default"})
	}
}
