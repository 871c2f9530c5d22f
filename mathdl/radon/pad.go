package radon

import (
	"sync"

	"github.com/mathdl/kernel/internal/kern"
)

// scratch keeps work space between calls.
var scratch sync.Pool

// borrow returns n numbers of unknown values, and what give takes to have them back.
func borrow(n int) ([]float64, *[]float64) {
	p, _ := scratch.Get().(*[]float64)
	if p == nil || cap(*p) < n {
		b := make([]float64, n)
		p = &b
	}
	return (*p)[:n], p
}

func give(p *[]float64) { scratch.Put(p) }

// padRows returns the rows of x with kern.RayPad zeros on both sides of each.
func padRows(x []float64, rows, cols int) ([]float64, *[]float64) {
	w := cols + 2*kern.RayPad
	out, p := borrow(rows * w)
	kern.For(rows, 64, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			row := out[r*w:][:w]
			clear(row[:kern.RayPad])
			copy(row[kern.RayPad:], x[r*cols:][:cols])
			clear(row[kern.RayPad+cols:])
		}
	})
	return out, p
}

// padCols returns the columns of x as rows, padded likewise.
func padCols(x []float64, rows, cols int) ([]float64, *[]float64) {
	w := rows + 2*kern.RayPad
	out, p := borrow(cols * w)
	clear(out)
	kern.Transpose(out[kern.RayPad:], w, x, rows, cols, cols)
	return out, p
}
