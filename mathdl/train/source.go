package train

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// Source makes samples as they are wanted: every step of [FitSource] sees new ones, as the integrals of
// physics-informed and Deep Ritz networks and the expectations of Monte Carlo methods want it. The zero
// value is of no use.
type Source struct {
	In, Out int // lengths of x and y
	Len     int // samples in what counts as an epoch, for the history, schedules and validation
	// Draw makes sample i = 0, 1, …, counted through all epochs. It is called concurrently, and must
	// depend on i and rnd alone.
	Draw Sampler
}

// FitSource solves
//
//	min_θ E 𝓛(Φ_θ(x), y) + λR(θ)
//
// like [Fit], with samples that are drawn on all cores when their step has come, and never used again.
// Sample i depends on the number drawn from Settings.Rand and on i alone: not on the number of processors,
// nor on whether the run was cancelled and resumed in between. The default loss is MSE, the batch at most
// Len; the last batch of an epoch is smaller where Batch does not divide Len. Validation data are fixed.
//
// It panics unless In, Out and Len are positive and Draw is there. Errors are those of Fit, and that of
// Draw with the number of its sample, with the best result so far and status [Failed]; LBFGS, which needs
// the same objective in every step, is refused.
func FitSource(ctx context.Context, Φ nn.Model, src Source, s *Settings) (*Result, error) {
	if src.In < 1 || src.Out < 1 || src.Len < 1 || src.Draw == nil {
		panic(fmt.Sprintf("train.FitSource: got In = %d, Out = %d, Len = %d, Draw given: %v, want In, Out, Len ≥ 1 and a Draw", src.In, src.Out, src.Len, src.Draw != nil))
	}
	probe := Data{X: mat.NewDense(1, src.In, nil), Y: mat.NewDense(1, src.Out, nil)}
	outputs, err := widthOf(Φ, probe)
	if err != nil {
		return nil, err
	}
	if outputs != src.Out {
		return nil, fmt.Errorf("train.FitSource: got samples with %d targets, want the %d outputs of the model", src.Out, outputs)
	}
	f := s.filled(src.Len, probe, outputs)
	if f.Method.Kind == KindLBFGS {
		return nil, fmt.Errorf("train.FitSource: got method %v, want one that bears another objective in every step", f.Method)
	}
	if err := f.checkValidation(); err != nil {
		return nil, err
	}
	if f.DType == ad.Float32 {
		return fit[float32](ctx, Φ, probe, &src, outputs, f)
	}
	return fit[float64](ctx, Φ, probe, &src, outputs, f)
}

// stream draws batches of a source into a sample of their size. Its generators are made once and seeded
// for each number, so that a step allocates nothing.
type stream[T kern.Float] struct {
	Source
	into  *sample[T]
	seed  uint64
	first int // number of the sample in the first row
	index []int
	x, y  []float64
	pcg   []*rand.PCG
	rnd   []*rand.Rand
	errs  []error
	task  func(lo, hi int)
}

func newStream[T kern.Float](src Source, batch int, seed uint64) *stream[T] {
	s := &stream[T]{Source: src, seed: seed, index: order(batch, nil), errs: make([]error, batch)}
	s.into = &sample[T]{x: make([]T, batch*src.In), y: make([]T, batch*src.Out), d: src.In, m: src.Out, n: src.Len}
	s.x, s.y = make([]float64, batch*src.In), make([]float64, batch*src.Out)
	for range batch {
		p := rand.NewPCG(0, 0)
		s.pcg, s.rnd = append(s.pcg, p), append(s.rnd, rand.New(p))
	}
	s.task = s.rows
	return s
}

// streamMark keeps the numbers of a sample apart from those of the dropout in the step of the same number.
const streamMark = 0x9e3779b97f4a7c15

// streamGrain is how many samples one processor draws at a time.
const streamGrain = 16

// draw makes samples first, …, first+k−1 and returns the numbers of their rows. The error is that of the
// first sample that fails.
func (s *stream[T]) draw(first, k int) ([]int, error) {
	s.first = first
	kern.For(k, streamGrain, s.task)
	for i, err := range s.errs[:k] {
		if err != nil {
			return nil, fmt.Errorf("train.FitSource: sample %d: %w", first+i, err)
		}
	}
	return s.index[:k], nil
}

// rows draws rows lo ≤ k < hi of the batch.
func (s *stream[T]) rows(lo, hi int) {
	for k := lo; k < hi; k++ {
		x, y := s.x[k*s.In:(k+1)*s.In:(k+1)*s.In], s.y[k*s.Out:(k+1)*s.Out:(k+1)*s.Out]
		clear(x)
		clear(y)
		s.pcg[k].Seed(s.seed^streamMark, uint64(s.first+k))
		s.errs[k] = s.Draw(s.first+k, s.rnd[k], x, y)
		convert(s.into.x[k*s.In:], x)
		convert(s.into.y[k*s.Out:], y)
	}
}
