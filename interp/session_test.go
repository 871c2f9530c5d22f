package interp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mathdl/kernel/interp"
)

func TestOutputIsCaught(t *testing.T) {
	s := open(t)
	got := run(s, 1, `fmt.Println("fmt")
fmt.Fprintln(os.Stdout, "os.Stdout")
os.Stdout.WriteString("WriteString\n")
var f *os.File = os.Stderr
fmt.Fprintln(f, "os.Stderr")
log.SetFlags(0)
log.Println("log")
log.New(os.Stdout, "new ", 0).Println("logger")
println("builtin", 1.5)
w := bufio.NewWriter(os.Stdout)
fmt.Fprint(w, "compiled ä🦫\n")
w.Flush()`)
	for _, want := range []string{"fmt\nos.Stdout\nWriteString\n", "stderr: os.Stderr\nstderr: log\n", "new logger\n", "stderr: builtin +1.500000e+00\n", "compiled ä🦫\n"} {
		if !strings.Contains(got, want) && !containsLines(got, want) {
			t.Errorf("got\n%s\nwithout %q", got, want)
		}
	}
}

// containsLines reports whether every line of want is a line of got: the two
// streams may interleave.
func containsLines(got, want string) bool {
	have := map[string]bool{}
	for line := range strings.Lines(got) {
		have[line] = true
	}
	for line := range strings.Lines(want) {
		if !have[line] {
			return false
		}
	}
	return true
}

func TestManyLines(t *testing.T) {
	s := open(t)
	got := run(s, 1, `for i := 0; i < 20000; i++ { fmt.Println("line", i) }`)
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 20000 || lines[0] != "line 0" || lines[19999] != "line 19999" {
		t.Errorf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// TestInterrupt stops cells of every kind; the session must go on with its variables.
func TestInterrupt(t *testing.T) {
	s := open(t)
	run(s, 1, "kept := 42\nn := 0")
	var wrong []string // said at the end: what a test prints while a session is open goes to the session
	defer func() {
		s.Close()
		if len(wrong) > 0 {
			t.Error(strings.Join(wrong, "\n"))
		}
	}()
	for i, code := range []string{
		"for {}", "for { n++ }", "select {}", "<-make(chan int)", "time.Sleep(time.Hour)", "var mu sync.Mutex; mu.Lock(); mu.Lock()",
		"var wg sync.WaitGroup; wg.Add(1); wg.Wait()", "<-cell.Context().Done()", "func spin() { for { n++ } }\nspin()",
		"sort.Slice(make([]int, 100), func(i, j int) bool { time.Sleep(10 * time.Millisecond); return i < j })",
		"for i := range 1 << 40 { _ = i }", "var f func(); f = func() { for { n++ } }; f()",
	} {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(30*time.Millisecond, cancel)
		err := s.Run(ctx, i+2, code, &recorder{})
		var e *interp.Error
		if !errors.As(err, &e) || e.Kind != interp.Interrupted || !errors.Is(err, context.Canceled) {
			wrong = append(wrong, fmt.Sprintf("%s: got %v", code, err))
		}
		if got := run(s, i+2, "kept"); got != "= 42\n" {
			wrong = append(wrong, fmt.Sprintf("after %s: got %q", code, got))
		}
	}
	before := run(s, 90, "n")
	time.Sleep(20 * time.Millisecond)
	if after := run(s, 91, "n"); after != before {
		wrong = append(wrong, fmt.Sprintf("an interrupted loop ran on: %s then %s", before, after))
	}
}

func TestClaims(t *testing.T) {
	s := open(t)
	run(s, 1, `cell.Claim("good", 1.01, 1, 0.1, "a source")`)
	run(s, 2, `cell.Claim("bad", 2, 1, 0.1, "a source")`)
	c := s.Claims()
	if len(c) != 2 || !c[0].Holds || c[1].Holds || c[0].Name != "good" || c[1].Got != 2 {
		t.Errorf("got %+v", c)
	}
}

func TestInput(t *testing.T) {
	s := open(t)
	r := &recorder{input: []string{"3 4", "name"}}
	if err := s.Run(t.Context(), 1, "var a, b int\nfmt.Scan(&a, &b)\nline, err := cell.Input(\"who? \")", r); err != nil {
		t.Fatal(err)
	}
	if got := run(s, 2, "a, b, line, err"); got != "= 3, 4, \"name\", <nil>\n" {
		t.Errorf("got %q", got)
	}
}

// TestErrorHoldsTheCause checks that what a cell panicked with can be examined.
func TestErrorHoldsTheCause(t *testing.T) {
	s := open(t)
	err := s.Run(t.Context(), 1, "panic(fmt.Errorf(\"reading: %w\", io.ErrUnexpectedEOF))", &recorder{})
	if !strings.Contains(err.Error(), "reading: unexpected EOF") || !errors.Is(err, errEOF()) {
		t.Errorf("got %v", err)
	}
}

func TestTwoSessionsAtOnce(t *testing.T) {
	a, b := open(t), open(t)
	var wg sync.WaitGroup
	for i, s := range []*interp.Session{a, b} {
		wg.Go(func() {
			for k := range 20 {
				if got := run(s, k+1, map[int]string{0: "x := \"a\"\nx", 1: "x := 7\nx"}[i]); got != map[int]string{0: "= \"a\"\n", 1: "= 7\n"}[i] {
					t.Errorf("session %d: got %q", i, got)
				}
			}
		})
	}
	wg.Wait()
}

func errEOF() error { return io.ErrUnexpectedEOF }
