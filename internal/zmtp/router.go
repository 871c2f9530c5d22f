package zmtp

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Router is a ROUTER socket: it receives the messages of all peers, with who
// sent them, and sends to a peer by its identity. Its methods may be called by
// any number of goroutines. The zero value is not usable; see [ListenRouter].
type Router struct {
	socket
	inbox *fifo[received]

	mu     sync.Mutex
	routes map[string][]*peer // by identity, the newest last
}

type received struct {
	p    *peer
	m    Message
	cost int64
}

// ListenRouter binds a ROUTER socket to endpoint, "tcp://host:port" or
// "ipc://path". Port 0 or * takes a free one, see [Router.Addr]; nil options are
// the defaults.
func ListenRouter(endpoint string, o *Options) (*Router, error) {
	r := newRouter()
	if err := r.open(endpoint, o, zmq4.Router, r); err != nil {
		return nil, fmt.Errorf("zmtp.ListenRouter: %w", err)
	}
	return r, nil
}

func newRouter() *Router {
	return &Router{inbox: newFIFO[received](), routes: make(map[string][]*peer)}
}

// Addr returns the endpoint clients connect to, with the port that was taken.
func (r *Router) Addr() string { return r.addr }

// Recv waits for the next message of any peer, in the order in which they were
// read. The message does not contain the identity of the peer: that is id, which
// sockets of one process share for a client that announces the same identity to
// each, and which is random, and starts with a zero byte, for one that announces
// none. The slices belong to the caller.
//
// It fails when ctx ends or the socket is closed ([ErrClosed]).
func (r *Router) Recv(ctx context.Context) (id string, m Message, err error) {
	for {
		select {
		case <-r.done:
			return "", nil, fmt.Errorf("zmtp.Router.Recv: %w", ErrClosed)
		default:
		}
		if v, ok := r.inbox.pop(); ok {
			v.p.got.sub(1, v.cost)
			return v.p.id, v.m, nil
		}
		select {
		case <-ctx.Done():
			return "", nil, ctx.Err()
		case <-r.done:
		case <-r.inbox.ready:
		}
	}
}

// Send queues a message for the peer that has the identity id. The slices may
// be changed afterwards. nil means queued: whether the peer receives it, it
// alone can say.
//
// If the queue of the peer is full, Send waits for room; after
// Options.StallTimeout it disconnects the peer and returns [ErrStalled]. Other
// errors are [ErrUnknownPeer], [ErrEmpty] and [ErrClosed].
func (r *Router) Send(id string, m Message) error {
	if err := r.send(id, m); err != nil {
		return fmt.Errorf("zmtp.Router.Send: to %q: %w", id, err)
	}
	return nil
}

func (r *Router) send(id string, m Message) error {
	if len(m) == 0 {
		return ErrEmpty
	}
	if r.closing() {
		return ErrClosed
	}
	p := r.route(id)
	if p == nil {
		return ErrUnknownPeer
	}
	return p.send(encode(m))
}

// route returns the newest peer with that identity, nil if there is none.
func (r *Router) route(id string) *peer {
	r.mu.Lock()
	defer r.mu.Unlock()
	ps := r.routes[id]
	if len(ps) == 0 {
		return nil
	}
	return ps[len(ps)-1]
}

// Close stops receiving and accepting, waits for at most linger until what has
// been sent is written, and disconnects all peers. Without linger, or with a
// negative one, it does so at once. A second call returns the result of the
// first.
func (r *Router) Close(linger time.Duration) error { return r.close(linger) }

func (r *Router) join(p *peer) {
	if p.id == "" {
		p.id = "\x00" + rand.Text()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.routes[p.id] = append(r.routes[p.id], p)
}

func (r *Router) message(p *peer, m Message) error {
	v := received{p: p, m: m, cost: messageCost}
	for _, f := range m {
		v.cost += frameCost + int64(len(f))
	}
	full := p.got.add(v.cost)
	r.inbox.push(v)
	if full {
		p.got.wait(r.done, nil) // also for a muted peer, which may go on sending
	}
	return nil
}

func (r *Router) leave(p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ps := slices.DeleteFunc(r.routes[p.id], func(q *peer) bool { return q == p })
	if len(ps) == 0 {
		delete(r.routes, p.id)
		return
	}
	r.routes[p.id] = ps
}
