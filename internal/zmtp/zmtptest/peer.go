// Package zmtptest provides the client side of ZeroMQ for tests and tools:
// DEALER, SUB and REQ peers of the sockets of package zmtp.
//
// It is made of the connection layer of zmq4 only, frames included, so that it
// shares no code with what it tests. A [Peer] is one connection: it does not
// reconnect, and it reads only while [Peer.Recv] is called, which makes a peer
// that is not asked a stalled one.
package zmtptest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"

	"github.com/mathdl/kernel/internal/zmtp"
)

// dialTimeout bounds connecting and the handshake.
const dialTimeout = 10 * time.Second

// Peer is a connected client socket. Sending and receiving may happen on two
// goroutines, but only one may do each.
type Peer struct {
	typ  zmq4.SocketType
	raw  net.Conn
	conn *zmq4.Conn

	sending sync.Mutex  // held for a message, which conn writes in pieces
	results chan result // of the read that is under way
	reading bool        // whether one is
}

type result struct {
	m   zmtp.Message
	err error
}

// buffered reads ahead; zmq4 reads a frame in three small pieces.
type buffered struct {
	net.Conn
	r *bufio.Reader
}

func (b buffered) Read(p []byte) (int, error) { return b.r.Read(p) }

// Dial connects a socket of type "DEALER", "SUB" or "REQ" to an endpoint as
// returned by the method Addr of a socket. The identity may be empty.
func Dial(socketType, endpoint, identity string) (*Peer, error) {
	p := &Peer{typ: zmq4.SocketType(socketType), results: make(chan result, 1)}
	switch p.typ {
	case zmq4.Dealer, zmq4.Sub, zmq4.Req:
	default:
		return nil, fmt.Errorf("zmtptest.Dial: socket type: got %q, want DEALER, SUB or REQ", socketType)
	}
	scheme, address, _ := strings.Cut(endpoint, "://")
	if scheme == "ipc" {
		scheme = "unix"
	}
	raw, err := net.DialTimeout(scheme, address, dialTimeout)
	if err != nil {
		return nil, fmt.Errorf("zmtptest.Dial: %w", err)
	}
	if err := p.open(raw, identity); err != nil {
		raw.Close()
		return nil, fmt.Errorf("zmtptest.Dial: %w", err)
	}
	return p, nil
}

func (p *Peer) open(raw net.Conn, identity string) error {
	if err := raw.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return err
	}
	b := buffered{raw, bufio.NewReaderSize(raw, 64<<10)}
	conn, err := zmq4.Open(b, null.Security(), p.typ, zmq4.SocketIdentity(identity), false, nil)
	if err != nil {
		return err
	}
	p.raw, p.conn = raw, conn
	return raw.SetDeadline(time.Time{})
}

// Send sends a message. A REQ socket puts the empty frame of a request before it.
func (p *Peer) Send(m zmtp.Message) error {
	if p.typ == zmq4.Req {
		m = append(zmtp.Message{nil}, m...)
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	return p.conn.SendMsg(zmq4.NewMsgFrom(m...))
}

// Subscribe asks for the messages whose first frame starts with topic.
func (p *Peer) Subscribe(topic string) error {
	return p.Send(zmtp.Message{append([]byte{1}, topic...)})
}

// Unsubscribe ends what Subscribe began.
func (p *Peer) Unsubscribe(topic string) error {
	return p.Send(zmtp.Message{append([]byte{0}, topic...)})
}

// Command sends a command of the protocol, such as PING.
func (p *Peer) Command(name string, body []byte) error {
	p.sending.Lock()
	defer p.sending.Unlock()
	return p.conn.SendCmd(name, body)
}

// Recv waits for a message until ctx ends; a message that comes later is kept
// for the next call. Commands are left out. A REQ socket takes away the empty
// frame of a reply.
func (p *Peer) Recv(ctx context.Context) (zmtp.Message, error) {
	if !p.reading {
		p.reading = true
		go func() {
			m, err := p.read()
			p.results <- result{m, err}
		}()
	}
	select {
	case r := <-p.results:
		p.reading = false
		return r.m, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

var errReply = errors.New("zmtptest: reply without the empty frame of a REP socket")

func (p *Peer) read() (zmtp.Message, error) {
	for {
		msg, err := p.conn.RecvMsg()
		if err != nil {
			return nil, err
		}
		if msg.Type == zmq4.CmdMsg {
			continue
		}
		if p.typ != zmq4.Req {
			return msg.Frames, nil
		}
		if len(msg.Frames) == 0 || len(msg.Frames[0]) > 0 {
			return nil, errReply
		}
		return msg.Frames[1:], nil
	}
}

// Close disconnects.
func (p *Peer) Close() error { return p.raw.Close() }
