package blas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/mathdl/kernel/internal/kern"
)

// Dgemm computes C = alpha·op(A)·op(B) + beta·C; see blas.Float64Level3.
func (i Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if alpha == 0 || !gemmFits(tA, tB, m, n, k, a, lda, b, ldb, c, ldc) {
		i.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	kern.Gemm(op(tA), op(tB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Dgemv computes y = alpha·op(A)·x + beta·y; see blas.Float64Level2.
func (i Implementation) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if alpha == 0 || !gemvFits(tA, m, n, a, lda, x, incX, y, incY) {
		i.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	kern.Gemv(op(tA), m, n, alpha, a, lda, x, beta, y)
}

// Dsyrk computes a triangle of C = alpha·A·Aᵀ + beta·C or alpha·Aᵀ·A + beta·C; see blas.Float64Level3.
func (i Implementation) Dsyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	if alpha == 0 || !syrkFits(ul, tA, n, k, a, lda, c, ldc) {
		i.Implementation.Dsyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	syrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
}

// Dtrsm solves op(A)·X = alpha·B or X·op(A) = alpha·B for triangular A, and puts X into B; see
// blas.Float64Level3.
func (i Implementation) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	if alpha == 0 || !trsmFits(s, ul, tA, d, m, n, a, lda, b, ldb) {
		i.Implementation.Dtrsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
		return
	}
	t := triangle[float64]{side: s, ul: ul, t: tA, diag: d, lda: lda, ldb: ldb, small: i.Implementation.Dtrsm}
	t.solve(m, n, alpha, a, b)
}
