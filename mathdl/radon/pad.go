package radon

import (
	"sync"
	"unsafe"

	"github.com/mathdl/kernel/internal/kern"
)

// scratch keeps work space between calls.
var scratch sync.Pool

// borrow returns n numbers of unknown values, and what give takes to have them back.
func borrow[T kern.Float](n int) ([]T, *[]float64) {
	var z T
	w := (n*int(unsafe.Sizeof(z)) + 7) / 8
	p, _ := scratch.Get().(*[]float64)
	if p == nil || cap(*p) < w {
		b := make([]float64, w)
		p = &b
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData((*p)[:w]))), n), p
}

func give(p *[]float64) { scratch.Put(p) }

// padRows returns the rows of x with kern.RayPad zeros on both sides of each.
func padRows[T kern.Float](x []T, rows, cols int) ([]T, *[]float64) {
	w := cols + 2*kern.RayPad
	out, p := borrow[T](rows * w)
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
func padCols[T kern.Float](x []T, rows, cols int) ([]T, *[]float64) {
	w := rows + 2*kern.RayPad
	out, p := borrow[T](cols * w)
	clear(out)
	kern.Transpose(out[kern.RayPad:], w, x, rows, cols, cols)
	return out, p
}
