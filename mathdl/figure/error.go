package figure

import "fmt"

// ShapeError is the panic value for slices that do not fit together. It implements error so that a
// host can show it.
type ShapeError struct {
	Func      string // the function called, with its package
	What      string // the slice that does not fit
	Got, Want int    // its length and the one required
}

// Error returns "figure.Image: x: got length 7, want 8".
func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s: %s: got length %d, want %d", e.Func, e.What, e.Got, e.Want)
}

func need(where, what string, got, want int) {
	if got != want {
		panic(&ShapeError{where, what, got, want})
	}
}
