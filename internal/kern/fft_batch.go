package kern

import "unsafe"

// batch is a batch of transforms under way.
type batch[T Float] struct {
	p    *FFT
	buf  []T // p.n elements
	all  []T // buf and further elements
	back *[]float64
}

// newBatch borrows space for elements.
func newBatch[T Float](p *FFT, elements int) *batch[T] {
	w := 2 * laneCount[T]()
	all, back := borrow[T](w * elements)
	return &batch[T]{p, all[:w*p.n], all, back}
}

func (b *batch[T]) free() { give(b.back) }

// descend transforms the n elements from place at on, which begin with pass number l: pass after pass
// if they fit into the first cache, one part after the other otherwise.
func (b *batch[T]) descend(l, at, n int) {
	if n > fftInner && l < len(b.p.radix) {
		b.pass(l, at, n, 1)
		r := b.p.radix[l]
		for q := range r {
			b.descend(l+1, at+q*(n/r), n/r)
		}
		return
	}
	b.passes(l, at, n)
	b.leaves(at, n)
}

// passes runs the passes from number l on over n elements.
func (b *batch[T]) passes(l, at, n int) {
	size := n
	for ; l < len(b.p.radix); l++ {
		b.pass(l, at, size, n/size)
		size /= b.p.radix[l]
	}
}

// pass runs pass number l over blocks of size elements each.
func (b *batch[T]) pass(l, at, size, blocks int) {
	w, r := 2*laneCount[T](), b.p.radix[l]
	x, tw := b.buf[w*at:w*(at+size*blocks)], twiddles[T](b.p, l)
	if r > 5 {
		b.oddPass(x, l, r, size/r, blocks)
		return
	}
	if passAsm(x, r, size/r, blocks, tw) {
		return
	}
	var e [5][]T
	for ; len(x) > 0; x = x[w*size:] {
		for j := range size / r {
			for q := range r {
				e[q] = x[w*(j+q*(size/r)):][:w]
			}
			butterfly(e[:r], tw[2*(r-1)*j:])
		}
	}
}

// butterfly transforms the elements in each lane, and multiplies all outputs but the first by the factors t.
func butterfly[T Float](e [][]T, t []T) {
	switch len(e) {
	case 3:
		butterfly3(e[0], e[1], e[2], t)
	case 4:
		butterfly4(e[0], e[1], e[2], e[3], t)
	case 5:
		butterfly5(e, t)
	}
}

// butterfly3 is butterfly for three elements.
func butterfly3[T Float](a, b, c, t []T) {
	w := len(a) / 2
	s := T(-rootOfUnity(1, 3)[1])
	for i := range w {
		sr, si := b[i]+c[i], b[w+i]+c[w+i]
		ur, ui := a[i]-sr/2, a[w+i]-si/2
		vr, vi := s*(b[w+i]-c[w+i]), s*(c[i]-b[i]) // v = -i·sin(2π/3)·(b-c)
		a[i], a[w+i] = a[i]+sr, a[w+i]+si
		b[i], b[w+i] = complexMul(ur+vr, ui+vi, t[0], t[1])
		c[i], c[w+i] = complexMul(ur-vr, ui-vi, t[2], t[3])
	}
}

// butterfly5 is butterfly for five elements.
func butterfly5[T Float](e [][]T, t []T) {
	w := len(e[0]) / 2
	r1, r2 := rootOfUnity(1, 5), rootOfUnity(2, 5)
	c1, s1, c2, s2 := T(r1[0]), T(-r1[1]), T(r2[0]), T(-r2[1])
	for i := range w {
		j := w + i
		ar, ai := e[0][i], e[0][j]
		pr, pi, qr, qi := e[1][i]+e[4][i], e[1][j]+e[4][j], e[2][i]+e[3][i], e[2][j]+e[3][j]
		dr, di, fr, fi := e[1][i]-e[4][i], e[1][j]-e[4][j], e[2][i]-e[3][i], e[2][j]-e[3][j]
		ur, ui := ar+c1*pr+c2*qr, ai+c1*pi+c2*qi
		vr, vi := ar+c2*pr+c1*qr, ai+c2*pi+c1*qi
		xr, xi := s1*di+s2*fi, -(s1*dr + s2*fr) // x = -i(s1 d + s2 f)
		yr, yi := s2*di-s1*fi, -(s2*dr - s1*fr)
		e[0][i], e[0][j] = ar+pr+qr, ai+pi+qi
		e[1][i], e[1][j] = complexMul(ur+xr, ui+xi, t[0], t[1])
		e[2][i], e[2][j] = complexMul(vr+yr, vi+yi, t[2], t[3])
		e[3][i], e[3][j] = complexMul(vr-yr, vi-yi, t[4], t[5])
		e[4][i], e[4][j] = complexMul(ur-xr, ui-xi, t[6], t[7])
	}
}

// butterfly4 is butterfly for four elements.
func butterfly4[T Float](a, b, c, d, t []T) {
	w := len(a) / 2
	for i := range w {
		ar, ai, br, bi := a[i], a[w+i], b[i], b[w+i]
		cr, ci, dr, di := c[i], c[w+i], d[i], d[w+i]
		sr, si, ur, ui := ar+cr, ai+ci, ar-cr, ai-ci
		tr, ti, vr, vi := br+dr, bi+di, bi-di, dr-br // v = -i(b-d)
		a[i], a[w+i] = sr+tr, si+ti
		b[i], b[w+i] = complexMul(ur+vr, ui+vi, t[0], t[1])
		c[i], c[w+i] = complexMul(sr-tr, si-ti, t[2], t[3])
		d[i], d[w+i] = complexMul(ur-vr, ui-vi, t[4], t[5])
	}
}

func complexMul[T Float](ar, ai, br, bi T) (re, im T) { return ar*br - ai*bi, ar*bi + ai*br }

var ones6 = [6]float64{1, 0, 1, 0, 1, 0}

// leaves computes the transforms of the leaves among n elements.
func (b *batch[T]) leaves(at, n int) {
	w, size := 2*laneCount[T](), b.p.leaf
	x := b.buf[w*at : w*(at+n)]
	if leavesAsm(x, size, n/size) {
		return
	}
	var one [6]T
	for i, v := range ones6 {
		one[i] = T(v)
	}
	for ; len(x) > 0; x = x[w*size:] {
		switch size {
		case 2:
			butterfly2(x[:w], x[w:2*w], 1, 0)
		case 4:
			butterfly4(x[:w], x[w:2*w], x[2*w:3*w], x[3*w:4*w], one[:])
		case 8:
			leaf8(x[:8*w], w, one[:])
		}
	}
}

// butterfly2 computes a+b and (a-b)·(re + i im) in each lane.
func butterfly2[T Float](a, b []T, re, im T) {
	w := len(a) / 2
	for i := range w {
		ar, ai, br, bi := a[i], a[w+i], b[i], b[w+i]
		a[i], a[w+i] = ar+br, ai+bi
		b[i], b[w+i] = complexMul(ar-br, ai-bi, re, im)
	}
}

// leaf8 leaves its outputs in their natural order.
func leaf8[T Float](x []T, w int, one []T) {
	for i := range 4 {
		r := rootOfUnity(i, 8)
		butterfly2(x[w*i:][:w], x[w*(4+i):][:w], T(r[0]), T(r[1]))
	}
	for _, h := range [2][]T{x[:4*w], x[4*w:]} {
		butterfly4(h[:w], h[w:2*w], h[2*w:3*w], h[3*w:4*w], one)
	}
	var t [8 * 2 * laneBytes / 4]T // evens before, odds behind: interleave them
	copy(t[:], x)
	for i := range 8 {
		copy(x[w*i:w*(i+1)], t[w*(i/2+i%2*4):])
	}
}

// gatherRows copies m rows of cols numbers, ld apart, into the lanes of consecutive vectors.
func (b *batch[T]) gatherRows(dst, x []T, cols, m, ld int) { gatherStep(dst, 1, x, cols, m, ld) }

// gatherReal copies m rows of real numbers into the real (h = 0) or imaginary parts.
func (b *batch[T]) gatherReal(x []T, h, m, ld int) {
	gatherStep(b.buf[laneCount[T]()*h:], 2, x, b.p.n, m, ld)
}

// gatherStep copies m rows of cols numbers, ld apart, into the lanes of vectors, every step-th.
func gatherStep[T Float](dst []T, step int, x []T, cols, m, ld int) {
	w, done := laneCount[T](), 0
	if m == w {
		done = transposeAsm(dst, step*w, x, w, cols, ld)
	}
	for j := done; j < cols; j++ {
		d := dst[step*w*j:][:w]
		clear(d[m:])
		for q := range m {
			d[q] = x[q*ld+j]
		}
	}
}

// gatherCols copies m columns of pairs, in rows ld apart.
func (b *batch[T]) gatherCols(x []T, m, ld int) {
	w := laneCount[T]()
	for j := range b.p.n {
		d := b.buf[2*w*j : 2*w*(j+1)]
		clear(d)
		for q := range m {
			d[q], d[w+q] = x[j*ld+2*q], x[j*ld+2*q+1]
		}
	}
}

// scatterRows writes scale times the lanes of vectors of src to m rows, ld apart; column j is in the
// vector at place table[j], in bytes.
func (b *batch[T]) scatterRows(x, src []T, table []int32, m, ld int, scale T) {
	w, done := laneCount[T](), 0
	if m == w {
		done = untransposeAsm(x, src, table, ld, scale)
	}
	for j := done; j < len(table); j++ {
		v := src[int(table[j])/size[T]():]
		for q := range m {
			x[q*ld+j] = scale * v[q]
		}
	}
}

// scatterCols writes scale times the lanes to m columns of pairs; rows says where each element goes.
func (b *batch[T]) scatterCols(x []T, rows []int32, m, ld int, scale T) {
	w := laneCount[T]()
	for at, r := range rows {
		v := b.buf[2*w*at : 2*w*(at+1)]
		for q := range m {
			x[int(r)*ld+2*q], x[int(r)*ld+2*q+1] = scale*v[q], scale*v[w+q]
		}
	}
}

// split separates the transforms of the two signals in each lane: from Z = F(x + iy) it makes
// X_k = h(Z_k + conj Z_{-k}) and Y_k = -ih(Z_k - conj Z_{-k}), by turns in dst.
func (b *batch[T]) split(dst []T, t *realTables, h T) {
	if splitAsm(dst, b.buf, b.p.at[0], t.back, h) {
		return
	}
	w, es := laneCount[T](), size[T]()
	for k := range t.back {
		u, v := b.buf[int(b.p.at[0][k])/es:][:2*w], b.buf[int(t.back[k])/es:][:2*w]
		d := dst[4*w*k : 4*w*(k+1)]
		for q := range w {
			d[q], d[w+q] = h*(u[q]+v[q]), h*(u[w+q]-v[w+q])
			d[2*w+q], d[3*w+q] = h*(u[w+q]+v[w+q]), h*(v[q]-u[q])
		}
	}
}

// join is the way back: Z_k = X_k + iY_k for all frequencies.
func (b *batch[T]) join(x, y []T) {
	w, n := 2*laneCount[T](), b.p.n
	for k := 0; k < n && 2*k%n == 0; k += max(n/2, 1) { // 0 and n/2 are their own conjugates
		z, u, v := b.buf[w*k:][:w], x[w*k:][:w], y[w*k:][:w]
		copy(z[:w/2], u)
		copy(z[w/2:], v[:w/2])
	}
	if n < 3 || joinAsm(b.buf, x, y, n) {
		return
	}
	for k := 1; k < (n+1)/2; k++ {
		z, c, u, v := b.buf[w*k:][:w], b.buf[w*(n-k):][:w], x[w*k:][:w], y[w*k:][:w]
		for q := range w / 2 {
			i := w/2 + q
			z[q], z[i] = u[q]-v[i], u[i]+v[q]
			c[q], c[i] = u[q]+v[i], v[q]-u[i]
		}
	}
}

// aligned allocates n numbers that start at a multiple of the vector width.
func aligned(n int) []float64 {
	b := make([]float64, n+laneBytes/8)
	o := int(uintptr(unsafe.Pointer(&b[0]))) % laneBytes / 8
	if o > 0 {
		o = laneBytes/8 - o
	}
	return b[o : o+n : o+n]
}

// cast views memory of float64 as numbers of type T, twice as many if these are single.
func cast[T Float](x []float64) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(x))), len(x)*8/size[T]())
}

// cast32 views single precision as T, which must be single.
func cast32[T Float](x []float32) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}
