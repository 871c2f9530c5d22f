package approx

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Membership is what Definition 3.2 asks about, measured on a grid: f = f₀ + f₁ χ_B is a cartoon-like function if
// B ⊂ [0, 1]² is bounded by a closed C² curve of bounded curvature, and f₀ and f₁ are C² with support in [0, 1]² and
// C² norms at most 1.
type Membership struct {
	Norm0, Norm1 float64 // ‖f₀‖ and ‖f₁‖ in C²: of f₀ on the unit square, of f₁ on B, outside of which it does not count
	Border       float64 // the largest |f₀| on the border of the unit square: 0 where it vanishes outside
	Curvature    float64 // the largest |κ| on ∂B: +Inf with corners, NaN where B is an unknown [Region]
	Margin       float64 // from B to the border of the unit square: negative where B sticks out, NaN if unknown
}

// Membership measures what Definition 3.2 asks about, with f₀ and f₁ on a grid of n × n points, n ≥ 3. The
// boundary is known of a [Star], a [Polygon] and a [Spline].
func (f Cartoon) Membership(n int) Membership {
	needFrom("approx.Cartoon.Membership", "n", n, 3)
	m := Membership{}
	if f.F0 != nil {
		m.Norm0, m.Border = C2(f.F0, n), border(f.F0, n)
	}
	m.Curvature, m.Margin = boundary(f.B)
	switch {
	case f.B == nil:
	case f.F1 == nil:
		m.Norm1 = 1
	default:
		m.Norm1 = c2(f.F1, n, f.B)
	}
	return m
}

// Err returns what keeps f from being cartoon-like with curvature at most nu, C² norms at most 1 and values at most tol on the border,
// with got and want, or nil.
func (m Membership) Err(nu, tol float64) error {
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"C² norm of f₀", m.Norm0, 1},
		{"C² norm of f₁", m.Norm1, 1},
		{"|f₀| on the border", m.Border, tol},
		{"curvature of ∂B", m.Curvature, nu},
		{"how far B sticks out of the unit square", -m.Margin, 0},
	} {
		if !(c.got <= c.want) {
			return fmt.Errorf("approx.Membership: %s: got %.4g, want at most %.4g", c.what, c.got, c.want)
		}
	}
	return nil
}

// boundary returns the curvature and the margin of a region.
func boundary(b Region) (curvature, margin float64) {
	switch b := b.(type) {
	case nil:
		return 0, 0.5
	case Star:
		return b.Curvature(), b.margin()
	case Polygon:
		return math.Inf(1), marginOf(b.X, b.Y)
	case Spline:
		p := b.Polygon()
		return b.Curvature(), marginOf(p.X, p.Y)
	}
	return math.NaN(), math.NaN()
}

// marginOf is the least distance of points to the border of the unit square, negative outside.
func marginOf(x, y []float64) float64 {
	m := 0.5
	for i := range min(len(x), len(y)) {
		m = min(m, x[i], 1-x[i], y[i], 1-y[i])
	}
	return m
}

// margin is that of the boundary curve.
func (s Star) margin() float64 {
	x, y := make([]float64, angles), make([]float64, angles)
	for k := range angles {
		v, c := math.Sincos(2 * math.Pi * float64(k) / angles)
		r, _, _ := s.radius(c, v)
		x[k], y[k] = s.X+r*c, s.Y+r*v
	}
	return marginOf(x, y)
}

// border is the largest |f| at n points of every side of the unit square.
func border(f Smooth, n int) float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i) / float64(n-1)
	}
	v, most := make([]float64, n), 0.0
	put := func(x, y []float64) {
		f(v, x, y)
		kern.Abs(v, v)
		most = max(most, kern.Max(v))
	}
	zero, one := make([]float64, n), fill(make([]float64, n), 1)
	put(t, zero)
	put(t, one)
	put(zero, t)
	put(one, t)
	return most
}

// Scaled returns the function with f₀ and f₁ multiplied by c: divided by the larger C² norm it is one of Definition 3.2,
// and no rate changes.
func (f Cartoon) Scaled(c float64) Cartoon {
	scaled := func(g Smooth) Smooth {
		return func(dst, x, y []float64) {
			if g == nil {
				kern.Fill(dst, c)
				return
			}
			g(dst, x, y)
			kern.Scale(dst, c, dst)
		}
	}
	if f.F0 != nil {
		f.F0 = scaled(f.F0)
	}
	f.F1 = scaled(f.F1)
	return f
}
