package unroll

import (
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Averaged stores in dst, which may be nil, the mean of what a model makes of y over the eight symmetries G of the square,
//
//	(1/8) Σ_G G⁻¹ Φ(G y),
//
// where Gy are the data of the turned or reflected image. A network that was trained on a distribution with these
// symmetries ought to commute with them and does not quite; the mean is closer to the truth than the parts are on the
// average, by convexity. (For super-resolution: Lim et al. 2017.) It panics with a [*solve.RangeError] unless the image is a
// square and the angles are those of [AdlerOktem], of even number, and as [Setting.Reconstruct] does.
func (s *Setting) Averaged(dst []float64, m nn.Model, y []float64) []float64 {
	const where = "unroll.Setting.Averaged"
	shape, k := s.R.Domain().Shape, len(s.R.Angles())
	if shape[0] != shape[1] || k%2 != 0 {
		panic(&solve.RangeError{Func: where, What: "rows, columns, angles", Got: []int{shape[0], shape[1], k}, Want: "a square and an even number"})
	}
	n, d := shape[0], s.R.Detectors()
	sum := make([]float64, n*n)
	for g := range 8 {
		z := append([]float64(nil), y...)
		if g >= 4 {
			reverse(z, k, d)
		}
		for range g % 4 {
			z = turnData(z, k, d)
		}
		x := s.Reconstruct(nil, m, z)
		for range g % 4 {
			x = turnBack(x, n)
		}
		if g >= 4 {
			mirror(x, n)
		}
		for i, v := range x {
			sum[i] += v / 8
		}
	}
	if dst == nil {
		return sum
	}
	copy(dst[:n*n:n*n], sum)
	return dst
}

// turnData makes the data of an image those of the image turned by a quarter, counterclockwise: g(θ - π/2, s), where
// g(θ - π, s) = g(θ, -s).
func turnData(y []float64, angles, detectors int) []float64 {
	z := make([]float64, len(y))
	h := angles / 2
	for k := range angles {
		row := z[k*detectors : (k+1)*detectors]
		if k >= h {
			copy(row, y[(k-h)*detectors:])
			continue
		}
		for i := range row {
			row[i] = y[(k+h+1)*detectors-1-i]
		}
	}
	return z
}

// turnBack turns an image by a quarter clockwise.
func turnBack(x []float64, n int) []float64 {
	z := make([]float64, len(x))
	for r := range n {
		for c := range n {
			z[c*n+n-1-r] = x[r*n+c]
		}
	}
	return z
}

// reverse makes the data of an image those of its mirror image, left for right: g(π - θ, s).
func reverse(y []float64, angles, detectors int) {
	for k := range angles / 2 {
		a, b := y[k*detectors:(k+1)*detectors], y[(angles-1-k)*detectors:(angles-k)*detectors]
		for i := range a {
			a[i], b[i] = b[i], a[i]
		}
	}
}

// mirror exchanges left and right.
func mirror(x []float64, n int) {
	for r := range n {
		row := x[r*n : (r+1)*n]
		for c := range n / 2 {
			row[c], row[n-1-c] = row[n-1-c], row[c]
		}
	}
}
