package train

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Data is a sample (x₁, y₁), …, (x_n, y_n): row i of X is xᵢ, and what belongs to it is row i of Y or,
// for classification, the class Labels[i] ∈ {0, …, N_L − 1}. With one output, N_L = 1, labels are 0
// and 1. If both Y and Labels are there, Y is what is fitted and Labels are for the accuracy. A
// classified set s of package data is Data{X: s.X, Labels: s.Labels}.
type Data struct {
	X      *mat.Dense
	Y      *mat.Dense
	Labels []int
}

// Len returns n, the number of rows of X, and 0 for the zero Data.
func (d Data) Len() int {
	if d.X == nil || d.X.IsEmpty() {
		return 0
	}
	n, _ := d.X.Dims()
	return n
}

// Pick returns the samples with the given numbers, as copies. It panics if a number is out of range.
func (d Data) Pick(index []int) Data {
	p := Data{X: pickRows(d.X, index), Y: pickRows(d.Y, index)}
	if d.Labels != nil {
		p.Labels = make([]int, len(index))
		for k, i := range index {
			p.Labels[k] = d.Labels[i]
		}
	}
	return p
}

func pickRows(X *mat.Dense, index []int) *mat.Dense {
	if X == nil || len(index) == 0 {
		return nil
	}
	_, c := X.Dims()
	P := mat.NewDense(len(index), c, nil)
	for k, i := range index {
		P.SetRow(k, X.RawRowView(i))
	}
	return P
}

// Split divides the samples into a first part with round(share·n) of them and the rest, after shuffling
// them, or in their order if rnd is nil. The order matters for data that are sorted: a split in order
// tests on writers, days or classes that training never saw. It panics unless 0 ≤ share ≤ 1.
func (d Data) Split(share float64, rnd *rand.Rand) (first, rest Data) {
	if !(share >= 0 && share <= 1) {
		panic(fmt.Sprintf("train.Data.Split: got share %v, want a number in [0, 1]", share))
	}
	index := order(d.Len(), rnd)
	k := int(share*float64(d.Len()) + 0.5)
	return d.Pick(index[:k]), d.Pick(index[k:])
}

// order returns 0, …, n−1, shuffled if rnd is not nil.
func order(n int, rnd *rand.Rand) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	if rnd != nil {
		rnd.Shuffle(n, func(i, j int) { index[i], index[j] = index[j], index[i] })
	}
	return index
}

// Fold is one of the k divisions of cross-validation.
type Fold struct{ Train, Test Data }

// Folds divides the samples into k parts of equal size up to one sample, after shuffling them, or in
// their order if rnd is nil; each part is the test set of one fold. It panics unless 2 ≤ k ≤ n.
func (d Data) Folds(k int, rnd *rand.Rand) []Fold {
	n := d.Len()
	if k < 2 || k > n {
		panic(fmt.Sprintf("train.Data.Folds: got k = %d for %d samples, want 2 ≤ k ≤ n", k, n))
	}
	index := order(n, rnd)
	folds := make([]Fold, k)
	for f := range folds {
		lo, hi := f*n/k, (f+1)*n/k
		others := append(append([]int(nil), index[:lo]...), index[hi:]...)
		folds[f] = Fold{Train: d.Pick(others), Test: d.Pick(index[lo:hi])}
	}
	return folds
}

// targets returns Y, or the labels as unit vectors of length outputs (as 0 and 1 for one output).
func (d Data) targets(outputs int) (*mat.Dense, error) {
	n := d.Len()
	if d.Y != nil {
		if r, c := d.Y.Dims(); r != n || c != outputs {
			return nil, fmt.Errorf("train: targets: got Y of %d × %d, want %d × %d", r, c, n, outputs)
		}
		return d.Y, nil
	}
	if len(d.Labels) != n {
		return nil, fmt.Errorf("train: targets: got %d labels and no Y, want %d", len(d.Labels), n)
	}
	Y := mat.NewDense(n, outputs, nil)
	for i, c := range d.Labels {
		switch {
		case c < 0 || c >= max(outputs, 2):
			return nil, fmt.Errorf("train: targets: got label %d of sample %d, want a class in [0, %d)", c, i, max(outputs, 2))
		case outputs == 1:
			Y.Set(i, 0, float64(c))
		default:
			Y.Set(i, c, 1)
		}
	}
	return Y, nil
}

// check reports data that cannot be a sample.
func (d Data) check() error {
	n := d.Len()
	switch {
	case n == 0:
		return fmt.Errorf("train: data: got no samples, want at least one")
	case d.Y == nil && d.Labels == nil:
		return fmt.Errorf("train: data: got neither Y nor Labels, want one of them")
	case d.Labels != nil && len(d.Labels) != n:
		return fmt.Errorf("train: data: got %d labels for %d samples", len(d.Labels), n)
	}
	return nil
}
