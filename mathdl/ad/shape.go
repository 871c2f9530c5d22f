package ad

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
)

// maxDims bounds the number of axes, so that loops over them need no memory.
const maxDims = 8

// size is the product of the extents; where names the caller in the panic for a bad shape.
func size(where string, shape []int) int {
	n := 1
	for _, k := range shape {
		if k < 0 {
			panic(fmt.Sprintf("%s: negative extent in shape %v", where, slices.Clone(shape))) // a copy, so that shapes may stay on the stack
		}
		n *= k
	}
	return n
}

func needLen(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// mismatch panics with the shapes of two operands.
func mismatch(where, what string, got, want []int) {
	panic(&op.ShapeError{Func: where, What: what, Got: append([]int(nil), got...), Want: append([]int(nil), want...)})
}

func needDims(where, what string, x *Var, dims int) {
	if len(x.val.shape) != dims {
		panic(fmt.Sprintf("%s: %s: got shape %v, want %d axes", where, what, x.val.shape, dims))
	}
}

func needRange(where string, lo, hi int, shape []int, axis int) {
	if axis >= len(shape) || lo < 0 || lo > hi || hi > shape[axis] {
		panic(fmt.Sprintf("%s: got range [%d, %d) of axis %d for shape %v", where, lo, hi, axis, shape))
	}
}

// needAxis returns axis with negative values counted from the end.
func needAxis(where string, axis int, shape []int) int {
	a := axis
	if a < 0 {
		a += len(shape)
	}
	if a < 0 || a >= len(shape) {
		panic(fmt.Sprintf("%s: got axis %d for shape %v", where, axis, shape))
	}
	return a
}

// infer replaces an extent of -1 in shape, in place, and checks the number of elements.
func infer(where string, shape, from []int) []int {
	want, free, n := size(where, from), -1, 1
	for i, k := range shape {
		switch {
		case k == -1 && free < 0:
			free = i
		case k < 0:
			panic(fmt.Sprintf("%s: got shape %v, want extents ≥ 0 and at most one -1", where, slices.Clone(shape)))
		default:
			n *= k
		}
	}
	if free >= 0 && n > 0 && want%n == 0 {
		shape[free] = want / n
		n = want
	}
	if free >= 0 && shape[free] < 0 || n != want {
		mismatch(where, "shape", shape, from)
	}
	return shape
}

// extents is a shape by value.
type extents struct {
	n int
	d [maxDims]int
}

func (e *extents) slice() []int { return e.d[:e.n] }

func extentsOf(shape []int) (e extents) {
	e.n = copy(e.d[:], shape)
	return e
}

// broadcast returns the common shape of a and b: shapes are aligned at their last axes, missing axes
// count as 1, and an extent of 1 is repeated to meet the other.
func broadcast(where string, a, b []int) (e extents) {
	e.n = max(len(a), len(b))
	for k := 1; k <= e.n; k++ {
		x, y := fromEnd(a, k), fromEnd(b, k)
		switch {
		case x == y || y == 1:
			e.d[e.n-k] = x
		case x == 1:
			e.d[e.n-k] = y
		default:
			mismatch(where, "shapes do not broadcast: second operand", b, a)
		}
	}
	return e
}

// fromEnd is the k-th extent from the end, 1 where there is none.
func fromEnd(shape []int, k int) int {
	if k > len(shape) {
		return 1
	}
	return shape[len(shape)-k]
}
