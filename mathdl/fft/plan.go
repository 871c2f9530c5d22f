package fft

import (
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Plan is the discrete Fourier transform of complex arrays of one shape.
type Plan struct {
	shape []int
	n     int
	lines []*line
}

// New returns the plan for arrays of the given shape, at least one axis. It panics with a [*op.ShapeError]
// unless all extents are positive.
func New(shape ...int) *Plan {
	n, lines := prepare("fft.New", shape)
	return &Plan{shape: slices.Clone(shape), n: n, lines: lines}
}

// prepare checks a shape and finds the tables of its axes.
func prepare(where string, shape []int) (n int, lines []*line) {
	want := slices.Clone(shape)
	if len(shape) == 0 {
		want = []int{1}
	}
	for i := range want {
		want[i] = max(want[i], 1)
	}
	if !slices.Equal(shape, want) {
		panic(&op.ShapeError{Func: where, What: "shape, at least one axis and positive extents", Got: slices.Clone(shape), Want: want})
	}
	n = 1
	for _, k := range shape {
		n *= k
		lines = append(lines, lineOf(k))
	}
	return n, lines
}

// Shape returns the shape of the arrays.
func (p *Plan) Shape() []int { return slices.Clone(p.shape) }

// Len returns the number of their elements.
func (p *Plan) Len() int { return p.n }

// Forward stores the transform of x in dst, which may be nil, and may be x. It panics with a
// [*op.ShapeError] on a wrong length.
func (p *Plan) Forward(dst, x []complex128) []complex128 {
	length("fft.Plan.Forward", "x", len(x), p.n)
	dst = take("fft.Plan.Forward", dst, p.n)
	allAxes(p, parts(dst), parts(x), false)
	return dst
}

// Inverse stores the inverse transform of x, with its factor 1/n, in dst, which may be nil, and may be x.
// It panics with a [*op.ShapeError] on a wrong length.
func (p *Plan) Inverse(dst, x []complex128) []complex128 {
	length("fft.Plan.Inverse", "x", len(x), p.n)
	dst = take("fft.Plan.Inverse", dst, p.n)
	allAxes(p, parts(dst), parts(x), true)
	return dst
}

// Forward32 is Forward in single precision.
func (p *Plan) Forward32(dst, x []complex64) []complex64 {
	length("fft.Plan.Forward32", "x", len(x), p.n)
	dst = take("fft.Plan.Forward32", dst, p.n)
	allAxes(p, parts32(dst), parts32(x), false)
	return dst
}

// Inverse32 is Inverse in single precision.
func (p *Plan) Inverse32(dst, x []complex64) []complex64 {
	length("fft.Plan.Inverse32", "x", len(x), p.n)
	dst = take("fft.Plan.Inverse32", dst, p.n)
	allAxes(p, parts32(dst), parts32(x), true)
	return dst
}

func take[C any](where string, dst []C, n int) []C {
	if dst == nil {
		return make([]C, n)
	}
	length(where, "dst", len(dst), n)
	return dst
}

func length(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// allAxes transforms x along every axis, the last one first, and scales the inverse in the last pass.
func allAxes[T kern.Float](p *Plan, dst, x []T, inverse bool) {
	scale := T(1)
	inner := 1
	for a := len(p.lines) - 1; a >= 0; a-- {
		if a == 0 && inverse {
			scale = T(1 / float64(p.n))
		}
		l := p.lines[a]
		along(l, dst, x, p.n/(inner*l.n), inner, inverse, scale)
		x = dst
		inner *= l.n
	}
}

// fewBlocks is the number of blocks below which an axis shares out the columns of a block rather than
// the blocks.
const fewBlocks = 8

// along transforms one axis of an array outer × n × inner, to dst, which may be x.
func along[T kern.Float](l *line, dst, x []T, outer, inner int, inverse bool, scale T) {
	if inner == 1 {
		rows(l, grid[T]{dst, l.n}, grid[T]{x, l.n}, outer, inverse, scale)
		return
	}
	block := 2 * l.n * inner
	one := func(o int) {
		cols(l, grid[T]{dst[o*block:], inner}, grid[T]{x[o*block:], inner}, inner, inverse, scale)
	}
	if outer < fewBlocks {
		for o := range outer {
			one(o)
		}
		return
	}
	kern.For(outer, 1, func(lo, hi int) {
		for o := lo; o < hi; o++ {
			one(o)
		}
	})
}
