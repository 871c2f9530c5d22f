package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// Gather returns the rows x[index[0]], x[index[1]], … along the first axis; rows may repeat. The index
// list is kept, not copied: it may be changed between replays, within range. It panics if an index is
// out of range.
func Gather(x *Var, index []int) *Var {
	if x.rank() == 0 {
		panic("ad.Gather: got a variable without axes")
	}
	for _, i := range index {
		if i < 0 || i >= x.val.shape[0] {
			panic(fmt.Sprintf("ad.Gather: got row %d for shape %v", i, x.val.shape))
		}
	}
	e := extentsOf(x.val.shape)
	e.d[0] = len(index)
	v := x.tape.emit(opGather, e.slice(), x)
	v.ints = index
	return v.run()
}

func gatherFwd[T kern.Float](v *Var) {
	dst, x := data[T](v), data[T](v.in[0])
	w := size("", v.val.shape[1:])
	for k, i := range v.ints {
		copy(dst[k*w:(k+1)*w], x[i*w:(i+1)*w])
	}
}

// scatter adds the rows of x to n rows of zeros: the adjoint of Gather.
func scatter(x *Var, index []int, n int) *Var {
	e := extentsOf(x.val.shape)
	e.d[0] = n
	v := x.tape.emit(opScatter, e.slice(), x)
	v.ints = index
	return v.run()
}

func scatterFwd[T kern.Float](v *Var) {
	dst, x := data[T](v), data[T](v.in[0])
	w := size("", v.val.shape[1:])
	clear(dst)
	for k, i := range v.ints {
		y := dst[i*w : (i+1)*w]
		kern.Add(y, y, x[k*w:(k+1)*w])
	}
}

// Pick returns x[i, index[i]] for every row i of a matrix: the scores of given classes. The index list
// is kept, not copied. It panics unless there is one index in range for every row.
func Pick(x *Var, index []int) *Var {
	needDims("ad.Pick", "x", x, 2)
	needLen("ad.Pick", "index", len(index), x.val.shape[0])
	for _, j := range index {
		if j < 0 || j >= x.val.shape[1] {
			panic(fmt.Sprintf("ad.Pick: got column %d for shape %v", j, x.val.shape))
		}
	}
	return pick(x, index, nil)
}

// pick takes one element of every row along the last axis, after the variable that fills in the index, if
// any.
func pick(x *Var, index []int, after *Var) *Var {
	e := extentsOf(x.val.shape[:x.rank()-1])
	v := x.tape.emit(opPick, e.slice(), x)
	v.ints, v.after = index, after
	return v.run()
}

func pickFwd[T kern.Float](v *Var) {
	dst, x := data[T](v), data[T](v.in[0])
	n := fromEnd(v.in[0].val.shape, 1)
	for i, j := range v.ints {
		dst[i] = x[i*n+j]
	}
}

// unpick puts the elements of x into zeros of the given shape: the adjoint of pick.
func unpick(x *Var, index, shape []int, after *Var) *Var {
	v := x.tape.emit(opUnpick, shape, x)
	v.ints, v.after = index, after
	return v.run()
}

func unpickFwd[T kern.Float](v *Var) {
	dst, x := data[T](v), data[T](v.in[0])
	n := fromEnd(v.val.shape, 1)
	clear(dst)
	for i, j := range v.ints {
		dst[i*n+j] = x[i]
	}
}

// Max returns the largest element along the last axis, which disappears. The derivative is that of the
// first such element. It panics if there are none.
func Max(x *Var) *Var {
	if x.rank() == 0 || fromEnd(x.val.shape, 1) == 0 {
		panic(fmt.Sprintf("ad.Max: got shape %v, want a last axis with elements", x.val.shape))
	}
	e := extentsOf(x.val.shape[:x.rank()-1])
	v := x.tape.emit(opMaxLast, e.slice(), x)
	v.ints = x.tape.ints.take(v.Len())
	return v.run()
}

func maxLastFwd[T kern.Float](v *Var) {
	dst, x := data[T](v), data[T](v.in[0])
	n := fromEnd(v.in[0].val.shape, 1)
	for i := range dst {
		r := x[i*n : (i+1)*n]
		j := max(kern.ArgMax(r), 0)
		v.ints[i], dst[i] = j, r[j]
	}
}
