package blas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/mathdl/kernel/internal/kern"
)

// Sgemm computes C = alpha·op(A)·op(B) + beta·C; see blas.Float32Level3.
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if alpha == 0 || !gemmFits(tA, tB, m, n, k, a, lda, b, ldb, c, ldc) {
		i.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	kern.Gemm(op(tA), op(tB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Sgemv computes y = alpha·op(A)·x + beta·y; see blas.Float32Level2.
func (i Implementation) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if alpha == 0 || !gemvFits(tA, m, n, a, lda, x, incX, y, incY) {
		i.Implementation.Sgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	kern.Gemv(op(tA), m, n, alpha, a, lda, x, beta, y)
}

// Ssyrk computes a triangle of C = alpha·A·Aᵀ + beta·C or alpha·Aᵀ·A + beta·C; see blas.Float32Level3.
func (i Implementation) Ssyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	if alpha == 0 || !syrkFits(ul, tA, n, k, a, lda, c, ldc) {
		i.Implementation.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	syrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
}

// Strsm solves op(A)·X = alpha·B or X·op(A) = alpha·B for triangular A, and puts X into B; see
// blas.Float32Level3.
func (i Implementation) Strsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	if alpha == 0 || !trsmFits(s, ul, tA, d, m, n, a, lda, b, ldb) {
		i.Implementation.Strsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
		return
	}
	t := triangle[float32]{side: s, ul: ul, t: tA, diag: d, lda: lda, ldb: ldb, small: i.Implementation.Strsm}
	t.solve(m, n, alpha, a, b)
}
