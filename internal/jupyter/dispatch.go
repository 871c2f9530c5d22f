package jupyter

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
)

// A request is a message that came by a channel.
type request struct {
	*Message
	via      *channel
	from     string          // identity of the peer
	arrival  uint64          // number among the requests of the shell channel, from 1
	metadata json.RawMessage // of the reply
	after    func()          // called when the request has been answered
}

// A channel is how requests come in and what they cause goes out.
type channel struct {
	name      string
	sock      router
	broadcast func(*Message)
	handlers  map[string]handler
}

// A handler acts on a request and returns the content of the reply, nil for
// none. An error becomes an error reply.
type handler func(k *Kernel, ctx context.Context, r *request) (content any, err error)

// The handler tables. The control channel is served while a cell runs, so
// nothing in its table may use the engine.
var (
	shellHandlers = map[string]handler{
		typeExecute:           (*Kernel).execute,
		"kernel_info_request": (*Kernel).kernelInfo,
		"complete_request":    (*Kernel).complete,
		"inspect_request":     (*Kernel).inspect,
		"is_complete_request": (*Kernel).isComplete,
		"history_request":     (*Kernel).historyOf,
		"comm_info_request":   (*Kernel).commInfo,
		"comm_open":           (*Kernel).commOpen,
		"comm_msg":            ignore,
		"comm_close":          ignore,
		typeInterrupt:         (*Kernel).interrupt,
		"shutdown_request":    (*Kernel).shutdown,
	}
	controlHandlers = map[string]handler{
		"kernel_info_request": (*Kernel).kernelInfo,
		"comm_info_request":   (*Kernel).commInfo,
		typeInterrupt:         (*Kernel).interrupt,
		"shutdown_request":    (*Kernel).shutdown,
		"debug_request":       (*Kernel).debug,
	}
)

func ignore(*Kernel, context.Context, *request) (any, error) { return nil, nil }

// readShell queues the requests of the shell channel, so that it is known what
// has arrived while a cell runs.
func (k *Kernel) readShell(ctx context.Context) {
	via := &channel{name: "shell", sock: k.shell, broadcast: k.broadcast, handlers: shellHandlers}
	k.receive(ctx, via, func(r *request) {
		r.arrival = k.arrived.Add(1)
		select {
		case k.queue <- r:
		case <-ctx.Done():
		}
	})
}

// work handles the requests of the shell channel, one at a time.
func (k *Kernel) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-k.queue:
			k.runOne(ctx, r)
		}
	}
}

// runOne handles a request that can be interrupted. That begins before the first
// message that says so: who sees it may interrupt at once.
func (k *Kernel) runOne(ctx context.Context, r *request) {
	if ctx.Err() != nil {
		return // both were ready for the worker, and the end counts
	}
	ctx, end := k.cell.begin(ctx)
	defer end()
	k.dispatch(ctx, r)
}

// receive reads requests from a channel until ctx ends. Without the channel the
// kernel is of no use, so its failure stops the kernel.
func (k *Kernel) receive(ctx context.Context, via *channel, take func(*request)) {
	for {
		id, frames, err := via.sock.Recv(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			k.stop(&channelError{via.name, err})
			return
		}
		m, err := Parse(frames, k.key)
		if err != nil {
			k.log.Warn("jupyter: message dropped", "channel", via.name, "frames", len(frames), "cause", err)
			continue
		}
		take(&request{Message: m, via: via, from: id})
	}
}

// dispatch handles one request between busy and idle.
func (k *Kernel) dispatch(ctx context.Context, r *request) {
	k.publish(r, "status", stateContent{stateBusy})
	content, err := k.handle(ctx, r)
	if err != nil {
		content = errorReply{statusError, failed(err)}
	}
	if content != nil {
		k.reply(r, content)
	}
	k.publish(r, "status", stateContent{stateIdle})
	if r.after != nil {
		r.after()
	}
}

// handle calls the handler of r. A panic in it is a mistake in this program or in
// the engine; the kernel and the variables of its user outlive it.
func (k *Kernel) handle(ctx context.Context, r *request) (content any, err error) {
	h := r.via.handlers[r.Header.Type]
	if h == nil {
		k.log.Debug("jupyter: unknown request", "channel", r.via.name, "type", r.Header.Type)
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			content, err = nil, k.recovered(r.Header.Type, p)
		}
	}()
	return h(k, ctx, r)
}

// recovered logs a panic, with the stack that is still there, and returns it as
// an error.
func (k *Kernel) recovered(typ string, value any) error {
	k.log.Error("jupyter: panic", "type", typ, "value", value, "stack", string(debug.Stack()))
	return panicError{value}
}

// reply answers a request on the channel and by the route it came.
func (k *Kernel) reply(r *request, content any) {
	m := k.message(strings.TrimSuffix(r.Header.Type, "_request")+"_reply", r.Raw, content)
	m.Route, m.Metadata = r.Route, r.metadata
	if err := r.via.sock.Send(r.from, k.frames(m)); err != nil {
		k.log.Info("jupyter: reply lost", "channel", r.via.name, "type", m.Header.Type, "cause", err)
	}
}

// publish broadcasts what a request causes.
func (k *Kernel) publish(r *request, typ string, content any) {
	r.via.broadcast(k.message(typ, r.Raw, content))
}

// decode reads the content of a request.
func decode(r *request, v any) error {
	if err := r.Decode(v); err != nil {
		return requestError{err}
	}
	return nil
}

// panicError is a panic that was recovered.
type panicError struct{ value any }

func (e panicError) Error() string        { return fmt.Sprint(e.value) }
func (e panicError) EName() string        { return namePanic }
func (e panicError) EValue() string       { return e.Error() }
func (e panicError) ETraceback() []string { return nil }

var _ Failure = panicError{}
