package pde

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/op"
)

// places are the points of a term, with the columns of numbers that its expressions need there.
type places struct {
	n, d    int
	x       [2][]float64 // the points and their partners, row by row
	normal  []float64
	columns map[column][]float64
}

// column names what is known at every point: a coordinate, a component of the normal, a given function or
// a derivative of it.
type column struct {
	kind  kind
	i     int
	known *known
	d     partial
	other bool
}

func newPlaces(X, partner, normal *mat.Dense) *places { return new(places).over(X, partner, normal) }

// over makes p those of other points.
func (p *places) over(X, partner, normal *mat.Dense) *places {
	p.n, p.d = X.Dims()
	p.x, p.normal = [2][]float64{flat(X)}, nil
	if p.columns == nil {
		p.columns = map[column][]float64{}
	}
	clear(p.columns)
	if partner != nil {
		p.x[1] = flat(partner)
	}
	if normal != nil {
		p.normal = flat(normal)
	}
	return p
}

func flat(X *mat.Dense) []float64 {
	n, d := X.Dims()
	if m := X.RawMatrix(); m.Stride == d {
		return m.Data[:n*d] // shared: points do not change
	}
	x := make([]float64, 0, n*d)
	for i := range n {
		x = append(x, X.RawRowView(i)...)
	}
	return x
}

// column returns the numbers of a column, n × its width; none for a coordinate.
func (p *places) column(f *Frame, c column) []float64 {
	if v, ok := p.columns[c]; ok {
		return v
	}
	x := p.side(c.other)
	var v []float64
	switch c.kind {
	case kCoord:
		return nil // picked out of the points
	case kNormal:
		if p.normal == nil {
			panic(misuse("pde: Dn", "points", "without normals", "points of Domain.Boundary"))
		}
		v = make([]float64, p.n)
		pick(v, p.normal, p.d, c.i)
	default:
		v = c.known.values(f, x, c.d)
	}
	p.columns[c] = v
	return v
}

// side is the points or their partners.
func (p *places) side(other bool) []float64 {
	if !other {
		return p.x[0]
	}
	if p.x[1] == nil {
		panic(misuse("pde: Partner", "points", "without partners", "those of Periodic"))
	}
	return p.x[1]
}

// pick stores column i of the rows of d numbers and returns how many there are.
func pick(dst, x []float64, d, i int) int {
	n := len(x) / d
	for k := range dst[:n] {
		dst[k] = x[k*d+i]
	}
	return n
}

// Steps of differences, as parts of the extent of the domain.
const (
	firstStep = 1e-3
	highStep  = 3e-3 // for orders 3 and 4
)

// values are those of a derivative of a given function at the rows of x.
func (k *known) values(f *Frame, x []float64, p partial) []float64 {
	d := len(f.names)
	if p.order == 0 {
		v := make([]float64, len(x)/d*k.cols)
		k.f(v, mat.NewDense(len(x)/d, d, x))
		return v
	}
	idx := p.indices()
	i := idx[0]
	h := (f.Domain.Hi[i] - f.Domain.Lo[i]) * firstStep
	if p.order > 2 {
		h *= highStep / firstStep
	}
	points, weights, rest := []float64{-2, -1, 1, 2}, []float64{1. / 12, -8. / 12, 8. / 12, -1. / 12}, idx[1:]
	scale := h
	if len(idx) > 1 && idx[1] == i {
		points, weights, rest = []float64{-2, -1, 0, 1, 2}, []float64{-1. / 12, 16. / 12, -30. / 12, 16. / 12, -1. / 12}, idx[2:]
		scale = h * h
	}
	q := partial{}
	for _, r := range rest {
		q = q.with(r)
	}
	out := make([]float64, len(x)/d*k.cols)
	for s, at := range points {
		y := append([]float64(nil), x...)
		for r := i; r < len(y); r += d {
			y[r] += at * h
		}
		for r, v := range k.values(f, y, q) {
			out[r] += weights[s] / scale * v
		}
	}
	return out
}

// mustFit panics unless points have the dimension of the frame and lie in its domain, on its boundary if
// that is asked for.
func (f *Frame) mustFit(where string, p *domain.Points, boundary bool) {
	if p.N() == 0 {
		panic(misuse(where, "points", "none", "one or more"))
	}
	n, d := p.X.Dims()
	if d != len(f.names) {
		panic(&op.ShapeError{Func: where, What: "points", Got: []int{n, d}, Want: []int{n, len(f.names)}})
	}
	for i := range n {
		x := p.X.RawRowView(i)
		switch on := f.Domain.OnBoundary(x); {
		case boundary && !on:
			panic(misuse(where, fmt.Sprintf("point %d", i), fmt.Sprintf("%.6g", x), "a point of the boundary of "+f.Domain.Name))
		case !on && !f.Domain.Contains(x):
			panic(misuse(where, fmt.Sprintf("point %d", i), fmt.Sprintf("%.6g", x), "a point of "+f.Domain.Name))
		}
	}
}
