package zmtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Pauses after an error of Accept, such as too many open files: doubled from
// the first to the last.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = time.Second
)

// A service is what makes a socket a ROUTER, an XPUB or a REP. The methods are
// called by the goroutine of the peer, join first and leave last.
type service interface {
	join(p *peer)
	message(p *peer, m Message) error // an error drops the peer
	leave(p *peer)
}

// A socket accepts connections, makes them peers of a service and closes them.
type socket struct {
	typ  zmq4.SocketType
	o    Options
	svc  service
	ln   net.Listener
	addr string
	wg   sync.WaitGroup // accept loop and connections
	done chan struct{}  // closed by close

	once     sync.Once
	closeErr error

	mu    sync.Mutex
	conns map[net.Conn]*peer // nil during the handshake
}

// open binds endpoint and serves it.
func (s *socket) open(endpoint string, o *Options, typ zmq4.SocketType, svc service) error {
	ln, addr, err := listen(endpoint)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.serve(ln, addr, o, typ, svc)
	return nil
}

func (s *socket) serve(ln net.Listener, addr string, o *Options, typ zmq4.SocketType, svc service) {
	s.typ, s.o, s.svc, s.ln, s.addr = typ, o.filled(), svc, ln, addr
	s.done = make(chan struct{})
	s.conns = make(map[net.Conn]*peer)
	s.wg.Go(s.accept)
}

func (s *socket) accept() {
	var pause time.Duration
	for {
		conn, err := s.ln.Accept()
		switch {
		case err == nil:
			pause = 0
			s.begin(conn)
			continue
		case errors.Is(err, net.ErrClosed):
			return
		}
		pause = min(max(2*pause, firstPause), lastPause)
		s.o.Log.Warn("zmtp: accept", "socket", s.addr, "cause", err, "pause", pause)
		select {
		case <-s.done:
			return
		case <-time.After(pause):
		}
	}
}

// begin starts the goroutine of a connection, so that accept never waits for a peer.
func (s *socket) begin(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing() {
		conn.Close()
		return
	}
	if len(s.conns) == maxConns {
		s.o.Log.Warn("zmtp: too many connections", "socket", s.addr, "limit", maxConns)
		conn.Close()
		return
	}
	s.conns[conn] = nil
	s.wg.Go(func() {
		s.handle(conn)
		conn.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.conns, conn)
	})
}

// handle is the life of a connection.
func (s *socket) handle(conn net.Conn) {
	in := newFrameReader(conn, &s.o)
	id, err := handshake(conn, in, s.typ, s.o.HandshakeTimeout)
	if err != nil {
		s.log("zmtp: handshake", err, "remote", conn.RemoteAddr())
		return
	}
	p := newPeer(s, conn, in, id)
	if !s.admit(p) {
		return
	}
	s.svc.join(p)
	defer s.svc.leave(p)
	var writer sync.WaitGroup
	writer.Go(p.write)
	defer writer.Wait()
	p.drop(p.read())
}

// admit makes the connection known to close as a peer.
func (s *socket) admit(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing() {
		return false
	}
	s.conns[p.conn] = p
	return true
}

func (s *socket) closing() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// patience is the time a sender waits for peers with full queues.
func (s *socket) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), s.o.StallTimeout)
}

// subscription makes a message of the command SUBSCRIBE (on is 1) or CANCEL (0):
// the form both have in ZMTP 3.0.
func (s *socket) subscription(p *peer, on byte, topic []byte) error {
	if s.typ != zmq4.XPub {
		return nil
	}
	return s.svc.message(p, Message{append([]byte{on}, topic...)})
}

// close stops accepting and receiving, gives the queues of all peers the time of
// linger to empty, and returns when no goroutine of the socket is left.
func (s *socket) close(linger time.Duration) error {
	s.once.Do(func() {
		s.mu.Lock()
		close(s.done)
		s.closeErr = s.ln.Close()
		deadline := time.Now().Add(linger)
		for conn, p := range s.conns {
			if p == nil || linger <= 0 {
				conn.Close()
			} else {
				p.finish(deadline)
			}
		}
		s.mu.Unlock()
		s.wait(linger)
	})
	return s.closeErr
}

// wait waits for the goroutines of the socket, and after linger takes their
// connections from them.
func (s *socket) wait(linger time.Duration) {
	ended := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return
	case <-time.After(max(linger, 0)):
	}
	s.mu.Lock()
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	<-ended
}

// log tells why a connection has ended: as a warning, unless the cause is how
// connections end that nobody broke.
func (s *socket) log(text string, cause error, key string, value any) {
	level := slog.LevelWarn
	for _, e := range []error{io.EOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(cause, e) {
			level = slog.LevelDebug
		}
	}
	s.o.Log.Log(context.Background(), level, text, "socket", s.addr, key, value, "cause", cause)
}
