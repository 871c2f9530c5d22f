package train_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

// The network 64-64-32-10 on handwritten digits, 1347 for training and 450 for the test. Measured with
// PyTorch: 0.9267 on the last images, by other writers, and 0.9667 to 0.9778 on images drawn at random.
func TestDigits(t *testing.T) {
	set := data.Digits()
	all := train.Data{X: set.X, Labels: set.Labels}
	for _, c := range []struct {
		name string
		rnd  *rand.Rand
		want float64
	}{{"other writers", nil, 0.90}, {"at random", rand.New(rand.NewPCG(1, 1)), 0.95}} {
		first, rest := all.Split(1347.0/1797, c.rnd)
		if first.Len() != 1347 || rest.Len() != 450 {
			t.Fatalf("split into %d and %d", first.Len(), rest.Len())
		}
		Φ := nn.New([]int{64, 64, 32, 10}, nn.ReLU, rand.New(rand.NewPCG(2022, 1)))
		res, err := train.Fit(t.Context(), Φ, first, &train.Settings{Epochs: 60, Method: train.Adam(1e-3), DType: ad.Float32})
		if err != nil {
			t.Fatal(err)
		}
		a := train.Accuracy(Φ, rest)
		t.Logf("%s: accuracy %.4f, in training %.4f, %v for %d steps", c.name, a, train.Accuracy(Φ, first), res.Runtime, res.Steps)
		if a < c.want || train.Accuracy(Φ, first) < 0.995 {
			t.Errorf("%s: accuracy %.4f, want at least %v; in training %.4f", c.name, a, c.want, train.Accuracy(Φ, first))
		}
	}
}
