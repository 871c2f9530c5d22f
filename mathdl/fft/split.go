package fft

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// split transforms one long signal as a matrix, so that all lanes of a vector have work: with n = n₁n₂,
// j = j₁n₂ + j₂ and k = k₁ + n₁k₂,
//
//	X_k = Σ_{j₂} e^(-2πi j₂k₂/n₂) · e^(-2πi j₂k₁/n) · Σ_{j₁} e^(-2πi j₁k₁/n₁) x_j
//
// that is, columns, twiddle factors, rows, and a transposition (Bailey 1990).
type split struct {
	n1, n2       int
	first, again *kern.FFT
	hi, lo       []float64 // e^(-2πit/n) for t = 0, step, 2·step, … and for t < step
	step         int
}

// leastSplit is the length from which a signal alone is split.
const leastSplit = 256

// newSplit returns nil if n has no factor near its root.
func newSplit(n int) *split {
	n1 := 0
	for d := int(math.Sqrt(float64(n))); d >= 8 && n1 == 0; d-- {
		if n%d == 0 {
			n1 = d
		}
	}
	if n1 == 0 {
		return nil
	}
	s := &split{n1: n1, n2: n / n1, first: kern.NewFFT(n1), again: kern.NewFFT(n / n1)}
	s.step = int(math.Ceil(math.Sqrt(float64(n))))
	for t := range s.step {
		c, v := root(t, n)
		s.lo = append(s.lo, c, v)
	}
	for t := 0; t < n; t += s.step {
		c, v := root(t, n)
		s.hi = append(s.hi, c, v)
	}
	return s
}

// lone transforms one signal in place.
func lone[T kern.Float](s *split, x []T, inverse bool, scale T) {
	n := s.n1 * s.n2
	kern.FFTCols(s.first, x, s.n2, s.n2, inverse, 1)
	sign := 1.0
	if inverse {
		sign = -1
	}
	kern.For(s.n1, max(1, 4096/s.n2), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			twiddle(s, x[2*k*s.n2:][:2*s.n2], k, sign)
		}
	})
	kern.FFTRows(s.again, x, s.n1, s.n2, inverse, scale)
	y, give := borrow[T](2 * n)
	defer give()
	copy(y, x)
	kern.For(s.n2, max(1, 4096/s.n1), func(lo, hi int) {
		for k1 := range s.n1 {
			for k2 := lo; k2 < hi; k2++ {
				i, o := 2*(k1*s.n2+k2), 2*(k2*s.n1+k1)
				x[o], x[o+1] = y[i], y[i+1]
			}
		}
	})
}

// twiddle multiplies element j of row k by e^(∓2πi jk/n), a product of two table entries.
func twiddle[T kern.Float](s *split, row []T, k int, sign float64) {
	for j := range len(row) / 2 {
		t := j * k
		h, l := 2*(t/s.step), 2*(t%s.step)
		a, b, c, d := s.hi[h], s.hi[h+1], s.lo[l], s.lo[l+1]
		wr, wi := a*c-b*d, sign*(a*d+b*c)
		re, im := float64(row[2*j]), float64(row[2*j+1])
		row[2*j], row[2*j+1] = T(re*wr-im*wi), T(re*wi+im*wr)
	}
}

// root returns cos and -sin of 2πk/n, 0 ≤ k < n, exact to the last bit or so: the argument is reduced to
// the first octant in integers.
func root(k, n int) (c, s float64) {
	switch {
	case 2*k > n:
		c, s = root(n-k, n)
		return c, -s
	case 4*k > n:
		c, s = root(4*k-n, 4*n) // a quarter turn back
		return s, -c
	case 8*k > n:
		c, s = root(n-4*k, 4*n)
		return -s, -c
	}
	s, c = math.Sincos(2 * math.Pi * float64(k) / float64(n))
	return c, -s
}
