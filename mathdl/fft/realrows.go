package fft

import "github.com/mathdl/kernel/internal/kern"

// realRows transforms rows of real numbers, ss apart, to half spectra, ds complex numbers apart.
func realRows[T kern.Float](l *line, dst []T, ds int, src []T, ss, rows int, scale T) {
	switch {
	case l.n%2 == 0 && l.alone(rows):
		for r := range rows {
			realLone(l, dst[2*r*ds:], src[r*ss:][:l.n], scale)
		}
	case l.fast != nil:
		kern.RFFTRows(l.fast, dst, ds, src, ss, rows, scale)
	default:
		realPairs(l, dst, ds, src, ss, rows, scale)
	}
}

// realRowsBack transforms half spectra to real rows; the imaginary parts that must vanish are ignored.
func realRowsBack[T kern.Float](l *line, dst []T, ds int, src []T, ss, rows int, scale T) {
	switch {
	case l.n%2 == 0 && l.alone(rows):
		for r := range rows {
			realLoneBack(l, dst[r*ds:][:l.n], src[2*r*ss:], scale)
		}
	case l.fast != nil:
		kern.IRFFTRows(l.fast, dst, ds, src, ss, rows, scale)
	default:
		realPairsBack(l, dst, ds, src, ss, rows, scale)
	}
}

// realLone transforms one long signal of even length n as a complex one of half the length m, its even and
// odd elements being the real and imaginary parts: with Z its transform,
//
//	X_k = (Z_k + conj Z_{m-k})/2 + e^(-2πik/n) (Z_k - conj Z_{m-k})/2i,  0 ≤ k ≤ m.
func realLone[T kern.Float](l *line, dst, src []T, scale T) {
	m := l.n / 2
	h := lineOf(m)
	z, give := borrow[T](2 * m)
	defer give()
	copy(z, src)
	inPlace(h, z, 1, false, scale/2)
	tw, done := borrow[float64](2 * (m + 1))
	defer done()
	l.split().fill(tw, 1)
	for k := range m + 1 {
		i, j := 2*(k%m), 2*((m-k)%m)
		er, ei := z[i]+z[j], z[i+1]-z[j+1]
		or, oi := z[i+1]+z[j+1], z[j]-z[i]
		wr, wi := T(tw[2*k]), T(tw[2*k+1])
		dst[2*k], dst[2*k+1] = er+(or*wr-oi*wi), ei+(or*wi+oi*wr)
	}
}

// realLoneBack solves the equations of realLone for Z_k.
func realLoneBack[T kern.Float](l *line, dst, src []T, scale T) {
	m := l.n / 2
	h := lineOf(m)
	tw, done := borrow[float64](2 * m)
	defer done()
	l.split().fill(tw, 1)
	for k := range m {
		a, b := src[2*k], src[2*k+1]
		p, q := src[2*(m-k)], -src[2*(m-k)+1]
		if k == 0 {
			b, q = 0, 0
		}
		wr, wi := T(tw[2*k]), -T(tw[2*k+1])
		dr, di := a-p, b-q
		or, oi := dr*wr-di*wi, dr*wi+di*wr
		dst[2*k], dst[2*k+1] = a+p-oi, b+q+or
	}
	inPlace(h, dst, 1, true, scale)
}

// hermitian stores the whole spectrum that belongs to half of it.
func hermitian[T kern.Float](z, half []T, n int) {
	for k := range n/2 + 1 {
		re, im := half[2*k], half[2*k+1]
		m := (n - k) % n
		if m == k {
			im = 0
		}
		z[2*m], z[2*m+1] = re, -im
		z[2*k], z[2*k+1] = re, im
	}
}

// realPairs transforms two real rows x, y as one complex row z = x + iy: their spectra are
// X_k = (Z_k + conj Z_{-k})/2 and Y_k = (Z_k - conj Z_{-k})/2i.
func realPairs[T kern.Float](l *line, dst []T, ds int, src []T, ss, signals int, scale T) {
	kern.For((signals+2*chirpBlock-1)/(2*chirpBlock), 1, func(lo, hi int) {
		z, give := borrow[T](2 * l.n * chirpBlock)
		defer give()
		for b := lo; b < hi; b++ {
			r0 := b * 2 * chirpBlock
			m := min(2*chirpBlock, signals-r0)
			pairs := (m + 1) / 2
			for p := range pairs {
				x := src[(r0+2*p)*ss:][:l.n]
				var y []T
				if 2*p+1 < m {
					y = src[(r0+2*p+1)*ss:][:l.n]
				}
				pair(z[2*l.n*p:][:2*l.n], x, y)
			}
			inPlace(l, z, pairs, false, scale/2)
			for p := range pairs {
				v := z[2*l.n*p:][:2*l.n]
				evenPart(dst[2*(r0+2*p)*ds:], v)
				if 2*p+1 < m {
					oddPart(dst[2*(r0+2*p+1)*ds:], v)
				}
			}
		}
	})
}

// pair stores x + iy in z; y may be missing.
func pair[T kern.Float](z, x, y []T) {
	for j, v := range x {
		z[2*j], z[2*j+1] = v, 0
	}
	for j, v := range y {
		z[2*j+1] = v
	}
}

// evenPart stores Z_k + conj Z_{-k} for 0 ≤ k ≤ n/2.
func evenPart[T kern.Float](dst, z []T) {
	n := len(z) / 2
	for k := range n/2 + 1 {
		m := (n - k) % n
		dst[2*k], dst[2*k+1] = z[2*k]+z[2*m], z[2*k+1]-z[2*m+1]
	}
}

// oddPart stores (Z_k - conj Z_{-k})/i.
func oddPart[T kern.Float](dst, z []T) {
	n := len(z) / 2
	for k := range n/2 + 1 {
		m := (n - k) % n
		dst[2*k], dst[2*k+1] = z[2*k+1]+z[2*m+1], z[2*m]-z[2*k]
	}
}

// realPairsBack is the inverse of realPairs.
func realPairsBack[T kern.Float](l *line, dst []T, ds int, src []T, ss, signals int, scale T) {
	kern.For((signals+2*chirpBlock-1)/(2*chirpBlock), 1, func(lo, hi int) {
		z, give := borrow[T](2 * l.n * chirpBlock)
		defer give()
		for b := lo; b < hi; b++ {
			r0 := b * 2 * chirpBlock
			m := min(2*chirpBlock, signals-r0)
			pairs := (m + 1) / 2
			for p := range pairs {
				v := z[2*l.n*p:][:2*l.n]
				hermitian(v, src[2*(r0+2*p)*ss:], l.n)
				if 2*p+1 < m {
					addTimesI(v, src[2*(r0+2*p+1)*ss:], l.n)
				}
			}
			inPlace(l, z, pairs, true, scale)
			for p := range pairs {
				unpair(dst[(r0+2*p)*ds:][:l.n], z[2*l.n*p:])
				if 2*p+1 < m {
					unpair(dst[(r0+2*p+1)*ds:][:l.n], z[2*l.n*p+1:])
				}
			}
		}
	})
}

// addTimesI adds i times the spectrum that belongs to the half of it.
func addTimesI[T kern.Float](z, half []T, n int) {
	for k := range n/2 + 1 {
		re, im := half[2*k], half[2*k+1]
		m := (n - k) % n
		if m == k {
			z[2*k+1] += re
			continue
		}
		z[2*k], z[2*k+1] = z[2*k]-im, z[2*k+1]+re
		z[2*m], z[2*m+1] = z[2*m]+im, z[2*m+1]+re
	}
}

// unpair stores every second number of z.
func unpair[T kern.Float](x, z []T) {
	for j := range x {
		x[j] = z[2*j]
	}
}
