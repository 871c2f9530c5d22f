package approx

import (
	"math"
)

// Spline is the region inside of the closed C² cubic spline through the points (X[i], Y[i]), at least three: a smooth region from
// few points, star-shaped or not.
type Spline struct{ X, Y []float64 }

// splineSteps is the number of straight edges that stand for a piece of a spline.
const splineSteps = 64

// Inside implements [Region].
func (s Spline) Inside(dst, x, y []float64) { s.Polygon().Inside(dst, x, y) }

// Polygon returns the region as a polygon with 64 edges for every piece.
func (s Spline) Polygon() Polygon { return Smoothed(s.X, s.Y, splineSteps) }

// Length returns the length of the boundary.
func (s Spline) Length() float64 { return s.Polygon().Length() }

// Curvature returns the largest |κ| = |x′y″ - x″y′|/(x′² + y′²)^{3/2} of the boundary; it is +Inf for fewer than three points, which
// are connected by straight edges.
func (s Spline) Curvature() float64 {
	n := min(len(s.X), len(s.Y))
	if n < 3 {
		return math.Inf(1)
	}
	mx, my := moments(s.X[:n]), moments(s.Y[:n])
	most := 0.0
	for i := range n {
		j := (i + 1) % n
		for k := range splineSteps {
			t := float64(k) / splineSteps
			dx, ddx := slopes(s.X[i], s.X[j], mx[i], mx[j], t)
			dy, ddy := slopes(s.Y[i], s.Y[j], my[i], my[j], t)
			q := dx*dx + dy*dy
			most = max(most, math.Abs(dx*ddy-ddx*dy)/(q*math.Sqrt(q)))
		}
	}
	return most
}

// slopes returns the derivatives of the cubic of spline.
func slopes(a, b, ma, mb, t float64) (d, dd float64) {
	return b - a - ((2-6*t+3*t*t)*ma+(1-3*t*t)*mb)/6, (1-t)*ma + t*mb
}

// Stroke is the set of points nearer than Width/2 to the chain of straight pieces through (X[i], Y[i]), open: a line drawn with a round pen.
type Stroke struct {
	X, Y  []float64
	Width float64
}

// Inside implements [Region].
func (s Stroke) Inside(dst, x, y []float64) {
	n := min(len(s.X), len(s.Y))
	r2 := s.Width * s.Width / 4
	for i := range dst {
		dst[i] = 0
		for k := range n {
			if toSegment(x[i], y[i], s.X[k], s.Y[k], s.X[min(k+1, n-1)], s.Y[min(k+1, n-1)]) < r2 {
				dst[i] = 1
				break
			}
		}
	}
}

// toSegment is the squared distance of a point to a segment.
func toSegment(x, y, ax, ay, bx, by float64) float64 {
	u, v := bx-ax, by-ay
	t := 0.0
	if q := u*u + v*v; q > 0 {
		t = max(0, min(1, ((x-ax)*u+(y-ay)*v)/q))
	}
	dx, dy := x-ax-t*u, y-ay-t*v
	return dx*dx + dy*dy
}

// Union returns the set of points that are in one of the regions. Evaluating it costs that of all.
func Union(b ...Region) Region {
	return RegionFunc(func(dst, x, y []float64) {
		t := make([]float64, len(dst))
		clear(dst)
		for _, r := range b {
			r.Inside(t, x, y)
			for i, v := range t {
				dst[i] = max(dst[i], v)
			}
		}
	})
}
