package approx

import (
	"math"
	"math/bits"
)

// threshold returns the n-th largest of non-negative numbers, and how many of those equal to it belong to
// the n largest; for n = 0 it returns +Inf. NaN counts as larger than all others.
//
// It finds the bits of the answer from the left, eleven at a time, since non-negative floating-point numbers
// are ordered like their bits.
func threshold(x []float64, n int) (t float64, ties int) {
	if n <= 0 {
		return math.Inf(1), 0
	}
	const digit = 11
	var prefix, mask uint64
	left := min(n, len(x))
	for shift := 64 - digit; ; shift -= digit {
		width := digit
		if shift < 0 {
			width, shift = digit+shift, 0
		}
		count := make([]int, 1<<width)
		for _, v := range x {
			if b := math.Float64bits(v); b&mask == prefix {
				count[b>>shift&(1<<width-1)]++
			}
		}
		k := len(count) - 1
		for count[k] < left {
			left -= count[k]
			k--
		}
		prefix |= uint64(k) << shift
		mask |= uint64(1<<width-1) << shift
		if bits.OnesCount64(mask) == 64 {
			return math.Float64frombits(prefix), left
		}
	}
}
