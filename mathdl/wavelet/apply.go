package wavelet

import (
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
)

// Domain returns the space of arrays.
func (t *Transform) Domain() op.Space { return op.R(t.shape...) }

// Range returns the space of coefficients.
func (t *Transform) Range() op.Space { return op.R(t.size) }

// Levels returns the number J of steps.
func (t *Transform) Levels() int { return len(t.levels) }

// Bands describes the blocks of coefficients, coarse to fine, the low-pass last.
func (t *Transform) Bands() []Band { return slices.Clone(t.bands) }

// Norms returns Band.Norm for all bands.
func (t *Transform) Norms() []float64 {
	n := make([]float64, len(t.bands))
	for i, b := range t.bands {
		n[i] = b.Norm
	}
	return n
}

// Band returns the coefficients of band i, without copying. It panics with a [*op.ShapeError] on a wrong
// length.
func (t *Transform) Band(c []float64, i int) []float64 {
	need("wavelet.Transform.Band", "c", len(c), t.size)
	b := t.bands[i]
	return slices.Clip(c[b.Offset:][:b.Len()])
}

// Orthonormal reports whether the coefficients are those of an orthonormal basis.
func (t *Transform) Orthonormal() bool {
	return t.w.Orthonormal() && t.set.Extension == Periodic && !t.set.Stationary
}

// Apply stores the coefficients of x in dst, which may be nil. It panics with a [*op.ShapeError] on a wrong
// length.
func (t *Transform) Apply(dst, x []float64) []float64 {
	return t.down("wavelet.Transform.Apply", dst, x, func(s *step) *matrix { return s.analysis })
}

// Adjoint stores the adjoint of Apply in dst, which may be nil. It panics with a [*op.ShapeError] on a wrong
// length.
func (t *Transform) Adjoint(dst, c []float64) []float64 {
	return t.up("wavelet.Transform.Adjoint", dst, c, func(s *step) *matrix { return s.analysisT })
}

// Inverse stores in dst, which may be nil, the array with the coefficients c. It panics with a
// [*op.ShapeError] on a wrong length.
func (t *Transform) Inverse(dst, c []float64) []float64 {
	return t.up("wavelet.Transform.Inverse", dst, c, func(s *step) *matrix { return s.synthesis })
}

// Dual returns the analysis by the dual filters, whose adjoint is [Transform.Inverse].
func (t *Transform) Dual() op.Linear {
	return op.LinearFunc{
		X: t.Domain(), Y: t.Range(),
		Fwd: func(dst, x []float64) {
			t.down("wavelet.Transform.Dual", dst, x, func(s *step) *matrix { return s.synthesisT })
		},
		FwdStar: func(dst, c []float64) { t.Inverse(dst, c) },
	}
}

// Scales returns the scale of every band, 0 for the low-pass.
func (t *Transform) Scales() []int {
	n := make([]int, len(t.bands))
	for i, b := range t.bands {
		n[i] = b.Scale
	}
	return n
}

// Map computes Inverse(F(Apply(x))) for a map F that works on every band by itself: f(i, c) changes the
// coefficients c of band i in place. dst may be nil, and may be x. It panics with a [*op.ShapeError] on a
// wrong length.
func (t *Transform) Map(dst, x []float64, f func(i int, c []float64)) []float64 {
	return t.MapAll([][]float64{dst}, [][]float64{x}, func(i int, c [][]float64) { f(i, c[0]) })[0]
}

// MapAll is [Transform.Map] for several arrays at once, whose coefficients in band i f sees together. dst may
// have fewer elements than x, whose surplus is only looked at, or more: then the surplus c[k], which are
// zero, are for f to fill.
func (t *Transform) MapAll(dst, x [][]float64, f func(i int, c [][]float64)) [][]float64 {
	all := make([][]float64, max(len(x), len(dst)))
	for k := range all {
		if k < len(x) {
			all[k] = t.Apply(nil, x[k])
		} else {
			all[k] = make([]float64, t.size)
		}
	}
	c := make([][]float64, len(all))
	for i := range t.bands {
		for k := range all {
			c[k] = t.Band(all[k], i)
		}
		f(i, c)
	}
	for k := range dst {
		dst[k] = t.Inverse(dst[k], all[k])
	}
	return dst
}

// down goes from fine to coarse with the matrix that pick chooses of every step.
func (t *Transform) down(where string, dst, x []float64, pick func(*step) *matrix) []float64 {
	need(where, "x", len(x), product(t.shape))
	if dst == nil {
		dst = make([]float64, t.size)
	}
	need(where, "dst", len(dst), t.size)
	for i := range t.levels {
		l := &t.levels[i]
		y := l.split(x, pick)
		low := make([]float64, product(l.part(0)))
		l.blocks(func(high int, move func(part, whole []float64, out bool)) {
			switch b := l.band[high]; {
			case high == 0:
				move(low, y, true)
			case b >= 0:
				move(t.Band(dst, b), y, true)
			}
		})
		x = low
	}
	copy(t.Band(dst, len(t.bands)-1), x)
	return dst
}

// up goes back.
func (t *Transform) up(where string, dst, c []float64, pick func(*step) *matrix) []float64 {
	need(where, "c", len(c), t.size)
	n := product(t.shape)
	if dst == nil {
		dst = make([]float64, n)
	}
	need(where, "dst", len(dst), n)
	x := t.Band(c, len(t.bands)-1)
	for i := len(t.levels) - 1; i >= 0; i-- {
		l := &t.levels[i]
		y := make([]float64, product(l.out()))
		l.blocks(func(high int, move func(part, whole []float64, out bool)) {
			switch b := l.band[high]; {
			case high == 0:
				move(x, y, false)
			case b >= 0:
				move(t.Band(c, b), y, false)
			}
		})
		x = l.join(y, pick)
	}
	copy(dst, x)
	return dst
}

// split multiplies along all axes, the last one first.
func (l *level) split(x []float64, pick func(*step) *matrix) []float64 {
	shape := slices.Clone(l.in)
	for a := len(shape) - 1; a >= 0; a-- {
		if l.axis[a] != nil {
			x = along(pick(l.axis[a]), x, shape, a)
		}
	}
	return x
}

// join multiplies along all axes, the first one first.
func (l *level) join(x []float64, pick func(*step) *matrix) []float64 {
	shape := l.out()
	for a := range shape {
		if l.axis[a] != nil {
			x = along(pick(l.axis[a]), x, shape, a)
		}
	}
	return x
}

// along multiplies axis a and updates the shape.
func along(m *matrix, x []float64, shape []int, a int) []float64 {
	outer, inner := product(shape[:a]), product(shape[a+1:])
	y := make([]float64, outer*m.rows*inner)
	m.along(y, x, outer, inner)
	shape[a] = m.rows
	return y
}

// out is the shape after the step, low and high side by side.
func (l *level) out() []int {
	s := slices.Clone(l.in)
	for a, st := range l.axis {
		if st != nil {
			s[a] = st.low + st.high
		}
	}
	return s
}

// blocks calls f for every combination of high axes that is not empty, with a function that copies the block
// out of, or into, the array of all of them.
func (l *level) blocks(f func(high int, move func(part, whole []float64, out bool))) {
	whole := l.out()
	for high := range 1 << len(whole) {
		shape := l.part(high)
		if product(shape) == 0 {
			continue
		}
		first := make([]int, len(whole))
		for a, st := range l.axis {
			if high>>a&1 == 1 {
				first[a] = st.low
			}
		}
		f(high, func(part, y []float64, out bool) { moveBlock(part, y, shape, whole, first, out) })
	}
}

// moveBlock copies the block of y, of shape whole, that begins at first, to part, or back.
func moveBlock(part, y []float64, shape, whole, first []int, out bool) {
	last := len(shape) - 1
	n := shape[last]
	for r := range product(shape[:last]) {
		at, unit := first[last], whole[last]
		for a, q := last-1, r; a >= 0; a-- {
			at += (first[a] + q%shape[a]) * unit
			q /= shape[a]
			unit *= whole[a]
		}
		if out {
			copy(part[r*n:(r+1)*n], y[at:])
		} else {
			copy(y[at:at+n], part[r*n:])
		}
	}
}

// need panics with a *op.ShapeError unless a length is right.
func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}
