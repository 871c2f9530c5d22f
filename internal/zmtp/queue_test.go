package zmtp

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestFIFO(t *testing.T) {
	q := newFIFO[int]()
	next, pushed := 0, 0
	// Grows and shrinks over the sizes at which the slice is moved or given up.
	for _, n := range []int{1, 5000, -4000, 3000, -4001, 10, -10} {
		for range max(n, 0) {
			if !q.push(pushed) {
				t.Fatal("push: got false before close")
			}
			pushed++
		}
		for range max(-n, 0) {
			if v, ok := q.pop(); !ok || v != next {
				t.Fatalf("pop: got %d, %v, want %d", v, ok, next)
			}
			next++
		}
	}
	if v, ok := q.pop(); ok {
		t.Errorf("pop of an empty queue: got %d", v)
	}
	q.push(1)
	q.close()
	if q.push(2) {
		t.Error("push after close: got true")
	}
	if q.done() {
		t.Error("done with an item left")
	}
	if v, ok := q.pop(); !ok || v != 1 {
		t.Errorf("pop after close: got %d, %v, want 1", v, ok)
	}
	if !q.done() {
		t.Error("not done, closed and empty")
	}
}

// TestFIFOWakesAll: one token is enough for any number of receivers.
func TestFIFOWakesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newFIFO[int]()
		got := make(chan int, 10)
		for range 10 {
			go func() {
				for {
					if v, ok := q.pop(); ok {
						got <- v
						return
					}
					<-q.ready
				}
			}()
		}
		synctest.Wait()
		for i := range 10 {
			q.push(i)
		}
		synctest.Wait()
		if len(got) != 10 {
			t.Errorf("got %d of 10 items received", len(got))
		}
	})
}

func TestMeter(t *testing.T) {
	m := newMeter(&Options{QueueMessages: 8, QueueBytes: 80})
	for i := range 7 {
		if m.add(1) {
			t.Fatalf("full after %d of 8 messages", i+1)
		}
	}
	if !m.add(1) {
		t.Error("not full with 8 of 8 messages")
	}
	m.sub(8, 8)
	if !m.add(100) {
		t.Error("not full with 100 of 80 bytes")
	}
	m.sub(0, 21)
	if m.full() {
		t.Error("full with 79 of 80 bytes")
	}
}

// TestMeterRoom: who waits, waits for an eighth.
func TestMeterRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeter(&Options{QueueMessages: 100, QueueBytes: 80})
		if !m.wait(nil, nil) {
			t.Error("waiting with room: got false")
		}
		m.add(80)
		returned := make(chan bool, 1)
		go func() { returned <- m.wait(nil, nil) }()
		synctest.Wait()
		m.sub(0, 9)
		synctest.Wait()
		if len(returned) > 0 {
			t.Error("returned with 71 of 80 bytes waiting")
		}
		m.sub(0, 1)
		synctest.Wait()
		if len(returned) == 0 || !<-returned {
			t.Error("did not return true with 70 of 80 bytes waiting")
		}
	})
}

func TestMeterTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeter(&Options{QueueMessages: 1, QueueBytes: 80})
		m.add(1)
		for _, first := range []string{"timeout", "gone"} {
			timeout, gone := make(chan struct{}), make(chan struct{})
			time.AfterFunc(time.Second, func() {
				if first == "gone" {
					close(gone)
				} else {
					close(timeout)
				}
			})
			if m.wait(timeout, gone) {
				t.Errorf("%s: got true with a full queue", first)
			}
		}
	})
}
