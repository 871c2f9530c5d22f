package ad

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
)

// BatchLinear is what a compiled linear operator may offer beside op.Linear: all samples at once, the rows
// of x and dst, in either precision. [Apply] uses it where it is there.
type BatchLinear interface {
	op.Linear
	// ApplyRows stores A xᵢ in row i of dst for i < rows; AdjointRows stores A* yᵢ.
	ApplyRows(dst, x []float64, rows int)
	AdjointRows(dst, y []float64, rows int)
	// ApplyRows32 and AdjointRows32 do the same in single precision.
	ApplyRows32(dst, x []float32, rows int)
	AdjointRows32(dst, y []float32, rows int)
}

// linearMap is A or its transpose as a primitive.
type linearMap struct {
	A         op.Linear
	transpose bool
	x, y      []float64 // scratch, for float32
}

// Apply returns A x for a linear operator, such as a Radon transform or a shearlet transform, as one
// recorded operation; backpropagation goes through its adjoint, Aᵀ = (w_X/w_Y) A* with the weights of the
// spaces. x has the shape of the domain of A or is a vector of its size, or is a batch of either, with one
// more axis in front; the result has the same form in the range. It panics with a *op.ShapeError otherwise.
//
// A is applied sample by sample in double precision, or to all samples at once if it is a [BatchLinear].
func Apply(A op.Linear, x *Var) *Var {
	return applied(&linearMap{A: A}, x)
}

func applied(m *linearMap, x *Var) *Var {
	from, to := m.spaces()
	shape, ok := mapShape(x.val.shape, from, to)
	if !ok {
		mismatch("ad.Apply", fmt.Sprintf("x, or all but its first axis, for an operator on %v", from), x.val.shape, from.Shape)
	}
	v := x.tape.emit(opApply, shape, x)
	v.extra = m
	return v.run()
}

// spaces are where the map comes from and goes to.
func (m *linearMap) spaces() (from, to op.Space) {
	if m.transpose {
		return m.A.Range(), m.A.Domain()
	}
	return m.A.Domain(), m.A.Range()
}

// mapShape is the shape of the result for an argument of that shape.
func mapShape(shape []int, from, to op.Space) (out []int, ok bool) {
	n := len(shape)
	switch {
	case slices.Equal(shape, from.Shape):
		return to.Shape, true
	case n == 1 && shape[0] == from.Size():
		return []int{to.Size()}, true
	case n > 0 && slices.Equal(shape[1:], from.Shape):
		return append([]int{shape[0]}, to.Shape...), true
	case n == 2 && shape[1] == from.Size():
		return []int{shape[0], to.Size()}, true
	}
	return nil, false
}

// scale is the factor between A* and Aᵀ.
func (m *linearMap) scale() float64 {
	if !m.transpose {
		return 1
	}
	return m.A.Domain().W() / m.A.Range().W()
}

func applyFwd(v *Var) {
	m, x, y := v.extra.(*linearMap), v.in[0].val.f64, v.val.f64
	from, to := m.spaces()
	n, k := from.Size(), to.Size()
	if n == 0 || k == 0 {
		clear(y)
		return
	}
	if b, ok := m.A.(BatchLinear); ok {
		if m.transpose {
			b.AdjointRows(y, x, len(x)/n)
		} else {
			b.ApplyRows(y, x, len(x)/n)
		}
	} else {
		for i := range len(x) / n {
			m.one(y[i*k:(i+1)*k], x[i*n:(i+1)*n])
		}
	}
	if s := m.scale(); s != 1 {
		scaleFwd(y, y, s)
	}
}

func (m *linearMap) one(dst, x []float64) {
	if m.transpose {
		m.A.Adjoint(dst, x)
	} else {
		m.A.Apply(dst, x)
	}
}

func applyFwd32(v *Var) {
	m, x, y := v.extra.(*linearMap), v.in[0].val.f32, v.val.f32
	from, to := m.spaces()
	n, k := from.Size(), to.Size()
	if n == 0 || k == 0 {
		clear(y)
		return
	}
	if b, ok := m.A.(BatchLinear); ok {
		if m.transpose {
			b.AdjointRows32(y, x, len(x)/n)
		} else {
			b.ApplyRows32(y, x, len(x)/n)
		}
		if s := m.scale(); s != 1 {
			scaleFwd(y, y, float32(s))
		}
		return
	}
	m.throughDouble(y, x, n, k)
}

// throughDouble applies the map to samples in single precision one by one.
func (m *linearMap) throughDouble(y, x []float32, n, k int) {
	if len(m.x) != n || len(m.y) != k {
		m.x, m.y = make([]float64, n), make([]float64, k)
	}
	s := m.scale()
	for i := range len(x) / n {
		for j, v := range x[i*n : (i+1)*n] {
			m.x[j] = float64(v)
		}
		m.one(m.y, m.x)
		for j, v := range m.y {
			y[i*k+j] = float32(s * v)
		}
	}
}

// applyVJP is the transposed map.
func applyVJP(v, g *Var, _ int) *Var {
	m := v.extra.(*linearMap)
	w := v.tape.emit(opApply, v.in[0].val.shape, g)
	w.extra = &linearMap{A: m.A, transpose: !m.transpose}
	return w.run()
}
