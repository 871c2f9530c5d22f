package fft_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/fft"
)

func TestShift(t *testing.T) {
	if got := fft.Shift(nil, []float64{0, 1, 2, 3, 4}, 5); !slices.Equal(got, []float64{3, 4, 0, 1, 2}) {
		t.Errorf("odd: got %v", got)
	}
	if got := fft.Shift(nil, []float64{0, 1, 2, 3}, 4); !slices.Equal(got, []float64{2, 3, 0, 1}) {
		t.Errorf("even: got %v", got)
	}
	x := make([]float64, 3*4*5)
	for i := range x {
		x[i] = float64(i)
	}
	if got := fft.Unshift(nil, fft.Shift(nil, x, 3, 4, 5), 3, 4, 5); !slices.Equal(got, x) {
		t.Errorf("Unshift∘Shift: got %v", got)
	}
	if got := fft.Shift(nil, x, 3, 4, 5)[1*20+2*5+2]; got != 0 {
		t.Errorf("centre: got %v, want element 0", got)
	}
}

func TestConvolve(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 4))
	for _, n := range []int{1, 2, 7, 16} {
		x, h := make([]float64, n*3), make([]float64, n*3)
		for i := range x {
			x[i], h[i] = rnd.NormFloat64(), rnd.NormFloat64()
		}
		got := fft.NewReal(n, 3).Convolve(nil, x, h)
		for j := range n {
			for l := range 3 {
				want := 0.0
				for a := range n {
					for b := range 3 {
						want += h[a*3+b] * x[(j-a+n)%n*3+(l-b+3)%3]
					}
				}
				if math.Abs(got[j*3+l]-want) > 1e-12 {
					t.Errorf("n = %d at (%d, %d): got %v, want %v", n, j, l, got[j*3+l], want)
				}
			}
		}
	}
}

// The Hartley transform is its own inverse and preserves norms.
func TestUnitary(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 5))
	for _, s := range [][]int{{1}, {2}, {9}, {16}, {4, 6}, {3, 5}, {3, 4, 5}} {
		p := fft.NewReal(s...)
		x := make([]float64, p.Len())
		for i := range x {
			x[i] = rnd.NormFloat64()
		}
		h := p.Unitary(nil, x)
		a, b := 0.0, 0.0
		for i := range x {
			a, b = a+x[i]*x[i], b+h[i]*h[i]
		}
		if math.Abs(a-b) > 1e-13*a {
			t.Errorf("%v: ‖h‖² = %v, want %v", s, b, a)
		}
		if d := off(p.Unitary(h, h), x); d > 1e-14 {
			t.Errorf("%v: twice differs from the identity by %.3g", s, d)
		}
	}
}

func TestNext(t *testing.T) {
	for n := -1; n < 200; n++ {
		m := fft.Next(n)
		if m < n || m < 1 || m > 2*max(n, 1) {
			t.Errorf("Next(%d) = %d", n, m)
		}
	}
}
