package pde

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// u = tanh(wx): the known answers.
func TestTanhJet(t *testing.T) {
	Φ := nn.Of(nn.Tanh, nn.NewAffine([][]float64{{2}}, nil), nn.NewAffine([][]float64{{1}}, nil))
	f := On(domain.Interval(0, 1), "x")
	u := f.Net(Φ)
	for i, want := range []float64{0.5370495669980353, 1.4231555251744457, -3.0572202342631902, -1.533971383223495} {
		e := u.D("xxx"[:i])
		if got := f.At(e, 0.3); math.Abs(got-want) > 1e-14 {
			t.Errorf("%v: got %.16g, want %.16g", e, got, want)
		}
	}
}

// Derivatives of networks against differences of the network, for all activations and orders.
func TestJetsAgainstDifferences(t *testing.T) {
	for _, ρ := range []nn.Activation{nn.Tanh, nn.Sin, nn.Sigmoid, nn.Softplus, nn.SiLU, nn.GELU, nn.ReLU3} {
		for _, Φ := range []nn.Model{nn.New([]int{3, 7, 5, 2}, ρ, newRand(1)), NewResNet(3, 5, 3, 2, ρ, newRand(2))} {
			f := On(domain.Cube(3), "x", "y", "t")
			u := f.Scaled(Φ)
			g := f.Funcs("g", 2, func(dst []float64, X *mat.Dense) { copy(dst, f.Eval(u, X).RawMatrix().Data) })
			X := domain.Cube(3).Interior(5, domain.Halton, nil).X
			all := []string{"x", "t", "xx", "xy", "yt", "xxx", "xxy", "xyt", "xxxx", "xxyy", "xxyt"}
			if ρ.Name == nn.ReLU3.Name {
				all = all[:5]
			}
			for _, s := range all {
				a, b := f.Eval(u.D(s), X), f.Eval(g.D(s), X)
				var d mat.Dense
				d.Sub(a, b)
				if r := mat.Norm(&d, math.Inf(1)); r > []float64{0, 1e-6, 3e-5, 1e-3, 1e-2}[len(s)]*(1+mat.Norm(a, math.Inf(1))) {
					t.Errorf("%s, %T, u_%s: got %v, want %v", ρ.Name, Φ, s, a.RawMatrix().Data, b.RawMatrix().Data)
				}
			}
			a, b := f.Eval(u.Laplacian(), X), f.Eval(u.D("xx").Plus(u.D("yy")).Plus(u.D("tt")), X)
			if !mat.EqualApprox(a, b, 1e-12) {
				t.Errorf("%s, %T: Laplacian", ρ.Name, Φ)
			}
		}
	}
}

// The gradient of an objective of everything there is against differences.
func TestGradient(t *testing.T) {
	Ω := domain.Times(domain.Box([]float64{-1, 0}, []float64{1, 2}), 0, 1)
	for _, Φ := range []nn.Model{nn.New([]int{3, 6, 6, 2}, nn.Tanh, newRand(3)), NewResNet(3, 5, 2, 2, nn.Tanh, newRand(4))} {
		f := On(Ω, "x", "y", "t")
		u := f.Scaled(Φ)
		_, λ := f.Number("λ", 0.7, false)
		_, ν := f.Number("ν", 0.2, true)
		a, b := u.Out(0), u.Out(1)
		x, y := f.X("x"), f.X("y")
		v := a.Times(x.Times(y)).Plus(Sin(x)) // an ansatz
		M := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
		o := newObjective(f)
		in := newPlaces(Ω.Interior(70, domain.Halton, nil).X, nil, nil)
		w := make([]float64, 70)
		for i := range w {
			w[i] = 1 + float64(i%3)
		}
		es := []Expr{
			v.D("t").Plus(λ.Times(v).Times(v.D("x"))).Minus(ν.Times(v.D("xx"))).Square(),
			b.D("xxxx").Plus(b.D("xxy")).Plus(v.Laplacian()).Square(), Exp(a.Scale(0.1)).Over(b.Square().Shift(1)),
			u.D("xy").MatMul(M).Square(), Tanh(b.D("xt")).Pow(3),
		}
		var ints []integral
		for _, e := range es {
			ints = append(ints, integral{e, w})
		}
		o.add(in, ints, []float64{1, 0.3, 2, 0.1, 1})
		bd := Ω.Boundary(40, domain.Halton, nil, "x1-", "x2+")
		other := mat.DenseCopyOf(bd.X)
		other.Apply(func(i, j int, v float64) float64 { return v * 0.9 }, other)
		o.add(newPlaces(bd.X, other, bd.Normal), []integral{{a.Dn().Square(), w}, {b.Minus(b.D("x").Partner()).Square(), w}}, []float64{1, 1})
		checkGradient(t, o)
		o.combine = func(S, dS []float64) float64 {
			for i := range S {
				dS[i] = 0
			}
			dS[0], dS[1], dS[5] = 1/S[1], -S[0]/(S[1]*S[1]), 2*S[5]
			return S[0]/S[1] + S[5]*S[5]
		}
		checkGradient(t, o)
	}
}

func checkGradient(t *testing.T, o *objective) {
	t.Helper()
	ctx := context.Background()
	θ := o.f.theta()
	for i := range θ {
		θ[i] += 0.1 * math.Sin(float64(i))
	}
	g := make([]float64, len(θ))
	o.eval(ctx, g, θ)
	for i := range θ {
		h := 1e-5
		p := append([]float64(nil), θ...)
		p[i] += h
		up := o.eval(ctx, nil, p)
		p[i] -= 2 * h
		d := (up - o.eval(ctx, nil, p)) / (2 * h)
		if math.Abs(d-g[i]) > 1e-5*(1+math.Abs(d)) {
			t.Fatalf("parameter %d: got %v, want %v", i, g[i], d)
		}
	}
}
