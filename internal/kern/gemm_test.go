package kern

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// source is a generator for tests: the same numbers in every run.
func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// guarded returns n normal numbers with NaN on both sides of them, in the same array, at an offset of
// off elements from its (aligned) start, and a function that fails the test if the surroundings changed.
func guarded[T Float](t testing.TB, rnd *rand.Rand, n, off int) ([]T, func()) {
	t.Helper()
	const guard = 80
	all := make([]T, n+2*guard+off)
	nan := T(math.NaN())
	for i := range all {
		all[i] = nan
	}
	x := all[guard+off : guard+off+n : guard+off+n]
	for i := range x {
		x[i] = T(rnd.NormFloat64())
	}
	return x, func() {
		t.Helper()
		for i, v := range all {
			if (i < guard+off || i >= guard+off+n) && v == v {
				t.Fatalf("element %d outside of [0, %d) was overwritten", i-guard-off, n)
			}
		}
	}
}

// eps is the unit roundoff of T.
func eps[T Float]() float64 {
	if is32[T]() {
		return 0x1p-24
	}
	return 0x1p-53
}

// refProduct is alpha·op(A)·op(B)+beta·C in float64, and the sum of the absolute values it adds up.
func refProduct[T Float](ta, tb Op, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) (p, mag []float64) {
	p, mag = make([]float64, m*n), make([]float64, m*n)
	A, B := stored(ta, a, lda), stored(tb, b, ldb)
	for i := range m {
		for j := range n {
			var s, q float64
			for l := range k {
				v := float64(A.x[i*A.rs+l*A.cs]) * float64(B.x[l*B.rs+j*B.cs])
				s, q = s+v, q+math.Abs(v)
			}
			s, q = float64(alpha)*s, math.Abs(float64(alpha))*q
			if beta != 0 {
				v := float64(beta) * float64(c[i*ldc+j])
				s, q = s+v, q+math.Abs(v)
			}
			p[i*n+j], mag[i*n+j] = s, q
		}
	}
	return p, mag
}

func checkProduct[T Float](t *testing.T, ta, tb Op, m, n, k, pad int, alpha, beta T) {
	t.Helper()
	rnd := source(uint64(m*1000003 + n*1009 + k))
	ldc := n + pad
	dims := func(o Op, r, c int) (int, int) {
		if o == Trans {
			return c, r
		}
		return r, c
	}
	ar, ac := dims(ta, m, k)
	br, bc := dims(tb, k, n)
	a, okA := guarded[T](t, rnd, max(0, (ar-1)*(ac+pad)+ac), 1)
	b, okB := guarded[T](t, rnd, max(0, (br-1)*(bc+pad)+bc), 2)
	c, okC := guarded[T](t, rnd, (m-1)*ldc+n, 3)
	if beta == 0 {
		for i := range c {
			c[i] = T(math.NaN()) // must not be read
		}
	}
	old := append([]T(nil), c...)
	want, mag := refProduct(ta, tb, m, n, k, alpha, a, ac+pad, b, bc+pad, beta, c, ldc)
	Gemm(ta, tb, m, n, k, alpha, a, ac+pad, b, bc+pad, beta, c, ldc)
	okA()
	okB()
	okC()
	for i := range m {
		for j := range ldc {
			switch {
			case i*ldc+j >= len(c):
			case j >= n:
				if o, v := old[i*ldc+j], c[i*ldc+j]; o != v && (o == o || v == v) {
					t.Fatalf("C(%d,%d) between the rows was overwritten", i, j)
				}
			default:
				tol := float64(k+3) * eps[T]() * mag[i*n+j]
				if d := math.Abs(float64(c[i*ldc+j]) - want[i*n+j]); !(d <= tol) {
					t.Fatalf("C(%d,%d): got %v, want %v ± %.2g", i, j, c[i*ldc+j], want[i*n+j], tol)
				}
			}
		}
	}
}

var gemmShapes = [][3]int{
	{1, 1, 1}, {2, 3, 4}, {5, 7, 11}, {13, 17, 19}, {1, 40, 33}, {40, 1, 33}, {33, 40, 1}, {15, 31, 33},
	{14, 32, 20}, {29, 33, 64}, {57, 50, 50}, {64, 64, 64}, {3, 300, 5}, {300, 3, 5}, {300, 5, 300}, {7, 9, 700},
	{128, 20, 20}, {20, 131, 20}, {130, 67, 259}, {1, 1, 5000}, {2, 2, 2049}, {67, 129, 530},
}

func TestGemm(t *testing.T) {
	for _, s := range gemmShapes {
		for _, ta := range []Op{NoTrans, Trans} {
			for _, tb := range []Op{NoTrans, Trans} {
				t.Run(fmt.Sprintf("%dx%dx%d/%d%d", s[0], s[1], s[2], ta, tb), func(t *testing.T) {
					for _, pad := range []int{0, 3} {
						checkProduct[float64](t, ta, tb, s[0], s[1], s[2], pad, 1, 0)
						checkProduct[float32](t, ta, tb, s[0], s[1], s[2], pad, 1, 0)
						checkProduct[float64](t, ta, tb, s[0], s[1], s[2], pad, -0.5, 1)
						checkProduct[float32](t, ta, tb, s[0], s[1], s[2], pad, 2, -1.5)
					}
				})
			}
		}
	}
}
