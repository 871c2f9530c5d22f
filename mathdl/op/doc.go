// Package op is the vocabulary of the mathematics in this module: spaces, operators between them,
// adjoints and derivatives. Transforms (Radon, wavelets, shearlets), networks and programs of
// package ad implement its interfaces; solvers ask for nothing else.
//
// # Notation
//
//	X, Y       Space        ℝⁿ with a shape and a weighted inner product
//	A: X → Y   Operator     Apply(dst, x) = A(x)
//	A*         Linear       Adjoint(dst, y), with ⟨Ax, y⟩_Y = ⟨x, A*y⟩_X
//	DA(x)      Smooth       Derivative(x): its Apply is Jacobian-vector, its Adjoint vector-Jacobian
//	AB, A+B    Mul, Add     composition and sum of linear operators
//	F∘G        Compose      composition of smooth operators; the chain rule comes with it
//	(A₁; A₂)   Stack        one operator above the other, into the product space
//	‖A‖        NormEst      largest singular value, by power iteration
//	           Within       an operator whose work ends with a context
//
// # Conventions
//
// A point of a space is its coefficients as one []float64 in row-major order. The changed thing is
// dst, the first argument; dst nil allocates, and dst is returned. The input is never modified, and
// dst must not overlap it unless an operator says that it may. Operators made here hold no state of
// a call: they may be used by several goroutines at once if their parts may.
//
// A slice of the wrong length panics with a [*ShapeError], which names the operator, the length it
// got and the one it wants.
//
// # Adjoints belong to inner products
//
// With weights w_X and w_Y the adjoint of a matrix M is (w_Y/w_X)·Mᵀ, not Mᵀ. Package optest tests
// the identity and tells the factor by which an adjoint is off.
//
// # Operators from cells
//
// Interpreted code cannot give a type optional methods, so an operator written in a notebook is a
// value of [LinearFunc] or [SmoothFunc], structs of functions that take whole slices.
package op
