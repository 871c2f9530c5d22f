package fastblas

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern/blas"
)

func TestRegistered(t *testing.T) {
	if _, ok := blas64.Implementation().(blas.Implementation); !ok {
		t.Errorf("blas64 uses %T", blas64.Implementation())
	}
	if _, ok := blas32.Implementation().(blas.Implementation); !ok {
		t.Errorf("blas32 uses %T", blas32.Implementation())
	}
}

// gonum's factorisations work on it: A = LU, A = QR and a symmetric one, of a size with several blocks.
func TestFactorisations(t *testing.T) {
	const n = 200
	rnd := rand.New(rand.NewPCG(1, 1))
	a := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			a.Set(i, j, rnd.NormFloat64())
		}
	}
	var b, x, r mat.Dense
	b.Mul(a, a.T())
	if err := x.Solve(a, &b); err != nil {
		t.Fatal(err)
	}
	r.Sub(&x, a.T())
	if d := mat.Norm(&r, 2) / mat.Norm(a, 2); d > 1e-9 {
		t.Errorf("LU: relative error %.2g", d)
	}
	sym := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			sym.SetSym(i, j, b.At(i, j))
		}
	}
	var c mat.Cholesky
	if !c.Factorize(sym) {
		t.Fatal("not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	r.Mul(&l, l.T())
	r.Sub(&r, sym)
	if d := mat.Norm(&r, math.Inf(1)) / mat.Norm(sym, math.Inf(1)); d > 1e-14 {
		t.Errorf("Cholesky: relative error %.2g", d)
	}
	var qr mat.QR
	qr.Factorize(a)
	var q, rr mat.Dense
	qr.QTo(&q)
	qr.RTo(&rr)
	r.Mul(&q, &rr)
	r.Sub(&r, a)
	if d := mat.Norm(&r, 2) / mat.Norm(a, 2); d > 1e-13 {
		t.Errorf("QR: relative error %.2g", d)
	}
}

func BenchmarkMul(b *testing.B) {
	for _, n := range []int{10, 100, 500} {
		x, y := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
		b.Run(map[int]string{10: "10", 100: "100", 500: "500"}[n], func(b *testing.B) {
			var z mat.Dense
			for b.Loop() {
				z.Mul(x, y)
			}
		})
	}
}
