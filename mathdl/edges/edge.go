package edges

import (
	"context"
	"math"
)

// Features is what is found in an image of Rows × Cols pixels. Angles are in radians from the direction of growing
// columns towards growing rows.
type Features struct {
	Rows, Cols int
	Measure    []float64 // in [0, 1]: how well the pixel fits an ideal edge or ridge
	Angle      []float64 // direction of the normal; for edges it points to the brighter side, in (-π, π]
	Height     []float64 // of the step or the bar, in units of the image
	Width      []float64 // of the bar in pixels; nil for edges
	Curvature  []float64 // |dγ/ds| in 1/pixel, where Mask is set
	Mask       []bool    // the pixels on the crest with Measure above the threshold
	Sigma      float64   // deviation of the noise that was assumed
}

// Edges measures how well each pixel of f fits an edge. With c_s the coefficients of the orientation for which
// Σ_s |Im c_s| is largest,
//
//	E = max(0, Σ_s (|Im c_s| - |Re c_{s+2}| - β_s)) / Σ_s |Im c_s|
//	β_s = max(NoiseFactor σ‖ψ_s‖/√2, MinContrast (max f - min f))
//
// which tends to 1 on a straight step far above the noise and is 0 in noise. The real part is an octave coarser, for it
// must reach over the side lobes of the imaginary one, which would be edges beside each edge. The measure is 0 where the
// image itself, smoothed by a Gaussian of one pixel, does not step by LeastStep · Height within two pixels of both sides:
// long atoms see corners and tight bends from afar, as rays that end in them. It panics with a *op.ShapeError if f
// has another length, and returns ctx's error if it is cancelled. Height is the largest
// |Im c_s|, corrected for the direction: smooth steps are low at fine scales (after Reisenhofer and King 2019).
func (s *System) Edges(ctx context.Context, f []float64) (*Features, error) {
	r, err := s.analyse(ctx, "edges.Edges", f, func(z complex128) float64 { return imag(z) })
	if err != nil {
		return nil, err
	}
	e := s.features(r)
	crest, g := make([]float64, len(f)), smooth(f, s.rows, s.cols, 1)
	for i := range f {
		var odd, net, sum float64
		angle, step := s.direction(r, i)
		for j := range s.set.Scales {
			z := r.c[j][i]
			sum += imag(z)
			odd += math.Abs(imag(z))
			e.Height[i] = max(e.Height[i], math.Abs(imag(z))/s.window(j, step))
			net += math.Abs(imag(z)) - math.Abs(real(r.c[j+octave][i])) - s.beta(r, j)
		}
		if sum > 0 { // a step that rises along the normal has Im c < 0
			angle += math.Pi
		}
		crest[i], e.Angle[i] = odd, wrap(angle, 2*math.Pi)
		if net > 0 && steps(g, s.rows, s.cols, i, e.Angle[i]) >= LeastStep*e.Height[i] {
			e.Measure[i] = net / odd
		}
	}
	s.finish(e, crest)
	return e, nil
}

// stride is how far on both sides of an edge the image is looked at, in pixels.
const stride = 2.0

// steps is the difference of x that far on both sides of pixel i along the direction gamma.
func steps(x []float64, rows, cols, i int, gamma float64) float64 {
	sin, cos := math.Sincos(gamma)
	r, c := float64(i/cols), float64(i%cols)
	return math.Abs(at(x, rows, cols, r+stride*sin, c+stride*cos) - at(x, rows, cols, r-stride*sin, c-stride*cos))
}

// features allocates the result.
func (s *System) features(r *scan) *Features {
	n := s.rows * s.cols
	return &Features{
		Rows: s.rows, Cols: s.cols, Sigma: r.sigma,
		Measure: make([]float64, n), Angle: make([]float64, n), Height: make([]float64, n), Curvature: make([]float64, n),
		Mask: make([]bool, n),
	}
}

// finish marks the crest of the response and measures the curvature on it.
func (s *System) finish(e *Features, crest []float64) {
	for i := range e.Mask {
		if e.Measure[i] > s.set.Threshold {
			e.Mask[i] = ridged(crest, s.rows, s.cols, i, e.Angle[i])
		}
	}
	for i, on := range e.Mask {
		if on {
			e.Curvature[i] = bend(e.Angle, s.rows, s.cols, i)
		}
	}
}
