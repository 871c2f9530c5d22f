package approx

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
)

// InpaintSettings controls [Inpaint]. The zero value, or nil, means the defaults.
type InpaintSettings struct {
	// Iterations is the number of iterations; 0 means [InpaintIterations].
	Iterations int
	// Stop is the ratio of the last to the first threshold; 0 means [InpaintStop].
	Stop float64
	// Progress shows a line of progress.
	Progress bool
	// Noisy leaves the known pixels as the iteration has them; otherwise the result agrees with y there.
	Noisy bool
	// Record is called after iteration k, from 1, with its threshold and estimate, which it must not keep.
	Record func(k int, threshold float64, x []float64)
}

// The defaults of InpaintSettings.
const (
	InpaintIterations = 100
	InpaintStop       = 0.005
)

// Inpaint fills in missing pixels: mask is 1 where y is known and 0 where it is not, or in between for pixels
// known in part. It looks for an image that agrees with y and has few large coefficients in F, by iterated hard
// thresholding with a threshold δ that falls geometrically (Elad, Starck, Querre and Donoho 2005; King et al. 2013):
//
//	c ← T(x + mask·(y - x));  c_i ← 0 where |c_i| ≤ δ·Norm_i;  x ← T⁻¹c
//
// from x = 0 and the δ that just drops everything. The result is in dst, which may be nil.
//
// When ctx ends, Inpaint stops after the band it is at and returns the estimate of the last whole iteration with the
// error of ctx. It panics with a [*op.ShapeError] on a wrong length, and
// with an error for settings out of range.
func Inpaint(ctx context.Context, dst, y, mask []float64, F Transform, s *InpaintSettings) ([]float64, error) {
	if s == nil {
		s = new(InpaintSettings)
	}
	n := F.Domain().Size()
	need("approx.Inpaint", "y", len(y), n)
	need("approx.Inpaint", "mask", len(mask), n)
	needFrom("approx.Inpaint", "Iterations", s.Iterations, 0)
	if !(s.Stop >= 0 && s.Stop <= 1) {
		panic(fmt.Errorf("approx.Inpaint: Stop: got %v, want 0 to 1", s.Stop))
	}
	x := take("approx.Inpaint", dst, n)
	clear(x)
	err := s.iterate(ctx, x, y, mask, F)
	if !s.Noisy {
		merge(x, x, y, mask)
	}
	return x, err
}

// iterate is the loop of Inpaint; x is the last whole iterate.
func (s *InpaintSettings) iterate(ctx context.Context, x, y, mask []float64, F Transform) error {
	T, stop := cmp.Or(s.Iterations, InpaintIterations), cmp.Or(s.Stop, InpaintStop)
	z, next, norm := make([]float64, len(x)), make([]float64, len(x)), F.Norms()
	merge(z, x, y, mask)
	delta, err := largest(ctx, z, F, norm)
	var bar *cell.Bar
	if s.Progress {
		bar = cell.Progress("inpainting", T)
	}
	ratio := math.Pow(stop, 1/float64(max(T-1, 1)))
	for k := 1; k <= T && err == nil; k++ {
		merge(z, x, y, mask)
		if _, err = mapAll(ctx, F, [][]float64{next}, [][]float64{z}, nil, func(i int, c [][]float64) {
			Shrink(c[0], c[0], Hard, delta*norm[i])
		}); err != nil {
			break
		}
		copy(x, next)
		if s.Record != nil {
			s.Record(k, delta, x)
		}
		bar.Set(k)
		delta *= ratio
	}
	bar.Done()
	return err
}

// merge stores x + mask·(y - x), which is y for 1 exactly, and x for 0 whatever y is there.
func merge(z, x, y, mask []float64) {
	for i, m := range mask {
		switch m {
		case 0:
			z[i] = x[i]
		case 1:
			z[i] = y[i]
		default:
			z[i] = x[i] + m*(y[i]-x[i])
		}
	}
}

// largest is max |c_i|/Norm_i.
func largest(ctx context.Context, x []float64, F Transform, norm []float64) (float64, error) {
	most := 0.0
	_, err := mapAll(ctx, F, nil, [][]float64{x}, nil, func(i int, c [][]float64) {
		if norm[i] > 0 {
			most = max(most, kern.Max(c[0])/norm[i], -kern.Min(c[0])/norm[i])
		}
	})
	return most, err
}
