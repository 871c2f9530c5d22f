package data

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// OneHot returns the matrix whose row i is the unit vector e_c ∈ ℝᴷ of the class c = labels[i]. It
// panics unless K = kinds ≥ 1, there are labels, and all are in {0, …, K − 1}.
func OneHot(labels []int, kinds int) *mat.Dense {
	if len(labels) == 0 || kinds < 1 {
		panic(fmt.Sprintf("data.OneHot: got %d labels and %d classes, want at least one of each", len(labels), kinds))
	}
	Y := mat.NewDense(len(labels), kinds, nil)
	for i, c := range labels {
		if c < 0 || c >= kinds {
			panic(fmt.Sprintf("data.OneHot: got label %d of sample %d, want a class in [0, %d)", c, i, kinds))
		}
		Y.Set(i, c, 1)
	}
	return Y
}

// OneHot returns the classes of the samples as unit vectors; see the function [OneHot].
func (s *Set) OneHot() *mat.Dense {
	s.needLabels("data.Set.OneHot")
	return OneHot(s.Labels, s.Kinds())
}

// Standard is the map x ↦ (x − Mean)/Std, coordinate by coordinate.
type Standard struct{ Mean, Std []float64 }

// Standardize returns the samples shifted and scaled so that every coordinate has mean 0 and standard
// deviation 1 (with divisor n), and the map that does it, to be applied to other samples. Coordinates
// that are constant are only shifted. Call it on the training part: what it finds is then free of what
// the test part knows. It panics if there are no samples.
func (s *Set) Standardize() (*Set, Standard) {
	n, d := s.Len(), s.Dim()
	if n == 0 {
		panic("data.Set.Standardize: got no samples, want at least one")
	}
	f := Standard{make([]float64, d), make([]float64, d)}
	for j := range d {
		f.Mean[j], f.Std[j] = moments(mat.Col(nil, j, s.X))
	}
	return f.Apply(s), f
}

// moments returns mean and deviation of x, 1 in place of the deviation of a constant.
func moments(x []float64) (mean, std float64) {
	n := float64(len(x))
	lo, hi := x[0], x[0]
	for _, v := range x {
		mean += v / n
		lo, hi = min(lo, v), max(hi, v)
	}
	if lo == hi { // rounding must not make a deviation out of nothing
		return lo, 1
	}
	for _, v := range x {
		std += (v - mean) * (v - mean) / n
	}
	return mean, math.Sqrt(std)
}

// Apply returns the samples with x replaced by (x − Mean)/Std.
// It panics with a *ShapeError if their dimension is not that of f.
func (f Standard) Apply(s *Set) *Set {
	return f.each("data.Standard.Apply", s, func(_, j int, v float64) float64 { return (v - f.Mean[j]) / f.Std[j] })
}

// Undo returns the samples with x replaced by Std·x + Mean, the inverse of Apply.
// It panics with a *ShapeError if their dimension is not that of f.
func (f Standard) Undo(s *Set) *Set {
	return f.each("data.Standard.Undo", s, func(_, j int, v float64) float64 { return f.Std[j]*v + f.Mean[j] })
}

func (f Standard) each(where string, s *Set, g func(i, j int, v float64) float64) *Set {
	labels := append([]int(nil), s.Labels...)
	if s.Len() == 0 {
		return s.with(nil, labels)
	}
	if s.Dim() != len(f.Mean) {
		panic(&ShapeError{Func: where, What: "coordinates of a sample", Got: s.Dim(), Want: len(f.Mean)})
	}
	X := mat.NewDense(s.Len(), s.Dim(), nil)
	X.Apply(g, s.X)
	return s.with(X, labels)
}

// AddNoise stores y + σξ in dst, where the ξᵢ are independent and normal with mean 0 and variance 1,
// and returns dst; nil allocates, and dst may be y. It panics with a *ShapeError if the lengths differ,
// and with a sentence if σ = sigma is negative or no number, or rnd is nil.
func AddNoise(dst, y []float64, sigma float64, rnd *rand.Rand) []float64 {
	needRand("data.AddNoise", rnd)
	needSigma("data.AddNoise", sigma)
	if dst == nil {
		dst = make([]float64, len(y))
	}
	if len(dst) != len(y) {
		panic(&ShapeError{Func: "data.AddNoise", What: "dst", Got: len(dst), Want: len(y)})
	}
	for i, v := range y {
		dst[i] = v + sigma*rnd.NormFloat64()
	}
	return dst
}

func needSigma(where string, sigma float64) {
	if !(sigma >= 0) || math.IsInf(sigma, 1) {
		panic(fmt.Sprintf("%s: got standard deviation %v, want a number ≥ 0", where, sigma))
	}
}
