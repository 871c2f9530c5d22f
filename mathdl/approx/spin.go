package approx

import (
	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Spin makes a method invariant to shifts: it averages, over all shifts by 0 ≤ s_a < shifts in every axis a of
// an array of the given shape, D applied to the shifted array and shifted back (cycle spinning, Coifman and
// Donoho 1995). Shifts are periodic. With a decimated wavelet transform of J levels, 2^J shifts give all
// there is; the result is that of the stationary transform with the same rule. D stores its estimate in dst.
// dst of Spin may be nil, and may be x. It panics with a [*op.ShapeError] on a wrong length.
func Spin(dst, x []float64, shape []int, shifts int, D func(dst, x []float64)) []float64 {
	n := op.R(shape...).Size()
	need("approx.Spin", "x", len(x), n)
	dst = take("approx.Spin", dst, n)
	s := make([]int, len(shape))
	from, to, sum := make([]float64, n), make([]float64, n), make([]float64, n)
	at := make([]int, n)
	count := 0
	for {
		indices(at, shape, s)
		for i, j := range at {
			from[i] = x[j]
		}
		D(to, from)
		for i, j := range at {
			sum[j] += to[i]
		}
		count++
		if !advance(s, shape, shifts) {
			break
		}
	}
	kern.Scale(dst, 1/float64(count), sum)
	return dst
}

// indices stores where element i of the shifted array comes from.
func indices(at []int, shape, s []int) {
	for i := range at {
		j, unit := 0, 1
		for a, r := len(shape)-1, i; a >= 0; a-- {
			j += (r + s[a]) % shape[a] * unit
			r /= shape[a]
			unit *= shape[a]
		}
		at[i] = j
	}
}

// advance goes to the next shift, at most shifts and no more than there are, and reports whether there is one.
func advance(s, shape []int, shifts int) bool {
	for a := len(s) - 1; a >= 0; a-- {
		if s[a]++; s[a] < min(shifts, shape[a]) {
			return true
		}
		s[a] = 0
	}
	return false
}
