package wavefront

import (
	"context"
	"math"

	"github.com/mathdl/kernel/mathdl/shearlet"
)

// What a patch is.
const (
	Scales = 4  // of the shearlet system, 49 bands
	Bands  = 49 // channels of a patch
	Window = 11 // rows and columns of a patch

	radius   = Window / 2
	extend   = 32    // pixels of reflection at every side of an image
	floor    = 0.002 // ε, what is added to the size of a patch
	patchLen = Window * Window * Bands
)

// lens turns images of one size into patches. It is immutable.
type lens struct {
	rows, cols int
	system     *shearlet.System
	gain       []float64 // of each band
	finest     []int     // the bands of the finest scale
}

func newLens(rows, cols int) *lens {
	l := &lens{rows: rows, cols: cols, system: shearlet.New(rows, cols, Scales, &shearlet.Settings{Extend: extend})}
	for i, b := range l.system.Bands() {
		l.gain = append(l.gain, gains[b.Scale]/b.Norm)
		if b.Scale == Scales {
			l.finest = append(l.finest, i)
		}
	}
	return l
}

// gains bring the coefficients at edges to about the same size at all scales; the first is that of the low-pass.
var gains = [Scales + 1]float64{0.5, 1.5, 4.5, 11, 21}

// field holds the coefficients of an image, the bands of a pixel side by side, with radius pixels beyond each border.
type field struct {
	cols   int // of the array
	c      []float32
	finest []int
}

// see transforms f, an image of values in about [0, 1], a band at a time. It returns ctx's error if it is cancelled.
func (l *lens) see(ctx context.Context, f []float64) (*field, error) {
	h, w, width := l.rows+2*radius, l.cols+2*radius, l.system.Grid()[1]
	e := &field{cols: w, c: make([]float32, h*w*Bands), finest: l.finest}
	_, err := l.system.MapContext(ctx, nil, f, func(b int, band []float64) {
		for r := range h {
			from := band[(r+extend-radius)*width+extend-radius:][:w]
			to := e.c[r*w*Bands+b:]
			for i, v := range from {
				to[i*Bands] = float32(l.gain[b] * v)
			}
		}
		clear(band) // nothing is to be put together again
	})
	return e, err
}

// low is the number of the low-pass, the last band.
const low = Bands - 1

// patch stores the coefficients around pixel (r, c) in dst, Window × Window × Bands: those of the low-pass
// less their mean, and all divided by √(ε² + mean c²), the mean over the other bands.
func (e *field) patch(dst []float64, r, c int) {
	var square, mean float64
	for i := range Window {
		row := e.c[((r+i)*e.cols+c)*Bands:][:Window*Bands]
		to := dst[i*Window*Bands:][:len(row)]
		for k, v := range row {
			to[k] = float64(v)
		}
		for k := 0; k < len(to); k += Bands {
			for _, v := range to[k : k+low] {
				square += v * v
			}
			mean += to[k+low]
		}
	}
	const pixels = Window * Window
	scale := 1 / math.Sqrt(floor*floor+square/(pixels*low))
	mean /= pixels
	for k := range dst {
		if k%Bands == low {
			dst[k] -= mean
		}
		dst[k] *= scale
	}
}
