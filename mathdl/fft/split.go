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
// that is, columns, twiddle factors and a transposition, and columns again (Bailey 1990).
type split struct {
	n1, n2       int
	first, again *kern.FFT
	powers
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
	return &split{n1: n1, n2: n / n1, first: kern.NewFFT(n1), again: kern.NewFFT(n / n1), powers: newPowers(n)}
}

// powers holds e^(-2πit/n) for all t as products of two entries of short tables.
type powers struct {
	hi, lo []float64 // for t = 0, step, 2·step, … and for t < step
	step   int
}

func newPowers(n int) (p powers) {
	p.step = int(math.Ceil(math.Sqrt(float64(n))))
	for t := range p.step {
		c, v := root(t, n)
		p.lo = append(p.lo, c, v)
	}
	for t := 0; t < n; t += p.step {
		c, v := root(t, n)
		p.hi = append(p.hi, c, v)
	}
	return p
}

// fill stores e^(-2πi jk/n) for j = 0, 1, … in dst; all jk are below n.
func (p *powers) fill(dst []float64, k int) {
	dh, dl := 2*(k/p.step), 2*(k%p.step)
	h, l := 0, 0
	for j := 0; j < len(dst); j += 2 {
		a, b, c, d := p.hi[h], p.hi[h+1], p.lo[l], p.lo[l+1]
		dst[j], dst[j+1] = a*c-b*d, a*d+b*c
		h, l = h+dh, l+dl
		if l >= 2*p.step {
			h, l = h+2, l-2*p.step
		}
		h = min(h, len(p.hi)-2) // past the last element
	}
}

// lone transforms one signal in place.
func lone[T kern.Float](s *split, x []T, inverse bool, scale T) {
	n1, n2 := s.n1, s.n2
	kern.FFTCols(s.first, x, n2, x, n2, n2, inverse, 1)
	y, give := borrow[T](2 * n1 * n2)
	defer give()
	sign := 1.0
	if inverse {
		sign = -1
	}
	const block = 8 // rows whose transposes share a cache line or two
	kern.For((n1+block-1)/block, max(1, 4096/(block*n2)), func(lo, hi int) {
		tw, give := borrow[float64](2 * n2)
		defer give()
		for k := lo * block; k < min(hi*block, n1); k += block {
			for r := k; r < min(k+block, n1); r++ {
				s.fill(tw, r)
				turn(y[2*r:], 2*n1, x[2*r*n2:][:2*n2], tw, sign)
			}
		}
	})
	kern.FFTCols(s.again, x, n1, y, n1, n1, inverse, scale)
}

// turn multiplies a row by twiddle factors, or their conjugates for sign = -1, and stores it with a stride.
func turn[T kern.Float](dst []T, stride int, row []T, tw []float64, sign float64) {
	o := 0
	for j := 0; j+1 < len(row) && j+1 < len(tw); j += 2 {
		re, im, wr, wi := float64(row[j]), float64(row[j+1]), tw[j], sign*tw[j+1]
		dst[o], dst[o+1] = T(re*wr-im*wi), T(re*wi+im*wr)
		o += stride
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
