package rom

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// Neumann returns Π_{j<k} (I + A^{2^j}) = Σ_{i<2^k} A^i, which approximates (I − A)⁻¹: 2k − 1 products of matrices give 2^k terms. With
// δ = ‖A‖₂ < 1 the error is at most δ^N/(1 − δ), N = 2^k, and equal to it if A is symmetric with δ as an eigenvalue. Every product is one a
// network can make, which is how a network inverts the matrix of a reduced basis. It panics with a *op.ShapeError unless A is square.
//
// Reference: Kutyniok, Petersen, Raslan and Schneider, Constr. Approx. 55 (2022), section 3.2.
func Neumann(A mat.Matrix, k int) *mat.Dense {
	n, m := A.Dims()
	if n != m {
		panic(&op.ShapeError{Func: "rom.Neumann", What: "A", Got: []int{n, m}, Want: []int{n, n}})
	}
	P, S := mat.DenseCopyOf(A), mat.NewDense(n, n, nil)
	for i := range n {
		S.Set(i, i, 1)
	}
	for j := range k {
		var T mat.Dense
		T.Mul(S, P)
		S.Add(S, &T)
		if j < k-1 {
			var Q mat.Dense
			Q.Mul(P, P)
			P = &Q
		}
	}
	return S
}

// NeumannBound returns δ^N/(1 − δ), N = 2^k.
func NeumannBound(δ float64, k int) float64 { return math.Pow(δ, math.Exp2(float64(k))) / (1 - δ) }

// NeumannInverse returns B⁻¹ for a symmetric matrix with eigenvalues in [lo, hi], lo > 0, as α Neumann(I − αB, k) with α = 2/(lo + hi), and the
// bound αδ^N/(1 − δ) of its error in the spectral norm, δ = (hi − lo)/(hi + lo).
func NeumannInverse(B mat.Matrix, lo, hi float64, k int) (inverse *mat.Dense, bound float64) {
	α := 2 / (lo + hi)
	A := mat.DenseCopyOf(B)
	A.Scale(-α, A)
	n, _ := A.Dims()
	for i := range n {
		A.Set(i, i, A.At(i, i)+1)
	}
	inverse = Neumann(A, k)
	inverse.Scale(α, inverse)
	return inverse, α * NeumannBound((hi-lo)/(hi+lo), k)
}
