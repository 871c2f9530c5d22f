package kern

import (
	"fmt"
	"testing"
)

// The convolutions of a U-Net 1-16-32-64 on four images of 128².
func BenchmarkConv(b *testing.B) {
	for _, s := range [][3]int{{128, 1, 16}, {128, 16, 16}, {64, 16, 32}, {64, 32, 32}, {32, 32, 64}, {32, 64, 64}, {64, 64, 32}, {128, 32, 16}} {
		g := Conv{N: 4, H: s[0], W: s[0], In: s[1], Out: s[2], KH: 3, KW: 3, PadH: 1, PadW: 1}
		x, w, y := make([]float32, g.InLen()), make([]float32, g.FilterLen()), make([]float32, g.OutLen())
		for _, v := range [][]float32{x, w, y} {
			Normal(v, source(uint64(len(v))))
		}
		dx, dw, bias := make([]float32, len(x)), make([]float32, len(w)), make([]float32, g.Out)
		for _, p := range []struct {
			name string
			f    func()
		}{
			{"forward", func() { ConvForward(g, y, x, w, bias) }},
			{"data", func() { ConvBackwardData(g, dx, y, w) }},
			{"filter", func() { ConvBackwardFilter(g, dw, x, y) }},
		} {
			b.Run(fmt.Sprintf("%d-%d-%d/%s", s[0], s[1], s[2], p.name), func(b *testing.B) {
				for b.Loop() {
					p.f()
				}
				b.ReportMetric(2*float64(g.OutLen())*9*float64(g.In)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
	}
}
