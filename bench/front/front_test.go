package front

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/bench/front/fronttest"
)

func TestMain(m *testing.M) {
	fronttest.Main()
	os.Exit(m.Run())
}

// start runs the kernel of fronttest, and connects when it is ready.
func start(t *testing.T) (*Process, *Client) {
	t.Helper()
	argv, err := fronttest.Argv(FilePlace)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(t.TempDir(), argv, nil)
	if err != nil {
		t.Fatal(err)
	}
	var c *Client
	t.Cleanup(func() { p.Stop(c) })
	if c, err = p.Dial(patient(t)); err != nil {
		t.Fatal(err)
	}
	at, err := c.Ready(patient(t))
	if err != nil {
		t.Fatal(err)
	}
	if !at.After(p.Started) {
		t.Errorf("ready at %v, started at %v", at, p.Started)
	}
	return p, c
}

func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestExecute(t *testing.T) {
	_, c := start(t)
	for _, tt := range []struct {
		code, status, stdout, result string
		errors                       int
	}{
		{"show 2", "ok", "", "2", 0},
		{"print a\nprint b", "ok", "a\nb\n", "", 0},
		{"count 3\nshow x", "ok", "0\n1\n2\n", "x", 0},
		{"print a\nbogus", "error", "a\n", "", 1},
	} {
		x, err := c.Execute(patient(t), tt.code)
		if err != nil {
			t.Fatalf("%q: %v", tt.code, err)
		}
		if x.Status() != tt.status || x.Stdout != tt.stdout || x.Result != tt.result || x.Errors != tt.errors {
			t.Errorf("%q: got %s, %q, %q, %d errors, want %+v", tt.code, x.Status(), x.Stdout, x.Result, x.Errors, tt)
		}
		if x.Took() <= 0 || x.Took() < x.Replied.Sub(x.Sent) || x.Took() < x.Idle.Sub(x.Sent) {
			t.Errorf("%q: took %v: sent %v, idle %v, replied %v", tt.code, x.Took(), x.Sent, x.Idle, x.Replied)
		}
	}
}

func TestComplete(t *testing.T) {
	_, c := start(t)
	for code, want := range map[string]string{"größe pr": "print", "nothing": ""} {
		_, matches, err := c.Complete(patient(t), code)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(matches, " "); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

func TestInterruptLoop(t *testing.T) {
	_, c := start(t)
	for _, signal := range []bool{false, true} {
		if signal && runtime.GOOS == "windows" {
			continue
		}
		d, err := c.InterruptLoop(patient(t), "print on\nloop", signal)
		if err != nil {
			t.Fatalf("signal %v: %v", signal, err)
		}
		if d <= 0 {
			t.Errorf("signal %v: idle %v after the interrupt", signal, d)
		}
		if x, err := c.Execute(patient(t), "show alive"); err != nil || x.Result != "alive" {
			t.Errorf("signal %v: then got %+v, %v", signal, x, err)
		}
	}
	if _, err := c.InterruptLoop(patient(t), "show quiet", false); err == nil {
		t.Error("a cell that ends by itself was interrupted")
	}
}

func TestExchangeEnds(t *testing.T) {
	t.Run("context", func(t *testing.T) {
		_, c := start(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Execute(ctx, "loop"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("watch", func(t *testing.T) {
		_, c := start(t)
		stop := errors.New("enough")
		_, err := c.execute(patient(t), "show 1", func(Event) error { return stop })
		if !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("kernel", func(t *testing.T) {
		p, c := start(t)
		_, err := c.execute(patient(t), "print on\nloop", func(e Event) error {
			if e.Message.Header.Type == "stream" {
				return p.cmd.Process.Kill()
			}
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), "ended") && !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "reset") {
			t.Errorf("got %v", err)
		}
	})
}

// A kernel that cannot start says why, and nobody waits for it.
func TestDialOfEnded(t *testing.T) {
	argv, err := fronttest.Argv(filepath.Join(t.TempDir(), "absent.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(t.TempDir(), argv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Dial(patient(t)); err == nil || !strings.Contains(err.Error(), "absent.json") {
		t.Errorf("got %v, want the end of standard error", err)
	}
	p.Stop(nil)
}

func TestStart(t *testing.T) {
	if _, err := Start(t.TempDir(), []string{filepath.Join(t.TempDir(), "absent")}, nil); err == nil {
		t.Error("started a program that does not exist")
	}
	if _, err := Start(filepath.Join(t.TempDir(), "absent"), []string{"x"}, nil); err == nil {
		t.Error("wrote a connection file in a directory that does not exist")
	}
}

func TestStop(t *testing.T) {
	p, c := start(t)
	p.Stop(c)
	if err := p.ended(); err == nil {
		t.Error("the kernel still runs")
	}
	if _, err := c.Execute(patient(t), "show 1"); err == nil {
		t.Error("a closed client got an answer")
	}
	c.Close() // again
}

func TestTail(t *testing.T) {
	w := new(tail)
	if got := w.String(); !strings.Contains(got, "nothing") {
		t.Errorf("empty: got %q", got)
	}
	long := strings.Repeat("x", tailSize)
	for _, s := range []string{"begin", long[5:], " the end\n"} {
		if n, err := w.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatal(n, err)
		}
	}
	if got := w.String(); len(got) != tailSize-1 || !strings.HasSuffix(got, " the end") || strings.Contains(got, "begin") {
		t.Errorf("got %d bytes: %.20q…", len(got), got)
	}
}
