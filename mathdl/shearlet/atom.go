package shearlet

import "github.com/mathdl/kernel/mathdl/fft"

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
