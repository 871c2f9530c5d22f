package shearlet

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

// Decimated is a Parseval frame of band-limited α-shearlets on coarse grids: the coefficients of a band are
// sampled as densely as its spectrum demands, which leaves about nine of them per pixel. Adjoint is the
// inverse, ‖Ax‖ = ‖x‖.
//
// Sampling on a grid of Rows × Cols points wraps a spectrum around a rectangle of that size. Nothing is
// lost if no two of its frequencies meet. A wedge in cone 1 is as high at x as 2x/q, whatever its shear, so
// its width times its greatest height will do, though the rectangle around it is larger.
//
// The generators of cone 1 live on x > 0 only, those of cone 2 on y > 0; together with their mirror images
// they are complex atoms γ and γ̄. For a real image ⟨f, γ̄⟩ is the conjugate of ⟨f, γ⟩, so the real frame has the
// elements √2 Re γ and √2 Im γ: a coefficient is a pair of real numbers. The low-pass is real.
//
// The values of the generators are tabulated, about four for every pixel.
//
// A Decimated is immutable and may be used by several goroutines at once. [NewDecimated] makes one.
type Decimated struct {
	sys   *alphaSystem
	plan  *fft.Real
	parts []piece
	size  int
}

// Block describes the coefficients of one band of a [Decimated] system: Rows × Cols numbers, or pairs of real
// and imaginary parts if Pairs, from Offset on.
type Block struct {
	Band
	Offset, Rows, Cols int
	Pairs              bool
}

// Len is the number of real coefficients of the block.
func (b Block) Len() int {
	if b.Pairs {
		return 2 * b.Rows * b.Cols
	}
	return b.Rows * b.Cols
}

// piece is a block with what its transform needs.
type piece struct {
	Block
	y0, y1 int // rows of the spectrum, not wrapped around: y0 ≤ y < y1
	plan   *fft.Plan
	runs   []run
	values []float64 // of the generator, run after run
}

var _ op.Linear = (*Decimated)(nil)

// NewDecimated returns the decimated Parseval frame of α-shearlets with one α_j per scale, see [NewAlpha].
// It panics like NewAlpha.
func NewDecimated(rows, cols int, alpha []float64) *Decimated {
	const where = "shearlet.NewDecimated"
	needShape(where, []int{rows, cols})
	d := &Decimated{sys: newAlphaSystem(where, rows, cols, alpha), plan: fft.NewReal(rows, cols)}
	for _, b := range d.sys.bands {
		d.add(b)
	}
	kern.For(len(d.parts), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			d.tabulate(&d.parts[i])
		}
	})
	d.normalise()
	return d
}

// add appends the piece of a band, unless its spectrum misses the grid of frequencies.
func (d *Decimated) add(b Band) {
	p := piece{Block: Block{Band: b, Offset: d.size, Pairs: b.Cone != 0}}
	x0, x1 := math.MaxInt, math.MinInt
	p.y0, p.y1 = math.MaxInt, math.MinInt
	reach := d.sys.reach(b)
	for y := -reach; y <= reach; y++ {
		if lo, hi := d.sys.interval(b, y); lo < hi {
			x0, x1 = min(x0, lo), max(x1, hi)
			p.y0, p.y1 = min(p.y0, y), max(p.y1, y+1)
		}
	}
	if x0 > x1 {
		return
	}
	p.Rows, p.Cols = d.sys.window(b, p.y1-p.y0, x1-x0)
	p.plan = fft.New(p.Rows, p.Cols)
	d.parts = append(d.parts, p)
	d.size += p.Len()
}

// window returns the size of a rectangle around which the spectrum of a band can be wrapped, given the
// size of the one that surrounds it.
func (s *alphaSystem) window(b Band, height, width int) (rows, cols int) {
	rows, cols = height, width
	thick := func(reach int) int { return int(math.Ceil(2 * float64(reach-1) / s.q[b.Scale-1])) }
	switch b.Cone {
	case 1:
		rows = min(rows, thick(len(s.ring[0][b.Scale-1])))
	case 2:
		cols = min(cols, thick(len(s.ring[1][b.Scale-1])))
	}
	rows, cols = cyclic(max(rows, 1), s.ny), cyclic(max(cols, 1), s.nx)
	if b.Cone == 1 && width > s.nx || b.Cone == 2 && height > s.ny {
		return s.ny, s.nx // copies of the spectrum overlap
	}
	return rows, cols
}

// cyclic is the length of a cyclic grid that holds a support, at most n.
func cyclic(support, n int) int {
	for k := support; k < n; k++ {
		if smooth(k) {
			return k
		}
	}
	return n
}

// smooth reports whether n = 2^a·3^b·5^c.
func smooth(n int) bool {
	for _, p := range [3]int{2, 3, 5} {
		for n%p == 0 {
			n /= p
		}
	}
	return n == 1
}
