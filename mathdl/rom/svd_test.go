package rom

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Singular values are those of another method, to all digits, also where they span twelve decades, and the
// vectors are orthonormal and give the matrix back.
func TestDecompose(t *testing.T) {
	const n, k = 150, 40
	rnd := newRand(5)
	C := mat.NewDense(n, k, nil)
	for i := range n {
		for j := range k {
			C.Set(i, j, rnd.NormFloat64()*math.Pow(10, -12*float64(j)/k))
		}
	}
	σ, V, err := decompose(ctx, C)
	if err != nil {
		t.Fatal(err)
	}
	var svd mat.SVD
	svd.Factorize(C, mat.SVDThin)
	for i, want := range svd.Values(nil) {
		if math.Abs(σ[i]-want) > 1e-14*σ[0] {
			t.Errorf("σ_%d = %g, want %g", i, σ[i], want)
		}
	}
	var P, B mat.Dense
	P.Mul(V, V.T())
	for i := range k {
		P.Set(i, i, P.At(i, i)-1)
	}
	if d := mat.Norm(&P, math.Inf(1)); d > 1e-12 {
		t.Errorf("VVᵀ − I = %g", d)
	}
	B.Product(C, V.T(), V)
	B.Sub(&B, C)
	if d := mat.Norm(&B, 2); d > 1e-13*σ[0] {
		t.Errorf("CVᵀV − C = %g", d)
	}
	for i := range k { // ‖C v_i‖ = σ_i
		var c mat.VecDense
		c.MulVec(C, V.RowView(i))
		if d := mat.Norm(&c, 2); math.Abs(d-σ[i]) > 1e-14*σ[0] {
			t.Errorf("‖Cv_%d‖ = %g, σ = %g", i, d, σ[i])
		}
	}
	if σ, V, err := decompose(ctx, mat.NewDense(3, 1, nil)); err != nil || σ[0] != 0 || V.At(0, 0) != 1 {
		t.Errorf("of zero: %v, %v, %v", σ, V, err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, _, err := decompose(stopped, C); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
