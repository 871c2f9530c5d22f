package wavefront

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// Patches of neighbouring pixels overlap, and what makes one from the coefficients, (x - m)/s with m in the channel of the low-pass
// only, commutes with the first layer:
//
//	W ∗ (x - m)/s + b = (W ∗ x - m ΣW_low)/s + b
//
// So W ∗ x is computed once for a strip of rows, and the network begins behind it.

// stripRows is the number of rows of the image in a strip, and filters that of the first layer.
const (
	stripRows = 16
	filters   = 64
	inner     = Window - 2 // rows and columns of the result of the first layer for a patch
	innerLen  = inner * inner * filters
)

// strip applies a network to the pixels of an image, a strip at a time.
type strip struct {
	e          *field
	rows, cols int
	low, bias  []float32 // of each filter: ΣW_low, b
	front, end *runner
	energy     []float32 // of the bands but the low-pass at each pixel of the field
}

// runner applies a model to a tensor in single precision.
type runner struct {
	x    *ad.Tensor
	y    *ad.Var
	tape *ad.Tape
}

func newRunner(Φ nn.Model, samples, length int) *runner {
	r := &runner{tape: ad.NewTape(ad.Float32), x: ad.NewTensor(ad.Float32, samples, length)}
	r.tape.Defer()
	r.y = Φ.Record(nn.NewPass(r.tape, Φ), r.tape.Leaf(r.x))
	r.tape.Plan(r.y)
	return r
}

// run returns the results for x, which the next run overwrites.
func (r *runner) run() []float32 {
	r.tape.Replay()
	return r.y.Value().Data32()
}

// strip divides the network: W of the first layer without its bias, and the rest.
func (d *Detector) strip(e *field, rows, cols int) *strip {
	s := &strip{e: e, rows: rows, cols: cols, low: make([]float32, filters), bias: make([]float32, filters)}
	θ, height := d.Net.Params(), stripRows+2*radius
	const weights = 9 * Bands * filters
	for k := range filters {
		for at := range 9 {
			s.low[k] += float32(θ[(at*Bands+low)*filters+k])
		}
		s.bias[k] = float32(θ[weights+k])
	}
	first := nn.NewGraph([]int{height, e.cols, Bands}, nil, nn.Conv{Out: filters, Valid: true, NoBias: true})
	copy(first.Params(), θ[:weights])
	rest := nn.NewGraph([]int{inner, inner, filters}, nil, layers()[2:]...)
	copy(rest.Params(), θ[weights+filters:])
	s.front, s.end = newRunner(first, 1, height*e.cols*Bands), newRunner(rest, batch, innerLen)
	s.energy = make([]float32, len(e.c)/Bands)
	for i := range s.energy {
		for _, v := range e.c[i*Bands : i*Bands+low] {
			s.energy[i] += v * v
		}
	}
	return s
}

// odds calls f for each of the pixels, which must be sorted, with its number and the scores,
// which f must not keep. It returns ctx's error if it is cancelled.
func (s *strip) odds(ctx context.Context, pixels []int32, f func(i int, score []float32)) error {
	from := 0
	for top := 0; top < s.rows; top += stripRows {
		to := from
		for to < len(pixels) && int(pixels[to]) < (top+stripRows)*s.cols {
			to++
		}
		if to == from {
			continue
		}
		have := s.e.c[top*s.e.cols*Bands:]
		n := copy(s.front.x.Data32(), have)
		clear(s.front.x.Data32()[n:]) // below the image
		w := s.front.run()
		for lo := from; lo < to; lo += batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			s.fill(w, pixels[lo:min(lo+batch, to)], top)
			out := s.end.run()
			for k := lo; k < min(lo+batch, to); k++ {
				f(k, out[(k-lo)*outputs:][:outputs])
			}
		}
		from = to
	}
	return nil
}

// fill stores what the first layer says of the pixels' patches, w holding W ∗ x for the strip that begins in row top.
func (s *strip) fill(w []float32, pixels []int32, top int) {
	x, width := s.end.x.Data32(), s.e.cols-2
	kern.For(len(pixels), 8, func(lo, hi int) {
		shift := make([]float32, filters)
		for k := lo; k < hi; k++ {
			r, c := int(pixels[k])/s.cols, int(pixels[k])%s.cols
			mean, scale := s.size(r, c)
			for j := range shift {
				shift[j] = s.bias[j] - mean*scale*s.low[j]
			}
			for i := range inner {
				from := w[((r-top+i)*width+c)*filters:][:inner*filters]
				to := x[k*innerLen+i*inner*filters:][:len(from)]
				for j, v := range from {
					to[j] = max(0, v*scale+shift[j%filters])
				}
			}
		}
	})
}

// size is what normalises the patch about pixel (r, c): the mean of the low-pass, and 1/√(ε² + mean c²).
func (s *strip) size(r, c int) (mean, scale float32) {
	var square, sum float64
	for i := range Window {
		at := (r+i)*s.e.cols + c
		for j := at; j < at+Window; j++ {
			square += float64(s.energy[j])
			sum += float64(s.e.c[j*Bands+low])
		}
	}
	const pixels = Window * Window
	return float32(sum / pixels), float32(1 / math.Sqrt(floor*floor+square/(pixels*low)))
}
