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
		return unrolled(s, unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Channels: 16}), 70)
	}
	jobs["primal-dual"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		return unrolled(s, unroll.NewPrimalDual(s.R, rnd, &unroll.PrimalDualSettings{Iterations: 5, Channels: 16}), 100)
	}
	jobs["post"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		return unrolled(s, unroll.NewPost(s.R, rnd), 60)
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
	return job{model: prior.Critic{Net: Ψ}, source: prior.CriticSource(s.Source(100), n*n), set: train.Settings{
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

// unrolled is the training of a model on random ellipses, a hundred an epoch, one in each step. It is tested on the
// phantom of Shepp and Logan.
func unrolled(s *unroll.Setting, m nn.Model, epochs int) job {
	p := phantom(s)
	return job{model: m, source: s.Source(100), set: train.Settings{
		Epochs: epochs, Batch: 1, DType: ad.Float32, ClipNorm: 1,
		Method: train.Method{Rate: 1e-3, Beta2: 0.99}, Schedule: train.WarmUp(0.5, train.Cosine(0)),
	}, test: func() string {
		x := s.Reconstruct(nil, m, p.Data)
		return fmt.Sprintf("Shepp-Logan %.2f dB, SSIM %.3f", metric.PSNR(x, p.Truth, 1), metric.SSIM(x, p.Truth, unroll.Size, unroll.Size, 1, nil))
	}}
}
