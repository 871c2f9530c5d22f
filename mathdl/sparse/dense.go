package sparse

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

const (
	denseBlock  = 32 // columns that are eliminated at once
	updateBlock = 96 // columns that are updated at once: fewer waste less above the diagonal, more are faster
)

// eliminate does the first n steps of the factorisation of Cholesky on the lower half of a dense matrix F
// of m × m: it leaves columns of L in the first n columns, and in the rest the matrix that remains. It
// returns −1, or the column whose pivot is not positive, and that. It gives up when stop says so.
func eliminate(F []float64, m, n int, stop func() bool) (column int, pivot float64) {
	var inverse [denseBlock * denseBlock]float64
	var panel []float64
	for k := 0; k < n && !stop(); k += denseBlock {
		w := min(denseBlock, n-k)
		if j, p := factorBlock(F[k*m+k:], m, w); j >= 0 {
			return k + j, p
		}
		below := m - k - w
		if below == 0 {
			break
		}
		invertBlock(inverse[:w*w], F[k*m+k:], m, w)
		if panel == nil {
			panel = make([]float64, below*w)
		}
		A, P := F[(k+w)*m+k:], panel[:below*w]
		kern.Gemm(kern.NoTrans, kern.Trans, below, w, w, 1, A, m, inverse[:w*w], w, 0, P, w) // L₂₁ = A₂₁ L₁₁⁻ᵀ
		for i := range below {
			copy(A[i*m:i*m+w], P[i*w:(i+1)*w])
		}
		update(F[(k+w)*m+k+w:], P, m, below, w)
	}
	return -1, 0
}

// update subtracts PPᵀ, P of below × w, from the lower half of C.
func update(C, P []float64, m, below, w int) {
	for j := 0; j < below; j += updateBlock {
		n := min(updateBlock, below-j)
		kern.Gemm(kern.NoTrans, kern.Trans, below-j, n, w, -1, P[j*w:], w, P[j*w:(j+n)*w], w, 1, C[j*m+j:], m)
	}
}

// factorBlock factors the lower half of the first n rows and columns of A in place.
func factorBlock(A []float64, m, n int) (column int, pivot float64) {
	for j := range n {
		rj, d := A[j*m:j*m+j], A[j*m+j]
		for _, l := range rj {
			d -= l * l
		}
		if !(d > 0) || math.IsInf(d, 1) {
			return j, d
		}
		d = math.Sqrt(d)
		A[j*m+j] = d
		for i := j + 1; i < n; i++ {
			ri, v := A[i*m:i*m+j], A[i*m+j]
			for p, l := range rj {
				v -= ri[p] * l
			}
			A[i*m+j] = v / d
		}
	}
	return -1, 0
}

// invertBlock stores L⁻¹ of the lower half of the first n rows and columns of A, with zeros above.
func invertBlock(dst, A []float64, m, n int) {
	clear(dst)
	for j := range n {
		dst[j*n+j] = 1 / A[j*m+j]
		for i := j + 1; i < n; i++ {
			v := 0.0
			for p := j; p < i; p++ {
				v -= A[i*m+p] * dst[p*n+j]
			}
			dst[i*n+j] = v / A[i*m+i]
		}
	}
}
