package solve

import (
	"errors"
	"fmt"
	"time"

	"github.com/mathdl/kernel/mathdl/op"
)

// The defaults of Settings.
const (
	DefaultIterations = 200
	DefaultTol        = 1e-6
	StepMargin        = 0.99 // of the largest step that is sure to converge
)

// Settings of an iteration. Zero fields mean defaults, a nil *Settings means all of them.
type Settings struct {
	// Iterations bounds the number of iterations; 0 means [DefaultIterations].
	Iterations int
	// Tol is the relative accuracy at which to stop; every method says of what. 0 means [DefaultTol], a
	// negative number never.
	Tol float64
	// Step is the step size; 0 means that of the method, mostly from an estimate of ‖A‖.
	Step float64
	// Discrepancy stops as soon as ‖Ax-y‖ is no larger, which is then said by the status: the principle of
	// Morozov. 0 means never.
	Discrepancy float64
	// Target stops as soon as the objective is no larger; 0 means never.
	Target float64
	// Inner bounds the iterations of inner solvers; 0 means the method's.
	Inner int
	// Record is called after every iteration. X is only valid during the call.
	Record func(Iterate)
	// Progress shows a line of progress.
	Progress bool
}

// Iterate is the state after K iterations.
type Iterate struct {
	K        int
	X        []float64
	F        float64 // objective; NaN for methods that have none
	Gap      float64 // duality gap, an upper bound of F - min F; +Inf if unknown
	Residual float64 // ‖Ax-y‖, or for PDHG the size of the optimality residual
	Step     float64 // step size
}

// Status says why an iteration stopped.
type Status int

// The reasons.
const (
	IterationLimit Status = iota // Iterations reached
	Converged                    // Tol reached
	Discrepant                   // ‖Ax-y‖ at Discrepancy
	Interrupted                  // the context ended
	Diverged                     // a value is not finite
)

// String returns the reason in words.
func (s Status) String() string {
	names := []string{"iteration limit", "converged", "discrepancy reached", "interrupted", "diverged"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("status %d", int(s))
	}
	return names[s]
}

// Result is the last iterate, or the best one after a failure, and why there is no next.
type Result struct {
	Iterate
	Status  Status
	Runtime time.Duration
}

// ErrDiverged is wrapped by the error of an iteration whose values ceased to be finite.
var ErrDiverged = errors.New("iteration diverged")

// RangeError is the panic value for a number out of its range. It implements error so that a host can show it.
type RangeError struct {
	Func, What string
	Got        any
	Want       string // the range, in words
}

// Error returns "solve.FISTA: Step: got -1, want > 0".
func (e *RangeError) Error() string {
	return fmt.Sprintf("%s: %s: got %v, want %s", e.Func, e.What, e.Got, e.Want)
}

func (s *Settings) filled(where string) Settings {
	var f Settings
	if s != nil {
		f = *s
	}
	for _, c := range []struct {
		what string
		v    float64
	}{{"Iterations", float64(f.Iterations)}, {"Step", f.Step}, {"Discrepancy", f.Discrepancy}, {"Inner", float64(f.Inner)}} {
		if !(c.v >= 0) {
			panic(&RangeError{where, c.what, c.v, "≥ 0"})
		}
	}
	if f.Iterations == 0 {
		f.Iterations = DefaultIterations
	}
	if f.Tol == 0 {
		f.Tol = DefaultTol
	}
	return f
}

func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// needPlain panics unless A is there, between spaces of weight 1, and returns its sizes.
func needPlain(where, what string, A op.Linear) (n, m int) {
	if A == nil {
		panic(&RangeError{where, what, "nil", "an operator"})
	}
	X, Y := A.Domain(), A.Range()
	if X.W() != 1 || Y.W() != 1 {
		panic(&RangeError{where, "weights of the spaces of " + what, []float64{X.W(), Y.W()}, "1 and 1"})
	}
	return X.Size(), Y.Size()
}
