package kern

import "math"

// Reductions add in a fixed order, whatever the number of threads: blocks of redBlock elements, in each
// of which element i goes to lane i mod (256 bytes), the lanes are added as a balanced tree, and the
// sums of the blocks are reduced in the same way. So rounding errors grow with the logarithm of the
// length, and Sum gives the same bits on every machine. Dot, SumSq and SumSqDev round once per
// product on machines with fused multiply-add, so their last bits differ from those of the others.

const redBlock = 1 << 12

// Sum returns Σ x[i].
func Sum[T Float](x []T) T { return reduce(opSum, x, nil, 0) }

// Dot returns Σ a[i]·b[i].
func Dot[T Float](a, b []T) T {
	sameLen("Dot", "second vector", len(b), len(a))
	return reduce(opDot, a, b, 0)
}

// SumSq returns Σ x[i]².
func SumSq[T Float](x []T) T { return reduce(opSumSq, x, nil, 0) }

// SumAbs returns Σ |x[i]|.
func SumAbs[T Float](x []T) T { return reduce(opSumAbs, x, nil, 0) }

// SumSqDev returns Σ (x[i]-c)², the sum of squares about c.
func SumSqDev[T Float](x []T, c T) T { return reduce(opSumSqDev, x, nil, c) }

// Mean returns Σ x[i] / len(x), NaN if x is empty.
func Mean[T Float](x []T) T { return Sum(x) / T(len(x)) }

func reduce[T Float](o op, a, b []T, c T) T {
	if len(a) <= redBlock {
		return reduceBlock(o, a, b, c)
	}
	return reduceLong(o, a, b, c)
}

func reduceLong[T Float](o op, a, b []T, c T) T {
	blocks := (len(a) + redBlock - 1) / redBlock
	part, back := borrow[T](blocks)
	defer give(back)
	if len(a) < vecParallel {
		reduceBlocks(o, part, a, b, c, 0, blocks)
	} else {
		share(blocks, 8, reduceArgs[T]{o, part, a, b, c})
	}
	return reduce(opSum, part, nil, 0)
}

type reduceArgs[T Float] struct {
	o          op
	part, a, b []T
	c          T
}

func (r *reduceArgs[T]) piece(lo, hi int) { reduceBlocks(r.o, r.part, r.a, r.b, r.c, lo, hi) }

func reduceBlocks[T Float](o op, part, a, b []T, c T, lo, hi int) {
	for k := lo; k < hi; k++ {
		i, j := k*redBlock, min((k+1)*redBlock, len(a))
		var bb []T
		if b != nil {
			bb = b[i:j]
		}
		part[k] = reduceBlock(o, a[i:j], bb, c)
	}
}

func reduceBlock[T Float](o op, a, b []T, c T) T {
	f := vecs[kind[T]()][o]
	if f == nil {
		return goReduce(o, a, b, c)
	}
	r := params[T]{0, c}
	f(ptr(r[:1]), ptr(a), ptr(b), nil, len(a), ptr(r[1:]))
	return r[0]
}

// goReduce reduces up to redBlock elements without assembly.
func goReduce[T Float](o op, a, b []T, c T) T {
	switch o {
	case opSum:
		return sumBlock(a)
	case opDot:
		return dotBlock(a, b)
	case opSumSq:
		return dotBlock(a, a)
	case opSumAbs:
		return sumAbsBlock(a)
	case opSumSqDev:
		return sumSqDevBlock(a, c)
	case opMax:
		return maxBlock(a)
	case opMin:
		return minBlock(a)
	}
	return maxAbsBlock(a)
}

// lanes are the partial sums of a block; single precision uses all of them, double precision half.
type lanes[T Float] [64]T

// total adds the lanes in the order of the vector kernels: four registers as (0+1)+(2+3), then halves.
func (l *lanes[T]) total() T {
	v := 64 / size[T]()
	for j := range v {
		l[j] = (l[j] + l[v+j]) + (l[2*v+j] + l[3*v+j])
	}
	for v /= 2; v > 0; v /= 2 {
		for j := range v {
			l[j] += l[v+j]
		}
	}
	return l[0]
}

func sumBlock[T Float](x []T) T {
	var l lanes[T]
	for w := 256 / size[T](); len(x) > 0; x = x[min(w, len(x)):] {
		for j, v := range x[:min(w, len(x))] {
			l[j&63] += v
		}
	}
	return l.total()
}

func dotBlock[T Float](a, b []T) T {
	var l lanes[T]
	w := 256 / size[T]()
	for len(a) > 0 {
		n := min(w, len(a))
		x, y := a[:n], b[:n]
		for j, v := range x {
			l[j&63] += v * y[j]
		}
		a, b = a[n:], b[n:]
	}
	return l.total()
}

func sumAbsBlock[T Float](x []T) T {
	var l lanes[T]
	for w := 256 / size[T](); len(x) > 0; x = x[min(w, len(x)):] {
		for j, v := range x[:min(w, len(x))] {
			l[j&63] += T(math.Abs(float64(v)))
		}
	}
	return l.total()
}

func sumSqDevBlock[T Float](x []T, c T) T {
	var l lanes[T]
	for w := 256 / size[T](); len(x) > 0; x = x[min(w, len(x)):] {
		for j, v := range x[:min(w, len(x))] {
			d := v - c
			l[j&63] += d * d
		}
	}
	return l.total()
}

// Max returns the largest element, NaN if there is one. It panics with a *LengthError if x is empty.
func Max[T Float](x []T) T {
	atLeast("Max", "vector", len(x), 1)
	return extreme(opMax, x)
}

// Min returns the smallest element, NaN if there is one. It panics with a *LengthError if x is empty.
func Min[T Float](x []T) T {
	atLeast("Min", "vector", len(x), 1)
	return extreme(opMin, x)
}

// MaxAbs returns max |x[i]|, NaN if there is one, 0 if x is empty.
func MaxAbs[T Float](x []T) T {
	if len(x) == 0 {
		return 0
	}
	return extreme(opMaxAbs, x)
}

func maxAbsBlock[T Float](x []T) T {
	var m T
	for _, v := range x {
		if v < 0 {
			v = -v
		}
		if v > m || v != v {
			m = v
		}
		if m != m {
			return m
		}
	}
	return m
}

func extreme[T Float](o op, x []T) T {
	m := reduceBlock(o, x[:min(redBlock, len(x))], nil, 0)
	for k := redBlock; k < len(x); k += redBlock {
		v := reduceBlock(o, x[k:min(k+redBlock, len(x))], nil, 0)
		if v != v || m == m && (o == opMin && v < m || o != opMin && v > m) {
			m = v
		}
	}
	return m
}

func maxBlock[T Float](x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		if v > m || v != v {
			m = v
		}
		if m != m {
			return m
		}
	}
	return m
}

func minBlock[T Float](x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		if v < m || v != v {
			m = v
		}
		if m != m {
			return m
		}
	}
	return m
}

// ArgMax returns the first index of the largest element; NaN counts as larger than every number. It
// panics with a *LengthError if x is empty.
func ArgMax[T Float](x []T) int {
	atLeast("ArgMax", "vector", len(x), 1)
	return argExtreme(opMax, x)
}

// ArgMin returns the first index of the smallest element; NaN counts as smaller than every number. It
// panics with a *LengthError if x is empty.
func ArgMin[T Float](x []T) int {
	atLeast("ArgMin", "vector", len(x), 1)
	return argExtreme(opMin, x)
}

// argExtreme finds the block first, then the element in it.
func argExtreme[T Float](o op, x []T) int {
	at, best := 0, x[0]
	for k := 0; k < len(x) && best == best; k += redBlock {
		v := reduceBlock(o, x[k:min(k+redBlock, len(x))], nil, 0)
		if v != v || o == opMax && v > best || o == opMin && v < best {
			at, best = k, v
		}
	}
	for i, v := range x[at:] {
		if v == best || v != v {
			return at + i
		}
	}
	return at
}
