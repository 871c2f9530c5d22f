package train

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/nn"
)

// Predict returns Φ(xᵢ) in row i for every row xᵢ of X, in double precision and without dropout.
// It panics with a *op.ShapeError if the model does not accept the rows.
func Predict(Φ nn.Model, X *mat.Dense) *mat.Dense { return nn.ApplyRows(Φ, nil, X) }

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
