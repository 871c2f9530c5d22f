package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// A network with everything that depends on chance or keeps state: resumed from a file, it ends with the
// same bits.
func TestResumeGraphFromFile(t *testing.T) {
	layers := []nn.Layer{nn.Dense{N: 8}, nn.BatchNorm{}, nn.Act{Rho: nn.Tanh}, nn.Dropout{P: 0.2}, nn.Dense{N: 1}}
	newGraph := func(seed uint64) *nn.Graph {
		return nn.NewGraph([]int{2}, rand.New(rand.NewPCG(seed, 1)), layers...)
	}
	val := rings(30, 3)
	for _, d := range []ad.DType{ad.Float64, ad.Float32} {
		settings := func() *Settings {
			return &Settings{Epochs: 5, Batch: 16, DType: d, Method: Adam(0.01), Validation: &val}
		}
		want, err := Fit(t.Context(), newGraph(1), rings(100, 1), settings())
		if err != nil {
			t.Fatal(err)
		}
		part, err := Fit(&countdown{t.Context(), 17}, newGraph(1), rings(100, 1), settings())
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "state")
		if err := part.State.Save(path); err != nil {
			t.Fatal(err)
		}
		s := settings()
		if s.Resume, err = LoadCheckpoint(path); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s.Resume.Theta, part.State.Theta) || s.Resume.Spent != part.State.Spent || s.Resume.Seed != part.State.Seed {
			t.Error("the file holds something else")
		}
		got, err := Fit(t.Context(), newGraph(2), rings(100, 1), s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Theta, want.Theta) || got.History.String() != want.History.String() {
			t.Errorf("%v: the resumed run ends elsewhere", d)
		}
	}
}

func TestResumeRefuses(t *testing.T) {
	Φ := mlp(1, 2, 3, 1)
	res, err := Fit(t.Context(), Φ, rings(20, 1), &Settings{Epochs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		Φ    *nn.Network
		s    Settings
	}{
		{"parameters, want", mlp(1, 2, 4, 1), Settings{}},
		{"with 2 moments, want the 1", Φ, Settings{Method: Momentum(0.1, 0.9)}},
		{"L-BFGS has no checkpoints", Φ, Settings{Method: LBFGS()}},
	} {
		c.s.Resume = res.State
		if _, err := Fit(t.Context(), c.Φ, rings(20, 1), &c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	f := res.State.File()
	f.Meta["seed"] = "x"
	if _, err := ParseCheckpoint(f); err == nil {
		t.Error("a bad seed is accepted")
	}
	if _, err := ParseCheckpoint(&nn.File{}); err == nil {
		t.Error("any file is accepted")
	}
	for i := range f.Tensors {
		g := res.State.File()
		g.Tensors = append(slices.Clone(f.Tensors[:i]), f.Tensors[i+1:]...)
		c, err := ParseCheckpoint(g)
		if err == nil {
			_, err = Fit(t.Context(), Φ, rings(20, 1), &Settings{Resume: c})
		}
		if err == nil {
			t.Errorf("a checkpoint without %s is accepted", f.Tensors[i].Name)
		}
	}
}

// A continued run with more epochs goes on where the first ended.
func TestContinue(t *testing.T) {
	Φ := mlp(1, 2, 6, 1)
	first, err := Fit(t.Context(), Φ, rings(64, 1), &Settings{Epochs: 3})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Fit(t.Context(), Φ, rings(64, 1), &Settings{Epochs: 5, Resume: first.State})
	if err != nil || len(second.History) != 5 || second.History[2].Loss != first.History[2].Loss {
		t.Errorf("got %d epochs, %v", len(second.History), err)
	}
}

func TestConvolutionLearns(t *testing.T) {
	// Horizontal against vertical bars at random places.
	n := 120
	d := Data{X: mat.NewDense(n, 36, nil), Labels: make([]int, n)}
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		d.Labels[i] = i % 2
		k := rnd.IntN(6)
		for j := range 6 {
			if at := 6*k + j; i%2 == 0 {
				d.X.Set(i, at, 1)
			} else {
				d.X.Set(i, 6*j+k, 1)
			}
		}
	}
	g := nn.NewGraph([]int{6, 6, 1}, rand.New(rand.NewPCG(2, 1)), nn.Conv{Out: 4}, nn.Act{Rho: nn.ReLU}, nn.GlobalMean{}, nn.Dense{N: 2})
	_, err := Fit(t.Context(), g, d, &Settings{Epochs: 60, Batch: 20, Method: Adam(0.03), DType: ad.Float32})
	if err != nil || Accuracy(g, d) < 0.99 {
		t.Errorf("accuracy %v, %v", Accuracy(g, d), err)
	}
}

func TestCrossValidate(t *testing.T) {
	results, err := CrossValidate(t.Context(), func(fold int) nn.Model { return mlp(uint64(fold), 2, 8, 1) }, rings(150, 1), 3, rand.New(rand.NewPCG(1, 1)),
		&Settings{Epochs: 60, Batch: 10, Method: Adam(0.03)})
	if err != nil || len(results) != 3 {
		t.Fatal(err)
	}
	if mean, std := MeanScore(results); mean < 0.9 || std > 0.1 {
		t.Errorf("accuracy %v ± %v", mean, std)
	}
	d, seen := rings(60, 1), make([]int, 60)
	d.Y = mat.NewDense(60, 1, nil)
	for i := range 60 {
		d.Y.Set(i, 0, float64(i))
	}
	for _, f := range d.Folds(7, nil) {
		if f.Train.Len()+f.Test.Len() != 60 || f.Test.Len() < 8 || f.Test.Len() > 9 || len(f.Test.Labels) != f.Test.Len() {
			t.Errorf("fold of %d and %d", f.Train.Len(), f.Test.Len())
		}
		for i := range f.Test.Len() {
			seen[int(f.Test.Y.At(i, 0))]++
		}
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("sample %d is in %d test sets", i, n)
		}
	}
}

func TestConfusion(t *testing.T) {
	// Class 2 is taken for 1 once.
	Φ := nn.Of(nn.ReLU, nn.NewAffine([][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, nil))
	d := Data{X: mat.NewDense(4, 3, []float64{1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1}), Labels: []int{0, 1, 2, 2}}
	c := Confuse(Φ, d)
	if c.String() != "1 0 0\n0 1 0\n0 1 1\n" || c.Accuracy() != 0.75 || c.Precision(1) != 0.5 || c.Recall(2) != 0.5 || c.F1(0) != 1 {
		t.Errorf("got\n%vaccuracy %v", c, c.Accuracy())
	}
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		s    Schedule
		e    float64
		want float64
	}{
		{Schedule{}, 3, 1}, {Constant, 3, 1},
		{Cosine(0.1), 0, 1}, {Cosine(0.1), 5, 0.55}, {Cosine(0.1), 10, 0.1},
		{Exponential(0.5), 2, 0.25}, {Steps(3, 0.1), 2.9, 1}, {Steps(3, 0.1), 6, 0.01}, {InverseTime(2), 1, 1.0 / 3},
		{WarmUp(2, Cosine(0)), 1, 0.5}, {WarmUp(2, Cosine(0)), 2, 1}, {WarmUp(2, Cosine(0)), 10, 0}, {WarmUp(2, Schedule{}), 5, 1},
	} {
		if got := c.s.at(c.e, 10); math.Abs(got-c.want) > 1e-14 {
			t.Errorf("%s at %v of 10: got %v, want %v", c.s.Name, c.e, got, c.want)
		}
	}
}

func TestLosses(t *testing.T) {
	out, y := []float64{1, -2, 0.5, 3}, []float64{0, 1, 1, 0}
	σ := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	bce := func(x, y float64) float64 { return -y*math.Log(σ(x)) - (1-y)*math.Log(1-σ(x)) }
	ce := func(a, b float64, k int) float64 {
		return math.Log(math.Exp(a)+math.Exp(b)) - []float64{a, b}[k]
	}
	for _, c := range []struct {
		l    Loss
		want [2]float64
	}{
		{MSE, [2]float64{5, 4.625}},
		{MAE, [2]float64{2, 1.75}},
		{Huber(1), [2]float64{(0.5 + 2.5) / 2, (0.125 + 2.5) / 2}},
		{CrossEntropy, [2]float64{ce(1, -2, 1), ce(0.5, 3, 0)}},
		{BinaryCrossEntropy, [2]float64{(bce(1, 0) + bce(-2, 1)) / 2, (bce(0.5, 1) + bce(3, 0)) / 2}},
	} {
		tape := ad.NewTape(ad.Float64)
		got := c.l.F(tape.Var(out, 2, 2), tape.Var(y, 2, 2))
		for i, w := range c.want {
			if g := got.Float64s(nil); len(g) != 2 || math.Abs(g[i]-w) > 1e-14 {
				t.Errorf("%s: got %v, want %v", c.l.Name, g, c.want)
			}
		}
	}
	// Scores far out give finite losses.
	tape := ad.NewTape(ad.Float64)
	big := tape.Var([]float64{1e4, -1e4}, 1, 2)
	for _, l := range []Loss{CrossEntropy, BinaryCrossEntropy} {
		if v := l.F(big, tape.Var([]float64{0, 1}, 1, 2)).Float64s(nil)[0]; v < 1e3 || math.IsInf(v, 0) {
			t.Errorf("%s of large scores: got %v", l.Name, v)
		}
	}
}

func TestClipNorm(t *testing.T) {
	Φ := mlp(1, 2, 4, 1)
	before := slices.Clone(Φ.Params())
	if _, err := Fit(t.Context(), Φ, rings(16, 1), &Settings{Epochs: 1, Batch: FullBatch, Method: SGD(1), ClipNorm: 1e-3}); err != nil {
		t.Fatal(err)
	}
	s := 0.0
	for i, v := range Φ.Params() {
		s += (v - before[i]) * (v - before[i])
	}
	if math.Abs(math.Sqrt(s)-1e-3) > 1e-12 {
		t.Errorf("length of the step: got %v, want 0.001", math.Sqrt(s))
	}
}

func TestResultString(t *testing.T) {
	h := History{{Epoch: 1, Loss: 0.5, ValLoss: 0.25}, {Epoch: 2, Loss: 0.125, ValLoss: 0.3}}
	for _, c := range []struct {
		r    *Result
		want string
	}{
		{nil, "no result"},
		{&Result{Status: Cancelled, Method: Adam(0.01), Best: -1}, "cancelled: 0 epochs, 0 steps of Adam, rate 0.01, in 0s"},
		{&Result{Status: Stopped, History: h, Steps: 7, Method: LBFGS(), Runtime: 2e9}, "stopped early: 2 epochs, 7 steps of L-BFGS, in 2s; loss 0.125, validation 0.25 in epoch 1"},
	} {
		if got := c.r.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPlots(t *testing.T) {
	h := History{
		{Epoch: 1, Loss: 1, ValLoss: 2, Accuracy: 0.5, ValAcc: math.NaN()},
		{Epoch: 2, Loss: 0.1, ValLoss: math.NaN(), Accuracy: 0.7, ValAcc: math.NaN()},
		{Epoch: 3, Loss: 0, ValLoss: 0.5, Accuracy: 0.8, ValAcc: math.NaN()},
	}
	if p := h.Plot(); p.X.Label.Text != "epoch" || p.Y.Label.Text != "loss" || p.Y.Max != 2 || p.X.Max != 3 {
		t.Errorf("got axes %v, %v", p.X, p.Y)
	}
	if p := h.LogPlot(); p.Y.Min != 0.1 {
		t.Errorf("a loss of zero is drawn on a logarithmic axis from %v", p.Y.Min)
	}
	if p := h.PlotAccuracy(); p.Y.Label.Text != "accuracy" || p.Y.Max != 0.8 {
		t.Errorf("got %v", p.Y)
	}
	if (History{}).LogPlot() == nil || !strings.Contains(h.String(), "    3") {
		t.Error("empty history, or its table")
	}
}

// A step allocates nothing once its program is recorded and the pools of the kernels are filled.
func TestStepAllocatesNothing(t *testing.T) {
	for name, r := range map[string]*run[float32]{
		"16 samples":   newRun[float32](mlp(1, 2, 64, 64, 1), 2, 1, 1024, 16, ad.Float32),
		"1024 samples": newRun[float32](mlp(1, 2, 64, 64, 1), 2, 1, 1024, 1024, ad.Float32),
		"U-Net":        newRun[float32](nn.UNet{In: []int{32, 32, 1}, Channels: []int{8, 16}, Norm: true}.New(rand.New(rand.NewPCG(1, 1))), 32*32, 32*32, 4, 4, ad.Float32),
	} {
		r.Lambda = 1e-3
		step := func() {
			r.at = 0
			if err := r.batch(r.order[:r.Batch], always); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(20, step); n > 0 {
			t.Errorf("%s: got %v allocations a step, want none", name, n)
		}
	}
}

// A run that is cancelled within a step goes on as if it had not been, moments of batches included.
func TestResumeWithinStep(t *testing.T) {
	newGraph := func() *nn.Graph {
		return nn.NewGraph([]int{2}, rand.New(rand.NewPCG(1, 1)), nn.Dense{N: 300}, nn.BatchNorm{}, nn.Act{Rho: nn.Tanh}, nn.Dense{N: 1})
	}
	set := Settings{Epochs: 2, Batch: 100}
	want, err := Fit(t.Context(), newGraph(), rings(200, 1), &set)
	if err != nil {
		t.Fatal(err)
	}
	for asked := 1; ; asked++ {
		part, err := Fit(&countdown{t.Context(), asked}, newGraph(), rings(200, 1), &set)
		if err == nil {
			if asked < 10 {
				t.Errorf("asked %d times in 4 steps", asked)
			}
			return
		}
		again := set
		again.Resume = part.State
		got, err := Fit(t.Context(), newGraph(), rings(200, 1), &again)
		if err != nil || !slices.Equal(got.Theta, want.Theta) {
			t.Fatalf("cancelled when asked for the %d-th time: ends elsewhere, %v", asked, err)
		}
	}
}
