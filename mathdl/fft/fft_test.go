package fft_test

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

var shapes = [][]int{
	{1}, {2}, {3}, {4}, {5}, {7}, {8}, {12}, {15}, {16}, {17}, {31}, {60}, {64}, {97}, {100}, {243}, {256}, {1000}, {1021}, {1024},
	{1, 1}, {1, 9}, {9, 1}, {4, 6}, {33, 47}, {32, 32}, {2, 300}, {300, 2}, {96, 40}, {17, 64},
	{1, 1, 1}, {3, 4, 5}, {8, 8, 8}, {9, 1, 7}, {16, 3, 11}, {2, 2, 2, 2},
}

func gauss(n int, rnd *rand.Rand) []complex128 {
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(rnd.NormFloat64(), rnd.NormFloat64())
	}
	return x
}

// direct is the definition, axis after axis.
func direct(x []complex128, shape []int, sign float64) []complex128 {
	x = slices.Clone(x)
	inner := 1
	for a := len(shape) - 1; a >= 0; a-- {
		n := shape[a]
		y := make([]complex128, n)
		for o := 0; o < len(x); o += n * inner {
			for i := range inner {
				for k := range n {
					y[k] = 0
					for j := range n {
						y[k] += x[o+j*inner+i] * cmplx.Rect(1, sign*2*math.Pi*float64(j*k%n)/float64(n))
					}
				}
				for k := range n {
					x[o+k*inner+i] = y[k]
				}
			}
		}
		inner *= n
	}
	return x
}

func distance(x, y []complex128) float64 {
	d, s := 0.0, 0.0
	for i := range x {
		d += real((x[i] - y[i]) * cmplx.Conj(x[i]-y[i]))
		s += real(y[i] * cmplx.Conj(y[i]))
	}
	return math.Sqrt(d / s)
}

func narrow(x []complex128) []complex64 {
	y := make([]complex64, len(x))
	for i, v := range x {
		y[i] = complex64(v)
	}
	return y
}

func widen(x []complex64) []complex128 {
	y := make([]complex128, len(x))
	for i, v := range x {
		y[i] = complex128(v)
	}
	return y
}

func TestComplex(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, s := range shapes {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			p := fft.New(s...)
			x := gauss(p.Len(), rnd)
			kept := slices.Clone(x)
			want := direct(x, s, -1)
			X := p.Forward(nil, x)
			if d := distance(X, want); d > 1e-13 {
				t.Errorf("Forward differs by %.3g from the definition", d)
			}
			if d := distance(p.Inverse(nil, X), x); d > 1e-14 {
				t.Errorf("Inverse∘Forward differs from the identity by %.3g", d)
			}
			if d := distance(widen(p.Forward32(nil, narrow(x))), want); d > 2e-6 {
				t.Errorf("Forward32 differs by %.3g", d)
			}
			if d := distance(widen(p.Inverse32(nil, narrow(X))), x); d > 2e-6 {
				t.Errorf("Inverse32 differs by %.3g", d)
			}
			if !slices.Equal(x, kept) {
				t.Error("the input changed")
			}
			if got := p.Forward(x, x); !slices.Equal(got, X) {
				t.Error("in place differs from out of place")
			}
		})
	}
}

func TestReal(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, s := range shapes {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			p := fft.NewReal(s...)
			x, z := make([]float64, p.Len()), make([]complex128, p.Len())
			for i := range x {
				x[i] = rnd.NormFloat64()
				z[i] = complex(x[i], 0)
			}
			want := halfOf(fft.New(s...).Forward(nil, z), s)
			X := p.Forward(nil, x)
			if len(X) != p.HalfLen() || op.R(p.Half()...).Size() != p.HalfLen() {
				t.Fatalf("half spectrum: got %d elements, want %d of shape %v", len(X), p.HalfLen(), p.Half())
			}
			if d := distance(X, want); d > 1e-14 {
				t.Errorf("Forward differs by %.3g from that of a complex array", d)
			}
			kept := slices.Clone(X)
			back := p.Inverse(nil, X)
			if d := off(back, x); d > 1e-14 {
				t.Errorf("Inverse∘Forward differs from the identity by %.3g", d)
			}
			if !slices.Equal(X, kept) {
				t.Error("Inverse changed its input")
			}
			if !slices.Equal(p.Consume(nil, X), back) {
				t.Error("Consume differs from Inverse")
			}
			testReal32(t, p, x, want)
		})
	}
}

func testReal32(t *testing.T, p *fft.Real, x []float64, want []complex128) {
	x32 := make([]float32, len(x))
	for i, v := range x {
		x32[i] = float32(v)
	}
	X := p.Forward32(nil, x32)
	if d := distance(widen(X), want); d > 2e-6 {
		t.Errorf("Forward32 differs by %.3g", d)
	}
	back := make([]float64, len(x))
	for i, v := range p.Inverse32(nil, X) {
		back[i] = float64(v)
	}
	if d := off(back, x); d > 2e-6 {
		t.Errorf("Inverse32∘Forward32 differs from the identity by %.3g", d)
	}
	if got := p.Consume32(nil, X); math.Abs(float64(got[0])-back[0]) > 1e-6 {
		t.Errorf("Consume32: got %v, want %v", got[0], back[0])
	}
}

func halfOf(X []complex128, s []int) []complex128 {
	n := s[len(s)-1]
	var half []complex128
	for o := 0; o < len(X); o += n {
		half = append(half, X[o:o+n/2+1]...)
	}
	return half
}

func off(x, y []float64) float64 {
	d, s := 0.0, 0.0
	for i := range x {
		d += (x[i] - y[i]) * (x[i] - y[i])
		s += y[i] * y[i]
	}
	return math.Sqrt(d / s)
}

// What is not Hermitian in a half spectrum must not matter in any length.
func TestInverseIgnores(t *testing.T) {
	for _, n := range []int{1, 2, 5, 8, 14, 512} {
		p := fft.NewReal(n)
		X := make([]complex128, p.HalfLen())
		for i := range X {
			X[i] = complex(float64(i)+1, 0.5)
		}
		want := p.Inverse(nil, X)
		X[0] += 3i
		if n%2 == 0 {
			X[n/2] -= 2i
		}
		if d := off(p.Inverse(nil, X), want); d > 1e-15 {
			t.Errorf("n = %d: imaginary parts at 0 and n/2 change the result by %.3g", n, d)
		}
	}
}

func TestLongPrime(t *testing.T) {
	const n = 10007
	x := make([]complex128, n)
	for j := range x {
		x[j] = cmplx.Rect(1, 2*math.Pi*float64(j*123%n)/n)
	}
	X := fft.New(n).Forward(nil, x)
	for k, v := range X {
		want := complex128(0)
		if k == 123 {
			want = n
		}
		if cmplx.Abs(v-want) > 1e-10 {
			t.Fatalf("X[%d] = %v, want %v", k, v, want)
		}
	}
}

func TestSameBits(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 3))
	for _, s := range [][]int{{4096}, {128, 96}, {61, 67}, {1 << 15}} {
		p := fft.New(s...)
		x := gauss(p.Len(), rnd)
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		one := p.Forward(nil, x)
		runtime.GOMAXPROCS(4)
		if !slices.Equal(one, p.Forward(nil, x)) {
			t.Errorf("%v: results depend on the number of processors", s)
		}
	}
}

func TestNaN(t *testing.T) {
	for _, n := range []int{8, 13, 512} {
		x := make([]float64, n)
		x[n/2] = math.NaN()
		for k, v := range fft.NewReal(n).Forward(nil, x) {
			if !math.IsNaN(real(v)) && !math.IsNaN(imag(v)) {
				t.Errorf("n = %d: X[%d] = %v, want NaN", n, k, v)
			}
		}
	}
}

func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"empty":    func() { fft.New() },
		"zero":     func() { fft.New(4, 0) },
		"negative": func() { fft.NewReal(-1) },
		"long x":   func() { fft.New(4).Forward(nil, make([]complex128, 5)) },
		"dst":      func() { fft.New(4).Inverse32(make([]complex64, 3), make([]complex64, 4)) },
		"half":     func() { fft.NewReal(4).Inverse(nil, make([]complex128, 4)) },
		"convolve": func() { fft.NewReal(4).Convolve(nil, make([]float64, 4), make([]float64, 3)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var shape *op.ShapeError
				if !errors.As(err, &shape) {
					t.Errorf("got %v, want a *op.ShapeError", err)
				}
			}()
			f()
		})
	}
}
