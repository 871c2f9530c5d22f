package shearlet

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// run is a number of values of a generator next to each other in a row of frequencies, in the window and in the
// half spectrum.
type run struct {
	n, value int  // how many, and where they are in the table
	window   int  // place of the first one in the window
	at       int  // its place in the half spectrum
	mirrored bool // the half spectrum has the negative frequencies: places fall
	edge     int  // of a run of one in the columns 0 and n/2, the place of its negative frequency; or -1
}

// tabulate evaluates the generator of a piece, not yet normalised.
func (d *Decimated) tabulate(p *piece) {
	for y := p.y0; y < p.y1; y++ {
		lo, hi := d.sys.interval(p.Band, y)
		for lo < hi && d.sys.value(p.Band, lo, y) == 0 {
			lo++
		}
		for lo < hi && d.sys.value(p.Band, hi-1, y) == 0 {
			hi--
		}
		for x := lo; x < hi; {
			r := d.run(p, x, y, hi)
			for i := range r.n {
				p.values = append(p.values, d.sys.value(p.Band, x+i, y))
			}
			p.runs = append(p.runs, r)
			x += r.n
		}
	}
}

// run returns the longest run that begins at (x, y) and ends before column hi.
func (d *Decimated) run(p *piece, x, y, hi int) run {
	ny, nx := d.sys.ny, d.sys.nx
	half := nx/2 + 1
	row := wrap(y, ny) * half
	mirror := wrap(-y, ny) * half
	c, q := wrap(x, nx), wrap(x, p.Cols)
	r := run{value: len(p.values), window: wrap(y, p.Rows)*p.Cols + q, at: row + c, edge: -1, n: min(hi-x, p.Cols-q)}
	switch {
	case c == 0 || 2*c == nx:
		r.n, r.edge = 1, mirror+c
	case c < half:
		r.n = min(r.n, (nx+1)/2-c)
	default:
		r.n = min(r.n, nx-c)
		r.at, r.mirrored = mirror+nx-c, true
	}
	return r
}

func wrap(i, n int) int {
	if i %= n; i < 0 {
		i += n
	}
	return i
}

// each calls f with the place of every value of a run in the half spectrum, and the number of the value.
func (r *run) each(f func(at, i int)) {
	step := 1
	if r.mirrored {
		step = -1
	}
	for i := range r.n {
		f(r.at+step*i, r.value+i)
	}
}

// normalise divides the generators by √Σ|ψ̂|², and computes the norms of the atoms. Where copies of a spectrum
// overlap on the grid, their sum counts.
func (d *Decimated) normalise() {
	h := d.plan.HalfLen()
	w, copies := make([]float64, h), newOverlap(h)
	for i := range d.parts {
		copies.squares(&d.parts[i], func(at int, v float64) { w[at] += v })
	}
	for k, v := range w {
		w[k] = 1 / math.Sqrt(v)
	}
	kern.For(len(d.parts), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			p := &d.parts[i]
			for j := range p.runs {
				p.runs[j].each(func(at, i int) { p.values[i] *= w[at] })
			}
		}
	})
	for i := range d.parts {
		d.parts[i].Norm = copies.norm(&d.parts[i])
	}
}

// overlap adds up the copies of a spectrum, those on the half spectrum and those on the negative frequencies.
type overlap [2][]float64

func newOverlap(n int) *overlap { return &overlap{make([]float64, n), make([]float64, n)} }

// side is the index of the frequencies of a run.
func (r *run) side() int {
	if r.mirrored {
		return 1
	}
	return 0
}

// squares calls f with the squares of a generator and of its mirror image on the half spectrum, each once. They
// are the same for the low-pass, and count half.
func (o *overlap) squares(p *piece, f func(at int, v float64)) {
	share := 1.0
	if !p.Pairs {
		share = 0.5
	}
	o.visit(p, func(r *run, at int, v float64) {
		f(at, share*v*v)
		if r.edge >= 0 {
			f(r.edge, share*v*v)
		}
	})
}

// visit calls f with the sum of all copies at every place of a generator, once.
func (o *overlap) visit(p *piece, f func(r *run, at int, v float64)) {
	for j := range p.runs {
		t := o[p.runs[j].side()]
		p.runs[j].each(func(at, i int) { t[at] += p.values[i] })
	}
	for j := range p.runs {
		r := &p.runs[j]
		t := o[r.side()]
		r.each(func(at, _ int) {
			if v := t[at]; v != 0 {
				t[at] = 0
				f(r, at, v)
			}
		})
	}
}

// norm is the norm of the atoms of a piece.
func (o *overlap) norm(p *piece) float64 {
	e := 0.0
	o.visit(p, func(_ *run, _ int, v float64) { e += v * v })
	return math.Sqrt(e / float64(p.Rows*p.Cols))
}
