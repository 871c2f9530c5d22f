package radon

import (
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Projector is a model of what a detector sees of a pixel; the package comment lists them.
type Projector int

// The projectors.
const (
	Joseph Projector = iota
	Siddon
	Strip
	DistanceDriven
)

var projectorNames = []string{"Joseph", "Siddon", "Strip", "DistanceDriven"}

// String returns the name of the projector.
func (p Projector) String() string {
	if p < 0 || int(p) >= len(projectorNames) {
		return "unknown projector"
	}
	return projectorNames[p]
}

// Settings describes a detector and its model. The zero value, or nil, means the defaults.
type Settings struct {
	// Projector is the model, [Joseph] by default.
	Projector Projector
	// Detectors is their number; 0 means as many as see the whole image at any angle, [Detectors].
	Detectors int
	// Pixel is the side h of a pixel, Bin the width of a detector. 0 means 1, and h.
	Pixel, Bin float64
}

// Detectors returns the least number of detectors of width bin whose row is at least as long as the
// diagonal of rows × cols pixels of side pixel, and that has the parity for which the row of pixels itself
// is in line with it: ⌈√2·n⌉ for a square, 363 for 256. It panics with a [*RangeError] unless all are positive.
func Detectors(rows, cols int, pixel, bin float64) int {
	const where = "radon.Detectors"
	needCount(where, "rows", rows)
	needCount(where, "cols", cols)
	needPositive(where, "pixel", pixel)
	needPositive(where, "bin", bin)
	return int(math.Ceil(math.Hypot(float64(rows), float64(cols))*pixel/bin - 1e-9))
}

// Transform is the Radon transform of images for parallel rays: a matrix of angles × detectors rows that is
// never stored. It is immutable and may be used by several goroutines at once. [New] makes one.
type Transform struct {
	rows, cols, nd int
	h, bin         float64
	kind           Projector
	theta          []float64
	views          []view
	back           *kern.Rays // from pixels to detectors
	stop           stop
}

var _ op.Linear = (*Transform)(nil)

// view is one angle; lengths are in pixels.
type view struct {
	c, s float64
	foot footprint
}

// New returns the Radon transform of images of rows × cols pixels for parallel rays at the given angles, in
// radians, in any order and number. It panics with a [*RangeError] unless there are pixels and angles, if
// an angle is not finite, and for a setting out of its range.
func New(rows, cols int, angles []float64, s *Settings) *Transform {
	const where = "radon.New"
	if s == nil {
		s = new(Settings)
	}
	needCount(where, "rows", rows)
	needCount(where, "cols", cols)
	needAngles(where, angles)
	if s.Projector < Joseph || s.Projector > DistanceDriven {
		panic(&RangeError{where, "Projector", int(s.Projector), "one of the four"})
	}
	t := &Transform{rows: rows, cols: cols, kind: s.Projector, theta: slices.Clone(angles)}
	t.h, t.bin, t.nd = detector(where, rows, cols, s)
	for _, a := range angles {
		sn, cs := sincos(a)
		t.views = append(t.views, view{cs, sn, newFootprint(s.Projector, cs, sn, t.bin/t.h)})
	}
	t.back = t.backRays()
	return t
}

// detector returns pixel, bin and number of detectors with the defaults put in.
func detector(where string, rows, cols int, s *Settings) (h, bin float64, nd int) {
	h, bin, nd = s.Pixel, s.Bin, s.Detectors
	if h == 0 {
		h = 1
	}
	needPositive(where, "Pixel", h)
	if bin == 0 {
		bin = h
	}
	needPositive(where, "Bin", bin)
	if nd == 0 {
		nd = Detectors(rows, cols, h, bin)
	}
	needCount(where, "Detectors", nd)
	return h, bin, nd
}

// sincos is exact at multiples of π/2, where rays run along the edges of pixels.
func sincos(a float64) (s, c float64) {
	s, c = math.Sincos(a)
	const eps = 4e-16
	if math.Abs(s) < eps*(1+math.Abs(a)) {
		return 0, math.Copysign(1, c)
	}
	if math.Abs(c) < eps*(1+math.Abs(a)) {
		return math.Copysign(1, s), 0
	}
	return s, c
}

// Domain returns the space of images.
func (t *Transform) Domain() op.Space { return op.R(t.rows, t.cols) }

// Range returns the space of sinograms, angles × detectors.
func (t *Transform) Range() op.Space { return op.R(len(t.theta), t.nd) }

// Angles returns the angles θ_k in radians.
func (t *Transform) Angles() []float64 { return slices.Clone(t.theta) }

// Detectors returns the number of detectors.
func (t *Transform) Detectors() int { return t.nd }

// Offsets returns s_i, the positions of the centres of the detectors, in the unit of Pixel.
func (t *Transform) Offsets() []float64 { return offsets(t.nd, t.bin) }

func offsets(nd int, bin float64) []float64 {
	s := make([]float64, nd)
	for i := range s {
		s[i] = (float64(i) - float64(nd-1)/2) * bin
	}
	return s
}

// Pixel returns the side of a pixel.
func (t *Transform) Pixel() float64 { return t.h }

// Bin returns the width of a detector.
func (t *Transform) Bin() float64 { return t.bin }

// Projector returns the model.
func (t *Transform) Projector() Projector { return t.kind }

// Apply stores Rf, the sinogram of x, in dst, which may be nil. It panics with a [*op.ShapeError] on a wrong length.
func (t *Transform) Apply(dst, x []float64) []float64 {
	const where = "radon.Transform.Apply"
	need(where, "x", len(x), t.rows*t.cols)
	dst = take(where, dst, len(t.theta)*t.nd)
	t.forward(dst, x)
	return dst
}

// Apply32 is Apply for numbers in single precision; it computes in double.
func (t *Transform) Apply32(dst, x []float32) []float32 {
	const where = "radon.Transform.Apply32"
	need(where, "x", len(x), t.rows*t.cols)
	dst = take(where, dst, len(t.theta)*t.nd)
	doubled(dst, x, t.forward)
	return dst
}

// Adjoint stores R*y, the back projection of the sinogram y, in dst, which may be nil. It panics with a
// [*op.ShapeError] on a wrong length.
func (t *Transform) Adjoint(dst, y []float64) []float64 {
	const where = "radon.Transform.Adjoint"
	need(where, "y", len(y), len(t.theta)*t.nd)
	dst = take(where, dst, t.rows*t.cols)
	t.backward(dst, y)
	return dst
}

// Adjoint32 is Adjoint for numbers in single precision; it computes in double.
func (t *Transform) Adjoint32(dst, y []float32) []float32 {
	const where = "radon.Transform.Adjoint32"
	need(where, "y", len(y), len(t.theta)*t.nd)
	dst = take(where, dst, t.rows*t.cols)
	doubled(dst, y, t.backward)
	return dst
}

// doubled is f for numbers in single precision.
func doubled(dst, x []float32, f func(dst, x []float64)) {
	in, p := borrow(len(x))
	defer give(p)
	out, q := borrow(len(dst))
	defer give(q)
	kern.Widen(in, x)
	f(out, in)
	kern.Narrow(dst, out)
}

func (t *Transform) forward(dst, x []float64) {
	if t.fast() {
		t.josephForward(dst, x)
		return
	}
	kern.For(len(t.views), 1, func(lo, hi int) {
		for k := lo; k < hi && !t.stop.now(); k++ {
			t.footForward(k, dst[k*t.nd:(k+1)*t.nd], x)
		}
	})
}

func (t *Transform) backward(dst, y []float64) {
	if t.fast() {
		t.josephAdjoint(dst, y)
		return
	}
	kern.For(t.rows, rowBlock, func(lo, hi int) {
		clear(dst[lo*t.cols : hi*t.cols])
		for k := range t.views {
			if t.stop.now() {
				return
			}
			t.footAdjoint(k, lo, hi, dst, y[k*t.nd:(k+1)*t.nd])
		}
	})
}

// rowBlock is the number of rows of pixels of one piece of a back projection.
const rowBlock = 8

// Blocks returns the transform angle by angle, in their order: what methods that go through the angles in turn
// ask for. One above the other they are the transform.
func (t *Transform) Blocks() []op.Linear {
	out := make([]op.Linear, len(t.theta))
	for k := range out {
		b := *t
		b.theta, b.views = t.theta[k:k+1:k+1], t.views[k:k+1:k+1]
		b.back = b.backRays()
		out[k] = &b
	}
	return out
}
