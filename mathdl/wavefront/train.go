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
	TrainEpochs   = 32      // of
	TrainSamples  = 1 << 16 // samples each
	TrainBatch    = 128
	TrainRate     = 1e-3
	TrainNoise    = 0.05 // largest deviation of the noise
	TrainPhantoms = 8    // drawn at once, for
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

// Train trains a network on random phantoms, new ones for every 8192 samples, every second one with noise. It minimises
// the cross-entropy of K + 1 classes in float32 by Adam with a cosine schedule. Half of the samples are pixels that
// a boundary runs through, a quarter lie at most three pixels beside one, a quarter elsewhere. What is returned depends on
// the settings alone, not on the number of processors. Errors are those of train.FitSource, with the best detector so
// far; it panics with a *RangeError if a setting is outside its range.
func Train(ctx context.Context, t *Training) (*Detector, *train.Result, error) {
	s := t.filled()
	rnd := rand.New(rand.NewPCG(s.Seed, 1))
	d := &Detector{Net: Network(rnd)}
	p := newPool(s.Size, min(TrainPatches, s.Samples), TrainPhantoms, TrainNoise, s.Seed)
	res, err := train.FitSource(ctx, d.Net, p.source(s.Samples), &train.Settings{
		Epochs: s.Epochs, Batch: TrainBatch, Method: train.Adam(TrainRate), Schedule: train.WarmUp(0.1, train.Cosine(0.001)),
		Loss: train.CrossEntropy, DType: ad.Float32, ClipNorm: 1, Rand: rnd,
		Record: s.Record, Progress: s.Progress, Checkpoint: s.Checkpoint, Resume: s.Resume,
	})
	return d, res, err
}
