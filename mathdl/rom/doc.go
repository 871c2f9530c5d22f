// Package rom is about parametric differential equations: the map y ↦ u_y from the parameters of a coefficient to the
// solution, by reduced bases and by networks, and what the number p of parameters does to the error.
//
// # Notation
//
//	−∇·(a_y ∇u_y) = f on (0,1)², u_y = 0 on the boundary, f = 20 + 10x₁ − 5x₂
//	a_y, y ∈ [lo, hi]^p                       Case: Trig, Chessboard, Cookies, CookiesVariable, Clipped
//	(y_i, u_{y_i})                            Solve → Set{Y, U}; rows of U are values at the inner nodes
//	G, ‖v‖_G = ‖v‖_{H¹}                       Set.G
//	V_k, best k-dimensional space             POD → Basis; Greedy
//	Φ: y ↦ u_y                                Direct: a network to the nodes; PODNet: to coefficients in V_k
//	mean ‖Φ(y) − u_y‖_G/‖u_y‖_G               the error of everything here
//	(I − A)⁻¹ = Π_j (I + A^{2^j})             Neumann
//	G(v)(y) = Σ_k b_k(v) t_k(y) + b₀          DeepONet
//	v ↦ ρ(Wv + F⁻¹(R·Fv) + b)                 FNO
//
// # Conventions
//
// Coefficients are interpolated at the vertices, as in the programs of Geist et al.: a jump is smeared over one
// triangle. Samples are rows. Everything random is drawn from a *rand.Rand or a seed; the same seed gives the same bits
// for any number of processors.
//
// # References
//
// Geist, Petersen, Raslan, Schneider and Kutyniok, Numerical solution of the parametric diffusion equation by deep
// neural networks, J. Sci. Comput. 88 (2021). Kutyniok, Petersen, Raslan and Schneider, A theoretical analysis of deep
// neural networks and parametric PDEs, Constr. Approx. 55 (2022). Lu et al., Nat. Mach. Intell. 3 (2021): DeepONet.
// Li et al., ICLR 2021: FNO. Buffa et al., M2AN 46 (2012): greedy.
package rom
