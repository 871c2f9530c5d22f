package main

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// products are the shapes m × k times k × n that networks are made of: squares, and the
// skinny ones of layers of 20 to 200 neurons on a batch.
var products = [][3]int{ // m, n, k
	{64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
	{2000, 20, 20}, {256, 50, 50}, {1024, 50, 50}, {4096, 50, 50},
	{1024, 100, 100}, {4096, 100, 100}, {256, 200, 200}, {1024, 200, 200}, {4096, 200, 200},
}

const (
	wantProduct     = .9 // of each
	wantProductMean = 1.1
)

// benchProducts compares matrix products with the faster of OpenBLAS in NumPy and what
// PyTorch has.
func benchProducts(ctx context.Context, b *Bench) error {
	for _, threads := range []int{1, 2} {
		for _, precision := range precisions {
			for _, s := range products {
				if err := benchProduct(ctx, b, threads, precision, s[0], s[1], s[2]); err != nil {
					return err
				}
			}
		}
		if err := b.Mean("product-mean", "product/", threads, wantProductMean); err != nil {
			return err
		}
	}
	return nil
}

func benchProduct(ctx context.Context, b *Bench, threads int, precision string, m, n, k int) error {
	python := b.Python("kern", threads)
	args := map[string]any{"m": m, "n": n, "k": k, "dtype": precision}
	peers := []Peer{python.Case("numpy", "product.numpy", args), python.Case("torch", "product.torch", args)}
	for i := range peers {
		peers[i].Want = wantProduct
	}
	return b.Pair(ctx, Pair{
		Name: fmt.Sprintf("product/%dx%dx%d", m, n, k), About: "C = A·B, rows × columns × inner",
		Threads: threads, Precision: precision, Flops: 2 * float64(m) * float64(n) * float64(k),
		Job: productJob(precision, m, n, k), Peers: peers, Fastest: true,
	})
}

func productJob(precision string, m, n, k int) Job {
	if precision == "float32" {
		return productOf[float32](m, n, k)
	}
	return productOf[float64](m, n, k)
}

func productOf[T kern.Float](m, n, k int) Job {
	return func() (func() error, error) {
		a, bb, c := normals[T](m*k), normals[T](k*n), make([]T, m*n)
		return func() error {
			kern.Gemm(kern.NoTrans, kern.NoTrans, m, n, k, 1, a, k, bb, n, 0, c, n)
			return nil
		}, nil
	}
}
