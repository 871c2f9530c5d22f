package solve

import (
	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Gradient returns x ↦ ∇x for images of rows × cols: forward differences down the columns, then along the rows,
// 0 at the last row and column, in a space of 2 × rows × cols. Its adjoint is minus the divergence, its norm
// at most √8. It panics with a [*RangeError] unless there are pixels.
func Gradient(rows, cols int) op.Linear {
	if rows < 1 || cols < 1 {
		panic(&RangeError{"solve.Gradient", "rows, cols", []int{rows, cols}, "≥ 1"})
	}
	return op.LinearFunc{X: op.R(rows, cols), Y: op.R(2, rows, cols),
		Fwd:     func(dst, x []float64) { gradient(dst, x, rows, cols) },
		FwdStar: func(dst, y []float64) { divergence(dst, y, rows, cols) },
	}
}

func gradient(dst, x []float64, rows, cols int) {
	n := rows * cols
	kern.For(rows, 1+grain/cols, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			v, h, a := dst[r*cols:][:cols], dst[n+r*cols:][:cols], x[r*cols:][:cols]
			if r == rows-1 {
				clear(v)
			} else {
				below := x[(r+1)*cols:][:cols]
				for c, s := range a {
					v[c] = below[c] - s
				}
			}
			for c := range cols - 1 {
				h[c] = a[c+1] - a[c]
			}
			h[cols-1] = 0
		}
	})
}

// divergence is the transpose of gradient; what stands in the last row and column of y has no part in it.
func divergence(dst, y []float64, rows, cols int) {
	n := rows * cols
	kern.For(rows, 1+grain/cols, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			d, v, h := dst[r*cols:][:cols], y[r*cols:][:cols], y[n+r*cols:][:cols]
			if r < rows-1 {
				for c, s := range v {
					d[c] = -s
				}
			} else {
				clear(d)
			}
			if r > 0 {
				above := y[(r-1)*cols:][:cols]
				for c, s := range above {
					d[c] += s
				}
			}
			for c := range cols - 1 {
				d[c] -= h[c]
				d[c+1] += h[c]
			}
		}
	})
}
