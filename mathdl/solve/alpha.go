package solve

import (
	"context"
	"fmt"
	"math"
)

// The constants of [Discrepancy].
const (
	DiscrepancyTol   = 0.01 // relative accuracy of the residual
	DiscrepancySteps = 30
)

// Choice is a parameter of regularisation and what it gives.
type Choice struct {
	Alpha  float64
	Result *Result
	// Tried has the parameters that were tried, in order, with residual and, for LCurve, penalty.
	Tried []Tried
}

// Tried is one point of a search for α.
type Tried struct{ Alpha, Residual, Penalty float64 }

// Discrepancy returns the α in [lo, hi] for which the solution fits the data as well as the noise permits,
// ‖Kf_α-g‖ = delta (Morozov 1966), found by bisection of log α to [DiscrepancyTol]. run returns the solution for an
// α, with its Residual, which must not fall with α. delta is the norm of the noise, σ√m for m data with normal
// noise of deviation σ. If the residual is above delta at lo, or below at hi, that end is returned with an error
// that says so. It panics unless 0 < lo < hi and delta > 0.
func Discrepancy(ctx context.Context, run func(ctx context.Context, alpha float64) (*Result, error), delta, lo, hi float64) (*Choice, error) {
	const where = "solve.Discrepancy"
	if !(0 < lo && lo < hi) || !(delta > 0) {
		panic(&RangeError{where, "lo, hi, delta", []float64{lo, hi, delta}, "0 < lo < hi and delta > 0"})
	}
	c := new(Choice)
	try := func(alpha float64) (float64, error) {
		r, err := run(ctx, alpha)
		if r != nil {
			c.Alpha, c.Result = alpha, r
			c.Tried = append(c.Tried, Tried{Alpha: alpha, Residual: r.Residual})
		}
		if err != nil {
			return 0, fmt.Errorf("%s: α = %.4g: %w", where, alpha, err)
		}
		return r.Residual, nil
	}
	a, err := try(lo)
	if err != nil {
		return c, err
	}
	if a > delta {
		return c, fmt.Errorf("%s: residual %.4g at the least α = %.4g is above %.4g", where, a, lo, delta)
	}
	if a, err = try(hi); err != nil {
		return c, err
	}
	if a < delta {
		return c, fmt.Errorf("%s: residual %.4g at the largest α = %.4g is below %.4g", where, a, hi, delta)
	}
	for range DiscrepancySteps {
		mid := math.Sqrt(lo * hi)
		if a, err = try(mid); err != nil || math.Abs(a-delta) <= DiscrepancyTol*delta {
			return c, err
		}
		if a < delta {
			lo = mid
		} else {
			hi = mid
		}
	}
	return c, nil
}

// LCurve returns the α among alphas, which must ascend and be at least five, at the corner of the curve of
// (log ‖Kf_α-g‖, log penalty(f_α)): the interior point of greatest curvature (Hansen 1992). run is as for
// [Discrepancy].
func LCurve(ctx context.Context, run func(ctx context.Context, alpha float64) (*Result, error), penalty func(f []float64) float64, alphas []float64) (*Choice, error) {
	const where = "solve.LCurve"
	if len(alphas) < 5 {
		panic(&RangeError{where, "number of alphas", len(alphas), "5 or more"})
	}
	var c Choice
	var all []*Result
	for i, a := range alphas {
		if !(a > 0) || i > 0 && a <= alphas[i-1] {
			panic(&RangeError{where, "alphas", alphas, "positive and ascending"})
		}
		r, err := run(ctx, a)
		if err != nil {
			return &Choice{Alpha: a, Result: r, Tried: c.Tried}, fmt.Errorf("%s: α = %.4g: %w", where, a, err)
		}
		all = append(all, r)
		c.Tried = append(c.Tried, Tried{a, r.Residual, penalty(r.X)})
	}
	best := math.Inf(-1)
	for i := 1; i < len(alphas)-1; i++ {
		if k := bend(c.Tried[i-1 : i+2]); k > best {
			best, c.Alpha, c.Result = k, alphas[i], all[i]
		}
	}
	return &c, nil
}

// bend is the curvature of the circle through three points of the curve, positive at an inward corner.
func bend(p []Tried) float64 {
	const tiny = 1e-300
	var x, y [3]float64
	for i := range x {
		x[i], y[i] = math.Log(max(p[i].Residual, tiny)), math.Log(max(p[i].Penalty, tiny))
	}
	ax, ay, bx, by := x[1]-x[0], y[1]-y[0], x[2]-x[1], y[2]-y[1]
	l := math.Hypot(ax, ay) * math.Hypot(bx, by) * math.Hypot(x[2]-x[0], y[2]-y[0])
	if l == 0 {
		return math.Inf(-1)
	}
	return 2 * (ax*by - ay*bx) / l
}
