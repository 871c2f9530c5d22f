package data

import (
	"fmt"
	"math"
)

// Ellipse is a filled ellipse of constant value in the plane, x to the right and y upwards. Its semi-axis A
// makes the angle Phi, in radians, with the x axis.
type Ellipse struct{ Value, A, B, X, Y, Phi float64 }

// Ellipses is a sum of ellipses. Images of it show the square [-1, 1]².
type Ellipses []Ellipse

// At returns the value at the point (x, y), boundaries included.
func (E Ellipses) At(x, y float64) float64 {
	v := 0.0
	for _, e := range E {
		s, c := math.Sincos(e.Phi)
		u, w := (x-e.X)*c+(y-e.Y)*s, (y-e.Y)*c-(x-e.X)*s
		if u*u/(e.A*e.A)+w*w/(e.B*e.B) <= 1 {
			v += e.Value
		}
	}
	return v
}

// Image returns the square [-1, 1]² as n × n pixels, row by row from the top: pixel (r, c) is the mean over
// samples × samples points of its area, and its centre the one point for samples = 1. dst may be nil. It
// panics unless n ≥ 1 and samples ≥ 1, and with a [*ShapeError] on a wrong length.
func (E Ellipses) Image(dst []float64, n, samples int) []float64 {
	if n < 1 || samples < 1 {
		panic(fmt.Sprintf("data.Ellipses.Image: got n = %d and samples = %d, want both ≥ 1", n, samples))
	}
	dst = takeLen("data.Ellipses.Image", dst, n*n)
	clear(dst)
	for _, e := range E {
		e.add(dst, n, samples)
	}
	for i := range dst {
		dst[i] /= float64(samples * samples)
	}
	return dst
}

// add adds Value times the number of samples in the ellipse to every pixel. Along a line of samples the
// ellipse is an interval, whose ends are the roots of a quadratic.
func (e Ellipse) add(dst []float64, n, samples int) {
	h := 2 / float64(n*samples)
	s, c := math.Sincos(e.Phi)
	reach := math.Hypot(e.A*s, e.B*c)
	half := float64(n*samples-1) / 2
	first := max(0, int(math.Ceil(half-(e.Y+reach)/h)))
	last := min(n*samples-1, int(math.Floor(half-(e.Y-reach)/h)))
	ia, ib := 1/(e.A*e.A), 1/(e.B*e.B)
	p := c*c*ia + s*s*ib
	for k := first; k <= last; k++ {
		y := (half-float64(k))*h - e.Y
		q := y * c * s * (ia - ib)
		d := q*q - p*(y*y*(s*s*ia+c*c*ib)-1)
		if d < 0 {
			continue
		}
		d = math.Sqrt(d)
		lo := max(0, int(math.Ceil((e.X+(-q-d)/p)/h+half)))
		hi := min(n*samples-1, int(math.Floor((e.X+(-q+d)/p)/h+half)))
		count(dst[k/samples*n:][:n], lo, hi, samples, e.Value)
	}
}

// count adds v for every sample in [lo, hi] to its pixel.
func count(row []float64, lo, hi, samples int, v float64) {
	for lo <= hi {
		j := lo / samples
		end := min(hi, (j+1)*samples-1)
		row[j] += v * float64(end-lo+1)
		lo = end + 1
	}
}

// Radon returns the integral over the line x cos θ + y sin θ = s,
//
//	Rf(s, θ) = Σ 2ρab √(A² - s'²)/A²,  A² = a² cos²(θ-φ) + b² sin²(θ-φ),  s' = s - x₀ cos θ - y₀ sin θ
//
// where |s'| < A (Toft 1996, appendix B).
func (E Ellipses) Radon(theta, s float64) float64 {
	v := 0.0
	for _, e := range E {
		A2, t := e.shadow(theta, s)
		if d := A2 - t*t; d > 0 {
			v += 2 * e.Value * e.A * e.B * math.Sqrt(d) / A2
		}
	}
	return v
}

// RadonMean returns the mean of Radon over the lines from s - width/2 to s + width/2, from the
// antiderivative ½(u√(A²-u²) + A² asin(u/A)). Width 0 is Radon.
func (E Ellipses) RadonMean(theta, s, width float64) float64 {
	if width == 0 {
		return E.Radon(theta, s)
	}
	v := 0.0
	for _, e := range E {
		A2, t := e.shadow(theta, s)
		v += e.Value * e.A * e.B / A2 * (chord(A2, t+width/2) - chord(A2, t-width/2)) / width
	}
	return v
}

// shadow returns the square of the half-width of the projection and the offset from its centre.
func (e Ellipse) shadow(theta, s float64) (A2, t float64) {
	sn, cs := math.Sincos(theta - e.Phi)
	s0, c0 := math.Sincos(theta)
	return e.A*e.A*cs*cs + e.B*e.B*sn*sn, s - e.X*c0 - e.Y*s0
}

// chord is twice the antiderivative of √(A²-u²), constant beyond ±A.
func chord(A2, u float64) float64 {
	A := math.Sqrt(A2)
	u = max(-A, min(A, u))
	return u*math.Sqrt(max(0, A2-u*u)) + A2*math.Asin(max(-1, min(1, u/A)))
}

// Sinogram returns the exact Radon transform on a grid, one row for every angle in theta (radians) and one
// column for every offset in s, each the mean over a detector of the given width, or the value at its
// centre for width 0. Lengths are those of the ellipses: for pixels as unit, of an n × n image, take
// E.Scale(n/2). dst may be nil. It panics with a [*ShapeError] on a wrong length.
func (E Ellipses) Sinogram(dst, theta, s []float64, width float64) []float64 {
	dst = takeLen("data.Ellipses.Sinogram", dst, len(theta)*len(s))
	for k, t := range theta {
		for i, u := range s {
			dst[k*len(s)+i] = E.RadonMean(t, u, width)
		}
	}
	return dst
}

// Scale returns the ellipses enlarged about the origin: lengths are multiplied by c, values kept.
func (E Ellipses) Scale(c float64) Ellipses {
	return E.each(func(e *Ellipse) { e.A, e.B, e.X, e.Y = c*e.A, c*e.B, c*e.X, c*e.Y })
}

// Rotate returns the ellipses turned about the origin by φ = phi radians, counterclockwise.
func (E Ellipses) Rotate(phi float64) Ellipses {
	s, c := math.Sincos(phi)
	return E.each(func(e *Ellipse) { e.X, e.Y, e.Phi = c*e.X-s*e.Y, s*e.X+c*e.Y, e.Phi+phi })
}

// Shift returns the ellipses moved by (x, y).
func (E Ellipses) Shift(x, y float64) Ellipses {
	return E.each(func(e *Ellipse) { e.X, e.Y = e.X+x, e.Y+y })
}

func (E Ellipses) each(f func(e *Ellipse)) Ellipses {
	out := append(Ellipses(nil), E...)
	for i := range out {
		f(&out[i])
	}
	return out
}

func takeLen(where string, dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	if len(dst) != n {
		panic(&ShapeError{Func: where, What: "dst", Got: len(dst), Want: n})
	}
	return dst
}
