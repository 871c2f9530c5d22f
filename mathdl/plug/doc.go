// Package plug reconstructs with a denoiser in the place of a regulariser: RED and plug-and-play.
//
// # Notation
//
//	D(x)                                        Denoiser      any map that removes noise
//	½σ⁻²‖Ax-y‖² + ½λ⟨x, x-D(x)⟩                 RED           regularisation by denoising (Romano, Elad, Milanfar 2017)
//	x ← x - μ(σ⁻²A*(Ax-y) + λ(x-D(x)))          RED.SD        steepest descent
//	(σ⁻²A*A + λ)x = σ⁻²A*y + λD(x)              RED.FP        fixed point
//	x = prox of the data, v = one step of D     RED.ADMM      alternating directions
//	v = D(x + u) for the proximal map           PlugAndPlay   Venkatakrishnan, Bouman, Wohlberg 2013
//
// # What is solved
//
// If D has a symmetric derivative and D(cx) = cD(x) for c near 1, the gradient of ½⟨x, x-D(x)⟩ is x - D(x), and
// all three methods of RED end where σ⁻²A*(Ax-y) + λ(x-D(x)) = 0. For other denoisers they look for the same point without
// minimising anything (Reehorst and Schniter 2019). Plug-and-play ends at the minimum of ½‖Ax-y‖² + R if D is the
// proximal map of R/ρ; for a D that is not non-expansive it need not converge.
//
// # Limits
//
// Operators between spaces of weight 1, float64. The denoiser is called once per iteration and not interrupted.
package plug
