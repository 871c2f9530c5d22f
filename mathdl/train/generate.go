package train

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
)

// Sampler draws sample number i: it fills x and y, which are zero, with the numbers of a generator of its
// own, so that samples can be drawn in any order. An error ends the generation.
type Sampler func(i int, rnd *rand.Rand, x, y []float64) error

// generateRound is how many samples are drawn between two looks at the context.
const generateRound = 8

// Generate draws n samples with in numbers in x and out in y on all cores. Sample i depends on the state of
// rnd and on i alone: not on the number of cores, and the first samples of a larger set are those of
// a smaller one. With out = 0 the data have no Y. draw is called concurrently; a draw that takes
// long should look at ctx itself. Progress is shown if show is true.
//
// It returns the samples drawn so far, whole rounds of them from the first on, with an error that wraps
// ctx.Err() when ctx is cancelled, or that of draw with the number of its sample. It panics unless n and in
// are positive and out is not negative.
func Generate(ctx context.Context, n, in, out int, rnd *rand.Rand, show bool, draw Sampler) (Data, error) {
	if n < 1 || in < 1 || out < 0 {
		panic(fmt.Sprintf("train.Generate: got n = %d, in = %d, out = %d, want n, in ≥ 1, out ≥ 0", n, in, out))
	}
	g := &generation{in: in, out: out, seed: [2]uint64{rnd.Uint64(), rnd.Uint64()}, draw: draw}
	g.x, g.y = make([]float64, n*in), make([]float64, n*out)
	var bar *cell.Bar
	if show {
		bar = cell.Progress("samples", n)
		defer bar.Done()
	}
	for i := 0; i < n; i += generateRound {
		if err := ctx.Err(); err != nil {
			return g.data(i), fmt.Errorf("train.Generate: %d of %d samples: %w", i, n, err)
		}
		k := min(generateRound, n-i)
		if err := g.round(i, k); err != nil {
			return g.data(i), err
		}
		if bar != nil {
			bar.Add(k)
		}
	}
	return g.data(n), nil
}

type generation struct {
	in, out int
	seed    [2]uint64
	draw    Sampler
	x, y    []float64
}

// round draws samples i ≤ j < i+k; the error is that of the first that fails.
func (g *generation) round(i, k int) error {
	errs := make([]error, k)
	kern.For(k, 1, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s := i + j
			rnd := rand.New(rand.NewPCG(g.seed[0]+uint64(s), g.seed[1]))
			errs[j] = g.draw(s, rnd, g.x[s*g.in:(s+1)*g.in:(s+1)*g.in], g.y[s*g.out:(s+1)*g.out:(s+1)*g.out])
		}
	})
	for j, err := range errs {
		if err != nil {
			return fmt.Errorf("train.Generate: sample %d: %w", i+j, err)
		}
	}
	return nil
}

// data are the first n samples.
func (g *generation) data(n int) Data {
	if n == 0 {
		return Data{}
	}
	d := Data{X: mat.NewDense(n, g.in, g.x[:n*g.in])}
	if g.out > 0 {
		d.Y = mat.NewDense(n, g.out, g.y[:n*g.out])
	}
	return d
}
