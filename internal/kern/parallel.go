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
func For(n, grain int, f func(lo, hi int)) {
	if n <= 0 {
		return
	}
	grain = max(grain, 1)
	if n <= grain {
		f(0, n)
		return
	}
	helpers := min(Threads(), (n+grain-1)/grain) - 1
	if helpers <= 0 || !crew.busy.TryLock() {
		for lo := 0; lo < n; lo += grain {
			f(lo, min(lo+grain, n))
		}
		return
	}
	defer crew.busy.Unlock()
	j := &job{f: f, n: n, grain: grain, pieces: int64((n + grain - 1) / grain), failed: -1}
	j.places.Store(int32(helpers))
	crew.publish(j, helpers)
	j.work()
	j.wait()
	crew.current.Store(nil)
	if j.failed >= 0 {
		panic(j.reason)
	}
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

// job is one call of For.
type job struct {
	f        func(lo, hi int)
	n, grain int
	pieces   int64
	id       uint64 // one more than that of the job before

	places atomic.Int32 // how many workers may still join
	next   atomic.Int64 // first piece not taken
	done   atomic.Int64 // pieces finished
	stop   atomic.Bool  // a piece panicked

	waiting  atomic.Bool // the caller sleeps on finished
	finished chan struct{}

	mu     sync.Mutex
	failed int64 // the piece that panicked first in order, or -1
	reason any
}

// work takes pieces until none is left.
func (j *job) work() {
	for {
		k := j.next.Add(1) - 1
		if k >= j.pieces {
			return
		}
		j.piece(k)
	}
}

func (j *job) piece(k int64) {
	defer j.finish(k)
	if j.stop.Load() {
		return
	}
	lo := int(k) * j.grain
	j.f(lo, min(lo+j.grain, j.n))
}

func (j *job) finish(k int64) {
	if r := recover(); r != nil {
		j.mu.Lock()
		if j.failed < 0 || k < j.failed {
			j.failed, j.reason = k, r
		}
		j.mu.Unlock()
		j.stop.Store(true)
	}
	if j.done.Add(1) == j.pieces && j.waiting.Load() {
		close(j.finished)
	}
}

// wait returns when all pieces are finished: it spins while that can be expected soon, then sleeps, so
// that a worker without a processor of its own gets this one.
func (j *job) wait() {
	s := spinner{budget: callerSpin}
	for j.done.Load() < j.pieces {
		if s.spin() {
			continue
		}
		j.finished = make(chan struct{})
		j.waiting.Store(true)
		if j.done.Load() < j.pieces {
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
var crew = workers{wake: make(chan struct{}, 256)}

type workers struct {
	busy     sync.Mutex // held by the For that has the workers
	jobs     uint64     // how many there were; guarded by busy
	current  atomic.Pointer[job]
	alive    atomic.Int32
	parked   atomic.Int32
	wake     chan struct{}
	patience atomic.Int64 // how long to spin, in nanoseconds; short when processors are
}

// publish makes j visible to as many workers as can help, starting or waking them as needed.
func (w *workers) publish(j *job, helpers int) {
	w.jobs++
	j.id = w.jobs
	w.current.Store(j)
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
	for last := uint64(0); ; {
		j := w.await(last)
		if j == nil {
			return
		}
		last = j.id
		if j.places.Add(-1) >= 0 {
			j.work()
		}
		if j.waiting.Load() {
			runtime.Gosched() // the caller may be next on this very processor
		}
	}
}

// fresh is the current job, if it comes after last.
func (w *workers) fresh(last uint64) *job {
	if j := w.current.Load(); j != nil && j.id > last {
		return j
	}
	return nil
}

// await returns the next job after last, or nil when it is time to end.
func (w *workers) await(last uint64) *job {
	s := spinner{budget: max(time.Duration(w.patience.Load()), leastSpin)}
	j := w.fresh(last)
	for j == nil && s.spin() {
		j = w.fresh(last)
	}
	w.learn(s.torn)
	if j != nil {
		return j
	}
	return w.park(last)
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

// park sleeps until there is a job after last; it returns nil if there is none for a while.
func (w *workers) park(last uint64) *job {
	end := time.NewTimer(idleEnd)
	defer end.Stop()
	for {
		w.parked.Add(1)
		j, over := w.fresh(last), false
		if j == nil {
			select {
			case <-w.wake:
			case <-end.C:
				over = true
			}
		}
		w.parked.Add(-1)
		if j == nil {
			j = w.fresh(last)
		}
		if j != nil || over {
			return j
		}
	}
}
