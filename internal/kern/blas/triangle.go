package blas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/mathdl/kernel/internal/kern"
)

// triangle is a triangular solve under way, by halves: with op(A) lower triangular and on the left,
//
//	⎡A11    ⎤ ⎡X1⎤   ⎡B1⎤      X1 = A11⁻¹ B1
//	⎣A21 A22⎦ ⎣X2⎦ = ⎣B2⎦,     X2 = A22⁻¹ (B2 - A21 X1)
//
// and correspondingly in the other cases.
type triangle[T kern.Float] struct {
	side     blas.Side
	ul       blas.Uplo
	t        blas.Transpose
	diag     blas.Diag
	lda, ldb int
	// small solves small systems.
	small func(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int)
}

// smallOrder is the order up to which a system is small.
const smallOrder = 24

// solve overwrites the m × n matrix B by the solution for alpha·B.
func (t *triangle[T]) solve(m, n int, alpha T, a, b []T) {
	if alpha != 1 {
		for i := range m {
			r := b[i*t.ldb : i*t.ldb+n]
			kern.Scale(r, alpha, r)
		}
	}
	t.halves(m, n, a, b)
}

func (t *triangle[T]) halves(m, n int, a, b []T) {
	order := m
	if t.side == blas.Right {
		order = n
	}
	if order <= smallOrder {
		t.small(t.side, t.ul, t.t, t.diag, m, n, 1, a, t.lda, b, t.ldb)
		return
	}
	h := order / 2
	a22 := a[h*t.lda+h:]
	off := a[h:] // the block that is not zero, as it is stored
	if t.ul == blas.Lower {
		off = a[h*t.lda:]
	}
	lower := (t.ul == blas.Lower) == (t.t == blas.NoTrans) // op(A) is
	if t.side == blas.Left {
		t.left(lower, h, m, n, a, a22, off, b)
	} else {
		t.right(lower, h, m, n, a, a22, off, b)
	}
}

// left solves op(A)·X = B, whose first h rows are B1.
func (t *triangle[T]) left(lower bool, h, m, n int, a11, a22, off, b []T) {
	b1, b2 := b, b[h*t.ldb:]
	if lower {
		t.halves(h, n, a11, b1)
		kern.Gemm(op(t.t), kern.NoTrans, m-h, n, h, -1, off, t.lda, b1, t.ldb, 1, b2, t.ldb)
		t.halves(m-h, n, a22, b2)
		return
	}
	t.halves(m-h, n, a22, b2)
	kern.Gemm(op(t.t), kern.NoTrans, h, n, m-h, -1, off, t.lda, b2, t.ldb, 1, b1, t.ldb)
	t.halves(h, n, a11, b1)
}

// right solves X·op(A) = B, whose first h columns are B1.
func (t *triangle[T]) right(lower bool, h, m, n int, a11, a22, off, b []T) {
	b1, b2 := b, b[h:]
	if lower {
		t.halves(m, n-h, a22, b2)
		kern.Gemm(kern.NoTrans, op(t.t), m, h, n-h, -1, b2, t.ldb, off, t.lda, 1, b1, t.ldb)
		t.halves(m, h, a11, b1)
		return
	}
	t.halves(m, h, a11, b1)
	kern.Gemm(kern.NoTrans, op(t.t), m, n-h, h, -1, b1, t.ldb, off, t.lda, 1, b2, t.ldb)
	t.halves(m, n-h, a22, b2)
}
