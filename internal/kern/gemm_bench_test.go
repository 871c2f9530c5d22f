package kern

import (
	"fmt"
	"testing"
)

func benchGemm[T Float](b *testing.B, tb Op, m, n, k int) {
	rnd := source(1)
	x, _ := guarded[T](b, rnd, m*k, 0)
	y, _ := guarded[T](b, rnd, k*n, 0)
	z, _ := guarded[T](b, rnd, m*n, 0)
	ldb := n
	if tb == Trans {
		ldb = k
	}
	for b.Loop() {
		Gemm(NoTrans, tb, m, n, k, 1, x, k, y, ldb, 0, z, n)
	}
	b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkGemm(b *testing.B) {
	for _, threads := range []int{1, 2} {
		for _, s := range [][3]int{
			{16, 16, 16}, {64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
			{256, 50, 50}, {1024, 50, 50}, {4096, 100, 100}, {2000, 20, 20}, {256, 200, 200}, {20, 2000, 20},
		} {
			for _, tb := range []Op{NoTrans, Trans} {
				name := fmt.Sprintf("%dx%dx%d/T%d/threads%d", s[0], s[1], s[2], tb, threads)
				b.Run("f32/"+name, func(b *testing.B) {
					defer SetThreads(SetThreads(threads))
					benchGemm[float32](b, tb, s[0], s[1], s[2])
				})
				b.Run("f64/"+name, func(b *testing.B) {
					defer SetThreads(SetThreads(threads))
					benchGemm[float64](b, tb, s[0], s[1], s[2])
				})
			}
		}
	}
}
