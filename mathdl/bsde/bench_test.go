package bsde

import (
	"context"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
)

// BenchmarkAllenCahn is a step of training in 100 dimensions as published.
func BenchmarkAllenCahn(b *testing.B) {
	for _, p := range []ad.DType{ad.Float64, ad.Float32} {
		b.Run(p.String(), func(b *testing.B) {
			e := AllenCahn(100)
			s := &Settings{DType: p}
			if p == ad.Float32 {
				r := newRun[float32](context.Background(), e, newRand(1), s.filled(e))
				for b.Loop() {
					r.iterate()
				}
				return
			}
			r := newRun[float64](context.Background(), e, newRand(1), s.filled(e))
			for b.Loop() {
				r.iterate()
			}
		})
	}
}
