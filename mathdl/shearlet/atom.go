package shearlet

import (
	"math"
	"math/cmplx"

	"github.com/mathdl/kernel/mathdl/fft"
)

// Spectrum stores ψ̂_i, or ψ̂_i/√-1 where the band is odd, on the whole grid in dst, which may be nil, with
// frequency zero in the corner ([fft.Shift] moves it to the centre). It panics with a [*op.ShapeError] on a
// wrong length.
func (s *System) Spectrum(dst []float64, i int) []float64 {
	dst = take("shearlet.System.Spectrum", dst, s.plan.Len())
	t := make([]float64, s.half)
	n := s.ext.grid[len(s.ext.grid)-1]
	mirrored := 1.0
	if s.bands[i].Odd {
		mirrored = -1
	}
	for r := range s.rows {
		clear(t)
		s.spec.row(t, i, r)
		copy(dst[r*n:(r+1)*n], t)
		m := s.mirror(r)
		for k := 1; k < (n+1)/2; k++ {
			dst[m*n+n-k] = mirrored * t[k]
		}
	}
	return dst
}

// mirror is the row of frequency -ω for that of ω, the last axis apart.
func (s *System) mirror(r int) int {
	m, unit := 0, 1
	for a := len(s.ext.grid) - 2; a >= 0; a-- {
		n := s.ext.grid[a]
		m += (n - r%n) % n * unit
		r /= n
		unit *= n
	}
	return m
}

// Atom stores the generator ψ_i in dst, which may be nil, moved to the centre n/2 of the grid. It panics
// with a [*op.ShapeError] on a wrong length.
func (s *System) Atom(dst []float64, i int) []float64 { return s.atom(dst, i, nil) }

// DualAtom stores the generator of the dual frame, with spectrum ψ̂_i/w, in the same way.
func (s *System) DualAtom(dst []float64, i int) []float64 { return s.atom(dst, i, s.w) }

func (s *System) atom(dst []float64, i int, w []float64) []float64 {
	one := make([]complex128, s.plan.HalfLen())
	for k := range one {
		one[k] = 1
	}
	s.divide(one, w)
	buf := make([]complex128, len(one))
	s.times(buf, one, i, false)
	return fft.Shift(dst, s.plan.Consume(nil, buf), s.ext.grid...)
}

// Tiling stores in dst, which may be nil, for every frequency of the grid the number of the band whose |ψ̂_i|
// is largest there: how the cones, scales and shears divide the plane. Frequency zero is in the corner, as
// in [System.Spectrum]. It panics with a [*op.ShapeError] on a wrong length.
func (s *System) Tiling(dst []float64) []float64 {
	n := s.plan.Len()
	dst = take("shearlet.System.Tiling", dst, n)
	most, t := make([]float64, n), make([]float64, n)
	for i := range s.bands {
		for k, v := range s.Spectrum(t, i) {
			if v = math.Abs(v); v > most[k] || i == 0 {
				most[k], dst[k] = v, float64(i)
			}
		}
	}
	return dst
}

// Angles returns for every band the direction of its frequencies in radians in (-π/2, π/2], from the x axis
// towards the y axis: half the argument of Σ|ψ̂_i|² e^{2iγ} over all frequencies with their angle γ. Edges in
// an image that the band responds to have this normal. For the low-pass it is NaN. It panics unless the
// system is two-dimensional.
func (s *System) Angles() []float64 {
	need("shearlet.System.Angles", "number of axes", len(s.ext.grid), 2)
	ny, nx := s.ext.grid[0], s.ext.grid[1]
	out := make([]float64, len(s.bands))
	t := make([]float64, s.half)
	for i, b := range s.bands {
		out[i] = math.NaN()
		if b.Cone == 0 {
			continue
		}
		var sum complex128
		for r := range s.rows {
			lo, hi := s.spec.row(t, i, r)
			y := float64(centred(r, ny)) / float64(ny)
			for k := lo; k < hi; k++ {
				x := float64(k) / float64(nx)
				if q := x*x + y*y; q > 0 && 2*k != nx && 2*r != ny {
					// e^{2iγ} = (x + iy)²/|x + iy|²; γ and γ+π count alike, so half the plane is enough.
					sum += complex(t[k]*t[k]*(x*x-y*y)/q, t[k]*t[k]*2*x*y/q)
				}
			}
		}
		out[i] = cmplx.Phase(sum) / 2
	}
	return out
}
