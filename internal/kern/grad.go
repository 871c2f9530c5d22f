package kern

import "math"

// Derivatives of the elementwise functions, as reverse mode needs them: dx[i] += dy[i]·f′(·). Each takes
// the output y of the function or its input x, whichever is cheaper; the comment says which. All
// slices have the length of dx, or the function panics with a *LengthError; dx may be dy.

// TanhGrad takes the output y = tanh x:
//
//	for i := range dx { dx[i] += dy[i] * (1 - y[i]*y[i]) }
func TanhGrad[T Float](dx, y, dy []T) {
	same3("TanhGrad", dx, y, dy)
	if !run(opTanhGrad, dx, y, dy, nil, nil) {
		addProduct(dx, y, dy, func(y T) T { return 1 - y*y })
	}
}

// SigmoidGrad takes the output y = 1/(1+e^-x):
//
//	for i := range dx { dx[i] += dy[i] * y[i] * (1 - y[i]) }
func SigmoidGrad[T Float](dx, y, dy []T) {
	same3("SigmoidGrad", dx, y, dy)
	if !run(opSigmoidGrad, dx, y, dy, nil, nil) {
		addProduct(dx, y, dy, func(y T) T { return y * (1 - y) })
	}
}

// SoftplusGrad takes the input x:
//
//	for i := range dx { dx[i] += dy[i] / (1 + e^-x[i]) }
func SoftplusGrad[T Float](dx, x, dy []T) {
	same3("SoftplusGrad", dx, x, dy)
	if !run(opSoftplusGrad, dx, x, dy, nil, nil) {
		addProduct(dx, x, dy, func(x T) T { return T(sigmoid(float64(x))) })
	}
}

// GELUGrad takes the input x of the tanh form:
//
//	u = √(2/π) (x + 0.044715 x³);  s = 1/(1+e^-2u)
//	dx[i] += dy[i] * (s + 2 x s (1-s) u′)
func GELUGrad[T Float](dx, x, dy []T) {
	same3("GELUGrad", dx, x, dy)
	if !run(opGELUGrad, dx, x, dy, nil, nil) {
		addProduct(dx, x, dy, func(x T) T { return T(geluPrime(float64(x))) })
	}
}

func geluPrime(x float64) float64 {
	x = min(max(x, -1e3), 1e3) // the limits 0 and 1 are reached long before
	s := sigmoid(2 * geluA * (x + geluC*x*x*x))
	return s + 2*x*s*(1-s)*geluA*(1+3*geluC*x*x)
}

// GELUErfGrad takes the input x:
//
//	dx[i] += dy[i] * (Φ(x) + x φ(x))
//
// with Φ the normal distribution function and φ its density.
func GELUErfGrad[T Float](dx, x, dy []T) {
	same3("GELUErfGrad", dx, x, dy)
	if !run(opGELUErfGrad, dx, x, dy, nil, nil) {
		addProduct(dx, x, dy, func(x T) T { return T(geluErfPrime(float64(x))) })
	}
}

const invSqrt2Pi = 0.39894228040143267794 // 1/√(2π)

func geluErfPrime(x float64) float64 {
	x = min(max(x, -1e3), 1e3)
	return math.Erfc(-x/math.Sqrt2)/2 + x*invSqrt2Pi*math.Exp(-x*x/2)
}

// ReLUGrad takes the input x, or the output y, which has the same positive elements:
//
//	for i := range dx { if x[i] > 0 { dx[i] += dy[i] } }
func ReLUGrad[T Float](dx, x, dy []T) {
	same3("ReLUGrad", dx, x, dy)
	if run(opReLUGrad, dx, x, dy, nil, nil) {
		return
	}
	x, dy = x[:len(dx)], dy[:len(dx)]
	for i := range dx {
		if x[i] > 0 {
			dx[i] += dy[i]
		}
	}
}

// ReLUMask is ReLUGrad, but overwrites dx, which may be x or dy:
//
//	for i := range dx { if x[i] > 0 { dx[i] = dy[i] } else { dx[i] = 0 } }
func ReLUMask[T Float](dx, x, dy []T) {
	same3("ReLUMask", dx, x, dy)
	if run(opReLUMask, dx, x, dy, nil, nil) {
		return
	}
	x, dy = x[:len(dx)], dy[:len(dx)]
	for i := range dx {
		var v T
		if x[i] > 0 {
			v = dy[i]
		}
		dx[i] = v
	}
}

// ExpGrad takes the output y = e^x:
//
//	for i := range dx { dx[i] += dy[i] * y[i] }
func ExpGrad[T Float](dx, y, dy []T) { MulAdd(dx, y, dy) }

// LogGrad takes the input x:
//
//	for i := range dx { dx[i] += dy[i] / x[i] }
func LogGrad[T Float](dx, x, dy []T) {
	same3("LogGrad", dx, x, dy)
	if run(opLogGrad, dx, x, dy, nil, nil) {
		return
	}
	x, dy = x[:len(dx)], dy[:len(dx)]
	for i := range dx {
		dx[i] += dy[i] / x[i]
	}
}

// SqrtGrad takes the output y = √x:
//
//	for i := range dx { dx[i] += dy[i] / (2 * y[i]) }
func SqrtGrad[T Float](dx, y, dy []T) {
	same3("SqrtGrad", dx, y, dy)
	if run(opSqrtGrad, dx, y, dy, nil, nil) {
		return
	}
	y, dy = y[:len(dx)], dy[:len(dx)]
	for i := range dx {
		dx[i] += dy[i] / (2 * y[i])
	}
}

// ReciprocalGrad takes the output y = 1/x:
//
//	for i := range dx { dx[i] -= dy[i] * y[i] * y[i] }
func ReciprocalGrad[T Float](dx, y, dy []T) {
	same3("ReciprocalGrad", dx, y, dy)
	if !run(opRecipGrad, dx, y, dy, nil, nil) {
		addProduct(dx, y, dy, func(y T) T { return -(y * y) })
	}
}

// AbsGrad takes the input x; the derivative at zero is zero:
//
//	for i := range dx { dx[i] += dy[i] * sign(x[i]) }
func AbsGrad[T Float](dx, x, dy []T) {
	same3("AbsGrad", dx, x, dy)
	if !run(opAbsGrad, dx, x, dy, nil, nil) {
		addProduct(dx, x, dy, func(x T) T { return T(sign(float64(x))) })
	}
}

func addProduct[T Float](dx, v, dy []T, f func(T) T) {
	v, dy = v[:len(dx)], dy[:len(dx)]
	for i := range dx {
		dx[i] += dy[i] * f(v[i])
	}
}
