package radon

import (
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// FanSettings describes a source and a flat detector that turn about the origin. Lengths are in the unit of Pixel.
type FanSettings struct {
	// Source is the distance of the source from the origin, which must be outside of the image, Detector that of
	// the detector row on the other side.
	Source, Detector float64
	// Detectors is the number of detectors; 0 means as many as see the whole image.
	Detectors int
	// Pixel is the side of a pixel, 0 means 1; Bin the width of a detector, 0 means that of a pixel's shadow at the
	// origin, Pixel·(Source+Detector)/Source.
	Pixel, Bin float64
}

// FanBeam is the Radon transform for rays from a point, with Joseph's interpolation. At angle β the source is at
// -Source·ω⊥ and detector i at Detector·ω⊥ + u_i·ω, where ω = (cos β, sin β), ω⊥ = (-sin β, cos β): with a source
// far away the ray of the middle detector is that of the parallel transform at θ = β. It is immutable and may be
// used by several goroutines at once. [NewFanBeam] makes one.
type FanBeam struct {
	rows, cols, nd int
	h, bin         float64
	src, det       float64
	beta           []float64
	stop           stop
}

var _ op.Linear = (*FanBeam)(nil)

// NewFanBeam returns the transform of images of rows × cols pixels at the given angles β, in radians. It panics with
// a [*RangeError] unless there are pixels and angles, the source is outside of the circle around the image, and
// the settings are in their ranges.
func NewFanBeam(rows, cols int, angles []float64, s FanSettings) *FanBeam {
	const where = "radon.NewFanBeam"
	needCount(where, "rows", rows)
	needCount(where, "cols", cols)
	needAngles(where, angles)
	f := &FanBeam{rows: rows, cols: cols, src: s.Source, det: s.Detector, beta: slices.Clone(angles)}
	if s.Bin == 0 && s.Source > 0 {
		s.Bin = (s.Source + s.Detector) / s.Source
		if s.Pixel > 0 {
			s.Bin *= s.Pixel
		}
	}
	f.h, f.bin, f.nd = detector(where, rows, cols, &Settings{Detectors: max(1, s.Detectors), Pixel: s.Pixel, Bin: s.Bin})
	radius := f.h / 2 * math.Hypot(float64(rows), float64(cols))
	if !(s.Source > radius) || math.IsInf(s.Source, 1) {
		panic(&RangeError{where, "Source", s.Source, "a finite distance beyond the corners of the image"})
	}
	if !(s.Detector >= 0) || math.IsInf(s.Detector, 1) {
		panic(&RangeError{where, "Detector", s.Detector, "a finite distance ≥ 0"})
	}
	if s.Detectors < 0 {
		panic(&RangeError{where, "Detectors", s.Detectors, "≥ 0"})
	}
	if s.Detectors == 0 { // the tangents to the circle end here
		reach := (s.Source + s.Detector) * radius / math.Sqrt(s.Source*s.Source-radius*radius)
		f.nd = 1 + 2*int(math.Ceil(reach/f.bin))
	}
	return f
}

// Domain returns the space of images.
func (f *FanBeam) Domain() op.Space { return op.R(f.rows, f.cols) }

// Range returns the space of sinograms, angles × detectors.
func (f *FanBeam) Range() op.Space { return op.R(len(f.beta), f.nd) }

// Offsets returns u_i, the positions of the centres of the detectors in their row.
func (f *FanBeam) Offsets() []float64 { return offsets(f.nd, f.bin) }

// Ray returns the line of angle number k and detector i as x cos θ + y sin θ = s. It panics if a number is out of range.
func (f *FanBeam) Ray(k, i int) (theta, s float64) {
	if i < 0 || i >= f.nd {
		panic(&RangeError{"radon.FanBeam.Ray", "detector", i, "one of the detectors"})
	}
	u := (float64(i) - float64(f.nd-1)/2) * f.bin
	gamma := math.Atan2(u, f.src+f.det)
	return f.beta[k] - gamma, f.src * math.Sin(gamma)
}

// Apply stores the integrals of x along the rays in dst, which may be nil. It panics with a [*op.ShapeError] on a
// wrong length.
func (f *FanBeam) Apply(dst, x []float64) []float64 {
	const where = "radon.FanBeam.Apply"
	need(where, "x", len(x), f.rows*f.cols)
	dst = take(where, dst, len(f.beta)*f.nd)
	kern.For(len(f.beta), 1, func(lo, hi int) {
		for k := lo; k < hi && !f.stop.now(); k++ {
			for i := range f.nd {
				sum := 0.0
				f.walk(k, i, func(at, step int, frac, w float64, first, last bool) {
					if first {
						sum += w * (1 - frac) * x[at]
					}
					if last {
						sum += w * frac * x[at+step]
					}
				})
				dst[k*f.nd+i] = sum
			}
		}
	})
	return dst
}

// fanGroups is the number of partial images of a back projection; it is fixed, so that sums have one order.
const fanGroups = 8

// Adjoint stores the transpose of Apply, applied to the sinogram y, in dst, which may be nil.
func (f *FanBeam) Adjoint(dst, y []float64) []float64 {
	const where = "radon.FanBeam.Adjoint"
	need(where, "y", len(y), len(f.beta)*f.nd)
	n := f.rows * f.cols
	dst = take(where, dst, n)
	part, p := borrow(fanGroups * n)
	defer give(p)
	kern.For(fanGroups, 1, func(lo, hi int) {
		for g := lo; g < hi; g++ {
			x := part[g*n : (g+1)*n]
			clear(x)
			for k := g; k < len(f.beta) && !f.stop.now(); k += fanGroups {
				for i := range f.nd {
					v := y[k*f.nd+i]
					f.walk(k, i, func(at, step int, frac, w float64, first, last bool) {
						if first {
							x[at] += w * (1 - frac) * v
						}
						if last {
							x[at+step] += w * frac * v
						}
					})
				}
			}
		}
	})
	copy(dst, part[:n])
	for g := 1; g < fanGroups; g++ {
		kern.Add(dst, dst, part[g*n:(g+1)*n])
	}
	return dst
}

// walk follows a ray through the rows, or the columns, whichever it crosses more steeply. In each it is between
// pixel at and pixel at+step, frac of the way; first and last say which of the two are in the image.
func (f *FanBeam) walk(k, i int, visit func(at, step int, frac, w float64, first, last bool)) {
	theta, s := f.Ray(k, i)
	sn, cs := sincos(theta)
	s /= f.h
	lines, across, stride, step := f.rows, f.cols, f.cols, 1
	if math.Abs(cs) < math.Abs(sn) {
		lines, across, stride, step = f.cols, f.rows, 1, f.cols
		cs, sn = -sn, -cs
	}
	j0 := s/cs + float64(across-1)/2 - sn/cs*float64(lines-1)/2
	dj, w := sn/cs, f.h/math.Abs(cs)
	for r := range lines {
		j := j0 + dj*float64(r)
		if !(j > -1 && j < float64(across)) {
			continue
		}
		q := int(math.Floor(j))
		visit(r*stride+q*step, step, j-float64(q), w, q >= 0, q+1 < across)
	}
}

// FBP stores the filtered back projection of the sinogram g for a flat detector and angles all around in dst, which
// may be nil:
//
//	f(x) = ½ Σ_k w_k (Source/L)² (g̃_k ∗ ramp)(s'),  g̃ = g·Source/√(Source²+s²)
//
// with s = u·Source/(Source+Detector), L the depth of x from the source and s' the place of its shadow on a
// detector through the origin (Kak and Slaney 1988, (3.97)). w_k is half the distance of the neighbours of β_k on
// the circle. It panics like [Transform.FBP].
func (f *FanBeam) FBP(dst, g []float64, s *FBPSettings) []float64 {
	const where = "radon.FanBeam.FBP"
	need(where, "g", len(g), len(f.beta)*f.nd)
	dst = take(where, dst, f.rows*f.cols)
	scale := f.src / (f.src + f.det)
	flat := New(f.rows, f.cols, f.beta, &Settings{Detectors: f.nd, Pixel: f.h, Bin: f.bin * scale})
	q := slices.Clone(g)
	for i, u := range flat.Offsets() {
		c := f.src / math.Hypot(f.src, u)
		for k := range f.beta {
			q[k*f.nd+i] *= c
		}
	}
	q = flat.filtered(where, q, s)
	w := weights(f.beta, 2*math.Pi)
	kern.For(f.rows, rowBlock, func(lo, hi int) {
		clear(dst[lo*f.cols : hi*f.cols])
		for k, b := range f.beta {
			sn, cs := math.Sincos(b)
			for r := lo; r < hi; r++ {
				f.spreadRow(dst[r*f.cols:][:f.cols], q[k*f.nd:][:f.nd], r, sn, cs, w[k]/2, flat.bin)
			}
		}
	})
	return dst
}

func (f *FanBeam) spreadRow(dst, q []float64, r int, sn, cs, w, bin float64) {
	y := (float64(f.rows-1)/2 - float64(r)) * f.h
	for c := range dst {
		x := (float64(c) - float64(f.cols-1)/2) * f.h
		u := f.src / (f.src - x*sn + y*cs)
		t := u*(x*cs+y*sn)/bin + float64(f.nd-1)/2
		i := int(math.Floor(t))
		if i < 0 || i+1 >= f.nd {
			continue
		}
		a := t - float64(i)
		dst[c] += w * u * u * (q[i] + a*(q[i+1]-q[i]))
	}
}
