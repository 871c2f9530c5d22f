// Package solve has iterations on operators: least squares, and sums of a data term with functionals whose
// proximal map is known.
//
// # Notation
//
//	A, K                    op.Linear      A*: its Adjoint
//	F, G: ℝⁿ → (-∞, ∞]      Functional     convex; prox_τG(x) = argmin_z G(z) + ½‖z-x‖²/τ
//	G*(v) = sup ⟨v,x⟩-G(x)  Conj           the conjugate, for duality gaps
//	‖x‖₁, ‖∇x‖₁, ι_C        L1, TV, Box …  functionals
//
// # Methods
//
//	min ‖Ax-y‖²                    CGLS, LSQR, Landweber, SIRT, SART; CG for Ax = b, A positive
//	min ½‖Ax-y‖² + G(x)            ISTA, FISTA
//	min ½‖Ax-y‖² + Σ F_i(K_i x)    ADMM
//	min Σ F_i(K_i x) + G(x)        PDHG, PDHGLineSearch
//	min ‖Kf-g‖² + α‖(⟨f,φ_i⟩)‖₁    Sparse.Solve, analysis or synthesis; α by Discrepancy or LCurve
//
// # Conventions
//
// Every method takes a context first, an initial point (nil is 0, it is not changed) and [Settings] (nil is
// the defaults). It returns a [Result] in any case: the iterate, why it stopped, objective, duality gap,
// residual and step. An error says that the iteration was interrupted or diverged; the result beside it is
// the best iterate so far.
//
// Once the context has ended nothing is begun: no application of an operator, no proximal map, no inner iteration,
// and transforms of this module and what is composed of them stop in the midst of an application ([op.Within]). So a method
// ends within some 35 ms of a core of its context; where an operator was written elsewhere, within one application of it.
//
// Spaces must have weight 1: a proximal map belongs to an inner product, and these belong to the plain one.
// A misfit of lengths panics with a [*op.ShapeError], a number out of range with a [*RangeError].
//
// Nothing is random but the start of the estimate of a norm, which has a fixed seed; sums are in a fixed
// order. Results are the same bits for any number of processors if those of the operators are.
//
// # Limits
//
// Functionals are convex, but nothing checks it. Everything is in float64.
package solve
