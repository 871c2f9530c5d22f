package kern

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestForPieces(t *testing.T) {
	for _, c := range []struct{ n, grain int }{{0, 1}, {1, 1}, {7, 3}, {100, 1}, {1000, 7}, {5, 0}, {10, 10}, {11, 10}} {
		for _, threads := range []int{1, 0} {
			old := SetThreads(threads)
			seen := make([]atomic.Int32, c.n)
			For(c.n, c.grain, func(lo, hi int) {
				if g := max(c.grain, 1); lo%g != 0 || hi != min(lo+g, c.n) {
					t.Errorf("For(%d, %d): got the piece [%d, %d)", c.n, c.grain, lo, hi)
				}
				for i := lo; i < hi; i++ {
					seen[i].Add(1)
				}
			})
			for i := range seen {
				if seen[i].Load() != 1 {
					t.Errorf("For(%d, %d): index %d done %d times", c.n, c.grain, i, seen[i].Load())
				}
			}
			SetThreads(old)
		}
	}
}

func TestForNested(t *testing.T) {
	var sum atomic.Int64
	For(10, 1, func(lo, hi int) {
		For(10, 1, func(a, b int) { sum.Add(int64(lo*10 + a)) })
	})
	if got := sum.Load(); got != 4950 {
		t.Errorf("got %d, want 4950", got)
	}
}

func TestForConcurrent(t *testing.T) {
	var wg sync.WaitGroup
	var sum atomic.Int64
	for range 8 {
		wg.Go(func() {
			for range 200 {
				For(16, 1, func(lo, hi int) { sum.Add(1) })
			}
		})
	}
	wg.Wait()
	if got := sum.Load(); got != 8*200*16 {
		t.Errorf("got %d pieces, want %d", got, 8*200*16)
	}
}

// A panic in a piece reaches the caller of For as it was, and For works afterwards.
func TestForPanic(t *testing.T) {
	want := errors.New("piece 3")
	for range 50 {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Fatalf("got %v, want %v", got, want)
				}
			}()
			For(64, 1, func(lo, hi int) {
				if lo == 3 {
					panic(want)
				}
			})
			t.Fatal("no panic")
		}()
	}
	For(4, 1, func(lo, hi int) {})
}

// Workers end by themselves when there is nothing to do.
func TestForIdle(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for workers to end")
	}
	For(64, 1, func(lo, hi int) { runtime.Gosched() })
	for deadline := time.Now().Add(20 * idleEnd); crew.alive.Load() > 0; {
		if time.Now().After(deadline) {
			t.Fatalf("%d workers still live", crew.alive.Load())
		}
		time.Sleep(idleEnd / 20)
	}
}

// With more runnable goroutines than processors everything still gets done.
func TestForOversubscribed(t *testing.T) {
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for !stop.Load() {
			}
		})
	}
	var n atomic.Int64
	for range 20 {
		For(32, 1, func(lo, hi int) { n.Add(1) })
	}
	stop.Store(true)
	wg.Wait()
	if n.Load() != 20*32 {
		t.Errorf("got %d pieces, want %d", n.Load(), 20*32)
	}
}

func BenchmarkFor(b *testing.B) {
	for _, pieces := range []int{1, 2, 8, 64} {
		b.Run(fmt.Sprintf("empty/%d", pieces), func(b *testing.B) {
			for b.Loop() {
				For(pieces, 1, func(lo, hi int) {})
			}
		})
	}
	x := make([]float32, 8<<10)
	for _, us := range []int{10, 20, 50, 100} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("work/%dus/threads%d", us, threads), func(b *testing.B) {
				defer SetThreads(SetThreads(threads))
				for b.Loop() {
					For(8, 1, func(lo, hi int) {
						part := x[lo<<10 : hi<<10]
						for range us {
							Exp(part, part[:])
						}
					})
				}
			})
		}
	}
}
