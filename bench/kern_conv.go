package main

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// The images of the convolutions, and the ratio to reach.
const (
	convBatch = 4
	convSize  = 128
	wantConv  = 1
)

// benchConv compares 3 × 3 convolutions and their gradients with the better layout of PyTorch.
func benchConv(ctx context.Context, b *Bench) error {
	for _, threads := range []int{1, 2} {
		python := b.Python("kern", threads)
		for _, c := range []int{16, 32, 64} {
			g := kern.Conv{N: convBatch, H: convSize, W: convSize, In: c, Out: c, KH: 3, KW: 3, PadH: 1, PadW: 1}
			args := map[string]any{"n": convBatch, "channels": c, "size": convSize}
			peers := []Peer{
				python.Case("torch channels last", "conv.torch.last", args), python.Case("torch", "conv.torch", args),
			}
			for i := range peers {
				peers[i].Want = wantConv
			}
			err := b.Pair(ctx, Pair{
				Name: fmt.Sprintf("conv/%d", c), About: "3 × 3 convolution of four 128² images with as many channels, and its gradients; operations of the definition",
				Threads: threads, Precision: "float32", Job: convJob(g), Peers: peers, Fastest: true,
				Flops: 3 * 2 * float64(g.OutLen()) * 9 * float64(c),
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func convJob(g kern.Conv) Job {
	return func() (func() error, error) {
		x, w, dy := normals[float32](g.InLen()), normals[float32](g.FilterLen()), normals[float32](g.OutLen())
		bias := normals[float32](g.Out)
		y, dx, dw, db := make([]float32, g.OutLen()), make([]float32, g.InLen()), make([]float32, g.FilterLen()), make([]float32, g.Out)
		return func() error {
			kern.ConvForward(g, y, x, w, bias)
			kern.ConvBackwardData(g, dx, dy, w)
			kern.ConvBackwardFilter(g, dw, x, dy)
			kern.ColSums(db, dy, g.OutLen()/g.Out, g.Out, g.Out)
			return nil
		}, nil
	}
}
