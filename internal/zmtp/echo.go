package zmtp

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Echo is a REP socket that answers every request with the request itself, on
// goroutines of its own and so whatever the rest of the process does: a
// heartbeat. The zero value is not usable; see [ListenEcho].
type Echo struct{ socket }

// ListenEcho binds an echoing REP socket to endpoint, "tcp://host:port" or
// "ipc://path". Port 0 or * takes a free one, see [Echo.Addr]; nil options are
// the defaults.
func ListenEcho(endpoint string, o *Options) (*Echo, error) {
	e := new(Echo)
	if err := e.open(endpoint, o, zmq4.Rep, e); err != nil {
		return nil, fmt.Errorf("zmtp.ListenEcho: %w", err)
	}
	return e, nil
}

// Addr returns the endpoint clients connect to, with the port that was taken.
func (e *Echo) Addr() string { return e.addr }

// Close stops answering, waits for at most linger until the answers given are
// written, and disconnects all peers. Without linger, or with a negative one, it
// does so at once. A second call returns the result of the first.
func (e *Echo) Close(linger time.Duration) error { return e.close(linger) }

func (e *Echo) join(*peer)  {}
func (e *Echo) leave(*peer) {}

// message answers if there is the empty frame that ends the envelope of a
// request, and ignores the message otherwise, as REP sockets do.
func (e *Echo) message(p *peer, m Message) error {
	if !slices.ContainsFunc(m, func(f []byte) bool { return len(f) == 0 }) {
		return nil
	}
	if err := p.send(encode(m)); !errors.Is(err, ErrUnknownPeer) {
		return err
	}
	return nil
}
