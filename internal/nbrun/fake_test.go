package nbrun_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/interp/display"
)

// fake is a session that plays a part for each cell, found by its source.
type fake struct {
	parts  map[string]part
	ran    []string // sources, in order
	claims []cell.Record
	closed bool
}

type part func(ctx context.Context, out interp.Sink, s *fake) error

var _ nbrun.Session = (*fake)(nil)

func (s *fake) Run(ctx context.Context, _ int, code string, out interp.Sink) error {
	s.ran = append(s.ran, code)
	if p, ok := s.parts[code]; ok {
		return p(ctx, out, s)
	}
	return nil
}

func (s *fake) Claims() []cell.Record { return s.claims }

func (s *fake) Close() { s.closed = true }

// say prints the pieces, each as one write to standard output.
func say(pieces ...string) part {
	return func(_ context.Context, out interp.Sink, _ *fake) error {
		for _, p := range pieces {
			out.Stream("stdout", p)
		}
		return nil
	}
}

func failing(kind interp.Kind, message string) part {
	return func(context.Context, interp.Sink, *fake) error {
		return &interp.Error{Kind: kind, Message: message, Traceback: []string{string(kind) + ": " + message, "line"}}
	}
}

func text(s string) display.Bundle {
	return display.Bundle{Data: map[string]any{display.MIMEText: s}}
}

// waiting runs until its context ends, as a session does.
func waiting(ctx context.Context, _ interp.Sink, _ *fake) error {
	<-ctx.Done()
	return &interp.Error{Kind: interp.Interrupted, Message: "interrupted", Cause: ctx.Err()}
}

// notebook returns a notebook of code cells.
func notebook(sources ...string) *nbformat.Notebook {
	nb := nbformat.New()
	for _, s := range sources {
		nb.Cells = append(nb.Cells, &nbformat.Cell{Type: nbformat.Code, Source: s, Metadata: map[string]any{}})
	}
	return nb
}

func tag(c *nbformat.Cell, tags ...string) {
	list := make([]any, len(tags))
	for i, t := range tags {
		list[i] = t
	}
	c.Metadata["tags"] = list
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
