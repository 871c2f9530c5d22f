package main

import (
	"context"
	"errors"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
)

func init() {
	register(Suite{
		Name:  "kern",
		About: "the kernels beside NumPy and PyTorch: products, elementwise functions, convolutions, Fourier transforms, small jobs",
		Run:   benchKern,
	})
}

func benchKern(ctx context.Context, b *Bench) error {
	return errors.Join(benchProducts(ctx, b), benchElementwise(ctx, b), benchConv(ctx, b), benchFFT(ctx, b), benchSmall(ctx, b))
}

// kernSeed fills what is computed with; its values do not matter.
const kernSeed = 1

// normals returns n standard normal numbers.
func normals[T kern.Float](n int) []T {
	x := make([]T, n)
	kern.Normal(x, rand.New(rand.NewPCG(kernSeed, uint64(n))))
	return x
}

// precisions are those of most figures, with their names in the peers.
var precisions = []string{"float32", "float64"}
