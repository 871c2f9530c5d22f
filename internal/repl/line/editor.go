package line

import (
	"bufio"
	"errors"
	"io"
)

// ErrInterrupted is returned when ctrl-c gave the text up.
var ErrInterrupted = errors.New("line: interrupted")

// Editor reads cells. In and Out must be set; everything else may be left out.
type Editor struct {
	In  *bufio.Reader
	Out io.Writer

	// Size is asked before every drawing; nil means 80 columns and 24 rows.
	Size func() Size
	// Raw switches the terminal to delivering single keys and returns how to
	// switch back; nil means that In delivers them already.
	Raw func() (restore func() error, err error)
	// Style decorates a prompt with sequences that take no columns; nil leaves it plain.
	Style func(prompt string) string
	// Accept reports whether text can be taken as it stands, or else the
	// indentation of the line that follows; nil takes every text.
	Accept func(text string) (done bool, indent string)
	// Complete offers what the name before offset (in bytes) may be meant to
	// be, as replacements of the bytes [from, to); nil offers nothing.
	Complete func(text string, offset int) (from, to int, items []Candidate)
	// History is what up and ctrl-r look through; nil means none.
	History *History
}

// Read edits one cell, with prompt before its first line and next before the
// others. It returns io.EOF for ctrl-d on empty text and ErrInterrupted for ctrl-c.
func (e *Editor) Read(prompt, next string) (string, error) {
	return e.edit(&edit{Editor: e, prompts: prompts{prompt, next, e.style()}})
}

// Line edits one line behind prompt, without completion and history; hidden
// shows nothing of what is typed.
func (e *Editor) Line(prompt string, hidden bool) (string, error) {
	plain := &Editor{In: e.In, Out: e.Out, Size: e.Size, Raw: e.Raw}
	same := func(s string) string { return s }
	return plain.edit(&edit{Editor: plain, prompts: prompts{prompt, "", same}, hidden: hidden})
}

func (e *Editor) style() func(string) string {
	if e.Style != nil {
		return e.Style
	}
	return func(s string) string { return s }
}

func (e *Editor) size() Size {
	s := defaultSize
	if e.Size != nil {
		s = e.Size()
	}
	if s.Cols < 4 || s.Rows < 1 { // some terminals answer 0 × 0
		return defaultSize
	}
	return s
}

// bracketed paste makes the terminal mark what is pasted.
const pasteOn, pasteOff = "\x1b[?2004h", "\x1b[?2004l"

func (e *Editor) edit(t *edit) (text string, err error) {
	if e.Raw != nil {
		restore, rawErr := e.Raw()
		if rawErr != nil {
			return "", rawErr
		}
		defer func() { err = errors.Join(err, restore()) }()
	}
	t.screen.out = e.Out
	t.walk.at = e.history().Len()
	io.WriteString(e.Out, pasteOn) // a terminal that cannot be written to fails at draw
	defer io.WriteString(e.Out, pasteOff)
	return t.loop()
}

func (e *Editor) history() *History {
	if e.History == nil {
		return &History{}
	}
	return e.History
}

// edit is the state of one call of Read.
type edit struct {
	*Editor
	buffer
	screen  screen
	prompts prompts
	hidden  bool
	walk    walk
	walking bool // the last key was a step of the walk
}

// loop draws and handles keys until one of them ends the edit.
func (t *edit) loop() (string, error) {
	for {
		if t.In.Buffered() == 0 { // what is typed ahead needs no intermediate pictures
			if err := t.draw(); err != nil {
				return "", err
			}
		}
		k, err := readKey(t.In)
		done := false
		if err == nil {
			done, err = t.handle(k)
		}
		if err != nil || done {
			return t.String(), t.leave(err)
		}
	}
}

// leave puts the cursor below the text, which stays on the screen.
func (t *edit) leave(err error) error {
	if errors.Is(err, ErrInterrupted) {
		t.pos = len(t.text)
		t.insert("^C")
	}
	rows, _ := t.layout()
	return errors.Join(err, t.screen.finish(rows))
}

func (t *edit) layout() ([]string, point) {
	if t.hidden {
		return layout(t.prompts, nil, 0, t.size().Cols)
	}
	return layout(t.prompts, t.text, t.pos, t.size().Cols)
}

func (t *edit) draw() error {
	rows, at := t.layout()
	return t.screen.draw(rows, at, t.size().Rows)
}

// bell says that a key has no effect here.
func (t *edit) bell() { io.WriteString(t.Out, "\a") }
