package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Bench is what a suite measures with.
type Bench struct {
	*shared
	suite string
}

// shared is what the suites have in common.
type shared struct {
	rounds  int
	want    filter
	rows    printer
	done    []string // full names of the figures measured
	printed []Row
	tmp     string // for this run
	servers map[serverKey]*Python
}

func newBench(rounds int, want filter, rows printer) (*Bench, error) {
	tmp, err := os.MkdirTemp("", "mathdl-bench-")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return &Bench{shared: &shared{
		rounds: rounds, want: want, rows: rows, tmp: tmp,
		servers: make(map[serverKey]*Python),
	}}, nil
}

// of returns b for a suite.
func (b *Bench) of(suite string) *Bench { return &Bench{shared: b.shared, suite: suite} }

func (b *Bench) close() {
	for _, p := range b.servers {
		p.stop()
	}
	os.RemoveAll(b.tmp)
}

// Rounds returns how often each side is measured.
func (b *Bench) Rounds() int { return b.rounds }

// Tmp returns a directory of this run; it is removed at the end.
func (b *Bench) Tmp() string { return b.tmp }

// Wants reports whether a figure of the suite is to be measured; its name is
// without that of the suite.
func (b *Bench) Wants(figure string) bool { return b.want.figure(b.full(figure)) }

func (b *Bench) full(figure string) string { return b.suite + "/" + figure }

// Row prints a row whose Name is that of a figure of the suite, unless it is not
// wanted.
func (b *Bench) Row(r Row) error {
	if !b.Wants(r.Name) {
		return nil
	}
	r.Name = b.full(r.Name)
	b.done = append(b.done, r.Name)
	b.printed = append(b.printed, r)
	return b.rows.row(r)
}

// Build builds the command of a package of this module and returns its path.
func (b *Bench) Build(ctx context.Context, name, pkg string) (string, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("bench: go env: %w", err)
	}
	exe := filepath.Join(b.tmp, name)
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", exe, pkg)
	build.Dir = filepath.Dir(strings.TrimSpace(string(mod)))
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("bench: go build %s: %w\n%s", pkg, err, out)
	}
	return exe, nil
}
