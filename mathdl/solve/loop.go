package solve

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/mathdl/op"
)

// loop is what all iterations share: stopping, recording, and keeping the best iterate.
type loop struct {
	Settings
	ctx   context.Context
	where string
	start time.Time
	bar   *cell.Bar
	res   Result
	best  []float64 // iterate with the least merit, which res describes, until the end
	merit float64
	err   error
}

func newLoop(ctx context.Context, where string, s *Settings) *loop {
	l := &loop{Settings: s.filled(where), ctx: ctx, where: where, start: time.Now(), merit: math.Inf(1)}
	if l.Progress {
		l.bar = cell.Progress(where, l.Iterations)
	}
	return l
}

// begin returns a copy of x0, or zeros, and keeps it as the best iterate so far.
func (l *loop) begin(x0 []float64, n int) []float64 {
	x := make([]float64, n)
	if x0 != nil {
		need(l.where, "x0", len(x0), n)
		copy(x, x0)
	}
	l.best = append(l.best, x...)
	return x
}

// more reports whether there is to be another iteration: it is called before each.
func (l *loop) more() bool {
	switch {
	case l.err != nil || l.res.Status != IterationLimit:
		return false
	case l.ctx.Err() != nil:
		l.fail(Interrupted, fmt.Errorf("%s: %w", l.where, context.Cause(l.ctx)))
		return false
	}
	return l.res.K < l.Iterations
}

// solved says that the start is the solution, unless the context ended while that was found out.
func (l *loop) solved() {
	if l.ctx.Err() == nil {
		l.res.Status = Converged
	}
}

// fail ends the iteration early.
func (l *loop) fail(st Status, err error) { l.res.Status, l.err = st, err }

// within is an operator that does no more work once the context has ended; see [op.Within].
func (l *loop) within(A op.Linear) op.Linear { return op.Within(l.ctx, A) }

// done takes the iterate after one more iteration; small says that it fulfils the method's own criterion.
// An iterate with values that are not finite is not taken, nor one that is there after the end of the context: the
// operators may have left it half done. In that case more says so.
func (l *loop) done(it Iterate, small bool) {
	if l.ctx.Err() != nil {
		return
	}
	m := it.F
	if math.IsNaN(m) && !math.IsNaN(it.Residual) {
		m = it.Residual
	}
	if math.IsNaN(m) || math.IsInf(it.Residual, 0) || !finite(it.X) {
		l.fail(Diverged, fmt.Errorf("%s: %w in iteration %d: objective %v, residual %v",
			l.where, ErrDiverged, l.res.K+1, it.F, it.Residual))
		return
	}
	it.K = l.res.K + 1
	if m <= l.merit {
		l.merit = m
		l.best = append(l.best[:0], it.X...)
	}
	l.res.Iterate = it
	if l.Record != nil {
		l.Record(it)
	}
	l.bar.Add(1)
	switch {
	case l.Discrepancy > 0 && it.Residual <= l.Discrepancy:
		l.res.Status = Discrepant
	case small || l.Target != 0 && it.F <= l.Target:
		l.res.Status = Converged
	}
}

// finite looks at the sum of squares alone where that is enough: it is not finite if a value is not.
func finite(x []float64) bool {
	if s := kern.SumSq(x); s-s == 0 {
		return true
	}
	s := 0.0
	for _, v := range x { // or if squares are too large
		s += v * 0
	}
	return s == 0
}

// end returns the result: the last iterate, or the best if the iteration failed.
func (l *loop) end(x []float64) (*Result, error) {
	l.bar.Done()
	if l.err != nil {
		x = l.best
	}
	l.res.X = x
	l.res.Runtime = time.Since(l.start)
	return &l.res, l.err
}
