package jupyter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	queueLength = 4096        // shell requests read ahead of the worker
	stopGrace   = time.Second // for a cell to heed its context at shutdown
	linger      = time.Second // for clients to take what was sent to them
	readySlots  = 256         // broadcasts of the control channel under way
)

// Kernel is a kernel whose sockets are bound; see [Listen].
type Kernel struct {
	conn    Connection
	key     Key
	log     *slog.Logger
	session string        // of this process, for its whole life
	sent    atomic.Uint64 // messages made, for their ids

	shell, control, stdin router
	iopub                 publisher
	hb                    echo

	engine  Engine
	info    infoReply
	stop    context.CancelCauseFunc // ends Serve, which returns the cause unless it is nil
	queue   chan *request           // shell requests waiting for the worker
	arrived atomic.Uint64           // shell requests read so far
	cell    running
	asks    prompts

	// Of the worker alone:
	count      int    // number of the last stored cell
	abortUntil uint64 // execute requests up to this arrival are aborted
	history    history
}

// Listen binds the sockets of a kernel. Clients that connect are served as soon
// as [Kernel.Serve] runs. A nil log discards.
func Listen(c Connection, log *slog.Logger) (*Kernel, error) {
	c, err := c.filled()
	if err != nil {
		return nil, fmt.Errorf("jupyter.Listen: %w", err)
	}
	c.choose()
	k := newKernel(c, log)
	if err := k.bind(); err != nil {
		k.closeSockets(0)
		return nil, fmt.Errorf("jupyter.Listen: %w", err)
	}
	return k, nil
}

func newKernel(c Connection, log *slog.Logger) *Kernel {
	return &Kernel{
		conn: c, key: Key(c.Key),
		log:     cmp.Or(log, slog.New(slog.DiscardHandler)),
		session: newSession(),
		queue:   make(chan *request, queueLength),
		asks:    prompts{turn: make(chan struct{}, 1)},
	}
}

// Connection returns where the kernel listens, with the ports that were taken.
func (k *Kernel) Connection() Connection { return k.conn }

// Serve is [Listen] and [Kernel.Serve].
func Serve(ctx context.Context, c Connection, e Engine, log *slog.Logger) error {
	k, err := Listen(c, log)
	if err != nil {
		e.Close()
		return err
	}
	return k.Serve(ctx, e)
}

// Serve answers requests until a client asks for shutdown, the process gets
// SIGTERM or SIGHUP, its parent dies (if JPY_PARENT_PID is set), or ctx ends.
// It then interrupts the running cell, gives clients a moment to take what was
// sent to them, closes the sockets and the engine, and returns nil. It returns an
// error if a channel fails. SIGINT interrupts the running cell. Serve may be
// called once.
//
// A cell that does not heed its interruption is left running after a second.
func (k *Kernel) Serve(ctx context.Context, e Engine) error {
	ctx, k.stop = context.WithCancelCause(ctx)
	defer k.stop(nil)
	k.engine = e
	k.info = describe(e.Info())
	defer e.Close()
	defer k.closeSockets(linger)
	signals := catchSignals()
	k.broadcast(k.message("status", nil, stateContent{stateStarting}))

	var group sync.WaitGroup
	group.Go(func() { k.readShell(ctx) })
	group.Go(func() { k.work(ctx) })
	group.Go(func() { k.serveControl(ctx) })
	group.Go(func() { k.readStdin(ctx) })
	group.Go(func() { k.heedSignals(ctx, signals) })
	group.Go(func() { k.watchParent(ctx) })
	<-ctx.Done()
	k.settle(&group)
	if broken := (*channelError)(nil); errors.As(context.Cause(ctx), &broken) {
		return fmt.Errorf("jupyter.Kernel.Serve: %w", broken)
	}
	return nil
}

// channelError is why a kernel cannot go on.
type channelError struct {
	channel string
	cause   error
}

func (e *channelError) Error() string { return e.channel + " channel: " + e.cause.Error() }
func (e *channelError) Unwrap() error { return e.cause }

// settle waits for the goroutines of Serve.
func (k *Kernel) settle(group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(stopGrace):
		k.log.Warn("jupyter: shutdown does not wait for the running cell")
	}
}
