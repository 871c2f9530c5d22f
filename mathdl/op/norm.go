package op

import (
	"math"
	"math/rand/v2"
)

const (
	// NormIterations bounds the power iterations of NormEst.
	NormIterations = 1000
	// NormTol is the relative change of the estimate at which NormEst stops.
	NormTol = 1e-8
)

// NormEst estimates ‖A‖ = max ‖Ax‖_Y/‖x‖_X, the largest singular value, by power iteration on A*A
// from a Gaussian start. The value is ‖Ax‖/‖x‖ for some x and therefore never above ‖A‖ but for
// rounding; with a gap between the two largest singular values it is close.
//
// It stops when the relative change of the estimate is below [NormTol], or after [NormIterations].
// A nil rnd means a generator with a fixed seed. The zero operator gives 0, an operator that
// returns NaN gives NaN. A step size that must respect ‖A‖ should leave a margin of a percent.
//
// Reference: Golub & Van Loan, Matrix Computations, 4th ed., section 7.3.1.
func NormEst(A Linear, rnd *rand.Rand) float64 {
	if rnd == nil {
		rnd = rand.New(rand.NewPCG(1, 1))
	}
	X, Y := A.Domain(), A.Range()
	x, y := make([]float64, X.Size()), make([]float64, Y.Size())
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	est := 0.0
	for range NormIterations {
		n := X.Norm(x)
		if n == 0 || math.IsNaN(n) || math.IsInf(n, 1) {
			return est + 0*n
		}
		times(x, 1/n)
		A.Apply(y, x)
		last := est
		if est = Y.Norm(y); math.Abs(est-last) <= NormTol*est {
			break
		}
		A.Adjoint(x, y)
	}
	return est
}
