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

// BenchmarkUNet is a step of Adam on a batch of four 128 × 128 images for the U-Net 1-16-32-64.
func BenchmarkUNet(b *testing.B) {
	u := nn.UNet{In: []int{128, 128, 1}, Channels: []int{16, 32, 64}}
	loop(b, newRun[float32](u.New(rand.New(rand.NewPCG(1, 1))), 128*128, 128*128, 4, 4, ad.Float32))
}

func benchStep[T kern.Float](b *testing.B, d ad.DType) {
	loop(b, newRun[T](nn.New([]int{2, 64, 64, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1))), 2, 1, 1024, 1024, d))
}

func loop[T kern.Float](b *testing.B, r *run[T]) {
	for b.Loop() {
		r.at = 0
		if err := r.batch(r.order[:r.Batch], always); err != nil {
			b.Fatal(err)
		}
	}
}

// newRun prepares a run on n random samples of length in with targets of length out.
func newRun[T kern.Float](Φ nn.Model, in, out, n, batch int, d ad.DType) *run[T] {
	rnd := rand.New(rand.NewPCG(1, 1))
	X, Y := mat.NewDense(n, in, nil), mat.NewDense(n, out, nil)
	for i := range n {
		for j := range in {
			X.Set(i, j, rnd.NormFloat64())
		}
		Y.Set(i, 0, X.At(i, 0))
	}
	data := Data{X: X, Y: Y}
	s := (&Settings{Batch: batch, DType: d}).filled(n, data, out)
	r := &run[T]{Settings: s, e: newEngine[T](Φ, s.Loss, d), train: pack[T](data, Y)}
	r.step = s.Method.start(r.e.n, d)
	r.shuffle()
	return r
}
