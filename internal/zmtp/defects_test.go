package zmtp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// The tests of this file are named for the defects of the sockets of zmq4
// v0.17.0, which this package exists to be free of.

// numbered is the i-th of many messages.
func numbered(i int, padding string) zmtp.Message { return msg("stream", fmt.Sprint(i), padding) }

// expectNumbered receives n numbered messages from first on.
func expectNumbered(t *testing.T, p *zmtptest.Peer, first, n int) {
	t.Helper()
	ctx := within(t)
	for i := first; i < first+n; i++ {
		m, err := p.Recv(ctx)
		if err != nil || len(m) != 3 || string(m[1]) != fmt.Sprint(i) {
			t.Fatalf("received %.100q, %v, want number %d", m, err, i)
		}
	}
}

// TestDefectA: a subscriber that does not read for a while loses nothing, even
// if the publisher ends meanwhile.
func TestDefectA_NothingLost(t *testing.T) {
	goroutines(t)
	const n = 60_000
	x := xpub(t, nil, welcome)
	s := subscriber(t, x, "")
	padding := strings.Repeat("x", 300)
	for i := range n {
		must(t, x.Publish(numbered(i, padding)))
	}
	closed := make(chan error)
	go func() { closed <- x.Close(patience) }()
	expectNumbered(t, s, 0, n)
	must(t, s.Close())
	must(t, <-closed)
}

// TestDefectB: a subscriber that does not read takes nothing from one that does.
// What is published is far beyond what may wait.
func TestDefectB_StalledSubscriber(t *testing.T) {
	goroutines(t)
	const n = 100_000
	o := &zmtp.Options{QueueBytes: 8 << 20}
	x := xpub(t, o, welcome)
	stalled, healthy := subscriber(t, x, ""), subscriber(t, x, "")
	var publisher sync.WaitGroup
	defer publisher.Wait()
	publisher.Go(func() {
		padding := strings.Repeat("x", 1000)
		for i := range n {
			if err := x.Publish(numbered(i, padding)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	expectNumbered(t, healthy, 0, n)
	// The stalled one was disconnected. What it had until then has no gap: it
	// sees the end of the connection, not a hole in the messages.
	ctx := within(t)
	for i := 0; ; i++ {
		m, err := stalled.Recv(ctx)
		if err != nil {
			if ctx.Err() != nil || i == n {
				t.Errorf("stalled subscriber received %d messages and is still connected", i)
			}
			return
		}
		if string(m[1]) != fmt.Sprint(i) {
			t.Fatalf("stalled subscriber: got %q, want number %d", m[1], i)
		}
	}
}

// TestDefectC: connections that say nothing, or stop in their handshake, keep
// nobody out.
func TestDefectC_SilentConnections(t *testing.T) {
	goroutines(t)
	r, x, e := router(t, nil), xpub(t, nil, welcome), echo(t, nil)
	for range 10 {
		for _, endpoint := range []string{r.Addr(), x.Addr(), e.Addr()} {
			raw(t, endpoint)
			raw(t, endpoint).Write([]byte("\xff"))
			raw(t, endpoint).Write([]byte(hello("DEALER")[:70]))
		}
	}
	d := dial(t, "DEALER", r.Addr(), "me")
	send(t, d, "x")
	recv(t, r, "x")
	subscriber(t, x, "")
	q := dial(t, "REQ", e.Addr(), "")
	send(t, q, "beat")
	expect(t, q, "beat")
	// A lingering Close does not wait for them either.
	must(t, r.Close(patience))
	must(t, d.Close())
}

// TestDefectC_Timeout: such a connection is closed in the end.
func TestDefectC_Timeout(t *testing.T) {
	r := router(t, &zmtp.Options{HandshakeTimeout: 10 * time.Millisecond})
	c := raw(t, r.Addr())
	for {
		if _, err := c.Read(make([]byte, 100)); err != nil {
			var timeout interface{ Timeout() bool }
			if errors.As(err, &timeout) && timeout.Timeout() {
				t.Error("still connected, want closed")
			}
			return
		}
	}
}

// TestDefectD: of two peers with one identity the newest gets the replies, and
// the other when it has left.
func TestDefectD_SameIdentity(t *testing.T) {
	goroutines(t)
	r := router(t, nil)
	a := dial(t, "DEALER", r.Addr(), "X")
	send(t, a, "from a")
	must(t, r.Send(recv(t, r, "from a"), msg("to a")))
	expect(t, a, "to a")

	b := dial(t, "DEALER", r.Addr(), "X")
	send(t, b, "from b")
	must(t, r.Send(recv(t, r, "from b"), msg("to b")))
	expect(t, b, "to b")
	send(t, a, "a again")
	must(t, r.Send(recv(t, r, "a again"), msg("to b again")))
	expect(t, b, "to b again")

	// The old one leaves: the new one stays.
	c := dial(t, "DEALER", r.Addr(), "X")
	send(t, c, "from c")
	recv(t, r, "from c")
	must(t, a.Close())
	must(t, r.Send("X", msg("to c")))
	expect(t, c, "to c")

	// The newest leaves: the one before it takes over. Messages on their way to
	// a peer that leaves are lost, hence more than one.
	must(t, c.Close())
	ctx := within(t)
	eventually(t, "b gets messages", func() bool {
		if err := r.Send("X", msg("to b at last")); err != nil {
			return false
		}
		soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
		defer cancel()
		m, err := b.Recv(soon)
		return err == nil && same(m, msg("to b at last"))
	})
	must(t, b.Close())
	eventually(t, "nobody left", func() bool { return errors.Is(r.Send("X", msg("?")), zmtp.ErrUnknownPeer) })
}

// TestDefectE: a client that leaves before its reply is an error for the
// sender, and no matter to others.
func TestDefectE_ClientGone(t *testing.T) {
	r := router(t, nil)
	y := dial(t, "DEALER", r.Addr(), "Y")
	send(t, y, "question")
	recv(t, r, "question")
	must(t, y.Close())
	eventually(t, "Y unknown", func() bool { return errors.Is(r.Send("Y", msg("answer")), zmtp.ErrUnknownPeer) })
	z := dial(t, "DEALER", r.Addr(), "Z")
	send(t, z, "question")
	must(t, r.Send(recv(t, r, "question"), msg("answer")))
	expect(t, z, "answer")
}

// TestDefectF: a subscription is noticed, and what the hook says about it comes
// before all that is published, whenever that is.
func TestDefectF_WelcomeFirst(t *testing.T) {
	x := xpub(t, nil, welcome)
	stop := make(chan struct{})
	var publisher sync.WaitGroup
	publisher.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				x.Publish(msg("topic", "published"))
			}
		}
	})
	for range 50 {
		s := subscriber(t, x, "topic") // expects the welcome as first message
		expect(t, s, "topic", "published")
		must(t, s.Close())
	}
	close(stop)
	publisher.Wait()

	// nil says nothing, and every topic is asked for, once a peer.
	asked := make(chan string, 10)
	x = xpub(t, nil, func(topic []byte) zmtp.Message {
		asked <- string(topic)
		if string(topic) == "last" {
			return msg("done")
		}
		return nil
	})
	s := dial(t, "SUB", x.Addr(), "")
	for _, topic := range []string{"a", "", "a", "last"} {
		must(t, s.Subscribe(topic))
	}
	expect(t, s, "done")
	for _, want := range []string{"a", "", "last"} {
		if got := <-asked; got != want {
			t.Errorf("hook: got topic %q, want %q", got, want)
		}
	}
	if len(asked) > 0 {
		t.Errorf("hook: got topic %q again", <-asked)
	}
}

// TestDefectG: PING is answered with PONG and its context, on every socket, and
// the application never sees it.
func TestDefectG_Ping(t *testing.T) {
	r, x, e := router(t, nil), xpub(t, nil, nil), echo(t, nil)
	for _, c := range []struct{ typ, endpoint string }{{"DEALER", r.Addr()}, {"SUB", x.Addr()}, {"REQ", e.Addr()}} {
		for _, context := range []string{"", "ctx", strings.Repeat("c", 16)} {
			conn := raw(t, c.endpoint)
			ping := "\x04PING\x00\x0a" + context
			fmt.Fprintf(conn, "%s\x04%c%s", hello(c.typ), len(ping), ping)
			// After 64 bytes of greeting and READY, the next is the answer.
			in := make([]byte, 64+2)
			must(t, readFull(conn, in))
			must(t, readFull(conn, make([]byte, in[65])))
			pong := "\x04PONG" + context
			got := make([]byte, 2+len(pong))
			must(t, readFull(conn, got))
			if want := fmt.Sprintf("\x04%c%s", len(pong), pong); string(got) != want {
				t.Errorf("%s, context %q: got %q, want %q", c.typ, context, got, want)
			}
		}
	}
	d := dial(t, "DEALER", r.Addr(), "me")
	must(t, d.Command("PING", []byte("\x00\x00")))
	send(t, d, "not a PING")
	recv(t, r, "not a PING")
}
