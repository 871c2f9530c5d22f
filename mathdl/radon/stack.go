package radon

import "github.com/mathdl/kernel/mathdl/op"

// Stack is the Radon transform of volumes of n slices, slice by slice: every slice is perpendicular to the axis
// of rotation, as for parallel rays in three dimensions. It is immutable.
type Stack struct {
	t *Transform
	n int
}

var _ op.Linear = (*Stack)(nil)

// NewStack returns the transform of n slices, each by t. It panics with a [*RangeError] unless n ≥ 1.
func NewStack(n int, t *Transform) *Stack {
	needCount("radon.NewStack", "n", n)
	return &Stack{t, n}
}

// Domain returns the space of volumes, n × rows × cols.
func (s *Stack) Domain() op.Space { return op.R(s.n, s.t.rows, s.t.cols) }

// Range returns the space of sinograms, n × angles × detectors.
func (s *Stack) Range() op.Space { return op.R(s.n, len(s.t.theta), s.t.nd) }

// Apply stores the sinograms of the volume x in dst, which may be nil. It panics with a [*op.ShapeError] on a
// wrong length.
func (s *Stack) Apply(dst, x []float64) []float64 {
	return s.each("radon.Stack.Apply", dst, x, s.Domain().Size()/s.n, s.Range().Size()/s.n, s.t.Apply)
}

// Adjoint stores the back projections of y in dst, which may be nil.
func (s *Stack) Adjoint(dst, y []float64) []float64 {
	return s.each("radon.Stack.Adjoint", dst, y, s.Range().Size()/s.n, s.Domain().Size()/s.n, s.t.Adjoint)
}

// FBP stores the filtered back projections of the sinograms g in dst, which may be nil.
func (s *Stack) FBP(dst, g []float64, set *FBPSettings) []float64 {
	return s.each("radon.Stack.FBP", dst, g, s.Range().Size()/s.n, s.Domain().Size()/s.n,
		func(dst, g []float64) []float64 { return s.t.FBP(dst, g, set) })
}

func (s *Stack) each(where string, dst, x []float64, in, out int, f func(dst, x []float64) []float64) []float64 {
	need(where, "argument", len(x), s.n*in)
	dst = take(where, dst, s.n*out)
	for i := range s.n {
		f(dst[i*out:(i+1)*out], x[i*in:(i+1)*in])
	}
	return dst
}
