package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/interp"
)

func (p *program) serve(v *verb, args []string) int {
	files, status, done := p.parse(p.flags(v), args)
	if done {
		return status
	}
	if len(files) != 1 {
		return p.misused("serve: got %d connection files, want one", len(files))
	}
	conn, err := jupyter.ReadConnection(files[0])
	if err != nil {
		return p.misused("%v", err)
	}
	w, err := p.sessions()
	if err != nil {
		return p.fail(err)
	}
	defer w.close()
	s, err := w.open()
	if err != nil {
		return p.fail(err)
	}
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	if err := jupyter.Serve(context.Background(), conn, engine{s}, log); err != nil {
		return p.fail(err)
	}
	return ok
}

// engine is a session as package jupyter wants it.
type engine struct{ session }

var _ jupyter.Engine = engine{}

// Info implements jupyter.Engine.
func (engine) Info() jupyter.Info {
	v := readVersions()
	return jupyter.Info{
		Implementation: "mathdl",
		Version:        v.kernel,
		Banner:         v.banner(),
		HelpLinks: []jupyter.HelpLink{
			{Text: "The Go language", URL: "https://go.dev/ref/spec"},
			{Text: "Go packages", URL: "https://pkg.go.dev"},
			{Text: "Gonum", URL: "https://pkg.go.dev/gonum.org/v1/gonum"},
		},
	}
}

// Execute implements jupyter.Engine.
func (e engine) Execute(ctx context.Context, n int, code string, out jupyter.Output) error {
	err := e.Run(ctx, n, code, out)
	var cause *interp.Error
	if errors.As(err, &cause) {
		return failure{cause}
	}
	return err
}

// Complete implements jupyter.Engine.
func (e engine) Complete(code string, offset int) jupyter.Completion {
	c := e.session.Complete(code, offset)
	items := make([]jupyter.Item, len(c.Items))
	for i, item := range c.Items {
		items[i] = jupyter.Item(item)
	}
	return jupyter.Completion{From: c.From, To: c.To, Items: items}
}

// IsComplete implements jupyter.Engine.
func (e engine) IsComplete(code string) (status, indent string) {
	c, indent := e.session.IsComplete(code)
	return string(c), indent
}

// failure is the error of a cell with the names the protocol has for its parts.
type failure struct{ cause *interp.Error }

var _ jupyter.Failure = failure{}

// Error implements error.
func (f failure) Error() string { return f.cause.Error() }

// Unwrap returns the error of the session.
func (f failure) Unwrap() error { return f.cause }

// EName implements jupyter.Failure.
func (f failure) EName() string { return string(f.cause.Kind) }

// EValue implements jupyter.Failure.
func (f failure) EValue() string { return f.cause.Message }

// ETraceback implements jupyter.Failure.
func (f failure) ETraceback() []string { return f.cause.Traceback }
