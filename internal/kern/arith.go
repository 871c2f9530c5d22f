package kern

import "math"

// Elementwise arithmetic. All slices have the length of dst, or the function panics with a
// *LengthError; dst may be one of the sources, but must not overlap a source otherwise.

func same2[T Float](fn string, dst, a []T) {
	sameLen(fn, "source", len(a), len(dst))
}

func same3[T Float](fn string, dst, a, b []T) {
	sameLen(fn, "first source", len(a), len(dst))
	sameLen(fn, "second source", len(b), len(dst))
}

// Add computes
//
//	for i := range dst { dst[i] = a[i] + b[i] }
func Add[T Float](dst, a, b []T) {
	same3("Add", dst, a, b)
	if run(opAdd, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

// Sub computes
//
//	for i := range dst { dst[i] = a[i] - b[i] }
func Sub[T Float](dst, a, b []T) {
	same3("Sub", dst, a, b)
	if run(opSub, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b[i]
	}
}

// Mul computes
//
//	for i := range dst { dst[i] = a[i] * b[i] }
func Mul[T Float](dst, a, b []T) {
	same3("Mul", dst, a, b)
	if run(opMul, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

// Div computes
//
//	for i := range dst { dst[i] = a[i] / b[i] }
func Div[T Float](dst, a, b []T) {
	same3("Div", dst, a, b)
	if run(opDiv, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / b[i]
	}
}

// Maximum computes the larger of two values, b[i] where they are not ordered:
//
//	for i := range dst { if a[i] > b[i] { dst[i] = a[i] } else { dst[i] = b[i] } }
func Maximum[T Float](dst, a, b []T) {
	same3("Maximum", dst, a, b)
	if run(opMaximum, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		v := b[i]
		if a[i] > v {
			v = a[i]
		}
		dst[i] = v
	}
}

// Minimum computes the smaller of two values, b[i] where they are not ordered:
//
//	for i := range dst { if a[i] < b[i] { dst[i] = a[i] } else { dst[i] = b[i] } }
func Minimum[T Float](dst, a, b []T) {
	same3("Minimum", dst, a, b)
	if run(opMinimum, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		v := b[i]
		if a[i] < v {
			v = a[i]
		}
		dst[i] = v
	}
}

// MulAdd adds a product:
//
//	for i := range dst { dst[i] += a[i] * b[i] }
func MulAdd[T Float](dst, a, b []T) {
	same3("MulAdd", dst, a, b)
	if run(opMulAdd, dst, a, b, nil, nil) {
		return
	}
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] += a[i] * b[i]
	}
}

// FMA computes
//
//	for i := range dst { dst[i] = a[i]*b[i] + c[i] }
//
// rounding once where the machine can.
func FMA[T Float](dst, a, b, c []T) {
	same3("FMA", dst, a, b)
	sameLen("FMA", "third source", len(c), len(dst))
	if run(opFMA, dst, a, b, c, nil) {
		return
	}
	a, b, c = a[:len(dst)], b[:len(dst)], c[:len(dst)]
	for i := range dst {
		dst[i] = a[i]*b[i] + c[i]
	}
}

// Select chooses by the sign of cond:
//
//	for i := range dst { if cond[i] > 0 { dst[i] = a[i] } else { dst[i] = b[i] } }
//
// With cond = x-y it is the choice by x > y.
func Select[T Float](dst, a, b, cond []T) {
	same3("Select", dst, a, b)
	sameLen("Select", "condition", len(cond), len(dst))
	if run(opSelect, dst, a, b, cond, nil) {
		return
	}
	a, b, cond = a[:len(dst)], b[:len(dst)], cond[:len(dst)]
	for i := range dst {
		v := b[i]
		if cond[i] > 0 {
			v = a[i]
		}
		dst[i] = v
	}
}

// Fill computes
//
//	for i := range dst { dst[i] = v }
func Fill[T Float](dst []T, v T) {
	if v == 0 && !math.Signbit(float64(v)) {
		clear(dst)
		return
	}
	for i := range dst {
		dst[i] = v
	}
}

// Scale computes
//
//	for i := range dst { dst[i] = alpha * x[i] }
func Scale[T Float](dst []T, alpha T, x []T) {
	same2("Scale", dst, x)
	if run(opScale, dst, x, nil, nil, &params[T]{alpha}) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = alpha * x[i]
	}
}

// AddScalar computes
//
//	for i := range dst { dst[i] = x[i] + alpha }
func AddScalar[T Float](dst []T, alpha T, x []T) {
	same2("AddScalar", dst, x)
	if run(opAddScalar, dst, x, nil, nil, &params[T]{alpha}) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = x[i] + alpha
	}
}

// Axpy adds a multiple:
//
//	for i := range y { y[i] += alpha * x[i] }
func Axpy[T Float](y []T, alpha T, x []T) {
	same2("Axpy", y, x)
	if run(opAxpy, y, x, nil, nil, &params[T]{alpha}) {
		return
	}
	x = x[:len(y)]
	for i := range y {
		y[i] += alpha * x[i]
	}
}

// Axpby mixes two vectors:
//
//	for i := range y { y[i] = alpha*x[i] + beta*y[i] }
func Axpby[T Float](y []T, alpha T, x []T, beta T) {
	same2("Axpby", y, x)
	if run(opAxpby, y, x, nil, nil, &params[T]{alpha, beta}) {
		return
	}
	x = x[:len(y)]
	for i := range y {
		y[i] = alpha*x[i] + beta*y[i]
	}
}

// Clamp limits values to [lo, hi], and keeps NaN:
//
//	for i := range dst { dst[i] = min(max(x[i], lo), hi) }
func Clamp[T Float](dst, x []T, lo, hi T) {
	same2("Clamp", dst, x)
	if run(opClamp, dst, x, nil, nil, &params[T]{lo, hi}) {
		return
	}
	x = x[:len(dst)]
	for i := range dst {
		v := x[i]
		if lo > v {
			v = lo
		}
		if hi < v {
			v = hi
		}
		dst[i] = v
	}
}
