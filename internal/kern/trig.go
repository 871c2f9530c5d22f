package kern

import "math"

// turnsLimit is the largest argument whose quadrant the assembly can find; beyond it package math does.
func turnsLimit[T Float]() T {
	if is32[T]() {
		return 1e5
	}
	return 1e7
}

// turns runs the kernel of o on the blocks of x where it may be used, and package math on the others; the
// operands are those of run, and x is one of them.
func turns[T Float](o op, x, dst, a, b []T) {
	if len(x) <= vecBlock {
		turnsRange(o, x, dst, a, b, 0, len(x))
		return
	}
	share(len(x), vecBlock, turnArgs[T]{o, x, dst, a, b})
}

type turnArgs[T Float] struct {
	o            op
	x, dst, a, b []T
}

func (t *turnArgs[T]) piece(lo, hi int) { turnsRange(t.o, t.x, t.dst, t.a, t.b, lo, hi) }

func turnsRange[T Float](o op, x, dst, a, b []T, lo, hi int) {
	dst, a = dst[lo:hi], a[lo:hi]
	if b != nil {
		b = b[lo:hi]
	}
	x = x[lo:hi]
	if MaxAbs(x) <= turnsLimit[T]() && run(o, dst, a, b, nil, nil) {
		return
	}
	for i, v := range x {
		sin, cos := math.Sincos(float64(v))
		switch o {
		case opSin:
			dst[i] = T(sin)
		case opCos:
			dst[i] = T(cos)
		case opSinCos:
			dst[i], a[i] = T(sin), T(cos)
		case opSinGrad:
			dst[i] += b[i] * T(cos)
		case opCosGrad:
			dst[i] -= b[i] * T(sin)
		}
	}
}

// Sin computes
//
//	for i := range dst { dst[i] = sin x[i] }
//
// x in radians, within 2 ulp; NaN at ±Inf.
func Sin[T Float](dst, x []T) {
	same2("Sin", dst, x)
	turns(opSin, x, dst, x, nil)
}

// Cos computes
//
//	for i := range dst { dst[i] = cos x[i] }
//
// x in radians, within 2 ulp; NaN at ±Inf.
func Cos[T Float](dst, x []T) {
	same2("Cos", dst, x)
	turns(opCos, x, dst, x, nil)
}

// SinCos computes both at the price of one:
//
//	for i := range s { s[i], c[i] = sin x[i], cos x[i] }
//
// s or c may be x.
func SinCos[T Float](s, c, x []T) {
	same3("SinCos", s, c, x)
	turns(opSinCos, x, s, c, x)
}

// SinGrad takes the input x:
//
//	for i := range dx { dx[i] += dy[i] * cos(x[i]) }
func SinGrad[T Float](dx, x, dy []T) {
	same3("SinGrad", dx, x, dy)
	turns(opSinGrad, x, dx, x, dy)
}

// CosGrad takes the input x:
//
//	for i := range dx { dx[i] -= dy[i] * sin(x[i]) }
func CosGrad[T Float](dx, x, dy []T) {
	same3("CosGrad", dx, x, dy)
	turns(opCosGrad, x, dx, x, dy)
}
