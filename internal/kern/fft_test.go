package kern

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"
)

// dft is the transform by its definition.
func dft(x []complex128, inverse bool) []complex128 {
	n, y := len(x), make([]complex128, len(x))
	w := make([]complex128, n)
	for k := range w {
		r := rootOfUnity(k, n)
		if inverse {
			r[1] = -r[1]
		}
		w[k] = complex(r[0], r[1])
	}
	for k := range y {
		for j, v := range x {
			y[k] += v * w[j*k%n]
		}
	}
	return y
}

func fftTolerance[T Float](n int) float64 {
	return 12 * eps[T]() * math.Sqrt(float64(n)) * math.Log2(float64(n)+2)
}

func testFFT[T Float](t *testing.T, n, count int, cols, inverse, inPlace bool) {
	rnd := source(3)
	stride, rows := n+3, count
	if cols {
		stride, rows = count+2, n
	}
	last := n
	if cols {
		last = count
	}
	src, ok := guarded[T](t, rnd, 2*((rows-1)*stride+last), 2)
	x, okDst := src, ok
	if !inPlace {
		x, okDst = guarded[T](t, rnd, len(src), 4)
	}
	in, old := append([]T(nil), src...), append([]T(nil), x...)
	p := NewFFT(n)
	if cols {
		FFTCols(p, x, stride, src, stride, count, inverse, 0.5)
	} else {
		FFTRows(p, x, stride, src, stride, count, inverse, 0.5)
	}
	ok()
	okDst()
	at := func(s, j int) int {
		if cols {
			return 2 * (j*stride + s)
		}
		return 2 * (s*stride + j)
	}
	touched := make([]bool, len(x))
	for s := range count {
		signal := make([]complex128, n)
		for j := range signal {
			signal[j] = complex(float64(in[at(s, j)]), float64(in[at(s, j)+1]))
		}
		for k, v := range dft(signal, inverse) {
			i := at(s, k)
			touched[i], touched[i+1] = true, true
			if d := cmplx.Abs(complex(float64(x[i]), float64(x[i+1])) - v/2); !(d <= fftTolerance[T](n)) {
				t.Fatalf("signal %d, frequency %d: off by %.2g", s, k, d)
			}
		}
	}
	for i := range x {
		if !touched[i] && x[i] != old[i] {
			t.Fatalf("element %d between the signals was overwritten", i)
		}
		if !inPlace && src[i] != in[i] {
			t.Fatalf("element %d of the input was overwritten", i)
		}
	}
}

func TestFFT(t *testing.T) {
	eachLevel(t, testFFTs)
}

func testFFTs(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 24, 25, 27, 30, 32, 40, 64, 96, 128, 135, 375, 480, 512, 7, 14, 33, 49, 61, 77, 91, 112, 224, 17 * 31} {
		for _, count := range []int{1, 3, 8, 16, 21, 40} {
			if n > 64 && count > 21 || n > 200 && count < 16 {
				continue
			}
			t.Run(fmt.Sprintf("%dx%d", n, count), func(t *testing.T) {
				for _, cols := range []bool{false, true} {
					testFFT[float64](t, n, count, cols, false, true)
					testFFT[float64](t, n, count, cols, true, false)
					testFFT[float32](t, n, count, cols, false, false)
					testFFT[float32](t, n, count, cols, true, true)
				}
			})
		}
	}
}

func testRFFT[T Float](t *testing.T, n, count int) {
	rnd := source(4)
	ss, ds := n+1, n/2+3
	x, ok1 := guarded[T](t, rnd, (count-1)*ss+n, 1)
	y, ok2 := guarded[T](t, rnd, 2*((count-1)*ds+n/2+1), 2)
	p := NewFFT(n)
	RFFTRows(p, y, ds, x, ss, count, 1)
	ok1()
	ok2()
	for s := range count {
		in := make([]complex128, n)
		for j := range in {
			in[j] = complex(float64(x[s*ss+j]), 0)
		}
		for k, v := range dft(in, false)[:n/2+1] {
			i := 2 * (s*ds + k)
			if d := cmplx.Abs(complex(float64(y[i]), float64(y[i+1])) - v); !(d <= fftTolerance[T](n)) {
				t.Fatalf("signal %d, frequency %d: off by %.2g", s, k, d)
			}
		}
	}
	z, ok3 := guarded[T](t, rnd, (count-1)*ss+n, 3)
	IRFFTRows(p, z, ss, y, ds, count, 1/T(n))
	ok2()
	ok3()
	for s := range count {
		for j := range n {
			if d := math.Abs(float64(z[s*ss+j] - x[s*ss+j])); !(d <= fftTolerance[T](n)) {
				t.Fatalf("signal %d, sample %d: off by %.2g after the round trip", s, j, d)
			}
		}
	}
}

func TestRFFT(t *testing.T) {
	eachLevel(t, testRFFTs)
}

func testRFFTs(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 32, 45, 60, 64, 75, 256, 270, 7, 22, 47, 63, 104} {
		for _, count := range []int{1, 5, 16, 17, 33} {
			t.Run(fmt.Sprintf("%dx%d", n, count), func(t *testing.T) {
				testRFFT[float64](t, n, count)
				testRFFT[float32](t, n, count)
			})
		}
	}
}

func TestNewFFTPanics(t *testing.T) {
	for _, n := range []int{0, -4, 67, 2 * 71, 61 * 67} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("length %d was accepted", n)
				}
			}()
			NewFFT(n)
		}()
	}
}

func testPairs[T Float](t *testing.T, n int) {
	rnd := source(5)
	s, ok1 := guarded[T](t, rnd, n, 1)
	x, ok2 := guarded[T](t, rnd, 2*n, 2)
	y, ok3 := guarded[T](t, rnd, 2*n, 3)
	old := append([]T(nil), y...)
	AddMulPairs(y, x, s)
	for k := range y {
		if want := float64(old[k]) + float64(x[k])*float64(s[k/2]); math.Abs(float64(y[k])-want) > 4*eps[T]()*(1+math.Abs(want)) {
			t.Fatalf("sum %d: got %v, want %v", k, y[k], want)
		}
	}
	MulPairs(y, x, s)
	for k := range y {
		if y[k] != x[k]*s[k/2] {
			t.Fatalf("product %d: got %v, want %v", k, y[k], x[k]*s[k/2])
		}
	}
	ok1()
	ok2()
	ok3()
}

func TestPairs(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 3, 4, 8, 9, 31, 257} {
			testPairs[float64](t, n)
			testPairs[float32](t, n)
		}
	})
}
