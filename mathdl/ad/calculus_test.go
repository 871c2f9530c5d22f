package ad_test

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// rosenbrock is Σ 100(x_{i+1} − x_i²)² + (1 − x_i)².
func rosenbrock(x *ad.Var) *ad.Var {
	n := x.Len()
	a, b := ad.Slice(x, 0, 0, n-1), ad.Slice(x, 0, 1, n)
	return ad.Sum(ad.Add(ad.Scale(100, ad.Square(ad.Sub(b, ad.Square(a)))), ad.Square(ad.AddScalar(ad.Neg(a), 1))))
}

func TestRosenbrock(t *testing.T) {
	x := []float64{-1.2, 1}
	f, g := ad.ValueGrad(nil, rosenbrock, x)
	if math.Abs(f-24.2) > 1e-12 || math.Abs(g[0]+215.6) > 1e-10 || math.Abs(g[1]+88) > 1e-12 {
		t.Errorf("got %v, %v, want 24.2, [-215.6 -88]", f, g)
	}
	if v := ad.Value(rosenbrock, x); v != f {
		t.Errorf("Value: got %v, want %v", v, f)
	}
	// ∇²f = [1200x² − 400y + 2, −400x; −400x, 200].
	H := [2][2]float64{{1330, 480}, {480, 200}}
	for j, v := range [][]float64{{1, 0}, {0, 1}} {
		Hv := ad.HessVec(nil, rosenbrock, x, v)
		if math.Abs(Hv[0]-H[0][j]) > 1e-9 || math.Abs(Hv[1]-H[1][j]) > 1e-9 {
			t.Errorf("Hessian column %d: got %v, want [%v %v]", j, Hv, H[0][j], H[1][j])
		}
	}
	optest.Linear(t, ad.Hessian(rosenbrock, []float64{0.3, -2, 1, 4}), 1e-13)
}

// Derivatives of derivatives: sin, four times.
func TestNestedReverse(t *testing.T) {
	tape := ad.NewTape(ad.Float64)
	x := tape.Scalar(0.7)
	y := ad.Sin(x)
	s, c := math.Sincos(0.7)
	for k, want := range []float64{c, -s, -c, s, c} {
		y = ad.Grad(y, x)[0]
		if math.Abs(y.Float()-want) > 1e-14 {
			t.Errorf("derivative %d: got %v, want %v", k+1, y.Float(), want)
		}
	}
}

// A variable that does not matter has gradient zero, not nothing.
func TestZeroGradient(t *testing.T) {
	tape := ad.NewTape(ad.Float32)
	x, b := tape.Var([]float64{1, 2}), tape.Var([]float64{3, 4, 5}, 3, 1)
	y := ad.Sum(ad.Square(x))
	g := ad.Grad(y, b, x)
	if g[0].Len() != 3 || g[0].Shape()[1] != 1 || g[0].Float64s(nil)[2] != 0 || g[1].Float64s(nil)[1] != 4 {
		t.Errorf("got %v and %v", g[0], g[1])
	}
	if d := ad.Push([]*ad.Var{y}, []*ad.Var{b}, []*ad.Var{b})[0]; d.Float() != 0 {
		t.Errorf("forward: got %v", d)
	}
}

func mlp(x *ad.Var) *ad.Var {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{7, 5} {
		w := make([]float64, n*x.Len())
		for i := range w {
			w[i] = rnd.NormFloat64()
		}
		x = ad.Tanh(ad.MatMul(x.Tape().Var(w, n, x.Len()), ad.Reshape(x, x.Len())))
	}
	return x
}

func TestSmooth(t *testing.T) {
	X, Y := op.Space{Shape: []int{2, 2}, Weight: 0.25}, op.Space{Shape: []int{5}, Weight: 3}
	A := ad.Smooth(X, Y, mlp)
	x := []float64{0.1, -0.4, 0.9, 0.2}
	optest.Smooth(t, A, x, 1e-8)

	D := A.Derivative(x)
	want := D.Adjoint(nil, []float64{1, 2, 3, 4, 5})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				D.Apply(nil, x)
				if got := D.Adjoint(nil, []float64{1, 2, 3, 4, 5}); got[3] != want[3] {
					t.Errorf("concurrent use: got %v, want %v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestJVPAndVJP(t *testing.T) {
	x, v, w := []float64{0.1, -0.4, 0.9}, []float64{1, 2, 3}, []float64{1, -1, 0.5, 2, 0}
	a, b := ad.JVP(nil, mlp, x, v), ad.VJP(nil, mlp, x, w)
	if l, r := op.R(5).Dot(a, w), op.R(3).Dot(v, b); math.Abs(l-r) > 1e-14 {
		t.Errorf("⟨Jv, w⟩ = %v, ⟨v, Jᵀw⟩ = %v", l, r)
	}
}

// A repeated computation allocates only when it meets a new size.
func TestRepetitionDoesNotAllocate(t *testing.T) {
	tape := ad.NewTape(ad.Float64)
	data := make([]float64, 300)
	work := func() {
		tape.Reset()
		x := tape.Var(data, 300)
		y := ad.Sum(ad.Mul(ad.Tanh(x), ad.Exp(x)))
		ad.Grad(y, x)
	}
	work()
	if n := testing.AllocsPerRun(50, work); n > 1 { // the result of Grad
		t.Errorf("got %v allocations per pass", n)
	}
	tape.Reset()
	x := tape.Var(data, 300)
	ad.Grad(ad.Sum(ad.Mul(ad.Tanh(x), ad.Exp(x))), x)
	if n := testing.AllocsPerRun(50, tape.Replay); n > 0 {
		t.Errorf("got %v allocations per replay", n)
	}
	if tape.Bytes() == 0 || tape.Len() < 5 {
		t.Error("the tape claims to hold nothing")
	}
}

func TestFirstNonFinite(t *testing.T) {
	tape := ad.NewTape(ad.Float64)
	x := tape.Var([]float64{1, -1})
	tape.Label("root")
	y := ad.Sum(ad.Sqrt(x))
	tape.Label("")
	if v := tape.FirstNonFinite(); v == nil || v.Op() != "Sqrt" || v.Where() != "root" {
		t.Errorf("got %v", v)
	}
	g := ad.Grad(y, x)[0]
	if g.Where() == "" && g.Op() == "leaf" {
		t.Error("derivatives carry the label of what they differentiate")
	}
	x.Value().SetAt(1, 1)
	tape.Replay()
	if v := tape.FirstNonFinite(); v != nil {
		t.Errorf("after the repair: got %v", v)
	}
}
