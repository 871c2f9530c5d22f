// Package jupyter is a Jupyter kernel without a language: it speaks the
// messaging protocol on five sockets and hands the work to an [Engine].
//
// # Idea
//
// A front end connects to the ports of a connection file and sends requests;
// every request is answered on the channel it came by, and what it causes is
// broadcast. The package is built in layers that know only the one below:
//
//	Kernel, Serve     life cycle: sockets, goroutines, signals, shutdown
//	handler tables    one function for each request type of a channel
//	Message, Key      the wire: frames, signature, JSON
//	package zmtp      sockets
//
// Each channel has a goroutine of its own, so that none waits for another:
//
//	shell    ─► queue ─► worker: one request at a time, cells included
//	control  ─► handled where it is read; never waits for the worker
//	stdin    ─► the cell that asked
//	iopub    ◄─ everything that is broadcast, in order
//	hb       ─► echoed by package zmtp
//
// # Terminology
//
//	request       a message that wants a reply: execute_request → execute_reply
//	parent        the header of the request a message belongs to, verbatim
//	channel       shell, control, stdin, iopub, hb (heartbeat): one socket each
//	identity      what routes a reply to the client that sent the request
//	topic         first frame of a broadcast, what clients subscribe to
//	cell          the code of one execute_request
//	silent        said of a request that neither counts nor has a result
//	stored        said of a cell that gets a number and enters the history
//	display id    name under which an output can be replaced later
//	bundle        one output in several MIME types, see package display
//
// # Specifications
//
// "Messaging in Jupyter", version 5.5, including JEP 65 (iopub_welcome), JEP 80
// (kernel_info on control), JEP 92 (supported_features) and interrupts by message.
// Kernel specifications and connection files: "Making kernels for Jupyter".
//
// # Limits
//
// No debugger, no subshells, no widgets (a comm that a client opens is closed
// again), no encryption by CurveZMQ, and signatures by HMAC-SHA256 only. One
// history, of this process, of the last 10,000 cells and some.
//
// # Decisions
//
//   - A message that does not parse or whose signature is wrong is logged and
//     dropped: whoever sent it holds no key, so there is nobody to answer. A
//     signed request whose content makes no sense gets an error reply.
//   - Text of a running cell is collected and sent every 50 ms, or when 64 KiB
//     are together, or before anything else the cell shows: front ends and
//     servers limit the number of messages. A slow subscriber slows the cell
//     down; see package zmtp for one that stopped reading.
//   - After a cell fails, all execute requests that arrived before its reply is
//     sent are aborted, if it asked for that. The reply is held back for some
//     milliseconds, so that those still on their way count: a client cannot send
//     anything because of a reply that it does not have yet.
//   - A silent request has no execute_input, no number and no result. What its
//     code prints or displays is broadcast, as ipykernel does: the code asked.
//   - Cells that are not stored run under the number of the last stored one.
//   - Positions are counted in code points, and in UTF-16 units for clients that
//     announce a protocol before 5.2.
//   - There is no history of signatures against replay: who can read the traffic
//     of the loopback interface has the rights of the user already.
//   - A cell that is a name with a question mark shows its documentation, by the
//     payload that the protocol has for it.
//   - The comm target of Quarto (quarto_kernel_setup) is accepted and ignored.
package jupyter
