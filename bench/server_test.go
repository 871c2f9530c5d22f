package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakePython is called by TestMain: a process whose first argument is a server
// answers as the module it is asked for says.
func fakePython() {
	if len(os.Args) != 4 || filepath.Base(os.Args[1]) != "server.py" {
		return
	}
	threads, module := os.Args[2], os.Args[3]
	switch module {
	case "absent":
		fmt.Println(`{"missing": "torch"}`)
	case "broken":
		fmt.Println("Traceback:")
	case "dead":
		os.Exit(1)
	case "silent":
		time.Sleep(time.Hour)
	default:
		fmt.Println(`{"ready": true}`)
	}
	in := bufio.NewScanner(os.Stdin)
	for n := 1; in.Scan(); n++ {
		switch {
		case strings.Contains(in.Text(), `"error"`):
			fmt.Println(`{"error": "NameError()"}`)
		case strings.Contains(in.Text(), `"missing"`):
			fmt.Println(`{"missing": "scipy"}`)
		case strings.Contains(in.Text(), `"die"`):
			os.Exit(1)
		default:
			fmt.Printf(`{"seconds": %d.%s, "version": "%s"}`+"\n", n, threads, os.Getenv("OMP_NUM_THREADS"))
		}
	}
	os.Exit(0)
}

// fake returns a Python process that is this program.
func fake(t *testing.T, module string) *Python {
	t.Helper()
	p := newPython(module, 3, filepath.Join(t.TempDir(), "peers"), os.Executable)
	t.Cleanup(p.stop)
	return p
}

func TestServer(t *testing.T) {
	p := fake(t, "good")
	ask := p.Case("numpy", "sum", map[string]int{"n": 3})
	for _, want := range []float64{1.3, 2.3} { // one process, asked twice
		if v, err := ask.Measure(t.Context()); err != nil || v != want {
			t.Errorf("got %v, %v, want %v", v, err, want)
		}
	}
	if ask.Name != "numpy" || ask.Version() != "3" {
		t.Errorf("got %s %s, want the number of threads in its environment", ask.Name, ask.Version())
	}
	var absent *Absent
	if _, err := p.Measure("missing", nil)(t.Context()); !errors.As(err, &absent) || absent.Name != "scipy" {
		t.Errorf("a case whose package is missing: got %v", err)
	}
	if _, err := p.Measure("error", nil)(t.Context()); err == nil || !strings.Contains(err.Error(), "NameError()") {
		t.Errorf("a case that fails: got %v", err)
	}
	if v, err := ask.Measure(t.Context()); err != nil || v != 5.3 {
		t.Errorf("afterwards: got %v, %v", v, err)
	}
	if _, err := p.Measure("unsendable", make(chan int))(t.Context()); err == nil {
		t.Error("arguments that have no JSON were sent")
	}
	for range 2 { // it is not started again
		if _, err := p.Measure("die", nil)(t.Context()); err == nil {
			t.Error("a process that ended gave an answer")
		}
	}
}

func TestServerThatDoesNotStart(t *testing.T) {
	var absent *Absent
	if _, err := fake(t, "absent").Measure("x", nil)(t.Context()); !errors.As(err, &absent) || absent.Name != "torch" {
		t.Errorf("a module whose package is missing: got %v", err)
	}
	for _, module := range []string{"broken", "dead"} {
		if _, err := fake(t, module).Measure("x", nil)(t.Context()); err == nil || errors.As(err, &absent) {
			t.Errorf("%s: got %v", module, err)
		}
	}
	p := newPython("good", 1, t.TempDir(), func() (string, error) { return "", &Absent{"Python", "build it"} })
	for range 2 {
		if _, err := p.Measure("x", nil)(t.Context()); !errors.As(err, &absent) || absent.How != "build it" {
			t.Errorf("without Python: got %v", err)
		}
	}
}

func TestBenchPython(t *testing.T) {
	b, _ := newTest(t, 1)
	one := b.Python("m", 1)
	if b.Python("m", 1) != one || b.Python("m", 2) == one || b.Python("n", 1) == one {
		t.Error("want one process for each module and number of threads")
	}
}

const moduleText = `
from cases import case

@case("sum", "no-such-distribution")
def sum_(n):
    import os
    assert os.environ["OMP_NUM_THREADS"] == "2"
    print("this must not be taken for an answer")
    return lambda: sum(range(n))

@case("absent", "x")
def absent():
    import no_such_package

@case("broken", "x")
def broken():
    raise ValueError("why")
`

// The same with the real thing.
func TestServerOfPython(t *testing.T) {
	python, err := basePython()
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "module.py"), []byte(moduleText), 0o644); err != nil {
		t.Fatal(err)
	}
	p := newPython("module", 2, dir, func() (string, error) { return python, nil })
	defer p.stop()
	sum := p.Case("python", "sum", map[string]int{"n": 1000})
	if v, err := sum.Measure(t.Context()); err != nil || v <= 0 || v > 1 || sum.Version() != "" {
		t.Errorf("got %v s, %v, version %q", v, err, sum.Version())
	}
	var absent *Absent
	if _, err := p.Measure("absent", nil)(t.Context()); !errors.As(err, &absent) || absent.Name != "no_such_package" {
		t.Errorf("absent: got %v", err)
	}
	for name, want := range map[string]string{"broken": "why", "unknown": "no case unknown", "sum": "argument"} {
		if _, err := p.Measure(name, nil)(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	if v, err := sum.Measure(t.Context()); err != nil || v <= 0 {
		t.Errorf("afterwards: got %v s, %v", v, err)
	}
	absentModule := newPython("no_such_module", 1, dir, func() (string, error) { return python, nil })
	defer absentModule.stop()
	if _, err := absentModule.Measure("x", nil)(t.Context()); !errors.As(err, &absent) || absent.Name != "no_such_module" {
		t.Errorf("a module that does not exist: got %v", err)
	}
}

func TestFindPython(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("LocalAppData", t.TempDir())
	t.Setenv(pythonVariable, "")
	var absent *Absent
	if exe, err := findPython(); !errors.As(err, &absent) {
		t.Errorf("without an environment: got %q, %v", exe, err)
	}
	dir := environment()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(complete(dir), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if exe, err := findPython(); err != nil || exe != interpreter(dir) {
		t.Errorf("with an environment: got %q, %v, want %q", exe, err, interpreter(dir))
	}
	var out strings.Builder
	if err := installPython(t.Context(), &out); err != nil || strings.TrimSpace(out.String()) != interpreter(dir) {
		t.Errorf("installed again: got %q, %v", &out, err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(pythonVariable, self)
	if exe, err := findPython(); err != nil || exe != self {
		t.Errorf("by the variable: got %q, %v", exe, err)
	}
	t.Setenv(pythonVariable, filepath.Join(dir, "no-python"))
	if exe, err := findPython(); err == nil || errors.As(err, &absent) {
		t.Errorf("by a wrong variable: got %q, %v, want an error that names it", exe, err)
	}
}

// Every line of the requirements is a pin, so that runs are comparable.
func TestRequirements(t *testing.T) {
	for line := range strings.Lines(requirements) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || strings.HasPrefix(line, "--") {
			continue
		}
		if !strings.Contains(line, "==") {
			t.Errorf("got %q, want name==version", line)
		}
	}
}
