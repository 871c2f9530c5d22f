package sparse

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

const (
	denseBlock  = 8  // columns that are eliminated one by one
	updateBlock = 96 // columns that are updated at once: fewer waste less above the diagonal, more are faster
)

// panel is the first n columns of a symmetric matrix, m × n, which become columns of its factor L of Cholesky. On
// the diagonal, in place of blocks of L, are their inverses: what solves equations then has sums only.
type panel struct {
	A       []float64
	m, n    int
	stop    func() bool
	scratch []float64 // m × denseBlock
}

// eliminate factors w columns from k on, which have been updated by those before: the left half, its share in the right
// one, the right one. It returns −1, or the column whose pivot is not positive, and that. It gives up when stop says so.
func (p *panel) eliminate(k, w int) (column int, pivot float64) {
	if w <= denseBlock {
		return p.block(k, w)
	}
	h := (w/2 + denseBlock - 1) / denseBlock * denseBlock
	if j, v := p.eliminate(k, h); j >= 0 {
		return j, v
	}
	for j := k + h; j < k+w; j += updateBlock {
		if h > denseBlock && p.stop() {
			return -1, 0
		}
		left, n := p.A[j*p.n+k:], min(updateBlock, k+w-j)
		kern.Gemm(kern.NoTrans, kern.Trans, p.m-j, n, h, -1, left, p.n, left, p.n, 1, p.A[j*p.n+j:], p.n)
	}
	return p.eliminate(k+h, w-h)
}

// block eliminates up to denseBlock columns.
func (p *panel) block(k, w int) (column int, pivot float64) {
	var inverse [denseBlock * denseBlock]float64
	if j, v := invertFactor(&inverse, p.A[k*p.n+k:], p.n, w); j >= 0 {
		return k + j, v
	}
	below := p.m - k - w
	if below == 0 {
		return -1, 0
	}
	A, P := p.A[(k+w)*p.n+k:], p.scratch[:below*w]
	kern.Gemm(kern.NoTrans, kern.Trans, below, w, w, 1, A, p.n, inverse[:], denseBlock, 0, P, w) // L₂₁ = A₂₁ L₁₁⁻ᵀ
	for i := range below {
		copy(A[i*p.n:i*p.n+w], P[i*w:])
	}
	return -1, 0
}

// rest stores in the lower half of C what is left of the matrix right and below of the panel: −L₂₁L₂₁ᵀ.
func (p *panel) rest(C []float64) {
	b := p.m - p.n
	L := p.A[p.n*p.n:]
	for j := 0; j < b && !p.stop(); j += updateBlock {
		w := min(updateBlock, b-j)
		kern.Gemm(kern.NoTrans, kern.Trans, b-j, w, p.n, -1, L[j*p.n:], p.n, L[j*p.n:], p.n, 0, C[j*b+j:], b)
	}
}

// invertFactor replaces the lower half of the first n rows and columns of A by L⁻¹, A = LLᵀ, and stores it in inverse too.
func invertFactor(inverse *[denseBlock * denseBlock]float64, A []float64, m, n int) (column int, pivot float64) {
	const d = denseBlock
	var L [d * d]float64
	for i := range n {
		copy(L[i*d:i*d+i+1], A[i*m:])
	}
	for j := range n {
		rj, v := L[j*d:j*d+j], L[j*d+j]
		for _, l := range rj {
			v -= l * l
		}
		if !(v > 0) || math.IsInf(v, 1) {
			return j, v
		}
		r := 1 / math.Sqrt(v)
		inverse[j*d+j] = r
		for i := j + 1; i < n; i++ {
			v := L[i*d+j]
			for p, l := range L[i*d : i*d+j] {
				v -= rj[p] * l
			}
			L[i*d+j] = v * r
		}
	}
	for i := range n {
		r, to := inverse[i*d+i], inverse[i*d:i*d+i]
		for j := range to {
			v := 0.0
			for p := j; p < i; p++ {
				v -= L[i*d+p] * inverse[p*d+j]
			}
			to[j] = v * r
		}
		copy(A[i*m:i*m+i+1], inverse[i*d:])
	}
	return -1, 0
}
