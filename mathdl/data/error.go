package data

import "fmt"

// ShapeError is the panic value for slices and sets that do not fit together. It implements error so
// that a host can show it.
type ShapeError struct {
	Func      string // the function called, with its package
	What      string // what does not fit
	Got, Want int    // its length and the one required
}

// Error returns "data.AddNoise: dst: got length 3, want 4".
func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s: %s: got length %d, want %d", e.Func, e.What, e.Got, e.Want)
}
