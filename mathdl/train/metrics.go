package train

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

func meanStd(x []float64, n int) (mean, std float64) {
	for _, v := range x {
		mean += v / float64(n)
	}
	for _, v := range x {
		std += (v - mean) * (v - mean) / float64(n)
	}
	if std = math.Sqrt(std); std == 0 {
		std = 1
	}
	return mean, std
}

// Predict returns Φ(xᵢ) in row i for every row xᵢ of X, in double precision and without dropout.
// It panics with a *op.ShapeError if the model does not accept the rows.
func Predict(Φ nn.Model, X *mat.Dense) *mat.Dense {
	n, d := X.Dims()
	var out *mat.Dense
	t := ad.NewTape(ad.Float64)
	for lo := 0; lo < n; lo += evalBatch {
		t.Reset()
		hi := min(lo+evalBatch, n)
		x := ad.NewTensor(ad.Float64, hi-lo, d)
		for i := lo; i < hi; i++ {
			copy(x.Data64()[(i-lo)*d:], X.RawRowView(i))
		}
		y := Φ.Record(nn.NewPass(t, Φ), t.Leaf(x))
		m := y.Shape()[1]
		if out == nil {
			out = mat.NewDense(n, m, nil)
		}
		copy(out.RawMatrix().Data[lo*m:], y.Value().Data64())
	}
	return out
}

// Classify returns the class of every row of X: the index of the largest output, or, of a single
// output, 1 if it is positive and 0 otherwise.
func Classify(Φ nn.Model, X *mat.Dense) []int {
	out := Predict(Φ, X)
	n, _ := X.Dims()
	c := make([]int, n)
	for i := range c {
		c[i] = class(out.RawRowView(i))
	}
	return c
}

// Accuracy returns the share of samples whose class is their label.
// It panics unless there is a label for every sample.
func Accuracy(Φ nn.Model, d Data) float64 {
	if len(d.Labels) != d.Len() || d.Len() == 0 {
		panic(fmt.Sprintf("train.Accuracy: got %d labels for %d samples", len(d.Labels), d.Len()))
	}
	right := 0
	for i, c := range Classify(Φ, d.X) {
		if c == d.Labels[i] {
			right++
		}
	}
	return float64(right) / float64(d.Len())
}
