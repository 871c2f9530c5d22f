package nbrun_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
)

func run(t *testing.T, nb *nbformat.Notebook, s *fake, o nbrun.Options) *nbrun.Report {
	t.Helper()
	report, err := nbrun.Run(t.Context(), nb, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestCellsRunInOrder(t *testing.T) {
	nb := notebook("a", "  \n", "b", "skipped", "c")
	nb.Cells = slices.Insert(nb.Cells, 1, &nbformat.Cell{Type: nbformat.Markdown, Source: "# no code"})
	tag(nb.Cells[4], "skip-execution")
	for _, c := range nb.Cells {
		if c.Type == nbformat.Code {
			c.Count, c.Outputs = 99, []*nbformat.Output{{Type: nbformat.Stream, Name: "stdout", Text: "stale"}}
			c.Metadata["execution"] = map[string]any{"iopub.status.busy": "2020"}
		}
	}
	s := &fake{parts: map[string]part{"b": say("new\n")}}
	report := run(t, nb, s, nbrun.Options{})
	if !slices.Equal(s.ran, []string{"a", "b", "c"}) || !report.OK() || len(report.Cells) != 3 {
		t.Errorf("ran %q, report %+v", s.ran, report)
	}
	var counts []int
	for _, c := range nb.Cells {
		counts = append(counts, c.Count)
	}
	if !slices.Equal(counts, []int{1, 0, 0, 2, 99, 3}) {
		t.Errorf("got counts %v", counts)
	}
	if nb.Cells[0].Outputs != nil || nb.Cells[2].Outputs != nil || nb.Cells[3].Outputs[0].Text != "new\n" || nb.Cells[4].Outputs[0].Text != "stale" {
		t.Error("old outputs are not cleared, or those of the skipped cell are")
	}
	if nb.Cells[0].Metadata["execution"] != nil || nb.Minor != 5 || nb.Cells[5].ID == "" {
		t.Errorf("got metadata %v, minor %d, id %q", nb.Cells[0].Metadata, nb.Minor, nb.Cells[5].ID)
	}
	info, _ := nb.Metadata["language_info"].(map[string]any)
	spec, _ := nb.Metadata["kernelspec"].(map[string]any)
	if info["pygments_lexer"] != "go" || info["file_extension"] != ".go" || spec["name"] != "mathdl" || spec["display_name"] != "Go (mathdl)" {
		t.Errorf("got metadata %v", nb.Metadata)
	}
}

func TestFirstFailureEndsTheRun(t *testing.T) {
	nb := notebook("a", "bad", "c")
	nb.Cells[2].Outputs = []*nbformat.Output{{Type: nbformat.Stream, Text: "stale"}}
	s := &fake{parts: map[string]part{"bad": failing(interp.Panic, "no")}}
	report := run(t, nb, s, nbrun.Options{})
	if len(s.ran) != 2 || report.OK() {
		t.Errorf("ran %q, OK %t", s.ran, report.OK())
	}
	var e *nbrun.CellError
	var cause *interp.Error
	if !errors.As(report.Err, &e) || e.Index != 1 || e.Count != 2 || e.ID != nb.Cells[1].ID || !errors.As(report.Err, &cause) {
		t.Errorf("got error %v", report.Err)
	}
	out := nb.Cells[1].Outputs[0]
	if out.Type != nbformat.Failure || out.EName != "Panic" || out.EValue != "no" || len(out.Traceback) != 2 {
		t.Errorf("got output %+v", out)
	}
	if nb.Cells[2].Count != 0 || nb.Cells[2].Outputs != nil {
		t.Error("the cell after the failure keeps what an earlier run left")
	}
}

func TestAllowedFailures(t *testing.T) {
	bad := map[string]part{"bad": failing(interp.TypeError, "no"), "odd": func(context.Context, interp.Sink, *fake) error { return errors.New("odd one") }}
	nb := notebook("bad", "c")
	tag(nb.Cells[0], "raises-exception")
	s := &fake{parts: bad}
	if report := run(t, nb, s, nbrun.Options{}); !report.OK() || len(s.ran) != 2 || report.Cells[0].Err == nil {
		t.Errorf("raises-exception: ran %q, report %+v", s.ran, report)
	}
	nb, s = notebook("bad", "odd", "c"), &fake{parts: bad}
	if report := run(t, nb, s, nbrun.Options{AllowErrors: true}); !report.OK() || len(s.ran) != 3 {
		t.Errorf("AllowErrors: ran %q, report %+v", s.ran, report)
	}
	if o := nb.Cells[1].Outputs[0]; o.EName != "Error" || o.EValue != "odd one" || !slices.Equal(o.Traceback, []string{"Error: odd one"}) {
		t.Errorf("got output %+v for an error that is no *interp.Error", o)
	}
}

func TestTimeoutEndsTheRun(t *testing.T) {
	nb := notebook("wait", "c")
	tag(nb.Cells[0], "raises-exception")
	s := &fake{parts: map[string]part{"wait": waiting}}
	report := run(t, nb, s, nbrun.Options{Timeout: time.Millisecond, AllowErrors: true})
	if !errors.Is(report.Err, context.DeadlineExceeded) || len(s.ran) != 1 || !strings.Contains(report.Err.Error(), "limit of 1ms") {
		t.Errorf("ran %q, error %v", s.ran, report.Err)
	}
	o := nb.Cells[0].Outputs[0]
	if o.EName != "KeyboardInterrupt" || !strings.Contains(o.EValue, "limit of 1ms") || len(o.Traceback) != 2 {
		t.Errorf("got output %+v", o)
	}
}

func TestCancelledRunKeepsWhatItHas(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	nb := notebook("a", "b", "c")
	s := &fake{parts: map[string]part{
		"a": say("done\n"),
		"b": func(ctx context.Context, out interp.Sink, s *fake) error {
			out.Stream("stdout", "half")
			cancel()
			return waiting(ctx, out, s)
		},
	}}
	report, err := nbrun.Run(ctx, nb, s, nbrun.Options{AllowErrors: true})
	if err != nil || !errors.Is(report.Err, context.Canceled) || report.OK() {
		t.Fatalf("got %v, report %+v", err, report)
	}
	if nb.Cells[0].Outputs[0].Text != "done\n" || nb.Cells[1].Outputs[0].Text != "half" || nb.Cells[1].Outputs[1].EName != "KeyboardInterrupt" || nb.Cells[2].Count != 0 {
		t.Errorf("got outputs %+v", nb.Cells[1].Outputs)
	}
	s = &fake{}
	if report, err = nbrun.Run(ctx, notebook("a"), s, nbrun.Options{}); err != nil || !errors.Is(report.Err, context.Canceled) || s.ran != nil {
		t.Errorf("cancelled before: got %v, %v, ran %q", err, report, s.ran)
	}
}

func TestClaimsKnowTheirCell(t *testing.T) {
	claims := func(holds ...bool) part {
		return func(_ context.Context, _ interp.Sink, s *fake) error {
			for _, h := range holds {
				s.claims = append(s.claims, cell.Record{Name: "x", Holds: h})
			}
			return nil
		}
	}
	s := &fake{parts: map[string]part{"a": claims(true), "c": claims(true, false)}}
	report := run(t, notebook("a", "b", "c"), s, nbrun.Options{Name: "04.ipynb"})
	var cells []int
	for _, c := range report.Claims {
		cells = append(cells, c.Cell)
	}
	if !slices.Equal(cells, []int{1, 3, 3}) || report.Claims[0].Notebook != "04.ipynb" || report.OK() || report.Err != nil {
		t.Errorf("got claims %+v, OK %t", report.Claims, report.OK())
	}
}

func TestProgress(t *testing.T) {
	var lines []string
	o := nbrun.Options{Record: func(p nbrun.Progress) {
		p.Elapsed = min(p.Elapsed, 0)
		lines = append(lines, p.String())
	}}
	nb := notebook("a", "bad")
	nb.Cells = append(nb.Cells, notebook("", "x").Cells...)
	run(t, nb, &fake{parts: map[string]part{"bad": failing(interp.Panic, "no")}}, o)
	want := []string{"cell 1/3 …", "cell 1/3 … 0.00 s", "cell 2/3 …", "cell 2/3 … 0.00 s failed"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

func TestOtherLanguagesAreRefused(t *testing.T) {
	nb := notebook("print(1)")
	nb.Metadata["kernelspec"] = map[string]any{"language": "python", "name": "python3"}
	if _, err := nbrun.Run(t.Context(), nb, &fake{}, nbrun.Options{}); err == nil || !strings.Contains(err.Error(), "python, want go") {
		t.Errorf("got %v", err)
	}
	nb.Metadata["kernelspec"] = map[string]any{"language": "go", "name": "gonb"}
	nb.Metadata["language_info"] = map[string]any{"name": "Go"}
	if _, err := nbrun.Run(t.Context(), nb, &fake{}, nbrun.Options{}); err != nil {
		t.Errorf("got %v for a notebook of another Go kernel", err)
	}
}
