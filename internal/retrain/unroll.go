package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
	"github.com/mathdl/kernel/mathdl/unroll"
)

func init() {
	jobs["learned-gradient"] = func(rnd *rand.Rand) job {
		s := unroll.AdlerOktem(unroll.Size)
		return unrolled(s, unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Channels: 16}), 70)
	}
}

// unrolled is the training of a model on random ellipses, a hundred an epoch, one in each step. It is tested on the
// phantom of Shepp and Logan.
func unrolled(s *unroll.Setting, m nn.Model, epochs int) job {
	p := ct.Tomography(data.SheppLogan().Image(nil, unroll.Size, 1), s.R, ct.RelativeGaussian(s.Noise), rand.New(rand.NewPCG(1, 1)))
	return job{model: m, source: s.Source(100), set: train.Settings{
		Epochs: epochs, Batch: 1, DType: ad.Float32, ClipNorm: 1,
		Method: train.Method{Rate: 1e-3, Beta2: 0.99}, Schedule: train.WarmUp(0.5, train.Cosine(0)),
	}, test: func() string {
		x := s.Reconstruct(nil, m, p.Data)
		return fmt.Sprintf("Shepp-Logan %.2f dB, SSIM %.3f", metric.PSNR(x, p.Truth, 1), metric.SSIM(x, p.Truth, unroll.Size, unroll.Size, 1, nil))
	}}
}
