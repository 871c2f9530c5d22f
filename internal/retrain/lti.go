package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/lti"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

// Learning the Invisible: ltiExact phantoms with their f*, kept in DIR/ellipses.set, and ltiQuick whose f* is from half of the
// iterations, in DIR/quick.set. Both tasks learn from them.
const (
	ltiExact  = 310
	ltiQuick  = 980
	ltiDraws  = 300 // an epoch
	ltiEpochs = 350
	ltiTested = 20
	ltiBlend  = 0.3 // of the draws
)

func init() {
	jobs["lti"] = func(rnd *rand.Rand) job { return learnInvisible(lti.Invisible, rnd) }
	jobs["lti-post"] = func(rnd *rand.Rand) job { return learnInvisible(lti.PostProcessing, rnd) }
}

func learnInvisible(task lti.Task, rnd *rand.Rand) job {
	p, q := lti.NewProblem(lti.Setting{Seed: 2019}), lti.NewProblem(lti.Setting{Seed: 2020})
	r := lti.NewProblem(lti.Setting{Seed: 2021, Iterations: ct.ShearletIterations / 2})
	net := lti.NewNet(p, task, lti.Shipped(), rnd)
	var seen, unseen *lti.Set
	j := job{model: net.Model(), set: train.Settings{
		Epochs: ltiEpochs, CheckpointEvery: 10, Batch: 1, ClipNorm: 1, DType: ad.Float32, Method: train.Adam(2e-3), Schedule: train.Cosine(0),
	}}
	j.ready = func(ctx context.Context) (train.Source, error) {
		var err error
		seen, err = lti.OpenSet(ctx, p, filepath.Join(*dir, "ellipses.set"), ltiExact, true)
		if err != nil {
			return train.Source{}, err
		}
		if unseen, err = lti.OpenSet(ctx, q, filepath.Join(*dir, "unseen.set"), ltiTested, true); err != nil {
			return train.Source{}, err
		}
		quick, err := lti.OpenSet(ctx, r, filepath.Join(*dir, "quick.set"), ltiQuick, true)
		if err != nil {
			return train.Source{}, err
		}
		net.Fit(seen.Samples()...)
		return net.Source(lti.Blended(ltiBlend, lti.Mirrored(p.N, append(quick.Samples(), seen.Samples()...))), ltiDraws), nil
	}
	j.test = func() string {
		var before, after, averaged float64
		for _, s := range unseen.Samples() {
			before += metric.PSNR(s.Star, s.Truth, 1) / ltiTested
			after += metric.PSNR(net.Apply(s), s.Truth, 1) / ltiTested
			averaged += metric.PSNR(net.Averaged(s), s.Truth, 1) / ltiTested
		}
		note := fmt.Sprintf("%d unseen phantoms: f* %.2f dB, network %.2f dB, averaged %.2f dB", ltiTested, before, after, averaged)
		if task == lti.Invisible {
			note += fmt.Sprintf("; error of the invisible bands %.2f of their energy, %.2f for phantoms seen", missing(net, unseen), missing(net, seen))
		}
		return note
	}
	j.file = func() *nn.File {
		f := net.File()
		f.Half = true
		return f
	}
	return j
}

// missing is ‖F - SH(f)_inv‖² by ‖SH(f)_inv‖² over the first phantoms of a set.
func missing(n *lti.Net, set *lti.Set) float64 {
	var e, all float64
	for i := range ltiTested {
		s, split := set.At(i), n.Problem.Split
		F, want := n.Predict(s.Star), split.Hidden(nil, n.Problem.SH.Apply(nil, s.Truth))
		for k, v := range want {
			e += (F[k] - v) * (F[k] - v)
			all += v * v
		}
	}
	return e / all
}
