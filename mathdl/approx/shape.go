package approx

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/op"
)

// need panics with a *op.ShapeError unless a length is right.
func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// needFrom panics with an error unless a number is large enough.
func needFrom(where, what string, got, least int) {
	if got < least {
		panic(fmt.Errorf("%s: %s: got %d, want %d or more", where, what, got, least))
	}
}

func take(where string, dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	need(where, "dst", len(dst), n)
	return dst
}
