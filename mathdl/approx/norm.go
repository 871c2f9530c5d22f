package approx

import (
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/op"
)

// normOf is ‖A‖ with a margin of a percent, from a fixed start.
func normOf(A op.Linear) float64 {
	return 1.01 * op.NormEst(A, rand.New(rand.NewPCG(1, 1)))
}
