package interp

import (
	"strings"

	"github.com/mathdl/kernel/interp/display"
)

// Sink receives everything one run of a cell shows, in order. Its methods are
// called from one goroutine at a time.
type Sink interface {
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

// Kind tells why a cell failed.
type Kind string

// The kinds of failure; the string is what a protocol calls ename.
const (
	SyntaxError Kind = "SyntaxError"       // the cell does not parse
	TypeError   Kind = "TypeError"         // go/types refuses the cell
	Refused     Kind = "NotSupported"      // the engine would run it wrongly and says so instead
	Panic       Kind = "Panic"             // the running cell panicked
	Interrupted Kind = "KeyboardInterrupt" // the context was cancelled
	Exhausted   Kind = "ResourceExhausted" // stack or memory beyond the limit
	Exit        Kind = "Exit"              // the cell called os.Exit or log.Fatal
	Busy        Kind = "Busy"              // an abandoned compiled call still runs
	Internal    Kind = "InternalError"     // a mistake of ours; the session is as it was
)

// Error is why a cell failed. Traceback holds the lines a person reads:
// the message with its position, the source line, a caret.
type Error struct {
	Kind      Kind
	Message   string
	Traceback []string
	Cause     error
}

// Error returns the message without the traceback.
func (e *Error) Error() string { return string(e.Kind) + ": " + e.Message }

// Unwrap returns the error value the cell panicked with, if it was one.
func (e *Error) Unwrap() error { return e.Cause }

// Text returns the traceback as one text.
func (e *Error) Text() string { return strings.Join(e.Traceback, "\n") }

// Item is one completion of a name.
type Item struct {
	Text   string // what stands in the cell when the item is taken
	Kind   string // "func", "var", "const", "type", "field", "method", "package", "keyword"
	Detail string // its type or signature
}

// Completion offers Items for the bytes [From, To) of a cell.
type Completion struct {
	From, To int
	Items    []Item
}

// Completeness says whether a cell can be run as it stands.
type Completeness string

// The four answers of is_complete.
const (
	Complete   Completeness = "complete"
	Incomplete Completeness = "incomplete"
	Invalid    Completeness = "invalid"
)

// Variable describes one variable of the session.
type Variable struct {
	Name, Type string
}
