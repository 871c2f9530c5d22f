package shearlet

import (
	"context"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

// System is a frame that consists of all translates of finitely many real generators ψ_i, undecimated:
//
//	Apply     c_i = x ∗ ψ_i(-·), that is ĉ_i = conj(ψ̂_i) x̂
//	Adjoint   x = Σ_i c_i ∗ ψ_i
//	Inverse   x̂ = Σ_i ψ̂_i ĉ_i / w,  w = Σ_i |ψ̂_i|², the canonical dual frame
//
// Coefficients are the array bands × grid; the grid is the image unless it is extended (Settings.Extend).
// A System is immutable and may be used by several goroutines at once. Its constructors are [New], [New3],
// [NewFFST] and [NewAlpha].
type System struct {
	ext   extension
	bands []Band
	spec  spectra
	w     []float64 // Σ|ψ̂_i|² on the half spectrum; nil means 1 everywhere
	lo    float64   // frame bounds
	hi    float64
	plan  *fft.Real
	half  int             // frequencies in a row of the half spectrum
	rows  int             // rows of it
	ctx   context.Context // with which it ends, or nil
}

// Band says which generator belongs to a block of coefficients.
type Band struct {
	// Cone is the number of the frequency cone, or pyramid in three dimensions, from 1; 0 is the low-pass.
	Cone int
	// Scale counts from 1, the coarsest; 0 is the low-pass.
	Scale int
	// Shear is k in [-2^d, 2^d]; Shear2 the second one in three dimensions.
	Shear, Shear2 int
	// Odd marks the Hilbert transform of the generator before it (Settings.Complex).
	Odd bool
	// Norm is ‖ψ_i‖₂, the gain for white noise: σ becomes σ·Norm.
	Norm float64
}

// spectra evaluates the generators on the half spectrum.
type spectra interface {
	// row stores row r of ψ̂_i, or of ψ̂_i/√-1 where band i is odd, in dst[lo:hi]; it is zero elsewhere.
	row(dst []float64, i, r int) (lo, hi int)
}

var _ op.Linear = (*System)(nil)

// newSystem completes a system from its generators.
func newSystem(ext extension, bands []Band, spec spectra) *System {
	s := &System{ext: ext, bands: bands, spec: spec, plan: fft.NewReal(ext.grid...)}
	h := s.plan.Half()
	s.half = h[len(h)-1]
	s.rows = s.plan.HalfLen() / s.half
	s.weigh()
	return s
}

// weigh computes w, the norms of the generators and the frame bounds.
func (s *System) weigh() {
	s.w = make([]float64, s.plan.HalfLen())
	energy := make([]float64, s.rows*len(s.bands))
	kern.For(s.rows, s.grain(), func(lo, hi int) {
		t := make([]float64, s.half)
		for r := lo; r < hi; r++ {
			w := s.w[r*s.half:][:s.half]
			for i := range s.bands {
				a, b := s.spec.row(t, i, r)
				energy[i*s.rows+r] = addSquares(w[a:b], t[a:b]) + s.again(t, a, b)
			}
		}
	})
	n := float64(s.plan.Len())
	for i := range s.bands {
		s.bands[i].Norm = root(kern.Sum(energy[i*s.rows:][:s.rows]) / n)
	}
	s.lo, s.hi = slices.Min(s.w), slices.Max(s.w)
}

// again is the energy of the frequencies a ≤ k < b of a row that the half spectrum leaves out.
func (s *System) again(t []float64, a, b int) float64 {
	n := s.ext.grid[len(s.ext.grid)-1]
	return sumSquares(t[max(a, 1):max(min(b, (n+1)/2), max(a, 1))])
}

// grain is the number of rows in a piece of work.
func (s *System) grain() int { return max(1, 4096/s.half) }

// Within returns a copy whose Apply, Adjoint, Dual and Inverse stop between two bands when ctx ends; see [op.Within].
func (s *System) Within(ctx context.Context) op.Linear {
	c := *s
	c.ctx = ctx
	return &c
}

// ended reports whether the context has.
func (s *System) ended() bool { return s.ctx != nil && s.ctx.Err() != nil }

// Domain returns the space of images.
func (s *System) Domain() op.Space { return op.R(s.ext.image...) }

// Range returns the space of coefficients, bands × grid.
func (s *System) Range() op.Space { return op.R(append([]int{len(s.bands)}, s.ext.grid...)...) }

// Len returns the number of bands, which is also the redundancy where images are not extended.
func (s *System) Len() int { return len(s.bands) }

// Bands describes the bands in the order of the coefficients: cone 1, coarse to fine, shears ascending;
// then cone 2; the low-pass last.
func (s *System) Bands() []Band { return slices.Clone(s.bands) }

// Norms returns ‖ψ_i‖₂ for all bands.
func (s *System) Norms() []float64 {
	n := make([]float64, len(s.bands))
	for i, b := range s.bands {
		n[i] = b.Norm
	}
	return n
}

// Scales returns the scale of every band, 0 for the low-pass.
func (s *System) Scales() []int {
	n := make([]int, len(s.bands))
	for i, b := range s.bands {
		n[i] = b.Scale
	}
	return n
}

// FrameBounds returns the largest A and the smallest B with A‖x‖² ≤ Σ|c|² ≤ B‖x‖² on the grid.
func (s *System) FrameBounds() (A, B float64) { return s.lo, s.hi }

// Band returns the block of coefficients c that belongs to band i, without copying.
// It panics with a [*op.ShapeError] on a wrong length.
func (s *System) Band(c []float64, i int) []float64 {
	n := s.plan.Len()
	need("shearlet.System.Band", "c", len(c), n*len(s.bands))
	return c[i*n : (i+1)*n : (i+1)*n]
}

// DualNorms returns ‖ψ̃_i‖₂ for the generators ψ̃_i of the dual frame.
func (s *System) DualNorms() []float64 {
	energy := make([]float64, s.rows*len(s.bands))
	kern.For(s.rows, s.grain(), func(lo, hi int) {
		t := make([]float64, s.half)
		for r := lo; r < hi; r++ {
			w := s.w[r*s.half:][:s.half]
			for i := range s.bands {
				a, b := s.spec.row(t, i, r)
				for k := a; k < b; k++ {
					t[k] /= w[k]
				}
				energy[i*s.rows+r] = sumSquares(t[a:b]) + s.again(t, a, b)
			}
		}
	})
	n := make([]float64, len(s.bands))
	for i := range n {
		n[i] = root(kern.Sum(energy[i*s.rows:][:s.rows]) / float64(s.plan.Len()))
	}
	return n
}
