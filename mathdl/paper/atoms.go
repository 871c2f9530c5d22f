package paper

import (
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/shearlet"
)

// AtomParams are the parameters of [Atoms]; the zero value means four scales on 256 × 256 pixels.
type AtomParams struct {
	N      int // pixels in each direction; 0 means 256
	Scales int // 0 means 4
	Window int // pixels in each direction of the pictures in space; 0 means 48, at most N
	Bands  []Shear
}

// Shear names a generator.
type Shear struct{ Cone, Scale, Shear int }

// String returns for example "cone 1: 3, -2".
func (s Shear) String() string {
	if s.Cone == 0 {
		return "low-pass"
	}
	return fmt.Sprintf("cone %d: %d, %d", s.Cone, s.Scale, s.Shear)
}

// AtomResult holds pictures, row by row.
type AtomResult struct {
	N, Window int
	Names     []string
	Space     [][]float64 // ψ about its centre, Window × Window, divided by its largest value
	Frequency [][]float64 // ψ̂, N × N, frequency zero in the middle, divided by its largest value
	Tiling    []float64   // the scale, 0 for the low-pass, of the band that is largest at a frequency
	Direction []float64   // its number within cone and scale, counted through, alternating, so that neighbours differ
	A, B      float64     // the frame bounds
}

// Atoms draws generators of the cone-adapted system of Definition 3.4 in space, where they are the slimmer the finer they are,
// and in frequency, and how all of them divide the plane between them. Bands nil means the three scales above the coarsest,
// with two shears in the first cone and one in the second. It returns an error if the system has no such band.
func Atoms(p AtomParams) (*AtomResult, error) {
	p.defaults()
	s := shearlet.New(p.N, p.N, p.Scales, nil)
	bands := s.Bands()
	r := &AtomResult{N: p.N, Window: p.Window}
	r.A, r.B = s.FrameBounds()
	for _, want := range p.Bands {
		i := slices.IndexFunc(bands, func(b shearlet.Band) bool {
			return b.Cone == want.Cone && b.Scale == want.Scale && b.Shear == want.Shear
		})
		if i < 0 {
			return nil, fmt.Errorf("paper.Atoms: band: got %v, want one of the %d of the system", want, len(bands))
		}
		r.Names = append(r.Names, want.String())
		r.Space = append(r.Space, toOne(middle(s.Atom(nil, i), p.N, p.Window)))
		r.Frequency = append(r.Frequency, toOne(fft.Shift(nil, s.Spectrum(nil, i), p.N, p.N)))
	}
	r.tile(s)
	return r, nil
}

func (p *AtomParams) defaults() {
	if p.N == 0 {
		p.N = 256
	}
	if p.Scales == 0 {
		p.Scales = 4
	}
	if p.Window == 0 {
		p.Window = 48
	}
	p.Window = min(p.Window, p.N)
	if p.Bands != nil {
		return
	}
	for s := max(1, p.Scales-2); s <= p.Scales; s++ {
		p.Bands = append(p.Bands, Shear{1, s, 0}, Shear{1, s, 1}, Shear{2, s, 0})
	}
}

// toOne divides by the value that is largest in modulus.
func toOne(x []float64) []float64 {
	most := 0.0
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	if most == 0 {
		return x
	}
	for i := range x {
		x[i] /= most
	}
	return x
}

// middle cuts out w × w of n × n pixels about n/2.
func middle(x []float64, n, w int) []float64 {
	out := make([]float64, 0, w*w)
	for i := range w {
		out = append(out, x[(n/2-w/2+i)*n+n/2-w/2:][:w]...)
	}
	return out
}

// tile finds the band that is largest at every frequency.
func (r *AtomResult) tile(s *shearlet.System) {
	t := fft.Shift(nil, s.Tiling(nil), r.N, r.N)
	r.Tiling, r.Direction = make([]float64, len(t)), make([]float64, len(t))
	bands := s.Bands()
	for i, v := range t {
		b := bands[int(v)]
		r.Tiling[i] = float64(b.Scale)
		if b.Scale > 0 {
			r.Direction[i] = float64(2*b.Scale + (b.Shear&1+b.Cone)%2)
		}
	}
}

// Extent returns the standard deviations along the rows and down the columns of |ψ|², a picture of w × w, as a density:
// the width and the length of an atom of the first cone without shear.
func Extent(psi []float64, w int) (along, down float64) {
	var m, mx, my, xx, yy float64
	for i, v := range psi {
		q, x, y := v*v, float64(i%w), float64(i/w)
		m, mx, my, xx, yy = m+q, mx+q*x, my+q*y, xx+q*x*x, yy+q*y*y
	}
	mx, my = mx/m, my/m
	return math.Sqrt(xx/m - mx*mx), math.Sqrt(yy/m - my*my)
}
