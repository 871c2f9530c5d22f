package nbrun_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
)

// outline writes outputs on one line, as in stdout:"a\n" display:"fig" result1:"3" error:Panic.
func outline(outputs []*nbformat.Output) string {
	var parts []string
	for _, o := range outputs {
		switch o.Type {
		case nbformat.Stream:
			parts = append(parts, fmt.Sprintf("%s:%q", o.Name, o.Text))
		case nbformat.Display:
			parts = append(parts, fmt.Sprintf("display:%q", o.Data["text/plain"]))
		case nbformat.Result:
			parts = append(parts, fmt.Sprintf("result%d:%q", o.Count, o.Data["text/plain"]))
		case nbformat.Failure:
			parts = append(parts, "error:"+o.EName)
		}
	}
	return strings.Join(parts, " ")
}

// collect runs one cell that does f, and returns its outputs.
func collect(t *testing.T, o nbrun.Options, f func(out interp.Sink)) []*nbformat.Output {
	t.Helper()
	nb := notebook("x")
	run(t, nb, &fake{parts: map[string]part{"x": func(_ context.Context, out interp.Sink, _ *fake) error {
		f(out)
		return nil
	}}}, o)
	return nb.Cells[0].Outputs
}

func TestOutputs(t *testing.T) {
	tests := []struct {
		name, want string
		do         func(out interp.Sink)
	}{
		{"coalesced", `stdout:"abc\n" stderr:"e" stdout:"d"`, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Stream("stdout", "")
			out.Stream("stdout", "bc\n")
			out.Stream("stderr", "e")
			out.Stream("stdout", "d")
		}},
		{"display between streams", `stdout:"a" display:"fig" stdout:"b" result1:"3"`, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Display(text("fig"), "", false)
			out.Stream("stdout", "b")
			out.Result(text("3"))
		}},
		{"update", `display:"new" display:"new" display:"other"`, func(out interp.Sink) {
			out.Display(text("old"), "id", false)
			out.Display(text("new"), "id", false)
			out.Display(text("other"), "id2", false)
		}},
		{"update adds nothing", `display:"new"`, func(out interp.Sink) {
			out.Display(text("old"), "id", false)
			out.Display(text("new"), "id", true)
			out.Display(text("x"), "unknown", true)
			out.Display(text("x"), "", true)
		}},
		{"clear", `stdout:"b"`, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Clear(false)
			out.Stream("stdout", "b")
		}},
		{"clear all", ``, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Clear(false)
		}},
		{"clear with wait", `stdout:"b"`, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Clear(true)
			out.Stream("stdout", "b")
		}},
		{"clear with wait for nothing", `stdout:"a"`, func(out interp.Sink) {
			out.Stream("stdout", "a")
			out.Clear(true)
			out.Display(text("x"), "unknown", true)
		}},
		{"update after clear", `display:"b"`, func(out interp.Sink) {
			out.Display(text("a"), "id", false)
			out.Clear(false)
			out.Display(text("b"), "id", false)
		}},
		{"progress", `stdout:"100 %\ndone\n"`, func(out interp.Sink) {
			out.Stream("stdout", "  1 %")
			out.Stream("stdout", "\r 50 %")
			out.Stream("stdout", "\r100 %\ndone\n")
		}},
		{"erased progress", `stdout:"a\n" display:"fig"`, func(out interp.Sink) {
			out.Stream("stdout", "a\n")
			out.Stream("stderr", "50 %\r\x1b[K")
			out.Display(text("fig"), "", false)
		}},
		{"character in pieces", `stdout:"é�"`, func(out interp.Sink) {
			out.Stream("stdout", "\xc3")
			out.Stream("stdout", "\xa9\xff")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := outline(collect(t, nbrun.Options{}, test.do)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestUpdateReachesEarlierCells(t *testing.T) {
	nb := notebook("show", "update")
	s := &fake{parts: map[string]part{
		"show": func(_ context.Context, out interp.Sink, _ *fake) error {
			out.Display(text("0 %"), "bar", false)
			return nil
		},
		"update": func(_ context.Context, out interp.Sink, _ *fake) error {
			out.Display(text("100 %"), "bar", true)
			return nil
		},
	}}
	run(t, nb, s, nbrun.Options{})
	if got := outline(nb.Cells[0].Outputs); got != `display:"100 %"` || nb.Cells[1].Outputs != nil {
		t.Errorf("got %s", got)
	}
}

func TestErrorClearsWhatWaits(t *testing.T) {
	nb := notebook("x")
	run(t, nb, &fake{parts: map[string]part{"x": func(ctx context.Context, out interp.Sink, s *fake) error {
		out.Stream("stdout", "a")
		out.Clear(true)
		return failing(interp.Panic, "no")(ctx, out, s)
	}}}, nbrun.Options{})
	if got := outline(nb.Cells[0].Outputs); got != "error:Panic" {
		t.Errorf("got %s", got)
	}
}

func TestLateOutputIsDropped(t *testing.T) {
	nb := notebook("x")
	var late interp.Sink
	run(t, nb, &fake{parts: map[string]part{"x": func(_ context.Context, out interp.Sink, _ *fake) error {
		late = out
		out.Stream("stdout", "a")
		return nil
	}}}, nbrun.Options{})
	late.Stream("stdout", "late")
	late.Display(text("late"), "", false)
	late.Result(text("late"))
	late.Clear(false)
	if got := outline(nb.Cells[0].Outputs); got != `stdout:"a"` {
		t.Errorf("got %s", got)
	}
}

func TestNobodyAnswers(t *testing.T) {
	collect(t, nbrun.Options{}, func(out interp.Sink) {
		if s, err := out.Input("name? ", false); err == nil || s != "" || !strings.Contains(err.Error(), "nobody") {
			t.Errorf("got %q, %v", s, err)
		}
	})
}

func TestOutputHasRoom(t *testing.T) {
	outputs := collect(t, nbrun.Options{MaxOutput: 1000}, func(out interp.Sink) {
		for range 1000 {
			out.Stream("stdout", "0123456789\n")
		}
		out.Display(text("fig"), "", false)
	})
	got := outline(outputs)
	if len(got) > 1300 || !strings.HasSuffix(got, `stderr:"output beyond 1000 bytes is left out\n"`) {
		t.Errorf("got %d bytes: %s", len(got), got)
	}
	outputs = collect(t, nbrun.Options{MaxOutput: 100 << 10}, func(out interp.Sink) {
		for i := range 1_000_000 {
			out.Stream("stdout", fmt.Sprintf("\r%d", i))
		}
	})
	if got := outline(outputs); got != `stdout:"999999"` {
		t.Errorf("got %.200s for a progress line", got)
	}
}

func TestBundles(t *testing.T) {
	b := display.Bundle{
		Data: map[string]any{
			"text/plain":         "p\xff",
			"text/html":          []byte("<b>"),
			"image/png":          []byte{0x89, 'P', 'N', 'G'},
			"image/svg+xml":      []byte("<svg/>"),
			"application/json":   map[string]any{"a": []int{1}},
			"application/x+json": []byte(`{"b":2}`),
			"application/bad":    3,
			"application/y+json": math.NaN(),
		},
		Metadata: map[string]any{"image/png": map[string]int{"width": 480}, "bad": math.Inf(1)},
	}
	o := collect(t, nbrun.Options{}, func(out interp.Sink) { out.Display(b, "", false) })[0]
	want := "map[application/json:map[a:[1]] application/x+json:map[b:2] image/png:iVBORw== image/svg+xml:<svg/> text/html:<b> text/plain:p�]"
	if got := fmt.Sprint(o.Data); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := fmt.Sprint(o.Metadata); got != "map[image/png:map[width:480]]" {
		t.Errorf("got metadata %s", got)
	}
	bad := display.Bundle{Data: map[string]any{"application/json": math.NaN()}}
	o = collect(t, nbrun.Options{}, func(out interp.Sink) { out.Result(bad) })[0]
	if got, _ := o.Data["text/plain"].(string); !strings.Contains(got, "application/json: json: unsupported value: NaN") {
		t.Errorf("got %q for a bundle that cannot be stored", got)
	}
}
