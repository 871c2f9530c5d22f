// Package fastblas makes gonum's products of real matrices fast: a program, or a session, that imports it
// for its effect,
//
//	import _ "github.com/mathdl/kernel/mathdl/fastblas"
//
// computes the matrix products, triangular solves and factorisations of gonum's packages mat, blas64,
// blas32 and lapack64 with the kernels mathdl uses itself. Results differ in rounding only.
package fastblas

import (
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/mathdl/kernel/internal/kern/blas"
)

func init() {
	blas64.Use(blas.Implementation{})
	blas32.Use(blas.Implementation{})
}
