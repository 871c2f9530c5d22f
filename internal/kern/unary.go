package kern

import "math"

// Elementwise functions: dst[i] = f(x[i]). dst and x have the same length, or the function panics with
// a *LengthError; they may be the same slice. The error bounds, in units in the last place of the
// exact result, hold for every x, subnormal ones included, and for both precisions; the portable
// versions go through package math and are at least as good.

// Neg computes
//
//	for i := range dst { dst[i] = -x[i] }
func Neg[T Float](dst, x []T) { Scale(dst, -1, x) }

// Abs computes
//
//	for i := range dst { dst[i] = |x[i]| }
func Abs[T Float](dst, x []T) {
	same2("Abs", dst, x)
	if !run(opAbs, dst, x, nil, nil, nil) {
		apply(dst, x, math.Abs)
	}
}

// Sign computes -1, 0 or 1 by the sign of x[i]; zeros keep their sign and NaN stays NaN.
func Sign[T Float](dst, x []T) {
	same2("Sign", dst, x)
	if !run(opSign, dst, x, nil, nil, nil) {
		apply(dst, x, sign)
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// Square computes
//
//	for i := range dst { dst[i] = x[i] * x[i] }
func Square[T Float](dst, x []T) {
	same2("Square", dst, x)
	if run(opSquare, dst, x, nil, nil, nil) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = x[i] * x[i]
	}
}

// Sqrt computes
//
//	for i := range dst { dst[i] = √x[i] }
//
// correctly rounded; NaN below zero.
func Sqrt[T Float](dst, x []T) {
	same2("Sqrt", dst, x)
	if !run(opSqrt, dst, x, nil, nil, nil) {
		apply(dst, x, math.Sqrt)
	}
}

// Reciprocal computes
//
//	for i := range dst { dst[i] = 1 / x[i] }
//
// correctly rounded.
func Reciprocal[T Float](dst, x []T) {
	same2("Reciprocal", dst, x)
	if run(opRecip, dst, x, nil, nil, nil) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = 1 / x[i]
	}
}

// Exp computes
//
//	for i := range dst { dst[i] = e^x[i] }
//
// within 2 ulp, gradually to zero through the subnormal numbers, +Inf above the range.
func Exp[T Float](dst, x []T) {
	same2("Exp", dst, x)
	if !run(opExp, dst, x, nil, nil, nil) {
		apply(dst, x, math.Exp)
	}
}

// Expm1 computes
//
//	for i := range dst { dst[i] = e^x[i] - 1 }
//
// within 3 ulp, near zero as well.
func Expm1[T Float](dst, x []T) {
	same2("Expm1", dst, x)
	if !run(opExpm1, dst, x, nil, nil, nil) {
		apply(dst, x, math.Expm1)
	}
}

// Log computes
//
//	for i := range dst { dst[i] = ln x[i] }
//
// within 2 ulp; -Inf at zero, NaN below.
func Log[T Float](dst, x []T) {
	same2("Log", dst, x)
	if !run(opLog, dst, x, nil, nil, nil) {
		apply(dst, x, log)
	}
}

// log is math.Log, which for subnormal numbers is wrong on some machines.
func log(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

// Log1p computes
//
//	for i := range dst { dst[i] = ln(1 + x[i]) }
//
// within 3 ulp, near zero as well; -Inf at -1, NaN below.
func Log1p[T Float](dst, x []T) {
	same2("Log1p", dst, x)
	if !run(opLog1p, dst, x, nil, nil, nil) {
		apply(dst, x, math.Log1p)
	}
}

// Tanh computes
//
//	for i := range dst { dst[i] = tanh x[i] }
//
// within 3 ulp, near zero as well.
func Tanh[T Float](dst, x []T) {
	same2("Tanh", dst, x)
	if !run(opTanh, dst, x, nil, nil, nil) {
		apply(dst, x, math.Tanh)
	}
}

// Sigmoid computes the logistic function
//
//	for i := range dst { dst[i] = 1 / (1 + e^-x[i]) }
//
// within 4 ulp, gradually to zero on the far left.
func Sigmoid[T Float](dst, x []T) {
	same2("Sigmoid", dst, x)
	if !run(opSigmoid, dst, x, nil, nil, nil) {
		apply(dst, x, sigmoid)
	}
}

func sigmoid(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// Softplus computes
//
//	for i := range dst { dst[i] = ln(1 + e^x[i]) }
//
// within 4 ulp, without overflow.
func Softplus[T Float](dst, x []T) {
	same2("Softplus", dst, x)
	if !run(opSoftplus, dst, x, nil, nil, nil) {
		apply(dst, x, softplus)
	}
}

func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// ReLU computes max(x, 0), and keeps NaN:
//
//	for i := range dst { if 0 > x[i] { dst[i] = 0 } else { dst[i] = x[i] } }
func ReLU[T Float](dst, x []T) {
	same2("ReLU", dst, x)
	if run(opReLU, dst, x, nil, nil, nil) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		v := x[i]
		if 0 > v {
			v = 0
		}
		dst[i] = v
	}
}

const (
	geluC = 0.044715               // cubic term of GELU
	geluA = 0.79788456080286535588 // √(2/π)
)

// GELU computes the Gaussian error linear unit in its tanh form
//
//	u = √(2/π) (x + 0.044715 x³);  dst[i] = x/2 (1 + tanh u)
//
// within 4 ulp of x/2, that is, relative to x.
func GELU[T Float](dst, x []T) {
	same2("GELU", dst, x)
	if !run(opGELU, dst, x, nil, nil, nil) {
		apply(dst, x, gelu)
	}
}

func gelu(x float64) float64 {
	if math.IsInf(x, -1) {
		return 0
	}
	return x * sigmoid(2*geluA*(x+geluC*x*x*x))
}

// GELUErf computes the Gaussian error linear unit
//
//	dst[i] = x/2 (1 + erf(x/√2))
//
// within 4 ulp of x/2, that is, relative to x.
func GELUErf[T Float](dst, x []T) {
	same2("GELUErf", dst, x)
	if !run(opGELUErf, dst, x, nil, nil, nil) {
		apply(dst, x, geluErf)
	}
}

func geluErf(x float64) float64 {
	if math.IsInf(x, -1) {
		return 0
	}
	return x / 2 * math.Erfc(-x/math.Sqrt2)
}

// Erf computes the error function
//
//	for i := range dst { dst[i] = erf x[i] }
//
// within 4 ulp, near zero as well.
func Erf[T Float](dst, x []T) {
	same2("Erf", dst, x)
	if !run(opErf, dst, x, nil, nil, nil) {
		apply(dst, x, math.Erf)
	}
}

func apply[T Float](dst, x []T, f func(float64) float64) {
	x = x[:len(dst)]
	if len(dst) >= 1<<12 {
		share(len(dst), 1<<11, applyArgs[T]{dst, x, f})
		return
	}
	applyRange(dst, x, f)
}

type applyArgs[T Float] struct {
	dst, x []T
	f      func(float64) float64
}

func (a *applyArgs[T]) piece(lo, hi int) { applyRange(a.dst[lo:hi], a.x[lo:hi], a.f) }

func applyRange[T Float](dst, x []T, f func(float64) float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = T(f(float64(x[i])))
	}
}
