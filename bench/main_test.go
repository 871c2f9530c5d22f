package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/mathdl/kernel/bench/front/fronttest"
)

func TestMain(m *testing.M) {
	fronttest.Main()
	fakePython()
	os.Exit(m.Run())
}

// withSuites replaces what is registered during a test.
func withSuites(t *testing.T, s ...Suite) {
	old := registered
	registered = nil
	t.Cleanup(func() { registered = old })
	for _, s := range s {
		register(s)
	}
}

func nothing(context.Context, *Bench) error { return nil }

func TestRegister(t *testing.T) {
	withSuites(t, Suite{Name: "b", Run: nothing}, Suite{Name: "a", Run: nothing})
	if all := suites(); all[0].Name != "a" || all[1].Name != "b" {
		t.Errorf("got %v, want them by name", all)
	}
	for _, s := range []Suite{
		{Name: "a", Run: nothing}, {Run: nothing}, {Name: "c"},
		{Name: "c/d", Run: nothing}, {Name: "c,d", Run: nothing}, {Name: "c d", Run: nothing},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("registered %+v", s)
				}
			}()
			register(s)
		}()
	}
}

func TestFilter(t *testing.T) {
	withSuites(t, Suite{Name: "kern", Run: nothing}, Suite{Name: "kernel", Run: nothing})
	for _, tt := range []struct {
		only           string
		suites, others string // wanted and not
		figures, rest  string
	}{
		{"", "kern kernel", "", "kern/gemm kernel/one", ""},
		{"kern", "kern", "kernel", "kern/gemm kern/gemm/512", "kernel/one"},
		{"kern/gemm", "kern", "kernel", "kern/gemm kern/gemm/512", "kern/gemm2 kern/fft"},
		{"kernel/one, kern/fft", "kern kernel", "", "kernel/one kern/fft", "kernel/lines kern/gemm"},
	} {
		f, err := parseFilter(tt.only)
		if err != nil {
			t.Fatal(err)
		}
		check := func(want bool, got func(string) bool, names string) {
			for name := range strings.FieldsSeq(names) {
				if got(name) != want {
					t.Errorf("-only %q: %s: got %v, want %v", tt.only, name, !want, want)
				}
			}
		}
		check(true, f.suite, tt.suites)
		check(false, f.suite, tt.others)
		check(true, f.figure, tt.figures)
		check(false, f.figure, tt.rest)
	}
	for _, only := range []string{"gemm", "kern,", "/", "kern kernel"} {
		if f, err := parseFilter(only); err == nil {
			t.Errorf("-only %q: got %q", only, f)
		}
	}
}

func TestUnmet(t *testing.T) {
	done := []string{"kern/gemm/512"}
	for only, want := range map[string]bool{"kern": true, "kern/gemm": true, "kern/gem": false, "kern/gemm/512/x": false} {
		if err := (filter{only}).unmet(done); (err == nil) != want {
			t.Errorf("-only %s: got %v, want met: %v", only, err, want)
		}
	}
}

func TestRun(t *testing.T) {
	fail := errors.New("out of order")
	withSuites(t,
		Suite{Name: "good", About: "rows", Run: func(_ context.Context, b *Bench) error {
			if _, err := os.Stat(b.Tmp()); err != nil {
				t.Error(err)
			}
			return errors.Join(b.Row(Row{Name: "x", Unit: Seconds}), b.Row(Row{Name: "y", Unit: Seconds}))
		}},
		Suite{Name: "bad", About: "none", Run: func(context.Context, *Bench) error { return fail }},
	)
	for _, tt := range []struct {
		args           string
		status         int
		stdout, stderr string // what they contain
		not            string // and what the first does not
	}{
		{"-list", 0, "bad          none\ngood         rows\n", "", ""},
		{"-only good -json", 0, `"name":"good/y"`, "", "figure"},
		{"-only good/x", 0, "good/x", "", "good/y"},
		{"", 1, "good/x", "bad: out of order", ""},
		{"-only good/z", 1, "", `nothing was measured for "good/z"`, "good"},
		{"-only ugly", 2, "", `no suite "ugly"`, ""},
		{"-rounds 0", 2, "", "want 1 or more", ""},
		{"good", 2, "", "want flags only", ""},
		{"-x", 2, "", "-x", ""},
		{"-h", 0, "", "-json", ""},
	} {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(tt.args), &stdout, &stderr)
		if status != tt.status || !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) ||
			tt.not != "" && strings.Contains(stdout.String(), tt.not) {
			t.Errorf("%q: got status %d\n%s\n%s\nwant %+v", tt.args, status, &stdout, &stderr, tt)
		}
	}
}
