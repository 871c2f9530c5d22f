package kern

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// For calls f on the pieces [0, grain), [grain, 2·grain), … of [0, n), on several cores when there are
// several pieces. The pieces depend on n and grain only, never on the number of threads, so a result
// that is assembled piece by piece has the same bits everywhere. f must be safe to call concurrently
// on different pieces. A For inside f, or beside another For, runs on its own goroutine alone. If f
// panics, no new piece is begun and For panics with the value from the first such piece.
//
// The workers behind For wait in a busy loop for a fraction of a millisecond, which is what makes
// pieces of 10 µs worth sharing, then sleep, and end after a second without work.
func For(n, grain int, f func(lo, hi int)) { forTask(n, grain, funcTask(f)) }

// task is work on [0, n) that can be done piece by piece.
type task interface{ piece(lo, hi int) }

type funcTask func(lo, hi int)

func (f funcTask) piece(lo, hi int) { f(lo, hi) }

// forTask is For with a task in place of a function.
func forTask(n, grain int, t task) {
	if n <= 0 {
		return
	}
	grain = max(grain, 1)
	if n <= grain {
		t.piece(0, n)
		return
	}
	pieces := (n + grain - 1) / grain
	helpers := min(Threads(), pieces) - 1
	if helpers <= 0 || pieces > mostPieces || !crew.busy.TryLock() {
		for lo := 0; lo < n; lo += grain {
			t.piece(lo, min(lo+grain, n))
		}
		return
	}
	defer crew.busy.Unlock()
	crew.run(t, n, grain, pieces, helpers)
}

// Threads returns how many threads For uses: the limit set by SetThreads, and at most GOMAXPROCS.
func Threads() int {
	n := runtime.GOMAXPROCS(0)
	if l := int(threadLimit.Load()); l > 0 {
		n = min(n, l)
	}
	return n
}

// SetThreads limits For to n threads, to GOMAXPROCS if n is 0, and returns the limit before. It changes
// speed, never results.
func SetThreads(n int) int { return int(threadLimit.Swap(int32(max(n, 0)))) }

var threadLimit atomic.Int32

// job is the call of For that the workers help with: one after the other in the same place, so that none
// allocates. state holds its number in the upper half and the first piece that is not taken in the lower,
// and a piece is taken by exchanging it whole. So who comes late, with the number of a job before, takes
// nothing; and what is set while there is nothing to take (closed) is seen by whoever takes something.
type job struct {
	state  atomic.Uint64
	pieces atomic.Int64 // how many there are
	places atomic.Int32 // how many workers may still join
	done   atomic.Int64 // pieces finished
	stop   atomic.Bool  // a piece panicked

	t        task
	n, grain int

	waiting  atomic.Bool // the caller sleeps on finished
	finished chan struct{}

	mu     sync.Mutex
	failed int64 // the piece that panicked first in order, or -1
	reason any
}

const (
	mostPieces = 1<<31 - 1
	closed     = 1<<32 - 1 // more than there are pieces
)

// open sets the job up.
func (j *job) open(t task, n, grain, pieces, helpers int) {
	id := (j.state.Load()>>32 + 1) << 32
	j.state.Store(id | closed)
	j.t, j.n, j.grain = t, n, grain
	j.failed, j.reason = -1, nil
	j.pieces.Store(int64(pieces))
	j.places.Store(int32(helpers))
	j.done.Store(0)
	j.stop.Store(false)
	j.waiting.Store(false)
	j.state.Store(id)
}

// number is that of the job there is, and whether it has pieces to take.
func (j *job) number() (id uint32, free bool) {
	s := j.state.Load()
	return uint32(s >> 32), int64(uint32(s)) < j.pieces.Load()
}

// take takes a piece of a job, unless none is left or the job is another by now.
func (j *job) take(id uint32) (k int64, ok bool) {
	for {
		s := j.state.Load()
		k = int64(uint32(s))
		if uint32(s>>32) != id || k >= j.pieces.Load() {
			return 0, false
		}
		if j.state.CompareAndSwap(s, s+1) {
			return k, true
		}
	}
}

// work takes pieces until none is left.
func (j *job) work(id uint32) {
	for {
		k, ok := j.take(id)
		if !ok {
			return
		}
		j.piece(k)
	}
}

func (j *job) piece(k int64) {
	defer j.finish(k, j.pieces.Load())
	if j.stop.Load() {
		return
	}
	lo := int(k) * j.grain
	j.t.piece(lo, min(lo+j.grain, j.n))
}

func (j *job) finish(k, pieces int64) {
	if r := recover(); r != nil {
		j.mu.Lock()
		if j.failed < 0 || k < j.failed {
			j.failed, j.reason = k, r
		}
		j.mu.Unlock()
		j.stop.Store(true)
	}
	if j.done.Add(1) == pieces && j.waiting.Load() {
		select { // what is in the channel already wakes the caller as well
		case j.finished <- struct{}{}:
		default:
		}
	}
}

// wait returns when all pieces are finished: it spins while that can be expected soon, then sleeps, so
// that a worker without a processor of its own gets this one.
func (j *job) wait(pieces int64) {
	s := spinner{budget: callerSpin}
	for j.done.Load() < pieces {
		if s.spin() {
			continue
		}
		j.waiting.Store(true)
		for j.done.Load() < pieces {
			<-j.finished
		}
		return
	}
}

const (
	callerSpin = 50 * time.Microsecond
	workerSpin = 200 * time.Microsecond
	leastSpin  = 5 * time.Microsecond
	idleEnd    = time.Second
)

// spinner is a busy loop with an end.
type spinner struct {
	budget time.Duration
	start  time.Time
	last   time.Duration
	turns  int
	torn   bool // the processor was taken away in between: more threads than processors
}

// spin passes a moment and reports whether there is budget for another.
func (s *spinner) spin() bool {
	pause(8)
	s.turns++
	if s.turns&15 != 0 {
		return true
	}
	if s.start.IsZero() {
		s.start = time.Now()
		return true
	}
	t := time.Since(s.start)
	if t-s.last > 20*time.Microsecond+s.budget/4 {
		s.torn = true
		return false
	}
	s.last = t
	if s.turns&255 == 0 {
		runtime.Gosched()
		s.last = time.Since(s.start)
	}
	return t < s.budget
}

// crew is the set of workers all calls of For share.
var crew = newCrew()

type workers struct {
	busy     sync.Mutex // held by the For that has the workers
	job      job
	alive    atomic.Int32
	parked   atomic.Int32
	wake     chan struct{}
	patience atomic.Int64 // how long to spin, in nanoseconds; short when processors are
}

func newCrew() *workers {
	w := &workers{wake: make(chan struct{}, 256)}
	w.job.finished = make(chan struct{}, 1)
	return w
}

// run does a task with as many helpers; the caller holds busy.
func (w *workers) run(t task, n, grain, pieces, helpers int) {
	j := &w.job
	j.open(t, n, grain, pieces, helpers)
	w.call(helpers)
	id, _ := j.number()
	j.work(id)
	j.wait(int64(pieces))
	failed, reason := j.failed >= 0, j.reason
	j.t, j.reason = nil, nil
	if failed {
		panic(reason)
	}
}

// call starts or wakes as many workers as can help.
func (w *workers) call(helpers int) {
	for n := int(w.alive.Load()); n < helpers; n++ {
		w.alive.Add(1)
		go w.worker()
	}
	for n := min(int(w.parked.Load()), helpers); n > 0; n-- {
		select {
		case w.wake <- struct{}{}:
		default:
			return
		}
	}
}

// worker helps with one job after the other until there has been none for a while.
func (w *workers) worker() {
	defer w.alive.Add(-1)
	j := &w.job
	end := time.NewTimer(idleEnd)
	defer end.Stop()
	for last := uint32(0); ; {
		id, ok := w.await(last, end)
		if !ok {
			return
		}
		last = id
		if j.places.Add(-1) >= 0 {
			j.work(id)
		}
		if j.waiting.Load() {
			runtime.Gosched() // the caller may be next on this very processor
		}
	}
}

// fresh is the number of the current job, if it is not the last one and has pieces to take.
func (w *workers) fresh(last uint32) (id uint32, ok bool) {
	id, free := w.job.number()
	return id, free && id != last
}

// await returns the next job after last; ok is false when there has been none for a while. Who is woken
// too late for a job spins for the next, which in a row of small ones is there before the next wake-up is.
func (w *workers) await(last uint32, end *time.Timer) (id uint32, ok bool) {
	for {
		if id, ok = w.watch(last); ok || !w.park(last, end) {
			return id, ok
		}
	}
}

// watch spins until there is a job after last; ok is false if that takes long.
func (w *workers) watch(last uint32) (id uint32, ok bool) {
	s := spinner{budget: max(time.Duration(w.patience.Load()), leastSpin)}
	id, ok = w.fresh(last)
	for !ok && s.spin() {
		id, ok = w.fresh(last)
	}
	w.learn(s.torn)
	return id, ok
}

// learn adapts the time spent spinning: next to none once a processor was taken away, then slowly more.
func (w *workers) learn(torn bool) {
	p := time.Duration(w.patience.Load())
	if torn {
		p = 0
	} else {
		p = min(p+p/2+leastSpin, workerSpin)
	}
	w.patience.Store(int64(p))
}

// park sleeps until somebody calls, and reports whether one did before the end.
func (w *workers) park(last uint32, end *time.Timer) bool {
	end.Reset(idleEnd)
	w.parked.Add(1)
	defer w.parked.Add(-1)
	if _, ok := w.fresh(last); ok { // who called just before has not seen this one parked
		return true
	}
	select {
	case <-w.wake:
		return true
	case <-end.C:
		return false
	}
}
