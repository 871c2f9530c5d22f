package op

import "fmt"

// ShapeError is the panic value for operands that do not fit together. It is a misuse of the
// program, not a circumstance, hence a panic; it implements error so that a host can show it.
type ShapeError struct {
	Func string // the function or method called, with its package
	What string // the operand that does not fit
	Got  []int  // its shape
	Want []int  // the shape required
}

// Error returns "op.Mul: domain of A: got shape [3], want [4]".
func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s: %s: got shape %v, want %v", e.Func, e.What, e.Got, e.Want)
}

// needSpace panics unless got and want are equal spaces; spaces of the same shape that differ in
// their weight are told apart in the message.
func needSpace(where, what string, got, want Space) {
	if got.Equal(want) {
		return
	}
	e := &ShapeError{Func: where, What: what, Got: got.Shape, Want: want.Shape}
	if got.W() != want.W() {
		e.What = fmt.Sprintf("%s (weight: got %.4g, want %.4g)", what, got.W(), want.W())
	}
	panic(e)
}
