package unroll

import "github.com/mathdl/kernel/mathdl/op"

// normed returns A/‖A‖ with the estimate of the norm, or A itself if that is 0, and the factor 1/‖A‖.
func normed(A op.Linear) (op.Linear, float64) {
	norm := op.NormEst(A, nil)
	if norm == 0 {
		return A, 1
	}
	return op.Scale(1/norm, A), 1 / norm
}

// laplace returns ∇ᵀ∇ on images of rows × cols, with forward differences that are zero across the border: the gradient
// of S(x) = ½‖∇x‖². It is its own adjoint.
func laplace(rows, cols int) op.Linear {
	f := func(dst, x []float64) {
		clear(dst)
		for i := range rows {
			row, out := x[i*cols:(i+1)*cols], dst[i*cols:(i+1)*cols]
			for c := range cols - 1 {
				d := row[c+1] - row[c]
				out[c] -= d
				out[c+1] += d
			}
			if i == rows-1 {
				continue
			}
			next, below := x[(i+1)*cols:(i+2)*cols], dst[(i+1)*cols:(i+2)*cols]
			for c, v := range row {
				d := next[c] - v
				out[c] -= d
				below[c] += d
			}
		}
	}
	return op.LinearFunc{X: op.R(rows, cols), Y: op.R(rows, cols), Fwd: f, FwdStar: f}
}
