package train

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// The defaults of MinimizeSettings.
const (
	DefaultIterations = 1000
	DefaultMemory     = 10
	DefaultGradTol    = 1e-8
	DefaultEvalFactor = 3 // evaluations allowed for each iteration allowed
)

// MinimizeSettings of Minimize. Zero fields mean defaults, a nil *MinimizeSettings means all of them.
type MinimizeSettings struct {
	Iterations  int     // 0 means DefaultIterations
	Evaluations int     // of the function; 0 means DefaultEvalFactor times Iterations
	Memory      int     // pairs (s, y) kept; 0 means DefaultMemory
	GradTol     float64 // stop when max |∂f/∂xᵢ| is at most this; 0 means DefaultGradTol, negative never
	FTol        float64 // stop when f falls by less than this times |f| in an iteration; 0 means never
	Record      func(Iterate)
}

// Iterate is a point that a minimisation has reached. X must not be changed, nor kept without a copy.
type Iterate struct {
	K           int // iterations
	Evaluations int
	X           []float64
	F           float64
	GradNorm    float64 // max |∂f/∂xᵢ|
	Step        float64 // the length found along the search direction, in units of it
}

// Minimum is the best point found and why the search ended.
type Minimum struct {
	Iterate
	Status Status
}

// Minimize searches a minimiser of f: ℝⁿ → ℝ from x0 by the limited-memory BFGS method with a line
// search for the strong Wolfe conditions
//
//	f(x+αp) ≤ f(x) + c₁ α ∇f(x)·p,  |∇f(x+αp)·p| ≤ c₂ |∇f(x)·p|,  c₁ = 10⁻⁴, c₂ = 0.9.
//
// f(grad, x) returns f(x) and stores ∇f(x) in grad; it must be a function of x alone, without chance, and
// may return NaN or +Inf where it is not defined, which shortens the step. A program of package ad is
// such a function by ad.Record. x0 is not changed.
//
// The status is Converged when the gradient or the decrease is below its tolerance, or when no lower
// point can be found at the precision of f; Finished when the iterations or evaluations are used up. The
// error wraps ctx.Err() when ctx was cancelled, looked at before every evaluation; the minimum so far is
// returned beside it. An f that is not finite at x0 is an error.
//
// Reference: Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4, 7.5, 3.5 and 3.6.
func Minimize(ctx context.Context, f func(grad, x []float64) float64, x0 []float64, s *MinimizeSettings) (*Minimum, error) {
	c := s.filled()
	b := newLBFGS(f, x0, c.Memory)
	status, err := b.run(ctx, c)
	return &Minimum{Iterate: b.iterate(), Status: status}, err
}

func (s *MinimizeSettings) filled() MinimizeSettings {
	var c MinimizeSettings
	if s != nil {
		c = *s
	}
	if c.Iterations <= 0 {
		c.Iterations = DefaultIterations
	}
	if c.Evaluations <= 0 {
		c.Evaluations = DefaultEvalFactor * c.Iterations
	}
	if c.Memory <= 0 {
		c.Memory = DefaultMemory
	}
	if c.GradTol == 0 {
		c.GradTol = DefaultGradTol
	}
	return c
}

// lbfgs is the state of the method.
type lbfgs struct {
	f     func(grad, x []float64) float64
	x, g  []float64 // the point reached and its gradient
	fx    float64
	p     []float64 // search direction
	xt    []float64 // trial point and its gradient
	gt    []float64
	s, y  [][]float64 // the last steps and changes of the gradient, oldest first
	rho   []float64   // 1/(s·y)
	alpha []float64
	k     int
	evals int
	step  float64
}

func newLBFGS(f func(grad, x []float64) float64, x0 []float64, memory int) *lbfgs {
	n := len(x0)
	vec := func() []float64 { return make([]float64, n) }
	b := &lbfgs{f: f, x: append([]float64(nil), x0...), g: vec(), p: vec(), xt: vec(), gt: vec(), alpha: make([]float64, memory)}
	for range memory {
		b.s, b.y = append(b.s, vec()), append(b.y, vec())
	}
	b.s, b.y = b.s[:0], b.y[:0]
	return b
}

func (b *lbfgs) iterate() Iterate {
	return Iterate{K: b.k, Evaluations: b.evals, X: b.x, F: b.fx, GradNorm: maxAbs(b.g), Step: b.step}
}

func maxAbs(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

func (b *lbfgs) run(ctx context.Context, c MinimizeSettings) (Status, error) {
	if err := b.begin(ctx); err != nil {
		return Cancelled, err
	}
	if b.fx-b.fx != 0 {
		return Diverged, fmt.Errorf("train.Minimize: f is %v at the starting point, want a finite value", b.fx)
	}
	for b.k < c.Iterations && b.evals < c.Evaluations {
		if maxAbs(b.g) <= c.GradTol {
			return Converged, nil
		}
		last := b.fx
		ok, err := b.next(ctx)
		if err != nil {
			return Cancelled, err
		}
		if !ok {
			return Converged, nil
		}
		if c.Record != nil {
			c.Record(b.iterate())
		}
		if last-b.fx < c.FTol*math.Abs(b.fx) {
			return Converged, nil
		}
	}
	if maxAbs(b.g) <= c.GradTol {
		return Converged, nil
	}
	return Finished, nil
}

// begin evaluates f at the start.
func (b *lbfgs) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return cancelled(b, err)
	}
	b.fx = b.f(b.g, b.x)
	b.evals++
	return nil
}

func cancelled(b *lbfgs, err error) error {
	return fmt.Errorf("train.Minimize: cancelled after %d iterations: %w", b.k, err)
}

// next is one iteration. It reports false if no lower point was found, even along the gradient.
func (b *lbfgs) next(ctx context.Context) (ok bool, err error) {
	for {
		b.direction()
		slope := kern.Dot(b.g, b.p)
		if slope < 0 {
			first := 1.0
			if len(b.s) == 0 { // no scale is known yet
				first = min(1, 1/math.Sqrt(kern.SumSq(b.g)))
			}
			α, found, err := b.search(ctx, slope, first)
			if err != nil {
				return false, err
			}
			if found {
				b.step = α
				b.accept()
				return true, nil
			}
		}
		if len(b.s) == 0 {
			return false, nil
		}
		b.forget() // once more, along the gradient
	}
}

// direction sets p = −H g by the two loops over the stored pairs.
func (b *lbfgs) direction() {
	p := b.p
	kern.Scale(p, -1, b.g)
	m := len(b.s)
	for i := m - 1; i >= 0; i-- {
		b.alpha[i] = b.rho[i] * kern.Dot(b.s[i], p)
		kern.Axpy(p, -b.alpha[i], b.y[i])
	}
	if m > 0 { // H₀ = (s·y / y·y) I
		kern.Scale(p, 1/(b.rho[m-1]*kern.SumSq(b.y[m-1])), p)
	}
	for i := range m {
		β := b.rho[i] * kern.Dot(b.y[i], p)
		kern.Axpy(p, b.alpha[i]-β, b.s[i])
	}
}

// forget drops all pairs; their memory is kept.
func (b *lbfgs) forget() { b.s, b.y, b.rho = b.s[:0], b.y[:0], b.rho[:0] }

// accept moves to the trial point and stores the pair, if its curvature is positive.
func (b *lbfgs) accept() {
	s, y := b.slot()
	kern.Sub(s, b.xt, b.x)
	kern.Sub(y, b.gt, b.g)
	if sy := kern.Dot(s, y); sy > 1e-12*kern.SumSq(y) {
		b.rho = append(b.rho, 1/sy)
	} else {
		b.s, b.y = b.s[:len(b.s)-1], b.y[:len(b.y)-1]
	}
	b.x, b.xt, b.g, b.gt = b.xt, b.x, b.gt, b.g
	b.k++
}

// slot returns memory for a new pair, that of the oldest if all is used.
func (b *lbfgs) slot() (s, y []float64) {
	m := len(b.s)
	if m < len(b.alpha) {
		b.s, b.y = b.s[:m+1], b.y[:m+1]
		return b.s[m], b.y[m]
	}
	s, y = b.s[0], b.y[0]
	copy(b.s, b.s[1:])
	copy(b.y, b.y[1:])
	copy(b.rho, b.rho[1:])
	b.s[m-1], b.y[m-1], b.rho = s, y, b.rho[:m-1]
	return s, y
}
