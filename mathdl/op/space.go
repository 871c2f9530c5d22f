package op

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Space is ℝⁿ, n = ∏ Shape, with the inner product ⟨x, y⟩ = Weight · Σᵢ xᵢ yᵢ.
//
// Weight 0 means 1; a grid function on cells of volume h has Weight h. The zero Space is ℝ¹: a
// product over no axes. Spaces are compared by [Space.Equal].
type Space struct {
	Shape  []int
	Weight float64
}

// R returns the space of arrays of the given shape with weight 1: R(3) = ℝ³, R(64, 64) holds images.
// It panics if an extent is negative.
func R(shape ...int) Space {
	for _, n := range shape {
		if n < 0 {
			panic(fmt.Sprintf("op.R: negative extent in shape %v", shape))
		}
	}
	return Space{Shape: slices.Clone(shape)}
}

// Size returns n = ∏ Shape.
func (s Space) Size() int {
	n := 1
	for _, k := range s.Shape {
		n *= k
	}
	return n
}

// W returns the weight of the inner product, with 0 read as 1.
func (s Space) W() float64 {
	if s.Weight == 0 {
		return 1
	}
	return s.Weight
}

// Equal reports whether s and t have the same shape and the same weight.
func (s Space) Equal(t Space) bool {
	return s.W() == t.W() && slices.Equal(s.Shape, t.Shape)
}

// Dot returns ⟨x, y⟩ = Weight · Σᵢ xᵢ yᵢ. It panics with a [*ShapeError] if a length is not n.
func (s Space) Dot(x, y []float64) float64 {
	s.check("op.Space.Dot", "x", x)
	s.check("op.Space.Dot", "y", y)
	return s.W() * dot(x, y)
}

// Norm returns ‖x‖ = √⟨x, x⟩ without overflow or underflow on the way.
// It panics with a [*ShapeError] if the length is not n.
func (s Space) Norm(x []float64) float64 {
	s.check("op.Space.Norm", "x", x)
	return math.Sqrt(s.W()) * norm(x)
}

// String returns ℝ^3×4, followed by the weight if it is not 1.
func (s Space) String() string {
	if len(s.Shape) == 0 {
		return "ℝ" + s.weightText()
	}
	part := make([]string, len(s.Shape))
	for i, n := range s.Shape {
		part[i] = strconv.Itoa(n)
	}
	return "ℝ^" + strings.Join(part, "×") + s.weightText()
}

func (s Space) weightText() string {
	if s.W() == 1 {
		return ""
	}
	return fmt.Sprintf(" (weight %.4g)", s.W())
}

// check panics with a *ShapeError unless x has the length of the space.
func (s Space) check(where, what string, x []float64) {
	if n := s.Size(); len(x) != n {
		panic(&ShapeError{Func: where, What: what, Got: []int{len(x)}, Want: []int{n}})
	}
}

// take returns dst, or a new slice for a nil dst, checked against the space.
func (s Space) take(where string, dst []float64) []float64 {
	if dst == nil {
		return make([]float64, s.Size())
	}
	s.check(where, "dst", dst)
	return dst
}

// dot sums in index order, so that the result does not depend on the machine.
func dot(x, y []float64) float64 {
	sum := 0.0
	y = y[:len(x)]
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

// norm is the Euclidean length; the common case needs no scaling.
func norm(x []float64) float64 {
	if q := dot(x, x); q > 1e-280 && q < 1e280 {
		return math.Sqrt(q)
	}
	big := 0.0
	for _, v := range x {
		if math.IsNaN(v) {
			return math.NaN()
		}
		big = max(big, math.Abs(v))
	}
	if big == 0 || math.IsInf(big, 1) {
		return big
	}
	sum := 0.0
	for _, v := range x {
		sum += (v / big) * (v / big)
	}
	return big * math.Sqrt(sum)
}
