package ad

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

func mapped(o opcode, x *Var) *Var { return x.tape.emit(o, x.val.shape, x).run() }

// Abs returns |x|; its derivative at 0 is taken to be 0.
func Abs(x *Var) *Var { return mapped(opAbs, x) }

// Sign returns −1, 0 or 1 by the sign of x; it is constant where it is differentiable.
func Sign(x *Var) *Var { return mapped(opSign, x) }

// Step returns 1 where x > 0 and 0 elsewhere; it is constant where it is differentiable.
func Step(x *Var) *Var { return mapped(opStep, x) }

// Square returns x².
func Square(x *Var) *Var { return mapped(opSquare, x) }

// Sqrt returns √x, NaN for x < 0; its derivative at 0 is infinite.
func Sqrt(x *Var) *Var { return mapped(opSqrt, x) }

// Reciprocal returns 1/x.
func Reciprocal(x *Var) *Var { return mapped(opReciprocal, x) }

// Exp returns eˣ.
func Exp(x *Var) *Var { return mapped(opExp, x) }

// Expm1 returns eˣ − 1 without cancellation near 0.
func Expm1(x *Var) *Var { return mapped(opExpm1, x) }

// Log returns ln x, −Inf at 0 and NaN below.
func Log(x *Var) *Var { return mapped(opLog, x) }

// Log1p returns ln(1 + x) without cancellation near 0.
func Log1p(x *Var) *Var { return mapped(opLog1p, x) }

// Sin returns sin x, x in radians.
func Sin(x *Var) *Var { return mapped(opSin, x) }

// Cos returns cos x, x in radians.
func Cos(x *Var) *Var { return mapped(opCos, x) }

// Tanh returns the hyperbolic tangent.
func Tanh(x *Var) *Var { return mapped(opTanh, x) }

// Sigmoid returns 1/(1 + e⁻ˣ).
func Sigmoid(x *Var) *Var { return mapped(opSigmoid, x) }

// Softplus returns ln(1 + eˣ) without overflow.
func Softplus(x *Var) *Var { return mapped(opSoftplus, x) }

// ReLU returns max(0, x); its derivative at 0 is taken to be 0.
func ReLU(x *Var) *Var { return mapped(opReLU, x) }

// LeakyReLU returns x for x > 0 and αx elsewhere.
func LeakyReLU(x *Var, alpha float64) *Var { return withScalar(opLeaky, x, alpha) }

// GELUTanh returns x·σ(2√(2/π)(x + 0.044715x³)), the form with tanh of the Gaussian error linear unit
// (Hendrycks and Gimpel 2016). It differs from [GELU] by up to 5·10⁻⁴.
func GELUTanh(x *Var) *Var { return mapped(opGELUTanh, x) }

// GELU returns x·Φ(x) with the normal distribution function Φ: the Gaussian error linear unit.
func GELU(x *Var) *Var { return mapped(opGELU, x) }

// Erf returns the error function 2/√π ∫₀ˣ e^(−t²) dt.
func Erf(x *Var) *Var { return mapped(opErf, x) }

func stepFwd[T kern.Float](dst, x []T) {
	for i, v := range x {
		d := T(0)
		if v > 0 {
			d = 1
		}
		dst[i] = d
	}
}

// leakyFwd uses two passes of kernels: αx, then x where it is positive.
func leakyFwd[T kern.Float](dst, x []T, alpha T) {
	kern.Scale(dst, alpha, x)
	kern.Select(dst, x, dst, x)
}

func leakyGrad(v, g *Var) *Var {
	return Where(v.in[0], g, Scale(v.a, g))
}

// gauss is c·e^(−b x²).
func gauss(x *Var, c, b float64) *Var { return Scale(c, Exp(Scale(-b, Square(x)))) }

// geluTanhCurve is g·t·f″(x) for f(x) = x·s, s = σ(2u), u = a(x + cx³): f″ = 2s′ + x s″ with
// s′ = 2u′s(1−s) and s″ = s(1−s)(2u″ + 4u′²(1−2s)).
func geluTanhCurve(v, g, t *Var) *Var {
	const a, c = 0.79788456080286535588, 0.044715 // √(2/π)
	x := v.in[0]
	xx := Square(x)
	s := Sigmoid(Scale(2*a, Mul(x, AddScalar(Scale(c, xx), 1))))
	d := AddScalar(Scale(3*a*c, xx), a)                                      // u′
	bend := Mul(x, Add(Scale(12*a*c, x), Mul(Scale(4, Square(d)), flip(s)))) // x(2u″ + 4u′²(1−2s))
	return Mul(Mul(g, t), gradient(opSigmoidGrad, s, Add(Scale(4, d), bend)))
}

// flip is 1 − 2s.
func flip(s *Var) *Var { return AddScalar(Scale(-2, s), 1) }

// geluCurve is g·t·(2 − x²)φ(x).
func geluCurve(v, g, t *Var) *Var {
	x := v.in[0]
	return Mul(Mul(g, t), Mul(AddScalar(Neg(Square(x)), 2), gauss(x, 1/math.Sqrt(2*math.Pi), 0.5)))
}
