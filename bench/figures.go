package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	patience    = 60 * time.Second // for one figure
	idlePause   = 200 * time.Millisecond
	repetitions = 50
	fewer       = 10
	lineCount   = 100_000

	memoryFigure = "memory"
)

// need says whether a figure is taken although nobody wants it.
type need int

const (
	wanted need = iota // only if it is wanted
	always             // the others stand on it
)

// figure is something that kernels are measured by. Figures are taken in order,
// from one process.
type figure struct {
	name, unit string
	about      string
	need       need
	take       func(ctx context.Context, r *running) (float64, error)
}

// figures begin with what leads to a running kernel. Memory is looked at before
// anything has used it.
var figures = []figure{
	{name: "ready", about: "start of the process to the reply and the broadcasts of kernel_info", need: always, take: takeReady},
	{name: "memory-ready", about: "resident then", unit: Bytes, take: takeMemory},
	{name: "first", about: "the first cell, 1+1", need: always, take: takeFirst},
	{name: "start-first", about: "start of the process to the result of the first cell", take: takeStartFirst},
	{name: memoryFigure, about: "resident after the first cell", unit: Bytes, need: always, take: takeMemory},
	{name: "one", about: "round trip of 1+1, the median of 50", take: takeOne},
	{name: "changed", about: "round trip of a sum that was not computed before, the median of 10", take: takeChanged},
	{name: "lines", about: "100,000 printed lines, complete and in order", take: takeLines},
	{name: "complete", about: "completion of a member of a package, the median of 10", take: takeComplete},
	{name: "error", about: "a cell with an undefined name, the median of 10", take: takeError},
	{name: "interrupt", about: "interrupt of an endless loop to idle", take: takeInterrupt},
}

// cells are what the figures need, in a language.
type cells struct {
	one      string // a sum
	plus     string // likewise, of %d and 1
	setup    string // what the others need
	lines    string // prints 0 to 99,999
	complete string // ends where a name begins
	name     string // that completion must offer there
	err      string // cannot run
	loop     string // prints a line and does not end
	hello    string // prints hello
}

var ourCells = cells{
	one:      "1+1",
	plus:     "%d+1",
	setup:    `import "fmt"`,
	lines:    "for i := range 100000 { fmt.Println(i) }",
	complete: "fmt.Prin", name: "Println",
	err:   "undefinedName + 1",
	loop:  "fmt.Println(\"on\")\nfor {}",
	hello: `fmt.Println("hello")`,
}

var pythonCells = cells{
	one:      "1+1",
	plus:     "%d+1",
	setup:    "import sys",
	lines:    "for i in range(100000): print(i)",
	complete: "sys.pat", name: "path",
	err:   "undefinedName + 1",
	loop:  "print('on')\nwhile True: pass",
	hello: "print('hello')",
}

// gonbCells print what the others return: gonb has no results. A line %% makes
// what follows the main function.
var gonbCells = cells{
	one:      "%%\nfmt.Println(1+1)",
	plus:     "%%%%\nfmt.Println(%d+1)",
	setup:    `import "fmt"`,
	lines:    "%%\nfor i := range 100000 { fmt.Println(i) }",
	complete: "%%\nfmt.Prin", name: "Println",
	err:   "%%\nfmt.Println(undefinedName + 1)",
	loop:  "%%\nfmt.Println(\"on\")\nfor {}",
	hello: "%%\nfmt.Println(\"hello\")",
}

func takeReady(ctx context.Context, r *running) (float64, error) {
	var err error
	if r.client, err = r.process.Dial(ctx); err != nil {
		return 0, err
	}
	at, err := r.client.Ready(ctx)
	if err != nil {
		return 0, err
	}
	r.ready = at.Sub(r.process.Started)
	return r.ready.Seconds(), nil
}

// takeMemory waits a little, because a kernel that is ready may still work.
func takeMemory(_ context.Context, r *running) (float64, error) {
	time.Sleep(idlePause)
	n, err := r.process.Resident()
	return float64(n), err
}

func takeFirst(ctx context.Context, r *running) (float64, error) {
	t, err := r.sum(ctx, r.cells.one, 2)
	r.first = t
	return t.Seconds(), err
}

// takeStartFirst adds up what was measured with a pause between: a kernel that
// is ready early because it does its work later must not gain by it.
func takeStartFirst(_ context.Context, r *running) (float64, error) {
	return (r.ready + r.first).Seconds(), nil
}

func takeOne(ctx context.Context, r *running) (float64, error) {
	return median(repetitions, func() (time.Duration, error) { return r.sum(ctx, r.cells.one, 2) })
}

// takeChanged is what a person sees, who rarely runs the same cell again: some
// kernels remember cells.
func takeChanged(ctx context.Context, r *running) (float64, error) {
	return median(fewer, func() (time.Duration, error) {
		r.fresh++
		n := int(time.Now().UnixNano()%1_000_000)*100 + r.fresh
		return r.sum(ctx, fmt.Sprintf(r.cells.plus, n), n+1)
	})
}

// median measures something n times.
func median(n int, once func() (time.Duration, error)) (float64, error) {
	var s Series
	for range n {
		t, err := once()
		if err != nil {
			return 0, err
		}
		s = append(s, t.Seconds())
	}
	return s.Median(), nil
}

// sum runs a cell that shows a number.
func (r *running) sum(ctx context.Context, code string, want int) (time.Duration, error) {
	x, err := r.client.Execute(ctx, code)
	if err != nil {
		return 0, err
	}
	if got := strings.TrimSpace(x.Result + x.Stdout); got != strconv.Itoa(want) {
		return 0, fmt.Errorf("%q: got %q (%s), want %d", code, short(got), x.Status(), want)
	}
	return x.Took(), nil
}

func takeLines(ctx context.Context, r *running) (float64, error) {
	if err := r.quietly(ctx, r.cells.setup); err != nil {
		return 0, err
	}
	x, err := r.client.Execute(ctx, r.cells.lines)
	if err != nil {
		return 0, err
	}
	if err := checkLines(x.Stdout); err != nil {
		return 0, fmt.Errorf("%w (%s)", err, x.Status())
	}
	return x.Took().Seconds(), nil
}

// checkLines wants the numbers from 0 to lineCount-1, a line each.
func checkLines(text string) error {
	i := 0
	for line := range strings.Lines(text) {
		if line != strconv.Itoa(i)+"\n" {
			return fmt.Errorf("line %d: got %q", i, short(line))
		}
		i++
	}
	if i != lineCount {
		return fmt.Errorf("lines: got %d, want %d", i, lineCount)
	}
	return nil
}

// takeComplete does not count the first completion, which may load something.
func takeComplete(ctx context.Context, r *running) (float64, error) {
	if err := r.quietly(ctx, r.cells.setup); err != nil {
		return 0, err
	}
	if _, err := r.completion(ctx); err != nil {
		return 0, err
	}
	return median(fewer, func() (time.Duration, error) { return r.completion(ctx) })
}

func (r *running) completion(ctx context.Context) (time.Duration, error) {
	x, matches, err := r.client.Complete(ctx, r.cells.complete)
	if err != nil {
		return 0, err
	}
	ours := func(m string) bool { return strings.Contains(m, r.cells.name) }
	if !slices.ContainsFunc(matches, ours) {
		return 0, fmt.Errorf("completion of %q: no %s among %d", r.cells.complete, r.cells.name, len(matches))
	}
	return x.Took(), nil
}

func takeError(ctx context.Context, r *running) (float64, error) {
	return median(fewer, func() (time.Duration, error) {
		x, err := r.client.Execute(ctx, r.cells.err)
		switch {
		case err != nil:
			return 0, err
		case x.Status() != "error":
			return 0, fmt.Errorf("%q: got status %q, want error", r.cells.err, x.Status())
		}
		return x.Took(), nil
	})
}

// takeInterrupt wants the kernel to be alive afterwards.
func takeInterrupt(ctx context.Context, r *running) (float64, error) {
	if err := r.quietly(ctx, r.cells.setup); err != nil {
		return 0, err
	}
	t, err := r.client.InterruptLoop(ctx, r.cells.loop, r.signal)
	if err != nil {
		return 0, err
	}
	x, err := r.client.Execute(ctx, r.cells.hello)
	switch {
	case err != nil:
		return 0, fmt.Errorf("after the interrupt: %w", err)
	case strings.TrimSpace(x.Stdout) != "hello":
		return 0, errors.New("after the interrupt: got " + strconv.Quote(short(x.Stdout)) + ", want hello")
	}
	return t.Seconds(), nil
}

// quietly runs a cell that must succeed.
func (r *running) quietly(ctx context.Context, code string) error {
	x, err := r.client.Execute(ctx, code)
	switch {
	case err != nil:
		return err
	case x.Status() != "ok":
		return fmt.Errorf("%q: got status %q, want ok", code, x.Status())
	}
	return nil
}

func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
