package op_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

func random(rnd *rand.Rand, r, c int) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = rnd.NormFloat64()
	}
	return m
}

// weigh puts a matrix between weighted spaces with the adjoint that belongs to them.
func weigh(M *mat.Dense, wx, wy float64) op.Linear {
	A := op.Matrix(M)
	X, Y := A.Domain(), A.Range()
	X.Weight, Y.Weight = wx, wy
	return op.LinearFunc{X: X, Y: Y,
		Fwd: func(dst, x []float64) { A.Apply(dst, x) },
		FwdStar: func(dst, y []float64) {
			A.Adjoint(dst, y)
			for i := range dst {
				dst[i] *= wy / wx
			}
		}}
}

func TestAlgebraKeepsTheAdjoint(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	A, B, C := weigh(random(rnd, 4, 3), 2, 0.5), weigh(random(rnd, 4, 3), 2, 0.5), weigh(random(rnd, 5, 4), 0.5, 3)
	for name, L := range map[string]op.Linear{
		"matrix":              op.Matrix(random(rnd, 3, 7)),
		"weighted":            A,
		"star":                op.Star(A),
		"mul":                 op.Mul(C, A),
		"mul of three":        op.Mul(op.Mul(op.Star(A), op.Star(C)), op.Mul(C, A)),
		"add":                 op.Add(A, B),
		"scale":               op.Scale(-2.5, A),
		"identity":            op.Identity(A.Domain()),
		"diag":                op.Diag(op.R(3), []float64{1, -2, 3}),
		"stack, equal weight": op.Stack(A, B),
		"stack, other weight": op.Stack(A, op.Mul(C, A), A),
	} {
		t.Run(name, func(t *testing.T) { optest.Linear(t, L, 1e-13) })
	}
}

func TestAlgebraValues(t *testing.T) {
	A := op.Matrix(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
	B := op.Matrix(mat.NewDense(2, 2, []float64{0, 1, 1, 0}))
	x := []float64{1, 10}
	for _, c := range []struct {
		name string
		A    op.Operator
		want []float64
	}{
		{"A", A, []float64{21, 43}},
		{"A*", op.Star(A), []float64{31, 42}},
		{"AB", op.Mul(A, B), []float64{12, 34}},
		{"A+B", op.Add(A, B), []float64{31, 44}},
		{"2A", op.Scale(2, A), []float64{42, 86}},
		{"(A;B)", op.Stack(A, B), []float64{21, 43, 10, 1}},
		{"A∘B", op.Compose(op.AsSmooth(A), op.AsSmooth(B)), []float64{12, 34}},
	} {
		if got := c.A.Apply(nil, x); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if op.Star(op.Star(A)).(op.LinearFunc).X.Size() != 2 {
		t.Error("Star(Star(A)) is not A")
	}
}

func TestChainRule(t *testing.T) {
	square := op.SmoothFunc{X: op.R(2), Y: op.R(2),
		F:   func(dst, x []float64) { dst[0], dst[1] = x[0]*x[1], x[0]-x[1]*x[1] },
		JVP: func(dst, x, h []float64) { dst[0], dst[1] = x[1]*h[0]+x[0]*h[1], h[0]-2*x[1]*h[1] },
		VJP: func(dst, x, y []float64) { dst[0], dst[1] = x[1]*y[0]+y[1], x[0]*y[0]-2*x[1]*y[1] },
	}
	A := op.AsSmooth(op.Matrix(mat.NewDense(2, 2, []float64{1, 2, 3, 4})))
	F := op.Compose(square, op.Compose(A, square))
	optest.Smooth(t, F, []float64{0.3, -0.8}, 1e-7)
}

func TestNormEst(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	M := random(rnd, 9, 6)
	var svd mat.SVD
	svd.Factorize(M, mat.SVDNone)
	want := svd.Values(nil)[0]
	if got := op.NormEst(op.Matrix(M), nil); math.Abs(got-want) > 1e-6*want || got > want*(1+1e-14) {
		t.Errorf("got %v, want %v from below", got, want)
	}
	// In weighted spaces ‖A‖ = √(w_Y/w_X) σ_max(M).
	if got := op.NormEst(weigh(M, 4, 1), rnd); math.Abs(got-want/2) > 1e-6*want {
		t.Errorf("weighted: got %v, want %v", got, want/2)
	}
	for _, c := range []struct {
		name string
		A    op.Linear
		want float64
	}{
		{"zero", op.Scale(0, op.Identity(op.R(3))), 0},
		{"empty", op.Identity(op.R(0)), 0},
		{"diagonal", op.Diag(op.R(3), []float64{1, -3, 2}), 3},
	} {
		if got := op.NormEst(c.A, rnd); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if got := op.NormEst(op.Diag(op.R(1), []float64{math.NaN()}), rnd); !math.IsNaN(got) {
		t.Errorf("an operator that returns NaN: got %v, want NaN", got)
	}
}

func TestSpace(t *testing.T) {
	if n := (op.Space{}).Size(); n != 1 {
		t.Errorf("size of the zero Space: got %d, want 1", n)
	}
	if !op.R(2, 3).Equal(op.Space{Shape: []int{2, 3}, Weight: 1}) || op.R(2, 3).Equal(op.R(6)) {
		t.Error("Equal must compare shapes and read weight 0 as 1")
	}
	S := op.Space{Shape: []int{2}, Weight: 0.25}
	if got := S.Dot([]float64{1, 2}, []float64{3, 4}); got != 2.75 {
		t.Errorf("weighted dot: got %v, want 2.75", got)
	}
	for _, c := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{3, 4}, 2.5}, {[]float64{3e200, 4e200}, 2.5e200}, {[]float64{3e-200, 4e-200}, 2.5e-200}, {[]float64{0, 0}, 0},
	} {
		if got := S.Norm(c.x); math.Abs(got-c.want) > 1e-15*c.want {
			t.Errorf("norm of %v: got %v, want %v", c.x, got, c.want)
		}
	}
	if got := S.Norm([]float64{math.Inf(-1), 1}); !math.IsInf(got, 1) {
		t.Errorf("norm with an infinity: got %v", got)
	}
	for s, want := range map[string]string{op.R().String(): "ℝ", op.R(3, 4).String(): "ℝ^3×4", S.String(): "ℝ^2 (weight 0.25)"} {
		if s != want {
			t.Errorf("got %q, want %q", s, want)
		}
	}
}

// Misuse panics with a *ShapeError that says what was got and what was wanted.
func TestShapeErrors(t *testing.T) {
	A, B := op.Matrix(mat.NewDense(2, 3, nil)), op.Matrix(mat.NewDense(4, 5, nil))
	w := op.LinearFunc{X: op.Space{Shape: []int{3}, Weight: 2}, Y: op.R(2)}
	for _, c := range []struct {
		name, want string
		f          func()
	}{
		{"apply", "x: got shape [2], want [3]", func() { A.Apply(nil, make([]float64, 2)) }},
		{"dst", "dst: got shape [3], want [2]", func() { A.Apply(make([]float64, 3), make([]float64, 3)) }},
		{"mul", "got shape [4], want [3]", func() { op.Mul(A, B) }},
		{"add", "domain of B: got shape [5], want [3]", func() { op.Add(A, B) }},
		{"weight", "weight: got 2, want 1", func() { op.Stack(A, w) }},
		{"diag", "d: got shape [1], want [2]", func() { op.Diag(op.R(2), []float64{1}) }},
		{"dot", "y: got shape [1], want [2]", func() { op.R(2).Dot([]float64{1, 2}, []float64{1}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				e, ok := recover().(*op.ShapeError)
				if !ok || !strings.Contains(e.Error(), c.want) {
					t.Errorf("got panic %v, want a *ShapeError with %q", e, c.want)
				}
			}()
			c.f()
		})
	}
}

func TestProductsDoNotAllocate(t *testing.T) {
	d := op.Diag(op.R(100), make([]float64, 100))
	A := op.Mul(op.Add(d, d), op.Scale(2, d))
	x, y := make([]float64, 100), make([]float64, 100)
	if n := testing.AllocsPerRun(100, func() { A.Apply(y, x); A.Adjoint(x, y) }); n > 0 {
		t.Errorf("got %v allocations per application, want 0", n)
	}
}

// What is composed applies none of its parts once the context has ended, and is itself before.
func TestWithin(t *testing.T) {
	count := 0
	id := func(dst, x []float64) { count++; copy(dst, x) }
	A := op.LinearFunc{X: op.R(3), Y: op.R(3), Fwd: id, FwdStar: id}
	for name, B := range map[string]op.Linear{
		"plain": A, "star": op.Star(A), "mul": op.Mul(A, A), "add": op.Add(A, A), "scale": op.Scale(2, A), "stack": op.Stack(A, A),
	} {
		ctx, cancel := context.WithCancel(context.Background())
		W := op.Within(ctx, B)
		if _, ok := op.Within(ctx, W).(op.LinearFunc); ok || op.Within(ctx, W).Domain().Size() != 3 {
			t.Errorf("%s: twice", name)
		}
		y := B.Apply(nil, []float64{1, 2, 3})
		if got := W.Apply(nil, []float64{1, 2, 3}); !slices.Equal(got, y) {
			t.Errorf("%s: got %v, want %v", name, got, y)
		}
		if got, want := W.Adjoint(nil, y), B.Adjoint(nil, y); !slices.Equal(got, want) {
			t.Errorf("%s, adjoint: got %v, want %v", name, got, want)
		}
		cancel()
		count = 0
		if got := W.Apply(nil, []float64{1, 2, 3}); len(got) != len(y) {
			t.Errorf("%s: %d numbers, want %d", name, len(got), len(y))
		}
		W.Adjoint(nil, y)
		if count != 0 {
			t.Errorf("%s: %d applications after the end", name, count)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop := op.LinearFunc{X: op.R(3), Y: op.R(3), Fwd: func(dst, x []float64) { cancel() }, FwdStar: id}
	count = 0
	op.Within(ctx, op.Mul(A, op.Stack(stop))).Apply(nil, []float64{1, 2, 3})
	if count != 0 {
		t.Errorf("a product went on after its first factor")
	}
}
