package nbrun

import (
	"context"
	"fmt"
	"time"

	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
)

// Session is what a run needs of an interpreter session; *interp.Session is one.
type Session interface {
	// Run executes code as cell number n. The error of a cell that fails is an
	// *interp.Error. Run returns soon after ctx is cancelled.
	Run(ctx context.Context, n int, code string, out interp.Sink) error
	// Claims returns all claims made so far, in order.
	Claims() []cell.Record
	// Close ends the session.
	Close()
}

// DefaultMaxOutput is the room for the outputs of one cell, in bytes.
const DefaultMaxOutput = 32 << 20

// Options are the settings of a run. The zero value runs the notebook as it
// stands, without a time limit.
type Options struct {
	Params      Params         // values for the parameters cell
	Timeout     time.Duration  // for each cell; 0 means none
	AllowErrors bool           // go on after a cell fails
	MaxOutput   int            // bytes of output kept for each cell; 0 means DefaultMaxOutput
	Name        string         // how claims call the notebook; [File] takes the file's name when empty
	Record      func(Progress) // called when a cell starts and when it ends; nil means not

	// The files that [File] writes; "" means that one is not written.
	Out    string // the executed notebook; it may be the file that is read
	HTML   string // the page
	Claims string // the claims, as JSON
}

// Progress says how far a run is. It comes twice for each cell that runs.
type Progress struct {
	Cell, Of int           // the Cell-th of the Of code cells that run, from 1
	Done     bool          // false when the cell starts, true when it has ended
	Elapsed  time.Duration // how long the cell took; 0 when it starts
	Err      error         // why the cell failed, nil when it did not
}

// String returns "cell 3/17 …" when the cell starts, and with the time, and
// the word failed where it applies, when it has ended.
func (p Progress) String() string {
	s := fmt.Sprintf("cell %d/%d …", p.Cell, p.Of)
	if !p.Done {
		return s
	}
	s += fmt.Sprintf(" %.2f s", p.Elapsed.Seconds())
	if p.Err != nil {
		s += " failed"
	}
	return s
}
