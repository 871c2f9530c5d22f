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

	"github.com/mathdl/kernel/mathdl/ad"
)

// noisyLine draws y = 2x₁ − x₂ + noise.
var noisyLine = Source{In: 2, Out: 1, Len: 70, Draw: func(_ int, rnd *rand.Rand, x, y []float64) error {
	x[0], x[1] = rnd.NormFloat64(), rnd.NormFloat64()
	y[0] = 2*x[0] - x[1] + 0.1*rnd.NormFloat64()
	return nil
}}

// With fresh samples the minimiser of the expectation is found, and the loss is the variance of the noise.
func TestFitSourceFindsTheExpectation(t *testing.T) {
	Φ := mlp(1, 2, 1)
	res, err := FitSource(t.Context(), Φ, noisyLine, &Settings{Epochs: 60, Batch: 35, Method: Adam(0.05), Schedule: Cosine(0.01)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{2, -1, 0} {
		if got := Φ.Params()[i]; math.Abs(got-want) > 0.02 {
			t.Errorf("parameter %d: got %v, want %v ± 0.02", i, got, want)
		}
	}
	if l := res.History.Last().Loss; l > 0.02 || res.Steps != 120 {
		t.Errorf("got loss %v after %d steps, want about 0.01 after 120", l, res.Steps)
	}
}

// No sample comes twice, and each is drawn once.
func TestFitSourceDrawsAnew(t *testing.T) {
	seen := make([]int, 300)
	firsts := map[float64]bool{}
	src := noisyLine
	src.Draw = func(i int, rnd *rand.Rand, x, y []float64) error {
		seen[i]++ // batches of 8 are one piece: no two at the same time
		x[0] = rnd.Float64()
		firsts[x[0]] = true
		return nil
	}
	if _, err := FitSource(t.Context(), mlp(1, 2, 3, 1), src, &Settings{Epochs: 3, Batch: 8}); err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if want := 1; i < 210 && n != want || i >= 210 && n != 0 {
			t.Fatalf("sample %d was drawn %d times", i, n)
		}
	}
	if len(firsts) != 210 {
		t.Errorf("got %d different samples, want 210", len(firsts))
	}
}

// Resumed after any number of steps and on any number of processors, a run ends with the same bits.
func TestFitSourceResume(t *testing.T) {
	val := rings(20, 2)
	for _, d := range []ad.DType{ad.Float64, ad.Float32} {
		settings := func() *Settings { return &Settings{Epochs: 4, Batch: 32, DType: d, Validation: &val} }
		want, err := FitSource(t.Context(), mlp(6, 2, 8, 1), noisyLine, settings())
		if err != nil {
			t.Fatal(err)
		}
		for k, stop := range []int{0, 4, 9} {
			old := runtime.GOMAXPROCS([]int{1, 2, 7}[k])
			part, err := FitSource(&countdown{t.Context(), stop}, mlp(6, 2, 8, 1), noisyLine, settings())
			if !errors.Is(err, context.Canceled) || part.Steps != stop {
				t.Fatalf("stop after %d: got %v after %d steps", stop, err, part.Steps)
			}
			s := settings()
			s.Resume = part.State
			got, err := FitSource(t.Context(), mlp(99, 2, 8, 1), noisyLine, s)
			runtime.GOMAXPROCS(old)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Theta, want.Theta) {
				t.Errorf("%v: resumed after %d steps, the end differs", d, stop)
			}
		}
	}
}

func TestFitSourceRefuses(t *testing.T) {
	broken := errors.New("no solution")
	src := noisyLine
	src.Draw = func(i int, _ *rand.Rand, x, y []float64) error {
		if i >= 100 {
			return broken
		}
		return nil
	}
	res, err := FitSource(t.Context(), mlp(1, 2, 1), src, &Settings{Batch: 10})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "sample 100") || res.Status != Failed || res.Steps != 10 {
		t.Errorf("a sample fails: got %v, %v", res, err)
	}
	if _, err := FitSource(t.Context(), mlp(1, 2, 3), noisyLine, nil); err == nil {
		t.Error("three outputs for one target: got no error")
	}
	if _, err := FitSource(t.Context(), mlp(1, 2, 1), noisyLine, &Settings{Method: Method{Kind: KindLBFGS}}); err == nil {
		t.Error("L-BFGS: got no error")
	}
	defer func() {
		if recover() == nil {
			t.Error("no samples an epoch: got no panic")
		}
	}()
	FitSource(t.Context(), mlp(1, 2, 1), Source{In: 2, Out: 1, Draw: noisyLine.Draw}, nil)
}

func TestDrawingAllocatesNothing(t *testing.T) {
	s := newStream[float32](noisyLine, 64, 1)
	draw := func() {
		if _, err := s.draw(0, 64); err != nil {
			t.Fatal(err)
		}
	}
	draw()
	if n := testing.AllocsPerRun(20, draw); n > 0 {
		t.Errorf("got %v allocations a batch, want none", n)
	}
}
