// Package pde solves differential equations by networks: physics-informed networks, the Deep Ritz method,
// eigenvalue problems, Runge-Kutta steps of high order, and inverse problems.
//
// # Idea
//
// An equation is an expression in unknown functions and their derivatives, written as on paper. What a set
// of expressions needs of a network, its value and those derivatives, is found out once; these channels
// then go through the layers together, in batches of points, and so does the gradient in the parameters on
// its way back. Where that takes fewer products, the gradient of a network with one output comes from the reverse
// mode, as in the Deep Ritz method, and with it one second derivative, as in the equations of Burgers, heat
// and waves on a line. Nothing is computed point by point in the program that states the problem.
//
// # Notation
//
//	Ω, x, t                      On(Ω, "x", "t")        a frame: a domain whose coordinates have names
//	u(x, t) = Φ_θ(x, t)          f.Net(Φ), f.Scaled(Φ)  u, an unknown function
//	u_t + u u_x − ν u_xx         u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(ν))
//	Δu, |∇u|², ∂u/∂n             u.Laplacian(), u.GradSquared(), u.Dn()
//	u = g + d·N                  an ansatz: expressions of a network, differentiated by the rules of calculus
//	λ, ν > 0 unknown             f.Number(name, guess, log)
//	L(u) = 0 in Ω, u = g on Γ    New(f, Equation(…), Dirichlet(…), …)
//	min Σⱼ λⱼ (1/Nⱼ) Σᵢ rⱼ²      Problem.Solve
//	min ∫ ½|∇u|² − fu + β∫(u−g)² Ritz.Solve
//	min Rayleigh quotient        Eigen.Solve
//	(q; a, b, c)                 Gauss(q), a Runge-Kutta scheme; Step
//
// # How to judge a result
//
// A small loss is not a small error. Each method says what it is to be judged by: problems the mean squares
// of their residuals, Ritz the energy and, where it is known, its exact value, which a trained energy with
// a penalty must not be far below; a penalty β biases the answer by about (∂u/∂n)/(2β), which a hard
// ansatz does not. Published errors of physics-informed networks are those of single seeds, and scatter by
// a factor of 100 from seed to seed: state the median, or that it is the best of so many. On many problems
// with several scales a plain network of this kind fails, and on most that finite elements can do those are
// faster and more exact.
//
// # Limits
//
// Derivatives go up to order 4. Computation is in double precision, without which L-BFGS stops early.
// Models are those of package nn with one activation, and ResNet. An activation must have the derivatives that
// an equation needs: ReLU has no second ones and is refused there.
//
// # References
//
// E and Yu 2018 (Deep Ritz); Raissi, Perdikaris and Karniadakis 2019 (PINN, discrete and continuous,
// forward and inverse); Wang, Teng and Perdikaris 2021, Wang, Yu and Perdikaris 2022 (weights); Wang,
// Sankaran and Perdikaris 2024 (causality); Pearlmutter 1994 (products with the Hessian: the gradient of a
// derivative along a direction).
package pde
