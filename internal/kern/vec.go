package kern

// op names an elementwise or reduction kernel in the tables the assembly fills.
type op int

const (
	opAdd op = iota
	opSub
	opMul
	opDiv
	opMaximum
	opMinimum
	opMulAdd
	opFMA
	opSelect
	opScale
	opAddScalar
	opAxpy
	opAxpby
	opClamp
	opAbs
	opSign
	opSquare
	opSqrt
	opRecip
	opExp
	opExpShift
	opExpm1
	opLog
	opLog1p
	opTanh
	opSigmoid
	opSoftplus
	opGELU
	opGELUErf
	opErf
	opReLU
	opSin
	opCos
	opSinCos
	opTanhGrad
	opSigmoidGrad
	opSoftplusGrad
	opGELUGrad
	opGELUErfGrad
	opReLUGrad
	opReLUMask
	opSinGrad
	opCosGrad
	opLogGrad
	opSqrtGrad
	opRecipGrad
	opAbsGrad
	opSum
	opDot
	opSumSq
	opSumAbs
	opSumSqDev
	opMax
	opMin
	opMaxAbs
	opFold
	opSGD
	opMomentum
	opNesterov
	opAdam
	opAdamW
	opRMSProp
	numOps
)

// kernel is the one signature of the vector kernels: n elements, p points to scalar parameters.
// What the pointers mean is said where the kernel is called; unused ones are nil.
type kernel func(dst, a, b, c *byte, n int, p *byte)

// vecs holds the assembly kernels of this machine by kind of element; nil entries have none.
var vecs [2][numOps]kernel

const (
	vecBlock    = 1 << 13 // elements of one assembly call, which cannot be preempted
	vecParallel = 1 << 16 // from here on a second core pays
)

// params are the scalars of a kernel.
type params[T Float] [8]T

// run hands the elements of dst to the assembly kernel of o in bounded calls, on several cores when
// they are many. It reports false, having done nothing, if this machine has no such kernel.
func run[T Float](o op, dst, a, b, c []T, p *params[T]) bool {
	f := vecs[kind[T]()][o]
	if f == nil {
		return false
	}
	if len(dst) >= vecParallel {
		runParallel(f, dst, a, b, c, p)
	} else {
		runRange(f, dst, a, b, c, p, 0, len(dst))
	}
	return true
}

func runParallel[T Float](f kernel, dst, a, b, c []T, p *params[T]) {
	var q params[T]
	if p != nil {
		q = *p
	}
	share(len(dst), 2*vecBlock, vecArgs[T]{f, dst, a, b, c, q})
}

type vecArgs[T Float] struct {
	f            kernel
	dst, a, b, c []T
	p            params[T]
}

func (v *vecArgs[T]) piece(lo, hi int) { runRange(v.f, v.dst, v.a, v.b, v.c, &v.p, lo, hi) }

func runRange[T Float](f kernel, dst, a, b, c []T, p *params[T], lo, hi int) {
	var q *byte
	if p != nil {
		q = ptr(p[:])
	}
	for ; lo < hi; lo += vecBlock {
		n := min(vecBlock, hi-lo)
		f(ptr(dst[lo:hi]), ptr(tail(a, lo)), ptr(tail(b, lo)), ptr(tail(c, lo)), n, q)
	}
}

// tail is x[lo:], or nil for an operand that is not used.
func tail[T any](x []T, lo int) []T {
	if x == nil {
		return nil
	}
	return x[lo:]
}
