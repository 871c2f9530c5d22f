package zmtp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// patience bounds what a test waits for. It is reached only by a test that fails.
const patience = 30 * time.Second

// anyPort is where tests listen.
const anyPort = "tcp://127.0.0.1:0"

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// msg makes a message of strings.
func msg(frames ...string) zmtp.Message {
	m := make(zmtp.Message, len(frames))
	for i, f := range frames {
		m[i] = []byte(f)
	}
	return m
}

func same(a, b zmtp.Message) bool { return slices.EqualFunc(a, b, bytes.Equal) }

func router(t *testing.T, o *zmtp.Options) *zmtp.Router {
	t.Helper()
	r, err := zmtp.ListenRouter(anyPort, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(0) })
	return r
}

func xpub(t *testing.T, o *zmtp.Options, hook func([]byte) zmtp.Message) *zmtp.XPub {
	t.Helper()
	x, err := zmtp.ListenXPub(anyPort, o, hook)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close(0) })
	return x
}

func echo(t *testing.T, o *zmtp.Options) *zmtp.Echo {
	t.Helper()
	e, err := zmtp.ListenEcho(anyPort, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close(0) })
	return e
}

func dial(t *testing.T, typ, endpoint, identity string) *zmtptest.Peer {
	t.Helper()
	p, err := zmtptest.Dial(typ, endpoint, identity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// welcome is the hook by which tests know that a subscription has arrived.
func welcome(topic []byte) zmtp.Message { return msg(string(topic), "welcome") }

// subscriber is a SUB peer whose subscription to topic has arrived.
func subscriber(t *testing.T, x *zmtp.XPub, topic string) *zmtptest.Peer {
	t.Helper()
	p := dial(t, "SUB", x.Addr(), "")
	if err := p.Subscribe(topic); err != nil {
		t.Fatal(err)
	}
	expect(t, p, topic, "welcome")
	return p
}

func raw(t *testing.T, endpoint string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

// expect receives a message and compares it.
func expect(t *testing.T, p *zmtptest.Peer, frames ...string) {
	t.Helper()
	m, err := p.Recv(within(t))
	if err != nil || !same(m, msg(frames...)) {
		t.Fatalf("received %.200q, %v, want %.200q", m, err, frames)
	}
}

// expectEnd reads until the server has disconnected the peer.
func expectEnd(t *testing.T, p *zmtptest.Peer) (read int) {
	t.Helper()
	ctx := within(t)
	for {
		if _, err := p.Recv(ctx); err != nil {
			if ctx.Err() != nil {
				t.Fatal("still connected, want disconnected")
			}
			return read
		}
		read++
	}
}

func send(t *testing.T, p *zmtptest.Peer, frames ...string) {
	t.Helper()
	if err := p.Send(msg(frames...)); err != nil {
		t.Fatal(err)
	}
}

// recv receives from a ROUTER and compares the message.
func recv(t *testing.T, r *zmtp.Router, frames ...string) (id string) {
	t.Helper()
	id, m, err := r.Recv(within(t))
	if err != nil || !same(m, msg(frames...)) {
		t.Fatalf("received %.200q, %v, want %.200q", m, err, frames)
	}
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually polls for what another goroutine is about to do.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

// goroutines checks at the end of a test that none is left of those it started.
func goroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		eventually(t, fmt.Sprintf("back to %d goroutines", before), func() bool {
			return runtime.NumGoroutine() <= before
		})
	})
}

func TestRouter(t *testing.T) {
	goroutines(t)
	r := router(t, nil)
	d := dial(t, "DEALER", r.Addr(), "me")
	for _, m := range [][]string{{"one"}, {"", "a", ""}, {strings.Repeat("large", 100_000), "tail"}} {
		send(t, d, m...)
		id := recv(t, r, m...)
		if id != "me" {
			t.Errorf("identity: got %q, want me", id)
		}
		must(t, r.Send(id, msg(m...)))
		expect(t, d, m...)
	}
}

func TestRouterREQ(t *testing.T) {
	r := router(t, nil)
	q := dial(t, "REQ", r.Addr(), "")
	send(t, q, "question")
	id := recv(t, r, "", "question")
	must(t, r.Send(id, msg("", "answer")))
	expect(t, q, "answer")
}

func TestRouterAnonymous(t *testing.T) {
	r := router(t, nil)
	a, b := dial(t, "DEALER", r.Addr(), ""), dial(t, "DEALER", r.Addr(), "")
	send(t, a, "a")
	ida := recv(t, r, "a")
	send(t, b, "b")
	idb := recv(t, r, "b")
	if ida == "" || ida == idb {
		t.Errorf("identities of two anonymous peers: %q and %q", ida, idb)
	}
	must(t, r.Send(ida, msg("to a")))
	must(t, r.Send(idb, msg("to b")))
	expect(t, a, "to a")
	expect(t, b, "to b")
}

func TestRouterErrors(t *testing.T) {
	r := router(t, nil)
	d := dial(t, "DEALER", r.Addr(), "me")
	send(t, d, "x")
	recv(t, r, "x")
	if err := r.Send("you", msg("x")); !errors.Is(err, zmtp.ErrUnknownPeer) {
		t.Errorf("unknown identity: got %v, want %v", err, zmtp.ErrUnknownPeer)
	}
	if err := r.Send("me", nil); !errors.Is(err, zmtp.ErrEmpty) {
		t.Errorf("no frames: got %v, want %v", err, zmtp.ErrEmpty)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := r.Recv(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Recv, cancelled: got %v, want %v", err, context.Canceled)
	}
	must(t, r.Close(0))
	if err := r.Send("me", msg("x")); !errors.Is(err, zmtp.ErrClosed) {
		t.Errorf("Send after Close: got %v, want %v", err, zmtp.ErrClosed)
	}
	if _, _, err := r.Recv(t.Context()); !errors.Is(err, zmtp.ErrClosed) {
		t.Errorf("Recv after Close: got %v, want %v", err, zmtp.ErrClosed)
	}
	must(t, r.Close(0))
}

// TestRecvEndsWithClose: a receiver that already waits is told.
func TestRecvEndsWithClose(t *testing.T) {
	r := router(t, nil)
	errs := make(chan error)
	for range 3 {
		go func() {
			_, _, err := r.Recv(context.Background())
			errs <- err
		}()
	}
	must(t, r.Close(0))
	for range 3 {
		if err := <-errs; !errors.Is(err, zmtp.ErrClosed) {
			t.Errorf("got %v, want %v", err, zmtp.ErrClosed)
		}
	}
}

// TestSendCopies: the caller's slices are its own again.
func TestSendCopies(t *testing.T) {
	r, x := router(t, nil), xpub(t, nil, welcome)
	d, s := dial(t, "DEALER", r.Addr(), "me"), subscriber(t, x, "")
	send(t, d, "x")
	recv(t, r, "x")
	m := msg("before")
	must(t, r.Send("me", m))
	must(t, x.Publish(m))
	copy(m[0], "after!")
	expect(t, d, "before")
	expect(t, s, "before")
}

func TestXPubTopics(t *testing.T) {
	x := xpub(t, nil, welcome)
	all, ab, two := subscriber(t, x, ""), subscriber(t, x, "ab"), subscriber(t, x, "x")
	must(t, two.Subscribe("abc"))
	expect(t, two, "abc", "welcome")
	none := dial(t, "SUB", x.Addr(), "")
	for _, topic := range []string{"ab", "abc", "a", "x", "", "end"} {
		must(t, x.Publish(msg(topic, "body")))
	}
	for _, topic := range []string{"ab", "abc", "a", "x", "", "end"} {
		expect(t, all, topic, "body")
	}
	expect(t, ab, "ab", "body")
	expect(t, ab, "abc", "body")
	expect(t, two, "abc", "body")
	expect(t, two, "x", "body")

	// After the end of a subscription, the next to come is of another one.
	must(t, two.Unsubscribe("x"))
	must(t, two.Unsubscribe("never subscribed"))
	must(t, two.Subscribe("z"))
	expect(t, two, "z", "welcome")
	must(t, none.Subscribe("z"))
	expect(t, none, "z", "welcome")
	must(t, x.Publish(msg("x")))
	must(t, x.Publish(msg("z")))
	expect(t, two, "z")
	expect(t, none, "z")
}

// TestXPubCommands: subscriptions as ZMTP 3.1 has them.
func TestXPubCommands(t *testing.T) {
	x := xpub(t, nil, welcome)
	s := dial(t, "SUB", x.Addr(), "")
	must(t, s.Command("SUBSCRIBE", []byte("a")))
	expect(t, s, "a", "welcome")
	must(t, s.Command("CANCEL", []byte("a")))
	must(t, s.Command("SUBSCRIBE", []byte("b")))
	expect(t, s, "b", "welcome")
	must(t, x.Publish(msg("a")))
	must(t, x.Publish(msg("b")))
	expect(t, s, "b")
}

// TestCommandsIgnored: what is not for this socket, or not known, does no harm.
func TestCommandsIgnored(t *testing.T) {
	r := router(t, nil)
	d := dial(t, "DEALER", r.Addr(), "me")
	for _, name := range []string{"SUBSCRIBE", "CANCEL", "READY", "PONG", "X-UNHEARD-OF"} {
		must(t, d.Command(name, []byte("body")))
	}
	send(t, d, "x")
	recv(t, r, "x")

	x := xpub(t, nil, welcome)
	s := dial(t, "SUB", x.Addr(), "")
	for _, m := range [][]string{{""}, {"\x02?"}, {"\x01two", "frames"}, {"text"}} {
		send(t, s, m...)
	}
	must(t, s.Subscribe("t"))
	expect(t, s, "t", "welcome")
}

func TestErrorCommandEnds(t *testing.T) {
	r := router(t, nil)
	d := dial(t, "DEALER", r.Addr(), "me")
	must(t, d.Command("ERROR", []byte("\x03bad")))
	expectEnd(t, d)
}

func TestXPubErrors(t *testing.T) {
	x := xpub(t, nil, nil)
	if err := x.Publish(nil); !errors.Is(err, zmtp.ErrEmpty) {
		t.Errorf("no frames: got %v, want %v", err, zmtp.ErrEmpty)
	}
	must(t, x.Publish(msg("to nobody")))
	must(t, x.Close(0))
	if err := x.Publish(msg("x")); !errors.Is(err, zmtp.ErrClosed) {
		t.Errorf("after Close: got %v, want %v", err, zmtp.ErrClosed)
	}
}

func TestEcho(t *testing.T) {
	goroutines(t)
	e := echo(t, nil)
	q := dial(t, "REQ", e.Addr(), "")
	for _, m := range [][]string{{"ping"}, {""}, {"a", "", "b"}, {strings.Repeat("x", 100_000)}} {
		send(t, q, m...)
		expect(t, q, m...)
	}
	// A DEALER may have an envelope, and must have the empty frame.
	d := dial(t, "DEALER", e.Addr(), "")
	send(t, d, "no empty frame")
	send(t, d, "envelope", "", "body")
	expect(t, d, "envelope", "", "body")
}

func TestIPC(t *testing.T) {
	endpoint := "ipc://" + t.TempDir() + "/kernel-5555"
	// The second time, the file is there that a killed process would leave.
	for _, unlink := range []bool{false, true} {
		r, err := zmtp.ListenRouter(endpoint, nil)
		must(t, err)
		if r.Addr() != endpoint {
			t.Errorf("Addr: got %q, want %q", r.Addr(), endpoint)
		}
		if _, err := zmtp.ListenRouter(endpoint, nil); err == nil {
			t.Error("second listener on one path: got no error")
		}
		d := dial(t, "DEALER", endpoint, "me")
		send(t, d, "x")
		must(t, r.Send(recv(t, r, "x"), msg("y")))
		expect(t, d, "y")
		must(t, r.Close(time.Second))
		if !unlink {
			abandon(t, strings.TrimPrefix(endpoint, "ipc://"))
		}
	}
}

// abandon leaves a socket nobody listens on.
func abandon(t *testing.T, path string) {
	ln, err := net.Listen("unix", path)
	must(t, err)
	ln.(*net.UnixListener).SetUnlinkOnClose(false)
	must(t, ln.Close())
}

func TestEndpoints(t *testing.T) {
	for _, endpoint := range []string{"tcp://*:*", "tcp://127.0.0.1:*", "tcp://localhost:0"} {
		r, err := zmtp.ListenRouter(endpoint, nil)
		if err != nil {
			t.Errorf("%s: %v", endpoint, err)
			continue
		}
		_, port, err := net.SplitHostPort(strings.TrimPrefix(r.Addr(), "tcp://"))
		if err != nil || port == "0" {
			t.Errorf("%s: address %q", endpoint, r.Addr())
		}
		must(t, r.Close(0))
	}
	taken := router(t, nil).Addr()
	for _, endpoint := range []string{"", "tcp", "tcp://", "tcp://127.0.0.1", "udp://127.0.0.1:0", "ipc://", "ipc:///no/such/directory/x", taken} {
		if _, err := zmtp.ListenRouter(endpoint, nil); err == nil {
			t.Errorf("ListenRouter(%q): got no error", endpoint)
		}
		if _, err := zmtp.ListenXPub(endpoint, nil, nil); err == nil {
			t.Errorf("ListenXPub(%q): got no error", endpoint)
		}
		if _, err := zmtp.ListenEcho(endpoint, nil); err == nil {
			t.Errorf("ListenEcho(%q): got no error", endpoint)
		}
	}
}

// TestReconnect: a client that comes back is a client.
func TestReconnect(t *testing.T) {
	goroutines(t)
	r := router(t, nil)
	for range 20 {
		d, err := zmtptest.Dial("DEALER", r.Addr(), "me")
		must(t, err)
		send(t, d, "x")
		must(t, r.Send(recv(t, r, "x"), msg("y")))
		expect(t, d, "y")
		must(t, d.Close())
		eventually(t, "peer unknown after it left", func() bool {
			return errors.Is(r.Send("me", msg("y")), zmtp.ErrUnknownPeer)
		})
	}
}

// TestRestart: an address can be bound again at once.
func TestRestart(t *testing.T) {
	endpoint := anyPort
	for range 5 {
		r, err := zmtp.ListenRouter(endpoint, nil)
		must(t, err)
		endpoint = r.Addr()
		d := dial(t, "DEALER", endpoint, "me")
		send(t, d, "x")
		recv(t, r, "x")
		must(t, r.Close(0))
		expectEnd(t, d)
	}
}

// TestLastWords: what a client said before it left is received.
func TestLastWords(t *testing.T) {
	r := router(t, nil)
	d := dial(t, "DEALER", r.Addr(), "me")
	for i := range 1000 {
		send(t, d, fmt.Sprint(i))
	}
	must(t, d.Close())
	for i := range 1000 {
		recv(t, r, fmt.Sprint(i))
	}
}

// TestLimitsHold: a peer beyond a limit is dropped, the others are not.
func TestLimitsHold(t *testing.T) {
	o := &zmtp.Options{MaxFrame: 1000, MaxMessage: 1500, MaxFrames: 3}
	r := router(t, o)
	good := dial(t, "DEALER", r.Addr(), "good")
	for _, m := range [][]string{
		{strings.Repeat("x", 1001)},
		{strings.Repeat("x", 800), strings.Repeat("x", 701)},
		{"", "", "", ""},
	} {
		bad := dial(t, "DEALER", r.Addr(), "bad")
		send(t, bad, m...)
		expectEnd(t, bad)
		send(t, good, "x")
		recv(t, r, "x")
	}
	send(t, good, strings.Repeat("x", 1000), strings.Repeat("x", 500), "")
	recv(t, r, strings.Repeat("x", 1000), strings.Repeat("x", 500), "")
}

// TestSubscriptionFlood: subscriptions are bounded in number and in size.
func TestSubscriptionFlood(t *testing.T) {
	x := xpub(t, nil, nil)
	for name, topic := range map[string]func(i int) string{
		"number": func(i int) string { return fmt.Sprint(i) },
		"size":   func(i int) string { return fmt.Sprint(i) + strings.Repeat("x", 20_000) },
	} {
		s := dial(t, "SUB", x.Addr(), "")
		for i := range 5000 {
			if s.Subscribe(topic(i)) != nil {
				break // dropped already
			}
		}
		if expectEnd(t, s); t.Failed() {
			t.Fatal(name)
		}
	}
	// The same topic any number of times is one.
	s := dial(t, "SUB", x.Addr(), "")
	for range 5000 {
		must(t, s.Subscribe("again"))
	}
	for range 5000 {
		must(t, s.Subscribe("on and off"))
		must(t, s.Unsubscribe("on and off"))
	}
	must(t, s.Unsubscribe("again"))
	must(t, s.Command("PING", []byte("\x00\x00")))
	must(t, s.Subscribe("end"))
	eventually(t, "subscribed", func() bool {
		must(t, x.Publish(msg("again")))
		must(t, x.Publish(msg("on and off")))
		must(t, x.Publish(msg("end")))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		m, err := s.Recv(ctx)
		// Published before the last subscriptions were read, "again" may come.
		return err == nil && same(m, msg("end"))
	})
}

// TestHostilePeersOverSockets: no junk on the wire, before or after the
// handshake, disturbs a peer that behaves.
func TestHostilePeersOverSockets(t *testing.T) {
	goroutines(t)
	r, x, e := router(t, nil), xpub(t, nil, welcome), echo(t, nil)
	d, s, q := dial(t, "DEALER", r.Addr(), "good"), subscriber(t, x, ""), dial(t, "REQ", e.Addr(), "")
	for _, junk := range []string{
		"",
		"GET / HTTP/1.1\r\n\r\n",
		strings.Repeat("\x00", 1000),
		strings.Repeat("\xff", 1000),
		hello("BOGUS"),
		hello("DEALER") + "\x02\x7f\xff\xff\xff\xff\xff\xff\xff",
		hello("SUB") + "\x02\xff\xff\xff\xff\xff\xff\xff\xff",
		hello("REQ") + "\x05\x00",
		hello("DEALER") + "\x04\x00",
		hello("SUB") + "\x04\x05\x09PING",
		hello("REQ") + "\x04\x05\x04PING",
		hello("DEALER") + "\x04\x18\x04PING\x00\x00" + strings.Repeat("c", 17),
		hello("SUB") + "\x01\x03cut",
	} {
		for _, endpoint := range []string{r.Addr(), x.Addr(), e.Addr()} {
			c := raw(t, endpoint)
			io.WriteString(c, junk)
			c.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, c) // until the server has had enough
			c.Close()
		}
		send(t, d, "x")
		must(t, r.Send(recv(t, r, "x"), msg("y")))
		expect(t, d, "y")
		must(t, x.Publish(msg("z")))
		expect(t, s, "z")
		send(t, q, "beat")
		expect(t, q, "beat")
	}
}

// hello is the handshake of a peer of a socket type.
func hello(typ string) string {
	greeting := "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x01NULL" + strings.Repeat("\x00", 48)
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00" + string(rune(len(typ))) + typ
	return greeting + "\x04" + string(rune(len(ready))) + ready
}

// TestLog: the log tells of a peer that was dropped, not of one that left.
func TestLog(t *testing.T) {
	records := make(lines, 100)
	r := router(t, &zmtp.Options{Log: slog.New(slog.NewTextHandler(records, nil))})
	d := dial(t, "DEALER", r.Addr(), "ordinary")
	send(t, d, "x")
	recv(t, r, "x")
	must(t, d.Close())
	d = dial(t, "DEALER", r.Addr(), "strange")
	must(t, d.Command("PING", nil))
	expectEnd(t, d)
	must(t, r.Close(0))
	close(records)
	var all []string
	for s := range records {
		all = append(all, s)
	}
	if len(all) != 1 || !strings.Contains(all[0], "protocol violation: bytes of a PING: got 0, want 2 to 18") || !strings.Contains(all[0], "peer=strange") {
		t.Errorf("got records %q, want one of a violation", all)
	}
}

// lines takes what a logger writes.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}
