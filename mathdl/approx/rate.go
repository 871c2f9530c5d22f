package approx

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Rate is the power law error ≈ C·N^Slope fitted to a curve by least squares in the logarithms.
type Rate struct {
	Slope, C float64
	// Lo and Hi bound the slope with a confidence of 95 %, if the logarithms scatter independently and
	// normally about a line. A curve that bends scatters otherwise: look at the window.
	Lo, Hi float64
	StdErr float64
	Points int
	// From and To are the window, the first and the last N used.
	From, To int
}

// String returns for example "-0.71 ± 0.03 (2048 ≤ N ≤ 32768, 5 points)".
func (r Rate) String() string {
	return fmt.Sprintf("%.3f ± %.3f (%d ≤ N ≤ %d, %d points)", r.Slope, (r.Hi-r.Lo)/2, r.From, r.To, r.Points)
}

// Fit fits a power law to the points of a curve with lo ≤ N ≤ hi and a positive error. It returns an error if
// these are fewer than three.
//
// The window matters more than the fit. A curve begins with a plateau while the terms are spent on the
// smooth part, and on a grid it falls ever faster once N nears the number of coefficients that the edge has at
// the finest scale; the rate is in between. A quarter of (length of the edge)·(pixels per unit) is a good
// last N.
func (c *Curve) Fit(lo, hi int) (Rate, error) {
	var x, y []float64
	r := Rate{}
	for i, n := range c.N {
		if n < lo || n > hi || n <= 0 || !(c.Error[i] > 0) {
			continue
		}
		if len(x) == 0 || n < r.From {
			r.From = n
		}
		r.To = max(r.To, n)
		x, y = append(x, math.Log(float64(n))), append(y, math.Log(c.Error[i]))
	}
	r.Points = len(x)
	if r.Points < 3 {
		return r, fmt.Errorf("approx.Curve.Fit: points in the window %d ≤ N ≤ %d: got %d, want at least 3", lo, hi, r.Points)
	}
	r.line(x, y)
	return r, nil
}

// line is the regression of y on x.
func (r *Rate) line(x, y []float64) {
	n := float64(len(x))
	mx, my := sum(x)/n, sum(y)/n
	sxx, sxy := 0.0, 0.0
	for i := range x {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - my)
	}
	r.Slope = sxy / sxx
	r.C = math.Exp(my - r.Slope*mx)
	rest := 0.0
	for i := range x {
		d := y[i] - my - r.Slope*(x[i]-mx)
		rest += d * d
	}
	r.StdErr = math.Sqrt(rest / (n - 2) / sxx)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 2}.Quantile(0.975)
	r.Lo, r.Hi = r.Slope-t*r.StdErr, r.Slope+t*r.StdErr
}
