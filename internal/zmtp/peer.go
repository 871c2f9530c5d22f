package zmtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

const (
	batchWires = 256       // messages given to one write
	batchBytes = 256 << 10 // bytes given to one write, about
	closeGrace = 250 * time.Millisecond
)

// A peer is one connection after its handshake.
type peer struct {
	s    *socket
	id   string
	conn net.Conn
	in   *frameReader

	out  *fifo[[]byte] // encoded messages and commands
	sent *meter        // of out, until it is written
	got  *meter        // of messages read, until they are received

	once sync.Once
	gone chan struct{} // closed when nothing can be sent any more
}

func newPeer(s *socket, conn net.Conn, in *frameReader, id string) *peer {
	return &peer{
		s: s, id: id, conn: conn, in: in,
		out:  newFIFO[[]byte](),
		sent: newMeter(&s.o),
		got:  newMeter(&s.o),
		gone: make(chan struct{}),
	}
}

// queue appends an encoded message for the peer. full tells the sender to call
// relieve once it holds no lock.
func (p *peer) queue(wire []byte) (full, ok bool) {
	// Counted first: the writer may be done with it before push returns.
	cost := int64(len(wire)) + messageCost
	full = p.sent.add(cost)
	if !p.out.push(wire) {
		p.sent.sub(1, cost)
		return false, false
	}
	return full, true
}

// relieve waits for room in the queue and drops the peer if none comes before
// ctx ends. It is no error that the peer leaves meanwhile.
func (p *peer) relieve(ctx context.Context) error {
	if p.sent.wait(ctx.Done(), p.gone) {
		return nil
	}
	select {
	case <-p.gone:
		return nil
	default:
	}
	p.drop(ErrStalled)
	return ErrStalled
}

// send queues an encoded message and waits, within limits, while the queue is full.
func (p *peer) send(wire []byte) error {
	full, ok := p.queue(wire)
	if !ok {
		return ErrUnknownPeer
	}
	if !full {
		return nil
	}
	ctx, cancel := p.s.patience()
	defer cancel()
	return p.relieve(ctx)
}

// drop ends the connection at once.
func (p *peer) drop(cause error) {
	p.mute(cause)
	p.conn.Close()
}

// mute ends the sending to the peer. Reading goes on: a client that said its
// last word and left is still heard when writing to it has failed already.
func (p *peer) mute(cause error) {
	p.once.Do(func() {
		close(p.gone)
		p.out.close()
		p.s.log("zmtp: peer left", cause, "peer", p.id)
	})
}

// finish lets the writer empty the queue until the deadline and then end.
func (p *peer) finish(deadline time.Time) {
	p.conn.SetWriteDeadline(deadline)
	p.out.close()
}

// read hands on the messages of the peer until an error ends it.
func (p *peer) read() error {
	for {
		m, err := p.in.message(p.command)
		switch {
		case err == nil && p.s.closing():
			continue // what is read now is read to be thrown away, see write
		case errors.Is(err, os.ErrDeadlineExceeded):
			return net.ErrClosed // after closeGrace
		case err != nil:
			return err
		}
		if err := p.s.svc.message(p, m); err != nil {
			return err
		}
	}
}

// command acts on a command of the peer.
func (p *peer) command(b []byte) error {
	name, body, err := splitCommand(b)
	if err != nil {
		return err
	}
	switch name {
	case zmq4.CmdPing:
		return p.ping(body)
	case zmq4.CmdError:
		return fmt.Errorf("peer sent ERROR: %q", body)
	case zmq4.CmdSubscribe:
		return p.s.subscription(p, 1, body)
	case zmq4.CmdCancel:
		return p.s.subscription(p, 0, body)
	}
	return nil
}

// ping answers with the context of the PING, which follows two bytes of time to live.
func (p *peer) ping(body []byte) error {
	if len(body) < 2 || len(body) > 2+maxContext {
		return violation("bytes of a PING", len(body), fmt.Sprintf("2 to %d", 2+maxContext))
	}
	err := p.send(encodeCommand(zmq4.CmdPong, body[2:]))
	if errors.Is(err, ErrUnknownPeer) {
		return nil // closing, or muted
	}
	return err
}

// write writes what is queued until the queue is closed and empty. It then
// closes its half of the connection and gives the peer a moment to close the
// other: closed with unread input, TCP would reset the connection and the peer
// lose what it has not read yet.
func (p *peer) write() {
	for !p.out.done() {
		<-p.out.ready
		if err := p.flush(); err != nil {
			p.mute(err)
			return
		}
	}
	if c, ok := p.conn.(interface{ CloseWrite() error }); ok && c.CloseWrite() == nil {
		p.conn.SetReadDeadline(time.Now().Add(closeGrace))
		return
	}
	p.conn.Close()
}

// flush writes what is queued now.
func (p *peer) flush() error {
	var batch net.Buffers
	for {
		batch = batch[:0]
		var size int64
		for len(batch) < batchWires && size < batchBytes {
			wire, ok := p.out.pop()
			if !ok {
				break
			}
			batch = append(batch, wire)
			size += int64(len(wire))
		}
		if len(batch) == 0 {
			return nil
		}
		if err := p.writeBatch(batch, size); err != nil {
			return err
		}
	}
}

// writeBatch writes and uncounts. A batch with a large message, which stands
// last in it, is written in pieces: so the meter shows that a slow peer is not a
// stalled one.
func (p *peer) writeBatch(batch net.Buffers, size int64) error {
	n := len(batch)
	if size >= 2*batchBytes {
		last := batch[n-1]
		if err := p.writeBatch(batch[:n-1], size-int64(len(last))); err != nil {
			return err
		}
		return p.writeLarge(last)
	}
	if _, err := batch.WriteTo(p.conn); err != nil {
		return err
	}
	p.sent.sub(n, size+int64(n)*messageCost)
	return nil
}

func (p *peer) writeLarge(wire []byte) error {
	for len(wire) > 0 {
		n, err := p.conn.Write(wire[:min(len(wire), batchBytes)])
		if err != nil {
			return err
		}
		wire = wire[n:]
		p.sent.sub(0, int64(n))
	}
	p.sent.sub(1, messageCost)
	return nil
}
