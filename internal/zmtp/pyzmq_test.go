package zmtp_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

// TestPyZMQ runs testdata/pyzmq_test.py, whose sockets are those of libzmq.
func TestPyZMQ(t *testing.T) {
	python := os.Getenv("MATHDL_PYTHON")
	if python == "" {
		t.Skip("MATHDL_PYTHON does not name a Python interpreter with pyzmq")
	}
	if out, err := exec.Command(python, "-c", "import zmq").CombinedOutput(); err != nil {
		t.Skipf("no pyzmq in %s: %s", python, bytes.TrimSpace(out))
	}
	h := host{t: t, r: router(t, nil)}
	h.listen(anyPort)
	defer func() { h.x.Close(0) }()
	ipc, err := zmtp.ListenEcho("ipc://"+t.TempDir()+"/kernel-1", nil)
	must(t, err)
	defer ipc.Close(0)
	served := make(chan struct{})
	go func() {
		defer close(served)
		h.serve()
	}()
	cmd := exec.CommandContext(t.Context(), python, "testdata/pyzmq_test.py", h.r.Addr(), h.x.Addr(), echo(t, nil).Addr(), ipc.Addr())
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	must(t, err)
	must(t, h.r.Close(time.Second))
	<-served
}

// A host does on request what the script cannot do itself.
type host struct {
	t *testing.T
	r *zmtp.Router
	x *zmtp.XPub
}

func (h *host) listen(endpoint string) {
	x, err := zmtp.ListenXPub(endpoint, nil, welcome)
	if err != nil {
		h.t.Error(err)
		return
	}
	h.x = x
}

// serve carries out the first frame of every message.
func (h *host) serve() {
	for {
		id, m, err := h.r.Recv(h.t.Context())
		if err != nil {
			return
		}
		// A REQ socket sends an empty frame first and wants it back.
		n := 0
		if len(m[0]) == 0 && len(m) > 1 {
			n = 1
		}
		if err := h.r.Send(id, slices.Concat(m[:n], h.reply(m[n:]))); err != nil {
			h.t.Errorf("reply to %q: %v", id, err)
		}
	}
}

func (h *host) reply(m zmtp.Message) zmtp.Message {
	switch string(m[0]) {
	case "echo":
		return m
	case "publish":
		n, _ := strconv.Atoi(string(m[1]))
		size, _ := strconv.Atoi(string(m[2]))
		padding := string(make([]byte, size))
		for i := range n {
			if err := h.x.Publish(numbered(i, padding)); err != nil {
				h.t.Error(err)
			}
		}
		return msg("published")
	case "restart":
		if err := h.x.Close(time.Second); err != nil {
			h.t.Error(err)
		}
		h.listen(h.x.Addr())
		return msg("restarted")
	}
	h.t.Errorf("request nobody made: %q", m)
	return msg("bogus")
}
