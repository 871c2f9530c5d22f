package kern

import (
	"unsafe"
)

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

// pass4 is a pass of radix 4 over elements of two vectors: for p < m and q < s, the elements
// q+s·(p+m·{0,1,2,3}) of src become the elements q+s·(4p+{0,1,2,3}) of dst.
func pass4[T Float](dst, src []T, m, s int, tw []T) {
	w := laneCount[T]()
	for p := range m {
		t := tw[6*p : 6*p+6]
		for q := range s {
			at := func(i int) []T { return src[2*w*(q+s*(p+m*i)):][:2*w] }
			to := func(i int) []T { return dst[2*w*(q+s*(4*p+i)):][:2*w] }
			butterfly4(to(0), to(1), to(2), to(3), at(0), at(1), at(2), at(3), t)
		}
	}
}

// butterfly4 computes a transform of length 4 of (a, b, c, d) in each lane, and multiplies three of its
// outputs by the twiddle factors t.
func butterfly4[T Float](y0, y1, y2, y3, a, b, c, d, t []T) {
	w := len(a) / 2
	for i := range w {
		ar, ai, br, bi := a[i], a[w+i], b[i], b[w+i]
		cr, ci, dr, di := c[i], c[w+i], d[i], d[w+i]
		sr, si, ur, ui := ar+cr, ai+ci, ar-cr, ai-ci
		tr, ti, vr, vi := br+dr, bi+di, bi-di, dr-br // v = -i(b-d)
		y0[i], y0[w+i] = sr+tr, si+ti
		y1[i], y1[w+i] = complexMul(ur+vr, ui+vi, t[0], t[1])
		y2[i], y2[w+i] = complexMul(sr-tr, si-ti, t[2], t[3])
		y3[i], y3[w+i] = complexMul(ur-vr, ui-vi, t[4], t[5])
	}
}

func complexMul[T Float](ar, ai, br, bi T) (re, im T) { return ar*br - ai*bi, ar*bi + ai*br }

// pass2 is the last pass when the exponent is odd: sums and differences of elements q and q+s.
func pass2[T Float](dst, src []T, s int) {
	h := 2 * laneCount[T]() * s
	for i := range h {
		a, b := src[i], src[h+i]
		dst[i], dst[h+i] = a+b, a-b
	}
}

// gatherRows copies m rows of n complex numbers into the lanes of dst; the parts change places if swap,
// which turns a transform into the inverse one. Lanes from m on are zero.
func gatherRows[T Float](dst, x []T, n, m, stride int, swap bool) {
	gatherLanes(dst, x, n, m, 2*stride, 2, swap)
}

// gatherCols copies m columns.
func gatherCols[T Float](dst, x []T, n, m, stride int, swap bool) {
	gatherLanes(dst, x, n, m, 2, 2*stride, swap)
}

// gatherLanes copies m signals, lane apart, of n elements, step apart.
func gatherLanes[T Float](dst, x []T, n, m, lane, step int, swap bool) {
	w := laneCount[T]()
	re, im := 0, w
	if swap {
		re, im = w, 0
	}
	for j := range n {
		d := dst[2*w*j : 2*w*(j+1)]
		if m < w {
			clear(d)
		}
		for q := range m {
			s := q*lane + j*step
			d[re+q], d[im+q] = x[s], x[s+1]
		}
	}
}

// scatterRows is the inverse of gatherRows, times scale.
func scatterRows[T Float](x, src []T, n, m, stride int, swap bool, scale T) {
	scatterLanes(x, src, n, m, 2*stride, 2, swap, scale)
}

// scatterCols is the inverse of gatherCols, times scale.
func scatterCols[T Float](x, src []T, n, m, stride int, swap bool, scale T) {
	scatterLanes(x, src, n, m, 2, 2*stride, swap, scale)
}

func scatterLanes[T Float](x, src []T, n, m, lane, step int, swap bool, scale T) {
	w := laneCount[T]()
	re, im := 0, w
	if swap {
		re, im = w, 0
	}
	for j := range n {
		v := src[2*w*j : 2*w*(j+1)]
		for q := range m {
			s := q*lane + j*step
			x[s], x[s+1] = scale*v[re+q], scale*v[im+q]
		}
	}
}

// RFFTRows transforms rows of n real numbers to the first n/2+1 complex numbers of their transform,
//
//	dst_r[k] = scale · Σ_j src_r[j] e^(-2πijk/n),  0 ≤ k ≤ n/2.
//
// Row r of src starts at src[r*ss], row r of dst at dst[2*r*ds]. Two real signals share one complex
// transform. dst and src must not overlap. It panics with a *LengthError if a slice is too short.
func RFFTRows[T Float](p *FFT, dst []T, ds int, src []T, ss, rows int, scale T) {
	matrix("RFFTRows", "src", src, rows, p.n, ss)
	checkFFT("RFFTRows", p, dst, rows, p.n/2+1, ds)
	w := laneCount[T]()
	For((rows+2*w-1)/(2*w), fftGrain(p.n*w), func(lo, hi int) {
		a, b, done := work[T](p)
		defer done()
		for k := lo; k < hi; k++ {
			m := min(2*w, rows-k*2*w)
			gatherReal(a, src[k*2*w*ss:], p.n, m, ss)
			splitReal(dst[2*k*2*w*ds:], passes(p, a, b), p.n, m, ds, scale)
		}
	})
}

// gatherReal puts the first w rows into the real and the next into the imaginary lanes.
func gatherReal[T Float](dst, x []T, n, m, stride int) {
	w := 2 * laneCount[T]()
	for j := range n {
		d := dst[w*j : w*(j+1)]
		if m < w {
			clear(d[m:])
		}
		for q := range m {
			d[q] = x[q*stride+j]
		}
	}
}

// splitReal separates the transforms of the two signals of each lane: with Z = X + iY,
// X_k = (Z_k + conj Z_{n-k})/2 and Y_k = (Z_k - conj Z_{n-k})/2i.
func splitReal[T Float](dst, z []T, n, m, stride int, scale T) {
	w := laneCount[T]()
	h := scale / 2
	for k := range n/2 + 1 {
		u, v := z[2*w*k:][:2*w], z[2*w*((n-k)%n):][:2*w]
		for q := range min(w, m) {
			o := 2 * (q*stride + k)
			dst[o], dst[o+1] = h*(u[q]+v[q]), h*(u[w+q]-v[w+q])
		}
		for q := range m - w {
			o := 2 * ((w+q)*stride + k)
			dst[o], dst[o+1] = h*(u[w+q]+v[w+q]), h*(v[q]-u[q])
		}
	}
}

// IRFFTRows is the inverse of RFFTRows, without its factor 1/n:
//
//	dst_r[j] = scale · Σ_k X_r[k] e^(2πijk/n)
//
// where X_r, 0 ≤ k ≤ n/2, is row r of src, continued by X[n-k] = conj X[k]. The imaginary parts of X[0]
// and X[n/2] are ignored.
func IRFFTRows[T Float](p *FFT, dst []T, ds int, src []T, ss, rows int, scale T) {
	checkFFT("IRFFTRows", p, src, rows, p.n/2+1, ss)
	matrix("IRFFTRows", "dst", dst, rows, p.n, ds)
	w := laneCount[T]()
	For((rows+2*w-1)/(2*w), fftGrain(p.n*w), func(lo, hi int) {
		a, b, done := work[T](p)
		defer done()
		for k := lo; k < hi; k++ {
			m := min(2*w, rows-k*2*w)
			joinReal(a, src[2*k*2*w*ss:], p.n, m, ss)
			scatterReal(dst[k*2*w*ds:], passes(p, a, b), p.n, m, ds, scale)
		}
	})
}

// joinReal forms Z = X + iY for all frequencies from those of two real signals, with the parts exchanged
// so that a forward transform inverts it.
func joinReal[T Float](z, src []T, n, m, stride int) {
	w := laneCount[T]()
	for k := range n/2 + 1 {
		u, v := z[2*w*k:][:2*w], z[2*w*((n-k)%n):][:2*w]
		self := k == (n-k)%n
		for q := range w {
			var xr, xi, yr, yi T
			if q < m {
				xr, xi = src[2*(q*stride+k)], src[2*(q*stride+k)+1]
			}
			if w+q < m {
				yr, yi = src[2*((w+q)*stride+k)], src[2*((w+q)*stride+k)+1]
			}
			if self {
				xi, yi = 0, 0
			}
			v[w+q], v[q] = xr+yi, yr-xi // conj X + i conj Y
			u[w+q], u[q] = xr-yi, xi+yr
		}
	}
}

func scatterReal[T Float](x, src []T, n, m, stride int, scale T) {
	w := laneCount[T]()
	for j := range n {
		v := src[2*w*j:][:2*w]
		for q := range min(w, m) {
			x[q*stride+j] = scale * v[w+q]
		}
		for q := range m - w {
			x[(w+q)*stride+j] = scale * v[q]
		}
	}
}
