package domain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// Worst returns the k candidates with the largest scores, of equal ones the first: residual-adaptive
// refinement adds them to the points in use (Lu et al. 2021). It panics with a *op.ShapeError unless there
// is a score for each candidate and with a *MisuseError if k is more than there are.
func Worst(candidates *Points, score []float64, k int) *Points {
	scored("domain.Worst", candidates, score)
	if k < 1 || k > candidates.N() {
		panic(&MisuseError{"domain.Worst", "k", fmt.Sprint(k), fmt.Sprintf("1, …, %d", candidates.N())})
	}
	index := make([]int, candidates.N())
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return 0
	})
	return candidates.Pick(index[:k])
}

// Resample draws n of the candidates, with replacement, with probabilities in proportion to
//
//	scoreᵖ/mean(scoreᵖ) + c,
//
// residual-based adaptive distribution (Wu et al. 2023; p = c = 1 is their default). Scores must not be
// negative. It panics as Worst does.
func Resample(candidates *Points, score []float64, n int, p, c float64, rnd *rand.Rand) *Points {
	scored("domain.Resample", candidates, score)
	mustBePositive("domain.Resample", n)
	q, mean := make([]float64, len(score)), 0.0
	for i, s := range score {
		q[i] = math.Pow(s, p)
		mean += q[i] / float64(len(q))
	}
	if mean == 0 {
		mean = 1
	}
	total := 0.0
	for i := range q {
		total += q[i]/mean + c
		q[i] = total
	}
	index := make([]int, n)
	for i := range index {
		k, _ := slices.BinarySearch(q, rnd.Float64()*total)
		index[i] = min(k, len(q)-1)
	}
	return candidates.Pick(index)
}

func scored(where string, p *Points, score []float64) {
	if len(score) != p.N() {
		panic(&op.ShapeError{Func: where, What: "score", Got: []int{len(score)}, Want: []int{p.N()}})
	}
}

// Pick returns the points with the given indices. Weights are scaled so that their sum stays.
func (p *Points) Pick(index []int) *Points {
	_, d := p.X.Dims()
	q := &Points{X: mat.NewDense(len(index), d, nil)}
	if p.Normal != nil {
		q.Normal = mat.NewDense(len(index), d, nil)
	}
	was, is := 0.0, 0.0
	for _, w := range p.Weight {
		was += w
	}
	for k, i := range index {
		q.X.SetRow(k, p.X.RawRowView(i))
		if p.Normal != nil {
			q.Normal.SetRow(k, p.Normal.RawRowView(i))
		}
		if p.Face != nil {
			q.Face = append(q.Face, p.Face[i])
		}
		q.Weight = append(q.Weight, p.Weight[i])
		is += p.Weight[i]
	}
	for k := range q.Weight {
		q.Weight[k] *= was / is
	}
	return q
}
