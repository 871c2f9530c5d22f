package jupyter_test

import (
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
)

func interrupt(t *testing.T, c *jupytertest.Client) {
	t.Helper()
	m, broadcasts := c.Call(control, "interrupt_request", object{})
	if m.Header.Type != "interrupt_reply" || string(m.Content) != `{"status":"ok"}` || len(broadcasts) != 0 {
		t.Errorf("interrupt: got %s %s and %v", m.Header.Type, m.Content, jupytertest.Types(broadcasts))
	}
}

func TestInterrupt(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	interrupt(t, c) // nothing runs: nothing happens
	for i := range 3 {
		id := k.start(t, c, "enter x\nloop\nprint never")
		waiting := c.Send(shell, "execute_request", jupytertest.Cell("print next"))
		k.arrive(t, uint64(2*i+2))
		interrupt(t, c)
		ends(t, c, id, "error", "KeyboardInterrupt")
		ends(t, c, waiting, "aborted", "")
	}
	interrupt(t, c)
	if reply, _ := c.Execute("print x"); reply["status"] != "ok" {
		t.Errorf("afterwards: got %v", reply)
	}
}

// An interrupt that comes as soon as busy is seen is not lost, and text that was
// printed is there before the error.
func TestInterruptAtOnce(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for range 20 {
		id := c.Send(shell, "execute_request", jupytertest.Cell("loop"))
		busy := c.Next(iopub, func(m *jupyter.Message) bool { return jupytertest.ParentID(m) == id })
		if !strings.Contains(string(busy.Content), "busy") {
			t.Fatalf("got %s, want busy", busy.Content)
		}
		interrupt(t, c)
		if got := jupytertest.Content(t, c.Reply(shell, id)); got["ename"] != "KeyboardInterrupt" {
			t.Errorf("got %v", got)
		}
		c.Next(iopub, func(m *jupyter.Message) bool {
			return jupytertest.ParentID(m) == id && strings.Contains(string(m.Content), "idle")
		})
	}
}

// A cell that does not stop holds up neither heartbeats nor the control channel.
func TestBusy(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	id := k.start(t, c, "enter x\nstubborn")
	late := c.Send(shell, "kernel_info_request", object{})
	for range 3 {
		c.Heartbeat()
		interrupt(t, c)
		if m, _ := c.Call(control, "kernel_info_request", object{}); m.Header.Type != "kernel_info_reply" {
			t.Errorf("got %s", m.Header.Type)
		}
	}
	jupytertest.Dial(t, k.conn).Heartbeat() // nor new clients
	close(k.release)
	ends(t, c, id, "ok", "") // it did not heed the interrupt, so it was not interrupted
	c.Reply(shell, late)
	c.Broadcasts(late)
}

func TestInput(t *testing.T) {
	k := serve(t)
	c, other := jupytertest.Dial(t, k.conn), jupytertest.Dial(t, k.conn)
	for _, s := range []struct{ code, want string }{
		{"print a\ninput name? ", `{"prompt":"name? ","password":false}`},
		{"print a\npassword key? ", `{"prompt":"key? ","password":true}`},
	} {
		for _, parent := range []bool{true, false} {
			id := c.Send(shell, "execute_request", with(jupytertest.Cell(s.code), "allow_stdin", true))
			q := c.AwaitInput()
			if string(q.Content) != s.want || jupytertest.ParentID(q) != id {
				t.Errorf("%s: got %s of %s", s.code, q.Content, q.Parent)
			}
			// What was printed before the question is there to be read.
			c.Next(iopub, func(m *jupyter.Message) bool { return m.Header.Type == "stream" })
			c.Heartbeat()
			other.Answer(q, "somebody else's")
			stale := *q
			stale.Raw = []byte(`{"msg_id":"earlier"}`)
			c.Answer(&stale, "stale")
			c.SendMessage(stdin, c.Message("kernel_info_request", object{}))
			c.SendMessage(stdin, c.Message("input_reply", object{"value": 7}))
			if !parent {
				q = nil
			}
			c.Answer(q, "Gauß 𝜃")
			if parent { // without one, who can tell to which question it comes too late?
				c.Answer(q, "twice")
			}
			c.Reply(shell, id)
			answer := c.Next(iopub, func(m *jupyter.Message) bool { return m.Header.Type == "stream" })
			if string(answer.Content) != `{"name":"stdout","text":"Gauß 𝜃"}` {
				t.Errorf("%s: got %s", s.code, answer.Content)
			}
		}
	}
}

func TestInputRefused(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	reply, _ := c.Execute("input name? ")
	if reply["status"] != "error" || reply["evalue"] != jupyter.ErrNoInput.Error() {
		t.Errorf("without allow_stdin: got %v", reply)
	}
	id := c.Send(shell, "execute_request", with(jupytertest.Cell("input name? "), "allow_stdin", true))
	q := c.AwaitInput()
	m := c.Message("input_reply", object{"status": "error", "ename": "x", "evalue": "y"})
	m.Parent = q.Raw
	c.SendMessage(stdin, m)
	if got := jupytertest.Content(t, c.Reply(shell, id)); got["evalue"] != jupyter.ErrNoInput.Error() {
		t.Errorf("client that cannot ask: got %v", got)
	}
}

func TestInputInterrupted(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	q := with(jupytertest.Cell("input name? "), "allow_stdin", true)
	id := c.Send(shell, "execute_request", q)
	asked := c.AwaitInput()
	interrupt(t, c)
	ends(t, c, id, "error", "KeyboardInterrupt")
	c.Answer(asked, "too late")
	id = c.Send(shell, "execute_request", q)
	c.Answer(c.AwaitInput(), "in time")
	c.Reply(shell, id)
	if got := jupytertest.Text(t, c.Broadcasts(id), "stdout"); got != "in time" {
		t.Errorf("got %q", got)
	}
}
