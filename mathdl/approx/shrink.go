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
	// MapAll applies f to the coefficients of several arrays in each band, and inverts the transform.
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
func (r Rule) String() string { return [...]string{"Hard", "Soft", "Firm"}[r] }

// Shrink stores the values of a rule with threshold t ≥ 0 in dst, which may be nil, and may be c. NaN stays NaN.
// It panics with a [*op.ShapeError] on a wrong length.
func Shrink(dst, c []float64, r Rule, t float64) []float64 {
	dst = take("approx.Shrink", dst, len(c))
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

// ShrinkSettings chooses the thresholds t = K·σ·Norm of the bands. The zero value, or nil, means hard thresholds
// with the default K.
type ShrinkSettings struct {
	Rule Rule
	// K has a number for every scale, coarse to fine; the last goes on for finer scales. Nil means for Hard 2.5,
	// and 3.8 at the finest scale (the rule of ShearLab), for Firm 2 and 3, for Soft 1 and 1.8.
	K []float64
	// Low is K for the low-pass; 0 leaves it as it is.
	Low float64
}

// ks returns K by scale, from 0 to the finest.
func (s *ShrinkSettings) ks(scales []int) []float64 {
	J := 0
	for _, j := range scales {
		J = max(J, j)
	}
	k := make([]float64, J+1)
	k[0] = s.Low
	for j := 1; j <= J; j++ {
		switch {
		case len(s.K) > 0:
			k[j] = s.K[min(j, len(s.K))-1]
		case j < J:
			k[j] = [...]float64{2.5, 1, 2}[s.Rule]
		default:
			k[j] = [...]float64{3.8, 1.8, 3}[s.Rule]
		}
	}
	return k
}

// Denoise stores in dst, which may be nil, the estimate of x from y = x + noise, white and Gaussian with
// standard deviation sigma: the coefficients of y in the frame F, made smaller by a rule, are transformed
// back. dst may be y. It panics with a [*op.ShapeError] on a wrong length, and if sigma is negative or NaN.
func Denoise(dst, y []float64, F Transform, sigma float64, s *ShrinkSettings) []float64 {
	if s == nil {
		s = new(ShrinkSettings)
	}
	needSigma("approx.Denoise", sigma)
	scale, norm := F.Scales(), F.Norms()
	k := s.ks(scale)
	return F.MapAll([][]float64{dst}, [][]float64{y}, func(i int, c [][]float64) {
		if t := k[scale[i]] * sigma * norm[i]; t > 0 {
			Shrink(c[0], c[0], s.Rule, t)
		}
	})[0]
}

func needSigma(where string, sigma float64) {
	if !(sigma >= 0) {
		panic(fmt.Errorf("%s: sigma: got %v, want a number from 0 on", where, sigma))
	}
}
