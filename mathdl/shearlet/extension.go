package shearlet

import (
	"math"
	"slices"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

// extension relates an image to the periodic grid on which the transform works: the image itself, or the
// image continued by reflection, x_{-1-j} = x_j, at every side.
type extension struct {
	image, grid []int
	at          [][]int // for every axis, the pixel at each place of the grid; nil without extension
	first       []int   // for every axis, where the image begins
}

// newExtension surrounds the image by at least margin pixels, and by as many as make the grid quick to
// transform.
func newExtension(image []int, margin int) extension {
	e := extension{image: slices.Clone(image), grid: slices.Clone(image)}
	if margin == 0 {
		return e
	}
	for a, n := range image {
		e.grid[a] = fft.Next(n + 2*margin)
		at := make([]int, e.grid[a])
		for i := range at {
			at[i] = reflect(i-margin, n)
		}
		e.at = append(e.at, at)
		e.first = append(e.first, margin)
	}
	return e
}

// reflect returns the pixel of [0, n) that the symmetric extension of period 2n has at place i.
func reflect(i, n int) int {
	i = ((i % (2 * n)) + 2*n) % (2 * n)
	return min(i, 2*n-1-i)
}

func (e *extension) size() int { return product(e.image) }

// extend returns x on the grid.
func (e *extension) extend(x []float64) []float64 {
	if e.at == nil {
		return x
	}
	g := make([]float64, product(e.grid))
	e.each(e.at, func(i, j int) { g[i] = x[j] })
	return g
}

// fold stores the adjoint of extend in dst.
func (e *extension) fold(dst, g []float64) []float64 {
	if e.at == nil {
		copy(dst, g)
		return dst
	}
	clear(dst)
	e.each(e.at, func(i, j int) { dst[j] += g[i] })
	return dst
}

// crop stores the image part of a grid in dst.
func (e *extension) crop(dst, g []float64) []float64 {
	if e.at == nil {
		copy(dst, g)
		return dst
	}
	e.each(e.inner(), func(i, j int) { dst[j] = g[i] })
	return dst
}

// embed returns x continued by zero, the adjoint of crop.
func (e *extension) embed(x []float64) []float64 {
	if e.at == nil {
		return x
	}
	g := make([]float64, product(e.grid))
	e.each(e.inner(), func(i, j int) { g[i] = x[j] })
	return g
}

// inner is like at, with -1 where the grid is outside of the image.
func (e *extension) inner() [][]int {
	in := make([][]int, len(e.image))
	for a, n := range e.image {
		in[a] = make([]int, e.grid[a])
		for i := range in[a] {
			in[a][i] = -1
			if j := i - e.first[a]; j >= 0 && j < n {
				in[a][i] = j
			}
		}
	}
	return in
}

// each calls f for the places i of the grid that at gives a pixel j.
func (e *extension) each(at [][]int, f func(i, j int)) {
	last := len(e.grid) - 1
	n, m := e.grid[last], e.image[last]
	for r := range product(e.grid[:last]) {
		o := e.outer(at, r)
		if o < 0 {
			continue
		}
		for i, j := range at[last] {
			if j >= 0 {
				f(r*n+i, o*m+j)
			}
		}
	}
}

// outer is the row of the image that belongs to row r of the grid, or -1.
func (e *extension) outer(at [][]int, r int) int {
	o, unit := 0, 1
	for a := len(e.grid) - 2; a >= 0; a-- {
		j := at[a][r%e.grid[a]]
		if j < 0 {
			return -1
		}
		o += j * unit
		r /= e.grid[a]
		unit *= e.image[a]
	}
	return o
}

func product(shape []int) int {
	n := 1
	for _, k := range shape {
		n *= k
	}
	return n
}

// need panics with a *op.ShapeError unless a length is right.
func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

func take(where string, dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	need(where, "dst", len(dst), n)
	return dst
}

var rowPool sync.Pool

// borrow returns a row of work space and what gives it back.
func borrow(n int) (t []float64, give func()) {
	p, _ := rowPool.Get().(*[]float64)
	if p == nil || cap(*p) < n {
		p = new([]float64)
		*p = make([]float64, n)
	}
	return (*p)[:n], func() { rowPool.Put(p) }
}

func root(x float64) float64 { return math.Sqrt(x) }

func sumSquares(x []float64) float64 { return kern.SumSq(x) }

// addSquares adds x_k² to w_k and returns Σ x_k².
func addSquares(w, x []float64) float64 {
	kern.MulAdd(w, x, x)
	return kern.SumSq(x)
}
