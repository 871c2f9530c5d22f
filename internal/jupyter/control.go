package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

// ErrInterrupted is the cause of the cancelled context of a cell that was
// interrupted.
var ErrInterrupted = errors.New("interrupted")

// parentInterval is how often the parent process is looked at.
const parentInterval = time.Second

// running is the request of the shell channel that is handled, if one is.
type running struct {
	mu     sync.Mutex
	cancel context.CancelCauseFunc
}

// begin returns the context of a request and the function that ends it.
func (c *running) begin(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	c.set(cancel)
	return ctx, func() {
		c.set(nil)
		cancel(nil)
	}
}

func (c *running) set(cancel context.CancelCauseFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancel = cancel
}

// interrupt does nothing when nothing runs.
func (c *running) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel(ErrInterrupted)
	}
}

// serveControl handles the requests of the control channel where they are read.
// What they broadcast goes through a goroutine of its own: publishing waits for
// slow subscribers, and an interrupt is asked for just when a cell floods them.
func (k *Kernel) serveControl(ctx context.Context) {
	ready := make(chan zmtp.Message, readySlots)
	var group sync.WaitGroup
	group.Go(func() {
		for f := range ready {
			k.publishFrames(f)
		}
	})
	defer group.Wait()
	defer close(ready)
	via := &channel{
		name: "control", sock: k.control, handlers: controlHandlers,
		broadcast: func(m *Message) { ready <- k.topical(m) },
	}
	k.receive(ctx, via, func(r *request) { k.dispatch(ctx, r) })
}

// interrupt cancels the running cell. That no cell runs is no error: it may have
// ended while the request was on its way.
func (k *Kernel) interrupt(context.Context, *request) (any, error) {
	k.cell.interrupt()
	return ok, nil
}

// shutdown also tells all other clients. The kernel stops once the requester has
// been told that it is idle.
func (k *Kernel) shutdown(_ context.Context, r *request) (any, error) {
	var q shutdownContent
	if err := decode(r, &q); err != nil {
		return nil, err
	}
	q.Status = statusOK
	k.publish(r, "shutdown_reply", q)
	r.after = func() { k.stop(nil) }
	return q, nil
}

func (k *Kernel) debug(_ context.Context, r *request) (any, error) {
	var q debugRequest
	if err := decode(r, &q); err != nil {
		return nil, err
	}
	message := fmt.Sprintf("%s has no debugger", k.info.Implementation)
	return debugReply{Type: "response", RequestSeq: q.Seq, Command: q.Command, Message: message}, nil
}

// catchSignals returns the signals that heedSignals acts on.
func catchSignals() chan os.Signal {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return signals
}

// heedSignals interrupts on SIGINT and stops on SIGTERM and SIGHUP.
func (k *Kernel) heedSignals(ctx context.Context, signals chan os.Signal) {
	defer signal.Stop(signals)
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			if s == os.Interrupt {
				k.cell.interrupt()
				continue
			}
			k.log.Info("jupyter: stop", "signal", s)
			k.stop(nil)
		}
	}
}

// watchParent stops the kernel when the process that started it is gone: nobody
// else would.
func (k *Kernel) watchParent(ctx context.Context) {
	gone := parentGone(os.Getenv("JPY_PARENT_PID"))
	if gone == nil {
		return
	}
	tick := time.NewTicker(parentInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if gone() {
				k.log.Info("jupyter: stop", "cause", "parent process ended")
				k.stop(nil)
				return
			}
		}
	}
}
