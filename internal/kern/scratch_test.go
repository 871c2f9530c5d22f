package kern

import (
	"testing"
	"unsafe"
)

// Work space is aligned: to vectors, and from a huge page on to those.
func TestBorrow(t *testing.T) {
	for _, n := range []int{1, 1000, hugePage - 1, hugePage, hugePage + 1, 3*hugePage + 5} {
		x, back := borrow[float64](n)
		align := uintptr(laneBytes)
		if n >= hugePage {
			align = 8 * hugePage
		}
		if len(x) != n || cap(x) != n || uintptr(unsafe.Pointer(&x[0]))%align != 0 {
			t.Errorf("%d numbers: got %d with room for %d at %p", n, len(x), cap(x), &x[0])
		}
		x[0], x[n-1] = 1, 1
		give(back)
	}
}
