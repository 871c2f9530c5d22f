package solve

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// The power iteration for step sizes ends at this change of the estimate or number of steps: methods either
// check their step or leave a margin.
const (
	normTol        = 1e-5
	normIterations = 200
)

// normOf estimates ‖A‖ by power iteration like [op.NormEst], and looks at the context meanwhile.
func normOf(ctx context.Context, A op.Linear) float64 {
	rnd := rand.New(rand.NewPCG(1, 1))
	x, y := make([]float64, A.Domain().Size()), make([]float64, A.Range().Size())
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	est := 0.0
	for range normIterations {
		if unit(x) == 0 || ctx.Err() != nil {
			break
		}
		last := est
		if est = norm(A.Apply(y, x)); math.Abs(est-last) <= normTol*est {
			break
		}
		A.Adjoint(x, y)
	}
	return est
}

// stepFor returns StepMargin/‖A‖², or 1 for the zero operator.
func stepFor(ctx context.Context, A op.Linear) float64 {
	a := normOf(ctx, A)
	if a == 0 {
		return 1
	}
	return StepMargin / (a * a)
}

// distance returns ‖x-y‖.
func distance(x, y []float64) float64 {
	return math.Sqrt(sums(len(x), func(lo, hi int) (s float64) {
		y := y[lo:hi]
		for i, v := range x[lo:hi] {
			d := v - y[i]
			s += d * d
		}
		return s
	}))
}

// extrapolate stores x + b(x-last) in dst.
func extrapolate(dst, x, last []float64, b float64) {
	kern.For(len(x), grain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = x[i] + b*(x[i]-last[i])
		}
	})
}
