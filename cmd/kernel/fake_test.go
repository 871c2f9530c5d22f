package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/interp/display"
)

// fake is a session whose cells consist of one verb and its argument.
type fake struct {
	claims []cell.Record
	closed *int
}

func (f *fake) Run(ctx context.Context, n int, code string, out interp.Sink) error {
	verb, arg, _ := strings.Cut(strings.TrimSpace(code), " ")
	switch verb {
	case "print":
		out.Stream("stdout", arg+"\n")
	case "value":
		out.Result(display.Bundle{Data: map[string]any{display.MIMEText: arg}})
	case "hold", "refute":
		f.claims = append(f.claims, cell.Record{Name: arg, Got: 1, Want: 1, Tolerance: 0.1, Source: "Theorem 1", Holds: verb == "hold"})
	case "fail":
		return &interp.Error{Kind: interp.TypeError, Message: "undefined: " + arg, Traceback: []string{"In[1]:1:1: undefined: " + arg, "    | ^"}}
	case "wait":
		<-ctx.Done()
		return &interp.Error{Kind: interp.Interrupted, Message: "interrupted"}
	}
	return nil
}

func (f *fake) Complete(code string, offset int) interp.Completion {
	return interp.Completion{From: 0, To: offset, Items: []interp.Item{{Text: "print", Kind: "func", Detail: "func(string)"}}}
}

func (f *fake) Inspect(code string, offset, detail int) (display.Bundle, bool) {
	return display.Bundle{Data: map[string]any{display.MIMEText: "about " + code}}, code == "print"
}

func (f *fake) IsComplete(code string) (interp.Completeness, string) {
	if strings.HasSuffix(code, "{") {
		return interp.Incomplete, "\t"
	}
	return interp.Complete, ""
}

func (f *fake) Variables() []interp.Variable { return nil }
func (f *fake) Claims() []cell.Record        { return f.claims }
func (f *fake) Close()                       { *f.closed++ }

// result is what a command left behind.
type result struct {
	status              int
	out, diag           string
	opened, closed, end int // sessions opened and closed, worlds ended
}

// kernel runs the command in a directory of its own.
func kernel(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var r result
	var stdout, stderr bytes.Buffer
	p := &program{stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr}
	p.start = func() (*world, error) {
		return &world{
			open:  func() (session, error) { r.opened++; return &fake{closed: &r.closed}, nil },
			close: func() { r.end++ },
		}, nil
	}
	r.status = p.run(args)
	r.out, r.diag = stdout.String(), stderr.String()
	if r.opened != r.closed {
		t.Errorf("%q: opened %d sessions, closed %d", args, r.opened, r.closed)
	}
	return r
}

// notebook writes a notebook of code cells and returns its path.
func notebook(t *testing.T, name string, cells ...string) string {
	t.Helper()
	var list []map[string]any
	for _, c := range cells {
		list = append(list, map[string]any{
			"cell_type": "code", "source": c, "metadata": map[string]any{}, "outputs": []any{}, "execution_count": nil,
		})
	}
	nb := map[string]any{"nbformat": 4, "nbformat_minor": 4, "metadata": map[string]any{}, "cells": list}
	b, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// exists fails t unless exactly the named files exist below dir.
func exists(t *testing.T, dir string, want ...string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			got = append(got, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("files in %s: got %q, %v; want %q", dir, got, err, want)
	}
}
