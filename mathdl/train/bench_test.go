package train

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// BenchmarkStep is a step of Adam on a batch of 1024 for the network 2-64-64-1.
func BenchmarkStep(b *testing.B) {
	b.Run("float32", func(b *testing.B) { benchStep[float32](b, ad.Float32) })
	b.Run("float64", func(b *testing.B) { benchStep[float64](b, ad.Float64) })
}

func benchStep[T kern.Float](b *testing.B, d ad.DType) {
	r := newRun[T](nn.New([]int{2, 64, 64, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1))), 1024, 1024, d)
	for b.Loop() {
		r.at = 0
		if err := r.batch(); err != nil {
			b.Fatal(err)
		}
	}
}

// newRun prepares a run on n random samples.
func newRun[T kern.Float](Φ *nn.Network, n, batch int, d ad.DType) *run[T] {
	rnd := rand.New(rand.NewPCG(1, 1))
	X, Y := mat.NewDense(n, Φ.N(0), nil), mat.NewDense(n, Φ.N(Φ.L()), nil)
	for i := range n {
		for j := range Φ.N(0) {
			X.Set(i, j, rnd.NormFloat64())
		}
		Y.Set(i, 0, X.At(i, 0))
	}
	data := Data{X: X, Y: Y}
	s := (&Settings{Batch: batch, DType: d}).filled(data, Φ.N(Φ.L()))
	r := &run[T]{Settings: s, e: newEngine[T](Φ, s.Loss, d), train: pack[T](data, Y), step: s.Method.start(Φ.P(), d)}
	r.shuffle()
	return r
}
