package main

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args      string
		status    int
		out, diag string // must be contained; "" means empty
	}{
		{"", misuse, "", "usage: kernel COMMAND"},
		{"help", ok, "usage: kernel COMMAND", ""},
		{"-h", ok, "usage: kernel COMMAND", ""},
		{"--help", ok, "usage: kernel COMMAND", ""},
		{"help run", ok, "-allow-errors", ""},
		{"help install", ok, "-display-name", ""},
		{"run -h", ok, "", "usage: kernel run [FLAGS] NOTEBOOK..."},
		{"help nonsense", misuse, "", "want one command"},
		{"help help", misuse, "", "want one command"},
		{"help run serve", misuse, "", "want one command"},
		{"nonsense", misuse, "", `no command "nonsense"`},
		{"version", ok, runtime.Version(), ""},
		{"--version", ok, "engine  yaegi", ""},
		{"version now", misuse, "", `version: got the argument "now"`},
		{"repl now", misuse, "", `repl: got the argument "now"`},
		{"run", misuse, "", "want at least one notebook"},
		{"run -nonsense", misuse, "", "-nonsense"},
		{"run -timeout soon x.ipynb", misuse, "", "-timeout"},
		{"run -timeout -1s x.ipynb", misuse, "", "-timeout: got -1s"},
		{"run -p 1=2 x.ipynb", misuse, "", "want name=value"},
		{"run -html x.html a.ipynb b.ipynb", misuse, "", "got several notebooks"},
		{"run a/x.ipynb b/x.ipynb", misuse, "", "would both be written to"},
		{"run absent.ipynb", misuse, "", "absent.ipynb"},
		{"export", misuse, "", "want at least one notebook"},
		{"export absent.ipynb", misuse, "", "absent.ipynb"},
		{"serve", misuse, "", "got 0 connection files, want one"},
		{"serve a b", misuse, "", "got 2 connection files, want one"},
		{"serve absent.json", misuse, "", "absent.json"},
		{"install -user -prefix x", misuse, "", "want one"},
		{"uninstall -user -sys-prefix", misuse, "", "want one"},
		{"install here", misuse, "", `got the argument "here"`},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Chdir(t.TempDir())
			r := kernel(t, "", strings.Fields(test.args)...)
			if r.status != test.status || !holds(r.out, test.out) || !holds(r.diag, test.diag) {
				t.Errorf("got %d, %q, %q; want %d, %q, %q", r.status, r.out, r.diag, test.status, test.out, test.diag)
			}
		})
	}
}

func holds(got, want string) bool { return strings.Contains(got, want) && (want != "" || got == "") }

// TestHelpIsComplete holds the list to the table and every command to its -h.
func TestHelpIsComplete(t *testing.T) {
	list := kernel(t, "", "help").out
	for _, v := range verbs {
		if !strings.Contains(list, "  "+v.name) || v.help == "" {
			t.Errorf("help lacks %s", v.name)
		}
		if v.name == "help" {
			continue
		}
		if r := kernel(t, "", v.name, "-h"); r.status != ok || !strings.Contains(r.diag, "usage: kernel "+v.name) {
			t.Errorf("%s -h: got %d, %q", v.name, r.status, r.diag)
		}
	}
}

func TestFlagsAnywhere(t *testing.T) {
	for _, args := range []string{"-a 1 x y", "x -a 1 y", "x y -a 1", "x -a=1 y", "-a 1 -- x y"} {
		p := &program{stderr: &strings.Builder{}}
		f := p.flags(verbs[0])
		a := f.Int("a", 0, "")
		rest, status, done := p.parse(f, strings.Fields(args))
		if *a != 1 || strings.Join(rest, " ") != "x y" || status != ok || done {
			t.Errorf("%q: got a=%d, %q, %d, %v", args, *a, rest, status, done)
		}
	}
	p := &program{stderr: &strings.Builder{}}
	if rest, _, _ := p.parse(p.flags(verbs[0]), []string{"x", "--", "-a", "y"}); strings.Join(rest, " ") != "x -a y" {
		t.Errorf("behind --: got %q", rest)
	}
}

func TestNoSession(t *testing.T) {
	t.Chdir(t.TempDir())
	nb := notebook(t, "n.ipynb", "print x")
	broken := errors.New("no interpreter today")
	for _, open := range []bool{false, true} {
		for _, args := range [][]string{{"repl"}, {"run", nb}} {
			var out, diag strings.Builder
			p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &diag}
			p.start = func() (*world, error) {
				if !open {
					return nil, broken
				}
				return &world{open: func() (session, error) { return nil, broken }, close: func() {}}, nil
			}
			if status := p.run(args); status == ok || !strings.Contains(diag.String(), broken.Error()) {
				t.Errorf("%q: got %d, %q", args, status, diag.String())
			}
		}
	}
}

func TestRepl(t *testing.T) {
	for _, test := range []struct {
		in, out, diag string
		status        int
	}{
		{"", "", "", ok},
		{"print a\nvalue 1\n", "a\n1\n", "", ok},
		{"print a\nfail x\nprint b\n", "a\n", "undefined: x", failed},
	} {
		r := kernel(t, test.in, "repl")
		if r.status != test.status || r.out != test.out || !holds(r.diag, test.diag) || r.end != 1 {
			t.Errorf("%q: got %+v", test.in, r)
		}
	}
}

// TestRedirected checks that what the program itself says goes past the redirection.
func TestRedirected(t *testing.T) {
	var old, before, diag strings.Builder
	closed := 0
	p := &program{stdin: strings.NewReader("value 1\nfail x\n"), stdout: &old, stderr: &old}
	p.start = func() (*world, error) {
		return &world{&before, &diag, func() (session, error) { return &fake{closed: &closed}, nil }, func() {}}, nil
	}
	if status := p.run([]string{"repl"}); status != failed || old.String() != "" || before.String() != "1\n" || diag.String() == "" {
		t.Errorf("got %d, %q, %q, %q", status, old.String(), before.String(), diag.String())
	}
}
