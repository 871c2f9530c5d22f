// Package zmtp provides the three ZeroMQ server sockets a kernel binds:
// [Router] for requests, [XPub] for broadcasts and [Echo] for heartbeats.
//
// # Idea
//
// The handshake is that of zmq4 (go-zeromq): every accepted connection is
// given to zmq4.Open, which exchanges greetings and READY commands. From there
// on the package is on its own, because the sockets of zmq4 let one peer
// disturb the others: a silent one blocks the accept loop, a stalled one the
// broadcast, and a frame header alone decides how much memory is allocated.
//
// Each peer therefore has a goroutine that reads and one that writes:
//
//	net.Conn ─► frames ─► PING, ERROR, SUBSCRIBE: answered here
//	                └───► messages ─► Router.Recv, topics of XPub, Echo
//	Send, Publish, Echo ─► queue of the peer ─► net.Conn
//
// Nothing that happens on one connection is waited for by another, except that
// [Router.Send] and [XPub.Publish] wait, for at most Options.StallTimeout, for
// a peer whose queue is full (see below).
//
// # Terminology
//
//	frame     flags, length and body; the unit on the wire
//	message   frames up to the first without the MORE flag; a [Message]
//	command   a frame for the protocol itself: a name and a body
//	peer      one connection that has completed the handshake
//	identity  what a DEALER or REQ peer calls itself; routes replies to it
//	topic     prefix of the first frame of the messages a SUB peer wants
//	stalled   said of a peer that does not read what is sent to it
//
// # Specifications
//
// ZMTP 3.0 (rfc.zeromq.org/spec/23) with the NULL mechanism is what the
// handshake announces, so libzmq peers answer in 3.0. PING, SUBSCRIBE and
// CANCEL are understood as ZMTP 3.1 (spec/37) defines them. The sockets follow
// spec/28 (ROUTER, REP) and spec/29 (XPUB).
//
// # Limits
//
// Everything a peer can make the process keep is bounded by [Options] or by a
// constant of this package: the time of a handshake, frames, messages, commands,
// topics, connections, and what waits in either direction of a connection (an
// application has to receive, though: what peers sent before they left is kept
// for it, and counts for none of those that come later). Memory for a frame
// grows with the bytes that have come, not with the length announced. A peer
// that breaks the protocol or a limit is disconnected and logged; nothing a
// peer sends ends the process or reaches another peer.
//
// # Decisions
//
//   - A message is queued for a peer whole or not at all, and nothing is dropped
//     from a queue: a subscriber sees no gap as long as it stays connected.
//   - A full queue slows the sender down before it costs the peer its
//     connection: the message is queued, then the sender waits until an eighth
//     of the queue is free. A peer that does not manage this within
//     Options.StallTimeout is disconnected. So a client slower than the program
//     that prints gets everything, at its own pace, and one that is suspended
//     delays the others once, by that time at most.
//   - The queue bound also holds for what was read and is not yet received:
//     such a peer is not read from until there is room, as TCP would do it, but
//     others are.
//   - Two peers with one identity: the newest is sent to, and when it leaves,
//     the one before it again. Messages of both are received.
//   - The time to live in a PING is not enforced: the peer that wants it closes
//     the connection itself, and TCP keep-alive finds dead hosts.
//   - A message is copied when it is sent, so callers may use their slices
//     again; XPub encodes it once for all subscribers.
package zmtp
