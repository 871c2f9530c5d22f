package yaegi

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
)

// Defers runs the deferred calls of one call of a function as Go does: last in
// first out, each even if another panics, with recover in the right place. The
// interpreter's own defer evaluates arguments late and drops the remaining
// calls when one panics.
type Defers struct {
	g         *Engine
	calls     []func()
	panicking *located
}

// Push adds a deferred call.
func (d *Defers) Push(f func()) { d.calls = append(d.calls, f) }

// Protect runs the body of the function and then the deferred calls.
func (d *Defers) Protect(body func()) {
	defer func() { d.run(recover()) }()
	body()
}

// run makes the calls; r is the panic under way, or nil.
func (d *Defers) run(r any) {
	if r != nil {
		d.panicking = d.g.locate(r)
	}
	leave := d.g.deferring.enter(d)
	defer leave()
	for len(d.calls) > 0 {
		f := d.calls[len(d.calls)-1]
		d.calls = d.calls[:len(d.calls)-1]
		d.one(f)
	}
	if d.panicking != nil {
		panic(d.panicking)
	}
}

// one makes a call; a panic in it replaces the one under way.
func (d *Defers) one(f func()) {
	done := false
	defer func() {
		if done {
			return
		}
		if r := recover(); r != nil {
			d.panicking = d.g.locate(r)
		}
	}()
	f()
	done = true
}

// Recover returns the panic under way and ends it.
func (d *Defers) Recover() any {
	if d.panicking == nil {
		return nil
	}
	v := d.panicking.value
	d.panicking = nil
	return v
}

// locate notes where a panic began.
func (g *Engine) locate(r any) *located {
	v := g.normal(r)
	if l, ok := v.(*located); ok {
		return l
	}
	return &located{v, *g.line}
}

// deferStack knows which Defers are running on which goroutine, for recover in
// a named function that was deferred.
type deferStack struct {
	mu sync.Mutex
	m  map[uint64][]*Defers
}

func (s *deferStack) enter(d *Defers) (leave func()) {
	if d.panicking == nil {
		return func() {}
	}
	id := goroutineID()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[uint64][]*Defers{}
	}
	s.m[id] = append(s.m[id], d)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if l := s.m[id]; len(l) > 1 {
			s.m[id] = l[:len(l)-1]
		} else {
			delete(s.m, id)
		}
	}
}

// recoverHere is recover outside a deferred literal.
func (g *Engine) recoverHere() any {
	g.deferring.mu.Lock()
	l := g.deferring.m[goroutineID()]
	g.deferring.mu.Unlock()
	if len(l) == 0 {
		return nil
	}
	return l[len(l)-1].Recover()
}

// goroutineID reads the number in the first line of a stack trace; Go offers no other way.
func goroutineID() uint64 {
	var buf [64]byte
	b := buf[:runtime.Stack(buf[:], false)]
	b = bytes.TrimPrefix(b, []byte("goroutine "))
	if i := bytes.IndexByte(b, ' '); i > 0 {
		if n, err := strconv.ParseUint(string(b[:i]), 10, 64); err == nil {
			return n
		}
	}
	return 0
}
