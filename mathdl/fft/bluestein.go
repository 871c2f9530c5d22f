package fft

import (
	"unsafe"

	"github.com/mathdl/kernel/internal/kern"
)

// bluestein turns a transform of any length n into a convolution: since jk = (j² + k² - (k-j)²)/2, with
// the chirp w_j = e^(-πi j²/n),
//
//	X_k = w_k Σ_j (x_j w_j) conj(w_{k-j}),
//
// a convolution that is done by transforms of a length m ≥ 2n-1 (Bluestein 1970).
type bluestein struct {
	n, m int
	long *line     // of length m
	w64  []float64 // w_j, 0 ≤ j < n
	w32  []float32
	c64  []float64 // the transform of conj w, divided by m
	c32  []float32
}

func newBluestein(n int) *bluestein {
	m := Next(2*n - 1)
	b := &bluestein{n: n, m: m, long: lineOf(m), w64: make([]float64, 2*n), c64: make([]float64, 2*m)}
	for j := range n {
		// The argument is reduced in integers: j² modulo 2n.
		c, s := root(j*j%(2*n), 2*n)
		b.w64[2*j], b.w64[2*j+1] = c, s
		for _, k := range [2]int{j, (m - j) % m} {
			b.c64[2*k], b.c64[2*k+1] = c, -s
		}
	}
	inPlace(b.long, b.c64, 1, false, 1/float64(m))
	b.w32, b.c32 = make([]float32, 2*n), make([]float32, 2*m)
	kern.Narrow(b.w32, b.w64)
	kern.Narrow(b.c32, b.c64)
	return b
}

func tables[T kern.Float](b *bluestein) (w, c []T) {
	var zero T
	if unsafe.Sizeof(zero) == 4 {
		return as[T](b.w32), as[T](b.c32)
	}
	return as[T](b.w64), as[T](b.c64)
}

// as is the same memory under the name T; both types have the same size.
func as[T, S kern.Float](x []S) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// chirpBlock is the number of signals transformed together.
const chirpBlock = 16

// chirpAll transforms signals whose starts are lane and whose elements are step numbers of type T apart.
func chirpAll[T kern.Float](b *bluestein, x []T, signals, lane, step int, inverse bool, scale T) {
	kern.For((signals+chirpBlock-1)/chirpBlock, 1, func(lo, hi int) {
		buf, give := borrow[T](2 * b.m * chirpBlock)
		defer give()
		for k := lo; k < hi; k++ {
			s := min(chirpBlock, signals-k*chirpBlock)
			chirpSome(b, buf, x[k*chirpBlock*lane:], s, lane, step, inverse, scale)
		}
	})
}

func chirpSome[T kern.Float](b *bluestein, buf, x []T, signals, lane, step int, inverse bool, scale T) {
	w, c := tables[T](b)
	sign := T(1) // the inverse is the conjugate of the transform of the conjugate
	if inverse {
		sign = -1
	}
	for s := range signals {
		y := buf[2*b.m*s:][:2*b.m]
		modulate(y, 2, x[s*lane:], step, w, sign, 1, 1)
		clear(y[2*b.n:])
	}
	inPlace(b.long, buf, signals, false, 1)
	for s := range signals {
		y := buf[2*b.m*s:][:2*b.m]
		modulate(y, 2, y, 2, c, 1, 1, 1)
	}
	inPlace(b.long, buf, signals, true, 1)
	for s := range signals {
		modulate(x[s*lane:], step, buf[2*b.m*s:], 2, w, 1, sign, scale)
	}
}

// modulate stores scale · x_j w_j for all w_j in dst; in and out are -1 to conjugate x and the product.
func modulate[T kern.Float](dst []T, ds int, x []T, xs int, w []T, in, out, scale T) {
	for j := range len(w) / 2 {
		re, im := x[j*xs], in*x[j*xs+1]
		c, s := w[2*j], w[2*j+1]
		dst[j*ds], dst[j*ds+1] = scale*(re*c-im*s), out*scale*(re*s+im*c)
	}
}
