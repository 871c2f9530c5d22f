package approx

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Transform is what shrinkage asks of a frame: bands with their scale and the norm of their atoms, and the
// map Inverse∘F∘Apply for an F that works band by band. Wavelet transforms and shearlet systems have it.
type Transform interface {
	Domain() op.Space
	// Norms returns the norm of the atoms of every band, the factor by which white noise grows.
	Norms() []float64
	// Scales returns the scale of every band, from 1, the coarsest; 0 is the low-pass.
	Scales() []int
	// MapAll applies f to the coefficients of several arrays in each band, and inverts the transform. A panic of f
	// must reach the caller: it is how a method whose context has ended leaves.
	MapAll(dst, x [][]float64, f func(i int, c [][]float64)) [][]float64
}

// Rule is a function that makes coefficients smaller.
type Rule int

// The rules, for a threshold t.
const (
	// Hard keeps c if |c| > t and drops it otherwise.
	Hard Rule = iota
	// Soft moves c towards 0 by t, the proximal map of t|c| (Donoho 1995).
	Soft
	// Firm is 0 up to t, the identity from ratio·t on, and linear in between (Gao and Bruce 1997).
	Firm
)

// FirmRatio is the default ratio of the two thresholds of Firm.
const FirmRatio = 2

// String returns the name of the constant.
func (r Rule) String() string {
	if r < Hard || r > Firm {
		return fmt.Sprintf("Rule(%d)", int(r))
	}
	return [...]string{"Hard", "Soft", "Firm"}[r]
}

// Shrink stores the values of a rule with threshold t ≥ 0 in dst, which may be nil, and may be c. NaN stays NaN,
// and a threshold that is NaN makes all NaN.
// It panics with a [*op.ShapeError] on a wrong length, and with an error for no rule and a negative
// threshold.
func Shrink(dst, c []float64, r Rule, t float64) []float64 {
	needRule("approx.Shrink", r)
	if t < 0 {
		panic(fmt.Errorf("approx.Shrink: threshold: got %v, want a number from 0 on", t))
	}
	dst = take("approx.Shrink", dst, len(c))
	if math.IsNaN(t) {
		return fill(dst, t)
	}
	kern.For(len(c), 1<<14, func(lo, hi int) {
		switch d, c := dst[lo:hi], c[lo:hi]; r {
		case Hard:
			hard(d, c, t)
		case Soft:
			for i, v := range c {
				d[i] = v - max(-t, min(v, t))
			}
		default:
			firm(d, c, t, FirmRatio*t)
		}
	})
	return dst
}

func needRule(where string, r Rule) {
	if r < Hard || r > Firm {
		panic(fmt.Errorf("%s: rule: got %d, want Hard, Soft or Firm", where, int(r)))
	}
}

// hard works on the bits, which order non-negative numbers, so that there is no branch to mispredict.
func hard(dst, c []float64, t float64) {
	limit := math.Float64bits(t)
	dst = dst[:len(c)]
	for i, v := range c {
		b := math.Float64bits(v)
		k := b
		if b&^(1<<63) <= limit {
			k = 0
		}
		dst[i] = math.Float64frombits(k)
	}
}

func firm(dst, c []float64, t, u float64) {
	for i, v := range c {
		switch a := math.Abs(v); {
		case a <= t:
			dst[i] = 0
		case a < u:
			dst[i] = math.Copysign(u*(a-t)/(u-t), v)
		default:
			dst[i] = v
		}
	}
}
