package fem

import (
	"github.com/mathdl/kernel/mathdl/op"
)

// Line solves −(a u′)′ = f between the first and the last of the increasing points x, with u = u0 and u = u1 there, by linear
// elements: a and f are taken in the middles of the intervals. It panics with a *domain.MisuseError unless x increases
// and has two points or more.
func Line(x []float64, a, f func(x float64) float64, u0, u1 float64) []float64 {
	if len(x) < 2 {
		panic(&op.ShapeError{Func: "fem.Line", What: "x", Got: []int{len(x)}, Want: []int{2}})
	}
	n := len(x)
	diag, up, u := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n - 1 {
		h, m := x[i+1]-x[i], (x[i]+x[i+1])/2
		if !(h > 0) {
			panic(misuse("fem.Line", "x", x[i:i+2], "increasing"))
		}
		k, b := a(m)/h, f(m)*h/2
		diag[i], diag[i+1], up[i] = diag[i]+k, diag[i+1]+k, -k
		u[i], u[i+1] = u[i]+b, u[i+1]+b
	}
	u[0], u[n-1] = u0, u1
	if n > 2 {
		u[1] -= up[0] * u0
		u[n-2] -= up[n-2] * u1
	}
	for i := 2; i < n-1; i++ { // Thomas' elimination
		w := up[i-1] / diag[i-1]
		diag[i] -= w * up[i-1]
		u[i] -= w * u[i-1]
	}
	for i := n - 2; i >= 1; i-- {
		if i < n-2 {
			u[i] -= up[i] * u[i+1]
		}
		u[i] /= diag[i]
	}
	return u
}
