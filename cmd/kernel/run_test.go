package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for _, test := range []struct {
		name, args string
		status     int
		out, diag  string // must be contained; "" means empty
		files      string
	}{
		{"clean", "good.ipynb", ok, "", "good.ipynb: cell 2/2 …", "out/good.html out/good.ipynb"},
		{"claims", "claims.ipynb", ok, "slope", "claims.ipynb: 1 cells", "out/claims.html out/claims.ipynb"},
		{"refuted", "refuted.ipynb", failed, "fails", "", "out/refuted.html out/refuted.ipynb"},
		{"cell fails", "bad.ipynb", failed, "", "    | ^\n", "out/bad.html out/bad.ipynb"},
		{"errors allowed", "-allow-errors bad.ipynb", ok, "", "cell 2/2", "out/bad.html out/bad.ipynb"},
		{"several", "good.ipynb claims.ipynb", ok, "slope", "good.ipynb", "out/claims.html out/claims.ipynb out/good.html out/good.ipynb"},
		{"one of several fails", "bad.ipynb good.ipynb", failed, "", "good.ipynb: 2 cells", "out/bad.html out/bad.ipynb out/good.html out/good.ipynb"},
		{"one of several is absent", "absent.ipynb good.ipynb", misuse, "", "absent.ipynb", "out/good.html out/good.ipynb"},
		{"to a file", "good.ipynb -o x/y.ipynb", ok, "", "→ x/y.ipynb, x/y.html", "x/y.html x/y.ipynb"},
		{"to a directory that is there", "good.ipynb -o there", ok, "", "", "there/good.html there/good.ipynb"},
		{"to a directory", "good.ipynb -o new/", ok, "", "", "new/good.html new/good.ipynb"},
		{"several to a directory", "good.ipynb claims.ipynb -o new", ok, "slope", "", "new/claims.html new/claims.ipynb new/good.html new/good.ipynb"},
		{"page elsewhere", "good.ipynb -html p/q.html", ok, "", "", "out/good.ipynb p/q.html"},
		{"no page", "good.ipynb -html=", ok, "", "→ out/good.ipynb\n", "out/good.ipynb"},
		{"claims in a file", "claims.ipynb good.ipynb -claims c.json", ok, "slope", "", "c.json out/claims.html out/claims.ipynb out/good.html out/good.ipynb"},
		{"time limit", "-timeout 20ms endless.ipynb", failed, "", "time limit", "out/endless.html out/endless.ipynb"},
		{"parameter without a cell for it", "-p n=1 good.ipynb", misuse, "", "parameter n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			sources := []string{
				notebook(t, "bad.ipynb", "fail x", "print never"), notebook(t, "claims.ipynb", "hold slope"),
				notebook(t, "endless.ipynb", "wait"), notebook(t, "good.ipynb", "print a", "value 1"),
				notebook(t, "refuted.ipynb", "refute slope"),
			}
			if err := os.Mkdir("there", 0o755); err != nil {
				t.Fatal(err)
			}
			r := kernel(t, "", append([]string{"run"}, strings.Fields(test.args)...)...)
			if r.status != test.status || !holds(r.out, test.out) || !strings.Contains(r.diag, test.diag) {
				t.Errorf("got %d, %q, %q; want %d, %q, %q", r.status, r.out, r.diag, test.status, test.out, test.diag)
			}
			for _, s := range sources {
				os.Remove(s)
			}
			exists(t, ".", strings.Fields(test.files)...)
		})
	}
}

func TestClaimsFile(t *testing.T) {
	t.Chdir(t.TempDir())
	a, b := notebook(t, "a.ipynb", "hold one"), notebook(t, "b.ipynb", "refute two")
	if r := kernel(t, "", "run", a, b, "-claims", "all.json"); r.status != failed {
		t.Errorf("got status %d", r.status)
	}
	text, err := os.ReadFile("all.json")
	if err != nil {
		t.Fatal(err)
	}
	var claims []struct {
		Notebook, Name string
		Holds          bool
	}
	if err := json.Unmarshal(text, &claims); err != nil || len(claims) != 2 ||
		claims[0].Notebook != "a.ipynb" || claims[1].Name != "two" || !claims[0].Holds || claims[1].Holds {
		t.Errorf("got %+v, %v", claims, err)
	}
}

func TestResultsCannotBeWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	nb := notebook(t, "a.ipynb", "print x")
	if err := os.WriteFile("file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-o", "file/x.ipynb"}, {"-html", "file/x.html"}, {"-claims", "file/c.json"}} {
		if r := kernel(t, "", append([]string{"run", nb}, args...)...); r.status != failed || !strings.Contains(r.diag, "file") {
			t.Errorf("%q: got %d, %q", args, r.status, r.diag)
		}
	}
}

func TestExport(t *testing.T) {
	t.Chdir(t.TempDir())
	nb := notebook(t, "a.ipynb", "print x")
	if r := kernel(t, "", "export", nb); r.status != ok || r.opened != 0 {
		t.Errorf("got %+v", r)
	}
	exists(t, "out", "a.html")
	page, err := os.ReadFile(filepath.Join("out", "a.html"))
	if err != nil || !strings.Contains(string(page), "print") {
		t.Errorf("the page lacks the cell: %v", err)
	}
}

func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot interrupt itself on Windows")
	}
	t.Chdir(t.TempDir())
	a, b := notebook(t, "a.ipynb", "print x", "wait"), notebook(t, "b.ipynb", "print never")
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	var stdout strings.Builder
	closed := 0
	p := &program{stdout: &stdout}
	p.stderr = writerFunc(func(text string) {
		if strings.Contains(text, "cell 1/2") { // the handler is in place
			if err := self.Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}
	})
	p.start = func() (*world, error) {
		return &world{open: func() (session, error) { return &fake{closed: &closed}, nil }, close: func() {}}, nil
	}
	if status := p.run([]string{"run", a, b}); status != failed || closed != 1 {
		t.Errorf("got status %d, %d sessions", status, closed)
	}
	exists(t, "out", "a.html", "a.ipynb")
}

type writerFunc func(string)

func (f writerFunc) Write(b []byte) (int, error) { f(string(b)); return len(b), nil }
