package zmtp

import "sync"

// A fifo is an unbounded queue for any number of goroutines; what bounds it is a
// [meter] that its users keep beside it.
type fifo[T any] struct {
	mu     sync.Mutex
	items  []T
	head   int // items before it have been taken
	closed bool
	ready  chan struct{} // has a token when there may be something to take
}

func newFIFO[T any]() *fifo[T] { return &fifo[T]{ready: make(chan struct{}, 1)} }

// push appends v, unless the queue has been closed.
func (q *fifo[T]) push(v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.items = append(q.items, v)
	q.signal()
	return true
}

// pop takes the oldest item. It does not wait: the receiver from q.ready, who
// pops until nothing is left, does that. The token is put back when something is
// left, so that several may wait.
func (q *fifo[T]) pop() (v T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.head == len(q.items) {
		return v, false
	}
	var zero T
	v, q.items[q.head] = q.items[q.head], zero
	q.head++
	switch {
	case q.head == len(q.items):
		q.items, q.head = q.items[:0], 0
		if cap(q.items) > 1024 {
			q.items = nil
		}
	case q.head >= 1024 && 2*q.head >= len(q.items):
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	if q.head < len(q.items) {
		q.signal()
	}
	return v, true
}

// close makes push fail. What is queued can still be taken.
func (q *fifo[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

// done reports that nothing is left and nothing will come.
func (q *fifo[T]) done() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && q.head == len(q.items)
}

func (q *fifo[T]) signal() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// A meter counts what is on its way between two goroutines, and lets the first
// wait while it is too much.
type meter struct {
	maxMessages int
	maxBytes    int64

	mu       sync.Mutex
	messages int
	bytes    int64
	room     chan struct{} // closed when an eighth is free; nil: nobody waits
}

func newMeter(o *Options) *meter {
	return &meter{maxMessages: o.QueueMessages, maxBytes: o.QueueBytes}
}

// add counts a message and reports whether the bound is reached.
func (m *meter) add(bytes int64) (full bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages++
	m.bytes += bytes
	return m.full()
}

// sub takes back what add has counted, the bytes perhaps in parts.
func (m *meter) sub(messages int, bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages -= messages
	m.bytes -= bytes
	if m.room != nil && m.messages <= m.maxMessages-(m.maxMessages+7)/8 && m.bytes <= m.maxBytes-m.maxBytes/8 {
		close(m.room)
		m.room = nil
	}
}

func (m *meter) full() bool { return m.messages >= m.maxMessages || m.bytes >= m.maxBytes }

// wait returns true when there is room, false when one of the channels is closed
// before. What waited once waits for an eighth: if any room would do, a peer that
// takes a message a second would hold its sender for ever.
func (m *meter) wait(timeout, gone <-chan struct{}) bool {
	m.mu.Lock()
	if !m.full() {
		m.mu.Unlock()
		return true
	}
	if m.room == nil {
		m.room = make(chan struct{})
	}
	room := m.room
	m.mu.Unlock()
	select {
	case <-room:
		return true
	case <-gone:
	case <-timeout:
	}
	select {
	case <-room: // at the same moment
		return true
	default:
		return false
	}
}
