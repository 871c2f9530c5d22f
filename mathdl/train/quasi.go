package train

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
)

// quasiNewton trains by L-BFGS on all samples; an epoch is an iteration.
func (r *run[T]) quasiNewton(ctx context.Context) (*Result, error) {
	if r.Resume != nil {
		return nil, fmt.Errorf("train.Fit: resume: L-BFGS has no checkpoints; start from the parameters reached")
	}
	x0 := widen(r.e.weights())
	if r.Progress {
		r.bar = cell.Progress("training", r.Epochs)
		defer r.bar.Done()
	}
	b := newLBFGS(r.objective, x0, DefaultMemory)
	stopped := false
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	status, err := b.run(inner, MinimizeSettings{Iterations: r.Epochs, Evaluations: DefaultEvalFactor * r.Epochs, GradTol: DefaultGradTol,
		Record: func(it Iterate) {
			if r.closeIteration(it) {
				stopped = true
				cancel()
			}
		}})
	switch {
	case stopped:
		status, err = Stopped, nil
	case err != nil && ctx.Err() != nil:
		err = fmt.Errorf("train.Fit: %w", err)
	}
	convert(r.e.weights(), b.x)
	res := r.result(status)
	res.Steps, res.State = b.k, nil
	return res, err
}

// objective is (1/n) Σ loss + λR and its gradient.
func (r *run[T]) objective(grad, x []float64) float64 {
	convert(r.e.weights(), x)
	n := r.train.n
	loss, right := 0.0, 0
	clear(grad)
	b := chunk(r.train.d)
	for lo := 0; lo < n; lo += b {
		k := min(b, n-lo)
		p := r.e.record(r.train, k, true)
		index := r.order[lo : lo+k]
		p.load(r.train, index)
		w := float64(k) / float64(n)
		v, _ := r.e.gradient(p, r.seed, 0, always)
		loss += w * v
		right += hits(p.scores, r.train, index)
		for i, g := range r.e.g {
			grad[i] += w * float64(g)
		}
	}
	r.right = right
	if r.Lambda != 0 {
		loss += r.e.penalty(r.Lambda, r.Reg)
		clear(r.e.g)
		r.e.regularise(r.Lambda, r.Reg)
		for i, g := range r.e.g {
			grad[i] += float64(g)
		}
	}
	restrict(grad, r.e.mask)
	return loss
}

func always() bool { return true }

func restrict[T kern.Float](grad []float64, mask []T) {
	for i, m := range mask {
		grad[i] *= float64(m)
	}
}

// closeIteration reports an iteration as an epoch and says whether to stop.
func (r *run[T]) closeIteration(it Iterate) (stop bool) {
	convert(r.e.weights(), it.X)
	ep := Epoch{Epoch: it.K, Steps: it.K, Rate: it.Step, Objective: it.F, Loss: it.F - r.e.penalty(r.Lambda, r.Reg),
		Accuracy: share(r.right, r.train.n, r.train.labels), ValLoss: math.NaN(), ValAcc: math.NaN(), Time: r.elapsed()}
	if r.val != nil {
		ep.ValLoss, ep.ValAcc = r.e.evaluate(r.val)
	}
	r.history = append(r.history, ep)
	r.epoch = it.K
	stop = r.judge(ep)
	r.report(ep)
	return stop
}
