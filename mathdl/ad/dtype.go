package ad

import "fmt"

// DType is the precision of the numbers of a tensor, chosen at run time.
type DType uint8

// The two precisions. The zero value is double precision.
const (
	Float64 DType = iota // 53 bits, about 16 digits
	Float32              // 24 bits, about 7 digits; half the memory, twice the speed
)

// Size returns the bytes of one number.
func (d DType) Size() int {
	if d == Float32 {
		return 4
	}
	return 8
}

// Eps returns the distance from 1 to the next larger number: 2⁻⁵² or 2⁻²³.
func (d DType) Eps() float64 {
	if d == Float32 {
		return 0x1p-23
	}
	return 0x1p-52
}

// String returns "float64" or "float32".
func (d DType) String() string {
	switch d {
	case Float64:
		return "float64"
	case Float32:
		return "float32"
	}
	return fmt.Sprintf("DType(%d)", uint8(d))
}
