package ad

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
)

// Reshape returns the elements of x in another shape, in which one extent may be -1: it is what
// remains. The result shares memory with x. It panics with a *op.ShapeError if the numbers of elements
// differ.
func Reshape(x *Var, shape ...int) *Var {
	e := extentsOf(shape)
	infer("ad.Reshape", e.slice(), x.val.shape)
	return x.tape.bare(opReshape, e.slice(), x).view(0)
}

// Slice returns the elements lo ≤ i < hi along an axis; a negative axis counts from the end. Along the
// first axis the result shares memory with x. It panics unless 0 ≤ lo ≤ hi ≤ extent.
func Slice(x *Var, axis, lo, hi int) *Var {
	axis = needAxis("ad.Slice", axis, x.val.shape)
	needRange("ad.Slice", lo, hi, x.val.shape, axis)
	e := extentsOf(x.val.shape)
	e.d[axis] = hi - lo
	if axis == 0 {
		v := x.tape.bare(opRows, e.slice(), x).view(lo * size("", x.val.shape[1:]))
		v.k[1], v.k[2] = lo, hi
		return v
	}
	v := x.tape.emit(opSlice, e.slice(), x)
	v.k = [3]int{axis, lo, hi}
	return v.run()
}

// blocks describes an axis as outer × extent × inner.
func blocks(shape []int, axis int) (outer, inner int) {
	return size("", shape[:axis]), size("", shape[axis+1:])
}

// copyPart copies the range [lo, hi) of an axis of extent n between an array with that range and one
// with all of it.
func copyPart[T kern.Float](part, whole []T, outer, inner, lo, hi, n int, toWhole bool) {
	w, all := (hi-lo)*inner, n*inner
	if outer*w == 0 {
		return
	}
	if whole = whole[lo*inner:]; toWhole {
		kern.CopyRows(whole, all, part, w, outer, w)
	} else {
		kern.CopyRows(part, w, whole, all, outer, w)
	}
}

func sliceFwd[T kern.Float](v *Var) {
	x := v.in[0]
	outer, inner := blocks(x.val.shape, v.k[0])
	copyPart(data[T](v), data[T](x), outer, inner, v.k[1], v.k[2], x.val.shape[v.k[0]], false)
}

func sliceVJP(v, g *Var, _ int) *Var { return embed(g, v.k[0], v.k[1], v.in[0].val.shape) }
func rowsVJP(v, g *Var, _ int) *Var  { return embed(g, 0, v.k[1], v.in[0].val.shape) }

// embed puts x into zeros of the given shape at lo along an axis: the adjoint of Slice.
func embed(x *Var, axis, lo int, shape []int) *Var {
	v := x.tape.emit(opEmbed, shape, x)
	v.k = [3]int{axis, lo, lo + x.val.shape[axis]}
	return v.run()
}

func embedFwd[T kern.Float](v *Var) {
	outer, inner := blocks(v.val.shape, v.k[0])
	clear(data[T](v))
	copyPart(data[T](v.in[0]), data[T](v), outer, inner, v.k[1], v.k[2], v.val.shape[v.k[0]], true)
}

// Concat joins variables along an axis; their other extents agree. A negative axis counts from the end.
// It panics with a *op.ShapeError if they do not, and without operands.
func Concat(axis int, x ...*Var) *Var {
	if len(x) == 0 {
		panic("ad.Concat: got no operands, want at least one")
	}
	axis = needAxis("ad.Concat", axis, x[0].val.shape)
	e := extentsOf(x[0].val.shape)
	e.d[axis] = 0
	for i, y := range x {
		if !fits(y.val.shape, e.slice(), axis) {
			mismatch("ad.Concat", fmt.Sprintf("operand %d along axis %d", i, axis), y.val.shape, x[0].val.shape)
		}
		e.d[axis] += y.val.shape[axis]
	}
	v := x[0].tape.emit(opConcat, e.slice(), x...)
	v.k[0] = axis
	return v.run()
}

// fits reports whether two shapes agree but for one axis.
func fits(a, b []int, axis int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if i != axis && a[i] != b[i] {
			return false
		}
	}
	return true
}

func concatFwd[T kern.Float](v *Var) {
	axis, lo := v.k[0], 0
	outer, inner := blocks(v.val.shape, axis)
	for _, x := range v.in {
		hi := lo + x.val.shape[axis]
		copyPart(data[T](x), data[T](v), outer, inner, lo, hi, v.val.shape[axis], true)
		lo = hi
	}
}

// offset is where input i of a Concat begins.
func (v *Var) offset(i int) int {
	lo := 0
	for _, x := range v.in[:i] {
		lo += x.val.shape[v.k[0]]
	}
	return lo
}

func concatVJP(v, g *Var, i int) *Var {
	lo := v.offset(i)
	return Slice(g, v.k[0], lo, lo+v.in[i].val.shape[v.k[0]])
}

func concatJVP(v, t *Var, i int) *Var { return embed(t, v.k[0], v.offset(i), v.val.shape) }

// Transpose permutes the axes: axis k of the result is axis perm[k] of x. Without perm the order is
// reversed. It panics if perm is no permutation of the axes.
func Transpose(x *Var, perm ...int) *Var {
	var p [maxDims]int
	r := x.rank()
	for k := range r {
		p[k] = r - 1 - k
	}
	if len(perm) > 0 {
		checkPerm(perm, r)
		copy(p[:], perm)
	}
	e := extents{n: r}
	for k := range r {
		e.d[k] = x.val.shape[p[k]]
	}
	v := x.tape.emit(opTranspose, e.slice(), x)
	v.ints = x.tape.copyInts(p[:r])
	return v.run()
}

func checkPerm(perm []int, r int) {
	var seen [maxDims]bool
	for _, k := range perm {
		if len(perm) != r || k < 0 || k >= r || seen[k] {
			panic(fmt.Sprintf("ad.Transpose: got %v, want a permutation of %d axes", slices.Clone(perm), r))
		}
		seen[k] = true
	}
}

func transposeVJP(v, g *Var, _ int) *Var {
	var inv [maxDims]int
	for k, p := range v.ints {
		inv[p] = k
	}
	return Transpose(g, inv[:len(v.ints)]...)
}

func transposeFwd[T kern.Float](v *Var) {
	x, shape := v.in[0], v.in[0].val.shape
	dst, src := data[T](v), data[T](x)
	if len(v.ints) == 2 && v.ints[0] == 1 {
		kern.Transpose(dst, shape[0], src, shape[0], shape[1], shape[1])
		return
	}
	permute(dst, src, v.val.shape, shape, v.ints)
}

// permute walks dst in order and src by its strides.
func permute[T kern.Float](dst, src []T, to, from, perm []int) {
	var step, i [maxDims]int
	for k, p := range perm {
		_, step[k] = blocks(from, p)
	}
	at := 0
	for d := range dst {
		dst[d] = src[at]
		for k := len(to) - 1; k >= 0; k-- {
			at += step[k]
			if i[k]++; i[k] < to[k] {
				break
			}
			at -= to[k] * step[k]
			i[k] = 0
		}
	}
}
