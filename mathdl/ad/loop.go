package ad

import "github.com/mathdl/kernel/internal/kern"

// kernel is the computation of a primitive in both precisions, indexed by DType.
type kernel [2]func(v *Var)

func both(f, g func(v *Var)) kernel { return kernel{f, g} }

// unary makes the kernel of dst = f(x).
func unary(f func(dst, x []float64), g func(dst, x []float32)) kernel {
	return kernel{
		func(v *Var) { f(v.val.f64, v.in[0].val.f64) },
		func(v *Var) { g(v.val.f32, v.in[0].val.f32) },
	}
}

// scaled makes the kernel of dst = f(x, a) with the scalar attribute a.
func scaled(f func(dst, x []float64, a float64), g func(dst, x []float32, a float32)) kernel {
	return kernel{
		func(v *Var) { f(v.val.f64, v.in[0].val.f64, v.a) },
		func(v *Var) { g(v.val.f32, v.in[0].val.f32, float32(v.a)) },
	}
}

// weighted makes the kernel of dst = f′(x)·g, with inputs x and g, from one that adds.
func weighted(f func(dst, x, g []float64), g func(dst, x, g []float32)) kernel {
	return kernel{
		func(v *Var) { clear(v.val.f64); f(v.val.f64, v.in[0].val.f64, v.in[1].val.f64) },
		func(v *Var) { clear(v.val.f32); g(v.val.f32, v.in[0].val.f32, v.in[1].val.f32) },
	}
}

// paired makes the kernel of dst = f(x, g), element by element.
func paired(f func(dst, x, g []float64), g func(dst, x, g []float32)) kernel {
	return kernel{
		func(v *Var) { f(v.val.f64, v.in[0].val.f64, v.in[1].val.f64) },
		func(v *Var) { g(v.val.f32, v.in[0].val.f32, v.in[1].val.f32) },
	}
}

// binary makes the kernel of an elementwise operation with broadcasting.
func binary(f func(dst, a, b []float64), g func(dst, a, b []float32)) kernel {
	return kernel{
		func(v *Var) {
			zip(f, v.val.f64, v.in[0].val.f64, v.in[1].val.f64, v.val.shape, v.in[0].val.shape, v.in[1].val.shape)
		},
		func(v *Var) {
			zip(g, v.val.f32, v.in[0].val.f32, v.in[1].val.f32, v.val.shape, v.in[0].val.shape, v.in[1].val.shape)
		},
	}
}

// loop is a nest of loops over the elements of an array and of two operands that are broadcast to it.
// Axes that can be walked as one are merged; the last is the inner one.
type loop struct {
	dims int
	n    [maxDims]int
	sa   [maxDims]int // strides of the operands, 0 where an extent of 1 is repeated
	sb   [maxDims]int
}

func newLoop(shape, a, b []int) (l loop) {
	pa, pb := 1, 1 // strides at the current axis, from the end
	var r loop     // from the last axis to the first
	for k := 1; k <= len(shape); k++ {
		n, na, nb := shape[len(shape)-k], fromEnd(a, k), fromEnd(b, k)
		if n != 1 {
			r.push(n, stride(na, pa), stride(nb, pb))
		}
		pa, pb = pa*na, pb*nb
	}
	if r.dims == 0 {
		r.push(1, 1, 1)
	}
	l.dims = r.dims
	for i := range r.dims {
		j := r.dims - 1 - i
		l.n[i], l.sa[i], l.sb[i] = r.n[j], r.sa[j], r.sb[j]
	}
	return l
}

func stride(n, s int) int {
	if n == 1 {
		return 0
	}
	return s
}

// push adds an outer axis, merged with the one inside it if the strides continue.
func (l *loop) push(n, sa, sb int) {
	if k := l.dims - 1; k >= 0 && sa == l.sa[k]*l.n[k] && sb == l.sb[k]*l.n[k] {
		l.n[k] *= n
		return
	}
	l.n[l.dims], l.sa[l.dims], l.sb[l.dims] = n, sa, sb
	l.dims++
}

// rows calls f with the offsets of every inner row.
func (l *loop) rows(f func(dst, a, b int)) {
	inner := l.dims - 1
	var i [maxDims]int
	for dst, a, b := 0, 0, 0; ; dst += l.n[inner] {
		f(dst, a, b)
		k := inner - 1
		for ; k >= 0; k-- {
			a, b = a+l.sa[k], b+l.sb[k]
			if i[k]++; i[k] < l.n[k] {
				break
			}
			a, b = a-l.n[k]*l.sa[k], b-l.n[k]*l.sb[k]
			i[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// zip computes dst = f(a, b) elementwise, with a and b broadcast to shape.
func zip[T kern.Float](f func(dst, a, b []T), dst, a, b []T, shape, as, bs []int) {
	if len(dst) == 0 {
		return
	}
	if len(a) == len(dst) && len(b) == len(dst) {
		f(dst, a, b)
		return
	}
	l := newLoop(shape, as, bs)
	n, ra, rb := l.n[l.dims-1], l.sa[l.dims-1], l.sb[l.dims-1]
	l.rows(func(d, i, j int) {
		row := dst[d : d+n]
		switch {
		case ra != 0 && rb != 0:
			f(row, a[i:i+n], b[j:j+n])
		case ra != 0:
			kern.Fill(row, b[j])
			f(row, a[i:i+n], row)
		case rb != 0:
			kern.Fill(row, a[i])
			f(row, row, b[j:j+n])
		default:
			row[0] = a[i]
			kern.Fill(row, b[j])
			first := row[:1]
			f(first, a[i:i+1], first)
			kern.Fill(row, first[0])
		}
	})
}

// spread copies x to dst, broadcast to shape.
func spread[T kern.Float](dst, x []T, shape, from []int) {
	if len(dst) == 0 {
		return
	}
	l := newLoop(shape, from, shape)
	n, r := l.n[l.dims-1], l.sa[l.dims-1]
	l.rows(func(d, i, _ int) {
		if r != 0 {
			copy(dst[d:d+n], x[i:i+n])
		} else {
			kern.Fill(dst[d:d+n], x[i])
		}
	})
}

// fold sums x over the axes on which dst, of shape to, has extent 1: the adjoint of spread. Sums run in
// the order of memory, or in the fixed order of kern.Sum.
func fold[T kern.Float](dst, x []T, to, shape []int) {
	clear(dst)
	if len(x) == 0 {
		return
	}
	l := newLoop(shape, to, shape)
	n, r := l.n[l.dims-1], l.sa[l.dims-1]
	if l.dims == 2 && l.sa[0] == 0 && r == 1 {
		kern.ColSums(dst, x, l.n[0], n, n)
		return
	}
	if l.dims == 2 && l.sa[0] == 1 && r == 0 {
		kern.RowSums(dst, x, l.n[0], n, n)
		return
	}
	l.rows(func(d, i, _ int) {
		if r != 0 {
			y := dst[i : i+n]
			kern.Add(y, y, x[d:d+n])
		} else {
			dst[i] += kern.Sum(x[d : d+n])
		}
	})
}
