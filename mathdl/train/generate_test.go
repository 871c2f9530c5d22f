package train

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
)

func sine(_ int, rnd *rand.Rand, x, y []float64) error {
	x[0], x[1] = rnd.Float64(), rnd.NormFloat64()
	y[0] = x[0] * x[1]
	return nil
}

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }

// Samples do not depend on the number of threads, nor on how many come after them.
func TestGenerateSameBits(t *testing.T) {
	ctx := t.Context()
	want, err := Generate(ctx, 100, 2, 1, source(1), false, sine)
	if err != nil {
		t.Fatal(err)
	}
	for _, threads := range []int{1, runtime.GOMAXPROCS(0)} {
		old := kern.SetThreads(threads)
		got, err := Generate(ctx, 37, 2, 1, source(1), true, sine)
		kern.SetThreads(old)
		if err != nil || !mat.Equal(got.X, want.X.Slice(0, 37, 0, 2)) || !mat.Equal(got.Y, want.Y.Slice(0, 37, 0, 1)) {
			t.Errorf("%d threads: got other samples, or %v", threads, err)
		}
	}
	other, _ := Generate(ctx, 100, 2, 1, source(2), false, sine)
	if mat.Equal(other.X, want.X) || want.X.At(0, 0) == want.X.At(1, 0) {
		t.Error("another seed, or the next sample, gives the same numbers")
	}
}

func TestGenerateStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d, err := Generate(ctx, 1000, 2, 1, source(1), false, func(i int, rnd *rand.Rand, x, y []float64) error {
		if i == 20 {
			cancel()
		}
		return sine(i, rnd, x, y)
	})
	if !errors.Is(err, context.Canceled) || d.Len() != 24 {
		t.Errorf("cancelled at sample 20: got %d samples and %v, want the 24 of three rounds", d.Len(), err)
	}
	broken := errors.New("no solution")
	d, err = Generate(t.Context(), 30, 1, 0, source(1), false, func(i int, _ *rand.Rand, x, y []float64) error {
		if i == 11 || i == 13 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || err.Error() != "train.Generate: sample 11: no solution" || d.Len() != 8 || d.Y != nil {
		t.Errorf("got %d samples and %v", d.Len(), err)
	}
}

func ExampleGenerate() {
	square := func(i int, rnd *rand.Rand, x, y []float64) error {
		x[0] = 2*rnd.Float64() - 1
		y[0] = x[0] * x[0]
		return nil
	}
	d, err := Generate(context.Background(), 1000, 1, 1, rand.New(rand.NewPCG(1, 2)), false, square)
	fmt.Println(d.Len(), err)
	// Output: 1000 <nil>
}
