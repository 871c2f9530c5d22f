package interp_test

import (
	"fmt"
	"testing"
)

// BenchmarkCellAfter measures a small cell after many: checking one must not
// cost more in a long session. The bound is 2 ms after 500 cells.
func BenchmarkCellAfter(b *testing.B) {
	for _, n := range []int{10, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := open(b)
			for i := range n {
				if out := run(s, i+1, fmt.Sprintf("x%d := %d.5\nfunc f%d(a float64) float64 { return a * x%d + math.Sqrt(2) }\ntype T%d struct{ A, B float64 }", i, i, i, i, i)); out != "" {
					b.Fatal(out)
				}
			}
			k := n
			for b.Loop() {
				k++
				if out := run(s, k, "y := f3(2) + x5"); out != "" {
					b.Fatal(out)
				}
			}
		})
	}
}
