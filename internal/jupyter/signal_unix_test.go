//go:build !windows

package jupyter_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
)

func TestSignals(t *testing.T) {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		k := serve(t)
		c := jupytertest.Dial(t, k.conn)
		c.Execute("print x") // it serves, so it catches signals
		id := k.start(t, c, "enter x\nloop")
		if err := self.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		ends(t, c, id, "error", "KeyboardInterrupt")
		id = k.start(t, c, "enter x\nloop")
		if err := self.Signal(end); err != nil {
			t.Fatal(err)
		}
		ends(t, c, id, "error", "KeyboardInterrupt")
		k.wait(t)
	}
}

// A kernel whose parent died ends by itself. The parent is a shell that waits for
// its kernel until it is killed.
func TestOrphan(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "connection.json")
	parent := exec.Command("/bin/sh", "-c", `"$0" serve "$1" & wait`, exe, path)
	parent.Env = append(os.Environ(), "JPY_PARENT_PID=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	if line, err := r.ReadString('\n'); err != nil || line != "serving\n" {
		t.Fatalf("kernel: got %q, %v", line, err)
	}
	c, err := jupyter.ReadConnection(path)
	if err != nil {
		t.Fatal(err)
	}
	jupytertest.Dial(t, c).Execute("print x")
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// The kernel holds the other end of the pipe until it ends.
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, r)
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(jupytertest.Patience):
		t.Error("the kernel outlives its parent")
	}
	parent.Wait() // the shell was killed
}
