package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mathdl/kernel/mathdl/ad"
)

// The defaults of Settings.
const (
	DefaultEpochs = 100
	DefaultBatch  = 32
	FullBatch     = -1 // a Batch of all samples
)

// Settings of Fit. Zero fields mean defaults, a nil *Settings means all of them.
type Settings struct {
	Epochs   int      // passes over the data; 0 means DefaultEpochs
	Batch    int      // samples per step; 0 means DefaultBatch, FullBatch all of them
	Method   Method   // zero means Adam
	Schedule Schedule // of the rate; zero means constant
	Loss     Loss     // zero means MSE for Y, CrossEntropy for Labels, BinaryCrossEntropy for one output

	Lambda float64     // λ, the weight of the regulariser; 0 means none
	Reg    Regularizer // R; zero means L2

	Validation *Data   // data to test on after every epoch; nil means none
	Patience   int     // stop after so many epochs without a lower validation loss; 0 means never
	MinDelta   float64 // by how much it must be lower to count
	ClipNorm   float64 // scale gradients down to this Euclidean norm; 0 means never

	DType ad.DType   // precision of the computation; zero means float64
	Rand  *rand.Rand // order of the samples and all other chance; nil means a fixed seed

	Record     func(Epoch)       // called after every epoch
	Progress   bool              // show a line of progress while training
	Checkpoint func(*Checkpoint) // called every CheckpointEvery epochs with what Resume needs
	// CheckpointEvery is the number of epochs between checkpoints; 0 means 1.
	CheckpointEvery int
	// Resume continues where a checkpoint was taken; the other settings and the data must be those of
	// the interrupted run. The result then has the same bits as without interruption.
	Resume *Checkpoint
}

// filled returns a copy with the defaults in place of zeros, for n samples an epoch such as those of d.
func (s *Settings) filled(n int, d Data, outputs int) Settings {
	var f Settings
	if s != nil {
		f = *s
	}
	if f.Epochs <= 0 {
		f.Epochs = DefaultEpochs
	}
	if f.Batch == 0 {
		f.Batch = DefaultBatch
	}
	if f.Batch < 0 || f.Batch > n {
		f.Batch = n
	}
	if f.Loss.F == nil {
		f.Loss = lossFor(d, outputs)
	}
	if f.Reg.F == nil {
		f.Reg = L2
	}
	if f.Rand == nil {
		f.Rand = rand.New(rand.NewPCG(1, 2))
	}
	f.CheckpointEvery = max(f.CheckpointEvery, 1)
	f.Method = f.Method.filled()
	return f
}

// Epoch is what one pass over the data brought.
type Epoch struct {
	Epoch     int     // number of the pass, from 1
	Steps     int     // steps so far, in all passes
	Loss      float64 // mean loss of the samples, each at the time its batch was used
	Objective float64 // Loss + λR(θ) at the end
	Accuracy  float64 // share of samples classified rightly, likewise; NaN without labels
	ValLoss   float64 // mean loss of the validation data at the end; NaN without
	ValAcc    float64 // their accuracy; NaN without
	Rate      float64 // step size at the end
	Time      time.Duration
}

// Status says why training ended.
type Status int

// The reasons.
const (
	Finished  Status = iota // all epochs were done
	Stopped                 // the validation loss stopped falling
	Converged               // L-BFGS reached a stationary point
	Cancelled               // the context was cancelled
	Diverged                // the loss was no number any more
	Failed                  // a sample could not be drawn
)

// String returns the reason in a word.
func (s Status) String() string {
	return [...]string{"finished", "stopped early", "converged", "cancelled", "diverged", "failed"}[s]
}

// Result is what training brought. Theta is what the model holds afterwards: with validation data the
// parameters of the epoch with the lowest validation loss, otherwise, and before such an epoch has ended,
// the last ones. After a divergence
// without validation data they are those of the last epoch that ended with a finite loss.
type Result struct {
	Theta   []float64
	History History
	Best    int // the epoch Theta is from, an index into History; −1 if it is from within an epoch
	Status  Status
	Steps   int
	Seed    uint64 // of the order of the samples
	Runtime time.Duration
	State   *Checkpoint // where training ended, for Settings.Resume

	Method Method // what was used, with the defaults filled in
	Loss   Loss
}

// String says in a line how training went: "finished: 20 epochs, 860 steps of Adam, rate 0.001, in 52ms;
// loss 0.1052, validation 0.1429 in epoch 18".
func (r *Result) String() string {
	if r == nil {
		return "no result"
	}
	s := fmt.Sprintf("%v: %d epochs, %d steps of %v, in %v", r.Status, len(r.History), r.Steps, r.Method, r.Runtime.Round(time.Millisecond))
	if len(r.History) == 0 {
		return s
	}
	s += fmt.Sprintf("; loss %.4g", r.History.Last().Loss)
	if r.Best >= 0 && !math.IsNaN(r.History[r.Best].ValLoss) {
		s += fmt.Sprintf(", validation %.4g in epoch %d", r.History[r.Best].ValLoss, r.History[r.Best].Epoch)
	}
	return s
}
