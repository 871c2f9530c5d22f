package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/mathdl/kernel/internal/repl/line"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
)

// Session is what a terminal needs from the language.
type Session interface {
	Run(ctx context.Context, n int, code string, out interp.Sink) error
	Complete(code string, offset int) interp.Completion
	Inspect(code string, offset, detail int) (display.Bundle, bool)
	IsComplete(code string) (interp.Completeness, string)
	Variables() []interp.Variable
}

// Options says where a session is held. In, Out and Err must be set; the zero
// value of everything else works.
type Options struct {
	In       io.Reader
	Out, Err io.Writer
	Banner   string              // printed first, at a terminal only
	Env      func(string) string // nil means os.Getenv
	// History is the file cells are remembered in; "" means that of the user
	// (HistoryFile). It is used at a terminal only.
	History string
}

// ErrFailed says that a cell failed; why has been printed.
var ErrFailed = errors.New("repl: a cell failed")

// Run holds a session until the input ends, :quit, or ctx is done. Where
// nobody sits at the other end it stops at the first cell that fails and returns ErrFailed.
func Run(ctx context.Context, s Session, o Options) error {
	if o.Env == nil {
		o.Env = os.Getenv
	}
	t, ok := line.NewTerminal(o.In, o.Out)
	if !ok {
		return newScript(s, o).loop(ctx)
	}
	r := newTerminal(s, o, t.Size, t.Raw)
	fmt.Fprint(o.Out, o.Banner)
	return r.loop(ctx)
}

// repl is one session being held.
type repl struct {
	Session
	in     source
	out    *printer
	err    io.Writer
	style  style
	person bool     // somebody reads, so go on after errors
	n      int      // number of the last cell
	cells  []string // those that ran without error, in order
	timing bool
}

// source reads cells.
type source interface {
	// cell reads the cell with number n: io.EOF at the end, line.ErrInterrupted
	// when the person gave it up.
	cell(n int) (string, error)
	// line asks for one line.
	line(prompt string, hidden bool) (string, error)
}

// newScript reads cells from a pipe or file.
func newScript(s Session, o Options) *repl {
	r := &repl{Session: s, err: o.Err}
	r.in = &plainSource{in: bufio.NewReader(o.In), out: o.Out, complete: r.complete}
	r.out = &printer{out: o.Out, err: o.Err, ask: r.in.line}
	return r
}

// newTerminal edits cells at a terminal.
func newTerminal(s Session, o Options, size func() line.Size, raw func() (func() error, error)) *repl {
	r := &repl{Session: s, err: o.Err, person: true, style: style(o.Env("NO_COLOR") == "")}
	history, err := line.LoadHistory(historyFile(o))
	if err != nil {
		fmt.Fprintln(o.Err, err)
	}
	r.in = &editorSource{&line.Editor{
		In: bufio.NewReader(o.In), Out: o.Out, Size: size, Raw: raw,
		Style: r.style.prompt, Accept: r.complete, Complete: r.candidates, History: history,
	}, o.Err}
	r.out = &printer{out: o.Out, err: o.Err, size: size, images: imageProtocol(o.Env), ask: r.in.line}
	return r
}

func (r *repl) loop(ctx context.Context) error {
	for ctx.Err() == nil {
		text, err := r.in.cell(r.n + 1)
		switch {
		case errors.Is(err, line.ErrInterrupted):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("repl.Run: %w", err)
		}
		err = r.take(ctx, text)
		if errors.Is(err, errQuit) {
			return nil
		}
		if err != nil && !r.person {
			return err
		}
	}
	return ctx.Err()
}

// take does what was entered: a command, a question, or a cell.
func (r *repl) take(ctx context.Context, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if name, detail, ok := question(text); ok {
		return r.explain(name, detail)
	}
	if isCommand(text) {
		return r.command(ctx, strings.TrimSpace(text))
	}
	return r.run(ctx, text)
}

// run has the session run one cell, which an interrupt stops, and prints how it failed.
func (r *repl) run(ctx context.Context, code string) error {
	r.n++
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	r.out.begin(stop)
	start := time.Now()
	err := r.Session.Run(ctx, r.n, code, r.out)
	took := time.Since(start)
	r.out.end()
	if err != nil {
		r.fail(err)
		err = ErrFailed
	} else {
		r.cells = append(r.cells, code)
	}
	if r.timing {
		fmt.Fprintf(r.err, "%.3g s\n", took.Seconds()) // three digits: more is noise
	}
	return err
}

// fail prints why a cell failed.
func (r *repl) fail(err error) {
	text := err.Error()
	var e *interp.Error
	if errors.As(err, &e) && len(e.Traceback) > 0 {
		text = e.Text()
	}
	r.out.newline()
	if r.person && e != nil && e.Kind == interp.Interrupted {
		fmt.Fprintln(r.err) // behind the ^C of the terminal
	}
	fmt.Fprintln(r.err, r.style.failure(strings.TrimRight(text, "\n")))
}

// complete reports whether text can be taken as it stands, or else the
// indentation of its next line.
func (r *repl) complete(text string) (bool, string) {
	if strings.TrimSpace(text) == "" || isCommand(text) {
		return true, ""
	}
	if _, _, ok := question(text); ok {
		return true, ""
	}
	c, indent := r.IsComplete(text)
	return c != interp.Incomplete, indent
}

// explain prints what the session knows about name.
func (r *repl) explain(name string, detail int) error {
	b, ok := r.Inspect(name, len(name), detail)
	if !ok {
		return r.complain("nothing is known about %s", name)
	}
	fmt.Fprintln(r.out.out, strings.TrimRight(b.Plain(), "\n"))
	return nil
}

// complain prints that a command did not work.
func (r *repl) complain(format string, args ...any) error {
	fmt.Fprintln(r.err, r.style.failure(fmt.Sprintf(format, args...)))
	return ErrFailed
}
