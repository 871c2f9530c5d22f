package approx

import (
	"math"
	"slices"
)

// Region is a set B in the plane.
type Region interface {
	// Inside stores 1 in dst[i] if the point (x[i], y[i]) is in B, 0 if not.
	Inside(dst, x, y []float64)
}

// RegionFunc is a region written as a function, for example in a notebook cell.
type RegionFunc func(dst, x, y []float64)

// Inside calls f.
func (f RegionFunc) Inside(dst, x, y []float64) { f(dst, x, y) }

// Star is the star-shaped region r < ρ(θ) about a centre, with the radius
//
//	ρ(θ) = Cos[0] + Σ_{k≥1} Cos[k] cos kθ + Sin[k] sin kθ,
//
// which is smooth: the B of Definition 3.2. Sin[0] does not count; Cos and Sin may differ in length.
type Star struct {
	X, Y     float64 // the centre
	Cos, Sin []float64
}

// Disc returns the disc with a centre and a radius.
func Disc(x, y, radius float64) Star { return Star{X: x, Y: y, Cos: []float64{radius}} }

// radius returns ρ, ρ′ and ρ″ at an angle, by recurrences for cos kθ and sin kθ.
func (s Star) radius(c1, s1 float64) (r, dr, ddr float64) {
	c, v := 1.0, 0.0
	for k := range max(len(s.Cos), len(s.Sin)) {
		var a, b float64
		if k < len(s.Cos) {
			a = s.Cos[k]
		}
		if k < len(s.Sin) {
			b = s.Sin[k]
		}
		q := float64(k)
		r += a*c + b*v
		dr += q * (b*c - a*v)
		ddr -= q * q * (a*c + b*v)
		c, v = c*c1-v*s1, v*c1+c*s1
	}
	return r, dr, ddr
}

// Inside implements [Region].
func (s Star) Inside(dst, x, y []float64) {
	for i := range dst {
		u, v := x[i]-s.X, y[i]-s.Y
		r := math.Hypot(u, v)
		c, w := 1.0, 0.0
		if r > 0 {
			c, w = u/r, v/r
		}
		rho, _, _ := s.radius(c, w)
		dst[i] = 0
		if r < rho {
			dst[i] = 1
		}
	}
}

// angles is the number of directions in which a Star is examined.
const angles = 4096

// Curvature returns the largest |κ|, κ = (ρ² + 2ρ′² - ρρ″)/(ρ² + ρ′²)^{3/2}, of the boundary; it is +Inf if ρ is not
// positive, for then the boundary is no smooth curve.
func (s Star) Curvature() float64 {
	most := 0.0
	for k := range angles {
		v, c := math.Sincos(2 * math.Pi * float64(k) / angles)
		r, dr, ddr := s.radius(c, v)
		if r <= 0 {
			return math.Inf(1)
		}
		q := r*r + dr*dr
		most = max(most, math.Abs(r*r+2*dr*dr-r*ddr)/(q*math.Sqrt(q)))
	}
	return most
}

// Length returns the length of the boundary, ∫ √(ρ² + ρ′²) dθ.
func (s Star) Length() float64 {
	l := 0.0
	for k := range angles {
		v, c := math.Sincos(2 * math.Pi * float64(k) / angles)
		r, dr, _ := s.radius(c, v)
		l += math.Hypot(r, dr)
	}
	return l * 2 * math.Pi / angles
}

// Polygon is the region inside of a closed chain of straight edges through the points (X[i], Y[i]): those
// that a ray crosses an odd number of times.
type Polygon struct{ X, Y []float64 }

// Inside implements [Region].
func (p Polygon) Inside(dst, x, y []float64) {
	n := min(len(p.X), len(p.Y))
	for i := range dst {
		in := false
		for a, b := 0, n-1; a < n; a, b = a+1, a {
			if (p.Y[a] > y[i]) != (p.Y[b] > y[i]) &&
				x[i] < p.X[a]+(y[i]-p.Y[a])/(p.Y[b]-p.Y[a])*(p.X[b]-p.X[a]) {
				in = !in
			}
		}
		dst[i] = 0
		if in {
			dst[i] = 1
		}
	}
}

// Length returns the length of the boundary.
func (p Polygon) Length() float64 {
	n := min(len(p.X), len(p.Y))
	l := 0.0
	for a, b := 0, n-1; a < n; a, b = a+1, a {
		l += math.Hypot(p.X[a]-p.X[b], p.Y[a]-p.Y[b])
	}
	return l
}

// Smoothed returns the polygon with steps edges between neighbouring points, along the closed C² cubic spline
// through them: a smooth region from few points.
func Smoothed(x, y []float64, steps int) Polygon {
	n := min(len(x), len(y))
	if n < 3 || steps <= 1 {
		return Polygon{X: slices.Clone(x[:n]), Y: slices.Clone(y[:n])}
	}
	mx, my := moments(x[:n]), moments(y[:n])
	var p Polygon
	for i := range n {
		j := (i + 1) % n
		for k := range steps {
			t := float64(k) / float64(steps)
			p.X = append(p.X, spline(x[i], x[j], mx[i], mx[j], t))
			p.Y = append(p.Y, spline(y[i], y[j], my[i], my[j], t))
		}
	}
	return p
}

// spline is the cubic on [0, 1] with the given values and second derivatives at its ends.
func spline(a, b, ma, mb, t float64) float64 {
	s := 1 - t
	return s*a + t*b - s*t*((2-t)*ma+(1+t)*mb)/6
}

// moments returns the second derivatives of the periodic spline through y at the integers: the solution of
// m_{i-1} + 4 m_i + m_{i+1} = 6 (y_{i-1} - 2y_i + y_{i+1}), a circulant system whose inverse decays like
// (2-√3)^|i|.
func moments(y []float64) []float64 {
	n := len(y)
	m := make([]float64, n)
	q := math.Sqrt(3) - 2
	for i := range n {
		g := 1 / (2 * math.Sqrt(3)) // entry of the inverse, Σ over periods
		for d := 0; math.Abs(g) > 1e-18; d++ {
			for _, k := range [2]int{i + d, i - d} {
				j := ((k % n) + n) % n
				rhs := 6 * (y[(j+n-1)%n] - 2*y[j] + y[(j+1)%n])
				m[i] += g * rhs
				if d == 0 {
					break
				}
			}
			g *= q
		}
	}
	return m
}
