package radon

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/op"
)

// RangeError is the panic value for a number out of its range. It implements error so that a host can show it.
type RangeError struct {
	Func, What string
	Got        any
	Want       string // the range, in words
}

// Error returns "radon.New: angles: got 0, want 1 or more".
func (e *RangeError) Error() string {
	return fmt.Sprintf("%s: %s: got %v, want %s", e.Func, e.What, e.Got, e.Want)
}

func needCount(where, what string, n int) {
	if n < 1 {
		panic(&RangeError{where, what, n, "1 or more"})
	}
}

func needPositive(where, what string, v float64) {
	if !(v > 0) || math.IsInf(v, 1) {
		panic(&RangeError{where, what, v, "a finite number > 0"})
	}
}

// needAngles panics unless there are angles, all finite.
func needAngles(where string, angles []float64) {
	needCount(where, "number of angles", len(angles))
	for _, t := range angles {
		if math.IsNaN(t) || math.IsInf(t, 0) {
			panic(&RangeError{where, "angle", t, "a finite number of radians"})
		}
	}
}

// need panics with a *op.ShapeError unless x has length n.
func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// take returns dst, or a new slice for a nil dst, checked.
func take[T any](where string, dst []T, n int) []T {
	if dst == nil {
		return make([]T, n)
	}
	need(where, "dst", len(dst), n)
	return dst
}
