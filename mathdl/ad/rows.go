package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

func needLast(where string, x *Var) {
	if x.rank() == 0 || fromEnd(x.val.shape, 1) == 0 {
		panic(fmt.Sprintf("%s: got shape %v, want a last axis with elements", where, x.val.shape))
	}
}

// LogSumExp returns ln Σⱼ e^(xⱼ) along the last axis, which disappears, without overflow.
// It panics if that axis is missing or empty.
func LogSumExp(x *Var) *Var {
	needLast("ad.LogSumExp", x)
	return x.tape.emit(opLogSumExp, x.val.shape[:x.rank()-1], x).run()
}

// Softmax returns e^(xⱼ)/Σₖ e^(xₖ) along the last axis, without overflow.
// It panics if that axis is missing or empty.
func Softmax(x *Var) *Var {
	needLast("ad.Softmax", x)
	return mapped(opSoftmax, x)
}

// LogSoftmax returns xⱼ − ln Σₖ e^(xₖ) along the last axis, without overflow.
// It panics if that axis is missing or empty.
func LogSoftmax(x *Var) *Var {
	needLast("ad.LogSoftmax", x)
	return Sub(x, column(LogSumExp(x)))
}

// column appends an axis of extent 1.
func column(x *Var) *Var {
	e := extentsOf(x.val.shape)
	e.d[e.n] = 1
	e.n++
	return Reshape(x, e.slice()...)
}

// table returns the extents of x as a matrix whose rows run along the last axis.
func table(x *Var) (rows, cols int) {
	cols = fromEnd(x.val.shape, 1)
	return x.Len() / cols, cols
}

func logSumExpFwd[T kern.Float](v *Var) {
	r, c := table(v.in[0])
	kern.LogSumExpRows(data[T](v), data[T](v.in[0]), r, c, c)
}

func softmaxFwd[T kern.Float](v *Var) {
	r, c := table(v)
	kern.SoftmaxRows(data[T](v), c, data[T](v.in[0]), r, c, c)
}

func logSumExpVJP(v, g *Var, _ int) *Var { return Mul(column(g), Softmax(v.in[0])) }
func logSumExpJVP(v, t *Var, _ int) *Var { return Sum(Mul(t, Softmax(v.in[0])), -1) }

// softmaxGrad is y ⊙ (g − ⟨g, y⟩) on rows, the derivative of softmax at its output y; it is symmetric.
func softmaxGrad(y, g *Var) *Var { return y.tape.emit(opSoftmaxGrad, y.val.shape, y, g).run() }

func softmaxGradFwd[T kern.Float](v *Var) {
	r, c := table(v)
	clear(data[T](v))
	kern.SoftmaxGradRows(data[T](v), c, data[T](v.in[0]), c, data[T](v.in[1]), c, r, c)
}

// softmaxGradVJP: h ↦ h⊙g − h⟨g, y⟩ − g⟨h, y⟩ for y; the map is symmetric in g.
func softmaxGradVJP(v, h *Var, i int) *Var {
	y, g := v.in[0], v.in[1]
	if i == 1 {
		return softmaxGrad(y, h)
	}
	gy, hy := column(Sum(Mul(g, y), -1)), column(Sum(Mul(h, y), -1))
	return Sub(Sub(Mul(h, g), Mul(h, gy)), Mul(g, hy))
}

// softmaxGradJVP: t ↦ t⊙g − t⟨g, y⟩ − y⟨g, t⟩ for y.
func softmaxGradJVP(v, t *Var, i int) *Var {
	y, g := v.in[0], v.in[1]
	if i == 1 {
		return softmaxGrad(y, t)
	}
	gy, gt := column(Sum(Mul(g, y), -1)), column(Sum(Mul(g, t), -1))
	return Sub(Sub(Mul(t, g), Mul(t, gy)), Mul(y, gt))
}
