package wavefront

import (
	"context"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/train"
)

// Defaults of [Training].
const (
	TrainSize     = 256     // pixels at a side of a phantom
	TrainEpochs   = 40      // of
	TrainSamples  = 1 << 16 // samples each
	TrainBatch    = 128
	TrainRate     = 1.5e-3
	TrainWarmUp   = 0.2  // epochs
	TrainNoise    = 0.05 // largest deviation of the noise
	TrainPhantoms = 4    // drawn at once, for
	TrainPatches  = 8192 // samples
)

// Training says how a network is trained. The zero value of a field means its default.
type Training struct {
	Size    int    // pixels at a side of a phantom
	Epochs  int    // of
	Samples int    // samples each
	Seed    uint64 // of the weights and the phantoms; 0 is a seed too

	Record     func(train.Epoch)       // called after every epoch
	Progress   bool                    // show a line of progress
	Checkpoint func(*train.Checkpoint) // called after every epoch with what Resume needs
	Resume     *train.Checkpoint       // continues where a checkpoint was taken, the rest being equal
}

func (t *Training) filled() Training {
	var s Training
	if t != nil {
		s = *t
	}
	or := func(x *int, def int) {
		if *x == 0 {
			*x = def
		}
	}
	or(&s.Size, TrainSize)
	or(&s.Epochs, TrainEpochs)
	or(&s.Samples, TrainSamples)
	need("wavefront.Train", "Size", float64(s.Size), s.Size >= 32, "≥ 32")
	need("wavefront.Train", "Epochs", float64(s.Epochs), s.Epochs > 0, "> 0")
	need("wavefront.Train", "Samples", float64(s.Samples), s.Samples > 0, "> 0")
	return s
}

// Source returns samples of random phantoms of n × n pixels as a source with that many an epoch: patches, and the distribution
// over the outputs of a [Network] that is true in the middle; where two boundaries meet, each class has its share. The phantoms, drawn from seed, are new for every 8192
// samples, or every epoch if that is shorter; every second one has noise, of deviation U(0, .05). Half of the samples are pixels that
// a boundary runs through, a quarter lie at most three pixels beside one, a quarter elsewhere; one in sixteen is replaced by a corner.
// It panics with a *RangeError unless n ≥ 32 and samples ≥ 1.
func Source(n, samples int, seed uint64) train.Source {
	need("wavefront.Source", "n", float64(n), n >= 32, "≥ 32")
	need("wavefront.Source", "samples", float64(samples), samples > 0, "> 0")
	return newPool(n, min(TrainPatches, samples), TrainPhantoms, TrainNoise, seed).source(samples)
}

// Recipe returns how a network is fitted to a [Source]: cross-entropy, Adam with a cosine
// schedule, float32.
func Recipe(epochs int) train.Settings {
	return train.Settings{
		Epochs: epochs, Batch: TrainBatch, Method: train.Adam(TrainRate), Schedule: train.WarmUp(TrainWarmUp, train.Cosine(0.001)),
		Loss: train.CrossEntropy, DType: ad.Float32,
	}
}

// Train fits a [Network] to a [Source] by the [Recipe]. What is returned depends on the settings alone, not on
// the number of processors. Errors are those of train.FitSource, with the detector as far as it is; it
// panics with a *RangeError if a setting is outside its range.
func Train(ctx context.Context, t *Training) (*Detector, *train.Result, error) {
	s := t.filled()
	d, set := &Detector{Net: Network(rand.New(rand.NewPCG(s.Seed, 1)))}, Recipe(s.Epochs)
	set.Rand = rand.New(rand.NewPCG(s.Seed, 2))
	set.Record, set.Progress, set.Checkpoint, set.Resume = s.Record, s.Progress, s.Checkpoint, s.Resume
	res, err := train.FitSource(ctx, d.Net, Source(s.Size, s.Samples, s.Seed), &set)
	return d, res, err
}
