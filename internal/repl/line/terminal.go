package line

import (
	"os"

	"golang.org/x/term"
)

// Terminal is a terminal somebody sits at.
type Terminal struct{ in, out *os.File }

// NewTerminal returns the terminal behind in and out, or false when one of
// them is something else: a file, a pipe, a terminal without cursor control.
func NewTerminal(in, out any) (*Terminal, bool) {
	i, ok1 := in.(*os.File)
	o, ok2 := out.(*os.File)
	if !ok1 || !ok2 || !term.IsTerminal(int(i.Fd())) || !term.IsTerminal(int(o.Fd())) {
		return nil, false
	}
	if os.Getenv("TERM") == "dumb" || !enableSequences(o) {
		return nil, false
	}
	return &Terminal{i, o}, true
}

// Raw makes the terminal deliver single keys and echo nothing until restore is called.
func (t *Terminal) Raw() (restore func() error, err error) {
	fd := int(t.in.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	return func() error { return term.Restore(fd, state) }, nil
}

// Size asks the terminal for its extent; 0 × 0 when it does not say.
func (t *Terminal) Size() Size {
	cols, rows, err := term.GetSize(int(t.out.Fd()))
	if err != nil {
		return Size{}
	}
	return Size{cols, rows}
}
