package pde

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// Eval returns the value of e at the rows of X, N × the number of coordinates, as an N × k matrix with a
// column for each component: the unknowns as they are now. Points may lie outside of the domain. It panics
// with a *op.ShapeError for other columns.
func (f *Frame) Eval(e Expr, X *mat.Dense) *mat.Dense {
	n, d := X.Dims()
	if d != len(f.names) {
		panic(&op.ShapeError{Func: "pde.Frame.Eval", What: "X", Got: []int{n, d}, Want: []int{n, len(f.names)}})
	}
	v, cols := values(f, newPlaces(X, nil, nil), []Expr{e}, f.theta())
	return mat.NewDense(n, cols[0], v[0])
}

// At returns the value of an expression with one component at a point.
func (f *Frame) At(e Expr, x ...float64) float64 {
	return f.Eval(e, mat.NewDense(1, len(x), x)).At(0, 0)
}

// RelL2 returns ‖e − g‖₂/‖g‖₂ over the rows of X, all components together.
func (f *Frame) RelL2(e, g Expr, X *mat.Dense) float64 {
	a, b := f.Eval(e, X), f.Eval(g, X)
	var d mat.Dense
	d.Sub(a, b)
	return mat.Norm(&d, 2) / mat.Norm(b, 2)
}

// Check returns the largest |e| over the rows of X and its mean square root: the self-check of a
// manufactured problem, with e the residual of the exact solution. A given function in e, see [Frame.Func],
// is differentiated by differences, so that a mistake in a source term cannot hide.
func (f *Frame) Check(e Expr, X *mat.Dense) (largest, rms float64) {
	v := f.Eval(e, X).RawMatrix().Data
	for _, x := range v {
		largest = max(largest, math.Abs(x))
		rms += x * x / float64(len(v))
	}
	return largest, math.Sqrt(rms)
}
