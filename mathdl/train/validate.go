package train

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/mathdl/kernel/mathdl/nn"
)

// CrossValidate trains a new model on each of k folds and tests it on the rest of the data (Stone 1974).
// model(f) returns the model for fold f, with its own weights. The folds are drawn from rnd, or follow the
// order of the data if it is nil. The result of fold f has the test data as validation, so that
// History[Best] holds its test loss and accuracy. The error is that of the first fold that fails; results
// until then are returned with it. It panics unless 2 ≤ k ≤ n.
func CrossValidate(ctx context.Context, model func(fold int) nn.Model, data Data, k int, rnd *rand.Rand, s *Settings) ([]*Result, error) {
	var results []*Result
	for f, fold := range data.Folds(k, rnd) {
		var c Settings
		if s != nil {
			c = *s
		}
		c.Validation, c.Resume = &fold.Test, nil
		res, err := Fit(ctx, model(f), fold.Train, &c)
		if res != nil {
			results = append(results, res)
		}
		if err != nil {
			return results, fmt.Errorf("fold %d of %d: %w", f+1, k, err)
		}
	}
	return results, nil
}

// MeanScore returns mean and standard deviation of the validation accuracy at the best epochs, or of the
// validation loss where there are no labels. Both are NaN without results.
func MeanScore(results []*Result) (mean, std float64) {
	n := float64(len(results))
	score := func(r *Result) float64 {
		e := r.History[r.Best]
		if math.IsNaN(e.ValAcc) {
			return e.ValLoss
		}
		return e.ValAcc
	}
	for _, r := range results {
		mean += score(r) / n
	}
	for _, r := range results {
		std += (score(r) - mean) * (score(r) - mean) / n
	}
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	return mean, math.Sqrt(std)
}

// Confusion counts decisions: entry [i][j] is the number of samples of class i that were taken for j.
type Confusion [][]int

// Confuse returns the confusion matrix of a model on labelled data, with as many rows as there are
// outputs, two for a single one. It panics if a label is not among them.
func Confuse(Φ nn.Model, d Data) Confusion {
	out := Predict(Φ, d.X)
	_, k := out.Dims()
	c := make(Confusion, max(k, 2))
	for i := range c {
		c[i] = make([]int, len(c))
	}
	for i, label := range d.Labels {
		c[label][class(out.RawRowView(i))]++
	}
	return c
}

// Accuracy returns the share of the diagonal, NaN without samples.
func (c Confusion) Accuracy() float64 {
	right, all := 0, 0
	for i, row := range c {
		right += row[i]
		for _, n := range row {
			all += n
		}
	}
	return float64(right) / float64(all)
}

// Precision returns the share of those taken for class k that belong to it, NaN if there are none.
func (c Confusion) Precision(k int) float64 {
	taken := 0
	for _, row := range c {
		taken += row[k]
	}
	return float64(c[k][k]) / float64(taken)
}

// Recall returns the share of class k that was recognised, NaN if it is empty.
func (c Confusion) Recall(k int) float64 {
	all := 0
	for _, n := range c[k] {
		all += n
	}
	return float64(c[k][k]) / float64(all)
}

// F1 returns the harmonic mean of precision and recall of class k.
func (c Confusion) F1(k int) float64 {
	p, r := c.Precision(k), c.Recall(k)
	return 2 * p * r / (p + r)
}

// String returns the matrix, a row for every true class.
func (c Confusion) String() string {
	width := 1
	for _, row := range c {
		for _, n := range row {
			width = max(width, len(fmt.Sprint(n)))
		}
	}
	var b strings.Builder
	for _, row := range c {
		for j, n := range row {
			if j > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%*d", width, n)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
