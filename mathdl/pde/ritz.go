package pde

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/domain"
)

// Energy is the integral of an expression over the points' domain, to be minimised: ∫ e ≈ Σ wᵢ e(xᵢ). The
// Deep Ritz method (E and Yu 2018) minimises
//
//	I(u) = ∫_Ω (½|∇u|² − f u) dx + β ∫_Γ (u − g)² ds
//
// by New(f, Energy(u.GradSquared().Scale(0.5).Minus(f.Times(u)), inside), Penalty(u, g, β, border)). The points
// need weights, which those of package domain have. With fresh points in every step or round, set by
// [Term.Drawn], nothing can hide between them; with fixed ones an energy far below the exact one says that
// something did.
func Energy(e Expr, p *domain.Points) Term {
	return Term{Name: "energy", Residual: e, Points: p, linear: true, integral: true}
}

// Penalty is β ∫_Γ (u − g)² ds. It biases the minimiser, whose natural condition is ∂u/∂n + 2β(u − g) = 0: u misses
// g by −(∂u/∂n)/(2β).
func Penalty(u, g Expr, β float64, p *domain.Points) Term {
	return Term{Name: "penalty", Residual: u.Minus(g), Points: p, Weight: β, border: true, integral: true}
}

// Eigen returns the problem of the smallest eigenvalue of −Δu + Vu = λu with u = 0 on the boundary, whose
// objective is
//
//	(∫ |∇u|² + Vu² + β ∫_Γ u² ds) / ∫ u² + γ (∫ u² − 1)².
//
// The penalty inside of the quotient makes that independent of the size of u. border may be nil if an
// ansatz makes u vanish; with it the eigenvalue is that of the Robin condition ∂u/∂n + βu = 0, below the
// true one. [Rayleigh] returns the eigenvalue.
func Eigen(f *Frame, u, V Expr, β, γ float64, inside, border *domain.Points) *Problem {
	e := u.GradSquared()
	if !V.is(0) {
		e = e.Plus(V.Times(u.Square()))
	}
	p := New(f, Energy(e, inside), Energy(u.Square(), inside).Named("mass"))
	if border != nil {
		p.Terms = append(p.Terms, Penalty(u, Const(0), β, border))
	}
	p.combine = func(S, dS []float64) float64 {
		top := S[0]
		if border != nil {
			top += β * S[2]
			dS[2] = β / S[1]
		}
		dS[0], dS[1] = 1/S[1], -top/(S[1]*S[1])+2*γ*(S[1]-1)
		return top/S[1] + γ*(S[1]-1)*(S[1]-1)
	}
	return p
}

// Rayleigh returns the quotient (S₀ + βS₂)/S₁ of the terms of a problem made by [Eigen]: the eigenvalue.
func (r *Result) Rayleigh() float64 {
	top := r.Terms[0]
	if len(r.Terms) > 2 {
		top += r.Lambda[2] * r.Terms[2]
	}
	return top / r.Terms[1]
}

// Verdict says what a Ritz energy is worth.
type Verdict struct {
	Energy  float64 // ∫ without the penalty
	Penalty float64 // β ∫ (u − g)²
	Exact   float64 // the energy of the solution, NaN if it is not known
}

// Judge compares the energy of a trained problem, whose first term is the energy and whose others are
// penalties, with that of the solution. A penalty can only lower the minimum, so that an energy above
// Exact is an error of training, and one far below it says that u cheats between the points.
func (r *Result) Judge(exact float64) Verdict {
	v := Verdict{Energy: r.Terms[0], Exact: exact}
	for k := 1; k < len(r.Terms); k++ {
		v.Penalty += r.Lambda[k] * r.Terms[k]
	}
	return v
}

// String returns "energy 0.8801 + penalty 0.0012, exact 0.8814".
func (v Verdict) String() string {
	s := fmt.Sprintf("energy %.6g + penalty %.3g", v.Energy, v.Penalty)
	if !math.IsNaN(v.Exact) {
		s += fmt.Sprintf(", exact %.6g", v.Exact)
	}
	return s
}
