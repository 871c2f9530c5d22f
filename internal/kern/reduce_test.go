package kern

import (
	"math"
	"testing"
)

func reductionTable[T Float]() map[string]func(a, b []T) T {
	return map[string]func(a, b []T) T{
		"Sum":      func(a, b []T) T { return Sum(a) },
		"Dot":      func(a, b []T) T { return Dot(a, b) },
		"SumSq":    func(a, b []T) T { return SumSq(a) },
		"SumAbs":   func(a, b []T) T { return SumAbs(a) },
		"SumSqDev": func(a, b []T) T { return SumSqDev(a, 0.25) },
	}
}

var reductionRef = map[string]func(a, b float64) float64{
	"Sum":      func(a, b float64) float64 { return a },
	"Dot":      func(a, b float64) float64 { return a * b },
	"SumSq":    func(a, b float64) float64 { return a * a },
	"SumAbs":   func(a, b float64) float64 { return math.Abs(a) },
	"SumSqDev": func(a, b float64) float64 { return (a - 0.25) * (a - 0.25) },
}

func testReductions[T Float](t *testing.T) {
	for name, f := range reductionTable[T]() {
		for _, n := range append(lengths[:len(lengths):len(lengths)], long...) {
			rnd := source(uint64(n))
			a, okA := guarded[T](t, rnd, n, n%5)
			b, okB := guarded[T](t, rnd, n, n%3)
			got := float64(f(a, b))
			okA()
			okB()
			var want, mag, lost float64
			for i := range a {
				v := reductionRef[name](float64(a[i]), float64(b[i]))
				s := want + v // and the rounding error, after Knuth
				lost += (want - (s - (s - want))) + (v - (s - want))
				want, mag = s, mag+math.Abs(v)
			}
			want += lost
			if !(math.Abs(got-want) <= 12*eps[T]()*mag) {
				t.Fatalf("%s, length %d: got %v, want %v", name, n, got, want)
			}
		}
	}
}

func testExtremes[T Float](t *testing.T) {
	nan := T(math.NaN())
	for _, n := range append(lengths[1:len(lengths):len(lengths)], long...) {
		rnd := source(uint64(n))
		a, ok := guarded[T](t, rnd, n, n%5)
		hi, lo, top, arg, argLo := a[0], a[0], T(0), 0, 0
		for i, v := range a {
			if v > hi {
				hi, arg = v, i
			}
			if v < lo {
				lo, argLo = v, i
			}
			top = max(top, v, -v)
		}
		if Max(a) != hi || Min(a) != lo || ArgMax(a) != arg || ArgMin(a) != argLo || MaxAbs(a) != top {
			t.Fatalf("length %d: got %v %v %v %v %v, want %v %v %v %v %v", n, Max(a), Min(a), ArgMax(a), ArgMin(a), MaxAbs(a), hi, lo, arg, argLo, top)
		}
		ok()
		for _, at := range []int{0, n / 2, n - 1} {
			old := a[at]
			a[at] = nan
			if v, w, x := Max(a), Min(a), MaxAbs(a); v == v || w == w || x == x || ArgMax(a) != at || ArgMin(a) != at {
				t.Fatalf("length %d, NaN at %d: got %v %v %v %d %d", n, at, v, w, x, ArgMax(a), ArgMin(a))
			}
			a[at] = old
		}
	}
	if got := ArgMax([]T{1, 3, 3, 2}); got != 1 {
		t.Errorf("ArgMax: got %d, want the first of two", got)
	}
	minus := []T{-3, -2, -5}
	if Max(minus) != -2 || Min(minus) != -5 {
		t.Errorf("of negative numbers: got %v and %v", Max(minus), Min(minus))
	}
}

func TestReductions(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testReductions[float64](t)
		testReductions[float32](t)
		testExtremes[float64](t)
		testExtremes[float32](t)
	})
}

// Sums have the same bits with all instruction sets, without any, and for any number of threads.
func testSumBits[T Float](t *testing.T) {
	for _, n := range append(lengths[:len(lengths):len(lengths)], long...) {
		a, _ := guarded[T](t, source(1), n, 0)
		want := Sum(a)
		var l lanes[T]
		if n <= redBlock {
			for i, v := range a {
				l[i%(256/size[T]())] += v
			}
			if got := l.total(); got != want {
				t.Fatalf("length %d: got %v, want %v", n, want, got)
			}
		}
		threads := SetThreads(1)
		if got := Sum(a); got != want {
			t.Fatalf("length %d: got %v with one thread, want %v", n, got, want)
		}
		SetThreads(threads)
		for name, f := range reductionTable[T]() {
			alike(t, name, func() []T { return []T{f(a, a)} })
		}
	}
}

func TestSumBits(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testSumBits[float64](t)
		testSumBits[float32](t)
	})
}

// The error of a sum grows with the logarithm of the length, not with the length.
func TestSumAccuracy(t *testing.T) {
	x := make([]float32, 1<<22)
	Fill(x, 0.1)
	want := float64(float32(0.1)) * float64(len(x))
	if got := float64(Sum(x)); math.Abs(got-want) > 1e-6*want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRows(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{1, 1}, {3, 5}, {7, 17}, {300, 33}, {1000, 64}, {2, 5000}} {
			for _, pad := range []int{0, 3} {
				testRows[float64](t, s[0], s[1], pad)
				testRows[float32](t, s[0], s[1], pad)
			}
		}
	})
}

func testRows[T Float](t *testing.T, rows, cols, pad int) {
	rnd := source(2)
	lda := cols + pad
	a, okA := guarded[T](t, rnd, (rows-1)*lda+cols, 1)
	v, _ := guarded[T](t, rnd, cols, 0)
	w, _ := guarded[T](t, rnd, rows, 0)
	rs, okR := guarded[T](t, rnd, rows, 1)
	cs, okC := guarded[T](t, rnd, cols, 1)
	tr, okT := guarded[T](t, rnd, (cols-1)*(rows+2)+rows, 1)
	sm, okS := guarded[T](t, rnd, rows*cols, 1)
	lse, okL := guarded[T](t, rnd, rows, 1)
	rows64, cols64, lse64, sm64 := make([]float64, rows), make([]float64, cols), make([]float64, rows), make([]float64, rows*cols)
	for j := range cols {
		cols64[j] = float64(cs[j])
	}
	for i := range rows {
		var e float64
		for j := range cols {
			x := float64(a[i*lda+j])
			rows64[i] += x
			cols64[j] += x
			e += math.Exp(x)
		}
		lse64[i] = math.Log(e)
		for j := range cols {
			sm64[i*cols+j] = math.Exp(float64(a[i*lda+j])) / e
		}
	}
	RowSums(rs, a, rows, cols, lda)
	ColSums(cs, a, rows, cols, lda)
	Transpose(tr, rows+2, a, rows, cols, lda)
	SoftmaxRows(sm, cols, a, rows, cols, lda)
	LogSumExpRows(lse, a, rows, cols, lda)
	for _, ok := range []func(){okA, okR, okC, okT, okS, okL} {
		ok()
	}
	tol := 20 * eps[T]() * math.Sqrt(float64(rows+cols))
	closeTo(t, "row sums", rs, rows64, tol)
	closeTo(t, "column sums", cs, cols64, tol)
	closeTo(t, "softmax", sm, sm64, tol)
	closeTo(t, "log-sum-exp", lse, lse64, tol)
	for i := range rows {
		for j := range cols {
			if tr[j*(rows+2)+i] != a[i*lda+j] {
				t.Fatalf("transpose (%d,%d): got %v, want %v", j, i, tr[j*(rows+2)+i], a[i*lda+j])
			}
		}
	}
	b := append([]T(nil), a...)
	AddRow(b, rows, cols, lda, v)
	AddCol(b, rows, cols, lda, w)
	for i := range rows {
		for j := range lda {
			if i*lda+j >= len(a) {
				break
			}
			want := a[i*lda+j]
			if j < cols {
				want = want + v[j] + w[i]
			}
			if got := b[i*lda+j]; got != want {
				t.Fatalf("row and column added (%d,%d): got %v, want %v", i, j, got, want)
			}
		}
	}
}

// Softmax survives what overflows the exponential, and its derivative is that of a difference.
func TestSoftmaxEdges(t *testing.T) {
	x := []float64{1000, 1001, 999, -1000}
	y := make([]float64, 4)
	SoftmaxRows(y, 4, x, 1, 4, 4)
	if s := Sum(y); math.Abs(s-1) > 1e-15 || math.Abs(y[1]/y[0]-math.E) > 1e-14 {
		t.Errorf("softmax of %v: got %v", x, y)
	}
	var l [1]float64
	LogSumExpRows(l[:], []float64{math.Inf(-1), math.Inf(-1)}, 1, 2, 2)
	if !math.IsInf(l[0], -1) {
		t.Errorf("log-sum-exp of nothing: got %v", l[0])
	}
	LogSumExpRows(l[:], []float64{math.Inf(1), 0}, 1, 2, 2)
	if !math.IsInf(l[0], 1) {
		t.Errorf("log-sum-exp of +Inf: got %v", l[0])
	}
	x = []float64{0.3, -0.7, 1.1}
	dy := []float64{0.5, -1, 2}
	y, dx := make([]float64, 3), make([]float64, 3)
	SoftmaxRows(y, 3, x, 1, 3, 3)
	SoftmaxGradRows(dx, 3, y, 3, dy, 3, 1, 3)
	for j := range x {
		got := slope(func(v float64) float64 {
			z := append([]float64(nil), x...)
			z[j] = v
			SoftmaxRows(z, 3, z, 1, 3, 3)
			return Dot(z, dy)
		}, x[j])
		if math.Abs(got-dx[j]) > 1e-9 {
			t.Errorf("derivative %d: got %v, want %v", j, dx[j], got)
		}
	}
}
