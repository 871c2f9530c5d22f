package unroll

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/train"
)

// The setting of Adler and Öktem (2017).
const (
	Size       = 128  // pixels a side
	Angles     = 30   // in [0, π)
	Detectors  = 183  // of the width of a pixel
	NoiseLevel = 0.05 // deviation of the noise by the mean of |Rf|
	Cutoff     = 0.6  // of the Hann window of the start
)

// Setting is a distribution of tomographic problems: what the networks are trained on.
type Setting struct {
	R      *radon.Transform
	Noise  float64           // deviation of the noise by the mean of |Rf|
	Filter radon.FBPSettings // of the filtered back projection x₀
}

// AdlerOktem returns the setting of that paper for n × n pixels of side 1: [Angles] angles (k + ½)π/Angles, noise of 5 %
// and detectors across the diagonal, which are [Detectors] for n = [Size]. It panics with a
// [*solve.RangeError] unless n ≥ 1.
func AdlerOktem(n int) *Setting {
	if n < 1 {
		panic(&solve.RangeError{Func: "unroll.AdlerOktem", What: "n", Got: n, Want: "≥ 1"})
	}
	angles := radon.Span(0, math.Pi, Angles)
	for i := range angles {
		angles[i] += math.Pi / (2 * Angles)
	}
	return &Setting{R: radon.New(n, n, angles, &radon.Settings{Detectors: (Detectors*n + Size - 1) / Size}),
		Noise: NoiseLevel, Filter: radon.FBPSettings{Filter: radon.Hann, Cutoff: Cutoff}}
}

// Jin returns the setting of Jin et al. (2017) for n × n pixels of side 1, published with n = 512: of 1000 angles in [0, π)
// every step-th, of which there are 50 for 20 and 143 for 7; no noise, and the plain ramp for the start. It panics with a
// [*solve.RangeError] unless n ≥ 1 and 1 ≤ step ≤ 1000.
func Jin(n, step int) *Setting {
	const all = 1000
	if n < 1 || step < 1 || step > all {
		panic(&solve.RangeError{Func: "unroll.Jin", What: "n, step", Got: []int{n, step}, Want: "n ≥ 1, step in [1, 1000]"})
	}
	var angles []float64
	for k := 0; k < all; k += step {
		angles = append(angles, math.Pi*float64(k)/all)
	}
	return &Setting{R: radon.New(n, n, angles, nil)}
}

// Start stores x₀, the filtered back projection of y, in dst, which may be nil.
func (s *Setting) Start(dst, y []float64) []float64 { return s.R.FBP(dst, y, &s.Filter) }

// Row returns (x₀, y), what the models of this package take, for data y.
func (s *Setting) Row(y []float64) []float64 { return append(s.Start(nil, y), y...) }

// Reconstruct stores what a model makes of data y in dst, which may be nil, in double precision. It panics with a
// [*op.ShapeError] if a length or the model does not fit.
func (s *Setting) Reconstruct(dst []float64, m nn.Model, y []float64) []float64 {
	row := s.Row(y)
	x := nn.ApplyRows(m, nil, mat.NewDense(1, len(row), row)).RawRowView(0)
	if dst == nil {
		return x
	}
	if len(dst) != len(x) {
		panic(&op.ShapeError{Func: "unroll.Setting.Reconstruct", What: "dst", Got: []int{len(dst)}, Want: []int{len(x)}})
	}
	copy(dst, x)
	return dst
}

// Draw makes the phantom of sample number i, an n × n image.
type Draw func(x []float64, n, i int, rnd *rand.Rand)

// RandomEllipses are the phantoms of the paper, [data.RandomEllipses], sampled at the centres of the pixels.
func RandomEllipses(x []float64, n, _ int, rnd *rand.Rand) { data.RandomEllipses(rnd).Image(x, n, 1) }

// NonNegative is a distribution with negative values set to zero.
func NonNegative(d Draw) Draw {
	return func(x []float64, n, i int, rnd *rand.Rand) {
		d(x, n, i, rnd)
		for k, v := range x {
			x[k] = max(0, v)
		}
	}
}

// SomeEllipses are the first k of [data.RandomEllipses] with k uniform on {0, …, all}, without negative values and
// scaled so that the largest is 1, and drawn again where there is none: from simple to cluttered, with jumps of all heights.
func SomeEllipses(x []float64, n, _ int, rnd *rand.Rand) {
	for top := 0.0; top == 0; {
		e := data.RandomEllipses(rnd)
		e[:rnd.IntN(len(e)+1)].Image(x, n, 1)
		for i, v := range x {
			x[i] = max(0, v)
			top = max(top, v)
		}
		for i := range x {
			x[i] /= max(top, 1e-300)
		}
	}
}

// Shelled is a distribution with every second image, of values in [0, 1], put in a shell: 1 in an elliptic ring of width
// 0.02 to 0.12, where the side of the image is 2, c₀ + c₁x with c₀, c₁ uniform on [0, ½) inside of it, and 0 outside. Ellipses
// alone do not teach what does not see the data how thin rings are blurred.
func Shelled(d Draw) Draw {
	return func(x []float64, n, i int, rnd *rand.Rand) {
		d(x, n, i, rnd)
		if rnd.IntN(2) == 0 {
			return
		}
		width, base, contrast := 0.02+0.1*rnd.Float64(), rnd.Float64()/2, rnd.Float64()/2
		a, b, φ := 0.4+0.5*rnd.Float64(), 0.4+0.5*rnd.Float64(), 2*math.Pi*rnd.Float64()
		all := data.Ellipses{{Value: 1, A: a, B: b, Phi: φ}}.Image(nil, n, 1)
		inner := data.Ellipses{{Value: 1, A: a - width, B: b - width, Phi: φ}}.Image(nil, n, 1)
		for i, v := range inner {
			x[i] = all[i] - v + v*(base+contrast*x[i])
		}
	}
}

// After is first for the samples before number n, and then from n on.
func After(n int, first, then Draw) Draw {
	return func(x []float64, side, i int, rnd *rand.Rand) {
		if i < n {
			first(x, side, i, rnd)
			return
		}
		then(x, side, i, rnd)
	}
}

// Source draws pairs ((x₀, y), x): a phantom, its transform with noise, and the start. epoch is the number of pairs
// that count as an epoch; draw nil means [RandomEllipses].
func (s *Setting) Source(epoch int, draw Draw) train.Source {
	n, m := s.R.Domain().Size(), s.R.Range().Size()
	side := s.R.Domain().Shape[0]
	if draw == nil {
		draw = RandomEllipses
	}
	return train.Source{In: n + m, Out: n, Len: epoch, Draw: func(i int, rnd *rand.Rand, row, x []float64) error {
		draw(x, side, i, rnd)
		y := s.R.Apply(row[n:], x)
		ct.RelativeGaussian(s.Noise)(y, rnd)
		s.Start(row[:n], y)
		return nil
	}}
}
