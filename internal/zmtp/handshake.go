package zmtp

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

const (
	signatureLen = 10 // 0xFF, eight bytes of padding, 0x7F
	greetingLen  = 64
)

// handshake makes conn a peer of a socket of type typ and returns the identity
// the peer announced. in reads from conn; after the handshake it stands at the
// first frame of traffic.
//
// zmq4.Open panics on some input, such as a socket type it does not know, so a
// panic of it is turned into an error.
func handshake(conn net.Conn, in *frameReader, typ zmq4.SocketType, limit time.Duration) (identity string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: handshake: %v", errProtocol, v)
		}
	}()
	if err := conn.SetDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	p := &prologue{Conn: conn, in: in}
	c, err := zmq4.Open(p, null.Security(), typ, nil, true, nil)
	if err != nil {
		return "", err
	}
	identity = c.Peer.Meta["Identity"]
	if len(identity) > maxIdentity {
		return "", violation("bytes of an identity", len(identity), fmt.Sprintf("at most %d", maxIdentity))
	}
	return identity, conn.SetDeadline(time.Time{})
}

// A prologue is a connection as zmq4.Open may see it: reading gives the peer's
// greeting and one command, checked for their size, and nothing behind them.
// Without it a peer could have zmq4 allocate any number of bytes, or read a
// command that never ends.
type prologue struct {
	net.Conn
	in    *frameReader
	buf   bytes.Buffer
	stage int
}

func (p *prologue) Read(b []byte) (int, error) {
	if p.buf.Len() == 0 {
		if err := p.fill(); err != nil {
			return 0, err
		}
	}
	return p.buf.Read(b)
}

func (p *prologue) fill() error {
	p.stage++
	switch p.stage {
	case 1:
		return p.greeting()
	case 2:
		return p.command()
	}
	return violation("handshake", "more", "one greeting and one command")
}

// greeting looks at the signature before it waits for the rest: what speaks
// another protocol is found out at once.
func (p *prologue) greeting() error {
	var g [greetingLen]byte
	if _, err := io.ReadFull(p.in.r, g[:signatureLen]); err != nil {
		return err
	}
	if g[0] != 0xFF || g[signatureLen-1] != 0x7F {
		return violation("signature", fmt.Sprintf("%#02x … %#02x", g[0], g[signatureLen-1]), "0xff … 0x7f")
	}
	if _, err := io.ReadFull(p.in.r, g[signatureLen:]); err != nil {
		return err
	}
	p.buf.Write(g[:])
	return nil
}

func (p *prologue) command() error {
	flags, body, err := p.in.frame(0)
	if err != nil {
		return err
	}
	if flags&flagCommand == 0 {
		return violation("handshake", "a message", "a command")
	}
	p.buf.Write(appendFrame(nil, flagCommand, body))
	return nil
}
