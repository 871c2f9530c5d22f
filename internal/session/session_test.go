package session

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
)

// What cells multiply with gonum goes through the kernels of this module.
func TestProductsOfGonum(t *testing.T) {
	for name, got := range map[string]any{"blas64": blas64.Implementation(), "blas32": blas32.Implementation()} {
		if s := fmt.Sprintf("%T", got); s != "blas.Implementation" {
			t.Errorf("%s uses %s, want blas.Implementation, which package mathdl/fastblas registers", name, s)
		}
	}
}
