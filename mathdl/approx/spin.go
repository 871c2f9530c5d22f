package approx

import (
	"context"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Spin makes a method invariant to shifts: it averages, over all shifts by 0 ≤ s_a < shifts in every axis a of
// an array of the given shape, D applied to the shifted array and shifted back (cycle spinning, Coifman and
// Donoho 1995). Shifts are periodic. With a decimated wavelet transform of J levels, 2^J shifts give all
// there is; the result is that of the stationary transform with the same rule. D stores its estimate in dst.
//
// dst of Spin may be nil, and may be x. When ctx ends, or D returns an error, Spin returns the mean over the
// shifts so far, or x before the first, with the error. record, which may be nil, is called after every shift.
// Spin panics with a [*op.ShapeError] on a wrong length, and with an error unless shifts ≥ 1.
func Spin(ctx context.Context, dst, x []float64, shape []int, shifts int, D func(ctx context.Context, dst, x []float64) error,
	record func(done, all int)) ([]float64, error) {
	n := op.R(shape...).Size()
	need("approx.Spin", "x", len(x), n)
	needFrom("approx.Spin", "shifts", shifts, 1)
	dst = take("approx.Spin", dst, n)
	s := make([]int, len(shape))
	from, to, sum := make([]float64, n), make([]float64, n), make([]float64, n)
	at := make([]int, n)
	count, all := 0, 1
	for _, m := range shape {
		all *= max(1, min(shifts, m))
	}
	var err error
	for err == nil {
		indices(at, shape, s)
		for i, j := range at {
			from[i] = x[j]
		}
		if err = ctx.Err(); err == nil {
			err = D(ctx, to, from)
		}
		if err != nil {
			break
		}
		for i, j := range at {
			sum[j] += to[i]
		}
		if count++; record != nil {
			record(count, all)
		}
		if !advance(s, shape, shifts) {
			break
		}
	}
	if count == 0 {
		copy(dst, x)
		return dst, err
	}
	kern.Scale(dst, 1/float64(count), sum)
	return dst, err
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
