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
		return unrolled(s, unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Channels: 16}), 60, 86, 130)
	}
	jobs["primal-dual"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		j := unrolled(s, unroll.NewPrimalDual(s.R, rnd, &unroll.PrimalDualSettings{Iterations: 6, Channels: 16}), 0, 0, 70)
		j.set.Schedule = train.WarmUp(0.5, train.Cosine(0))
		return j.half()
	}
	jobs["post"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		j := unrolled(s, unroll.NewPost(s.R, rnd, nil), 0, 0, 150)
		j.source = s.Source(100, unroll.After(6600, unroll.SomeEllipses, unroll.Shelled(unroll.SomeEllipses)))
		j.set.Schedule = train.WarmUp(0.5, train.Cosine(0))
		return j.half()
	}
}

// published are the trainings of the papers, at their size: days on a processor.
func init() {
	const steps, epoch = 100_000, 1000
	jobs["learned-gradient-published"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		j := unrolled(s, unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Shared: true}), steps*20/epoch, 0, 0)
		j.source = s.Source(epoch, nil)
		j.set.Batch, j.set.Method = 20, train.RMSprop(1e-3)
		j.set.Schedule = train.Schedule{Name: "1/(1 + ⌊step/500⌋)", Factor: func(e, _ float64) float64 {
			return 1 / (1 + math.Floor(e*epoch/20/500))
		}}
		return j
	}
	jobs["primal-dual-published"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		j := unrolled(s, unroll.NewPrimalDual(s.R, rnd, nil), steps*5/epoch, 0, 0)
		j.source = s.Source(epoch, nil)
		j.set.Batch, j.set.Schedule = 5, train.Cosine(0)
		return j
	}
	jobs["post-published-50"] = func(rnd *rand.Rand) job { return jin(rnd, 20) }
	jobs["post-published-143"] = func(rnd *rand.Rand) job { return jin(rnd, 7) }
	jobs["critic-published"] = func(rnd *rand.Rand) job {
		j := critic(rnd)
		j.set.Epochs, j.set.Batch, j.set.Method, j.set.Schedule = 1000, 16, train.RMSprop(1e-4), train.Constant
		return j
	}
}

// jin is the training of Jin et al. at 512²: 151 epochs of 475 images, one in each step, by momentum with a rate that
// falls from 0.01 to 0.001 and gradients cut to 0.01; the images are drawn anew in every step and are those of the other
// trainings. It takes 4.1 GB of memory, and 3.5 s on two cores for a step: three days for all.
func jin(rnd *rand.Rand, step int) job {
	const n, epochs, images = 512, 151, 475
	s := unroll.Jin(n, step)
	truth := data.SheppLogan().Image(nil, n, 1)
	y := s.R.Apply(nil, truth)
	m := unroll.NewPost(s.R, rnd, &unroll.PostSettings{Channels: []int{64, 128, 256, 512, 1024}, Norm: true})
	method := train.Momentum(0.01, 0.99)
	method.Decay = 1e-8
	return job{model: m, source: s.Source(images, unroll.SomeEllipses), set: train.Settings{
		Epochs: epochs, Batch: 1, DType: ad.Float32, ClipNorm: 0.01, Method: method,
		Schedule: train.Schedule{Name: "from 1 to 1/10", Factor: func(e, E float64) float64 { return math.Pow(10, -e/E) }},
	}, test: func() string {
		x := s.Reconstruct(nil, m, y)
		return fmt.Sprintf("Shepp-Logan %.2f dB, FBP %.2f", metric.PSNR(x, truth, 1), metric.PSNR(s.Start(nil, y), truth, 1))
	}}
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

// unrolled is the training of a model on ellipses, a hundred an epoch, one in each step: on those of Adler and Öktem up
// to the first epoch, then up to the second on the same without negative values, then up to all on some of these, scaled.
func unrolled(s *unroll.Setting, m nn.Model, first, second, all int) job {
	const epoch = 100
	p := phantom(s)
	draw := unroll.After(epoch*first, unroll.RandomEllipses,
		unroll.After(epoch*second, unroll.NonNegative(unroll.RandomEllipses), unroll.SomeEllipses))
	return job{model: m, source: s.Source(epoch, draw), set: train.Settings{
		Epochs: max(first, second, all), Batch: 1, DType: ad.Float32, ClipNorm: 1,
		Method: train.Method{Rate: 1e-3, Beta2: 0.99}, Schedule: thrice(float64(first), float64(second)),
	}, test: func() string {
		x := s.Reconstruct(nil, m, p.Data)
		return fmt.Sprintf("Shepp-Logan %.2f dB, SSIM %.3f", metric.PSNR(x, p.Truth, 1), metric.SSIM(x, p.Truth, unroll.Size, unroll.Size, 1, nil))
	}}
}

// thrice warms up for half an epoch and follows a cosine that would end at 7/6 of the first epochs, then one from 0.3 of
// the rate to zero at the second, then one from 0.6 of it to zero at the end.
func thrice(first, second float64) train.Schedule {
	warm, cosine := train.WarmUp(0.5, train.Cosine(0)), train.Cosine(0)
	return train.Schedule{Name: "three cosines", Factor: func(e, E float64) float64 {
		switch {
		case e < first:
			return warm.Factor(e, 7*first/6)
		case e < second:
			return 0.3 * cosine.Factor(e-first, second-first)
		}
		return 0.6 * cosine.Factor(e-second, E-second)
	}}
}
