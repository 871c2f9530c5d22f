//go:build !race && !noasm

package train

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// A step of a large network, which takes a few tenths of a second on one core, asks at least ten times a second whether to go on, and
// is not taken when the answer is no.
func TestStopsWithinStep(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const samples, outputs = 256, 6000
	data := Data{X: mat.NewDense(samples, 10, nil), Y: mat.NewDense(samples, outputs, nil)}
	for i := range samples {
		data.X.Set(i, i%10, 1)
	}
	Φ := nn.New([]int{10, 300, 300, outputs}, nn.ReLU, rand.New(rand.NewPCG(1, 1)))
	before, set := slices.Clone(Φ.Params()), &Settings{Epochs: 1, Batch: FullBatch}
	if _, err := Fit(&countdown{t.Context(), 6}, Φ, data, set); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if !slices.Equal(before, Φ.Params()) {
		t.Error("a cancelled step has moved the parameters")
	}
	w := optest.NewWatch(t.Context())
	start := time.Now()
	if _, err := Fit(w, Φ, data, set); err != nil {
		t.Fatal(err)
	}
	d := w.Longest()
	t.Log(d, time.Since(start))
	if d > 100*time.Millisecond {
		t.Errorf("nobody looked for %v", d)
	}
}
