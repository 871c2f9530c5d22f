package kern

import (
	"fmt"
	"unsafe"
)

// Float is the set of element types: everything here exists in single and in double precision.
type Float interface{ ~float32 | ~float64 }

// LengthError is the panic value for operands that do not fit together.
type LengthError struct {
	Func      string // the function called, without the package
	What      string // the operand that does not fit
	Got, Want int    // its length, and the least one required
}

// Error implements error.
func (e *LengthError) Error() string {
	return fmt.Sprintf("kern.%s: length of %s: got %d, want %d", e.Func, e.What, e.Got, e.Want)
}

// sameLen panics unless got == want.
func sameLen(fn, what string, got, want int) {
	if got != want {
		panic(&LengthError{fn, what, got, want})
	}
}

// atLeast panics unless got ≥ want.
func atLeast(fn, what string, got, want int) {
	if got < want {
		panic(&LengthError{fn, what, got, want})
	}
}

// size is the size of an element in bytes: a constant in each instance of a generic function.
func size[T Float]() int {
	var z T
	return int(unsafe.Sizeof(z))
}

// is32 tells single from double precision; the compiler folds it in each instance.
func is32[T Float]() bool { return size[T]() == 4 }

// kind is the index of T in tables of kernels: 0 for float32, 1 for float64.
func kind[T Float]() int { return size[T]()>>2 - 1 }

// as64 views a slice whose elements are known to be double precision.
func as64[T Float](x []T) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// ptr is the address an assembly kernel takes. It is hidden from escape analysis, which cannot see
// through a table of kernels: none of them keeps a pointer, so a caller's array may stay on its stack.
func ptr[T any](x []T) *byte { return (*byte)(unsafe.Pointer(hidden(unsafe.SliceData(x)))) }

// hidden hides an address from escape analysis. While it is only a number the stack must not move, so
// nothing may be called in between: no check for stack space, no check of pointers as -race adds them.
//
//go:nosplit
//go:nocheckptr
func hidden[T any](x *T) *T {
	p := uintptr(unsafe.Pointer(x))
	return *(**T)(unsafe.Pointer(&p))
}
