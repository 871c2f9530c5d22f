package shearlet

import (
	"fmt"
	"math"
	"testing"
)

func Benchmark49(b *testing.B) {
	for _, n := range []int{256, 512} {
		b.Run(fmt.Sprintf("system/%d", n), func(b *testing.B) {
			for b.Loop() {
				New(n, n, 4, nil)
			}
		})
		s := New(n, n, 4, nil)
		x := make([]float64, n*n)
		for i := range x {
			x[i] = float64(i % 251)
		}
		c := s.Apply(nil, x)
		b.Run(fmt.Sprintf("decompose/%d", n), func(b *testing.B) {
			for b.Loop() {
				s.Apply(c, x)
			}
		})
		b.Run(fmt.Sprintf("reconstruct/%d", n), func(b *testing.B) {
			for b.Loop() {
				s.Inverse(x, c)
			}
		})
		b.Run(fmt.Sprintf("fused/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Map(x, x, func(_ int, c []float64) {
					for j, v := range c {
						if math.Abs(v) < 3 {
							c[j] = 0
						}
					}
				})
			}
		})
	}
}
