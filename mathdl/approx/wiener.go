package approx

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
)

// WienerSettings controls [Wiener]. The zero value, or nil, means equal weights and the default thresholds.
type WienerSettings struct {
	// Weights says how much each frame counts in the means; nil means equally. They are divided by their sum.
	Weights []float64
	// Pilot shrinks the first estimate; nil means Hard with K 2.4, and 3.2 at the finest scale, a little less than
	// for a last estimate: what the first step drops, the second does not find.
	Pilot *ShrinkSettings
	// NonLocal adds a third step, for images: the result is the mean of that of the second step and of the [NonLocal] means
	// of y with it as the guide. They err differently, the one blurs what no frame represents, the other what does not
	// repeat. Nil does not.
	NonLocal *NonLocalSettings
	// Progress shows a line of progress.
	Progress bool
	// Record is called when a frame is done in one of the first two steps.
	Record func(done, all int)
}

// Wiener denoises in two steps, with one or several frames. The first estimate p is the mean of what
// [Denoise] gives in every frame. It says how large coefficients are without noise, so the second step can
// multiply each coefficient c of y by the factor of Wiener's filter,
//
//	c · |p̂|² / (|p̂|² + σ²Norm²),
//
// p̂ being the coefficient of p, in every frame, and average again (after Ghael, Sayeed and Baraniuk 1997). Since
// p comes from all frames, each learns from the others what it represents badly itself: shearlets from Haar
// wavelets small details, these from shearlets edges. A frame sees one band at a time where its MapAll does.
//
// dst may be nil, and may be y. When ctx ends, Wiener returns the best it has with its error: the last whole
// mean, or y before there is one. It panics with a [*op.ShapeError] on a wrong length, without frames, if
// sigma is negative or NaN, and unless there is a non-negative weight for every frame and one is positive.
func Wiener(ctx context.Context, dst, y []float64, frames []Transform, sigma float64, s *WienerSettings) ([]float64, error) {
	if s == nil {
		s = new(WienerSettings)
	}
	needSigma("approx.Wiener", sigma)
	w := weights(s.Weights, len(frames))
	n := len(y)
	dst = take("approx.Wiener", dst, n)
	var bar *cell.Bar
	if s.Progress {
		bar = cell.Progress("denoising", 2*len(frames))
	}
	defer bar.Done()
	pilot, err := s.mean(bar, frames, w, y, y, 0, func(t []float64, k int) ([]float64, error) {
		p := s.Pilot
		if p == nil {
			p = pilotOf(frames[k])
		}
		return Denoise(ctx, t, y, frames[k], sigma, p)
	})
	out := pilot
	if err == nil {
		out, err = s.mean(bar, frames, w, pilot, y, len(frames), func(t []float64, k int) ([]float64, error) {
			return empirical(ctx, t, y, pilot, frames[k], sigma)
		})
	}
	if err == nil && s.NonLocal != nil {
		err = s.third(ctx, out, y, frames[0], sigma)
	}
	copy(dst, out)
	return dst, err
}

// third averages x with the non-local means of y.
func (s *WienerSettings) third(ctx context.Context, x, y []float64, F Transform, sigma float64) error {
	shape := F.Domain().Shape
	if len(shape) != 2 {
		panic(fmt.Errorf("approx.Wiener: shape for NonLocal: got %v, want rows × cols", shape))
	}
	z, err := NonLocal(ctx, nil, y, x, shape[0], shape[1], sigma, s.NonLocal)
	if err != nil {
		return err
	}
	kern.Add(x, x, z)
	kern.Scale(x, 0.5, x)
	return nil
}

// mean is the weighted mean of what f gives for every frame, or before where f errs.
func (s *WienerSettings) mean(bar *cell.Bar, frames []Transform, w, before, y []float64, done int, f func(t []float64, k int) ([]float64, error)) ([]float64, error) {
	sum := make([]float64, len(y))
	var t []float64
	for k := range frames {
		var err error
		if t, err = f(t, k); err != nil {
			return before, err
		}
		kern.Axpy(sum, w[k], t)
		bar.Add(1)
		if s.Record != nil {
			s.Record(done+k+1, 2*len(frames))
		}
	}
	return sum, nil
}

// pilotOf returns the default for the first step.
func pilotOf(F Transform) *ShrinkSettings {
	K := make([]float64, max(1, finest(F.Scales())))
	kern.Fill(K, 2.4)
	K[len(K)-1] = 3.2
	return &ShrinkSettings{K: K}
}

// empirical is the second step in one frame.
func empirical(ctx context.Context, dst, y, pilot []float64, F Transform, sigma float64) ([]float64, error) {
	scale, norm := F.Scales(), F.Norms()
	dst = take("approx.Wiener", dst, len(y))
	_, err := mapAll(ctx, F, [][]float64{dst}, [][]float64{y, pilot}, nil, func(i int, c [][]float64) {
		if scale[i] == 0 {
			return
		}
		v := sigma * sigma * norm[i] * norm[i]
		c0, p := c[0], c[1]
		kern.For(len(c0), 1<<14, func(lo, hi int) {
			for j := lo; j < hi; j++ {
				if q := p[j] * p[j]; q < v*1e300 {
					c0[j] *= q / (q + v)
				}
			}
		})
	})
	return dst, err
}

// weights checks weights and divides them by their sum.
func weights(w []float64, n int) []float64 {
	if w == nil {
		w = make([]float64, n)
		kern.Fill(w, 1)
	}
	need("approx.Wiener", "Weights", len(w), n)
	total := sum(w)
	for _, v := range w {
		if !(v >= 0) || !(total > 0) {
			panic(fmt.Errorf("approx.Wiener: weights: got %v, want non-negative numbers, not all zero", w))
		}
	}
	if n == 0 {
		panic(fmt.Errorf("approx.Wiener: frames: got none, want at least 1"))
	}
	out := make([]float64, n)
	kern.Scale(out, 1/total, w)
	return out
}
