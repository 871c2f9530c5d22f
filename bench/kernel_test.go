package main

import (
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mathdl/kernel/bench/front"
	"github.com/mathdl/kernel/bench/front/fronttest"
)

// script returns a contender that is the kernel of fronttest.
func script(t *testing.T, name string) *contender {
	t.Helper()
	argv, err := fronttest.Argv(front.FilePlace)
	if err != nil {
		t.Fatal(err)
	}
	return &contender{name: name, argv: argv, signal: runtime.GOOS != "windows", cells: cells{
		one: "show 2", plus: "show %d", setup: "print ready", lines: "count 100000",
		complete: "pr", name: "print", err: "bogus", loop: "print on\nloop", hello: "print hello",
	}}
}

// Every figure can be taken from a kernel that does everything, but one: the
// script cannot add.
func TestFigures(t *testing.T) {
	b, _ := newTest(t, 1)
	c := script(t, "script")
	c.cells.plus = "show 3\n#%d"
	if err := c.warm(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	r, err := c.start(b)
	if err != nil {
		t.Fatal(err)
	}
	defer r.stop()
	for _, f := range figures {
		v, err := f.take(t.Context(), r)
		switch {
		case errors.Is(err, front.ErrNoProc):
		case f.name == "changed":
			if err == nil || !strings.Contains(err.Error(), `got "3"`) {
				t.Errorf("a wrong sum: got %v, %v", v, err)
			}
		case err != nil || v <= 0:
			t.Errorf("%s: got %v, %v", f.name, v, err)
		}
	}
}

func TestCompete(t *testing.T) {
	b, kept := newTest(t, 2, "s/first", "s/one")
	ours, peer := script(t, "ours"), script(t, "peer")
	gone := &contender{name: "gone", absent: &Absent{"gone", "find it"}}
	peer.cells.one = "show 3"
	if err := compete(t.Context(), b, []*contender{ours, peer, gone}); err != nil {
		t.Fatal(err)
	}
	if err := ours.failure(); err != nil {
		t.Errorf("ours: %v", err)
	}
	if err := peer.failure(); err == nil || !strings.Contains(err.Error(), "first: ") {
		t.Errorf("a peer that cannot add: got %v", err)
	}
	for _, f := range figures {
		for _, p := range []*contender{peer, gone} {
			if err := b.Row(kernelRow(f, ours, p)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(*kept) != 4 {
		t.Fatalf("got %d rows, want 2 figures with 2 peers", len(*kept))
	}
	first, one := (*kept)[0], (*kept)[2]
	if first.Ours == nil || first.Peer != nil || !strings.Contains(first.Note, "peer failed 2 times of 2") {
		t.Errorf("got %+v", first)
	}
	if len(ours.side("one").series) != 2 || one.Ours == nil || one.Note != "" {
		t.Errorf("got %+v", one)
	}
	if r := (*kept)[1]; r.Ours == nil || r.Absent != "gone is absent: find it" || r.Threads == 0 {
		t.Errorf("got %+v", r)
	}
}

// A kernel that ends at once is a row without numbers, not the end of the run.
func TestCompeteOfEnded(t *testing.T) {
	b, _ := newTest(t, 1)
	c := script(t, "ended")
	c.argv[len(c.argv)-1] = "no-such-file"
	if err := compete(t.Context(), b, []*contender{c}); err != nil {
		t.Fatal(err)
	}
	if err := c.failure(); err == nil || !strings.Contains(err.Error(), "no-such-file") {
		t.Errorf("got %v, want what the kernel said", err)
	}
}

func TestCheckLines(t *testing.T) {
	var b strings.Builder
	for i := range lineCount {
		b.WriteString(strconv.Itoa(i) + "\n")
	}
	all := b.String()
	if err := checkLines(all); err != nil {
		t.Error(err)
	}
	for name, text := range map[string]string{
		"empty":       "",
		"last gone":   strings.TrimSuffix(all, "99999\n"),
		"end gone":    strings.TrimSuffix(all, "\n"),
		"first gone":  strings.TrimPrefix(all, "0\n"),
		"one gone":    strings.Replace(all, "\n500\n", "\n", 1),
		"swapped":     strings.Replace(all, "7\n8\n", "8\n7\n", 1),
		"one twice":   strings.Replace(all, "\n7\n", "\n7\n7\n", 1),
		"one more":    all + "100000\n",
		"interleaved": strings.Replace(all, "\n12\n13\n", "\n1\n213\n", 1),
	} {
		if checkLines(text) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// What figures stand on is taken before them.
func TestFigureOrder(t *testing.T) {
	var names []string
	for _, f := range figures {
		if slices.Contains(names, f.name) || f.name == "" || f.about == "" || f.take == nil {
			t.Errorf("figure %+v", f)
		}
		names = append(names, f.name)
	}
	if names[0] != "ready" || slices.Index(names, "first") > slices.Index(names, "start-first") ||
		slices.Index(names, "memory") > slices.Index(names, "lines") {
		t.Errorf("got %v", names)
	}
}

func TestPeersAbsent(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv(pythonVariable, "")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("LocalAppData", t.TempDir())
	b, _ := newTest(t, 1)
	for _, c := range []*contender{ipykernel(t.Context(), b), gonb(t.Context())} {
		if c.absent == nil || !strings.Contains(c.absent.How, "install") {
			t.Errorf("%s: got %v, want it absent, and how to install it", c.name, c.absent)
		}
		for name := range c.wants {
			if !slices.ContainsFunc(figures, func(f figure) bool { return f.name == name }) {
				t.Errorf("%s: a ratio is wanted of %q, which is no figure", c.name, name)
			}
		}
	}
}
