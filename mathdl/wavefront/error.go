package wavefront

import "fmt"

// RangeError is what is panicked with when a number is outside its range.
type RangeError struct {
	Where, Name string
	Got         float64
	Want        string
}

// Error says which number it is, what it was and what it should be.
func (e *RangeError) Error() string {
	return fmt.Sprintf("%s: %s is %v, want %s", e.Where, e.Name, e.Got, e.Want)
}

func need(where, name string, got float64, ok bool, want string) {
	if !ok {
		panic(&RangeError{where, name, got, want})
	}
}
