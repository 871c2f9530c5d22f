package nbrun

import (
	"context"
	"fmt"
	"time"

	"github.com/mathdl/kernel/internal/nbrun/claim"
)

// Report is how a run went.
type Report struct {
	Cells   []CellReport  // the cells that ran, in order
	Claims  []claim.Claim // the claims they made, in order
	Elapsed time.Duration // of the whole run
	Err     error         // why the run ended early: a *CellError, or the cause of the cancellation; nil when it did not
}

// CellReport is how one cell went.
type CellReport struct {
	Index   int           // in Notebook.Cells
	Count   int           // n of In[n]
	Elapsed time.Duration // how long it took
	Err     error         // why it failed, also when failing was allowed
}

// OK reports whether the run came to its end and all claims hold.
func (r *Report) OK() bool { return r.Err == nil && claim.Hold(r.Claims) }

// CellError is the failure that ended a run.
type CellError struct {
	Index int    // in Notebook.Cells
	Count int    // n of In[n]
	ID    string // id of the cell
	Err   error  // the *interp.Error of the session
	Cause error  // context.Canceled, context.DeadlineExceeded or what cancelled the run; nil when the cell failed by itself
}

// Error names the cell by its number.
func (e *CellError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("nbrun.Run: In[%d]: %v", e.Count, e.Cause)
	}
	return fmt.Sprintf("nbrun.Run: In[%d]: %v", e.Count, e.Err)
}

// Unwrap returns the failure of the cell and, where there is one, its cause.
func (e *CellError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Cause}
}

// timeoutError is the cause of a cell that ran for longer than Options.Timeout.
type timeoutError time.Duration

func (e timeoutError) Error() string {
	return fmt.Sprintf("the cell exceeded its time limit of %v", time.Duration(e))
}

// Unwrap makes errors.Is find context.DeadlineExceeded.
func (e timeoutError) Unwrap() error { return context.DeadlineExceeded }
