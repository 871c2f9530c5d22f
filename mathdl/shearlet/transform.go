package shearlet

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Apply stores the coefficients c_i = x ∗ ψ_i(-·) in dst, which may be nil. It panics with a
// [*op.ShapeError] on a wrong length.
func (s *System) Apply(dst, x []float64) []float64 {
	need("shearlet.System.Apply", "x", len(x), s.ext.size())
	dst = take("shearlet.System.Apply", dst, s.Range().Size())
	s.analyse(dst, s.ext.extend(x), nil)
	return dst
}

// Dual stores the coefficients for the dual frame, ĉ_i = conj(ψ̂_i) x̂ / w, in dst, which may be nil: it is
// the adjoint of [System.Inverse], and Adjoint undoes it. Under extension the image is continued by zero.
// It panics with a [*op.ShapeError] on a wrong length.
func (s *System) Dual(dst, x []float64) []float64 {
	need("shearlet.System.Dual", "x", len(x), s.ext.size())
	dst = take("shearlet.System.Dual", dst, s.Range().Size())
	s.analyse(dst, s.ext.embed(x), s.w)
	return dst
}

// Adjoint stores Σ_i c_i ∗ ψ_i in dst, which may be nil: the exact adjoint of Apply, extension included.
// It panics with a [*op.ShapeError] on a wrong length.
func (s *System) Adjoint(dst, c []float64) []float64 {
	need("shearlet.System.Adjoint", "c", len(c), s.Range().Size())
	dst = take("shearlet.System.Adjoint", dst, s.ext.size())
	return s.ext.fold(dst, s.synthesise(c, nil))
}

// Inverse stores in dst, which may be nil, the image with coefficients c; where no image has them, the
// one whose coefficients are nearest to c (on the grid). It panics with a [*op.ShapeError] on a wrong length.
func (s *System) Inverse(dst, c []float64) []float64 {
	need("shearlet.System.Inverse", "c", len(c), s.Range().Size())
	dst = take("shearlet.System.Inverse", dst, s.ext.size())
	return s.ext.crop(dst, s.synthesise(c, s.w))
}

// DualFrame returns [System.Dual] as an operator, with [System.Inverse] as its adjoint.
func (s *System) DualFrame() op.Linear {
	return op.LinearFunc{
		X: s.Domain(), Y: s.Range(),
		Fwd:     func(dst, x []float64) { s.Dual(dst, x) },
		FwdStar: func(dst, y []float64) { s.Inverse(dst, y) },
	}
}

// Map computes Inverse(F(Apply(x))) for a map F that works on every band by itself: f(i, c) changes the
// coefficients c of band i in place. Only one band exists at a time, so that memory stays at a few images
// however many bands there are. dst may be nil, and may be x. f must not keep c. It panics with a
// [*op.ShapeError] on a wrong length.
func (s *System) Map(dst, x []float64, f func(i int, c []float64)) []float64 {
	return s.MapAll([][]float64{dst}, [][]float64{x}, func(i int, c [][]float64) { f(i, c[0]) })[0]
}

// MapContext is [System.Map] that can be stopped between two bands: it then returns an error that wraps that
// of ctx, and dst is as it was. In three dimensions a map can take minutes.
func (s *System) MapContext(ctx context.Context, dst, x []float64, f func(i int, c []float64)) ([]float64, error) {
	all, err := s.mapAll(ctx, [][]float64{dst}, [][]float64{x}, func(i int, c [][]float64) { f(i, c[0]) })
	if err != nil {
		return dst, fmt.Errorf("shearlet.System.MapContext: %w", err)
	}
	return all[0], nil
}

// MapAll is [System.Map] for several images at once, whose coefficients in band i f sees together: a pilot
// estimate beside a noisy image, for instance. dst may have fewer elements than x, whose surplus is only
// looked at, or more: then the surplus c[k], which are zero, are for f to fill. Bands left zero cost nothing.
func (s *System) MapAll(dst, x [][]float64, f func(i int, c [][]float64)) [][]float64 {
	dst, _ = s.mapAll(context.Background(), dst, x, f) // which never ends
	return dst
}

// mapAll is MapAll until ctx ends.
func (s *System) mapAll(ctx context.Context, dst, x [][]float64, f func(i int, c [][]float64)) ([][]float64, error) {
	const where = "shearlet.System.MapAll"
	spectrum := make([][]complex128, len(x))
	for k := range x {
		need(where, "x", len(x[k]), s.ext.size())
		spectrum[k] = s.plan.Forward(nil, s.ext.extend(x[k]))
	}
	sum := make([][]complex128, len(dst))
	for k := range dst {
		dst[k] = take(where, dst[k], s.ext.size())
		sum[k] = make([]complex128, s.plan.HalfLen())
	}
	c := make([][]float64, max(len(x), len(dst)))
	for k := range c {
		c[k] = make([]float64, s.plan.Len())
	}
	buf := make([]complex128, s.plan.HalfLen())
	for i := range s.bands {
		if err := ctx.Err(); err != nil {
			return dst, err
		}
		s.mapBand(i, c, spectrum, sum, buf, f)
	}
	for k := range dst {
		s.divide(sum[k], s.w)
		s.ext.crop(dst[k], s.plan.Consume(c[k], sum[k]))
	}
	return dst, nil
}

// mapBand is the part of a map that belongs to band i; c and buf are work space.
func (s *System) mapBand(i int, c [][]float64, spectrum, sum [][]complex128, buf []complex128, f func(i int, c [][]float64)) {
	for k := range c {
		if k < len(spectrum) {
			s.times(buf, spectrum[k], i, true)
			s.plan.Consume(c[k], buf)
		} else {
			clear(c[k])
		}
	}
	f(i, c)
	for k := range sum {
		if !zero(c[k]) {
			s.plan.Forward(buf, c[k])
			s.gather(sum[k], buf, i)
		}
	}
}

func zero(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// analyse stores the coefficients of x, a grid, divided by w in the frequency domain if that is not nil.
func (s *System) analyse(dst, x, w []float64) {
	spectrum := s.plan.Forward(nil, x)
	s.divide(spectrum, w)
	buf := make([]complex128, s.plan.HalfLen())
	n := s.plan.Len()
	for i := range s.bands {
		if s.ended() {
			return
		}
		s.times(buf, spectrum, i, true)
		s.plan.Consume(dst[i*n:(i+1)*n], buf)
	}
}

// synthesise returns the grid Σ c_i ∗ ψ_i, divided by w in the frequency domain if that is not nil.
func (s *System) synthesise(c, w []float64) []float64 {
	sum := make([]complex128, s.plan.HalfLen())
	buf := make([]complex128, s.plan.HalfLen())
	n := s.plan.Len()
	for i := range s.bands {
		if s.ended() {
			break
		}
		s.plan.Forward(buf, c[i*n:(i+1)*n])
		s.gather(sum, buf, i)
	}
	s.divide(sum, w)
	return s.plan.Consume(nil, sum)
}

// times stores conj(ψ̂_i) x̂ in dst, or ψ̂_i x̂ if not conj.
func (s *System) times(dst, x []complex128, i int, conj bool) {
	kern.For(s.rows, s.grain(), func(lo, hi int) {
		t, give := borrow(s.half)
		defer give()
		for r := lo; r < hi; r++ {
			a, b := s.spec.row(t, i, r)
			d, v := dst[r*s.half:][:s.half], x[r*s.half:][:s.half]
			clear(d[:a])
			clear(d[b:])
			multiply(d[a:b], v[a:b], t[a:b], turn(s.bands[i].Odd, conj))
		}
	})
}

// gather adds ψ̂_i x̂ to sum.
func (s *System) gather(sum, x []complex128, i int) {
	kern.For(s.rows, s.grain(), func(lo, hi int) {
		t, give := borrow(s.half)
		defer give()
		for r := lo; r < hi; r++ {
			a, b := s.spec.row(t, i, r)
			d, v := sum[r*s.half:][:s.half], x[r*s.half:][:s.half]
			accumulate(d[a:b], v[a:b], t[a:b], turn(s.bands[i].Odd, false))
		}
	})
}

// divide divides a half spectrum by w, or by nothing if w is nil.
func (s *System) divide(x []complex128, w []float64) {
	if w == nil {
		return
	}
	kern.For(len(x), 4096, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			v := 1 / w[k]
			x[k] = complex(real(x[k])*v, imag(x[k])*v)
		}
	})
}

// turn is the power of i that belongs to an odd band: i, or -i for the conjugate.
func turn(odd, conj bool) int {
	switch {
	case !odd:
		return 0
	case conj:
		return -1
	}
	return 1
}

// parts is the same memory as real and imaginary parts.
func parts(x []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

// multiply stores iᵗ·s·x in dst.
func multiply(dst, x []complex128, s []float64, t int) {
	x, s = x[:len(dst)], s[:len(dst)]
	if t == 0 {
		kern.MulPairs(parts(dst), parts(x), s)
		return
	}
	u := float64(t)
	for k, v := range s {
		v *= u
		dst[k] = complex(-imag(x[k])*v, real(x[k])*v)
	}
}

// accumulate adds iᵗ·s·x to dst.
func accumulate(dst, x []complex128, s []float64, t int) {
	x, s = x[:len(dst)], s[:len(dst)]
	if t == 0 {
		kern.AddMulPairs(parts(dst), parts(x), s)
		return
	}
	u := float64(t)
	for k, v := range s {
		v *= u
		dst[k] += complex(-imag(x[k])*v, real(x[k])*v)
	}
}
