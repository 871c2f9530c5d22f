package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/internal/repl/line"
	"github.com/mathdl/kernel/interp"
)

// outputDir is where results go when no flag says otherwise.
const outputDir = "out"

// runFlags are the flags of run.
type runFlags struct {
	out, html, claims string
	noHTML            bool // -html ""
	options           nbrun.Options
}

func (p *program) notebooks(v *verb, args []string) int {
	var o runFlags
	f := p.flags(v)
	f.StringVar(&o.out, "o", "", "write the executed notebook to this `file`, or into this directory (default out/)")
	f.StringVar(&o.html, "html", "", "write the page to this `file` (default beside the notebook; \"\" for none)")
	f.StringVar(&o.claims, "claims", "", "write the claims as JSON to this `file`")
	f.Var(&o.options.Params, "p", "set the parameter `name=value`; may be repeated")
	f.DurationVar(&o.options.Timeout, "timeout", 0, "interrupt a cell after this `time`, such as 90s; 0 for never")
	f.BoolVar(&o.options.AllowErrors, "allow-errors", false, "go on after a cell fails")
	paths, status, done := p.parse(f, args)
	if done {
		return status
	}
	f.Visit(func(f *flag.Flag) { o.noHTML = o.noHTML || f.Name == "html" && o.html == "" })
	jobs, err := o.jobs(paths)
	if err != nil {
		return p.misused("run: %v", err)
	}
	return p.runAll(jobs, o.claims)
}

// job is one notebook to run.
type job struct {
	path    string
	options nbrun.Options
}

// jobs decides where the results of each notebook go.
func (o *runFlags) jobs(paths []string) ([]job, error) {
	if len(paths) == 0 {
		return nil, errors.New("want at least one notebook")
	}
	if o.options.Timeout < 0 {
		return nil, fmt.Errorf("-timeout: got %v, want 0 or more", o.options.Timeout)
	}
	if o.html != "" && len(paths) > 1 {
		return nil, errors.New("-html: got several notebooks, want one")
	}
	names, err := targets(paths, o.out, ".ipynb")
	if err != nil {
		return nil, err
	}
	var jobs []job
	for i, path := range paths {
		j := job{path, o.options}
		j.options.Out = names[i]
		if j.options.HTML = o.html; o.html == "" && !o.noHTML {
			j.options.HTML = strings.TrimSuffix(names[i], filepath.Ext(names[i])) + ".html"
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// targets names the file that each of paths is written to: out itself when it
// can only be a file, and otherwise the base name with the extension, in out.
func targets(paths []string, out, ext string) ([]string, error) {
	if info, err := os.Stat(out); out != "" && len(paths) == 1 && !strings.HasSuffix(out, "/") && (err != nil || !info.IsDir()) {
		return []string{out}, nil
	}
	if out == "" {
		out = outputDir
	}
	taken := map[string]string{}
	var names []string
	for _, path := range paths {
		base := filepath.Base(path)
		name := filepath.Join(out, strings.TrimSuffix(base, filepath.Ext(base))+ext)
		if other, ok := taken[name]; ok {
			return nil, fmt.Errorf("%s and %s would both be written to %s", other, path, name)
		}
		taken[name] = path
		names = append(names, name)
	}
	return names, nil
}

// runAll runs the jobs, each in a session of its own, and prints what they claim.
func (p *program) runAll(jobs []job, claimsFile string) int {
	w, err := p.sessions()
	if err != nil {
		return p.fail(err)
	}
	defer w.close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	var claims []claim.Claim
	status := ok
	for _, j := range jobs {
		report, s := p.runOne(ctx, j, w)
		if report != nil {
			claims = append(claims, report.Claims...)
		}
		status = max(status, s)
		if ctx.Err() != nil {
			break
		}
	}
	return max(status, p.claimed(claims, claimsFile))
}

// runOne runs a notebook and says how it went and where the results are.
func (p *program) runOne(ctx context.Context, j job, w *world) (*nbrun.Report, int) {
	progress := newProgress(p.stderr, filepath.Base(j.path))
	j.options.Record = progress.record
	open := func() (nbrun.Session, error) { return w.open() }
	report, err := nbrun.File(ctx, j.path, open, j.options)
	if report == nil {
		return nil, p.misused("%v", err)
	}
	status := ok
	if report.Err != nil {
		status = p.failedCell(j.path, report.Err)
	}
	if err != nil {
		return report, max(status, p.fail(err))
	}
	where := j.options.Out
	if j.options.HTML != "" {
		where += ", " + j.options.HTML
	}
	fmt.Fprintf(p.stderr, "%s: %d cells in %.3g s → %s\n", filepath.Base(j.path), len(report.Cells), report.Elapsed.Seconds(), where)
	return report, status
}

// failedCell prints the traceback of the cell that ended a run.
func (p *program) failedCell(path string, err error) int {
	fmt.Fprintf(p.stderr, "%s: %v\n", filepath.Base(path), err)
	var e *interp.Error
	if errors.As(err, &e) && len(e.Traceback) > 0 {
		fmt.Fprintln(p.stderr, e.Text())
	}
	return failed
}

// claimed prints and stores the claims of all notebooks.
func (p *program) claimed(claims []claim.Claim, file string) int {
	status := ok
	if !claim.Hold(claims) {
		status = failed
	}
	if len(claims) > 0 {
		if err := claim.WriteText(p.stdout, claims); err != nil {
			return p.fail(err)
		}
	}
	if file == "" {
		return status
	}
	err := nbrun.WriteFile(file, func(w io.Writer) error { return claim.WriteJSON(w, claims) })
	if err != nil {
		return p.fail(err)
	}
	return status
}

// progress prints a line for each cell; on a terminal it is there while the cell runs.
type progress struct {
	out  io.Writer
	name string
	live bool
}

func newProgress(out io.Writer, name string) *progress {
	_, live := line.NewTerminal(out, out)
	return &progress{out, name, live}
}

func (p *progress) record(n nbrun.Progress) {
	switch {
	case n.Done && p.live:
		fmt.Fprintf(p.out, "\r%s: %v\n", p.name, n)
	case n.Done:
		fmt.Fprintf(p.out, "%s: %v\n", p.name, n)
	case p.live:
		fmt.Fprintf(p.out, "%s: %v", p.name, n)
	}
}

func (p *program) export(v *verb, args []string) int {
	f := p.flags(v)
	out := f.String("o", "", "write the page to this `file`, or into this directory (default out/)")
	paths, status, done := p.parse(f, args)
	if done {
		return status
	}
	if len(paths) == 0 {
		return p.misused("export: want at least one notebook")
	}
	names, err := targets(paths, *out, ".html")
	if err != nil {
		return p.misused("export: %v", err)
	}
	for i, path := range paths {
		if err := nbrun.Export(path, names[i]); err != nil {
			return p.misused("%v", err)
		}
		fmt.Fprintf(p.stderr, "%s → %s\n", path, names[i])
	}
	return ok
}
