package front

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// The channels of a client.
const (
	Shell   = "shell"
	Control = "control"
	IOPub   = "iopub"
)

const (
	protocol = "5.3"                 // what every kernel in use understands
	again    = time.Millisecond      // until a port that refused is tried again
	lost     = 20 * time.Millisecond // after which a broadcast that did not come was sent too early
)

// Client is a front end connected to a kernel. It is for one goroutine.
type Client struct {
	process *Process
	key     jupyter.Key
	session string
	peers   map[string]*zmtptest.Peer
	events  chan Event
	closed  chan struct{}
}

// Event is a message that has come, or the end of a channel.
type Event struct {
	Channel string
	Message *jupyter.Message
	At      time.Time
	err     error
}

// Parent returns the id of the request that the message belongs to, "" for none.
func (e Event) Parent() string {
	var h jupyter.Header
	if e.Message == nil || json.Unmarshal(e.Message.Parent, &h) != nil {
		return ""
	}
	return h.ID
}

// Dial connects to the kernel as soon as it listens, until ctx or the kernel ends.
func (p *Process) Dial(ctx context.Context) (*Client, error) {
	c := &Client{
		process: p, key: jupyter.Key(p.conn.Key), session: rand.Text(),
		peers:  make(map[string]*zmtptest.Peer),
		events: make(chan Event, 64), closed: make(chan struct{}),
	}
	for _, s := range []struct {
		channel, kind string
		port          int
	}{{IOPub, "SUB", p.conn.IOPubPort}, {Shell, "DEALER", p.conn.ShellPort}, {Control, "DEALER", p.conn.ControlPort}} {
		peer, err := p.dial(ctx, s.kind, p.conn.Endpoint(s.port))
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("front.Process.Dial: %s: %w", s.channel, err)
		}
		c.peers[s.channel] = peer
	}
	if err := c.peers[IOPub].Subscribe(""); err != nil {
		c.Close()
		return nil, fmt.Errorf("front.Process.Dial: %w", err)
	}
	for channel, peer := range c.peers {
		go c.read(channel, peer)
	}
	return c, nil
}

func (p *Process) dial(ctx context.Context, kind, endpoint string) (*zmtptest.Peer, error) {
	for {
		peer, err := zmtptest.Dial(kind, endpoint, "")
		if err == nil {
			return peer, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-p.exited:
			return nil, p.ended()
		case <-time.After(again):
		}
	}
}

// Close disconnects.
func (c *Client) Close() {
	select {
	case <-c.closed:
		return
	default:
	}
	close(c.closed)
	for _, p := range c.peers { // nothing is sent any more: errors say nothing
		p.Close()
	}
}

// read passes on what comes on a channel until the connection ends.
func (c *Client) read(channel string, peer *zmtptest.Peer) {
	for {
		frames, err := peer.Recv(context.Background())
		e := Event{Channel: channel, At: time.Now(), err: err}
		if err == nil {
			e.Message, e.err = jupyter.Parse(frames, c.key)
		}
		select {
		case c.events <- e:
		case <-c.closed:
			return
		}
		if err != nil {
			return
		}
	}
}

// send sends a request and returns its id.
func (c *Client) send(channel, typ string, content any) (string, error) {
	b, err := json.Marshal(content)
	if err != nil {
		return "", fmt.Errorf("front.Client: %s: %w", typ, err)
	}
	m := &jupyter.Message{
		Header: jupyter.Header{
			ID: rand.Text(), Session: c.session, Username: "bench", Type: typ, Version: protocol,
			Date: time.Now().UTC().Format(time.RFC3339Nano),
		},
		Content: b,
	}
	frames, err := m.Frames(c.key)
	if err != nil {
		return "", fmt.Errorf("front.Client: %s: %w", typ, err)
	}
	if err := c.peers[channel].Send(frames); err != nil {
		return "", fmt.Errorf("front.Client: %s: %w", typ, err)
	}
	return m.Header.ID, nil
}

// next waits for an event.
func (c *Client) next(ctx context.Context) (Event, error) {
	select {
	case e := <-c.events:
		return c.checked(e)
	default: // what has come goes before what has happened
	}
	select {
	case e := <-c.events:
		return c.checked(e)
	case <-c.process.exited:
		return Event{}, c.process.ended()
	case <-ctx.Done():
		return Event{}, context.Cause(ctx)
	}
}

func (c *Client) checked(e Event) (Event, error) {
	if e.err == nil {
		return e, nil
	}
	if err := c.process.ended(); err != nil {
		return e, err
	}
	return e, fmt.Errorf("front.Client: %s: %w", e.Channel, e.err)
}
