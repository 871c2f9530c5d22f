package train

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// Fit solves
//
//	min_θ (1/n) Σᵢ 𝓛(Φ_θ(xᵢ), yᵢ) + λR(θ)
//
// by steps on batches of samples, and leaves the solution in Φ. The order of the samples is drawn anew
// in every epoch; the same data, settings and state of Settings.Rand give the same bits, whatever the
// number of processors.
//
// Fit returns an error for data that do not fit the model; wrapping ctx.Err() when ctx was cancelled,
// which is looked at before every step and within a long one; and a *[DivergenceError] when the loss is no number any more.
// In the last two cases the result is there as well, and holds the best parameters so far, as Φ does.
func Fit(ctx context.Context, Φ nn.Model, data Data, s *Settings) (*Result, error) {
	if err := data.check(); err != nil {
		return nil, err
	}
	outputs, err := widthOf(Φ, data)
	if err != nil {
		return nil, err
	}
	f := s.filled(data.Len(), data, outputs)
	if err := f.checkValidation(); err != nil {
		return nil, err
	}
	if f.DType == ad.Float32 {
		return fit[float32](ctx, Φ, data, nil, outputs, f)
	}
	return fit[float64](ctx, Φ, data, nil, outputs, f)
}

func (s *Settings) checkValidation() error {
	if s.Validation == nil {
		return nil
	}
	if err := s.Validation.check(); err != nil {
		return fmt.Errorf("validation: %w", err)
	}
	return nil
}

// widthOf records the model on one sample to learn the number of its outputs.
func widthOf(Φ nn.Model, data Data) (outputs int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("train.Fit: the model does not accept the data: %v", r)
		}
	}()
	t := ad.NewTape(ad.Float64)
	t.Defer() // only shapes are wanted
	_, d := data.X.Dims()
	out := Φ.Record(nn.NewPass(t, Φ), t.Var(data.X.RawRowView(0), 1, d))
	if sh := out.Shape(); len(sh) != 2 || sh[0] != 1 {
		return 0, fmt.Errorf("train.Fit: the model maps a row to shape %v, want a row", sh)
	}
	return out.Shape()[1], nil
}

// run is one call of Fit or FitSource.
type run[T kern.Float] struct {
	Settings
	e          *engine[T]
	train, val *sample[T]
	stream     *stream[T] // fills train in every step; nil if it holds all samples
	step       *Stepper
	seed       uint64
	order      []int
	epoch      int // epochs done
	at         int // samples of the present epoch done
	sum        float64
	right      int
	history    History
	best       []T // parameters to fall back on
	bestEpoch  int // index into history, −1 for the start
	bestLoss   float64
	waited     int
	bar        *cell.Bar // nil if nothing is to be shown
	start      time.Time
	spent      time.Duration // before a resumed run began
}

// fit trains on data or, if src is not nil, on what that draws.
func fit[T kern.Float](ctx context.Context, Φ nn.Model, data Data, src *Source, outputs int, s Settings) (*Result, error) {
	r := &run[T]{Settings: s, bestEpoch: -1, bestLoss: math.Inf(1), start: time.Now()}
	Y, err := data.targets(outputs)
	if err != nil {
		return nil, err
	}
	r.train = pack[T](data, Y)
	if src != nil {
		r.train.n = src.Len
	}
	if s.Validation != nil {
		if Y, err = s.Validation.targets(outputs); err != nil {
			return nil, fmt.Errorf("validation: %w", err)
		}
		r.val = pack[T](*s.Validation, Y)
	}
	r.e = newEngine[T](Φ, s.Loss, s.DType)
	r.seed = s.Rand.Uint64()
	r.best = append([]T(nil), r.e.θ...)
	if s.Method.Kind == KindLBFGS {
		r.step, r.order = &Stepper{}, order(r.train.n, nil)
		return r.quasiNewton(ctx)
	}
	r.step = s.Method.start(r.e.n, s.DType)
	if s.Resume != nil {
		if err := r.resume(s.Resume); err != nil {
			return nil, err
		}
	}
	if src != nil {
		r.stream = newStream[T](*src, s.Batch, r.seed)
		r.train = r.stream.into
	}
	if s.Progress {
		r.bar = cell.Progress("training", s.Epochs)
		defer r.bar.Done()
	}
	status, err := r.loop(ctx)
	return r.result(status), err
}

// loop runs epochs until something ends them.
func (r *run[T]) loop(ctx context.Context) (Status, error) {
	on := func() bool { return ctx.Err() == nil }
	for r.epoch < r.Epochs {
		r.shuffle()
		for r.at < r.train.n {
			if !on() {
				return Cancelled, fmt.Errorf("train.Fit: cancelled in epoch %d after %d steps: %w", r.epoch+1, r.step.t, ctx.Err())
			}
			index, err := r.next()
			if err != nil {
				return Failed, err
			}
			if err := r.batch(index, on); err != nil {
				return Diverged, err
			}
		}
		if r.closeEpoch() {
			return Stopped, nil
		}
	}
	return Finished, nil
}

// shuffle draws the order of the present epoch from the seed and its number alone, so that it can be
// drawn again after a resume.
func (r *run[T]) shuffle() {
	if r.stream != nil {
		return
	}
	if len(r.order) != r.train.n {
		r.order = order(r.train.n, nil)
	}
	for i := range r.order {
		r.order[i] = i
	}
	rnd := rand.New(rand.NewPCG(r.seed, uint64(r.epoch)))
	rnd.Shuffle(len(r.order), func(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] })
}

// next returns the rows of the next batch, drawn anew where there is a source.
func (r *run[T]) next() ([]int, error) {
	hi := min(r.at+r.Batch, r.train.n)
	if r.stream != nil {
		return r.stream.draw(r.epoch*r.train.n+r.at, hi-r.at)
	}
	return r.order[r.at:hi], nil
}

// batch takes one step, or none when on says so in its midst.
func (r *run[T]) batch(index []int, on func() bool) error {
	p := r.e.record(r.train, len(index), true)
	p.load(r.train, index)
	loss, done := r.e.gradient(p, r.seed, r.step.t, on)
	if !done {
		return nil
	}
	if loss-loss != 0 {
		return r.diverged(p, loss)
	}
	r.e.regularise(r.Lambda, r.Reg)
	if !r.e.restrict(r.ClipNorm) {
		return r.diverged(p, loss)
	}
	r.sum += loss * float64(len(index))
	r.right += hits(p.scores, r.train, index)
	advance(r.step, r.e.weights(), r.e.g, states[T](r.step), r.rate())
	r.at += len(index)
	return nil
}

// rate is the step size at the present time.
func (r *run[T]) rate() float64 {
	e := float64(r.epoch) + float64(r.at)/float64(r.train.n)
	return r.Method.Rate * r.Schedule.at(e, float64(r.Epochs))
}

func states[T kern.Float](s *Stepper) *[3][]T {
	if v, ok := any(&s.v64).(*[3][]T); ok {
		return v
	}
	return any(&s.v32).(*[3][]T)
}

// closeEpoch evaluates and reports, and says whether to stop.
func (r *run[T]) closeEpoch() (stop bool) {
	n := float64(r.train.n)
	ep := Epoch{
		Epoch: r.epoch + 1, Steps: r.step.t, Rate: r.rate(),
		Loss: r.sum / n, Accuracy: share(r.right, r.train.n, r.train.labels),
		ValLoss: math.NaN(), ValAcc: math.NaN(), Time: r.elapsed(),
	}
	ep.Objective = ep.Loss + r.e.penalty(r.Lambda, r.Reg)
	if r.val != nil {
		ep.ValLoss, ep.ValAcc = r.e.evaluate(r.val)
	}
	r.history = append(r.history, ep)
	stop = r.judge(ep)
	r.epoch, r.at, r.sum, r.right = r.epoch+1, 0, 0, 0
	r.report(ep)
	if r.Checkpoint != nil && r.epoch%r.CheckpointEvery == 0 {
		r.Checkpoint(r.state())
	}
	return stop
}

// report tells whoever wants to know.
func (r *run[T]) report(ep Epoch) {
	r.bar.Set(ep.Epoch)
	if r.val != nil {
		r.bar.Note("loss %.4g, validation %.4g", ep.Loss, ep.ValLoss)
	} else {
		r.bar.Note("loss %.4g", ep.Loss)
	}
	if r.Record != nil {
		r.Record(ep)
	}
}

// judge keeps the best parameters and says whether patience is at its end.
func (r *run[T]) judge(ep Epoch) (stop bool) {
	if r.val == nil || ep.ValLoss < r.bestLoss-r.MinDelta {
		copy(r.best, r.e.θ)
		r.bestEpoch, r.bestLoss, r.waited = len(r.history)-1, ep.ValLoss, 0
		return false
	}
	r.waited++
	return r.Patience > 0 && r.waited >= r.Patience
}

func (r *run[T]) elapsed() time.Duration { return r.spent + time.Since(r.start) }

// result writes the parameters back to the model.
func (r *run[T]) result(status Status) *Result {
	res := &Result{
		History: r.history, Best: r.bestEpoch, Status: status, Steps: r.step.t, Seed: r.seed,
		Runtime: r.elapsed(), State: r.state(), Method: r.Method, Loss: r.Loss,
	}
	chosen := r.best
	if (r.val == nil || r.bestEpoch < 0) && status != Diverged {
		chosen = r.e.θ
		if r.at > 0 {
			res.Best = -1
		}
	}
	θ := r.e.model.Params()
	convert(θ, chosen)
	res.Theta = append([]float64(nil), θ...)
	return res
}
