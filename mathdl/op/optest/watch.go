package optest

import (
	"context"
	"sync"
	"time"
)

// Watch is a context that measures how long nobody asks whether it is cancelled: a computation that asks often enough
// stops soon after it is told to. Time is that of the processor, so that other programs do not count; with more than one
// thread at work the threads count together, and a test is run under runtime.GOMAXPROCS(1).
type Watch struct {
	context.Context

	mu      sync.Mutex
	last    time.Duration
	longest time.Duration
}

// NewWatch returns a watch on a context, from now on. A computation that waits for Done only, or hands on contexts made from this
// one, is not seen.
func NewWatch(ctx context.Context) *Watch { return &Watch{Context: ctx, last: cpuTime()} }

// Err is that of the context.
func (w *Watch) Err() error {
	w.look()
	return w.Context.Err()
}

func (w *Watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := cpuTime()
	w.longest, w.last = max(w.longest, now-w.last), now
}

// Longest returns the longest time between two calls of Err, or from the last one until now.
func (w *Watch) Longest() time.Duration {
	w.look()
	return w.longest
}
