package blas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/mathdl/kernel/internal/kern"
)

// op translates gonum's way of saying how a real matrix enters a product.
func op(t blas.Transpose) kern.Op {
	if t == blas.NoTrans {
		return kern.NoTrans
	}
	return kern.Trans
}

func isOp(t blas.Transpose) bool { return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans }

// holds says whether a slice holds a non-empty matrix of rows × cols.
func holds[T kern.Float](x []T, rows, cols, ld int) bool {
	return rows > 0 && cols > 0 && ld >= cols && len(x) >= (rows-1)*ld+cols
}

func gemmFits[T kern.Float](tA, tB blas.Transpose, m, n, k int, a []T, lda int, b []T, ldb int, c []T, ldc int) bool {
	if !isOp(tA) || !isOp(tB) || !holds(c, m, n, ldc) {
		return false
	}
	ar, ac, br, bc := m, k, k, n
	if tA != blas.NoTrans {
		ar, ac = ac, ar
	}
	if tB != blas.NoTrans {
		br, bc = bc, br
	}
	return holds(a, ar, ac, lda) && holds(b, br, bc, ldb)
}

func gemvFits[T kern.Float](tA blas.Transpose, m, n int, a []T, lda int, x []T, incX int, y []T, incY int) bool {
	if tA != blas.NoTrans {
		x, y = y, x
	}
	return isOp(tA) && incX == 1 && incY == 1 && holds(a, m, n, lda) && len(x) >= n && len(y) >= m
}

func syrkFits[T kern.Float](ul blas.Uplo, tA blas.Transpose, n, k int, a []T, lda int, c []T, ldc int) bool {
	rows, cols := n, k
	if tA != blas.NoTrans {
		rows, cols = k, n
	}
	return (ul == blas.Upper || ul == blas.Lower) && isOp(tA) && holds(a, rows, cols, lda) && holds(c, n, n, ldc)
}

func trsmFits[T kern.Float](s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, a []T, lda int, b []T, ldb int) bool {
	order := m
	if s == blas.Right {
		order = n
	}
	return (s == blas.Left || s == blas.Right) && (ul == blas.Upper || ul == blas.Lower) && isOp(tA) &&
		(d == blas.Unit || d == blas.NonUnit) && holds(a, order, order, lda) && holds(b, m, n, ldb)
}

// syrkBlock is the order of the diagonal blocks of C, which are computed in full.
const syrkBlock = 96

func syrk[T kern.Float](ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) {
	var diag [syrkBlock * syrkBlock]T
	row := func(i int) []T { // A from row i of op(A) on
		if tA == blas.NoTrans {
			return a[i*lda:]
		}
		return a[i:]
	}
	left, right := op(tA), kern.Trans-op(tA)
	for i := 0; i < n; i += syrkBlock {
		h := min(syrkBlock, n-i)
		kern.Gemm(left, right, h, h, k, alpha, row(i), lda, row(i), lda, 0, diag[:], h)
		for r := range h {
			lo, hi := 0, r+1
			if ul == blas.Upper {
				lo, hi = r, h
			}
			addTo(c[(i+r)*ldc+i:], diag[r*h:], lo, hi, beta)
		}
		if j := i + h; ul == blas.Upper && j < n {
			kern.Gemm(left, right, h, n-j, k, alpha, row(i), lda, row(j), lda, beta, c[i*ldc+j:], ldc)
		} else if ul == blas.Lower && i > 0 {
			kern.Gemm(left, right, h, i, k, alpha, row(i), lda, row(0), lda, beta, c[i*ldc:], ldc)
		}
	}
}

// addTo computes c[j] = beta·c[j] + d[j] for lo ≤ j < hi.
func addTo[T kern.Float](c, d []T, lo, hi int, beta T) {
	for j := lo; j < hi; j++ {
		if beta == 0 {
			c[j] = d[j]
		} else {
			c[j] = beta*c[j] + d[j]
		}
	}
}
