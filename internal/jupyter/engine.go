package jupyter

import (
	"context"
	"errors"

	"github.com/mathdl/kernel/interp/display"
)

// Engine is the language behind a kernel. Its methods are called by one
// goroutine at a time; offsets are in bytes.
type Engine interface {
	// Info describes the language; it is asked once, before anything else.
	Info() Info

	// Execute runs a cell that is shown under the number n and writes to out what
	// the cell shows. It returns soon after ctx is cancelled, with an error. The
	// error of a cell that failed may have the methods of [Failure]; any other
	// error is shown by its text.
	Execute(ctx context.Context, n int, code string, out Output) error

	// Complete offers names for the place before offset.
	Complete(code string, offset int) Completion

	// Inspect documents the name at offset, at length if detail is 1.
	Inspect(code string, offset, detail int) (display.Bundle, bool)

	// IsComplete returns "complete", "incomplete", "invalid" or "unknown", and for
	// an incomplete cell the indentation of the next line.
	IsComplete(code string) (status, indent string)

	// Close frees what the language holds. It comes last, and may come while an
	// Execute still runs that did not heed its context.
	Close()
}

// Info describes an engine to people and front ends.
type Info struct {
	Implementation string     // name of the kernel
	Version        string     // of the kernel
	Banner         string     // what a console greets with
	HelpLinks      []HelpLink // entries of the help menu
}

// HelpLink is an entry of the help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Output takes everything one run of a cell shows, in order. Its methods may be
// called by any goroutine; those of a cell that has ended still show under it,
// but for Input, which then fails.
type Output interface {
	// Stream takes text written to "stdout" or "stderr".
	Stream(name, text string)
	// Display shows b; with update it replaces what was shown under id.
	Display(b display.Bundle, id string, update bool)
	// Result shows the value of the cell's last expression.
	Result(b display.Bundle)
	// Clear removes the outputs shown so far, with wait when the next one comes.
	Clear(wait bool)
	// Input asks for a line; an error says that nobody can answer.
	Input(prompt string, password bool) (string, error)
}

// Completion offers Items for the bytes [From, To) of a cell.
type Completion struct {
	From, To int
	Items    []Item
}

// Item is one completion of a name.
type Item struct {
	Text   string // what stands in the cell when the item is taken
	Kind   string // "func", "var", "const", "type", "field", "method", "package", "keyword"
	Detail string // its type or signature
}

// Failure is what an error of [Engine.Execute] may say about itself: its kind,
// its message, and the lines a person reads.
type Failure interface {
	error
	EName() string
	EValue() string
	ETraceback() []string
}

// The names of failures that come from this package.
const (
	nameError     = "Error"             // an error that is no Failure
	nameInterrupt = "KeyboardInterrupt" // likewise, of a cell that was interrupted
	namePanic     = "InternalError"     // the engine panicked
	nameNoPage    = "NameError"         // a cell asked for documentation there is not
	nameRequest   = "BadRequest"        // the content of a request makes no sense
)

// failed returns the content of an error message for err.
func failed(err error) errorContent {
	var f Failure
	if errors.As(err, &f) {
		return newError(f.EName(), f.EValue(), f.ETraceback())
	}
	name := nameError
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrInterrupted) {
		name = nameInterrupt
	}
	return newError(name, err.Error(), nil)
}

// newError never leaves the traceback empty: front ends show nothing else.
func newError(name, value string, traceback []string) errorContent {
	if len(traceback) == 0 {
		traceback = []string{name + ": " + value}
	}
	return errorContent{Name: name, Value: value, Traceback: traceback}
}

// requestError is a request whose content cannot be read.
type requestError struct{ error }

func (e requestError) EName() string        { return nameRequest }
func (e requestError) EValue() string       { return e.Error() }
func (e requestError) ETraceback() []string { return nil }
func (e requestError) Unwrap() error        { return e.error }

var _ Failure = requestError{}
