package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// u = tanh(2x) at 0.3: u, u′, u″, u‴ in closed form.
func TestTanhJet(t *testing.T) {
	c := Taylor(func(x *Var) *Var { return Tanh(Scale(2, x)) }, []float64{0.3}, []float64{1}, 3)
	fact := 1.0
	for k, want := range []float64{0.5370495669980353, 1.4231555251744457, -3.0572202342631902, -1.533971383223495} {
		if k > 0 {
			fact *= float64(k)
		}
		if got := fact * c[k][0]; math.Abs(got-want) > 4e-15 {
			t.Errorf("derivative %d: got %.17g, want %.17g", k, got, want)
		}
	}
}

// For every primitive, Taylor coefficients up to order 4 agree with nested forward mode.
func TestJetsAgainstNestedForwardMode(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		if e.name == "" && e.f(e.draw(NewTape(Float64), rand.New(rand.NewPCG(1, 1)))).op == opMap {
			t.Skip("the second derivative of a Map is not known")
		}
		rnd := rand.New(rand.NewPCG(13, 13))
		tape := NewTape(Float64)
		x := e.draw(tape, rnd)
		dir := like(x, rnd)
		// One direction through all inputs: x(s) = x + s·dir + s²·dir²/2 of a scalar s, so that all
		// coefficients are there.
		s := tape.Scalar(0)
		var p []*Var
		for i := range x {
			p = append(p, Add(x[i], Add(Mul(s, dir[i]), Mul(Square(s), Scale(0.5, Square(dir[i]))))))
		}
		y := e.f(p)
		one := tape.Scalar(1)
		got := Jet(y, s, one, MaxOrder)
		fact, want := 1.0, y
		for k := 1; k <= MaxOrder; k++ {
			fact *= float64(k)
			want = Push([]*Var{want}, []*Var{s}, []*Var{one})[0]
			g, w := got[k].Float64s(nil), want.Float64s(nil)
			if len(g) != len(w) {
				t.Fatalf("order %d: got shape %v, want %v", k, got[k].Shape(), want.Shape())
			}
			for i := range w {
				if d := math.Abs(fact*g[i] - w[i]); !(d <= 1e-10*(1+math.Abs(w[i]))) {
					t.Errorf("order %d, element %d: jet %v, nested %v", k, i, fact*g[i], w[i])
				}
			}
		}
	})
}

// The Laplacian of a small network, and its gradient with respect to the weights: reverse over jets.
func TestReverseThroughJets(t *testing.T) {
	W := []float64{0.3, -0.7, 1.1, 0.4, -0.2, 0.9}
	laplacian := func(w *Var) *Var {
		tape := w.tape
		x := tape.Var([]float64{0.2, -0.5}, 1, 2)
		u := Sum(Tanh(MatMulT(x, Reshape(w, 3, 2), false, true)))
		var L *Var
		for i := range 2 {
			e := tape.Zeros(1, 2)
			e.val.SetAt(1, 0, i)
			L = sum(L, Scale(2, Jet(u, x, e, 2)[2]))
		}
		return L
	}
	got, grad := ValueGrad(nil, laplacian, W)
	value := func(w []float64) float64 { // Σ |wᵢ|² tanh″(wᵢ·x)
		s := 0.0
		for i := 0; i < 6; i += 2 {
			h := math.Tanh(0.2*w[i] - 0.5*w[i+1])
			s += (w[i]*w[i] + w[i+1]*w[i+1]) * -2 * h * (1 - h*h)
		}
		return s
	}
	if math.Abs(got-value(W)) > 1e-14 {
		t.Errorf("Laplacian: got %v, want %v", got, value(W))
	}
	for i := range W {
		const h = 1e-5
		p, m := append([]float64(nil), W...), append([]float64(nil), W...)
		p[i], m[i] = p[i]+h, m[i]-h
		if fd := (value(p) - value(m)) / (2 * h); math.Abs(fd-grad[i]) > 1e-8 {
			t.Errorf("gradient %d: got %v, difference %v", i, grad[i], fd)
		}
	}
}

func TestJetOfAConstant(t *testing.T) {
	tape := NewTape(Float64)
	x, y := tape.Zeros(2), tape.Full(3, 4)
	for k, c := range Jet(y, x, x, 2) {
		if c.Len() != 4 || (k > 0) != (c.Float64s(nil)[0] == 0) {
			t.Errorf("order %d: got %v", k, c)
		}
	}
	if c := Jet(x, x, tape.Full(1, 2), 3); c[1].Float64s(nil)[1] != 1 || c[2].Float64s(nil)[0] != 0 {
		t.Errorf("the variable itself: got %v", c)
	}
}
