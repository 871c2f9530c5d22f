//go:build !race

package yaegi_test

import (
	"strings"
	"testing"
)

// TestForeignGoroutine panics in a callback on goroutines of compiled code: the
// cell ends, the process does not. The race detector would see the goroutines
// write the line marker of the cell.
func TestForeignGoroutine(t *testing.T) {
	s := open(t)
	for i := range 5 {
		if got := run(t.Context(), s, i+1, "probe.Parallel(func(i int) { panic(i) })"); !strings.HasPrefix(got, "Panic: int(") {
			t.Errorf("got %q, want a panic", got)
		}
	}
	if got := run(t.Context(), s, 9, "x := 1\nx"); got != "1" {
		t.Errorf("got %q afterwards", got)
	}
}
