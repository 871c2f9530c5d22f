package train

import (
	"fmt"
	"slices"
	"time"

	"github.com/mathdl/kernel/internal/kern"
)

// Checkpoint is the complete state of a training run between two steps, for Settings.Resume. Numbers
// are kept to the last bit.
type Checkpoint struct {
	Seed      uint64
	Epoch, At int     // epochs done, and samples of the next one
	Step      int     // steps done
	Mu        float64 // Π μ of NAdam
	Sum       float64 // loss of the samples of this epoch so far
	Right     int     // how many of them were classified rightly
	Theta     []float64
	Moments   [][]float64
	Best      []float64 // parameters of the best epoch
	BestEpoch int       // its index into History, −1 for the start
	BestLoss  float64
	Waited    int // epochs since then
	History   History
	Spent     time.Duration
}

// state returns a copy of everything that the rest of the run depends on.
func (r *run[T]) state() *Checkpoint {
	c := &Checkpoint{
		Seed: r.seed, Epoch: r.epoch, At: r.at, Step: r.step.t, Mu: r.step.mu, Sum: r.sum, Right: r.right,
		Theta: widen(r.e.θ), Best: widen(r.best), BestEpoch: r.bestEpoch, BestLoss: r.bestLoss, Waited: r.waited,
		History: slices.Clone(r.history), Spent: r.elapsed(),
	}
	for _, v := range states[T](r.step)[:r.Method.states()] {
		c.Moments = append(c.Moments, widen(v))
	}
	return c
}

func widen[T kern.Float](x []T) []float64 {
	w := make([]float64, len(x))
	convert(w, x)
	return w
}

// resume puts a state back.
func (r *run[T]) resume(c *Checkpoint) error {
	n := len(r.e.θ)
	if len(c.Theta) != n || len(c.Best) != n {
		return fmt.Errorf("train.Fit: resume: got a checkpoint of %d parameters, want %d", len(c.Theta), n)
	}
	if len(c.Moments) != r.Method.states() {
		return fmt.Errorf("train.Fit: resume: got a checkpoint with %d moments, want the %d of %v", len(c.Moments), r.Method.states(), r.Method.Kind)
	}
	if c.At < 0 || c.At > r.train.n || c.BestEpoch >= len(c.History) {
		return fmt.Errorf("train.Fit: resume: got a checkpoint at sample %d, want one of %d samples", c.At, r.train.n)
	}
	for i, m := range c.Moments {
		if len(m) != r.e.n {
			return fmt.Errorf("train.Fit: resume: got moments of length %d, want %d", len(m), r.e.n)
		}
		convert(states[T](r.step)[i], m)
	}
	convert(r.e.θ, c.Theta)
	convert(r.best, c.Best)
	r.seed, r.epoch, r.at, r.sum, r.right = c.Seed, c.Epoch, c.At, c.Sum, c.Right
	r.step.t, r.step.mu = c.Step, c.Mu
	r.bestEpoch, r.bestLoss, r.waited = c.BestEpoch, c.BestLoss, c.Waited
	r.history, r.spent = slices.Clone(c.History), c.Spent
	return nil
}
