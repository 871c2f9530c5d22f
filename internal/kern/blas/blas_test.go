package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/blas/testblas"
)

var impl Implementation

// gonum's own tests of what is replaced here: values, strides and panics.

func TestDgemm(t *testing.T) { testblas.TestDgemm(t, impl) }
func TestDgemv(t *testing.T) { testblas.DgemvTest(t, impl) }
func TestDsyrk(t *testing.T) { testblas.DsyrkTest(t, impl) }
func TestDtrsm(t *testing.T) { testblas.DtrsmTest(t, impl) }

func random[T float32 | float64](rnd *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(rnd.NormFloat64())
	}
	return x
}

func near[T float32 | float64](t *testing.T, what string, got, want []T, tol float64) {
	t.Helper()
	for i := range got {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= tol*max(1, math.Abs(float64(want[i])))) {
			t.Fatalf("%s, element %d: got %v, want %v", what, i, got[i], want[i])
		}
	}
}

var (
	ops   = []blas.Transpose{blas.NoTrans, blas.Trans}
	uplos = []blas.Uplo{blas.Upper, blas.Lower}
)

// Sizes beyond the blocks, in both precisions, against gonum.
func TestSyrk(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 5, 95, 96, 97, 250} {
		for _, k := range []int{1, 30, 101} {
			a, c := random[float64](rnd, n*k), random[float64](rnd, n*n)
			a32, c32 := random[float32](rnd, n*k), random[float32](rnd, n*n)
			for _, ul := range uplos {
				for _, op := range ops {
					lda := k
					if op == blas.Trans {
						lda = n
					}
					what := fmt.Sprintf("n=%d k=%d %c %c", n, k, ul, op)
					for _, beta := range []float64{0, 1, -2} {
						got, want := append([]float64(nil), c...), append([]float64(nil), c...)
						impl.Dsyrk(ul, op, n, k, 0.5, a, lda, beta, got, n)
						gonum.Implementation{}.Dsyrk(ul, op, n, k, 0.5, a, lda, beta, want, n)
						near(t, what, got, want, 1e-12)
					}
					got, want := append([]float32(nil), c32...), append([]float32(nil), c32...)
					impl.Ssyrk(ul, op, n, k, 0.5, a32, lda, 1, got, n)
					gonum.Implementation{}.Ssyrk(ul, op, n, k, 0.5, a32, lda, 1, want, n)
					near(t, what, got, want, 1e-4)
				}
			}
		}
	}
}

func TestTrsm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	for _, s := range [][2]int{{1, 1}, {24, 5}, {25, 7}, {7, 49}, {130, 40}, {33, 131}} {
		m, n := s[0], s[1]
		for _, side := range []blas.Side{blas.Left, blas.Right} {
			order := m
			if side == blas.Right {
				order = n
			}
			a, b := random[float64](rnd, order*order), random[float64](rnd, m*n)
			for i := range a {
				a[i] /= float64(order)
			}
			for i := range order {
				a[i*order+i] = 2 + rnd.Float64() // well conditioned
			}
			for _, ul := range uplos {
				for _, op := range ops {
					for _, d := range []blas.Diag{blas.Unit, blas.NonUnit} {
						what := fmt.Sprintf("%dx%d %c %c %c %c", m, n, side, ul, op, d)
						got, want := append([]float64(nil), b...), append([]float64(nil), b...)
						impl.Dtrsm(side, ul, op, d, m, n, 1.5, a, order, got, n)
						gonum.Implementation{}.Dtrsm(side, ul, op, d, m, n, 1.5, a, order, want, n)
						near(t, what, got, want, 1e-10)
						testStrsm(t, what, side, ul, op, d, m, n, order, a, b, want)
					}
				}
			}
		}
	}
}

func testStrsm(t *testing.T, what string, side blas.Side, ul blas.Uplo, op blas.Transpose, d blas.Diag, m, n, order int, a, b, want []float64) {
	t.Helper()
	narrow := func(x []float64) []float32 {
		y := make([]float32, len(x))
		for i, v := range x {
			y[i] = float32(v)
		}
		return y
	}
	got := narrow(b)
	impl.Strsm(side, ul, op, d, m, n, 1.5, narrow(a), order, got, n)
	near(t, what, got, narrow(want), 1e-3)
}

func TestSgemm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 1))
	const m, n, k = 40, 33, 50
	a, b, c := random[float32](rnd, m*k), random[float32](rnd, k*n), random[float32](rnd, m*n)
	want := append([]float32(nil), c...)
	impl.Sgemm(blas.NoTrans, blas.NoTrans, m, n, k, 2, a, k, b, n, -1, c, n)
	gonum.Implementation{}.Sgemm(blas.NoTrans, blas.NoTrans, m, n, k, 2, a, k, b, n, -1, want, n)
	near(t, "Sgemm", c, want, 1e-4)
	x, y := random[float32](rnd, m), random[float32](rnd, k)
	z := append([]float32(nil), y...)
	impl.Sgemv(blas.Trans, m, k, 2, a, k, x, 1, 3, y, 1)
	gonum.Implementation{}.Sgemv(blas.Trans, m, k, 2, a, k, x, 1, 3, z, 1)
	near(t, "Sgemv", y, z, 1e-4)
}

// A wrong argument panics with gonum's message.
func TestPanics(t *testing.T) {
	message := func(f func()) (m any) {
		defer func() { m = recover() }()
		f()
		return nil
	}
	x := make([]float64, 4)
	for name, call := range map[string]func(i blas.Float64){
		"short C":       func(i blas.Float64) { i.Dgemm(blas.NoTrans, blas.NoTrans, 2, 2, 2, 1, x, 2, x, 2, 0, x[:3], 2) },
		"bad stride":    func(i blas.Float64) { i.Dgemm(blas.NoTrans, blas.NoTrans, 2, 2, 2, 1, x, 1, x, 2, 0, x, 2) },
		"bad transpose": func(i blas.Float64) { i.Dgemm('X', blas.NoTrans, 2, 2, 2, 1, x, 2, x, 2, 0, x, 2) },
		"negative m":    func(i blas.Float64) { i.Dgemm(blas.NoTrans, blas.NoTrans, -1, 2, 2, 1, x, 2, x, 2, 0, x, 2) },
		"bad triangle":  func(i blas.Float64) { i.Dsyrk('X', blas.NoTrans, 2, 2, 1, x, 2, 0, x, 2) },
		"bad side":      func(i blas.Float64) { i.Dtrsm('X', blas.Upper, blas.NoTrans, blas.Unit, 2, 2, 1, x, 2, x, 2) },
	} {
		got, want := message(func() { call(impl) }), message(func() { call(gonum.Implementation{}) })
		if got != want || want == nil {
			t.Errorf("%s: got panic %v, want %v", name, got, want)
		}
	}
}
