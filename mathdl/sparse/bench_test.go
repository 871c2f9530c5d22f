package sparse

import (
	"context"
	"fmt"
	"testing"
)

func BenchmarkCholesky(b *testing.B) {
	for _, n := range []int{100, 400} {
		A, x := laplace(n, 0), random(n*n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				L, err := Factor(context.Background(), A, nil)
				if err != nil {
					b.Fatal(err)
				}
				L.Solve(nil, x)
			}
		})
	}
}

func BenchmarkMultigrid(b *testing.B) {
	for _, n := range []int{100, 400} {
		A, x := laplace(n, 0), random(n*n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				M, err := NewMultigrid(context.Background(), A)
				if err != nil {
					b.Fatal(err)
				}
				if _, _, err := PCG(context.Background(), A, x, M, 0, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
