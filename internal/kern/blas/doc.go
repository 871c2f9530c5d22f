// Package blas is gonum's implementation of the BLAS with the products of real matrices replaced by those
// of package kern.
//
// Matrix-matrix and matrix-vector products, symmetric rank-k updates and triangular solves run on kern;
// everything else, and every call with arguments that do not fit, is left to gonum, so that the panics
// are its own. Results differ from gonum's in rounding only, and do not depend on the number of threads.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Implementation implements blas.Float32, blas.Float64, blas.Complex64 and blas.Complex128.
type Implementation struct{ gonum.Implementation }

var (
	_ blas.Float32    = Implementation{}
	_ blas.Float64    = Implementation{}
	_ blas.Complex64  = Implementation{}
	_ blas.Complex128 = Implementation{}
)
