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
)

func josephForward[T kern.Float](t *Transform, dst, x []T) {
	rows, p := padRows(x, t.rows, t.cols)
	defer give(p)
	cols, q := padCols(x, t.rows, t.cols)
	defer give(q)
	kern.For(len(t.views), angleGroup, func(lo, hi int) {
		clear(dst[lo*t.nd : hi*t.nd])
		for b := 0; b < max(t.rows, t.cols); b += josephRows {
			for k := lo; k < hi; k++ {
				v, g := &t.views[k], dst[k*t.nd:(k+1)*t.nd]
				if math.Abs(v.c) >= math.Abs(v.s) {
					t.march(v.c, v.s, t.rows, t.cols, b, func(r int, ray kern.Ray, w float64) {
						kern.RayForward(g, rows[r*(t.cols+2*kern.RayPad):][:t.cols+2*kern.RayPad], ray, T(w))
					})
				} else {
					t.march(-v.s, -v.c, t.cols, t.rows, b, func(r int, ray kern.Ray, w float64) {
						kern.RayForward(g, cols[r*(t.rows+2*kern.RayPad):][:t.rows+2*kern.RayPad], ray, T(w))
					})
				}
			}
		}
	})
}

// march visits the rows b … b+josephRows of an image of n rows of m pixels. Rays satisfy x·c + y·s = s_i with
// y upwards; for the transposed image, whose rows are columns from left to right, the roles of the axes
// are those of c → -s, s → -c.
func (t *Transform) march(c, s float64, n, m, b int, visit func(r int, ray kern.Ray, w float64)) {
	d := t.bin / t.h / c
	w := t.h / math.Abs(c)
	for r := b; r < min(n, b+josephRows); r++ {
		y := float64(n-1)/2 - float64(r)
		visit(r, kern.Ray{T0: float64(m-1)/2 - y*s/c - d*float64(t.nd-1)/2, Dt: d}, w)
	}
}

func josephAdjoint[T kern.Float](t *Transform, dst, y []T) {
	pad, p := padRows(y, len(t.views), t.nd)
	defer give(p)
	w := t.nd + 2*kern.RayPad
	kern.For(t.rows, rowBlock, func(lo, hi int) {
		clear(dst[lo*t.cols : hi*t.cols])
		for k := range t.views {
			v := &t.views[k]
			for r := lo; r < hi; r++ {
				p, dp := t.at(v, r)
				kern.RayBack(dst[r*t.cols:][:t.cols], pad[k*w:][:w], kern.Ray{T0: p, Dt: dp},
					v.foot.m*t.h/t.bin, T(t.h/v.foot.m))
			}
		}
	})
}
