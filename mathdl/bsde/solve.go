package bsde

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/train"
)

// Kind is an architecture for Z.
type Kind int

// The architectures.
const (
	PerStep Kind = iota // a network with batch normalisation for each step, divided by d: as published
	Shared              // one network Z(t, x) with tanh for all steps; it begins at Z = 0
)

// String returns the name.
func (k Kind) String() string { return [...]string{"a network per step", "one network of (t, x)"}[k] }

// Defaults of Settings.
const (
	DefaultIterations = 1000
	DefaultBatch      = 64
	DefaultRate       = 5e-3
	DefaultValid      = 256
)

// Settings of Solve. Zero fields mean defaults, a nil *Settings means all of them.
type Settings struct {
	Steps      int            // N; 0 means that of the equation
	Net        Kind           // zero means PerStep
	Hidden     []int          // widths between; nil means d+10 twice, as published
	Iterations int            // of Adam; 0 means DefaultIterations
	Batch      int            // paths in each; 0 means DefaultBatch
	Rate       float64        // 0 means DefaultRate
	RateY      float64        // of Y₀ alone; 0 means Rate
	Schedule   train.Schedule // of both rates; zero means constant
	Valid      int            // paths that training does not see; 0 means DefaultValid
	DType      ad.DType       // zero means float64
	Every      int            // iterations between records; 0 means 100
	Record     func(Progress)
	Progress   bool // show a line of progress
}

// Progress is where training has come to.
type Progress struct {
	K    int
	Y0   float64
	Loss float64 // on the paths for validation
}

// Result is what training brought.
type Result struct {
	Equation string
	Y0       float64   // ≈ u(0, x₀)
	Z0       []float64 // ≈ σᵀ∇u(0, x₀)
	Exact    float64   // NaN if it is not known
	Rel      float64   // |Y₀ − Exact|/|Exact|
	Trivial  float64   // what Z = 0 gives for Y₀
	TrivRel  float64
	TrivSE   float64 // the standard error of Trivial, which is a mean over momentPaths paths
	Loss     float64 // E|Y_N − g(X_N)|² on the paths for validation
	VarG     float64 // Var g(X_N) there: the loss of Z = 0, about
	P        int     // parameters
	History  []Progress
	K        int
	Status   train.Status
	Runtime  time.Duration
}

// String says in some lines what was found and how much it is worth.
func (r *Result) String() string {
	s := fmt.Sprintf("%s: Y₀ = %.6g", r.Equation, r.Y0)
	if !math.IsNaN(r.Exact) {
		s += fmt.Sprintf(", exact %.6g, error %.2g %%", r.Exact, 100*r.Rel)
	}
	s += fmt.Sprintf("; Z = 0 would give %.6g", r.Trivial)
	if !math.IsNaN(r.Exact) {
		s += fmt.Sprintf(", error %.2g %%", 100*r.TrivRel)
	}
	return s + fmt.Sprintf("\n  loss %.3g = %.0f %% of Var g(X_T); %d parameters, %d iterations in %v",
		r.Loss, 100*r.Loss/r.VarG, r.P, r.K, r.Runtime.Round(time.Millisecond))
}

// Learned reports whether the networks have learned Z: Loss ≤ ¼ Var g(X_T).
func (r *Result) Learned() bool { return r.Loss <= r.VarG/4 }

func misuse(where, what, got, want string) error {
	return &domain.MisuseError{Func: where, What: what, Got: got, Want: want}
}

// Solve finds u(0, x₀) of the equation. rnd draws weights and paths; the same seed gives the same bits for
// any number of processors.
//
// The error wraps ctx.Err() when ctx was cancelled, looked at before every iteration, and names step, loss
// and remedy when the loss is no finite number any more; the best so far is returned beside it. Solve panics
// with a *domain.MisuseError for an equation whose fields do not fit.
//
// Reference: Han, Jentzen and E, PNAS 115 (2018).
func Solve(ctx context.Context, e *Equation, rnd *rand.Rand, s *Settings) (*Result, error) {
	e.check()
	c := s.filled(e)
	if c.DType == ad.Float32 {
		return newRun[float32](ctx, e, rnd, c).run()
	}
	return newRun[float64](ctx, e, rnd, c).run()
}

func (e *Equation) check() {
	switch {
	case e.D < 1:
		panic(misuse("bsde.Solve", "dimension", fmt.Sprint(e.D), "1 or more"))
	case len(e.X0) != e.D:
		panic(misuse("bsde.Solve", "x₀", fmt.Sprintf("%d numbers", len(e.X0)), fmt.Sprint(e.D)))
	case !(e.T > 0):
		panic(misuse("bsde.Solve", "T", fmt.Sprint(e.T), "a positive number"))
	case e.Step == nil || e.F == nil || e.G == nil:
		panic(misuse("bsde.Solve", "Step, F, G", "nil", "functions"))
	}
}

func (s *Settings) filled(e *Equation) Settings {
	var c Settings
	if s != nil {
		c = *s
	}
	if c.Steps <= 0 {
		c.Steps = max(e.Steps, 1)
	}
	if c.Hidden == nil {
		c.Hidden = []int{e.D + 10, e.D + 10}
	}
	for _, d := range []struct {
		x *int
		v int
	}{{&c.Iterations, DefaultIterations}, {&c.Batch, DefaultBatch}, {&c.Valid, DefaultValid}, {&c.Every, 100}} {
		if *d.x <= 0 {
			*d.x = d.v
		}
	}
	if c.Rate == 0 {
		c.Rate = DefaultRate
	}
	if c.RateY == 0 {
		c.RateY = c.Rate
	}
	return c
}

func (c Settings) shape(d int) shape {
	in := d
	if c.Net == Shared {
		in++
	}
	n := append([]int{in}, c.Hidden...)
	return shape{append(n, d), c.Net == PerStep}
}

// run is the state of a training.
type run[T kern.Float] struct {
	ctx   context.Context
	e     *Equation
	c     Settings
	rnd   *rand.Rand
	θ     []T
	m, v  []T // moments of Adam
	train *engine[T]
	test  *engine[T]
	batch *paths
	valid *paths
	best  []T
	low   float64
	mean  float64 // of g(X_N)
	res   Result
	start time.Time
}

func newRun[T kern.Float](ctx context.Context, e *Equation, rnd *rand.Rand, c Settings) *run[T] {
	r := &run[T]{ctx: ctx, e: e, c: c, rnd: rnd, start: time.Now(), low: math.Inf(1)}
	θ := []float64{e.Y0[0] + (e.Y0[1]-e.Y0[0])*rnd.Float64()}
	nets := 1
	if c.Net == PerStep {
		nets = c.Steps - 1
		for range e.D {
			θ = append(θ, 0.1*(2*rnd.Float64()-1))
		}
	}
	for range nets {
		θ = append(θ, c.shape(e.D).draw(rnd)...)
	}
	r.θ = make([]T, len(θ))
	convert(r.θ, θ)
	r.m, r.v = make([]T, len(θ)), make([]T, len(θ))
	r.train, r.test = newEngine(e, c, c.Batch, r.θ), newEngine(e, c, c.Valid, r.θ)
	r.test.share(r.train)
	r.batch, r.valid = newPaths(e, c.Steps, c.Batch), newPaths(e, c.Steps, c.Valid)
	r.valid.draw(e, rnd)
	return r
}

func (r *run[T]) run() (*Result, error) {
	var bar *cell.Bar
	if r.c.Progress {
		bar = cell.Progress(r.e.Name, r.c.Iterations)
		defer bar.Done()
	}
	var err error
	r.mean, r.res.VarG = moments(r.ctx, r.e, r.c.Steps)
	for err == nil && r.res.K < r.c.Iterations {
		if err = r.ctx.Err(); err != nil {
			r.res.Status = train.Cancelled
			if r.best != nil {
				copy(r.θ, r.best)
			}
			err = fmt.Errorf("bsde.Solve: cancelled after %d iterations: %w", r.res.K, err)
			break
		}
		err = r.iterate()
		if bar != nil {
			bar.Set(r.res.K)
		}
	}
	r.finish()
	return &r.res, err
}

// iterate is a step of Adam.
func (r *run[T]) iterate() error {
	loss := r.advance()
	if r.ctx.Err() != nil {
		return nil
	}
	if loss-loss != 0 {
		r.res.Status = train.Diverged
		if r.best != nil {
			copy(r.θ, r.best)
		}
		return fmt.Errorf("bsde.Solve: the loss is %v in step %d of Adam; lower Settings.Rate (now %.3g), or take more steps in time (now %d)", loss, r.res.K, r.c.Rate, r.c.Steps)
	}
	if r.res.K%r.c.Every == 0 || r.res.K == r.c.Iterations {
		r.look()
	}
	return nil
}

// advance is a step on new paths. It returns the loss, and leaves θ alone if that is no number.
func (r *run[T]) advance() float64 {
	r.batch.draw(r.e, r.rnd)
	loss := r.train.forward(r.batch, true)
	if r.ctx.Err() != nil {
		return 0 // run sees it
	}
	r.res.K++
	if loss-loss == 0 {
		r.train.backward()
		r.update()
	}
	return loss
}

// update moves θ; Y₀ has a rate of its own.
func (r *run[T]) update() {
	factor := 1.0
	if r.c.Schedule.Factor != nil {
		factor = r.c.Schedule.Factor(float64(r.res.K-1), float64(r.c.Iterations))
	}
	for _, p := range []struct {
		lo, hi int
		rate   float64
	}{{0, 1, r.c.RateY}, {1, len(r.θ), r.c.Rate}} {
		kern.Adam(r.θ[p.lo:p.hi], r.m[p.lo:p.hi], r.v[p.lo:p.hi], r.train.g[p.lo:p.hi], adamStep(p.rate*factor, r.res.K))
	}
}

// look tests on the paths for validation.
func (r *run[T]) look() {
	p := Progress{r.res.K, float64(r.θ[0]), r.test.forward(r.valid, false)}
	r.res.History = append(r.res.History, p)
	if p.Loss < r.low {
		r.low = p.Loss
		r.best = append(r.best[:0], r.θ...)
	}
	if r.c.Record != nil {
		r.c.Record(p)
	}
}

// finish fills in the result.
func (r *run[T]) finish() {
	res := &r.res
	res.Equation, res.P, res.Exact = r.e.Name, len(r.θ), r.e.Exact
	res.Loss = r.test.forward(r.valid, false)
	res.Y0 = float64(r.θ[0])
	first := r.θ[1 : 1+r.e.D]
	if r.c.Net == Shared {
		first = r.test.nets[0].output()[:r.e.D]
	}
	for _, v := range first {
		res.Z0 = append(res.Z0, float64(v))
	}
	res.Trivial, res.TrivSE = r.mean, math.Sqrt(res.VarG/momentPaths)
	if r.e.Trivial != nil {
		res.Trivial = r.e.Trivial(r.mean)
	}
	res.Rel, res.TrivRel = math.Abs(res.Y0-res.Exact)/math.Abs(res.Exact), math.Abs(res.Trivial-res.Exact)/math.Abs(res.Exact)
	res.Runtime = time.Since(r.start)
}

// momentPaths is how many paths tell the mean and variance of g(X_N).
const momentPaths = 8192

// moments are the mean and variance of g(X_N), of fewer paths when ctx is cancelled.
func moments(ctx context.Context, e *Equation, N int) (mean, variance float64) {
	const part = 256
	p, rnd := newPaths(e, N, part), rand.New(rand.NewPCG(1, 1))
	n, shift, square := 0.0, 0.0, 0.0
	for n < momentPaths && (n == 0 || ctx.Err() == nil) {
		p.draw(e, rnd)
		if n == 0 {
			shift = p.g[0] // against cancellation
		}
		for _, g := range p.g {
			mean += g - shift
			square += (g - shift) * (g - shift)
		}
		n += part
	}
	mean /= n
	return mean + shift, square/n - mean*mean
}

func adamStep(rate float64, k int) kern.AdamStep {
	return kern.AdamStep{Rate: rate, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Step: k}
}

// Steps returns a function that does one step of training and returns the loss before it, and one that
// returns Y₀: for loops of one's own. It panics as Solve does.
func Steps(e *Equation, rnd *rand.Rand, s *Settings) (step, y0 func() float64) {
	e.check()
	c := s.filled(e)
	if c.DType == ad.Float32 {
		return steps(newRun[float32](context.Background(), e, rnd, c))
	}
	return steps(newRun[float64](context.Background(), e, rnd, c))
}

func steps[T kern.Float](r *run[T]) (step, y0 func() float64) {
	return func() float64 { return r.advance() }, func() float64 { return float64(r.θ[0]) }
}
