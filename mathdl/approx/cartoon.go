package approx

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Smooth is a function on the unit square: it stores f(x[i], y[i]) in dst[i].
type Smooth func(dst, x, y []float64)

// Cartoon is a function f = f₀ + f₁ χ_B on [0, 1]², smooth apart from a jump along the boundary of B
// (Definition 3.2, after Donoho 2001). A nil F0 is zero, a nil F1 is one.
type Cartoon struct {
	F0, F1 Smooth
	B      Region
}

// TestCartoon returns the function of the measurements in this package, with w(t) = (4t(1-t))³,
//
//	f₀ = ½ w(x) w(y) cos(3x+2y),  f₁ = 0.8 + 0.3 sin(2x-3y),  ρ = 0.28 + 0.05 cos 3θ + 0.02 sin 5θ about (½, ½).
//
// It vanishes at the border, as periodic transforms want.
func TestCartoon() Cartoon {
	w := func(t float64) float64 { t = 4 * t * (1 - t); return t * t * t }
	return Cartoon{
		F0: func(dst, x, y []float64) {
			for i := range dst {
				dst[i] = 0.5 * w(x[i]) * w(y[i]) * math.Cos(3*x[i]+2*y[i])
			}
		},
		F1: func(dst, x, y []float64) {
			for i := range dst {
				dst[i] = 0.8 + 0.3*math.Sin(2*x[i]-3*y[i])
			}
		},
		B: Star{X: 0.5, Y: 0.5, Cos: []float64{0.28, 0, 0, 0.05}, Sin: []float64{0, 0, 0, 0, 0, 0.02}},
	}
}

// At stores f(x[i], y[i]) in dst, which may be nil. It panics with a [*op.ShapeError] if lengths differ.
func (f Cartoon) At(dst, x, y []float64) []float64 {
	need("approx.Cartoon.At", "y", len(y), len(x))
	dst = take("approx.Cartoon.At", dst, len(x))
	t := make([]float64, 2*len(dst))
	f.at(dst, x, y, t)
	return dst
}

// at needs work space for two values a point.
func (f Cartoon) at(dst, x, y, t []float64) {
	n := len(dst)
	clear(dst)
	if f.F0 != nil {
		f.F0(dst, x, y)
	}
	if f.B == nil {
		return
	}
	in, jump := t[:n], t[n:2*n]
	f.B.Inside(in, x, y)
	if f.F1 == nil {
		kern.Add(dst, dst, in)
		return
	}
	f.F1(jump, x, y)
	kern.MulAdd(dst, jump, in)
}

// Raster stores the means of f over the pixels of an n × n image of [0, 1]² in dst, which may be nil: row i and
// column j have the pixel x ∈ [j, j+1]/n, y ∈ [i, i+1]/n. The mean is that of samples × samples points; 0 means
// [RasterSamples]. Sampling each pixel once instead would turn the edge into a staircase, whose own
// high frequencies spoil the rates. It panics with an error if n or samples is negative, and with a [*op.ShapeError] on a wrong
// length.
func (f Cartoon) Raster(dst []float64, n, samples int) []float64 {
	if samples == 0 {
		samples = RasterSamples
	}
	needFrom("approx.Cartoon.Raster", "n", n, 0)
	needFrom("approx.Cartoon.Raster", "samples", samples, 1)
	dst = take("approx.Cartoon.Raster", dst, n*n)
	kern.For(n, max(1, 1<<14/(n*samples*samples)), func(lo, hi int) {
		m := n * samples
		x, y, v, t := make([]float64, m), make([]float64, m), make([]float64, m), make([]float64, 2*m)
		for j := range x {
			x[j] = (float64(j) + 0.5) / float64(m)
		}
		for i := lo; i < hi; i++ {
			row := dst[i*n : (i+1)*n]
			clear(row)
			for k := range samples {
				kern.Fill(y, (float64(i*samples+k)+0.5)/float64(m))
				f.at(v, x, y, t)
				for j := range row {
					row[j] += sum(v[j*samples:][:samples])
				}
			}
			kern.Scale(row, 1/float64(samples*samples), row)
		}
	})
	return dst
}

// RasterSamples is the default number of samples per pixel and axis.
const RasterSamples = 4

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// C2 estimates ‖f‖_{C²} = max over |α| ≤ 2 of the maximum of |∂^α f| on the unit square, by central differences on a grid of
// n × n points, n ≥ 3; their error is O(n⁻²). Definition 3.2 asks for at most 1; dividing f₀ and f₁ by their
// norms does not change any rate.
func C2(f Smooth, n int) float64 { return c2(f, n, nil) }

// c2 is C2 over the points of a region, or all if it is nil.
func c2(f Smooth, n int, b Region) float64 {
	needFrom("approx.C2", "n", n, 3)
	h := 1 / float64(n-1)
	rows, in := make([][]float64, n), make([][]float64, n)
	x, y := make([]float64, n), make([]float64, n)
	for j := range x {
		x[j] = float64(j) * h
	}
	for i := range rows {
		rows[i], in[i] = make([]float64, n), fill(make([]float64, n), 1)
		kern.Fill(y, float64(i)*h)
		f(rows[i], x, y)
		if b != nil {
			b.Inside(in[i], x, y)
		}
	}
	most := 0.0
	for i, r := range rows {
		for j, v := range r {
			if in[i][j] == 0 {
				continue
			}
			most = larger(most, v)
			if i > 0 && j > 0 && i < n-1 && j < n-1 {
				most = derivatives(most, rows[i-1:i+2], j, h)
			}
		}
	}
	return most
}

// larger is max(most, |v|), NaN if v is.
func larger(most, v float64) float64 { return max(most, math.Abs(v)) }

// derivatives is the largest of most and the first and second difference quotients in the middle of three rows.
func derivatives(most float64, rows [][]float64, j int, h float64) float64 {
	a, r, b := rows[0], rows[1], rows[2]
	most = larger(most, (r[j+1]-r[j-1])/(2*h))
	most = larger(most, (b[j]-a[j])/(2*h))
	most = larger(most, (r[j+1]-2*r[j]+r[j-1])/(h*h))
	most = larger(most, (b[j]-2*r[j]+a[j])/(h*h))
	return larger(most, (b[j+1]-b[j-1]-a[j+1]+a[j-1])/(4*h*h))
}
