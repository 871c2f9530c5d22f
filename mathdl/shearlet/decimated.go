package shearlet

import (
	"math"
	"slices"

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
// A Decimated is immutable and may be used by several goroutines at once. [NewDecimated] makes one.
type Decimated struct {
	sys   *alphaSystem
	plan  *fft.Real
	parts []piece
	scale []float64 // 1/√Σ|ψ̂|² on the half spectrum
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

// reach is a row beyond which a generator vanishes.
func (s *alphaSystem) reach(b Band) int {
	switch b.Cone {
	case 0:
		return len(s.low[1])
	case 2:
		return len(s.ring[1][b.Scale-1])
	}
	j := b.Scale - 1
	slope := float64(max(b.Shear, -b.Shear)+1) / s.q[j]
	return int(slope*float64(len(s.ring[0][j]))) + 1
}

// interval returns the columns lo ≤ x < hi of row y outside of which a generator vanishes, in frequencies
// that are not wrapped around.
func (s *alphaSystem) interval(b Band, y int) (lo, hi int) {
	j, k := b.Scale-1, float64(b.Shear)
	switch b.Cone {
	case 0:
		if y <= -len(s.low[1]) || y >= len(s.low[1]) {
			return 0, 0
		}
		return 1 - len(s.low[0]), len(s.low[0])
	case 2: // k-1 < qx/y < k+1
		if y <= 0 || y >= len(s.ring[1][j]) || s.ring[1][j][y] == 0 {
			return 0, 0
		}
		u := float64(y) / s.q[j]
		return int(math.Floor(u * (k - 1))), int(math.Ceil(u*(k+1))) + 1
	}
	// (k-1)x < qy < (k+1)x, for x with s ≠ 0.
	v := s.q[j] * float64(y)
	lo, hi = 1, len(s.ring[0][j])
	if k < 0 {
		k, v = -k, -v
	}
	if v >= 0 {
		lo = max(lo, int(math.Floor(v/(k+1))))
		if k > 1 {
			hi = min(hi, int(math.Ceil(v/(k-1)))+1)
		}
	} else if k >= 1 {
		return 0, 0
	} else {
		lo = max(lo, int(math.Floor(-v)))
	}
	for lo < hi && s.ring[0][j][lo] == 0 {
		lo++
	}
	return lo, hi
}

// value is the generator at one frequency, not yet normalised.
func (s *alphaSystem) value(b Band, x, y int) float64 {
	switch j := b.Scale - 1; b.Cone {
	case 0:
		return at(s.low[0], x) * at(s.low[1], y)
	case 1:
		return at(s.ring[0][j], x) * tent(s.q[j]*float64(y)/float64(x)-float64(b.Shear))
	default:
		return at(s.ring[1][j], y) * tent(s.q[j]*float64(x)/float64(y)-float64(b.Shear))
	}
}

// normalise computes 1/√w and the norms of the atoms. Where copies of a spectrum overlap on the grid, their
// sum counts.
func (d *Decimated) normalise() {
	ny, nx := d.sys.ny, d.sys.nx
	w, t := make([]float64, ny*nx), make([]float64, ny*nx)
	for i := range d.parts {
		p := &d.parts[i]
		share := 1.0
		if !p.Pairs {
			share = 0.5 // the low-pass is its own mirror image
		}
		d.visit(p, func(k int, v float64) { t[k] += v })
		d.visit(p, func(k int, _ float64) { w[k] += share * t[k] * t[k]; t[k] = 0 })
	}
	half := nx/2 + 1
	d.scale = make([]float64, ny*half)
	for r := range ny {
		for c := range half {
			d.scale[r*half+c] = 1 / math.Sqrt(w[r*nx+c]+w[(ny-r)%ny*nx+(nx-c)%nx])
		}
	}
	for i := range d.parts {
		d.measure(&d.parts[i], t)
	}
}

// measure computes the norm of the atoms of a piece; t is zero before and after.
func (d *Decimated) measure(p *piece, t []float64) {
	d.visit(p, func(k int, v float64) { t[k] += v })
	e := 0.0
	d.visit(p, func(k int, _ float64) {
		v := t[k] * d.unit(k)
		e += v * v
		t[k] = 0
	})
	p.Norm = math.Sqrt(e / float64(p.Rows*p.Cols))
}

// unit is the normalisation at place k of the whole grid of frequencies.
func (d *Decimated) unit(k int) float64 {
	ny, nx := d.sys.ny, d.sys.nx
	r, c := k/nx, k%nx
	if c > nx/2 {
		r, c = (ny-r)%ny, nx-c
	}
	return d.scale[r*(nx/2+1)+c]
}

// visit calls f for the places of the grid in the support of a generator, once for every copy.
func (d *Decimated) visit(p *piece, f func(k int, v float64)) {
	for y := p.y0; y < p.y1; y++ {
		r := wrap(y, d.sys.ny) * d.sys.nx
		lo, hi := d.sys.interval(p.Band, y)
		for x := lo; x < hi; x++ {
			if v := d.sys.value(p.Band, x, y); v != 0 {
				f(r+wrap(x, d.sys.nx), v)
			}
		}
	}
}

func wrap(i, n int) int {
	if i %= n; i < 0 {
		i += n
	}
	return i
}

// Domain returns the space of images.
func (d *Decimated) Domain() op.Space { return op.R(d.sys.ny, d.sys.nx) }

// Range returns the space of coefficients; [Decimated.Blocks] says how they are arranged.
func (d *Decimated) Range() op.Space { return op.R(d.size) }

// Blocks describes the bands: cone 1, coarse to fine, shears ascending; cone 2; the low-pass last.
func (d *Decimated) Blocks() []Block {
	b := make([]Block, len(d.parts))
	for i, p := range d.parts {
		b[i] = p.Block
	}
	return b
}

// Redundancy is the number of coefficients per pixel.
func (d *Decimated) Redundancy() float64 {
	return float64(d.size) / float64(d.sys.ny*d.sys.nx)
}

// Norms returns the norm of the atoms of every block, as real elements √2 Re γ.
func (d *Decimated) Norms() []float64 {
	n := make([]float64, len(d.parts))
	for i, p := range d.parts {
		n[i] = p.Norm
	}
	return n
}

// Apply stores the coefficients of x in dst, which may be nil. It panics with a [*op.ShapeError] on a wrong
// length.
func (d *Decimated) Apply(dst, x []float64) []float64 {
	need("shearlet.Decimated.Apply", "x", len(x), d.plan.Len())
	dst = take("shearlet.Decimated.Apply", dst, d.size)
	spectrum := d.plan.Forward(nil, x)
	kern.For(len(d.parts), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			p := &d.parts[i]
			d.analyse(p, dst[p.Offset:][:p.Len()], spectrum)
		}
	})
	return dst
}

func (d *Decimated) analyse(p *piece, dst []float64, spectrum []complex128) {
	z := make([]complex128, p.Rows*p.Cols)
	d.each(p, func(k, at int, mirrored bool, v float64) {
		s := spectrum[at]
		if mirrored {
			s = complex(real(s), -imag(s))
		}
		z[k] += complex(v*real(s), v*imag(s))
	})
	p.plan.Inverse(z, z)
	g := math.Sqrt(float64(len(z)) / float64(d.plan.Len()))
	if !p.Pairs {
		for k, v := range z {
			dst[k] = g * real(v)
		}
		return
	}
	g *= math.Sqrt2
	for k, v := range z {
		dst[2*k], dst[2*k+1] = g*real(v), g*imag(v)
	}
}

// Adjoint stores the image Σ c_γ γ in dst, which may be nil; it is the inverse of Apply. It panics with a
// [*op.ShapeError] on a wrong length.
func (d *Decimated) Adjoint(dst, c []float64) []float64 {
	need("shearlet.Decimated.Adjoint", "c", len(c), d.size)
	dst = take("shearlet.Decimated.Adjoint", dst, d.plan.Len())
	sum := make([]complex128, d.plan.HalfLen())
	for i := range d.parts {
		p := &d.parts[i]
		d.synthesise(p, c[p.Offset:][:p.Len()], sum)
	}
	return d.plan.Consume(dst, sum)
}

func (d *Decimated) synthesise(p *piece, c []float64, sum []complex128) {
	z := make([]complex128, p.Rows*p.Cols)
	g := 0.5 * math.Sqrt(float64(d.plan.Len())/float64(len(z)))
	if p.Pairs {
		g *= math.Sqrt2
		for k := range z {
			z[k] = complex(g*c[2*k], g*c[2*k+1])
		}
	} else {
		for k := range z {
			z[k] = complex(g*c[k], 0)
		}
	}
	p.plan.Forward(z, z)
	half := d.sys.nx/2 + 1
	d.each(p, func(k, at int, mirrored bool, v float64) {
		s := complex(v*real(z[k]), v*imag(z[k]))
		t := complex(real(s), -imag(s)) // belongs to the negative frequency
		if mirrored {
			s, t = t, s
		}
		sum[at] += s
		if c := at % half; c == 0 || 2*c == d.sys.nx {
			r := at / half
			sum[(d.sys.ny-r)%d.sys.ny*half+c] += t
		}
	})
}

// each calls f for all frequencies of a piece with the place k in its window, the place at in the half
// spectrum, of the frequency or, if mirrored, of its negative, and the value of the generator.
func (d *Decimated) each(p *piece, f func(k, at int, mirrored bool, v float64)) {
	ny, nx := d.sys.ny, d.sys.nx
	half := nx/2 + 1
	for y := p.y0; y < p.y1; y++ {
		r := wrap(y, ny)
		row, mirror := r*half, (ny-r)%ny*half
		lo, hi := d.sys.interval(p.Band, y)
		k := wrap(y, p.Rows) * p.Cols
		for x := lo; x < hi; x++ {
			v := d.sys.value(p.Band, x, y)
			if v == 0 {
				continue
			}
			if c := wrap(x, nx); c < half {
				f(k+wrap(x, p.Cols), row+c, false, v*d.scale[row+c])
			} else {
				at := mirror + nx - c
				f(k+wrap(x, p.Cols), at, true, v*d.scale[at])
			}
		}
	}
}

// Inverse is Adjoint.
func (d *Decimated) Inverse(dst, c []float64) []float64 { return d.Adjoint(dst, c) }

// Scales returns the scale of every block, 0 for the low-pass.
func (d *Decimated) Scales() []int {
	n := make([]int, len(d.parts))
	for i, p := range d.parts {
		n[i] = p.Scale
	}
	return n
}

// Map computes Inverse(F(Apply(x))) for a map that changes the coefficients c of every block i in place.
// dst may be nil, and may be x. It panics with a [*op.ShapeError] on a wrong length.
func (d *Decimated) Map(dst, x []float64, f func(i int, c []float64)) []float64 {
	return d.MapAll([][]float64{dst}, [][]float64{x}, func(i int, c [][]float64) { f(i, c[0]) })[0]
}

// MapAll is [Decimated.Map] for several images at once, as [System.MapAll].
func (d *Decimated) MapAll(dst, x [][]float64, f func(i int, c [][]float64)) [][]float64 {
	all := make([][]float64, max(len(x), len(dst)))
	for k := range all {
		if k < len(x) {
			all[k] = d.Apply(nil, x[k])
		} else {
			all[k] = make([]float64, d.size)
		}
	}
	c := make([][]float64, len(all))
	for i := range d.parts {
		for k := range all {
			c[k] = d.Block(all[k], i)
		}
		f(i, c)
	}
	for k := range dst {
		dst[k] = d.Adjoint(dst[k], all[k])
	}
	return dst
}

// Block returns the coefficients of block i, without copying. It panics with a [*op.ShapeError] on a wrong
// length.
func (d *Decimated) Block(c []float64, i int) []float64 {
	need("shearlet.Decimated.Block", "c", len(c), d.size)
	p := d.parts[i]
	return slices.Clip(c[p.Offset:][:p.Len()])
}
