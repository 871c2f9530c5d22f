package pde

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/mathdl/train"
)

// Defaults of Settings.
const (
	DefaultLBFGS  = 1000
	DefaultMemory = 50 // the pairs of Raissi et al. 2019
	DefaultRate   = 1e-3
	DefaultProbes = 8
)

// Weighting is how the weights of the terms come about.
type Weighting int

// The ways. Weights other than Fixed are computed before every round and frozen in it, since L-BFGS wants a
// gradient that belongs to its function.
const (
	Fixed    Weighting = iota // λⱼ as the terms say
	NTK                       // λⱼ times Σₖ tr Kₖ / tr Kⱼ of the tangent kernel (Wang, Yu and Perdikaris 2022)
	Gradient                  // λⱼ times Σₖ|∇Lₖ| / |∇Lⱼ| (Wang, Teng and Perdikaris 2021)
)

// Settings of Solve. Zero fields mean defaults, a nil *Settings means all of them.
type Settings struct {
	Adam     int            // steps of Adam before L-BFGS; 0 or less means none
	Rate     float64        // of Adam; 0 means DefaultRate
	Schedule train.Schedule // of the rate; zero means constant
	Fresh    bool           // draw the points of terms with Draw in every step of Adam

	LBFGS  int // iterations in all rounds together; 0 means DefaultLBFGS, negative none
	Rounds int // restarts, before which points and weights are made anew; 0 means 1
	Memory int // pairs of L-BFGS; 0 means DefaultMemory

	Weights Weighting
	Probes  int     // random vectors for traces; 0 means DefaultProbes
	Causal  float64 // ε > 0: the squares of equations at time t weigh exp(−ε Σ of the mean squares before t)
	Slabs   int     // of time, for causal weights; 0 means 32

	Continue func(round int, λ []float64) // may change the λⱼ before a round: continuation; nil means none

	// Refine adds points to terms that are equations: before each round but the first, the Refine points
	// with the largest residual among ten times as many of a Latin hypercube; 0 means none.
	Refine int

	Record   func(Progress) // called after every iteration
	Progress bool           // show a line of progress
}

// Progress is where training has come to. Theta must not be changed or kept without a copy.
type Progress struct {
	Phase string // "Adam" or "L-BFGS"
	Round int
	K     int // iterations in all
	Evals int // evaluations of the objective in all
	Loss  float64
	Terms []float64 // the mean square of each term
	Theta []float64
}

// Result is what training brought; the networks and numbers of the frame hold the best parameters.
type Result struct {
	Loss     float64   // Σ λⱼLⱼ at the end, with the weights of the last round
	Terms    []float64 // Lⱼ, of each term the mean square or the integral
	Lambda   []float64 // λⱼ in the last round
	Names    []string
	History  []float64 // the loss after every iteration
	K, Evals int
	Rounds   int
	Status   train.Status
	Runtime  time.Duration
}

// DivergenceError says that the loss became infinite or no number.
type DivergenceError struct {
	Phase  string
	Step   int
	Loss   float64
	Remedy string
}

// Error returns a sentence that names step, loss and remedy.
func (e *DivergenceError) Error() string {
	return fmt.Sprintf("pde.Solve: the loss is %v in step %d of %s; %s", e.Loss, e.Step, e.Phase, e.Remedy)
}

// String says in some lines how training went.
func (r *Result) String() string {
	s := fmt.Sprintf("%v: %d iterations, %d evaluations in %v; loss %.4g", r.Status, r.K, r.Evals, r.Runtime.Round(time.Millisecond), r.Loss)
	for k, n := range r.Names {
		s += fmt.Sprintf("\n  %-20s %.3g, weight %.3g", n, r.Terms[k], r.Lambda[k])
	}
	return s
}

// Solve minimises the problem over the unknowns of its frame, by Adam and then L-BFGS, and leaves the best
// parameters there. rnd draws points and probes; the same seed gives the same bits for any number of
// processors.
//
// The error wraps ctx.Err() when ctx was cancelled, looked at within every evaluation, and is a
// *DivergenceError when the loss is no finite number any more; the best so far is returned beside it.
// Solve panics with a *domain.MisuseError or *op.ShapeError for points outside of the domain or that do not
// fit its dimension, for terms without points, and for derivatives that the activation does not have.
//
// Reference: Raissi, Perdikaris and Karniadakis, J. Comput. Phys. 378 (2019).
func (p *Problem) Solve(ctx context.Context, rnd *rand.Rand, s *Settings) (*Result, error) {
	if p.combine != nil && s != nil && s.Weights != Fixed {
		panic(misuse("pde.Solve", "Settings.Weights", "weights that adapt", "Fixed: the functional is no sum of squares"))
	}
	t := &training{ctx: ctx, p: p, rnd: rnd, s: s.filled(), start: time.Now()}
	return t.run()
}

func (s *Settings) filled() Settings {
	var c Settings
	if s != nil {
		c = *s
	}
	c.Rate = or(c.Rate, DefaultRate)
	c.LBFGS = max(or(c.LBFGS, DefaultLBFGS), 0)
	c.Memory = or(c.Memory, DefaultMemory)
	c.Rounds = max(c.Rounds, 1)
	c.Probes = or(c.Probes, DefaultProbes)
	c.Slabs = or(c.Slabs, 32)
	return c
}

func or[T int | float64](x, otherwise T) T {
	if x == 0 {
		return otherwise
	}
	return x
}

// training is the state of a run.
type training struct {
	ctx   context.Context
	p     *Problem
	rnd   *rand.Rand
	s     Settings
	start time.Time

	b     *build
	λ     []float64
	θ     []float64
	res   Result
	round int
	bar   *cell.Bar
}

func (t *training) run() (*Result, error) {
	t.θ, t.λ = t.p.Frame.theta(), t.p.lambdas()
	for _, term := range t.p.Terms {
		t.res.Names = append(t.res.Names, term.Name)
	}
	if t.s.Progress {
		t.bar = cell.Progress("training", t.s.Adam+t.s.LBFGS)
		defer t.bar.Done()
	}
	var err error
	if t.s.Adam > 0 {
		err = t.adam()
	}
	for t.round = 0; err == nil && t.s.LBFGS > 0 && t.round < t.s.Rounds; t.round++ {
		err = t.lbfgs()
		t.res.Rounds++
	}
	t.p.Frame.setTheta(t.θ)
	t.finish()
	return &t.res, err
}

func (t *training) finish() {
	t.res.Runtime = time.Since(t.start)
	t.res.Lambda = t.λ
	if t.ctx.Err() != nil && t.res.Terms != nil {
		return // those of the last iteration: nobody waits for an evaluation now
	}
	if t.b != nil {
		t.res.Loss = t.b.o.eval(context.Background(), nil, t.θ)
		t.res.Terms = t.b.o.losses()
	}
}

// prepare makes the points and weights of a round.
func (t *training) prepare() {
	t.p.Frame.setTheta(t.θ)
	if t.s.Refine > 0 && t.b != nil {
		t.refine()
	}
	λ := t.p.lambdas()
	if t.s.Continue != nil {
		t.s.Continue(t.round, λ)
	}
	t.b = t.p.build(t.rnd, t.b, λ)
	changed := t.s.Causal > 0
	if t.s.Causal > 0 {
		t.causal()
	}
	switch t.s.Weights {
	case NTK:
		t.tangent(λ)
		changed = true
	case Gradient:
		t.gradients(λ)
		changed = true
	}
	t.λ = λ
	if changed {
		t.b.compile(t.p, λ)
	}
}

// adam takes first-order steps.
func (t *training) adam() error {
	t.prepare()
	first, best, low := true, math.Inf(1), append([]float64(nil), t.θ...)
	f := func(grad, x []float64) float64 {
		if t.s.Fresh && !first && !t.b.redraw(t.p, t.rnd) {
			t.b = t.p.build(t.rnd, t.b, t.λ)
		}
		first = false
		v := t.eval(grad, x)
		if v < best {
			best = v
			copy(low, x)
		}
		return v
	}
	m, err := train.Descend(t.ctx, f, t.θ, &train.DescendSettings{Steps: t.s.Adam, Method: train.Adam(t.s.Rate), Schedule: t.s.Schedule,
		Record: func(it train.Iterate) { t.record("Adam", it) }})
	if t.ctx.Err() == nil && err != nil {
		t.res.Status, t.θ = m.Status, low
		return &DivergenceError{"Adam", m.K + 1, m.F, fmt.Sprintf("lower Settings.Rate (now %.3g) or the weights of the terms", t.s.Rate)}
	}
	t.θ = m.X
	t.res.Status = m.Status
	return t.cancelled(err)
}

func (t *training) eval(grad, x []float64) float64 {
	t.res.Evals++
	return t.b.o.eval(t.ctx, grad, x)
}

func (t *training) cancelled(err error) error {
	if e := t.ctx.Err(); e != nil {
		t.res.Status = train.Cancelled
		return fmt.Errorf("pde.Solve: cancelled after %d iterations: %w", t.res.K, e)
	}
	return err
}

// lbfgs is one round.
func (t *training) lbfgs() error {
	t.prepare()
	n := t.s.LBFGS/t.s.Rounds + min(1, t.s.LBFGS%t.s.Rounds/(t.round+1))
	m, err := train.Minimize(t.ctx, t.eval, t.θ,
		&train.MinimizeSettings{Iterations: n, Memory: t.s.Memory, GradTol: 1e-10, Record: func(it train.Iterate) { t.record("L-BFGS", it) }})
	t.res.Status = m.Status
	if t.ctx.Err() == nil && err != nil {
		return &DivergenceError{"L-BFGS", t.res.K + 1, m.F, "start from smaller weights or with steps of Adam; cubic activations (ReLU³) break line searches, take tanh"}
	}
	if !slices.ContainsFunc(m.X, func(v float64) bool { return v-v != 0 }) {
		t.θ = append([]float64(nil), m.X...)
	}
	return t.cancelled(err)
}

func (t *training) record(phase string, it train.Iterate) {
	t.res.K++
	t.res.History = append(t.res.History, it.F)
	t.res.Loss, t.res.Terms = it.F, t.b.o.losses()
	if t.bar != nil {
		t.bar.Set(t.res.K)
	}
	if t.s.Record != nil {
		t.s.Record(Progress{phase, t.round, t.res.K, t.res.Evals, it.F, t.res.Terms, it.X})
	}
}

// IsDivergence reports whether err is a *DivergenceError, and returns it.
func IsDivergence(err error) (*DivergenceError, bool) {
	var d *DivergenceError
	ok := errors.As(err, &d)
	return d, ok
}

func norm(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}
