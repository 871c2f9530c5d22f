//go:build !race

package kern

import (
	"runtime"
	"testing"
)

// allocations are those of a call once its places are there. The garbage collector takes those that are not
// in use away, so a few calls in many may allocate again.
func allocations(f func()) float64 {
	f()
	return testing.AllocsPerRun(50, f)
}

// No kernel allocates, on one core or on several. (Under the race detector pools lose things on purpose.)
func TestKernelsAllocateNothing(t *testing.T) {
	for _, threads := range []int{1, runtime.GOMAXPROCS(0)} {
		old := SetThreads(threads)
		allocateNothing[float32](t)
		allocateNothing[float64](t)
		SetThreads(old)
	}
}

func allocateNothing[T Float](t *testing.T) {
	calls, _ := parallelCalls[T]()
	for name, f := range calls {
		if a := allocations(f); a > 0 {
			t.Errorf("%T %s on %d threads: got %v allocations a call, want none", *new(T), name, Threads(), a)
		}
	}
}
