package yaegi

import (
	"context"
	"sync"
	"time"
)

// What blocks in compiled code cannot be stopped from outside; these are the
// blocking calls a cell is likely to make, in a form that an interrupt ends.

// sleep is time.Sleep.
func (g *Engine) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-g.halt:
		panic(context.Canceled)
	}
}

// wait is (*sync.WaitGroup).Wait.
func (g *Engine) wait(wg *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-g.halt:
		panic(context.Canceled)
	}
}

// lock is Lock of both mutexes.
func (g *Engine) lock(m interface{ TryLock() bool }) { g.acquire(m.TryLock) }

func (g *Engine) rlock(m *sync.RWMutex) { g.acquire(m.TryRLock) }

// acquire tries until it succeeds, at growing intervals.
func (g *Engine) acquire(try func() bool) {
	for pause := time.Microsecond; !try(); pause = min(2*pause, time.Millisecond) {
		g.sleep(pause)
	}
}

// unlock and runlock turn the unlock of an unlocked mutex, which would end the
// process, into a panic.
func unlock(m interface {
	TryLock() bool
	Unlock()
}) {
	free := m.TryLock()
	m.Unlock()
	if free {
		panic(runtimeError{"fatal error: sync: unlock of unlocked mutex"})
	}
}

func runlock(m *sync.RWMutex) {
	if m.TryLock() {
		m.Unlock()
		panic(runtimeError{"fatal error: sync: RUnlock of unlocked RWMutex"})
	}
	m.RUnlock()
}
