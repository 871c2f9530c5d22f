package wavefront

import (
	"context"
	"fmt"
	"math"

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

// odds calls f for each of the pixels of an image with its number and the scores of the K + 1 classes, which f must
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
			f(lo+k, out[k*(Classes+1):][:Classes+1])
		}
	}
	return nil
}

// sigmoids stores the probabilities of the classes in p and returns the logarithm of the odds of a singularity.
func sigmoids(p []float64, score []float32) float64 {
	for k := range Classes {
		p[k] = sigmoid(float64(score[k]))
	}
	return float64(score[Classes])
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
