package zmtp

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// XPub is an XPUB socket: it sends each message to the peers that subscribed to
// a prefix of its first frame, and can greet subscribers. Its methods may be
// called by any number of goroutines; all subscribers see the messages in one
// order. The zero value is not usable; see [ListenXPub].
type XPub struct {
	socket
	onSubscribe func(topic []byte) Message

	mu   sync.Mutex
	subs map[*peer]*topics
}

// ListenXPub binds an XPUB socket to endpoint, "tcp://host:port" or
// "ipc://path". Port 0 or * takes a free one, see [XPub.Addr]; nil options are
// the defaults.
//
// onSubscribe, unless nil, is called for every topic that a peer subscribes to
// and was not subscribed to. The message it returns, unless nil, is queued for
// this peer alone, before any message that is published later: so it is the
// first that a peer with one subscription sees. Its first frame has to start
// with the topic, like that of any message: SUB sockets of libzmq drop what they
// have not subscribed to. The hook is called while the socket is locked: it must
// not call the socket and should return soon.
func ListenXPub(endpoint string, o *Options, onSubscribe func(topic []byte) Message) (*XPub, error) {
	x := &XPub{onSubscribe: onSubscribe, subs: make(map[*peer]*topics)}
	if err := x.open(endpoint, o, zmq4.XPub, x); err != nil {
		return nil, fmt.Errorf("zmtp.ListenXPub: %w", err)
	}
	return x, nil
}

// Addr returns the endpoint clients connect to, with the port that was taken.
func (x *XPub) Addr() string { return x.addr }

// Publish queues a message for every subscriber of it. The slices may be changed
// afterwards. Without subscribers the message is gone.
//
// A subscriber gets all messages, in order, from its subscription on for as long
// as it is connected. If the queue of one is full, Publish waits for room, after
// it has queued the message for all; a subscriber without room after
// Options.StallTimeout is disconnected. Errors are [ErrEmpty] and [ErrClosed].
func (x *XPub) Publish(m Message) error {
	if len(m) == 0 {
		return fmt.Errorf("zmtp.XPub.Publish: %w", ErrEmpty)
	}
	if x.closing() {
		return fmt.Errorf("zmtp.XPub.Publish: %w", ErrClosed)
	}
	full := x.publish(m)
	if len(full) == 0 {
		return nil
	}
	ctx, cancel := x.patience() // for all together
	defer cancel()
	for _, p := range full {
		p.relieve(ctx)
	}
	return nil
}

// publish queues m and returns the peers whose queues are full.
func (x *XPub) publish(m Message) (full []*peer) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var wire []byte
	for p, t := range x.subs {
		if !t.match(m[0]) {
			continue
		}
		if wire == nil {
			wire = encode(m)
		}
		if f, _ := p.queue(wire); f {
			full = append(full, p)
		}
	}
	return full
}

// Close stops accepting, waits for at most linger until what has been published
// is written, and disconnects all peers. Without linger, or with a negative one,
// it does so at once. A second call returns the result of the first.
func (x *XPub) Close(linger time.Duration) error { return x.close(linger) }

func (x *XPub) join(p *peer) {
	// A subscription is a byte and a topic: no more is to be read from a peer.
	p.in.maxFrame = min(p.in.maxFrame, 1+maxTopicBytes)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.subs[p] = &topics{set: make(map[string]struct{})}
}

// message takes a subscription. Other messages are for the application of an
// XPUB socket, and ours wants none.
func (x *XPub) message(p *peer, m Message) error {
	if len(m) != 1 || len(m[0]) == 0 {
		return nil
	}
	on, topic := m[0][0], m[0][1:]
	switch on {
	case 0:
		x.unsubscribe(p, topic)
	case 1:
		full, err := x.subscribe(p, topic)
		if err != nil || !full {
			return err
		}
		ctx, cancel := x.patience()
		defer cancel()
		return p.relieve(ctx)
	}
	return nil
}

func (x *XPub) subscribe(p *peer, topic []byte) (full bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if added, err := x.subs[p].add(topic); err != nil || !added || x.onSubscribe == nil {
		return false, err
	}
	m := x.onSubscribe(bytes.Clone(topic))
	if len(m) == 0 {
		return false, nil
	}
	full, _ = p.queue(encode(m))
	return full, nil
}

func (x *XPub) unsubscribe(p *peer, topic []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.subs[p].remove(topic)
}

func (x *XPub) leave(p *peer) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.subs, p)
}

// topics is what one peer has subscribed to. To subscribe twice is to subscribe
// once, as in libzmq.
type topics struct {
	set   map[string]struct{}
	bytes int
}

func (t *topics) add(topic []byte) (added bool, err error) {
	if _, ok := t.set[string(topic)]; ok {
		return false, nil
	}
	if len(t.set) == maxTopics {
		return false, violation("topics", "more", maxTopics)
	}
	if n := t.bytes + len(topic); n > maxTopicBytes {
		return false, violation("bytes of topics", n, fmt.Sprintf("at most %d", maxTopicBytes))
	}
	t.set[string(topic)] = struct{}{}
	t.bytes += len(topic)
	return true, nil
}

func (t *topics) remove(topic []byte) {
	if _, ok := t.set[string(topic)]; ok {
		delete(t.set, string(topic))
		t.bytes -= len(topic)
	}
}

// match reports whether a topic is a prefix of the frame.
func (t *topics) match(frame []byte) bool {
	if _, ok := t.set[""]; ok {
		return true
	}
	for topic := range t.set {
		if len(topic) <= len(frame) && string(frame[:len(topic)]) == topic {
			return true
		}
	}
	return false
}
