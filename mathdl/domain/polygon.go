package domain

import (
	"fmt"
	"math"
)

// Polygon returns the interior of the polygon with the given corners (x, y), in either orientation, with
// the faces "edge1", from the first corner to the second, "edge2", …. It panics with a *MisuseError for
// fewer than three corners, a polygon that crosses itself, or one without area.
func Polygon(corners ...[2]float64) *Domain {
	v := append([][2]float64(nil), corners...)
	if len(v) < 3 {
		panic(&MisuseError{"domain.Polygon", "corners", fmt.Sprint(len(v)), "three or more"})
	}
	if i, j, bad := crossing(v); bad {
		panic(&MisuseError{"domain.Polygon", "corners", fmt.Sprintf("edges %d and %d that cross", i+1, j+1), "a simple polygon"})
	}
	area := signedArea(v)
	if !(math.Abs(area) > 0) {
		panic(&MisuseError{"domain.Polygon", "area", fmt.Sprint(area), "a positive number"})
	}
	lo, hi := bounds(v)
	tri := triangulate(v)
	Ω := &Domain{Name: fmt.Sprintf("polygon with %d corners", len(v)), Lo: lo, Hi: hi, Measure: math.Abs(area), Exact: true, params: 2,
		contains: func(x []float64) bool { return inPolygon(v, x) },
		fill:     func(x, u []float64) { fillTriangles(x, u, tri, math.Abs(area)) },
		gauss:    func(n int) (*Points, error) { return gaussTriangles(tri, n), nil }}
	for i := range v {
		Ω.Faces = append(Ω.Faces, segment(fmt.Sprintf("edge%d", i+1), v[i], v[(i+1)%len(v)], math.Copysign(1, area)))
	}
	return Ω
}

// segment is the face from a to b, with the normal to the right for side 1: outwards for a polygon that
// turns left.
func segment(name string, a, b [2]float64, side float64) Face {
	dx, dy := b[0]-a[0], b[1]-a[1]
	l := math.Hypot(dx, dy)
	return Face{Name: name, Measure: l, params: 1,
		at: func(x, normal, u []float64) {
			x[0], x[1] = a[0]+u[0]*dx, a[1]+u[0]*dy
			normal[0], normal[1] = side*dy/l, -side*dx/l
		},
		on: func(x []float64) bool { return toSegment(a, b, x) <= 1e-12*l },
	}
}

func toSegment(a, b [2]float64, x []float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := ((x[0]-a[0])*dx + (x[1]-a[1])*dy) / (dx*dx + dy*dy)
	t = min(max(t, 0), 1)
	return math.Hypot(x[0]-a[0]-t*dx, x[1]-a[1]-t*dy)
}

func signedArea(v [][2]float64) float64 {
	s := 0.0
	for i, p := range v {
		q := v[(i+1)%len(v)]
		s += p[0]*q[1] - p[1]*q[0]
	}
	return s / 2
}

func bounds(v [][2]float64) (lo, hi []float64) {
	lo, hi = []float64{v[0][0], v[0][1]}, []float64{v[0][0], v[0][1]}
	for _, p := range v {
		for i := range lo {
			lo[i], hi[i] = min(lo[i], p[i]), max(hi[i], p[i])
		}
	}
	return lo, hi
}

// inPolygon counts crossings of a ray; the boundary belongs to the set.
func inPolygon(v [][2]float64, x []float64) bool {
	in := false
	for i, p := range v {
		q := v[(i+1)%len(v)]
		if toSegment(p, q, x) <= 1e-14*(1+math.Abs(p[0])+math.Abs(p[1])) {
			return true
		}
		if (p[1] > x[1]) != (q[1] > x[1]) && x[0] < p[0]+(x[1]-p[1])/(q[1]-p[1])*(q[0]-p[0]) {
			in = !in
		}
	}
	return in
}

func orient(a, b, c [2]float64) float64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }

// crossing finds two edges that are not neighbours and meet.
func crossing(v [][2]float64) (i, j int, bad bool) {
	n := len(v)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue
			}
			a, b, c, d := v[i], v[(i+1)%n], v[j], v[(j+1)%n]
			if orient(a, b, c)*orient(a, b, d) < 0 && orient(c, d, a)*orient(c, d, b) < 0 {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

type triangle [3][2]float64

func (t triangle) area() float64 { return math.Abs(orient(t[0], t[1], t[2])) / 2 }

// triangulate cuts ears off (Meisters 1975).
func triangulate(v [][2]float64) []triangle {
	p := append([][2]float64(nil), v...)
	if signedArea(p) < 0 {
		for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
			p[i], p[j] = p[j], p[i]
		}
	}
	var out []triangle
	for len(p) > 3 {
		i := ear(p)
		n := len(p)
		out = append(out, triangle{p[(i+n-1)%n], p[i], p[(i+1)%n]})
		p = append(p[:i:i], p[i+1:]...)
	}
	return append(out, triangle{p[0], p[1], p[2]})
}

// ear is a convex corner whose triangle holds no other corner.
func ear(p [][2]float64) int {
	n := len(p)
	for i := range n {
		a, b, c := p[(i+n-1)%n], p[i], p[(i+1)%n]
		if orient(a, b, c) > 0 && !anyInside(p, a, b, c) {
			return i
		}
	}
	return 0 // only for degenerate corners on a line
}

func anyInside(p [][2]float64, a, b, c [2]float64) bool {
	for _, q := range p {
		if q != a && q != b && q != c && orient(a, b, q) >= 0 && orient(b, c, q) >= 0 && orient(c, a, q) >= 0 {
			return true
		}
	}
	return false
}

// fillTriangles chooses a triangle by the first coordinate, in proportion to its area, and stretches what
// is left of that coordinate over it.
func fillTriangles(x, u []float64, tri []triangle, area float64) {
	s := u[0] * area
	k := 0
	for ; k < len(tri)-1 && s >= tri[k].area(); k++ {
		s -= tri[k].area()
	}
	t := tri[k]
	r := math.Sqrt(min(s/t.area(), 1))
	a, b, c := 1-r, r*(1-u[1]), r*u[1]
	for i := range 2 {
		x[i] = a*t[0][i] + b*t[1][i] + c*t[2][i]
	}
}

// SlitSquare returns (−1, 1)² without the slit [0, 1) × {0}, the domain on which E and Yu (2018) tried the
// Deep Ritz method. Besides the four sides "x1-", …, "x2+" it has the faces "slit+" and "slit-", the two
// sides of the slit, with normals that point into it.
func SlitSquare() *Domain {
	Ω := Box([]float64{-1, -1}, []float64{1, 1})
	Ω.Name = "square with a slit"
	square := Ω.contains
	Ω.contains = func(x []float64) bool { return square(x) }
	upper := segment("slit+", [2]float64{0, 0}, [2]float64{1, 0}, 1)  // seen from above, normal down
	lower := segment("slit-", [2]float64{0, 0}, [2]float64{1, 0}, -1) // seen from below, normal up
	Ω.Faces = append(Ω.Faces, upper, lower)
	Ω.gauss = func(n int) (*Points, error) { return gaussSlit(n), nil }
	return Ω
}
