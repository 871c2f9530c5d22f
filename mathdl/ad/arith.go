package ad

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Add returns a + b elementwise, with broadcasting. It panics with a *op.ShapeError if the shapes do
// not broadcast.
func Add(a, b *Var) *Var { return zipped("ad.Add", opAdd, a, b) }

// Sub returns a − b elementwise, with broadcasting. It panics with a *op.ShapeError if the shapes do
// not broadcast.
func Sub(a, b *Var) *Var { return zipped("ad.Sub", opSub, a, b) }

// Mul returns a ⊙ b, the elementwise product, with broadcasting; for the matrix product see [MatMul].
// It panics with a *op.ShapeError if the shapes do not broadcast.
func Mul(a, b *Var) *Var { return zipped("ad.Mul", opMul, a, b) }

// Div returns a / b elementwise, with broadcasting. It panics with a *op.ShapeError if the shapes do
// not broadcast.
func Div(a, b *Var) *Var { return zipped("ad.Div", opDiv, a, b) }

// Maximum returns max(a, b) elementwise, with broadcasting. Where a = b the derivative is that of b.
// It panics with a *op.ShapeError if the shapes do not broadcast.
func Maximum(a, b *Var) *Var { return zipped("ad.Maximum", opMaximum, a, b) }

// Minimum returns min(a, b) elementwise, with broadcasting. Where a = b the derivative is that of b.
// It panics with a *op.ShapeError if the shapes do not broadcast.
func Minimum(a, b *Var) *Var { return zipped("ad.Minimum", opMinimum, a, b) }

func zipped(where string, o opcode, a, b *Var) *Var {
	e := broadcast(where, a.val.shape, b.val.shape)
	return a.tape.emit(o, e.slice(), a, b).run()
}

// Neg returns −x.
func Neg(x *Var) *Var { return Scale(-1, x) }

// Scale returns αx.
func Scale(alpha float64, x *Var) *Var { return withScalar(opScale, x, alpha) }

// AddScalar returns x + c.
func AddScalar(x *Var, c float64) *Var { return withScalar(opShift, x, c) }

// Pow returns xᵖ elementwise for a fixed real p. For p that is no integer x must not be negative; the
// derivative at 0 is infinite for 0 < p < 1. Small integers are powers by multiplication.
func Pow(x *Var, p float64) *Var { return withScalar(opPow, x, p) }

func withScalar(o opcode, x *Var, a float64) *Var {
	v := x.tape.emit(o, x.val.shape, x)
	v.a = a
	return v.run()
}

// Where returns a where cond > 0 and b elsewhere, elementwise; all three have the same shape. It is
// constant in cond. It panics with a *op.ShapeError if the shapes differ.
func Where(cond, a, b *Var) *Var {
	for _, x := range []*Var{a, b} {
		if !sameShape(x, cond) {
			mismatch("ad.Where", "operand", x.val.shape, cond.val.shape)
		}
	}
	return cond.tape.emit(opWhere, cond.val.shape, cond, a, b).run()
}

func whereFwd[T kern.Float](v *Var) {
	kern.Select(data[T](v), data[T](v.in[1]), data[T](v.in[2]), data[T](v.in[0]))
}

func whereVJP(v, g *Var, i int) *Var {
	switch i {
	case 1:
		return Mul(g, Step(v.in[0]))
	case 2:
		return Sub(g, Mul(g, Step(v.in[0])))
	}
	return nil
}

func whereJVP(v, t *Var, i int) *Var { return whereVJP(v, t, i) }

// back sums the cotangent of a broadcast operand to the shape of x.
func back(g, x *Var) *Var { return foldTo(g, x.val.shape) }

// out repeats the tangent of an operand to the shape of the result v.
func out(t, v *Var) *Var { return expandTo(t, v.val.shape) }

func addVJP(v, g *Var, i int) *Var { return back(g, v.in[i]) }
func addJVP(v, t *Var, _ int) *Var { return out(t, v) }

func subVJP(v, g *Var, i int) *Var {
	if i == 1 {
		g = Neg(g)
	}
	return back(g, v.in[i])
}

func subJVP(v, t *Var, i int) *Var {
	if i == 1 {
		t = Neg(t)
	}
	return out(t, v)
}

func mulVJP(v, g *Var, i int) *Var { return back(Mul(g, v.in[1-i]), v.in[i]) }
func mulJVP(v, t *Var, i int) *Var { return out(Mul(t, v.in[1-i]), v) }

// divSlope is ∂(a/b)·g: g/b for a, −g·(a/b)/b for b.
func divSlope(v, g *Var, i int) *Var {
	g = Div(g, v.in[1])
	if i == 1 {
		g = Neg(Mul(g, v))
	}
	return g
}

func divVJP(v, g *Var, i int) *Var { return back(divSlope(v, g, i), v.in[i]) }
func divJVP(v, t *Var, i int) *Var { return out(divSlope(v, t, i), v) }

// chosen multiplies g by the indicator of a > b for i = 0, of its complement for i = 1.
func chosen(a, b, g *Var, i int) *Var {
	first := Mul(g, Step(Sub(a, b)))
	if i == 0 {
		return first
	}
	return Sub(g, first)
}

func maxVJP(v, g *Var, i int) *Var { return back(chosen(v.in[0], v.in[1], g, i), v.in[i]) }
func maxJVP(v, t *Var, i int) *Var { return out(chosen(v.in[0], v.in[1], t, i), v) }
func minVJP(v, g *Var, i int) *Var { return back(chosen(v.in[1], v.in[0], g, i), v.in[i]) }
func minJVP(v, t *Var, i int) *Var { return out(chosen(v.in[1], v.in[0], t, i), v) }

func scaleFwd[T kern.Float](dst, x []T, a T) { kern.Scale(dst, a, x) }
func shiftFwd[T kern.Float](dst, x []T, a T) { kern.AddScalar(dst, a, x) }

// smallPower is the largest exponent that is worth multiplications.
const smallPower = 8

func powFwd[T kern.Float](dst, x []T, a T) {
	p := float64(a)
	if p != math.Trunc(p) || math.Abs(p) > smallPower {
		for i, v := range x {
			dst[i] = T(math.Pow(float64(v), p))
		}
		return
	}
	switch k := int(math.Abs(p)); k {
	case 0:
		kern.Fill(dst, 1)
	case 1:
		copy(dst, x)
	default:
		kern.Square(dst, x)
		for range k - 2 {
			kern.Mul(dst, dst, x)
		}
	}
	if p < 0 {
		kern.Reciprocal(dst, dst)
	}
}

func powGrad(v, g *Var) *Var {
	switch p := v.a; p {
	case 0:
		return nil
	case 1:
		return g
	default:
		return Mul(g, Scale(p, Pow(v.in[0], p-1)))
	}
}

// data returns the numbers of v as its precision; T must be that of the tape.
func data[T kern.Float](v *Var) []T { return numbers[T](&v.val) }

func numbers[T kern.Float](t *Tensor) []T {
	if p, ok := any(&t.f64).(*[]T); ok {
		return *p
	}
	return *any(&t.f32).(*[]T)
}

func sameShape(a, b *Var) bool {
	if a.rank() != b.rank() {
		return false
	}
	for i, n := range a.val.shape {
		if b.val.shape[i] != n {
			return false
		}
	}
	return true
}
