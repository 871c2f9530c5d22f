package train

import (
	"context"
	"fmt"
)

// DefaultSteps is the number of steps Descend takes.
const DefaultSteps = 1000

// DescendSettings of Descend. Zero fields mean defaults, a nil *DescendSettings means all of them.
type DescendSettings struct {
	Steps    int               // 0 means DefaultSteps
	Method   Method            // zero means Adam
	Schedule Schedule          // of the rate, with steps in place of epochs; zero means constant
	GradTol  float64           // stop when max |∂f/∂xᵢ| is at most this; 0 means never
	Project  func(x []float64) // maps x, in place, to the admissible points after every step; nil means none
	Record   func(Iterate)     // called after every step
}

// Descend takes steps of a first-order method on f: ℝⁿ → ℝ from x0 and returns where it ends: the loop
// behind [Fit] for an objective of one's own, which may depend on chance, such as a residual at points
// that are drawn anew in every evaluation. With Project it is a projected method, for example on [0, 1]ⁿ.
//
// f(grad, x) returns f(x) and stores ∇f(x) in grad. The F and GradNorm of an iterate are those at the
// point that the step started from, where they were evaluated. x0 is not changed.
//
// The error wraps ctx.Err() when ctx was cancelled, looked at before every step, and says so when f is no
// finite number any more; what was reached is returned beside it.
// It panics for [LBFGS], for which there is [Minimize].
func Descend(ctx context.Context, f func(grad, x []float64) float64, x0 []float64, s *DescendSettings) (*Minimum, error) {
	var c DescendSettings
	if s != nil {
		c = *s
	}
	if c.Steps <= 0 {
		c.Steps = DefaultSteps
	}
	m := &Minimum{Iterate: Iterate{X: append([]float64(nil), x0...)}}
	step, grad := c.Method.Start(len(x0)), make([]float64, len(x0))
	for m.K < c.Steps {
		if err := ctx.Err(); err != nil {
			m.Status = Cancelled
			return m, fmt.Errorf("train.Descend: cancelled after %d steps: %w", m.K, err)
		}
		m.F = f(grad, m.X)
		m.Evaluations++
		m.GradNorm = maxAbs(grad)
		if v := m.F + m.GradNorm; v-v != 0 {
			m.Status = Diverged
			return m, fmt.Errorf("train.Descend: f is %v and its gradient %v after %d steps; lower the rate (now %.3g)", m.F, m.GradNorm, m.K, m.Step)
		}
		if m.GradNorm <= c.GradTol && c.GradTol > 0 {
			m.Status = Converged
			return m, nil
		}
		m.Step = step.m.Rate * c.Schedule.at(float64(m.K), float64(c.Steps))
		advance(step, m.X, grad, &step.v64, m.Step)
		if c.Project != nil {
			c.Project(m.X)
		}
		m.K++
		if c.Record != nil {
			c.Record(m.Iterate)
		}
	}
	return m, nil
}
