package main

import (
	"errors"
	"net"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
	"github.com/mathdl/kernel/interp"
)

// TestServe drives the whole command through its sockets.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("unix sockets, so that no port can be taken by another")
	}
	t.Chdir(t.TempDir()) // the path of a socket must be short
	conn := jupyter.NewConnection()
	conn.Transport, conn.IP = "ipc", "k"
	conn.ShellPort, conn.ControlPort, conn.StdinPort, conn.IOPubPort, conn.HBPort = 1, 2, 3, 4, 5
	if err := conn.Write("connection.json"); err != nil {
		t.Fatal(err)
	}
	var r result
	done := make(chan struct{})
	go func() { r = kernel(t, "", "serve", "connection.json"); close(done) }()
	await(t, conn, done)
	c := jupytertest.Dial(t, conn)
	info, _ := c.Call("shell", "kernel_info_request", map[string]any{})
	if got := jupytertest.Content(t, info)["implementation"]; got != "mathdl" {
		t.Errorf("implementation: got %v", got)
	}
	reply, out := c.Execute("print hello")
	if reply["status"] != "ok" || jupytertest.Text(t, out, "stdout") != "hello\n" {
		t.Errorf("print: got %v, %q", reply, jupytertest.Text(t, out, "stdout"))
	}
	reply, _ = c.Execute("fail x")
	if reply["ename"] != "TypeError" || reply["evalue"] != "undefined: x" || len(reply["traceback"].([]any)) != 2 {
		t.Errorf("fail: got %v", reply)
	}
	c.Call("control", "shutdown_request", map[string]any{"restart": false})
	if <-done; r.status != ok || r.opened != 1 || r.closed != 1 || r.end != 1 {
		t.Errorf("got %+v", r)
	}
}

// await waits until all channels accept connections, unless the program is done before.
func await(t *testing.T, c jupyter.Connection, done <-chan struct{}) {
	t.Helper()
	for _, port := range []int{c.ShellPort, c.ControlPort, c.StdinPort, c.IOPubPort, c.HBPort} {
		path := c.Endpoint(port)[len("ipc://"):]
		for {
			conn, err := net.Dial("unix", path)
			if err == nil {
				conn.Close()
				break
			}
			select {
			case <-done:
				t.Fatalf("%s: %v", filepath.Base(path), err)
			default:
				runtime.Gosched()
			}
		}
	}
}

func TestEngine(t *testing.T) {
	closed := 0
	e := engine{&fake{closed: &closed}}
	if c := e.Complete("pri", 3); len(c.Items) != 1 || c.To != 3 || c.Items[0] != (jupyter.Item{Text: "print", Kind: "func", Detail: "func(string)"}) {
		t.Errorf("Complete: got %+v", c)
	}
	if status, indent := e.IsComplete("if {"); status != "incomplete" || indent != "\t" {
		t.Errorf("IsComplete: got %q, %q", status, indent)
	}
	err := e.Execute(t.Context(), 1, "fail x", nil)
	var f jupyter.Failure
	var cause *interp.Error
	if !errors.As(err, &f) || f.EName() != "TypeError" || len(f.ETraceback()) != 2 || !errors.As(err, &cause) {
		t.Errorf("Execute: got %v", err)
	}
	if err := e.Execute(t.Context(), 2, "nothing", nil); err != nil {
		t.Errorf("a cell that does not fail: got %v", err)
	}
}
