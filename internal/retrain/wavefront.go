package main

import (
	"context"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/wavefront"
)

func init() {
	jobs["wavefront"] = func(rnd *rand.Rand) job {
		d := wavefront.Detector{Net: wavefront.Network(rnd)}
		return job{
			model: d.Net, source: wavefront.Source(wavefront.TrainSize, wavefront.TrainSamples, *seed),
			set: wavefront.Recipe(wavefront.TrainEpochs), test: func() string {
				s, err := d.Evaluate(context.Background(), wavefront.TrainSize, 2, 0, rand.New(rand.NewPCG(7, 7)))
				if err != nil {
					return err.Error()
				}
				return s.String()
			},
		}
	}
}
