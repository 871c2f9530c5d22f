package approx

import (
	"context"
	"fmt"
	"slices"
)

// ShrinkSettings chooses the thresholds t = K·σ·Norm of the bands. The zero value, or nil, means hard thresholds
// with the default K.
type ShrinkSettings struct {
	Rule Rule
	// K has a number for every scale, coarse to fine; the last goes on for finer scales. Nil means for Hard 2.5,
	// and 3.8 at the finest scale (the rule of ShearLab), for Firm 2 and 3, for Soft 1 and 1.8.
	K []float64
	// Bands has a number for every band, in the order of the frame, and replaces K and Low; nil does not.
	Bands []float64
	// Rules has a rule for every band and replaces Rule; nil does not.
	Rules []Rule
	// Low is K for the low-pass; 0 leaves it as it is.
	Low float64
	// Record is called when a band is done, with the number of those that are.
	Record func(done, bands int)
}

// byBand returns K and the rule for every band of a frame with the given scales.
func (s *ShrinkSettings) byBand(scales []int) ([]float64, []Rule) {
	rules := s.Rules
	if rules == nil {
		rules = slices.Repeat([]Rule{s.Rule}, len(scales))
	}
	need("approx.ShrinkSettings", "Rules", len(rules), len(scales))
	for _, r := range rules {
		needRule("approx.ShrinkSettings", r)
	}
	if s.Bands != nil {
		need("approx.ShrinkSettings", "Bands", len(s.Bands), len(scales))
		return s.Bands, rules
	}
	k := make([]float64, len(scales))
	J := finest(scales)
	for i, j := range scales {
		switch {
		case j == 0:
			k[i] = s.Low
		case len(s.K) > 0:
			k[i] = s.K[min(j, len(s.K))-1]
		case j < J:
			k[i] = [...]float64{2.5, 1, 2}[rules[i]]
		default:
			k[i] = [...]float64{3.8, 1.8, 3}[rules[i]]
		}
	}
	return k, rules
}

// finest is the largest of scales, 0 for none.
func finest(scales []int) int {
	J := 0
	for _, j := range scales {
		J = max(J, j)
	}
	return J
}

// Denoise stores in dst, which may be nil, the estimate of x from y = x + noise, white and Gaussian with
// standard deviation sigma: the coefficients of y in the frame F, made smaller by a rule, are transformed
// back. dst may be y.
//
// When ctx ends, Denoise stops after the band it is at and returns its error and y, than which nothing better is known. It panics with a
// [*op.ShapeError] on a wrong length, and if sigma is negative or NaN.
func Denoise(ctx context.Context, dst, y []float64, F Transform, sigma float64, s *ShrinkSettings) ([]float64, error) {
	if s == nil {
		s = new(ShrinkSettings)
	}
	needSigma("approx.Denoise", sigma)
	n := F.Domain().Size()
	need("approx.Denoise", "y", len(y), n)
	dst = take("approx.Denoise", dst, n)
	k, rules := s.byBand(F.Scales())
	norm := F.Norms()
	_, err := mapAll(ctx, F, [][]float64{dst}, [][]float64{y}, s.Record, func(i int, c [][]float64) {
		if t := k[i] * sigma * norm[i]; t > 0 {
			Shrink(c[0], c[0], rules[i], t)
		}
	})
	if err != nil {
		copy(dst, y)
	}
	return dst, err
}

func needSigma(where string, sigma float64) {
	if !(sigma >= 0) {
		panic(fmt.Errorf("%s: sigma: got %v, want a number from 0 on", where, sigma))
	}
}
