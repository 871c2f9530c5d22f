// Package front is a front end that measures: it starts a Jupyter kernel, drives
// it by the messaging protocol and says how long things took.
//
// # Idea
//
// Kernels are compared by one client, so that what the client costs is the same
// for all. [Start] runs a kernel on a connection file of its own, [Process.Dial]
// connects as soon as the kernel listens, and [Client.Exchange] is the unit of
// work: one request and everything that comes because of it, until both its reply
// and its idle have arrived.
//
// # Terminology
//
//	request    a message that wants a reply
//	idle       the broadcast by which a kernel says that a request is done
//	exchange   a request, its broadcasts, its reply and its idle
//	resident   memory of a process that is in main memory, shared pages included
//
// # Decisions
//
//   - Every channel is read all the time and messages get the time at which they
//     came, so that waiting for one channel says nothing about another.
//   - A port that refuses is tried again after a millisecond. Clients in use wait
//     longer, which would add their patience to the time a kernel needs to start.
//   - A kernel counts with the processes it has started: its memory is the sum, and
//     the end of a kernel is the end of all of them.
//
// # Limits
//
// No stdin and no heartbeat, no output but text, and [Process.Resident] reads
// /proc: elsewhere it says that it cannot.
package front
