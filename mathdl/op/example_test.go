package op_test

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// A difference operator and its adjoint, as one would write them in a cell.
func ExampleLinearFunc() {
	n := 4
	D := op.LinearFunc{X: op.R(n), Y: op.R(n - 1),
		Fwd: func(dst, x []float64) {
			for i := range dst {
				dst[i] = x[i+1] - x[i]
			}
		},
		FwdStar: func(dst, y []float64) {
			clear(dst)
			for i, v := range y {
				dst[i+1] += v
				dst[i] -= v
			}
		},
	}
	fmt.Println(D.Apply(nil, []float64{1, 4, 9, 16}))
	fmt.Println("adjoint:", optest.CheckLinear(D, 1e-13))
	fmt.Printf("‖D‖ = %.4f\n", op.NormEst(D, nil)) // 2·cos(π/2n)
	// Output:
	// [3 5 7]
	// adjoint: <nil>
	// ‖D‖ = 1.8478
}

func ExampleMul() {
	D := op.Diag(op.R(3), []float64{1, 2, 3})
	A := op.Mul(op.Star(D), D)
	fmt.Println(A.Domain(), A.Apply(nil, []float64{1, 1, 1}))
	// Output: ℝ^3 [1 4 9]
}
