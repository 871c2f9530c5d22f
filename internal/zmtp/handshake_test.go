package zmtp

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zeromq/zmq4"
)

// greeting is what a NULL peer of ZMTP 3.1 sends first.
func greeting() string {
	g := make([]byte, greetingLen)
	g[0], g[9], g[10], g[11] = 0xFF, 0x7F, 3, 1
	copy(g[12:], "NULL")
	return string(g)
}

// property returns name and value as READY contains them.
func property(name, value string) string {
	b := append([]byte{byte(len(name))}, name...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	return string(b) + value
}

func ready(properties ...string) string {
	return string(encodeCommand("READY", []byte(strings.Join(properties, ""))))
}

// hello is the whole handshake of a peer.
func hello(typ string) string { return greeting() + ready(property("Socket-Type", typ)) }

// duplex is a connection that reads from a string and writes to nowhere.
type duplex struct {
	net.Conn
	io.Reader
}

func (d duplex) Read(p []byte) (int, error)  { return d.Reader.Read(p) }
func (d duplex) Write(p []byte) (int, error) { return len(p), nil }
func (d duplex) SetDeadline(time.Time) error { return nil }
func (d duplex) Close() error                { return nil }

// shake performs a handshake with a peer that sends in.
func shake(in string, typ zmq4.SocketType) (string, *frameReader, error) {
	o := (&Options{}).filled()
	f := newFrameReader(strings.NewReader(in), &o)
	id, err := handshake(duplex{Reader: strings.NewReader("")}, f, typ, time.Hour)
	return id, f, err
}

// hostile are handshakes no socket may accept.
func hostile() map[string]string {
	dealer := property("Socket-Type", "DEALER")
	wrong := func(i int, v byte) string {
		g := []byte(greeting())
		g[i] = v
		return string(g) + ready(dealer)
	}
	return map[string]string{
		"nothing":                      "",
		"junk":                         "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"half a greeting":              greeting()[:20],
		"greeting and no more":         greeting(),
		"wrong signature":              wrong(0, 0xFE),
		"wrong end of signature":       wrong(9, 0x7E),
		"version 2":                    wrong(10, 2),
		"another mechanism":            wrong(12, 'X'),
		"server flag of 7":             wrong(32, 7),
		"a message first":              greeting() + "\x00\x05hello",
		"a message of 2^63 bytes":      greeting() + long(0, 1<<63),
		"a command of 2^63-1 bytes":    greeting() + long(flagCommand, 1<<63-1),
		"a command of 1 TiB":           greeting() + long(flagCommand, 1<<40),
		"a command with MORE":          greeting() + "\x05\x06\x05READY",
		"an empty command":             greeting() + "\x04\x00",
		"a name longer than all":       greeting() + "\x04\x02\xffR",
		"ERROR":                        greeting() + string(encodeCommand("ERROR", []byte("\x03bad"))),
		"PING before READY":            greeting() + string(encodeCommand("PING", []byte("\x00\x00"))),
		"no properties":                greeting() + ready(),
		"a property name cut":          greeting() + ready("\x0bSocket"),
		"a property without a length":  greeting() + ready("\x0bSocket-Type"),
		"half a property length":       greeting() + ready("\x0bSocket-Type\x00\x00"),
		"a property longer than all":   greeting() + ready("\x0bSocket-Type\xff\xff\xff\xffDEALER"),
		"a name as long as all":        greeting() + ready("\x01x"),
		"a socket type nobody knows":   greeting() + ready(property("Socket-Type", "CLIENT")),
		"an empty socket type":         greeting() + ready(property("Socket-Type", "")),
		"a socket type that is wrong":  greeting() + ready(property("Socket-Type", "PUSH")),
		"an identity of 256 bytes":     greeting() + ready(dealer, property("Identity", strings.Repeat("i", 256))),
		"an identity of 60 000 bytes":  greeting() + ready(dealer, property("Identity", strings.Repeat("i", 60000))),
		"a command beyond maxCommand":  greeting() + ready(dealer, property("Identity", strings.Repeat("i", maxCommand))),
		"READY, then PING for a READY": greeting() + string(encodeCommand("PING", nil)) + ready(dealer),
	}
}

func TestHostileHandshakes(t *testing.T) {
	for name, in := range hostile() {
		if id, _, err := shake(in, zmq4.Router); err == nil {
			t.Errorf("%s: accepted as %q", name, id)
		}
	}
}

// TestHandshakeMemory: what a header announces is not allocated.
func TestHandshakeMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := shake(greeting()+long(flagCommand, 1<<34), zmq4.Router)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errProtocol) {
		t.Errorf("got error %v, want %v", err, errProtocol)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("allocated %d bytes for a command of 16 GiB", got)
	}
}

// TestHandshakeLosesNothing: traffic in the same packet as READY is read.
func TestHandshakeLosesNothing(t *testing.T) {
	want := Message{[]byte("first"), nil, []byte("words")}
	in := greeting() + ready(property("Socket-Type", "DEALER"), property("Identity", "me")) + string(encode(want))
	id, f, err := shake(in, zmq4.Router)
	if err != nil || id != "me" {
		t.Fatalf("got %q, %v, want identity me", id, err)
	}
	if got, err := f.message(ignore); err != nil || !sameMessage(got, want) {
		t.Errorf("first message: got %q, %v, want %q", got, err, want)
	}
	if _, err := f.message(ignore); err != io.EOF {
		t.Errorf("then: got error %v, want EOF", err)
	}
}

func TestHandshakeCompatible(t *testing.T) {
	for _, c := range []struct {
		server zmq4.SocketType
		peers  []string
	}{
		{zmq4.Router, []string{"DEALER", "REQ", "ROUTER"}},
		{zmq4.XPub, []string{"SUB", "XSUB"}},
		{zmq4.Rep, []string{"REQ", "DEALER"}},
	} {
		for _, typ := range []string{"PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "STREAM"} {
			want := slices.Contains(c.peers, typ)
			if _, _, err := shake(hello(typ), c.server); (err == nil) != want {
				t.Errorf("%s with %s: got %v, want accepted %v", typ, c.server, err, want)
			}
		}
	}
}

// TestHandshakeTimeout: a peer that falls silent anywhere in its handshake is
// disconnected after the time that the options give it.
func TestHandshakeTimeout(t *testing.T) {
	whole := hello("DEALER")
	for _, n := range []int{0, 1, signatureLen, greetingLen, greetingLen + 1, len(whole) - 1} {
		synctest.Test(t, func(t *testing.T) {
			here, there := net.Pipe()
			defer there.Close()
			go io.Copy(io.Discard, there)
			go there.Write([]byte(whole[:n]))
			o := (&Options{}).filled()
			start := time.Now()
			_, err := handshake(here, newFrameReader(here, &o), zmq4.Router, time.Minute)
			if err == nil || time.Since(start) != time.Minute {
				t.Errorf("silent after %d bytes: got %v after %v, want an error after a minute", n, err, time.Since(start))
			}
			here.Close()
		})
	}
}

// FuzzHandshake: no input makes the handshake panic or read too much.
func FuzzHandshake(f *testing.F) {
	for _, in := range hostile() {
		f.Add([]byte(in))
	}
	f.Add([]byte(hello("DEALER") + "\x00\x01x"))
	f.Fuzz(func(t *testing.T, in []byte) {
		id, rest, err := shake(string(in), zmq4.Router)
		if err != nil {
			return
		}
		if len(id) > maxIdentity {
			t.Fatalf("identity of %d bytes", len(id))
		}
		// What is left is what follows one command.
		left, _ := io.ReadAll(rest.r)
		o := (&Options{}).filled()
		again := newFrameReader(bytes.NewReader(in[greetingLen:]), &o)
		if _, _, err := again.frame(0); err != nil {
			t.Fatalf("accepted without a command: %v", err)
		}
		if want, _ := io.ReadAll(again.r); !bytes.Equal(left, want) {
			t.Fatalf("left %q after the handshake, want %q", left, want)
		}
	})
}

// broken is a listener that is out of files for a while.
type broken struct {
	failures int
	calls    int
	conns    chan net.Conn
}

func (b *broken) Accept() (net.Conn, error) {
	b.calls++
	if b.calls <= b.failures {
		return nil, errors.New("too many open files")
	}
	c, ok := <-b.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (b *broken) Addr() net.Addr { return nil }
func (b *broken) Close() error   { close(b.conns); return nil }

// TestAcceptBackoff: errors of Accept neither end the socket nor keep it busy.
func TestAcceptBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := &broken{failures: 20, conns: make(chan net.Conn)}
		r := newRouter()
		start := time.Now()
		r.serve(ln, "fake", nil, zmq4.Router, r)
		here, there := net.Pipe()
		ln.conns <- here
		// 5 ms · (2⁸-1) for eight pauses, a second for the other twelve.
		if got, want := time.Since(start), 12*time.Second+1275*time.Millisecond; got != want {
			t.Errorf("20 errors of Accept took %v, want %v", got, want)
		}
		go io.Copy(io.Discard, there)
		there.Write([]byte(hello("DEALER") + "\x00\x02hi"))
		if _, m, err := r.Recv(context.Background()); err != nil || string(m[0]) != "hi" {
			t.Errorf("after the errors: got %q, %v", m, err)
		}
		there.Close()
		r.Close(0)
	})
}

// TestTooManyConnections: those beyond the limit are closed, until others leave.
func TestTooManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := &broken{conns: make(chan net.Conn)}
		r := newRouter()
		r.serve(ln, "fake", nil, zmq4.Router, r)
		connect := func() net.Conn {
			here, there := net.Pipe()
			ln.conns <- here
			synctest.Wait()
			return there
		}
		for range maxConns {
			connect()
		}
		if _, err := io.ReadFull(connect(), make([]byte, greetingLen)); err == nil {
			t.Errorf("connection %d got a greeting", maxConns+1)
		}
		time.Sleep(DefaultHandshakeTimeout)
		synctest.Wait()
		if _, err := io.ReadFull(connect(), make([]byte, greetingLen)); err != nil {
			t.Errorf("after the others have left: %v", err)
		}
		r.Close(0)
	})
}
