package zmtp

import (
	"cmp"
	"errors"
	"log/slog"
	"time"
)

// Defaults of [Options].
const (
	DefaultHandshakeTimeout = 10 * time.Second
	DefaultMaxFrame         = 64 << 20
	DefaultMaxMessage       = 128 << 20
	DefaultMaxFrames        = 1024
	DefaultQueueMessages    = 1 << 17
	DefaultQueueBytes       = 64 << 20
	DefaultStallTimeout     = 2 * time.Second
)

// Limits that are no option: beyond any use a client has for them.
const (
	maxConns      = 1024    // connections of one socket, handshakes included
	maxIdentity   = 255     // bytes, by the specification
	maxCommand    = 1 << 16 // bytes of a command, READY included
	maxTopics     = 1024    // of one subscriber
	maxTopicBytes = 1 << 16 // of one subscriber, all topics together
	maxContext    = 16      // bytes of a PING, by the specification

	messageCost = 64 // bytes counted for a waiting message besides its frames
	frameCost   = 32 // bytes counted for a waiting frame besides its body
)

var (
	// ErrClosed is returned by the methods of a socket that has been closed.
	ErrClosed = errors.New("socket closed")

	// ErrUnknownPeer is returned by [Router.Send] for an identity nobody
	// connected has.
	ErrUnknownPeer = errors.New("unknown peer")

	// ErrStalled is returned by [Router.Send] when it has disconnected the peer,
	// because the peer's queue was full and stayed so.
	ErrStalled = errors.New("peer stalled")

	// ErrEmpty is returned for a message without frames, which the protocol
	// cannot express.
	ErrEmpty = errors.New("message without frames")
)

// Message is a sequence of frames, at least one.
type Message [][]byte

// Options of a socket. The zero value and nil mean the defaults, as does zero in
// any one field.
type Options struct {
	// HandshakeTimeout is the time a connection has to become a peer; beyond it,
	// it is closed. Default DefaultHandshakeTimeout.
	HandshakeTimeout time.Duration

	// MaxFrame and MaxMessage are the largest frame and the largest sum of the
	// frames of one message, in bytes, that a peer may send. Defaults
	// DefaultMaxFrame and DefaultMaxMessage.
	MaxFrame, MaxMessage int64

	// MaxFrames is the largest number of frames in a message that a peer may
	// send. Default DefaultMaxFrames.
	MaxFrames int

	// QueueMessages and QueueBytes are how much may wait for one peer, and how
	// much of one peer may wait to be received; what is reached first counts. The
	// message that reaches the bound is still taken, however large. Defaults
	// DefaultQueueMessages and DefaultQueueBytes.
	QueueMessages int
	QueueBytes    int64

	// StallTimeout is how long a sender waits for a peer with a full queue to
	// take an eighth of it, before that peer is disconnected. Negative: do not
	// wait. Default DefaultStallTimeout.
	StallTimeout time.Duration

	// Log gets a record for each connection that ends: a warning for one that
	// was refused or dropped, debugging output for the rest. Default: none.
	Log *slog.Logger
}

// filled returns o with its zero fields replaced by the defaults.
func (o *Options) filled() Options {
	var f Options
	if o != nil {
		f = *o
	}
	f.HandshakeTimeout = cmp.Or(f.HandshakeTimeout, DefaultHandshakeTimeout)
	f.MaxFrame = cmp.Or(f.MaxFrame, DefaultMaxFrame)
	f.MaxMessage = cmp.Or(f.MaxMessage, DefaultMaxMessage)
	f.MaxFrames = cmp.Or(f.MaxFrames, DefaultMaxFrames)
	f.QueueMessages = cmp.Or(f.QueueMessages, DefaultQueueMessages)
	f.QueueBytes = cmp.Or(f.QueueBytes, DefaultQueueBytes)
	f.StallTimeout = cmp.Or(f.StallTimeout, DefaultStallTimeout)
	f.Log = cmp.Or(f.Log, slog.New(slog.DiscardHandler))
	return f
}
