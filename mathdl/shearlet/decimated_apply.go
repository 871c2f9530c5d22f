package shearlet

import (
	"math"
	"slices"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

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
	z, give := borrowComplex(p.Rows * p.Cols)
	defer give()
	clear(z)
	for i := range p.runs {
		r := &p.runs[i]
		v, to := p.values[r.value:][:r.n], z[r.window:][:r.n]
		if r.mirrored {
			s := spectrum[r.at-r.n+1:][:r.n]
			for j, g := range v {
				c := s[len(s)-1-j]
				to[j] += complex(g*real(c), -g*imag(c))
			}
			continue
		}
		s := spectrum[r.at:][:r.n]
		for j, g := range v {
			to[j] += complex(g*real(s[j]), g*imag(s[j]))
		}
	}
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

// sums is the number of partial sums of Adjoint, which are made side by side; it is part of the result's
// rounding, and so does not depend on the machine.
const sums = 4

// Adjoint stores the image Σ c_γ γ in dst, which may be nil; it is the inverse of Apply. It panics with a
// [*op.ShapeError] on a wrong length.
func (d *Decimated) Adjoint(dst, c []float64) []float64 {
	need("shearlet.Decimated.Adjoint", "c", len(c), d.size)
	dst = take("shearlet.Decimated.Adjoint", dst, d.plan.Len())
	var part [sums][]complex128
	kern.For(sums, 1, func(lo, hi int) {
		for k := lo; k < hi; k++ {
			part[k] = make([]complex128, d.plan.HalfLen())
			for i := k; i < len(d.parts); i += sums {
				p := &d.parts[i]
				d.synthesise(p, c[p.Offset:][:p.Len()], part[k])
			}
		}
	})
	total := part[0]
	kern.For(len(total), 4096, func(lo, hi int) {
		for _, s := range part[1:] {
			for k := lo; k < hi; k++ {
				total[k] += s[k]
			}
		}
	})
	return d.plan.Consume(dst, total)
}

func (d *Decimated) synthesise(p *piece, c []float64, sum []complex128) {
	z, give := borrowComplex(p.Rows * p.Cols)
	defer give()
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
	for i := range p.runs {
		r := &p.runs[i]
		v, from := p.values[r.value:][:r.n], z[r.window:][:r.n]
		switch {
		case r.edge >= 0: // the conjugate belongs to the negative frequency
			s := complex(v[0]*real(from[0]), v[0]*imag(from[0]))
			sum[r.at] += s
			sum[r.edge] += complex(real(s), -imag(s))
		case r.mirrored:
			s := sum[r.at-r.n+1:][:r.n]
			for j, g := range v {
				s[len(s)-1-j] += complex(g*real(from[j]), -g*imag(from[j]))
			}
		default:
			s := sum[r.at:][:r.n]
			for j, g := range v {
				s[j] += complex(g*real(from[j]), g*imag(from[j]))
			}
		}
	}
}

var windowPool sync.Pool

// borrowComplex returns work space of unknown content and what gives it back.
func borrowComplex(n int) (z []complex128, give func()) {
	p, _ := windowPool.Get().(*[]complex128)
	if p == nil || cap(*p) < n {
		p = new([]complex128)
		*p = make([]complex128, n)
	}
	return (*p)[:n], func() { windowPool.Put(p) }
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
