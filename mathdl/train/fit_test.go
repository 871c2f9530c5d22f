package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// rings are points of two classes, a disc and a ring around it.
func rings(n int, seed uint64) Data {
	rnd := rand.New(rand.NewPCG(seed, 1))
	d := Data{X: mat.NewDense(n, 2, nil), Labels: make([]int, n)}
	for i := range n {
		r := 0.4 * rnd.Float64()
		if i%2 == 1 {
			d.Labels[i], r = 1, 0.7+0.3*rnd.Float64()
		}
		φ := 2 * math.Pi * rnd.Float64()
		d.X.SetRow(i, []float64{r * math.Cos(φ), r * math.Sin(φ)})
	}
	return d
}

func mlp(seed uint64, N ...int) *nn.Network {
	return nn.New(N, nn.Tanh, rand.New(rand.NewPCG(seed, 7)))
}

func TestFitClassifies(t *testing.T) {
	test := rings(200, 2)
	for _, outputs := range []int{1, 2} {
		for _, d := range []ad.DType{ad.Float64, ad.Float32} {
			Φ := mlp(1, 2, 16, outputs)
			res, err := Fit(t.Context(), Φ, rings(400, 1), &Settings{Epochs: 40, Method: Adam(0.02), DType: d, Validation: &test})
			if err != nil {
				t.Fatal(err)
			}
			if a := Accuracy(Φ, test); a < 0.99 || a != res.History[res.Best].ValAcc {
				t.Errorf("%d outputs, %v: accuracy %v, validation said %v", outputs, d, a, res.History[res.Best].ValAcc)
			}
			if len(res.History) != 40 || res.Status != Finished || res.Steps != 40*13 {
				t.Errorf("got %d epochs, %d steps, %v", len(res.History), res.Steps, res.Status)
			}
			if !slices.Equal(res.Theta, Φ.Params()) {
				t.Error("the network does not hold the result")
			}
		}
	}
}

// One full-batch step of gradient descent with a regulariser is θ − η(∇𝓛 + λ∇R).
func TestStepIsTheGradient(t *testing.T) {
	for _, reg := range []Regularizer{L2, L1, TV(2, 3, 3)} {
		Φ := mlp(3, 2, 5, 3)
		d := rings(20, 3)
		d.Labels[0] = 2
		θ := slices.Clone(Φ.Params())
		Y, err := d.targets(3)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(θ)
		for i := range 20 {
			D := Φ.OfTheta(d.X.RawRowView(i)).Derivative(θ)
			out := Φ.Apply(nil, d.X.RawRowView(i))
			p, sum := make([]float64, 3), 0.0
			for j, v := range out {
				p[j] = math.Exp(v)
				sum += p[j]
			}
			for j := range p {
				p[j] = p[j]/sum - Y.At(i, j)
			}
			for k, g := range D.Adjoint(nil, p) {
				want[k] -= 0.5 * g / 20
			}
		}
		dR := make([]float64, len(θ))
		reg.DF(dR, θ)
		for k := range want {
			want[k] -= 0.5 * 0.01 * dR[k]
		}
		res, err := Fit(t.Context(), Φ, d, &Settings{Epochs: 1, Batch: FullBatch, Method: SGD(0.5), Lambda: 0.01, Reg: reg})
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if math.Abs(res.Theta[k]-want[k]) > 1e-14 {
				t.Fatalf("%s: parameter %d: got %v, want %v", reg.Name, k, res.Theta[k], want[k])
			}
		}
		if o := res.History[0].Loss + 0.01*reg.F(res.Theta); math.Abs(o-res.History[0].Objective) > 1e-15 {
			t.Errorf("objective: got %v, want %v", res.History[0].Objective, o)
		}
	}
}

func TestMasksSurviveTraining(t *testing.T) {
	Φ := mlp(5, 2, 8, 1)
	M := mat.NewDense(8, 2, nil)
	for i := range 8 {
		M.Set(i, i%2, 1)
	}
	Φ.SetMask(1, M)
	C := Φ.C()
	if C != 8+8 {
		t.Fatalf("C(Φ) = %d after masking, want 16 (biases are zero)", C)
	}
	for _, m := range []Method{SGD(0.1), Adam(0.01), AdamW(0.01, 0.1), Momentum(0.1, 0.9)} {
		if _, err := Fit(t.Context(), Φ, rings(64, 1), &Settings{Epochs: 3, Method: m, Lambda: 0.1}); err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			if v := Φ.T[0].W.At(i, 1-i%2); v != 0 {
				t.Fatalf("%v: masked weight is %v", m, v)
			}
		}
	}
	if C := Φ.C(); C != 8+8+8+1 {
		t.Errorf("C(Φ) = %d, want 25", C)
	}
}

func TestEarlyStopping(t *testing.T) {
	noise := rings(40, 1)
	for i := range noise.Labels {
		noise.Labels[i] = i * 7 % 3 % 2
	}
	test := rings(100, 9)
	Φ := mlp(1, 2, 32, 1)
	res, err := Fit(t.Context(), Φ, noise, &Settings{Epochs: 500, Method: Adam(0.05), Validation: &test, Patience: 5})
	if err != nil {
		t.Fatal(err)
	}
	if res.Status != Stopped || len(res.History) == 500 || res.Best != len(res.History)-6 {
		t.Errorf("got %v after %d epochs with the best at %d", res.Status, len(res.History), res.Best)
	}
	loss, _ := newEngine[float64](Φ, BinaryCrossEntropy, ad.Float64).evaluate(pack[float64](test, must(test.targets(1))))
	if want := res.History[res.Best].ValLoss; math.Abs(loss-want) > 1e-14 {
		t.Errorf("the network has validation loss %v, the best epoch had %v", loss, want)
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// A cancelled run returns what it has, with an error that wraps that of the context.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	Φ := mlp(1, 2, 8, 1)
	res, err := Fit(ctx, Φ, rings(100, 1), &Settings{Epochs: 1000, Record: func(e Epoch) {
		if e.Epoch == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || res == nil || res.Status != Cancelled || len(res.History) != 3 {
		t.Fatalf("got %v, %+v", err, res)
	}
	if !strings.Contains(err.Error(), "epoch 4 after 12 steps") {
		t.Errorf("got %q", err)
	}
	if !slices.Equal(res.Theta, Φ.Params()) {
		t.Error("the network does not hold the result")
	}
}

func TestDivergence(t *testing.T) {
	Φ := nn.New([]int{2, 8, 8, 1}, nn.ReLU, rand.New(rand.NewPCG(1, 1)))
	d := rings(64, 1)
	res, err := Fit(t.Context(), Φ, d, &Settings{Epochs: 100, Method: SGD(1e200), Loss: MSE})
	var e *DivergenceError
	if !errors.As(err, &e) || res == nil || res.Status != Diverged {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), "layer") || !strings.Contains(e.Remedy, "lower the rate") || e.Step < 2 {
		t.Errorf("got %q", err)
	}
	for _, w := range Φ.Params() {
		if w-w != 0 {
			t.Fatal("the network holds values that are no numbers")
		}
	}
	d.X.Set(5, 0, math.NaN())
	if _, err = Fit(t.Context(), Φ, d, nil); err == nil || !strings.Contains(err.Error(), "the data x") {
		t.Errorf("NaN in the data: got %v", err)
	}
}

func TestBadData(t *testing.T) {
	d := rings(10, 1)
	for _, c := range []struct {
		name, want string
		d          Data
		Φ          *nn.Network
	}{
		{"no samples", "no samples", Data{}, mlp(1, 2, 1)},
		{"no targets", "neither Y nor Labels", Data{X: d.X}, mlp(1, 2, 1)},
		{"labels", "got 2 labels for 10", Data{X: d.X, Labels: []int{1, 2}}, mlp(1, 2, 2)},
		{"class", "label 1 of sample 1, want a class in [0, 2)", d, mlp(1, 2, 1)},
		{"columns", "does not accept", d, mlp(1, 3, 1)},
		{"target columns", "got Y of 10 × 2, want 10 × 1", Data{X: d.X, Y: d.X}, mlp(1, 2, 1)},
	} {
		if c.name == "class" {
			c.d.Labels = slices.Clone(d.Labels)
			c.d.Labels[1] = 2
			c.want = "label 2 of sample 1, want a class in [0, 2)"
		}
		if _, err := Fit(t.Context(), c.Φ, c.d, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// The same seed gives the same bits for any number of processors, in both precisions.
func TestReproducible(t *testing.T) {
	for _, d := range []ad.DType{ad.Float64, ad.Float32} {
		var want []float64
		for _, procs := range []int{1, 2, 7} {
			old := runtime.GOMAXPROCS(procs)
			Φ := mlp(4, 2, 64, 64, 1)
			_, err := Fit(t.Context(), Φ, rings(3000, 1), &Settings{Epochs: 2, Batch: 1024, DType: d, Lambda: 1e-3})
			runtime.GOMAXPROCS(old)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = slices.Clone(Φ.Params())
			} else if !slices.Equal(want, Φ.Params()) {
				t.Errorf("%v: other bits on %d processors", d, procs)
			}
		}
	}
}

// Interrupted at any step and resumed, a run ends with the same bits.
func TestResume(t *testing.T) {
	val := rings(50, 2)
	for _, m := range []Method{Adam(0.01), Momentum(0.05, 0.9), {Kind: KindNAdam}} {
		for _, d := range []ad.DType{ad.Float64, ad.Float32} {
			settings := func() *Settings {
				return &Settings{Epochs: 6, Batch: 16, Method: m, DType: d, Validation: &val, Schedule: Cosine(0.1), Rand: rand.New(rand.NewPCG(5, 5))}
			}
			whole := mlp(6, 2, 8, 1)
			want, err := Fit(t.Context(), whole, rings(100, 1), settings())
			if err != nil {
				t.Fatal(err)
			}
			for _, stop := range []int{0, 3, 11, 40} {
				Φ := mlp(6, 2, 8, 1)
				ctx := &countdown{Context: t.Context(), left: stop}
				part, err := Fit(ctx, Φ, rings(100, 1), settings())
				if !errors.Is(err, context.Canceled) || part.Steps != stop {
					t.Fatalf("stop after %d: got %v after %d steps", stop, err, part.Steps)
				}
				s := settings()
				s.Resume = part.State
				got, err := Fit(t.Context(), mlp(99, 2, 8, 1), rings(100, 1), s)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Theta, want.Theta) || got.History.String() != want.History.String() {
					t.Errorf("%v %v: resumed after %d steps, the end differs", m, d, stop)
				}
			}
		}
	}
}

// countdown is a context that is cancelled after it was asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// So do convolutions, moments and dropout.
func TestReproducibleGraph(t *testing.T) {
	var want []float64
	for _, procs := range []int{1, 2, 7} {
		old := runtime.GOMAXPROCS(procs)
		g := nn.NewGraph([]int{16, 16, 1}, rand.New(rand.NewPCG(1, 1)), nn.Conv{Out: 8}, nn.BatchNorm{}, nn.Act{Rho: nn.GELU}, nn.Pool{}, nn.Dropout{P: 0.2},
			nn.Skip{F: nn.Conv{Out: 4}}, nn.GlobalMean{}, nn.Dense{N: 2})
		d := Data{X: mat.NewDense(96, 256, nil), Labels: make([]int, 96)}
		rnd := rand.New(rand.NewPCG(3, 3))
		for i := range d.X.RawMatrix().Data {
			d.X.RawMatrix().Data[i] = rnd.NormFloat64()
		}
		_, err := Fit(t.Context(), g, d, &Settings{Epochs: 2, Batch: 48, DType: ad.Float32})
		runtime.GOMAXPROCS(old)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = slices.Clone(g.Params())
		} else if !slices.Equal(want, g.Params()) {
			t.Errorf("other bits on %d processors", procs)
		}
	}
}
