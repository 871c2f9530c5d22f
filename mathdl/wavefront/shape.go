package wavefront

import (
	"math"
	"math/rand/v2"
)

// Shape is an ellipse or a parallelogram, the image of the disc ‖u‖₂ ≤ 1 or of the square ‖u‖_∞ ≤ 1 under u ↦ c + u₁p + u₂q.
// Places are (row, column) in pixels, the centre of the first pixel being (0, 0).
type Shape struct {
	Square  bool       // a parallelogram rather than an ellipse
	C, P, Q [2]float64 // centre, half axes or half sides
	Opacity float64    // o
	Product bool       // f ← f (1 - o χ) rather than f ← f + o χ
}

// Point is an element of a wavefront set: a place, a normal and what is known of it.
type Point struct {
	Row, Col float64
	Angle    float64 // of the normal, in [0, π), from the direction of growing columns towards growing rows
	Score    float64 // of a true one the height of the step; of a found one the probability of a singularity, in [0, 1]
	Corner   bool    // every direction is singular here
}

// The ranges of [RandomShape], in units of the image's side where no pixels are meant.
const (
	border      = 0.1
	smallest    = 10.0 // pixels
	largest     = 1.0 / 3
	lowOpacity  = 0.2
	highOpacity = 1.0
	sharpest    = math.Pi / 6 // least angle of a parallelogram
)

// RandomShape draws an ellipse or a parallelogram, one as likely as the other, for images of n × n pixels: centre
// U(n/10, 9n/10)², axes or sides U(10, n/3), direction U(0, π), angle between the sides U(π/6, 5π/6), opacity
// U(.2, 1), sum or product. It panics with a *RangeError unless n ≥ 32.
func RandomShape(n int, rnd *rand.Rand) Shape {
	need("wavefront.RandomShape", "n", float64(n), n >= 32, "≥ 32")
	u := func(a, b float64) float64 { return a + (b-a)*rnd.Float64() }
	m := float64(n)
	s := Shape{Square: rnd.IntN(2) == 1, C: [2]float64{u(border*m, (1-border)*m), u(border*m, (1-border)*m)}}
	a, b, phi, open := u(smallest, largest*m)/2, u(smallest, largest*m)/2, u(0, math.Pi), math.Pi/2
	if s.Square {
		open = u(sharpest, math.Pi-sharpest)
	}
	s.P = [2]float64{a * math.Sin(phi), a * math.Cos(phi)}
	s.Q = [2]float64{b * math.Sin(phi+open), b * math.Cos(phi+open)}
	s.Opacity, s.Product = u(lowOpacity, highOpacity), rnd.IntN(2) == 1
	return s
}

// local returns u with place = c + u₁p + u₂q.
func (s *Shape) local(row, col float64) (u, v float64) {
	det := s.P[0]*s.Q[1] - s.P[1]*s.Q[0]
	y, x := row-s.C[0], col-s.C[1]
	return (y*s.Q[1] - x*s.Q[0]) / det, (x*s.P[0] - y*s.P[1]) / det
}

// gauge is ‖u‖, below 1 inside.
func (s *Shape) gauge(row, col float64) float64 {
	u, v := s.local(row, col)
	if s.Square {
		return max(math.Abs(u), math.Abs(v))
	}
	return math.Hypot(u, v)
}

// Inside says whether a place belongs to the shape.
func (s *Shape) Inside(row, col float64) bool { return s.gauge(row, col) <= 1 }

// apply composes the value below with the share of the shape.
func (s *Shape) apply(f, share float64) float64 {
	if s.Product {
		return f * (1 - s.Opacity*share)
	}
	return f + s.Opacity*share
}

// samples² is the number of points of a pixel that are looked at.
const samples = 8

// paint composes f of n × n pixels with the shape, each pixel with the share of its area that is inside.
func (s *Shape) paint(f []float64, n int) {
	steep := s.steepness() / math.Sqrt2 // of the gauge, over half a pixel's diagonal
	var lo, hi [2]int
	for a := range 2 {
		reach := math.Abs(s.P[a]) + math.Abs(s.Q[a]) + 1
		lo[a] = max(0, int(math.Floor(s.C[a]-reach)))
		hi[a] = min(n-1, int(math.Ceil(s.C[a]+reach)))
	}
	for r := lo[0]; r <= hi[0]; r++ {
		for c := lo[1]; c <= hi[1]; c++ {
			share := 1.0
			if g := s.gauge(float64(r), float64(c)); g > 1+steep {
				continue
			} else if g > 1-steep {
				share = s.share(r, c)
			}
			f[r*n+c] = s.apply(f[r*n+c], share)
		}
	}
}

// steepness is the largest slope of the gauge: ‖M⁻¹‖ in the Frobenius norm, M = (p q).
func (s *Shape) steepness() float64 {
	det := s.P[0]*s.Q[1] - s.P[1]*s.Q[0]
	return math.Hypot(math.Hypot(s.P[0], s.P[1]), math.Hypot(s.Q[0], s.Q[1])) / math.Abs(det)
}

// share is the part of pixel (r, c) that is inside.
func (s *Shape) share(r, c int) float64 {
	in := 0
	for k := range samples * samples {
		y := float64(r) + (float64(k/samples)+0.5)/samples - 0.5
		x := float64(c) + (float64(k%samples)+0.5)/samples - 0.5
		if s.Inside(y, x) {
			in++
		}
	}
	return float64(in) / (samples * samples)
}

// pace is the distance of two points of a boundary, in pixels.
const pace = 0.25

// Boundary returns points of the boundary at most a quarter of a pixel apart, with the exact direction of the
// normal, M⁻ᵀu; of a parallelogram the four corners besides.
func (s *Shape) Boundary() []Point {
	if s.Square {
		return s.sides()
	}
	n := int(math.Ceil(2 * math.Pi * max(math.Hypot(s.P[0], s.P[1]), math.Hypot(s.Q[0], s.Q[1])) / pace))
	all := make([]Point, n)
	for k := range all {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		all[k] = s.point(cos, sin, cos, sin)
	}
	return all
}

// sides is the boundary of a parallelogram.
func (s *Shape) sides() (all []Point) {
	for _, w := range [][2]float64{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
		along := s.Q
		if w[0] == 0 {
			along = s.P
		}
		n := int(math.Ceil(2 * math.Hypot(along[0], along[1]) / pace))
		for k := range n {
			t := 2*(float64(k)+0.5)/float64(n) - 1
			all = append(all, s.point(w[0]+t*math.Abs(w[1]), w[1]+t*math.Abs(w[0]), w[0], w[1]))
		}
	}
	for _, u := range [][2]float64{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
		p := s.point(u[0], u[1], u[0], u[1])
		p.Corner = true
		all = append(all, p)
	}
	return all
}

// point is the place u with the normal M⁻ᵀw.
func (s *Shape) point(u, v, w1, w2 float64) Point {
	row, col := s.C[0]+u*s.P[0]+v*s.Q[0], s.C[1]+u*s.P[1]+v*s.Q[1]
	det := s.P[0]*s.Q[1] - s.P[1]*s.Q[0]
	ny, nx := (w1*s.Q[1]-w2*s.P[1])/det, (w2*s.P[0]-w1*s.Q[0])/det
	return Point{Row: row, Col: col, Angle: fold(math.Atan2(ny, nx))}
}

// fold takes an angle modulo π into [0, π).
func fold(a float64) float64 {
	a = math.Mod(a, math.Pi)
	if a < 0 {
		a += math.Pi
	}
	if a >= math.Pi { // -tiny + π
		a = 0
	}
	return a
}
