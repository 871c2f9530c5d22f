package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// MatMulBatch returns the products of the matrices of two batches, one by one: a (N, m, k), b (N, k, n) →
// (N, m, n), with op(a) or op(b) transposing each matrix if the flag says so. It panics with a
// *op.ShapeError if the numbers of matrices or the inner extents differ.
func MatMulBatch(a, b *Var, transA, transB bool) *Var {
	needDims("ad.MatMulBatch", "a", a, 3)
	needDims("ad.MatMulBatch", "b", b, 3)
	m, k := flipped(a.val.shape[1:], transA)
	l, n := flipped(b.val.shape[1:], transB)
	if k != l || a.val.shape[0] != b.val.shape[0] {
		mismatch("ad.MatMulBatch", fmt.Sprintf("second operand for %d matrices with inner extent %d", a.val.shape[0], k), b.val.shape, a.val.shape)
	}
	e := extents{n: 3, d: [maxDims]int{a.val.shape[0], m, n}}
	v := a.tape.emit(opMatMulBatch, e.slice(), a, b)
	v.k = [3]int{flag(transA), flag(transB)}
	return v.run()
}

func matmulBatchFwd[T kern.Float](v *Var) {
	a, b := v.in[0], v.in[1]
	m, n := v.val.shape[1], v.val.shape[2]
	_, k := flipped(a.val.shape[1:], v.k[0] == 1)
	kern.GemmBatch(kern.Op(v.k[0]), kern.Op(v.k[1]), v.val.shape[0], m, n, k, 1,
		data[T](a), max(1, a.val.shape[2]), m*k, data[T](b), max(1, b.val.shape[2]), k*n, 0, data[T](v), max(1, n), m*n)
}

// matmulBatchVJP is matmulVJP for each matrix.
func matmulBatchVJP(v, g *Var, i int) *Var {
	a, b, ta, tb := v.in[0], v.in[1], v.k[0] == 1, v.k[1] == 1
	switch {
	case i == 0 && !ta:
		return MatMulBatch(g, b, false, !tb)
	case i == 0:
		return MatMulBatch(b, g, tb, true)
	case !tb:
		return MatMulBatch(a, g, !ta, false)
	default:
		return MatMulBatch(g, a, true, ta)
	}
}
