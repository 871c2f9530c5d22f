// Package bsde solves parabolic equations in many dimensions by backward stochastic differential equations:
// the method of Han, Jentzen and E, "Deep BSDE".
//
// # Idea
//
// Let u solve
//
//	u_t + ½ Tr(σσᵀ∇²u) + μ·∇u + f(t, x, u, σᵀ∇u) = 0,   u(T, x) = g(x).
//
// Along a path dX = μ dt + σ dW the numbers Y = u(t, X) and Z = σᵀ∇u(t, X) satisfy dY = −f dt + Z·dW. So one
// guesses Y₀ = u(0, x₀), lets networks guess Z, follows the paths by the scheme of Euler,
//
//	Y_{n+1} = Y_n − f(t_n, X_n, Y_n, Z_n) Δt + Z_n·ΔW_n,
//
// and trains everything such that Y_N is g(X_N): min E|Y_N − g(X_N)|².
//
// # Notation
//
//	d, T, x₀, σ, μ, f, g      Equation     AllenCahn, HJB, DefaultRisk, … are the published ones
//	Y₀ ≈ u(0, x₀)             Result.Y0
//	Z₀ ≈ σᵀ∇u(0, x₀)          Result.Z0
//	N, Δt = T/N               Settings.Steps
//	Z_n(x) = subnet_n(x)/d    PerStep      a network with batch normalisation for each step, as published
//	Z(t, x)                   Shared       one network for all steps
//	E|Y_N − g|²               Result.Loss  on 256 paths that training does not see
//
// # How to judge a result
//
// The published examples do not discriminate: for the equation of Hamilton, Jacobi and Bellman in 100
// dimensions, Z = 0 and Y₀ = E g(X_T) miss the value by 0.22 %, and the published error is 0.17 %; for
// Allen-Cahn e^T E g(X_T) misses it by 0.064 %. Therefore a result carries the trivial value beside the
// trained one, and the loss as a part of Var g(X_T): what Z has explained is one minus that. A value counts
// as learned when Loss ≤ ¼ Var g, whatever its error.
//
// # Limits
//
// The scheme has an error of order Δt, and a loss that does not go to zero for finite N even with the exact
// Z: for f = 0, g = |x|², σ = 1 it is 2dT²/N.
//
// # References
//
// Han, Jentzen and E, PNAS 115 (2018); E, Han and Jentzen, Commun. Math. Stat. 5 (2017).
package bsde
