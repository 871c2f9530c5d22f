package metric

import "fmt"

// ShapeError is the panic value for slices that do not fit together. It implements error so that a
// host can show it.
type ShapeError struct {
	Func      string // the function called, with its package
	What      string // what does not fit
	Got, Want int    // its length and the one required
}

// Error returns "metric.SSIM: x: got length 3, want 4".
func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s: %s: got length %d, want %d", e.Func, e.What, e.Got, e.Want)
}

// RangeError is the panic value for a number out of its range.
type RangeError struct {
	Func, What string
	Got        float64
	Want       string // the range, in words
}

// Error returns "metric.PSNR: peak: got 0, want > 0".
func (e *RangeError) Error() string {
	return fmt.Sprintf("%s: %s: got %v, want %s", e.Func, e.What, e.Got, e.Want)
}

// needPair panics unless x and f have one, positive length.
func needPair(where string, x, f []float64) {
	if len(x) != len(f) {
		panic(&ShapeError{where, "x", len(x), len(f)})
	}
	if len(f) == 0 {
		panic(&RangeError{where, "number of values", 0, "> 0"})
	}
}

// needImage panics unless x and f are images of rows × cols, both at least least.
func needImage(where string, x, f []float64, rows, cols, least int) {
	for _, n := range []int{rows, cols} {
		if n < least {
			panic(&RangeError{where, "rows and cols", float64(n), fmt.Sprintf("≥ %d", least)})
		}
	}
	if len(f) != rows*cols {
		panic(&ShapeError{where, "f", len(f), rows * cols})
	}
	if len(x) != len(f) {
		panic(&ShapeError{where, "x", len(x), len(f)})
	}
}

func needPositive(where, what string, v float64) {
	if !(v > 0) {
		panic(&RangeError{where, what, v, "> 0"})
	}
}
