package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// Sum returns the sum over the given axes, which disappear; without axes over all of them. Negative
// axes count from the end. The order of summation does not depend on the number of threads.
func Sum(x *Var, axes ...int) *Var {
	keep, gone := reduced("ad.Sum", x.val.shape, axes)
	if len(axes) == 0 || x.rank() == 0 {
		return fold1(x)
	}
	return Reshape(foldTo(x, keep.slice()), gone.slice()...)
}

// fold1 is the sum over everything.
func fold1(x *Var) *Var {
	if x.rank() == 0 {
		return x
	}
	e := extents{n: x.rank()}
	for k := range e.n {
		e.d[k] = 1
	}
	return Reshape(foldTo(x, e.slice()))
}

// Mean returns the mean over the given axes, which disappear; without axes over all of them.
func Mean(x *Var, axes ...int) *Var {
	s := Sum(x, axes...)
	if s.Len() == 0 {
		return s
	}
	return Scale(float64(s.Len())/float64(x.Len()), s)
}

// Dot returns Σᵢ aᵢbᵢ over all elements of two variables of the same shape.
// It panics with a *op.ShapeError if the shapes differ.
func Dot(a, b *Var) *Var {
	if !sameShape(a, b) {
		mismatch("ad.Dot", "second operand", b.val.shape, a.val.shape)
	}
	return Sum(Mul(a, b))
}

// reduced returns the shape with the axes reduced to extent 1, and without them.
func reduced(where string, shape, axes []int) (keep, gone extents) {
	var out [maxDims]bool
	for _, a := range axes {
		a = needAxis(where, a, shape)
		if out[a] {
			panic(fmt.Sprintf("%s: got axis %d twice", where, a))
		}
		out[a] = true
	}
	keep = extentsOf(shape)
	for k, n := range shape {
		if out[k] {
			keep.d[k] = 1
		} else {
			gone.d[gone.n] = n
			gone.n++
		}
	}
	return keep, gone
}

// foldTo sums x to a shape that broadcasts to that of x.
func foldTo(x *Var, shape []int) *Var {
	if equal(x.val.shape, shape) {
		return x
	}
	e := padded(shape, x.rank())
	v := x
	if !equal(x.val.shape, e.slice()) {
		v = x.tape.emit(opFold, e.slice(), x).run()
	}
	if e.n != len(shape) {
		v = Reshape(v, shape...)
	}
	return v
}

// expandTo repeats x to a shape.
func expandTo(x *Var, shape []int) *Var {
	if equal(x.val.shape, shape) {
		return x
	}
	if x.rank() < len(shape) {
		e := padded(x.val.shape, len(shape))
		x = Reshape(x, e.slice()...)
		if equal(e.slice(), shape) {
			return x
		}
	}
	return x.tape.emit(opExpand, shape, x).run()
}

// Broadcast repeats x to a larger shape by the rules of [Add].
// It panics with a *op.ShapeError if x does not broadcast to it.
func Broadcast(x *Var, shape ...int) *Var {
	if e := broadcast("ad.Broadcast", shape, x.val.shape); !equal(e.slice(), shape) {
		mismatch("ad.Broadcast", "shape", shape, e.slice())
	}
	return expandTo(x, shape)
}

// padded puts extents of 1 in front, up to r axes.
func padded(shape []int, r int) (e extents) {
	e.n = r
	for k := range r {
		e.d[k] = fromEnd(shape, r-k)
	}
	return e
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i, n := range a {
		if b[i] != n {
			return false
		}
	}
	return true
}

func foldFwd[T kern.Float](v *Var) {
	fold(data[T](v), data[T](v.in[0]), v.val.shape, v.in[0].val.shape)
}

func expandFwd[T kern.Float](v *Var) {
	spread(data[T](v), data[T](v.in[0]), v.val.shape, v.in[0].val.shape)
}
