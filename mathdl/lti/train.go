package lti

import (
	"context"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/train"
)

// Train solves
//
//	min_θ E ‖f_θ - f‖²
//
// with f_θ the reconstruction, so that for Invisible U is trained through the shearlets around it (for a network of bands it
// is E ‖Φ_θ(x) - y‖² of the scaled coefficients), by [train.FitSource] in single precision: a sample is drawn from src for
// every step. An epoch has the given number of draws. Without a Method it is Adam with a rate that falls to zero along
// a cosine, and without a Batch one sample a step. held, if there are any, is what the loss is validated on.
//
// It returns what train.FitSource does, and the network is then trained as far as that says.
func (n *Net) Train(ctx context.Context, src Source, held []Sample, s *train.Settings, draws int) (*train.Result, error) {
	set := train.Settings{}
	if s != nil {
		set = *s
	}
	set.DType = ad.Float32
	if set.Method.Kind == 0 && set.Method.Rate == 0 {
		set.Method = train.Adam(defaultRate)
		set.Schedule = train.Cosine(0)
	}
	if set.Batch == 0 {
		set.Batch = 1
	}
	in, out := n.channels()
	N := n.Problem.N * n.Problem.N
	if len(held) > 0 {
		d, err := train.Generate(ctx, len(held), in*N, out*N, rand.New(rand.NewPCG(0, 0)), false, func(i int, _ *rand.Rand, x, y []float64) error {
			n.argument(x, held[i])
			n.target(y, held[i])
			return nil
		})
		if err != nil {
			return nil, err
		}
		set.Validation = &d
	}
	return train.FitSource(ctx, n.Model(), n.Source(src, draws), &set)
}

// Source is src as rows of argument and target, for [train.FitSource] with the Model; an epoch has the given number of draws.
func (n *Net) Source(src Source, draws int) train.Source {
	in, out := n.channels()
	N := n.Problem.N * n.Problem.N
	return train.Source{In: in * N, Out: out * N, Len: draws, Draw: func(_ int, rnd *rand.Rand, x, y []float64) error {
		one := src(rnd)
		n.argument(x, one)
		n.target(y, one)
		return nil
	}}
}

const defaultRate = 1e-3

// mirror returns the sample reflected left to right if bit 0 of how is set and top to bottom if bit 1 is.
func mirror(s Sample, n, how int) Sample {
	if how == 0 {
		return s
	}
	flip := func(x []float64) []float64 {
		if x == nil {
			return nil
		}
		y := make([]float64, len(x))
		for i := range x {
			r, c := i/n, i%n
			if how&1 != 0 {
				c = n - 1 - c
			}
			if how&2 != 0 {
				r = n - 1 - r
			}
			y[i] = x[r*n+c]
		}
		return y
	}
	return Sample{Truth: flip(s.Truth), FBP: flip(s.FBP), Star: flip(s.Star), Visible: flip(s.Visible), wanted: flip(s.wanted)}
}
