package kern

import (
	"fmt"
	"math"
	"math/bits"
	"sync"
)

// FFT is a plan for discrete Fourier transforms of a length that is a power of two. It is immutable and
// safe for concurrent use. Transforms are done laneBytes/size at a time, one in each lane of a vector:
// a batch of signals is first brought to the form
//
//	re(x_0) of all lanes, im(x_0) of all lanes, re(x_1) of all lanes, …
//
// then goes through passes of radix 4, and one of radix 2 when the exponent is odd, between two buffers
// (Stockham's algorithm, which needs no bit reversal; see Van Loan 1992, section 1.7).
type FFT struct {
	n    int
	tw64 [][]float64 // for each pass of radix 4, wᵖ, w²ᵖ, w³ᵖ for p = 0, 1, …: six numbers each
	tw32 [][]float32
	pool sync.Pool
}

// laneBytes is the width of a vector.
const laneBytes = 64

func laneCount[T Float]() int { return laneBytes / size[T]() }

// NewFFT returns a plan for length n; it panics if n is not a power of two.
func NewFFT(n int) *FFT {
	if n < 1 || n&(n-1) != 0 {
		panic(fmt.Sprintf("kern.NewFFT: length: got %d, want a power of two", n))
	}
	p := &FFT{n: n}
	for l := n; l >= 4; l /= 4 {
		tw, tw32 := make([]float64, 6*(l/4)), make([]float32, 6*(l/4))
		for i := range tw {
			k := i / 6 * (i%6/2 + 1) // the power of e^(-2πi/l)
			tw[i] = rootOfUnity(k, l)[i%2]
			tw32[i] = float32(tw[i])
		}
		p.tw64, p.tw32 = append(p.tw64, tw), append(p.tw32, tw32)
	}
	return p
}

// rootOfUnity is e^(-2πik/n), exact to the last bit or so for every k: the argument is reduced to the
// first octant in integers.
func rootOfUnity(k, n int) [2]float64 {
	k = ((k % n) + n) % n
	switch {
	case 8*k > 4*n:
		r := rootOfUnity(n-k, n)
		return [2]float64{r[0], -r[1]}
	case 8*k > 2*n:
		r := rootOfUnity(4*k-n, 4*n) // a quarter turn back
		return [2]float64{r[1], -r[0]}
	case 8*k > n:
		r := rootOfUnity(n-4*k, 4*n)
		return [2]float64{-r[1], -r[0]}
	}
	s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
	return [2]float64{c, -s}
}

// Len is the length of the transform.
func (p *FFT) Len() int { return p.n }

// work returns two buffers for a batch of transforms.
func work[T Float](p *FFT) (a, b []T, done func()) {
	v, _ := p.pool.Get().(*[]float64)
	if v == nil {
		s := aligned(4 * laneBytes / 8 * p.n)
		v = &s
	}
	all := (*v)[:4*laneBytes/8*p.n]
	h := len(all) / 2
	return cast[T](all[:h]), cast[T](all[h:]), func() { p.pool.Put(v) }
}

func checkFFT[T Float](fn string, p *FFT, x []T, rows, cols, stride int) {
	matrix(fn, "signals", x, rows, 2*cols, 2*stride)
}

// FFTRows transforms rows of complex numbers in place,
//
//	x_r[k] ← scale · Σ_j x_r[j] e^(∓2πijk/n),
//
// with the upper sign, or the lower one if inverse. Numbers are pairs of a real and an imaginary part;
// row r starts at x[2*r*stride]. It panics with a *LengthError if x is too short.
func FFTRows[T Float](p *FFT, x []T, rows, stride int, inverse bool, scale T) {
	checkFFT("FFTRows", p, x, rows, p.n, stride)
	w := laneCount[T]()
	For((rows+w-1)/w, fftGrain(p.n*w), func(lo, hi int) {
		a, b, done := work[T](p)
		defer done()
		for k := lo; k < hi; k++ {
			s := x[2*k*w*stride:]
			m := min(w, rows-k*w)
			gatherRows(a, s, p.n, m, stride, inverse)
			scatterRows(s, passes(p, a, b), p.n, m, stride, inverse, scale)
		}
	})
}

// FFTCols transforms columns of complex numbers in place, as FFTRows does rows: element j of column c
// is the pair that starts at x[2*(j*stride+c)].
func FFTCols[T Float](p *FFT, x []T, cols, stride int, inverse bool, scale T) {
	checkFFT("FFTCols", p, x, p.n, cols, stride)
	w := laneCount[T]()
	For((cols+w-1)/w, fftGrain(p.n*w), func(lo, hi int) {
		a, b, done := work[T](p)
		defer done()
		for k := lo; k < hi; k++ {
			s := x[2*k*w:]
			m := min(w, cols-k*w)
			gatherCols(a, s, p.n, m, stride, inverse)
			scatterCols(s, passes(p, a, b), p.n, m, stride, inverse, scale)
		}
	})
}

// fftGrain is the number of batches in a piece of work.
func fftGrain(size int) int { return max(1, (1<<14)/size) }

// passes transforms the batch in a, with b as scratch, and returns which of them holds the result.
func passes[T Float](p *FFT, a, b []T) []T {
	s, l := 1, p.n
	for i := range p.tw64 {
		if is32[T]() {
			pass4(b, a, l/4, s, cast32[T](p.tw32[i]))
		} else {
			pass4(b, a, l/4, s, cast[T](p.tw64[i]))
		}
		a, b = b, a
		s, l = s*4, l/4
	}
	if bits.TrailingZeros(uint(p.n))%2 == 1 {
		pass2(b, a, s)
		a = b
	}
	return a
}
