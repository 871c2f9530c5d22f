package wavefront

import (
	"context"
	"math"
	"slices"

	"github.com/mathdl/kernel/mathdl/edges"
	"github.com/mathdl/kernel/mathdl/op"
)

// Set is a wavefront set that was found in an image of Rows × Cols pixels.
type Set struct {
	Rows, Cols int
	Points     []Point   // on the crest of the probability along the normal, row by row
	Mask       []bool    // the pixels they are found in
	Angle      []float64 // of the normal in [0, π), at the pixels that were looked at
	Singular   []float64 // probability that a boundary runs through, 0 at pixels that were not looked at
}

// Extract finds the wavefront set of an image, whose values may have any range. The network looks at the pixels where the
// finest shearlets see something; those with a probability of at least ½ of being singular that are on the crest of the odds along their
// normal make the points, which are moved along it by less than a pixel to the vertex of a parabola.
// The direction is the mean over the classes about the likeliest, weighted by probability. A point that is likelier
// to have all directions than one is a corner.
//
// An image that is constant has no points. It panics with a *op.ShapeError if f has another length, with a *RangeError
// unless rows, cols > 0, and returns ctx's error if it is cancelled.
func (d *Detector) Extract(ctx context.Context, f []float64, rows, cols int) (*Set, error) {
	const where = "wavefront.Extract"
	need(where, "rows", float64(rows), rows > 0, "> 0")
	need(where, "cols", float64(cols), cols > 0, "> 0")
	if len(f) != rows*cols {
		panic(&op.ShapeError{Func: where, What: "image", Got: []int{len(f)}, Want: []int{rows, cols}})
	}
	s := &Set{Rows: rows, Cols: cols, Mask: make([]bool, len(f)), Angle: make([]float64, len(f)), Singular: make([]float64, len(f))}
	g, ok := unit(f)
	if !ok {
		return s, nil
	}
	e, err := newLens(rows, cols).see(ctx, g)
	if err != nil {
		return nil, err
	}
	pixels, logit, corners := e.candidates(rows, cols), make([]float64, len(f)), make([]bool, len(f))
	for i := range logit {
		logit[i] = unseen
	}
	p := make([]float64, outputs)
	err = d.strip(e, rows, cols).odds(ctx, pixels, func(k int, score []float32) {
		i := pixels[k]
		logit[i] = softmax(p, score)
		s.Singular[i] = 1 - p[none]
		s.Angle[i], corners[i] = direction(p[:Classes]), p[corner] > s.Singular[i]/2
	})
	if err != nil {
		return nil, err
	}
	s.thin(logit, corners)
	return s, nil
}

// Likely is the least probability of a point. It is more than ½ since singular pixels are rarer in an image than among
// the samples of training, of which they are half.
const Likely = 0.8

// unseen is the logarithm of the odds where nobody looked.
const unseen = -30.0

// unit rescales an image to [0, 1]; that is impossible if it is constant.
func unit(f []float64) ([]float64, bool) {
	lo, hi := f[0], f[0]
	for _, v := range f {
		lo, hi = min(lo, v), max(hi, v)
	}
	g := make([]float64, len(f))
	if !(hi > lo) {
		return g, false
	}
	for i, v := range f {
		g[i] = (v - lo) / (hi - lo)
	}
	return g, true
}

// least is the size of the finest coefficients in a pixel from which the network looks at it.
const least = 0.03

// candidates lists the pixels where the finest coefficients are not small.
func (e *field) candidates(rows, cols int) (list []int32) {
	for i := range rows * cols {
		at := ((i/cols+radius)*e.cols + i%cols + radius) * Bands
		square := 0.0
		for _, b := range e.finest {
			v := float64(e.c[at+b])
			square += v * v
		}
		if square > least*least*float64(len(e.finest)) {
			list = append(list, int32(i))
		}
	}
	return list
}

// lobe is how many classes on each side of the likeliest belong to one direction.
const lobe = 2

// direction is the mean direction of the lobe about the likeliest class.
func direction(p []float64) float64 {
	top, sum, moment := slices.Index(p, slices.Max(p)), 0.0, 0.0
	for j := -lobe; j <= lobe; j++ {
		v := p[(top+j+Classes)%Classes]
		sum += v
		moment += float64(j) * v
	}
	return fold(Middle(top) + moment/sum*math.Pi/Classes)
}

// thin keeps the likely pixels on the crest.
func (s *Set) thin(logit []float64, corners []bool) {
	for i := range logit {
		if s.Singular[i] < Likely {
			continue
		}
		shift, ok := edges.Crest(logit, s.Rows, s.Cols, i, s.Angle[i])
		if !ok {
			continue
		}
		sin, cos := math.Sincos(s.Angle[i])
		s.Mask[i] = true
		s.Points = append(s.Points, Point{
			Row: float64(i/s.Cols) + shift*sin, Col: float64(i%s.Cols) + shift*cos,
			Angle: s.Angle[i], Score: s.Singular[i], Corner: corners[i],
		})
	}
}
