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

// Source draws pairs ((x₀, y), x): a phantom of [data.RandomEllipses], sampled at the centres of the pixels, its
// transform with noise, and the start. epoch is the number of pairs that count as an epoch.
func (s *Setting) Source(epoch int) train.Source {
	n, m := s.R.Domain().Size(), s.R.Range().Size()
	side := s.R.Domain().Shape[0]
	return train.Source{In: n + m, Out: n, Len: epoch, Draw: func(_ int, rnd *rand.Rand, row, x []float64) error {
		data.RandomEllipses(rnd).Image(x, side, 1)
		y := s.R.Apply(row[n:], x)
		ct.RelativeGaussian(s.Noise)(y, rnd)
		s.Start(row[:n], y)
		return nil
	}}
}
