package ad_test

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
)

// The gradient of f(x) = ‖x‖² + sin x₁ at (1, 2).
func ExampleValueGrad() {
	f := func(x *ad.Var) *ad.Var {
		return ad.Add(ad.Sum(ad.Square(x)), ad.Sin(ad.Slice(x, 0, 0, 1)))
	}
	fx, grad := ad.ValueGrad(nil, f, []float64{1, 2})
	fmt.Printf("%.4f %.4f\n", fx, grad)
	// Output: 5.8415 [2.5403 4.0000]
}

// Derivatives are recorded values: they can be differentiated again.
func ExampleGrad() {
	t := ad.NewTape(ad.Float64)
	x := t.Scalar(2)
	y := ad.Pow(x, 3)
	dy := ad.Grad(y, x)[0]
	d2y := ad.Grad(dy, x)[0]
	fmt.Println(y, dy, d2y)
	// Output: 8 12 12
}

// One step is recorded, all others are replayed.
func ExampleTape_Replay() {
	t := ad.NewTape(ad.Float64)
	w := ad.Of([]float64{3, -2})
	θ := t.Leaf(w)
	loss := ad.Sum(ad.Square(θ))
	g := ad.Grad(loss, θ)[0]
	for range 3 {
		for i, gi := range g.Value().Data64() {
			w.Data64()[i] -= 0.25 * gi
		}
		t.Replay()
		fmt.Println(loss)
	}
	// Output:
	// 3.25
	// 0.8125
	// 0.2031
}

func ExampleSmooth() {
	polar := ad.Smooth(op.R(2), op.R(2), func(x *ad.Var) *ad.Var {
		r, φ := ad.Slice(x, 0, 0, 1), ad.Slice(x, 0, 1, 2)
		return ad.Concat(0, ad.Mul(r, ad.Cos(φ)), ad.Mul(r, ad.Sin(φ)))
	})
	D := polar.Derivative([]float64{2, 0})
	fmt.Printf("%.1f %.1f\n", D.Apply(nil, []float64{0, 1}), D.Adjoint(nil, []float64{0, 1}))
	// Output: [0.0 2.0] [0.0 2.0]
}

func ExampleMap() {
	cube := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = v * v * v
		}
	}
	slope := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = 3 * v * v
		}
	}
	_, g := ad.ValueGrad(nil, func(x *ad.Var) *ad.Var { return ad.Sum(ad.Map(x, "cube", cube, slope)) }, []float64{1, 2})
	fmt.Println(g)
	// Output: [3 12]
}

// f(x, y) = x²y: the Hessian is [2y, 2x; 2x, 0].
func ExampleHessVec() {
	f := func(v *ad.Var) *ad.Var {
		x, y := ad.Slice(v, 0, 0, 1), ad.Slice(v, 0, 1, 2)
		return ad.Mul(ad.Square(x), y)
	}
	fmt.Println(ad.HessVec(nil, f, []float64{3, 5}, []float64{1, 0}))
	// Output: [10 6]
}

// The Laplacian of u(x, y) = x²y² at (1, 2), from second derivatives along the axes.
func ExampleJet() {
	t := ad.NewTape(ad.Float64)
	x := t.Var([]float64{1, 2})
	u := ad.Square(ad.Mul(ad.Slice(x, 0, 0, 1), ad.Slice(x, 0, 1, 2)))
	laplacian := 0.0
	for _, e := range [][]float64{{1, 0}, {0, 1}} {
		c := ad.Jet(u, x, t.Var(e), 2)
		laplacian += 2 * c[2].Float()
	}
	fmt.Println(laplacian) // 2y² + 2x²
	// Output: 10
}

// The Taylor coefficients of the exponential function.
func ExampleTaylor() {
	for _, c := range ad.Taylor(ad.Exp, []float64{0}, []float64{1}, 4) {
		fmt.Printf("%.4f ", c[0])
	}
	// Output: 1.0000 1.0000 0.5000 0.1667 0.0417
}

// A computation that is planned holds no more values than it needs at a time.
func ExampleTape_Plan() {
	t := ad.NewTape(ad.Float64)
	t.Defer()
	x := ad.Of([]float64{1, 2, 3})
	v := t.Leaf(x)
	y := ad.Sum(ad.Square(v))
	g := ad.Grad(y, v)[0]
	t.Plan(y, g)
	t.Replay()
	fmt.Println(y, g)
	x.SetAt(10, 0)
	t.Replay()
	fmt.Println(y, g)
	// Output:
	// 14 [2 4 6] float64 [3]
	// 113 [20 4 6] float64 [3]
}

func ExampleApply() {
	// The gradient of ½‖Ax − y‖² is Aᵀ(Ax − y).
	difference := op.LinearFunc{
		X: op.R(3), Y: op.R(2),
		Fwd:     func(dst, x []float64) { dst[0], dst[1] = x[1]-x[0], x[2]-x[1] },
		FwdStar: func(dst, y []float64) { dst[0], dst[1], dst[2] = -y[0], y[0]-y[1], y[1] },
	}
	_, g := ad.ValueGrad(nil, func(x *ad.Var) *ad.Var {
		return ad.Scale(0.5, ad.Sum(ad.Square(ad.Apply(difference, x))))
	}, []float64{1, 2, 4})
	fmt.Printf("%.4g\n", g)
	// Output: [-1 -1 2]
}
