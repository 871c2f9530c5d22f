package fft_test

import (
	"fmt"
	"testing"

	"github.com/mathdl/kernel/mathdl/fft"
)

func BenchmarkForward(b *testing.B) {
	for _, s := range [][]int{{256, 256}, {512, 512}, {1024, 1024}, {384, 384}, {640, 640}, {509, 509}, {64, 64, 64}, {1 << 16}} {
		b.Run(fmt.Sprintf("complex/%v", s), func(b *testing.B) {
			p := fft.New(s...)
			x := make([]complex128, p.Len())
			for i := range x {
				x[i] = complex(float64(i%7), float64(i%5))
			}
			y := make([]complex128, p.Len())
			for b.Loop() {
				p.Forward(y, x)
			}
		})
		b.Run(fmt.Sprintf("real/%v", s), func(b *testing.B) {
			p := fft.NewReal(s...)
			x := make([]float64, p.Len())
			for i := range x {
				x[i] = float64(i % 7)
			}
			y := make([]complex128, p.HalfLen())
			for b.Loop() {
				p.Forward(y, x)
			}
		})
	}
}
