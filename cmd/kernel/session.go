package main

import (
	"context"
	"io"

	kernelsession "github.com/mathdl/kernel/internal/session"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/interp/display"
)

// session is what the commands need from an interpreter session.
type session interface {
	Run(ctx context.Context, n int, code string, out interp.Sink) error
	Complete(code string, offset int) interp.Completion
	Inspect(code string, offset, detail int) (display.Bundle, bool)
	IsComplete(code string) (interp.Completeness, string)
	Variables() []interp.Variable
	Claims() []cell.Record
	Close()
}

// world is what all sessions of the process share. While it exists, what is
// written to the standard output and error of the process belongs to the
// running cell; stdout and stderr are what they were before.
type world struct {
	stdout, stderr io.Writer // nil when they were not redirected
	open           func() (session, error)
	close          func()
}

// newWorld prepares sessions with everything that package symbols holds.
func newWorld() (*world, error) {
	out, err := interp.CaptureOutput()
	if err != nil {
		return nil, err
	}
	return &world{
		stdout: out.Stdout, stderr: out.Stderr,
		open:  func() (session, error) { return kernelsession.Open(out) },
		close: out.Close,
	}, nil
}

// sessions starts the world and makes the program write past the redirection.
func (p *program) sessions() (*world, error) {
	w, err := p.start()
	if err != nil {
		return nil, err
	}
	if w.stdout != nil {
		p.stdout, p.stderr = w.stdout, w.stderr
	}
	return w, nil
}
