package approx

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// InpaintSettings controls [Inpaint]. The zero value, or nil, means the defaults.
type InpaintSettings struct {
	// Iterations is the number of iterations; 0 means [InpaintIterations].
	Iterations int
	// Stop is the ratio of the last to the first threshold; 0 means [InpaintStop].
	Stop float64
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
// from x = 0 and the δ that just drops everything. The result is in dst, which may be nil. Inpaint returns it
// with the error of ctx when that ends, as far as it has come. It panics with a [*op.ShapeError] on a wrong
// length.
func Inpaint(ctx context.Context, dst, y, mask []float64, F Transform, s *InpaintSettings) ([]float64, error) {
	if s == nil {
		s = new(InpaintSettings)
	}
	n := F.Domain().Size()
	need("approx.Inpaint", "y", len(y), n)
	need("approx.Inpaint", "mask", len(mask), n)
	x := take("approx.Inpaint", dst, n)
	clear(x)
	T, stop := s.Iterations, s.Stop
	if T == 0 {
		T = InpaintIterations
	}
	if stop == 0 {
		stop = InpaintStop
	}
	z := make([]float64, n)
	merge(z, x, y, mask)
	norm := F.Norms()
	delta := largest(z, F, norm)
	ratio := math.Pow(stop, 1/float64(max(T-1, 1)))
	for k := 1; k <= T; k++ {
		if err := ctx.Err(); err != nil {
			return x, err
		}
		merge(z, x, y, mask)
		F.MapAll([][]float64{x}, [][]float64{z}, func(i int, c [][]float64) {
			Shrink(c[0], c[0], Hard, delta*norm[i])
		})
		if s.Record != nil {
			s.Record(k, delta, x)
		}
		delta *= ratio
	}
	if !s.Noisy {
		merge(x, x, y, mask)
	}
	return x, nil
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
func largest(x []float64, F Transform, norm []float64) float64 {
	most := 0.0
	F.MapAll(nil, [][]float64{x}, func(i int, c [][]float64) {
		if norm[i] > 0 {
			most = max(most, kern.Max(c[0])/norm[i], -kern.Min(c[0])/norm[i])
		}
	})
	return most
}
