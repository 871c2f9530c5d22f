package radon

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Joseph's projector has kernels of its own. Forward, a ray is followed through the rows of the image, or of
// its transpose, whichever it crosses more steeply: at detector i it is at column j₀ + i·δ/c. Backward, the
// pixels of a row lie at p₀ + j·c/δ on the detector. The two meet in the same hat: |j - j(i)| = |i - p(j)|·δ/m.

// fast reports whether these kernels apply: not where several detectors see less than a pixel.
func (t *Transform) fast() bool { return t.kind == Joseph && t.bin >= t.h }

const (
	angleGroup = 4  // angles of one piece: they share what is in the cache
	josephRows = 32 // rows of the image that stay there
	angleBlock = 32 // angles whose data stay there as long as a row of pixels is gathered
)

func (t *Transform) josephForward(dst, x []float64) {
	rows, p := padRows(x, t.rows, t.cols)
	defer give(p)
	cols, q := padCols(x, t.rows, t.cols)
	defer give(q)
	kern.For(len(t.views), angleGroup, func(lo, hi int) {
		clear(dst[lo*t.nd : hi*t.nd])
		for b := 0; b < max(t.rows, t.cols) && !t.stop.now(); b += josephRows {
			for k := lo; k < hi; k++ {
				v, g := &t.views[k], dst[k*t.nd:(k+1)*t.nd]
				if math.Abs(v.c) >= math.Abs(v.s) {
					t.march(g, rows, v.c, v.s, t.rows, t.cols, b)
				} else {
					t.march(g, cols, -v.s, -v.c, t.cols, t.rows, b)
				}
			}
		}
	})
}

// march adds what rays meet in the rows b … b+josephRows of x, n padded rows of m pixels. Rays satisfy
// x·c + y·s = s_i with y upwards; for the transposed image, whose rows are columns from left to right, the roles of
// the axes are those of c → -s, s → -c.
func (t *Transform) march(g, x []float64, c, s float64, n, m, b int) {
	if b >= n {
		return
	}
	d := t.bin / t.h / c
	y := float64(n-1)/2 - float64(b)
	kern.RaysForward(g, x[b*(m+2*kern.RayPad):], m, min(n-b, josephRows),
		float64(m-1)/2-y*s/c-d*float64(t.nd-1)/2, d, s/c, t.h/math.Abs(c))
}

// backRays is the table of the rays from the pixels to the detectors, nil where josephAdjoint does not apply.
func (t *Transform) backRays() *kern.Rays {
	if !t.fast() {
		return nil
	}
	return kern.NewRays(len(t.views), func(k int) (t0, dr, dt, m, w float64) {
		t0, dr, dt = t.along(k)
		m = t.views[k].foot.m
		return t0, dr, dt, m * t.h / t.bin, t.h / m
	})
}

// along is the position of pixel (0, 0), and the steps to the next row and to the next column, in detectors.
func (t *Transform) along(k int) (t0, dr, dt float64) {
	v := &t.views[k]
	t0, dt = t.at(v, 0)
	return t0, -v.s * t.h / t.bin, dt
}

func (t *Transform) josephAdjoint(dst, y []float64) {
	pad, p := padRows(y, len(t.views), t.nd)
	defer give(p)
	t.gather(dst, pad, t.back)
}

// gather adds up, for every pixel, what the rays of a table find in the padded rows of a sinogram.
func (t *Transform) gather(dst, pad []float64, rays *kern.Rays) {
	kern.For(t.rows, rowBlock, func(lo, hi int) {
		clear(dst[lo*t.cols : hi*t.cols])
		for k := 0; k < len(t.views) && !t.stop.now(); k += angleBlock {
			for r := lo; r < hi; r++ {
				kern.RaysBack(dst[r*t.cols:][:t.cols], pad, t.nd, rays, k, min(k+angleBlock, len(t.views)), r)
			}
		}
	})
}
