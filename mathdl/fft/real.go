package fft

import (
	"slices"

	"github.com/mathdl/kernel/internal/kern"
)

// Real is the discrete Fourier transform of real arrays of one shape (n_1, …, n_d), to the half
// 0 ≤ k_d ≤ n_d/2 of the frequencies; the other half is X_{-k} = conj X_k.
type Real struct {
	shape []int
	n     int // of the array
	h     int // of its half spectrum
	lines []*line
}

// NewReal returns the plan for real arrays of the given shape. It panics with a [*op.ShapeError] unless
// all extents are positive.
func NewReal(shape ...int) *Real {
	n, lines := prepare("fft.NewReal", shape)
	last := shape[len(shape)-1]
	return &Real{shape: slices.Clone(shape), n: n, h: n / last * (last/2 + 1), lines: lines}
}

// Shape returns the shape of the arrays.
func (p *Real) Shape() []int { return slices.Clone(p.shape) }

// Half returns the shape of the half spectrum.
func (p *Real) Half() []int {
	s := p.Shape()
	s[len(s)-1] = s[len(s)-1]/2 + 1
	return s
}

// Len returns the number of elements of an array.
func (p *Real) Len() int { return p.n }

// HalfLen returns the number of elements of a half spectrum.
func (p *Real) HalfLen() int { return p.h }

// Forward stores the half spectrum of x in dst, which may be nil. It panics with a [*op.ShapeError] on a
// wrong length.
func (p *Real) Forward(dst []complex128, x []float64) []complex128 {
	length("fft.Real.Forward", "x", len(x), p.n)
	dst = take("fft.Real.Forward", dst, p.h)
	forward(p, parts(dst), x)
	return dst
}

// Forward32 is Forward in single precision.
func (p *Real) Forward32(dst []complex64, x []float32) []complex64 {
	length("fft.Real.Forward32", "x", len(x), p.n)
	dst = take("fft.Real.Forward32", dst, p.h)
	forward(p, parts32(dst), x)
	return dst
}

// Inverse stores in dst, which may be nil, the real array whose half spectrum is X. What cannot belong to
// a real array is ignored: for d = 1 the imaginary parts of X_0 and X_{n/2}, for d > 1 the part of the
// planes k_d = 0 and k_d = n_d/2 that is not Hermitian. It panics with a [*op.ShapeError] on a wrong length.
func (p *Real) Inverse(dst []float64, X []complex128) []float64 {
	length("fft.Real.Inverse", "X", len(X), p.h)
	dst = take("fft.Real.Inverse", dst, p.n)
	s, give := borrow[float64](2 * p.h)
	defer give()
	backward(p, dst, s, parts(X))
	return dst
}

// Inverse32 is Inverse in single precision.
func (p *Real) Inverse32(dst []float32, X []complex64) []float32 {
	length("fft.Real.Inverse32", "X", len(X), p.h)
	dst = take("fft.Real.Inverse32", dst, p.n)
	s, give := borrow[float32](2 * p.h)
	defer give()
	backward(p, dst, s, parts32(X))
	return dst
}

// Consume is Inverse with X as work space: what X holds afterwards is unspecified. It saves a copy.
func (p *Real) Consume(dst []float64, X []complex128) []float64 {
	length("fft.Real.Consume", "X", len(X), p.h)
	dst = take("fft.Real.Consume", dst, p.n)
	backward(p, dst, parts(X), parts(X))
	return dst
}

// Consume32 is Consume in single precision.
func (p *Real) Consume32(dst []float32, X []complex64) []float32 {
	length("fft.Real.Consume32", "X", len(X), p.h)
	dst = take("fft.Real.Consume32", dst, p.n)
	backward(p, dst, parts32(X), parts32(X))
	return dst
}

func forward[T kern.Float](p *Real, dst, x []T) {
	last := len(p.lines) - 1
	l := p.lines[last]
	h := l.n/2 + 1
	realRows(l, dst, h, x, l.n, p.n/l.n, 1)
	inner := h
	for a := last - 1; a >= 0; a-- {
		l := p.lines[a]
		along(l, dst, dst, p.h/(inner*l.n), inner, false, 1)
		inner *= l.n
	}
}

// backward transforms s, with work as work space, which may be s.
func backward[T kern.Float](p *Real, dst, work, s []T) {
	last := len(p.lines) - 1
	inner := p.h
	for a := range last {
		l := p.lines[a]
		inner /= l.n
		along(l, work, s, p.h/(inner*l.n), inner, true, 1)
		s = work
	}
	l := p.lines[last]
	realRowsBack(l, dst, l.n, s, l.n/2+1, p.n/l.n, T(1/float64(p.n)))
}
