package jupyter_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// What cannot be read is dropped, on every channel, and costs nobody the kernel.
func TestMalformedMessages(t *testing.T) {
	k := serve(t)
	c, friend := jupytertest.Dial(t, k.conn), jupytertest.Dial(t, k.conn)
	good, err := c.Message("execute_request", jupytertest.Cell("fail never")).Frames(jupyter.Key(k.conn.Key))
	if err != nil {
		t.Fatal(err)
	}
	forge := func(i int, frame string) zmtp.Message {
		m := append(zmtp.Message{}, good...)
		m[i] = []byte(frame)
		return m
	}
	many := zmtp.Message{}
	for range 500 {
		many = append(many, []byte("<IDS|MSG>"))
	}
	for _, channel := range []string{shell, control, stdin} {
		for _, m := range []zmtp.Message{
			{[]byte("junk")}, {{}}, {[]byte("<IDS|MSG>")}, many,
			forge(1, strings.Repeat("00", 32)), forge(1, "not hexadecimal"), forge(1, ""), forge(1, strings.Repeat("zz", 32)),
			forge(2, "{"), forge(5, `{"code":"fail changed"}`), good[:4],
		} {
			c.SendFrames(channel, m)
		}
	}
	for _, client := range []*jupytertest.Client{c, friend} {
		client.Call(control, "kernel_info_request", object{})
		if reply, _ := client.Execute("print x"); reply["status"] != "ok" {
			t.Errorf("afterwards: got %v", reply)
		}
	}
	if got := k.cells(); len(got) != 2 {
		t.Errorf("run: got %q, want print twice", got)
	}
}

// A frame that is announced too long costs its sender the connection, before it
// costs the kernel memory.
func TestOversizeFrame(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, port := range []int{k.conn.ShellPort, k.conn.ControlPort, k.conn.StdinPort, k.conn.IOPubPort, k.conn.HBPort} {
		conn, err := net.Dial("tcp", net.JoinHostPort(k.conn.IP, strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		greeting := make([]byte, 64)
		copy(greeting, "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL")
		ready := "\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"
		long := binary.BigEndian.AppendUint64([]byte{2}, 1<<40)
		hello := append(greeting, 4, byte(len(ready)))
		hello = append(append(hello, ready...), long...)
		if _, err := conn.Write(hello); err != nil {
			t.Fatal(err)
		}
		// The kernel closes the connection: reading ends, after what it has sent.
		if _, err := bytes.NewBuffer(nil).ReadFrom(conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("port %d: %v", port, err)
		}
	}
	if reply, _ := c.Execute("print x"); reply["status"] != "ok" {
		t.Errorf("afterwards: got %v", reply)
	}
}

// Connections that say nothing keep nobody out.
func TestSilentConnections(t *testing.T) {
	k := serve(t)
	for range 10 {
		for _, port := range []int{k.conn.ShellPort, k.conn.ControlPort, k.conn.StdinPort, k.conn.IOPubPort, k.conn.HBPort} {
			conn, err := net.Dial("tcp", net.JoinHostPort(k.conn.IP, strconv.Itoa(port)))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
		}
	}
	c := jupytertest.Dial(t, k.conn)
	c.Heartbeat()
	c.Call(control, "kernel_info_request", object{})
	if reply, _ := c.Execute("print x"); reply["status"] != "ok" {
		t.Errorf("got %v", reply)
	}
}

// A subscriber that does not read delays the others once, and costs them
// nothing. What is printed meanwhile is more than can wait for it.
func TestStalledSubscriber(t *testing.T) {
	jupyter.ShortenQueues(t, 1<<20)
	k := serve(t)
	stalled, err := zmtptest.Dial("SUB", k.conn.Endpoint(k.conn.IOPubPort), "")
	if err != nil {
		t.Fatal(err)
	}
	defer stalled.Close()
	if err := stalled.Subscribe(""); err != nil {
		t.Fatal(err)
	}
	if m, err := stalled.Recv(t.Context()); err != nil || len(m) == 0 { // it is subscribed
		t.Fatal(m, err)
	}
	c := jupytertest.Dial(t, k.conn)
	const rounds, width = 20, 1 << 20 // far beyond what the sockets of the system hold
	code := "print " + strings.Repeat("x", width)
	for range rounds {
		_, broadcasts := c.Execute(code)
		if got := len(jupytertest.Text(t, broadcasts, "stdout")); got != width+1 {
			t.Fatalf("bytes: got %d, want %d", got, width+1)
		}
	}
}

// Each client gets the replies to its own requests and all broadcasts; that one
// leaves concerns nobody.
func TestTwoClients(t *testing.T) {
	k := serve(t)
	a, b := jupytertest.Dial(t, k.conn), jupytertest.Dial(t, k.conn)
	for i := range 3 {
		ida := a.Send(shell, "execute_request", jupytertest.Cell(fmt.Sprint("print a", i)))
		idb := b.Send(shell, "execute_request", jupytertest.Cell(fmt.Sprint("print b", i)))
		a.Reply(shell, ida)
		b.Reply(shell, idb)
		for _, c := range []*jupytertest.Client{a, b} {
			for id, want := range map[string]string{ida: fmt.Sprintln("a", i), idb: fmt.Sprintln("b", i)} {
				if got := jupytertest.Text(t, c.Broadcasts(id), "stdout"); got != strings.ReplaceAll(want, " ", "") {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		}
	}
	id := a.Send(shell, "execute_request", jupytertest.Cell("enter x\nhold"))
	k.await(t, "x")
	a.Close()
	k.release <- struct{}{}
	if got := b.Broadcasts(id); len(got) != 1 {
		t.Errorf("broadcasts for a client that left: got %v", jupytertest.Types(got))
	}
	if reply, _ := b.Execute("print x"); reply["status"] != "ok" {
		t.Errorf("afterwards: got %v", reply)
	}
}

// Every subscriber is welcomed to its topic first; the session in the header is
// that of the kernel, and always the same.
func TestWelcome(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	m, _ := c.Call(shell, "kernel_info_request", object{})
	for _, topic := range []string{"", "kernel.", "nothing"} {
		sub, err := zmtptest.Dial("SUB", k.conn.Endpoint(k.conn.IOPubPort), "")
		if err != nil {
			t.Fatal(err)
		}
		defer sub.Close()
		if err := sub.Subscribe(topic); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), jupytertest.Patience)
		defer cancel()
		f, err := sub.Recv(ctx)
		if err != nil {
			t.Fatal(err)
		}
		w, err := jupyter.Parse(f, jupyter.Key(k.conn.Key))
		if err != nil {
			t.Fatal(err)
		}
		if w.Header.Type != "iopub_welcome" || string(w.Parent) != "{}" || string(w.Route[0]) != topic ||
			string(w.Content) != fmt.Sprintf(`{"subscription":%q}`, topic) || w.Header.Session != m.Header.Session {
			t.Errorf("%q: got %s %s %s to %q", topic, w.Raw, w.Parent, w.Content, w.Route)
		}
		if topic != "kernel." {
			continue
		}
		c.Execute("print x")
		if f, err := sub.Recv(ctx); err != nil || !strings.HasPrefix(string(f[0]), "kernel."+m.Header.Session+".status") {
			t.Errorf("%q: got %q, %v", topic, f, err)
		}
	}
}
