package nn

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

func pcg(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func TestNeuron(t *testing.T) {
	// The exclusive or is no neuron, but three of them are enough.
	and := Neuron{W: []float64{1, 1}, B: -1.5, Rho: Heaviside}
	or := Neuron{W: []float64{1, 1}, B: -0.5, Rho: Heaviside}
	for _, x := range [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		if got, want := and.At(x), x[0]*x[1]; got != want {
			t.Errorf("and%v = %v", x, got)
		}
		if got, want := or.At(x), max(x[0], x[1]); got != want {
			t.Errorf("or%v = %v", x, got)
		}
		if got := or.Network().Apply(nil, x)[0]; got != or.At(x) {
			t.Errorf("as a network: or%v = %v", x, got)
		}
	}
	f := Neuron{W: []float64{1, -2}, B: 0.5, Rho: ReLU}
	if s := f.String(); s != "ReLU(1·x₁ − 2·x₂ + 0.5)" {
		t.Errorf("got %s", s)
	}
	if f.Potential([]float64{1, 1}) != -0.5 || f.At([]float64{1, 1}) != 0 {
		t.Error("potential and value")
	}
}

// Every activation agrees with its derivative, with its program and with itself in batches.
func TestActivations(t *testing.T) {
	x := []float64{-7, -2.5, -1, -0.3, 0.2, 0.9, 1.7, 6}
	for _, ρ := range Activations() {
		y, dy := make([]float64, len(x)), make([]float64, len(x))
		ρ.F(y, x)
		ρ.DF(dy, x)
		tape := ad.NewTape(ad.Float64)
		v := tape.Var(x)
		w := ρ.On(v)
		dw := ad.Grad(w, v)[0].Float64s(nil)
		for i := range x {
			const h = 1e-5
			fd := (ρ.At(x[i]+h) - ρ.At(x[i]-h)) / (2 * h)
			if math.Abs(fd-dy[i]) > 1e-8*(1+math.Abs(fd)) {
				t.Errorf("%v′(%v) = %v, difference %v", ρ, x[i], dy[i], fd)
			}
			if math.Abs(w.Float64s(nil)[i]-y[i]) > 1e-14 || math.Abs(dw[i]-dy[i]) > 1e-13*(1+math.Abs(dy[i])) {
				t.Errorf("%v at %v: program %v, %v; function %v, %v", ρ, x[i], w.Float64s(nil)[i], dw[i], y[i], dy[i])
			}
		}
		z := slices.Clone(x)
		ρ.F(z, z)
		if !slices.Equal(z, y) {
			t.Errorf("%v in place differs", ρ)
		}
		z = slices.Clone(x)
		ρ.DF(z, z)
		if !slices.Equal(z, dy) {
			t.Errorf("%v′ in place differs", ρ)
		}
	}
}

// direct is Definition 2.3 as it stands.
func direct(Φ *Network, x []float64) []float64 {
	for l, T := range Φ.T {
		r, c := T.W.Dims()
		y := make([]float64, r)
		for i := range r {
			y[i] = T.B.AtVec(i)
			for j := range c {
				y[i] += T.W.At(i, j) * x[j]
			}
			if l < len(Φ.T)-1 {
				y[i] = Φ.Rho.At(y[i])
			}
		}
		x = y
	}
	return x
}

func noisy(Φ *Network, rnd *rand.Rand) *Network {
	for i := range Φ.Params() {
		Φ.Params()[i] += 0.3 * rnd.NormFloat64()
	}
	return Φ
}

func TestApplyIsTheDefinition(t *testing.T) {
	custom := Activation{Name: "cube", F: each(func(x float64) float64 { return x * x * x }), DF: each(func(x float64) float64 { return 3 * x * x })}
	for _, ρ := range append(Activations(), custom) {
		Φ := noisy(New([]int{3, 7, 4, 2}, ρ, pcg(1)), pcg(2))
		n := 300
		X := mat.NewDense(n, 5, nil)
		for i := range X.RawMatrix().Data {
			X.RawMatrix().Data[i] = pcg(uint64(i)).NormFloat64()
		}
		part := X.Slice(0, n, 1, 4).(*mat.Dense) // rows with a stride
		Y := Φ.Batch(nil, part)
		tape := ad.NewTape(ad.Float64)
		rec := Φ.Record(NewPass(tape, Φ), tape.Var(mat.DenseCopyOf(part).RawMatrix().Data, n, 3)).Float64s(nil)
		for _, i := range []int{0, 1, 255, 256, 299} {
			x := mat.Row(nil, i, part)
			want := direct(Φ, x)
			one := Φ.Apply(nil, x)
			for j, w := range want {
				tol := 1e-12 * (1 + math.Abs(w))
				if math.Abs(one[j]-w) > tol || math.Abs(Y.At(i, j)-w) > tol || math.Abs(rec[2*i+j]-w) > tol {
					t.Fatalf("%v row %d: Apply %v, Batch %v, Record %v, want %v", ρ, i, one[j], Y.At(i, j), rec[2*i+j], w)
				}
			}
		}
	}
}

func TestDerivatives(t *testing.T) {
	for _, ρ := range []Activation{Tanh, Sigmoid, ReLU, GELU, Softplus, SiLU, Sin, ReLU3, Leaky(0.3), Identity} {
		Φ := noisy(New([]int{3, 6, 5, 2}, ρ, pcg(3)), pcg(4))
		x := []float64{0.3, -0.8, 0.5}
		optest.Smooth(t, Φ, x, 1e-6)
		optest.Smooth(t, Φ.OfTheta(x), Φ.Params(), 1e-6)
	}
}

func TestCountsOfThePaper(t *testing.T) {
	Φ := New([]int{64, 32, 10}, ReLU, pcg(1))
	if Φ.L() != 2 || Φ.N(0) != 64 || Φ.N(1) != 32 || Φ.N(2) != 10 || Φ.D() != 64 {
		t.Errorf("L = %d, N = %v", Φ.L(), Φ.Widths())
	}
	if Φ.P() != 64*32+32+32*10+10 || Φ.C() != 64*32+32*10 {
		t.Errorf("P = %d, C(Φ) = %d; the biases begin at zero", Φ.P(), Φ.C())
	}
	// |x| = ρ(x) + ρ(−x): C = 2 + 2.
	abs := Of(ReLU, NewAffine([][]float64{{1}, {-1}}, nil), NewAffine([][]float64{{1, 1}}, nil))
	if abs.C() != 4 || abs.Apply(nil, []float64{-3})[0] != 3 {
		t.Errorf("|x|: C = %d, |−3| = %v", abs.C(), abs.Apply(nil, []float64{-3}))
	}
}

// θ and the matrices are the same memory, for networks made by New and by hand.
func TestParams(t *testing.T) {
	big := mat.NewDense(4, 4, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	hand := &Network{Rho: Tanh, T: []Affine{
		{W: big.Slice(1, 3, 1, 4).(*mat.Dense), B: big.ColView(0).(*mat.VecDense).SliceVec(0, 2).(*mat.VecDense)},
		NewAffine([][]float64{{1, 2}}, []float64{3}),
	}}
	want := hand.Apply(nil, []float64{0.1, 0.2, 0.3})[0]
	θ := hand.Params()
	if !slices.Equal(θ, []float64{6, 7, 8, 10, 11, 12, 1, 5, 1, 2, 3}) {
		t.Fatalf("θ = %v", θ)
	}
	if got := hand.Apply(nil, []float64{0.1, 0.2, 0.3})[0]; got != want {
		t.Errorf("packing changed the value from %v to %v", want, got)
	}
	θ[0] = 60
	hand.T[1].B.SetVec(0, -1)
	if hand.T[0].W.At(0, 0) != 60 || hand.Params()[10] != -1 || big.At(1, 1) != 6 {
		t.Error("θ is not connected with W and b, or still with the caller's matrix")
	}
	c := hand.Clone()
	c.Params()[0] = 1
	if hand.Params()[0] != 60 {
		t.Error("a clone shares memory")
	}
	for i, b := range hand.Layout() {
		if size := b.Hi - b.Lo; size <= 0 || i > 0 && b.Lo != hand.Layout()[i-1].Hi {
			t.Errorf("block %v leaves a gap", b)
		}
	}
	hand.T[1] = NewAffine([][]float64{{7, 8}}, nil) // a new part is noticed
	if got := hand.Params()[8:]; !slices.Equal(got, []float64{7, 8, 0}) {
		t.Errorf("after replacing T₂: θ ends with %v", got)
	}
}

func TestMasks(t *testing.T) {
	Φ := noisy(New([]int{3, 4, 2}, ReLU, pcg(1)), pcg(9))
	if Φ.Mask() != nil {
		t.Error("a network without masks has a mask")
	}
	M := mat.NewDense(4, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1})
	Φ.SetMask(1, M)
	if got := Φ.C(); got != 6+4+8+2 {
		t.Errorf("C(Φ) = %d, want 20", got)
	}
	Φ.Init(He, pcg(3))
	if got := Φ.C(); got != 6+8 {
		t.Errorf("after a new start C(Φ) = %d, want 14", got)
	}
	Φ.KeepZeros()
	if m := Φ.Mask(); len(m) != Φ.P() || nonzero(m) != 14 {
		t.Errorf("KeepZeros: %d entries are free, want 14", nonzero(Φ.Mask()))
	}
	if n := Φ.Prune(math.Inf(1)); n != 14 || Φ.C() != 0 {
		t.Errorf("pruned %d, C(Φ) = %d, want 14 and 0", n, Φ.C())
	}
	Φ.SetMask(1, nil)
	if Φ.T[0].Mask != nil {
		t.Error("nil does not free the weights")
	}
}

// The distributions have the mean and the variance they claim; He keeps the second moment through ReLU.
func TestInitialisers(t *testing.T) {
	w := make([]float64, 200000)
	for _, c := range []struct {
		d   Init
		std float64
	}{
		{He, math.Sqrt(2.0 / 50)}, {Glorot, math.Sqrt(2.0 / 250)}, {GlorotUniform, math.Sqrt(2.0 / 250)}, {LeCun, math.Sqrt(1.0 / 50)},
		{Normal(0.3), 0.3}, {Uniform(0.6), 0.6 / math.Sqrt(3)},
	} {
		c.d.Fill(w, 50, 200, pcg(5))
		mean, std := 0.0, 0.0
		for _, v := range w {
			mean, std = mean+v/float64(len(w)), std+v*v/float64(len(w))
		}
		if std = math.Sqrt(std); math.Abs(mean) > 0.01*c.std || math.Abs(std/c.std-1) > 0.01 {
			t.Errorf("%s: mean %v, standard deviation %v, want 0, %v", c.d.Name, mean, std, c.std)
		}
	}
	Φ := New([]int{200, 400, 400, 400, 400}, ReLU, pcg(1))
	x := make([]float64, 200)
	gaussian(x, 1, pcg(2))
	y := Φ.Apply(nil, x)
	if q := op.R(400).Norm(y) * op.R(400).Norm(y) / 400; q < 1 || q > 4 { // the last layer has no ReLU: twice the input
		t.Errorf("mean square after 4 layers: %v, want about 2", q)
	}
	if slices.Equal(New([]int{2, 2}, Tanh, pcg(1)).Params(), New([]int{2, 2}, Tanh, pcg(2)).Params()) {
		t.Error("the seed plays no role")
	}
	if Φ := New([]int{2, 2}, Tanh, nil); Φ.C() != 0 {
		t.Error("without a generator the weights are zero")
	}
}

func TestMisuse(t *testing.T) {
	Φ := New([]int{3, 2}, ReLU, pcg(1))
	for _, c := range []struct {
		want string
		f    func()
	}{
		{"nn.New: got widths [3]", func() { New([]int{3}, ReLU, nil) }},
		{"want positive extents", func() { New([]int{3, 0}, ReLU, nil) }},
		{"nn.NewAffine: row 1 of W: got shape [1], want [2]", func() { NewAffine([][]float64{{1, 2}, {3}}, nil) }},
		{"nn.NewAffine: b: got shape [2], want [1]", func() { NewAffine([][]float64{{1, 2}}, []float64{1, 2}) }},
		{"columns of W^(2): got shape [1], want [2]", func() { Of(ReLU, NewAffine([][]float64{{1}, {1}}, nil), NewAffine([][]float64{{1}}, nil)) }},
		{"nn.Network.Apply: x: got shape [2], want [3]", func() { Φ.Apply(nil, []float64{1, 2}) }},
		{"nn.Network.Apply: dst: got shape [1], want [2]", func() { Φ.Apply(make([]float64, 1), []float64{1, 2, 3}) }},
		{"nn.Network.Batch: X: got shape [4 2], want [4 3]", func() { Φ.Batch(nil, mat.NewDense(4, 2, nil)) }},
		{"mask of W1", func() { Φ.SetMask(1, mat.NewDense(3, 2, nil)) }},
	} {
		func() {
			defer func() {
				r := recover()
				text, _ := r.(string)
				if e, ok := r.(error); ok {
					text = e.Error()
				}
				if !strings.Contains(text, c.want) {
					t.Errorf("got panic %v, want %q", r, c.want)
				}
			}()
			c.f()
		}()
	}
}
