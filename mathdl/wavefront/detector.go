package wavefront

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// Detector finds wavefront sets by a patch network.
type Detector struct {
	Net *nn.Graph // of the form of [Network]
}

// Save writes the weights to a file in the safetensors format, in single precision.
func (d *Detector) Save(path string) error { return nn.Pack(d.Net, ad.Float32).Save(path) }

// Load reads what [Detector.Save] wrote.
func Load(path string) (*Detector, error) {
	f, err := nn.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("wavefront.Load: %w", err)
	}
	return unpack(f)
}

func unpack(f *nn.File) (*Detector, error) {
	d := &Detector{Net: Network(nil)}
	if err := nn.Unpack(d.Net, f); err != nil {
		return nil, fmt.Errorf("wavefront.Load: %w", err)
	}
	return d, nil
}

// batch is the number of patches that go through the network together.
const batch = 128

// odds calls f for each of the pixels of an image with its number and the scores, which f must
// not keep, patch by patch. It returns ctx's error if it is cancelled.
func (d *Detector) odds(ctx context.Context, e *field, cols int, pixels []int32, f func(i int, score []float32)) error {
	r, row := newRunner(d.Net, batch, patchLen), make([]float64, patchLen)
	for lo := 0; lo < len(pixels); lo += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		some := pixels[lo:min(lo+batch, len(pixels))]
		for k, i := range some {
			e.patch(row, int(i)/cols, int(i)%cols)
			for j, v := range row {
				r.x.Data32()[k*patchLen+j] = float32(v)
			}
		}
		out := r.run()
		for k := range some {
			f(lo+k, out[k*outputs:][:outputs])
		}
	}
	return nil
}

// softmax stores the probabilities of the outputs in p, for corners as often as they are in phantoms, and returns the
// logarithm of the odds of a singularity.
func softmax(p []float64, score []float32) float64 {
	top, sum := float64(slices.Max(score)), 0.0
	for k, s := range score {
		p[k] = math.Exp(float64(s) - top)
		if k == corner {
			p[k] /= often
		}
		sum += p[k]
	}
	some := sum - p[none]
	for k := range p {
		p[k] /= sum
	}
	return math.Log(some) + top - float64(score[none])
}
