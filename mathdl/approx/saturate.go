package approx

import (
	"fmt"
	"math"
)

// Saturation is the law error² ≈ C²·(N^{2·Slope} - End^{2·Slope}) fitted to a curve: a power law for a function on a grid, of which
// End terms are all there is.
type Saturation struct {
	Slope, C, End float64
	// Scatter is the root mean square of the differences in the logarithms of the errors.
	Scatter  float64
	Points   int
	From, To int // the window
}

// String returns for example "-0.50 up to N = 4865 (32 ≤ N ≤ 4096, 8 points, scatter 0.04)".
func (s Saturation) String() string {
	return fmt.Sprintf("%.2f up to N = %.0f (%d ≤ N ≤ %d, %d points, scatter %.2g)", s.Slope, s.End, s.From, s.To, s.Points, s.Scatter)
}

// FitSaturated fits the law of [Saturation] by least squares in the logarithms to the points with lo ≤ N ≤ hi and a positive
// error. What is beyond the finest scale of a grid is missing from every error: Σ_{j>J} of a sum that should go on; this
// makes each curve fall ever faster, and [Curve.Fit] wants a window that stops before. Here the window may reach to the end. It
// returns an error for fewer than four points, and if they do not fall.
//
// The slope is looked for in [-4, -0.01] and End up to 10⁴ times the last N, where nothing is seen of it any more.
func (c *Curve) FitSaturated(lo, hi int) (Saturation, error) {
	var x, y []float64
	s := Saturation{}
	for i, n := range c.N {
		if n < lo || n > hi || n <= 0 || !(c.Error[i] > 0) {
			continue
		}
		if len(x) == 0 || n < s.From {
			s.From = n
		}
		s.To = max(s.To, n)
		x, y = append(x, math.Log(float64(n))), append(y, math.Log(c.Error[i]))
	}
	if s.Points = len(x); s.Points < 4 || y[0] <= y[len(y)-1] {
		return s, fmt.Errorf("approx.Curve.FitSaturated: points in the window %d ≤ N ≤ %d: got %d, want at least 4 whose errors fall", lo, hi, s.Points)
	}
	last := math.Log(float64(s.To))
	slope := func(beyond float64) (gamma, cost float64) {
		return least(0.01, 4, func(g float64) float64 { _, q := saturated(x, y, g, last+beyond); return q })
	}
	// Beyond is log(End/To); its own logarithm is searched, as End may be just beyond the last N.
	at, _ := least(math.Log(1e-4), math.Log(math.Log(1e4)), func(t float64) float64 { _, q := slope(math.Exp(t)); return q })
	beyond := math.Exp(at)
	gamma, cost := slope(beyond)
	logC, _ := saturated(x, y, gamma, last+beyond)
	s.Slope, s.C, s.End, s.Scatter = -gamma, math.Exp(logC), math.Exp(last+beyond), math.Sqrt(cost/float64(s.Points))
	return s, nil
}

// saturated returns the best log C for a slope and an end, and the sum of squares that is left.
func saturated(x, y []float64, gamma, end float64) (logC, cost float64) {
	model := func(x float64) float64 { // ½ log(N^{-2γ} - End^{-2γ})
		return -gamma*x + 0.5*math.Log(-math.Expm1(2*gamma*(x-end)))
	}
	for i := range x {
		logC += (y[i] - model(x[i])) / float64(len(x))
	}
	for i := range x {
		d := y[i] - model(x[i]) - logC
		cost += d * d
	}
	return logC, cost
}

// least returns where f is least in [a, b], and its value there: the best of a few points, and from there by golden section.
func least(a, b float64, f func(float64) float64) (x, fx float64) {
	const points = 24
	step := (b - a) / points
	x, fx = a, f(a)
	for i := 1; i <= points; i++ {
		if v := f(a + float64(i)*step); v < fx {
			x, fx = a+float64(i)*step, v
		}
	}
	lo, hi := max(a, x-step), min(b, x+step)
	for range 40 {
		p, q := hi-(hi-lo)/math.Phi, lo+(hi-lo)/math.Phi
		if f(p) < f(q) {
			hi = q
		} else {
			lo = p
		}
	}
	if m := (lo + hi) / 2; f(m) < fx {
		return m, f(m)
	}
	return x, fx
}
