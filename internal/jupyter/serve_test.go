package jupyter_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
)

const (
	shell   = jupytertest.Shell
	control = jupytertest.Control
	stdin   = jupytertest.Stdin
	iopub   = jupytertest.IOPub
)

// serving is the number of kernels of the running test.
var serving int

// kernel is a kernel that serves a script.
type kernel struct {
	*script
	*jupyter.Kernel
	conn jupyter.Connection
	stop context.CancelFunc
	done chan struct{} // closed when Serve has returned
	err  error         // of Serve
}

// serve starts a kernel on real sockets. At the end of the test it is stopped,
// if it is not yet, and must have left nothing behind.
func serve(t *testing.T) *kernel {
	t.Helper()
	return serveOn(t, jupyter.NewConnection())
}

func serveOn(t *testing.T, c jupyter.Connection) *kernel {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	listening, err := jupyter.Listen(c, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	k := &kernel{script: newScript(), Kernel: listening, conn: listening.Connection(), stop: cancel, done: make(chan struct{})}
	go func() {
		defer close(k.done)
		k.err = listening.Serve(ctx, k.script)
	}()
	serving++
	t.Cleanup(func() {
		k.stop()
		k.wait(t)
		if serving--; serving == 0 {
			checkGone(t)
		}
	})
	return k
}

// wait waits until Serve has returned.
func (k *kernel) wait(t *testing.T) {
	t.Helper()
	select {
	case <-k.done:
	case <-time.After(jupytertest.Patience):
		t.Fatal("Serve does not return")
	}
	if k.err != nil {
		t.Errorf("Serve: %v", k.err)
	}
	if k.closed != 1 {
		t.Errorf("Close of the engine: got %d calls, want 1", k.closed)
	}
}

// checkGone waits until no goroutine of a kernel is left. The goroutines that the
// test waits with, and those of clients, are not in the packages looked for.
func checkGone(t *testing.T) {
	t.Helper()
	var stacks strings.Builder
	for range 1000 {
		stacks.Reset()
		pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		if !strings.Contains(stacks.String(), "jupyter.(*Kernel)") && !strings.Contains(stacks.String(), "internal/zmtp.(") {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("goroutines are left:\n%s", stacks.String())
}

// await waits for a value of the verb enter.
func (k *kernel) await(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-k.entered:
		if got != want {
			t.Fatalf("entered: got %q, want %q", got, want)
		}
	case <-time.After(jupytertest.Patience):
		t.Fatalf("cell does not enter %q", want)
	}
}

// arrive waits until n requests have come by the shell channel.
func (k *kernel) arrive(t *testing.T, n uint64) {
	t.Helper()
	for range 10_000 {
		if k.Arrived() >= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("requests that have arrived: got %d, want %d", k.Arrived(), n)
}

// start sends a cell and waits until it has reached its line "enter x".
func (k *kernel) start(t *testing.T, c *jupytertest.Client, code string) (id string) {
	t.Helper()
	id = c.Send(shell, "execute_request", jupytertest.Cell(code))
	k.await(t, "x")
	return id
}

// ends checks how a cell ends that start has started.
func ends(t *testing.T, c *jupytertest.Client, id, status, ename string) {
	t.Helper()
	reply := jupytertest.Content(t, c.Reply(shell, id))
	got, _ := reply["ename"].(string)
	if reply["status"] != status || got != ename {
		t.Errorf("reply: got %v, want %s %s", reply, status, ename)
	}
	c.Broadcasts(id)
}

func TestStopByContext(t *testing.T) {
	k := serve(t)
	jupytertest.Dial(t, k.conn).Execute("print x")
	k.stop()
	k.wait(t)
}

func TestStopByRequest(t *testing.T) {
	for _, channel := range []string{control, shell} {
		for _, restart := range []bool{false, true} {
			k := serve(t)
			c, other := jupytertest.Dial(t, k.conn), jupytertest.Dial(t, k.conn)
			reply, broadcasts := c.Call(channel, "shutdown_request", map[string]any{"restart": restart})
			for _, m := range append(broadcasts, reply) {
				if got := jupytertest.Content(t, m); m.Header.Type != "shutdown_reply" || got["status"] != "ok" || got["restart"] != restart {
					t.Errorf("%s, restart %v: got %s %v", channel, restart, m.Header.Type, got)
				}
			}
			if len(broadcasts) != 1 {
				t.Errorf("%s: broadcasts: got %v, want one shutdown_reply", channel, jupytertest.Types(broadcasts))
			}
			other.Next(iopub, func(m *jupyter.Message) bool { return m.Header.Type == "shutdown_reply" })
			k.wait(t)
		}
	}
}

// A shutdown does not wait for the cell, but the cell says how it ended.
func TestStopWhileBusy(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	id := k.start(t, c, "enter x\nloop")
	info, _ := c.Call(control, "kernel_info_request", map[string]any{})
	if info.Header.Type != "kernel_info_reply" {
		t.Errorf("kernel_info while busy: got %s", info.Header.Type)
	}
	c.Call(control, "shutdown_request", map[string]any{"restart": false})
	ends(t, c, id, "error", "KeyboardInterrupt")
	k.wait(t)
}

// What was sent before the shutdown arrives, however much it is.
func TestStopAfterMuchOutput(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	id := c.Send(shell, "execute_request", jupytertest.Cell("lines 50000\nenter x"))
	k.await(t, "x")
	c.Reply(shell, id)
	c.Call(control, "shutdown_request", map[string]any{})
	if got := strings.Count(jupytertest.Text(t, c.Broadcasts(id), "stdout"), "\n"); got != 50000 {
		t.Errorf("lines: got %d, want 50000", got)
	}
}

// A cell that heeds nothing is left behind.
func TestStopWhileStubborn(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	k.start(t, c, "enter x\nstubborn")
	c.Call(control, "shutdown_request", map[string]any{})
	k.wait(t)
	close(k.release)
}

func TestRestarts(t *testing.T) {
	conn := serve(t).conn
	for range 20 {
		c := jupyter.NewConnection()
		k := serveOn(t, c)
		client := jupytertest.Dial(t, k.conn)
		client.Execute("print x")
		client.Call(control, "shutdown_request", map[string]any{"restart": true})
		client.Close()
		k.wait(t)
	}
	jupytertest.Dial(t, conn).Execute("print x") // the first is not disturbed
}

func TestIPC(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "k-2")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k := serveOn(t, jupyter.Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), Key: "secret", HBPort: 1})
	want := jupyter.Connection{
		Transport: "ipc", IP: filepath.Join(dir, "k"), Key: "secret", SignatureScheme: "hmac-sha256",
		ShellPort: 3, ControlPort: 4, StdinPort: 5, IOPubPort: 6, HBPort: 1,
	}
	if k.conn != want {
		t.Errorf("connection: got %+v, want %+v", k.conn, want)
	}
	c := jupytertest.Dial(t, k.conn)
	c.Heartbeat()
	if reply, _ := c.Execute("result 1"); reply["status"] != "ok" {
		t.Errorf("reply: got %v", reply)
	}
}

func TestPortTaken(t *testing.T) {
	k := serve(t)
	c := jupyter.NewConnection()
	c.StdinPort = k.conn.ShellPort
	engine := newScript()
	err := jupyter.Serve(t.Context(), c, engine, nil)
	if err == nil || !strings.Contains(err.Error(), "stdin channel") || engine.closed != 1 {
		t.Errorf("got %v and %d calls of Close, want an error that names the stdin channel and 1", err, engine.closed)
	}
}

func TestNoKey(t *testing.T) {
	c := jupyter.NewConnection()
	c.Key = ""
	k := serveOn(t, c)
	client := jupytertest.Dial(t, k.conn)
	m := client.Message("execute_request", jupytertest.Cell("print x"))
	f, err := m.Frames(nil)
	if err != nil {
		t.Fatal(err)
	}
	if sig := f[slices.IndexFunc(f, func(b []byte) bool { return string(b) == "<IDS|MSG>" })+1]; len(sig) != 0 {
		t.Errorf("signature: got %q, want none", sig)
	}
	client.SendFrames(shell, f)
	if got := jupytertest.Text(t, client.Broadcasts(m.Header.ID), "stdout"); got != "x\n" {
		t.Errorf("output: got %q", got)
	}
}
