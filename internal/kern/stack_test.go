package kern

import "testing"

// deep calls f with d frames below it.
//
//go:noinline
func deep(d int, f func()) int {
	var pad [3]int
	pad[d%3] = d
	if d == 0 {
		f()
		return 0
	}
	return deep(d-1, f) + pad[0]
}

// Kernels take addresses hidden from escape analysis, so the arrays may lie on a stack, which moves when
// it grows. A new goroutine starts with a small one: at some depth it grows in the middle of a call.
func TestGrowingStack(t *testing.T) {
	x := make([]float64, 1000)
	for i := range x {
		x[i] = float64(i%7) - 3
	}
	want := [3]float64{Sum(x), Dot(x, x), Max(x)}
	for d := range 400 {
		done := make(chan [3]float64)
		go func() {
			var got [3]float64
			deep(d, func() { got = [3]float64{Sum(x), Dot(x, x), Max(x)} })
			done <- got
		}()
		if got := <-done; got != want {
			t.Fatalf("at depth %d: got %v, want %v", d, got, want)
		}
	}
}
