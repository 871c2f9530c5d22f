package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/prior"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/train"
	"github.com/mathdl/kernel/mathdl/unroll"
)

func init() {
	jobs["critic"] = critic
	jobs["learned-gradient"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		return unrolled(s, unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Channels: 16}), 60, 86)
	}
	jobs["primal-dual"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		return unrolled(s, unroll.NewPrimalDual(s.R, rnd, &unroll.PrimalDualSettings{Iterations: 5, Channels: 16}), 5, 40)
	}
	jobs["post"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		j := unrolled(s, unroll.NewPost(s.R, rnd), 10, 60)
		j.set.Batch, j.set.Method.Rate = 4, 3e-3 // batch normalisation wants batches
		return j
	}
}

// critic is the training of an adversarial regulariser on random ellipses and their filtered back projections.
func critic(rnd *rand.Rand) job {
	const n = unroll.Size
	s := unroll.AdlerOktem(n)
	s.Filter = radon.FBPSettings{} // the plain ramp
	p := phantom(s)
	x0 := s.Start(nil, p.Data)
	Ψ := prior.NewCritic(n, n, []int{8, 16, 32}, rnd)
	mu := prior.Balance(s.R, p.Delta/math.Sqrt(float64(len(p.Data))), rnd)
	return job{model: prior.Critic{Net: Ψ}, source: prior.CriticSource(s.Source(100, nil), n*n), set: train.Settings{
		Epochs: 16, Batch: 4, DType: ad.Float32, Loss: prior.CriticLoss(0), Method: train.Adam(5e-3), Schedule: train.Cosine(0),
	}, test: func() string {
		r, err := prior.Adversarial{A: s.R, Y: p.Data, Psi: Ψ, Mu: mu}.GD(context.Background(), x0, nil)
		return fmt.Sprintf("Shepp-Logan %.2f dB (FBP %.2f), %v", metric.PSNR(r.X, p.Truth, 1), metric.PSNR(x0, p.Truth, 1), err)
	}}
}

// phantom is the problem that all are tested on.
func phantom(s *unroll.Setting) *ct.Problem {
	return ct.Tomography(data.SheppLogan().Image(nil, unroll.Size, 1), s.R, ct.RelativeGaussian(s.Noise), rand.New(rand.NewPCG(1, 1)))
}

// unrolled is the training of a model on ellipses, a hundred an epoch, one in each step: on those of Adler and Öktem
// for the first epochs, then up to all on the same without negative values.
func unrolled(s *unroll.Setting, m nn.Model, first, all int) job {
	const epoch = 100
	p := phantom(s)
	draw := unroll.After(epoch*first, unroll.RandomEllipses, unroll.NonNegative(unroll.RandomEllipses))
	return job{model: m, source: s.Source(epoch, draw), set: train.Settings{
		Epochs: all, Batch: 1, DType: ad.Float32, ClipNorm: 1,
		Method: train.Method{Rate: 1e-3, Beta2: 0.99}, Schedule: twice(first),
	}, test: func() string {
		x := s.Reconstruct(nil, m, p.Data)
		return fmt.Sprintf("Shepp-Logan %.2f dB, SSIM %.3f", metric.PSNR(x, p.Truth, 1), metric.SSIM(x, p.Truth, unroll.Size, unroll.Size, 1, nil))
	}}
}

// twice warms up for half an epoch and follows a cosine that would end at 7/6 of the first epochs, then another one
// from 0.3 of the rate to zero at the end.
func twice(first int) train.Schedule {
	n := float64(first)
	one, two := train.WarmUp(0.5, train.Cosine(0)), train.Cosine(0)
	return train.Schedule{Name: "two cosines", Factor: func(e, E float64) float64 {
		if e < n {
			return one.Factor(e, 7*n/6)
		}
		return 0.3 * two.Factor(e-n, E-n)
	}}
}
