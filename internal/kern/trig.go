package kern

import "math"

// turnsLimit is the largest argument whose quadrant the assembly can find; beyond it package math does.
func turnsLimit[T Float]() T {
	if is32[T]() {
		return 1e5
	}
	return 1e7
}

// byTurns calls fast on the blocks of x where it may be used, and slow on the others.
func byTurns[T Float](o op, x []T, fast, slow func(lo, hi int)) {
	if vecs[kind[T]()][o] == nil {
		For(len(x), vecBlock, slow)
		return
	}
	grain := 2 * vecBlock
	if len(x) < vecParallel {
		grain = vecParallel
	}
	For(len(x), grain, func(lo, hi int) {
		for ; lo < hi; lo += vecBlock {
			if at := min(lo+vecBlock, hi); MaxAbs(x[lo:at]) <= turnsLimit[T]() {
				fast(lo, at)
			} else {
				slow(lo, at)
			}
		}
	})
}

// Sin computes
//
//	for i := range dst { dst[i] = sin x[i] }
//
// x in radians, within 2 ulp; NaN at ±Inf.
func Sin[T Float](dst, x []T) {
	same2("Sin", dst, x)
	byTurns(opSin, x,
		func(lo, hi int) { run(opSin, dst[lo:hi], x[lo:hi], nil, nil, nil) },
		func(lo, hi int) { applyRange(dst[lo:hi], x[lo:hi], math.Sin) })
}

// Cos computes
//
//	for i := range dst { dst[i] = cos x[i] }
//
// x in radians, within 2 ulp; NaN at ±Inf.
func Cos[T Float](dst, x []T) {
	same2("Cos", dst, x)
	byTurns(opCos, x,
		func(lo, hi int) { run(opCos, dst[lo:hi], x[lo:hi], nil, nil, nil) },
		func(lo, hi int) { applyRange(dst[lo:hi], x[lo:hi], math.Cos) })
}

// SinCos computes both at the price of one:
//
//	for i := range s { s[i], c[i] = sin x[i], cos x[i] }
//
// s or c may be x.
func SinCos[T Float](s, c, x []T) {
	same3("SinCos", s, c, x)
	byTurns(opSinCos, x,
		func(lo, hi int) { run(opSinCos, s[lo:hi], c[lo:hi], x[lo:hi], nil, nil) },
		func(lo, hi int) {
			for i, v := range x[lo:hi] {
				sin, cos := math.Sincos(float64(v))
				s[lo+i], c[lo+i] = T(sin), T(cos)
			}
		})
}

// SinGrad takes the input x:
//
//	for i := range dx { dx[i] += dy[i] * cos(x[i]) }
func SinGrad[T Float](dx, x, dy []T) {
	same3("SinGrad", dx, x, dy)
	byTurns(opSinGrad, x,
		func(lo, hi int) { run(opSinGrad, dx[lo:hi], x[lo:hi], dy[lo:hi], nil, nil) },
		func(lo, hi int) {
			addProduct(dx[lo:hi], x[lo:hi], dy[lo:hi], func(x T) T { return T(math.Cos(float64(x))) })
		})
}

// CosGrad takes the input x:
//
//	for i := range dx { dx[i] -= dy[i] * sin(x[i]) }
func CosGrad[T Float](dx, x, dy []T) {
	same3("CosGrad", dx, x, dy)
	byTurns(opCosGrad, x,
		func(lo, hi int) { run(opCosGrad, dx[lo:hi], x[lo:hi], dy[lo:hi], nil, nil) },
		func(lo, hi int) {
			addProduct(dx[lo:hi], x[lo:hi], dy[lo:hi], func(x T) T { return -T(math.Sin(float64(x))) })
		})
}
