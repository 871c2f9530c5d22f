package main

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

func init() {
	register(Suite{
		Name:  "nets",
		About: "steps of training beside PyTorch: a perceptron, a U-Net, networks for differential equations",
		Run:   benchNets,
	})
}

// The ratios to PyTorch wanted of networks for differential equations where training is the subject; suite
// pde asks less of the same rows.
const (
	wantPINN = 5
	wantRitz = 5
	wantBSDE = 3
)

func benchNets(ctx context.Context, b *Bench) error {
	return errors.Join(benchMLP(ctx, b), benchUNet(ctx, b), benchEquations(ctx, b, wantPINN, wantRitz, wantBSDE))
}

// What is trained: as many epochs of one batch as make the start of a fit not count.
const (
	mlpBatch, mlpSteps   = 1024, 200
	unetBatch, unetSteps = 4, 5
	unetSize             = 128
)

// benchMLP is a step of Adam for the network 2-64-64-1 with tanh on a batch of 1024.
func benchMLP(ctx context.Context, b *Bench) error {
	for threads := 1; threads <= 2; threads++ {
		want := 2 * float64(threads)
		for _, precision := range precisions {
			python := b.Python("nets", threads)
			args := map[string]any{"batch": mlpBatch, "width": 64, "dtype": precision}
			peers := []Peer{
				python.Case("torch fused Adam", "mlp.torch.fused", args), python.Case("torch", "mlp.torch", args),
			}
			for i := range peers {
				peers[i].Want = want
			}
			err := b.Pair(ctx, Pair{
				Name: "mlp", About: "2-64-64-1, tanh, 1024 samples: a step of Adam", Threads: threads, Precision: precision,
				Job: mlpJob(ctx, precision), Times: mlpSteps, Peers: peers, Fastest: true,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func mlpJob(ctx context.Context, precision string) Job {
	return func() (func() error, error) {
		rnd := rand.New(rand.NewPCG(kernSeed, 1))
		X, Y := mat.NewDense(mlpBatch, 2, nil), mat.NewDense(mlpBatch, 1, nil)
		for i := range mlpBatch {
			x, y := rnd.Float64(), rnd.Float64()
			X.SetRow(i, []float64{x, y})
			Y.Set(i, 0, math.Sin(x+y))
		}
		Φ := nn.New([]int{2, 64, 64, 1}, nn.Tanh, rnd)
		return fitting(ctx, Φ, train.Data{X: X, Y: Y}, mlpBatch, mlpSteps, precision), nil
	}
}

// fitting trains a model for some steps on one batch.
func fitting(ctx context.Context, Φ nn.Model, data train.Data, batch, steps int, precision string) func() error {
	s := &train.Settings{Epochs: steps, Batch: batch, Method: train.Adam(1e-3), DType: ad.Float64}
	if precision == "float32" {
		s.DType = ad.Float32
	}
	return func() error {
		_, err := train.Fit(ctx, Φ, data, s)
		return err
	}
}

// benchUNet is a step of Adam for the U-Net 1-16-32-64 on four images of 128².
func benchUNet(ctx context.Context, b *Bench) error {
	for _, threads := range []int{1, 2} {
		python := b.Python("nets", threads)
		args := map[string]any{"batch": unetBatch, "size": unetSize}
		peers := []Peer{
			python.Case("torch channels last", "unet.torch.last", args), python.Case("torch", "unet.torch", args),
		}
		for i := range peers {
			peers[i].Want = 1.4
		}
		err := b.Pair(ctx, Pair{
			Name: "unet", About: "1-16-32-64 on four images of 128²: a step of Adam", Threads: threads, Precision: "float32",
			Job: unetJob(ctx), Times: unetSteps, Peers: peers, Fastest: true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func unetJob(ctx context.Context) Job {
	return func() (func() error, error) {
		rnd := rand.New(rand.NewPCG(kernSeed, 2))
		const n = unetSize * unetSize
		X, Y := mat.NewDense(unetBatch, n, nil), mat.NewDense(unetBatch, n, nil)
		for i := range unetBatch {
			for j := range n {
				X.Set(i, j, rnd.Float64())
				Y.Set(i, j, rnd.Float64())
			}
		}
		Φ := nn.UNet{In: []int{unetSize, unetSize, 1}, Channels: []int{16, 32, 64}}.New(rnd)
		return fitting(ctx, Φ, train.Data{X: X, Y: Y}, unetBatch, unetSteps, "float32"), nil
	}
}
