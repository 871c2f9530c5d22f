package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// MatMul returns the product of matrices (m, k)·(k, n) → (m, n). A vector on the left is a row, one on
// the right a column, and that axis disappears from the result: (m, k)·(k) → (m).
// It panics with a *op.ShapeError if the inner extents differ.
func MatMul(a, b *Var) *Var { return MatMulT(a, b, false, false) }

// MatMulT returns op(a)·op(b), where op transposes a matrix if the flag says so. Vectors are taken as
// by [MatMul] and have no transpose. It panics with a *op.ShapeError if the inner extents differ.
func MatMulT(a, b *Var, transA, transB bool) *Var {
	ra, rb := a.rank(), b.rank()
	if ra < 1 || ra > 2 || rb < 1 || rb > 2 {
		panic(fmt.Sprintf("ad.MatMul: got shapes %v and %v, want matrices or vectors", a.val.shape, b.val.shape))
	}
	if ra == 1 {
		a, transA = Reshape(a, 1, a.Len()), false
	}
	if rb == 1 {
		b, transB = Reshape(b, b.Len(), 1), false
	}
	c := matmul(a, b, transA, transB)
	switch {
	case ra == 1 && rb == 1:
		return Reshape(c)
	case ra == 1 || rb == 1:
		return Reshape(c, c.Len())
	}
	return c
}

func matmul(a, b *Var, ta, tb bool) *Var {
	m, k := flipped(a.val.shape, ta)
	l, n := flipped(b.val.shape, tb)
	if k != l {
		mismatch("ad.MatMul", "inner extents differ: second operand", b.val.shape, a.val.shape)
	}
	e := extents{n: 2, d: [maxDims]int{m, n}}
	v := a.tape.emit(opMatMul, e.slice(), a, b)
	v.k = [3]int{flag(ta), flag(tb)}
	return v.run()
}

func flipped(shape []int, t bool) (rows, cols int) {
	if t {
		return shape[1], shape[0]
	}
	return shape[0], shape[1]
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func matmulFwd[T kern.Float](v *Var) {
	a, b := v.in[0], v.in[1]
	m, n := v.val.shape[0], v.val.shape[1]
	_, k := flipped(a.val.shape, v.k[0] == 1)
	kern.Gemm(kern.Op(v.k[0]), kern.Op(v.k[1]), m, n, k, 1,
		data[T](a), max(1, a.val.shape[1]), data[T](b), max(1, b.val.shape[1]), 0, data[T](v), max(1, n))
}

// matmulVJP: for C = AB the cotangents are GBᵀ and AᵀG; a transposed operand takes the transpose.
func matmulVJP(v, g *Var, i int) *Var {
	a, b, ta, tb := v.in[0], v.in[1], v.k[0] == 1, v.k[1] == 1
	switch {
	case i == 0 && !ta:
		return matmul(g, b, false, !tb)
	case i == 0:
		return matmul(b, g, tb, true)
	case !tb:
		return matmul(a, g, !ta, false)
	default:
		return matmul(g, a, true, ta)
	}
}

// Affine returns the affine layer x·Wᵀ + b on rows: x (B, n), W (m, n), b (m) → (B, m). In the notation
// of the networks, row i of the result is W xᵢ + b. It panics with a *op.ShapeError if the shapes do
// not fit.
func Affine(x, W, b *Var) *Var {
	needDims("ad.Affine", "x", x, 2)
	needDims("ad.Affine", "W", W, 2)
	needDims("ad.Affine", "b", b, 1)
	m, n := W.val.shape[0], W.val.shape[1]
	if x.val.shape[1] != n {
		mismatch("ad.Affine", "columns of x and of W: x", x.val.shape, W.val.shape)
	}
	needLen("ad.Affine", "b", b.Len(), m)
	e := extents{n: 2, d: [maxDims]int{x.val.shape[0], m}}
	return x.tape.emit(opAffine, e.slice(), x, W, b).run()
}

func affineFwd[T kern.Float](v *Var) {
	x, W := v.in[0], v.in[1]
	m, n := W.val.shape[0], W.val.shape[1]
	kern.GemmEpilogue(kern.NoTrans, kern.Trans, x.val.shape[0], m, n, 1,
		data[T](x), max(1, n), data[T](W), max(1, n), 0, data[T](v), max(1, m), kern.Epilogue[T]{Row: data[T](v.in[2])})
}

func affineVJP(v, g *Var, i int) *Var {
	switch i {
	case 0:
		return matmul(g, v.in[1], false, false)
	case 1:
		return matmul(g, v.in[0], true, false)
	}
	return foldTo(g, v.in[2].val.shape)
}

func affineJVP(v, t *Var, i int) *Var {
	switch i {
	case 0:
		return matmul(t, v.in[1], false, true)
	case 1:
		return matmul(v.in[0], t, false, true)
	}
	return expandTo(t, v.val.shape)
}
