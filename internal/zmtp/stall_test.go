package zmtp_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

func readFull(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	return err
}

// small are options under which a peer is soon stalled.
func small() *zmtp.Options {
	return &zmtp.Options{QueueBytes: 1 << 20, StallTimeout: 50 * time.Millisecond}
}

// TestSendToStalledPeer: Send fails in the end, and the peer is gone.
func TestSendToStalledPeer(t *testing.T) {
	goroutines(t)
	r := router(t, small())
	d := dial(t, "DEALER", r.Addr(), "me")
	send(t, d, "x")
	recv(t, r, "x")
	body := strings.Repeat("x", 100_000)
	eventually(t, "stalled", func() bool {
		err := r.Send("me", msg(body))
		if err != nil && !errors.Is(err, zmtp.ErrStalled) {
			t.Fatalf("got %v, want %v", err, zmtp.ErrStalled)
		}
		return err != nil
	})
	eventually(t, "unknown", func() bool { return errors.Is(r.Send("me", msg(body)), zmtp.ErrUnknownPeer) })
	expectEnd(t, d)
	other := dial(t, "DEALER", r.Addr(), "me")
	send(t, other, "y")
	must(t, r.Send(recv(t, r, "y"), msg("z")))
	expect(t, other, "z")
}

// TestSlowPeerIsNotStalled: who reads slowly slows the sender and gets all.
func TestSlowPeerIsNotStalled(t *testing.T) {
	o := &zmtp.Options{QueueMessages: 8, StallTimeout: patience}
	r, x := router(t, o), xpub(t, o, welcome)
	d, s := dial(t, "DEALER", r.Addr(), "me"), subscriber(t, x, "")
	send(t, d, "x")
	recv(t, r, "x")
	const n = 2000
	padding := strings.Repeat("x", 20_000) // in all, beyond what TCP keeps
	errs := make(chan error, 1)
	go func() {
		for i := range n {
			if err := errors.Join(r.Send("me", numbered(i, padding)), x.Publish(numbered(i, padding))); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	for i := range n {
		expectNumbered(t, s, i, 1)
		expectNumbered(t, d, i, 1)
	}
	must(t, <-errs)
}

// TestLargerThanQueue: the queue bound is no bound for a single message.
func TestLargerThanQueue(t *testing.T) {
	o := &zmtp.Options{QueueBytes: 1000, StallTimeout: patience}
	x := xpub(t, o, welcome)
	s := subscriber(t, x, "")
	large := strings.Repeat("0123456789", 500_000)
	go func() {
		for range 3 {
			x.Publish(msg("before"))
			x.Publish(msg(large))
		}
	}()
	for range 3 {
		expect(t, s, "before")
		expect(t, s, large)
	}
}

// TestFloodWithoutReading: answers that a peer does not read are bounded too.
func TestFloodWithoutReading(t *testing.T) {
	goroutines(t)
	e, r, x := echo(t, small()), router(t, small()), xpub(t, small(), func([]byte) zmtp.Message {
		return msg(strings.Repeat("w", 10_000))
	})
	d := dial(t, "DEALER", e.Addr(), "")
	body := strings.Repeat("x", 10_000)
	for d.Send(msg("", body)) == nil {
	}
	p := dial(t, "DEALER", r.Addr(), "")
	for p.Command("PING", []byte("\x00\x00contextcontext")) == nil {
	}
	s := dial(t, "SUB", x.Addr(), "")
	for s.Subscribe("t") == nil && s.Unsubscribe("t") == nil {
	}
}

// TestUnreceived: a peer whose messages are not received is not read from
// beyond the bound, and holds up nobody.
func TestUnreceived(t *testing.T) {
	goroutines(t)
	const n, waiting = 3000, 53 // of 20 kB in 1 MiB
	r := router(t, &zmtp.Options{QueueBytes: 1 << 20})
	flood, me := dial(t, "DEALER", r.Addr(), ""), raw(t, r.Addr())
	sent := make(chan int, n)
	go func() {
		padding := strings.Repeat("x", 20_000)
		for i := range n {
			if flood.Send(numbered(i, padding)) != nil {
				return
			}
			sent <- i
		}
	}()
	eventually(t, "more sent than may wait", func() bool { return len(sent) > waiting })
	// Once PING is answered, the message before it waits to be received.
	fmt.Fprint(me, hello("DEALER")+"\x00\x06me too"+"\x04\x07\x04PING\x00\x00")
	awaitPong(t, me)
	ctx := within(t)
	for i, heard := 0, false; i < n || !heard; {
		_, m, err := r.Recv(ctx)
		must(t, err)
		switch {
		case same(m, msg("me too")):
			heard = true
			if i > waiting {
				t.Errorf("%d messages of the other waited before, want at most %d", i, waiting)
			}
		case string(m[1]) != fmt.Sprint(i):
			t.Fatalf("got number %q, want %d", m[1], i)
		default:
			i++
		}
	}
}

// TestDeafFlood: a peer that closes its ears and goes on sending is bounded like
// any other.
func TestDeafFlood(t *testing.T) {
	goroutines(t)
	path := t.TempDir() + "/kernel-1"
	r, err := zmtp.ListenRouter("ipc://"+path, small())
	must(t, err)
	defer r.Close(0)
	c, err := net.Dial("unix", path)
	must(t, err)
	defer c.Close()
	ready := "\x04\x2b\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x02me"
	fmt.Fprint(c, hello("")[:64]+ready+"\x00\x02hi")
	recv(t, r, "hi")
	must(t, c.(*net.UnixConn).CloseRead())
	eventually(t, "deaf", func() bool { return errors.Is(r.Send("me", msg("x")), zmtp.ErrUnknownPeer) })

	c.SetDeadline(time.Now().Add(500 * time.Millisecond))
	message := []byte("\x00\xff" + strings.Repeat("x", 255))
	n, sent := 20_000, 0
	for sent < n {
		if _, err := c.Write(message); err != nil {
			break
		}
		sent++
	}
	if sent == n {
		t.Errorf("all %d messages taken, want what 1 MiB holds", n)
	}
}

// awaitPong reads greeting, READY and an answer to a PING without context.
func awaitPong(t *testing.T, conn io.Reader) {
	t.Helper()
	head := make([]byte, 64+2)
	must(t, readFull(conn, head))
	must(t, readFull(conn, make([]byte, head[65])))
	pong := make([]byte, 7)
	must(t, readFull(conn, pong))
	if string(pong) != "\x04\x05\x04PONG" {
		t.Fatalf("got %q, want PONG", pong)
	}
}

// TestCloseFlushes: what was sent before Close arrives.
func TestCloseFlushes(t *testing.T) {
	goroutines(t)
	r, x := router(t, nil), xpub(t, nil, welcome)
	d, s := dial(t, "DEALER", r.Addr(), "me"), subscriber(t, x, "")
	send(t, d, "x")
	recv(t, r, "x")
	const n = 1000
	padding := strings.Repeat("x", 10_000)
	for i := range n {
		must(t, r.Send("me", numbered(i, padding)))
		must(t, x.Publish(numbered(i, padding)))
	}
	// Unread input at Close must not make TCP throw the rest away.
	for range 100 {
		send(t, d, "unread")
		must(t, s.Unsubscribe("unread"))
	}
	closed := make(chan error, 2)
	go func() { closed <- r.Close(patience) }()
	go func() { closed <- x.Close(patience) }()
	expectNumbered(t, d, 0, n)
	expectNumbered(t, s, 0, n)
	expectEnd(t, d)
	expectEnd(t, s)
	must(t, <-closed)
	must(t, <-closed)
}

// TestCloseLingers: no longer than it was told to, for a peer that does not read.
func TestCloseLingers(t *testing.T) {
	goroutines(t)
	for _, linger := range []time.Duration{-time.Second, 0, 50 * time.Millisecond} {
		x := xpub(t, nil, welcome)
		s := subscriber(t, x, "")
		padding := strings.Repeat("x", 1<<20)
		for i := range 40 {
			must(t, x.Publish(numbered(i, padding)))
		}
		must(t, x.Close(linger)) // ends at all, with 40 MB unread
		if read := expectEnd(t, s); read == 40 {
			t.Error("all messages received: this test is too small")
		}
	}
}

// TestConcurrentClose: Close may meet anything.
func TestConcurrentClose(t *testing.T) {
	goroutines(t)
	for range 20 {
		r, x, e := router(t, nil), xpub(t, nil, welcome), echo(t, nil)
		d, s := dial(t, "DEALER", r.Addr(), "me"), dial(t, "SUB", x.Addr(), "")
		q := dial(t, "REQ", e.Addr(), "")
		go func() {
			for r.Send("me", msg("x")); d.Send(msg("x")) == nil; {
			}
		}()
		go func() {
			for s.Subscribe("") == nil && s.Unsubscribe("") == nil {
			}
		}()
		go func() {
			for q.Send(msg("x")) == nil {
				q.Recv(t.Context())
			}
		}()
		published := make(chan error)
		go func() {
			for {
				if err := x.Publish(msg("x")); err != nil {
					published <- err
					return
				}
			}
		}()
		closed := make(chan error)
		for range 2 {
			go func() {
				closed <- errors.Join(r.Close(time.Millisecond), x.Close(time.Millisecond), e.Close(time.Millisecond))
			}()
		}
		must(t, <-closed)
		must(t, <-closed)
		if err := <-published; !errors.Is(err, zmtp.ErrClosed) {
			t.Errorf("Publish: got %v, want %v", err, zmtp.ErrClosed)
		}
	}
}
