package nbrun

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
)

// The cell tags a run heeds; names as nbclient and papermill have them.
const (
	tagRaises     = "raises-exception"
	tagSkip       = "skip-execution"
	tagParameters = "parameters"
	tagInjected   = "injected-parameters"
)

// Run executes the code cells of nb in order and stores what they show in nb,
// which it brings to format 4.5. The error says why the run could not start;
// how it went, a failing cell included, is in the report. When ctx is
// cancelled the running cell is interrupted and the report says so. Run does
// not close s.
func Run(ctx context.Context, nb *nbformat.Notebook, s Session, o Options) (*Report, error) {
	if err := prepare(nb, o); err != nil {
		return nil, err
	}
	r := &runner{nb: nb, session: s, options: o, shown: map[string][]*nbformat.Output{}, report: &Report{}}
	start := time.Now()
	r.run(ctx)
	r.report.Elapsed = time.Since(start)
	return r.report, nil
}

// prepare makes nb a notebook of this kernel that has not run.
func prepare(nb *nbformat.Notebook, o Options) error {
	if err := checkLanguage(nb); err != nil {
		return err
	}
	if err := inject(nb, o.Params); err != nil {
		return err
	}
	nb.Upgrade()
	setLanguage(nb)
	for _, c := range nb.Cells {
		if c.Type == nbformat.Code && !c.HasTag(tagSkip) {
			c.Count, c.Outputs = 0, nil
			delete(c.Metadata, "execution") // times of an earlier run
		}
	}
	return nil
}

func checkLanguage(nb *nbformat.Notebook) error {
	for _, where := range [][2]string{{"kernelspec", "language"}, {"language_info", "name"}} {
		m, _ := nb.Metadata[where[0]].(map[string]any)
		if lang, _ := m[where[1]].(string); lang != "" && !strings.EqualFold(lang, "go") {
			return fmt.Errorf("nbrun.Run: %s: got a notebook in %s, want go", where[0], lang)
		}
	}
	return nil
}

// setLanguage writes what a server stores of the kernel's specification and of
// its answer to kernel_info_request.
func setLanguage(nb *nbformat.Notebook) {
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	nb.Metadata["kernelspec"] = map[string]any{"display_name": "Go (mathdl)", "language": "go", "name": "mathdl"}
	nb.Metadata["language_info"] = map[string]any{
		"codemirror_mode":    "go",
		"file_extension":     ".go",
		"mimetype":           "text/x-go",
		"name":               "go",
		"nbconvert_exporter": "script",
		"pygments_lexer":     "go",
		"version":            strings.TrimPrefix(runtime.Version(), "go"),
	}
}

// runner is the state of one run.
type runner struct {
	nb      *nbformat.Notebook
	session Session
	options Options
	shown   map[string][]*nbformat.Output // by display id, over all cells
	report  *Report
}

// runs reports whether the cell is executed.
func runs(c *nbformat.Cell) bool {
	return c.Type == nbformat.Code && strings.TrimSpace(c.Source) != "" && !c.HasTag(tagSkip)
}

func (r *runner) run(ctx context.Context) {
	p := Progress{}
	for _, c := range r.nb.Cells {
		if runs(c) {
			p.Of++
		}
	}
	for i, c := range r.nb.Cells {
		if !runs(c) {
			continue
		}
		if ctx.Err() != nil {
			r.report.Err = fmt.Errorf("nbrun.Run: %w", context.Cause(ctx))
			return
		}
		p.Cell++
		r.record(p)
		start := time.Now()
		err := r.cell(ctx, i, p.Cell)
		elapsed := time.Since(start)
		r.report.Cells = append(r.report.Cells, CellReport{i, p.Cell, elapsed, err})
		r.record(Progress{p.Cell, p.Of, true, elapsed, err})
		if r.report.Err != nil {
			return
		}
	}
}

func (r *runner) record(p Progress) {
	if r.options.Record != nil {
		r.options.Record(p)
	}
}

// cell runs cell i as number n. It returns why the cell failed, and sets
// report.Err when that ends the run.
func (r *runner) cell(ctx context.Context, i, n int) error {
	c := r.nb.Cells[i]
	c.Count = n
	if r.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, r.options.Timeout, timeoutError(r.options.Timeout))
		defer cancel()
	}
	out := newCollector(c, r.shown, r.options.MaxOutput)
	err := r.session.Run(ctx, n, c.Source, out)
	var cause error
	if err != nil && ctx.Err() != nil {
		cause = context.Cause(ctx)
	}
	if err != nil {
		out.fail(err, cause)
	}
	out.close()
	r.claims(n)
	if err != nil && (cause != nil || !r.options.AllowErrors && !c.HasTag(tagRaises)) {
		r.report.Err = &CellError{i, n, c.ID, err, cause}
	}
	return err
}

// claims adds those made since the last cell.
func (r *runner) claims(n int) {
	all := r.session.Claims()
	for _, rec := range all[min(len(r.report.Claims), len(all)):] {
		r.report.Claims = append(r.report.Claims, claim.Claim{Notebook: r.options.Name, Cell: n, Record: rec})
	}
}

// failure returns the error output for err. With a cause, such as a time
// limit, the reader learns that instead of the bare interruption.
func failure(err, cause error) *nbformat.Output {
	o := &nbformat.Output{Type: nbformat.Failure, EName: "Error", EValue: err.Error()}
	var e *interp.Error
	if errors.As(err, &e) {
		o.EName, o.EValue, o.Traceback = string(e.Kind), e.Message, slices.Clone(e.Traceback)
	}
	if len(o.Traceback) == 0 {
		o.Traceback = []string{o.EName + ": " + o.EValue}
	}
	if timeout := timeoutError(0); errors.As(cause, &timeout) {
		o.EValue = timeout.Error()
		o.Traceback = append(o.Traceback, timeout.Error())
	}
	return o
}
