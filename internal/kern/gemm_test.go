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
	{128, 20, 20}, {20, 131, 20}, {130, 67, 259}, {1, 1, 5000}, {2, 2, 2049}, {33, 129, 1024}, {650, 129, 33}, {200, 4, 33}, {33, 200, 33},
}

func TestGemm(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range gemmShapes {
			for _, o := range [][2]Op{{NoTrans, NoTrans}, {NoTrans, Trans}, {Trans, NoTrans}, {Trans, Trans}} {
				t.Run(fmt.Sprintf("%dx%dx%d/%d%d", s[0], s[1], s[2], o[0], o[1]), func(t *testing.T) {
					for _, pad := range []int{0, 3} {
						checkProduct[float64](t, o[0], o[1], s[0], s[1], s[2], pad, 1, 0)
						checkProduct[float32](t, o[0], o[1], s[0], s[1], s[2], pad, 1, 0)
						checkProduct[float64](t, o[0], o[1], s[0], s[1], s[2], pad, -0.5, 1)
						checkProduct[float32](t, o[0], o[1], s[0], s[1], s[2], pad, 2, -1.5)
					}
				})
			}
		}
	})
}

// Every small shape, so that all micro-kernels and all tails are met.
func TestGemmSmall(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for m := 1; m <= 35; m++ {
			for _, n := range []int{1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65} {
				k := 1 + (m*7+n)%19
				checkProduct[float64](t, NoTrans, NoTrans, m, n, k, 1, 1, 1)
				checkProduct[float32](t, Trans, NoTrans, m, n, k, 0, 1, 0)
				checkProduct[float32](t, NoTrans, Trans, m, n, k, 1, 1, 1)
			}
		}
	})
}

func TestGemmEdges(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		nan := math.NaN()
		c := []float64{nan, 2, 3, 4}
		Gemm(NoTrans, NoTrans, 2, 2, 0, 1, nil, 0, nil, 2, 0, c, 2) // no products: C = 0
		for _, v := range c {
			if v != 0 {
				t.Fatalf("empty product: got %v", c)
			}
		}
		c = []float64{1, 2, 3, 4}
		a := []float64{nan, nan, nan, nan}
		Gemm(NoTrans, NoTrans, 2, 2, 2, 0, a, 2, a, 2, 2, c, 2) // alpha = 0: A and B are not read
		if c[0] != 2 || c[3] != 8 {
			t.Fatalf("alpha = 0: got %v", c)
		}
		Gemm[float64](NoTrans, NoTrans, 0, 5, 3, 1, nil, 3, make([]float64, 15), 5, 0, nil, 5)
		for i := range a {
			a[i] = float64(i)
		}
		b := []float64{1, 0, 0, nan}
		Gemm(NoTrans, NoTrans, 2, 2, 2, 1, a, 2, b, 2, 0, c, 2)
		if c[0] != 0 || c[1] == c[1] || c[2] != 2 || c[3] == c[3] {
			t.Fatalf("NaN in B: got %v", c)
		}
	})
}

// The bits of a product do not depend on the number of threads.
func TestGemmThreads(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][3]int{{300, 70, 400}, {5, 3000, 100}, {3000, 5, 100}, {40, 40, 20000}} {
			m, n, k := s[0], s[1], s[2]
			rnd := source(1)
			a, _ := guarded[float32](t, rnd, m*k, 0)
			b, _ := guarded[float32](t, rnd, k*n, 0)
			product := func() []float32 {
				c := make([]float32, m*n)
				Gemm(NoTrans, Trans, m, n, k, 1, a, k, b, k, 0, c, n)
				return c
			}
			want := product()
			threads := SetThreads(1)
			got := product()
			SetThreads(threads)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%v, element %d: got %v, want %v", s, i, got[i], want[i])
				}
			}
			alike(t, "Gemm", product)
		}
	})
}

func TestGemmEpilogue(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][3]int{{3, 5, 4}, {130, 70, 50}} {
			m, n, k := s[0], s[1], s[2]
			rnd := source(3)
			a, _ := guarded[float64](t, rnd, m*k, 0)
			b, _ := guarded[float64](t, rnd, k*n, 0)
			row, _ := guarded[float64](t, rnd, n, 0)
			col, _ := guarded[float64](t, rnd, m, 0)
			for act := ActNone; act <= ActSin; act++ {
				want, got := make([]float64, m*n), make([]float64, m*n)
				Gemm(NoTrans, NoTrans, m, n, k, 1, a, k, b, n, 0, want, n)
				AddRow(want, m, n, n, row)
				AddCol(want, m, n, n, col)
				activate(want, act)
				GemmEpilogue(NoTrans, NoTrans, m, n, k, 1, a, k, b, n, 0, got, n, Epilogue[float64]{Row: row, Col: col, Act: act})
				closeTo(t, "epilogue", got, want, 1e-15)
			}
		}
	})
}

func TestGemmBatchGemvGer(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		const count, m, n, k = 37, 5, 7, 6
		rnd := source(4)
		a, _ := guarded[float32](t, rnd, count*m*k, 0)
		b, _ := guarded[float32](t, rnd, k*n, 0)
		c, ok := guarded[float32](t, rnd, count*m*n, 0)
		GemmBatch(NoTrans, NoTrans, count, m, n, k, 1, a, k, m*k, b, n, 0, 0, c, n, m*n)
		ok()
		want := make([]float32, m*n)
		for i := range count {
			Gemm(NoTrans, NoTrans, m, n, k, 1, a[i*m*k:], k, b, n, 0, want, n)
			for j, v := range want {
				if c[i*m*n+j] != v {
					t.Fatalf("product %d, element %d: got %v, want %v", i, j, c[i*m*n+j], v)
				}
			}
		}
		for _, s := range [][2]int{{1, 1}, {17, 33}, {100, 7}, {5, 300}} {
			testGemv[float64](t, s[0], s[1])
			testGemv[float32](t, s[0], s[1])
		}
	})
}

func testGemv[T Float](t *testing.T, m, n int) {
	rnd := source(5)
	a, okA := guarded[T](t, rnd, m*n, 1)
	x, okX := guarded[T](t, rnd, n, 2)
	y, okY := guarded[T](t, rnd, m, 3)
	yy, xx, aa := make([]float64, m), make([]float64, n), make([]float64, m*n)
	for i := range m {
		yy[i] = 2 * float64(y[i])
		for j := range n {
			yy[i] += 0.5 * float64(a[i*n+j]) * float64(x[j])
		}
	}
	Gemv(NoTrans, m, n, 0.5, a, n, x, 2, y)
	tol := 8 * eps[T]() * math.Sqrt(float64(m+n))
	closeTo(t, "A x", y, yy, tol)
	for j := range n {
		for i := range m {
			xx[j] += float64(a[i*n+j]) * float64(y[i])
		}
	}
	old := append([]T(nil), x...)
	Gemv(Trans, m, n, 1, a, n, y, 0, x)
	closeTo(t, "Aᵀ y", x, xx, tol)
	for i := range aa {
		aa[i] = float64(a[i]) + 3*float64(y[i/n])*float64(old[i%n])
	}
	Ger(m, n, 3, y, old, a, n)
	closeTo(t, "A + 3 y xᵀ", a, aa, tol)
	okA()
	okX()
	okY()
}
