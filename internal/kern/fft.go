package kern

import (
	"fmt"
	"math"
	"math/bits"
	"sync"
)

// FFT is a plan for discrete Fourier transforms of a length without prime factors above [MaxPrime]. It is
// immutable and safe for concurrent use.
//
// Transforms are done several at a time, one in each lane of a vector of 64 bytes. An element of such a
// batch is a vector of real parts and one of imaginary parts. A batch goes through passes of radix 5, 3, 4
// and larger primes in place (decimation in frequency), depth first, so that from some size on a part stays in
// the first cache, down to leaves of 1, 2, 4 or 8 elements. The frequencies come out in reversed order of their
// digits, which is put right when they are written back; the inverse transform differs in that order only,
// since it is the forward one at frequency -k.
type FFT struct {
	n, leaf int
	radix   []int       // of each pass
	tw64    [][]float64 // for each pass of radix r, wʲ, w²ʲ, …, w^{(r-1)j} for j = 0, 1, …: 2(r-1) numbers each
	tw32    [][]float32
	odd     []*oddTable // for passes of radix 7 and above

	freq [2][]int32 // the frequency at each place in the buffer; forward, inverse
	at   [2][]int32 // the place of each frequency, in bytes
	cols [2][]int32 // the places of its real and imaginary part

	realOnce sync.Once
	real     realTables
}

// realTables are the tables of transforms of real signals.
type realTables struct {
	back []int32 // the place of frequency -k, k ≤ n/2
	cols []int32 // the places of the parts of separated frequencies, every other element
}

const (
	laneBytes    = 64            // a vector
	elementBytes = 2 * laneBytes // an element: real and imaginary parts
	fftInner     = 256           // elements that fit into the first cache
	fftCall      = 1 << 11       // elements of one assembly call, which cannot be preempted, times 4
)

func laneCount[T Float]() int { return laneBytes / size[T]() }

// MaxPrime is the largest prime factor of a length: a pass of radix r takes about r/2 operations for every
// element, which is less than what other ways cost.
const MaxPrime = 61

// factors returns the odd prime factors of n up to MaxPrime, 5 and 3 first, and what they leave of n.
func factors(n int) (odd []int, rest int) {
	for _, r := range [2]int{5, 3} {
		for ; n%r == 0; n /= r {
			odd = append(odd, r)
		}
	}
	for r := 7; r <= MaxPrime; r += 2 { // what is not prime has been divided out
		for ; n%r == 0; n /= r {
			odd = append(odd, r)
		}
	}
	return odd, n
}

// FFTFits reports whether there is a plan for length n.
func FFTFits(n int) bool {
	if n < 1 {
		return false
	}
	_, rest := factors(n)
	return rest&(rest-1) == 0
}

// NewFFT returns a plan for length n; it panics if n has a prime factor above MaxPrime.
func NewFFT(n int) *FFT {
	if !FFTFits(n) {
		panic(fmt.Sprintf("kern.NewFFT: length: got %d, want no prime factor above %d", n, MaxPrime))
	}
	odd, rest := factors(n)
	p := &FFT{n: n, leaf: rest}
	if rest > 8 {
		p.leaf = 4 << (bits.TrailingZeros(uint(rest)) % 2)
	}
	small := 0 // the radices 5 and 3 come first, since they can read columns from memory, like 4
	for small < len(odd) && odd[small] <= 5 {
		small++
	}
	p.radix = append(p.radix, odd[:small]...)
	for ; rest > p.leaf; rest /= 4 {
		p.radix = append(p.radix, 4)
	}
	p.radix = append(p.radix, odd[small:]...)
	p.twiddle()
	p.tables()
	return p
}

// twiddle fills in the factors of all passes.
func (p *FFT) twiddle() {
	l := p.n
	for _, r := range p.radix {
		w := 2 * (r - 1)
		tw, tw32 := make([]float64, w*(l/r)), make([]float32, w*(l/r))
		for i := range tw {
			k := i / w * (i%w/2 + 1) // the power of e^(-2πi/l)
			tw[i] = rootOfUnity(k, l)[i%2]
			tw32[i] = float32(tw[i])
		}
		p.tw64, p.tw32, p.odd = append(p.tw64, tw), append(p.tw32, tw32), append(p.odd, oddTableOf(r))
		l /= r
	}
}

// tables fills in which frequency comes out where.
func (p *FFT) tables() {
	for d := range p.freq {
		p.freq[d], p.at[d], p.cols[d] = make([]int32, p.n), make([]int32, p.n), make([]int32, 2*p.n)
	}
	for at := range p.n {
		k, weight, size, rest := 0, 1, p.n, at
		for _, r := range p.radix {
			size /= r
			k += rest / size * weight
			rest, weight = rest%size, r*weight
		}
		k += rest * weight
		for d, f := range [2]int{k, (p.n - k) % p.n} {
			p.freq[d][at] = int32(f)
			p.at[d][f] = int32(at * elementBytes)
			p.cols[d][2*f], p.cols[d][2*f+1] = int32(at*elementBytes), int32(at*elementBytes+laneBytes)
		}
	}
}

// forReal returns the tables of real transforms.
func (p *FFT) forReal() *realTables {
	p.realOnce.Do(func() {
		r := &p.real
		for k := range p.n/2 + 1 {
			r.back = append(r.back, p.at[0][(p.n-k)%p.n])
			r.cols = append(r.cols, int32(2*k*elementBytes), int32(2*k*elementBytes+laneBytes))
		}
	})
	return &p.real
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

// twiddles are the factors of pass l.
func twiddles[T Float](p *FFT, l int) []T {
	if is32[T]() {
		return cast32[T](p.tw32[l])
	}
	return cast[T](p.tw64[l])
}

func checkFFT[T Float](fn string, x []T, rows, cols, stride int) {
	matrix(fn, "signals", x, rows, 2*cols, 2*stride)
}

// dir is the index of a direction in tables.
func dir(inverse bool) int {
	if inverse {
		return 1
	}
	return 0
}

// FFTRows transforms rows of complex numbers,
//
//	dst_r[k] = scale · Σ_j src_r[j] e^(∓2πijk/n),
//
// with the upper sign, or the lower one if inverse. Numbers are pairs of a real and an imaginary part;
// row r starts at src[2*r*ss] and dst[2*r*ds]. dst may be src, if ds = ss; otherwise they must not overlap.
// It panics with a *LengthError if a slice is too short.
func FFTRows[T Float](p *FFT, dst []T, ds int, src []T, ss, rows int, inverse bool, scale T) {
	checkFFT("FFTRows", src, rows, p.n, ss)
	checkFFT("FFTRows", dst, rows, p.n, ds)
	w := laneCount[T]()
	For((rows+w-1)/w, fftGrain(p.n*w), func(lo, hi int) {
		b := newBatch[T](p, p.n)
		defer b.free()
		for k := lo; k < hi; k++ {
			m := min(w, rows-k*w)
			b.gatherRows(b.buf, src[2*k*w*ss:], 2*p.n, m, 2*ss)
			b.descend(0, 0, p.n)
			b.scatterRows(dst[2*k*w*ds:], b.buf, p.cols[dir(inverse)], m, 2*ds, scale)
		}
	})
}

// FFTCols transforms columns of complex numbers as FFTRows does rows: element j of column c is the pair
// that starts at src[2*(j*ss+c)], and at dst[2*(j*ds+c)].
func FFTCols[T Float](p *FFT, dst []T, ds int, src []T, ss, cols int, inverse bool, scale T) {
	checkFFT("FFTCols", src, p.n, cols, ss)
	checkFFT("FFTCols", dst, p.n, cols, ds)
	w := laneCount[T]()
	For((cols+w-1)/w, fftGrain(p.n*w), func(lo, hi int) {
		b := newBatch[T](p, p.n)
		defer b.free()
		for k := lo; k < hi; k++ {
			d, s, m := dst[2*k*w:], src[2*k*w:], min(w, cols-k*w)
			if m == w && b.columns(d, 2*ds, s, 2*ss, dir(inverse), scale) {
				continue
			}
			b.gatherCols(s, m, 2*ss)
			b.descend(0, 0, p.n)
			b.scatterCols(d, p.freq[dir(inverse)], m, 2*ds, scale)
		}
	})
}

// fftGrain is the number of batches in a piece of work.
func fftGrain(size int) int { return max(1, (1<<14)/size) }

// RFFTRows transforms rows of n real numbers to the first n/2+1 complex numbers of their transform,
//
//	dst_r[k] = scale · Σ_j src_r[j] e^(-2πijk/n),  0 ≤ k ≤ n/2.
//
// Row r of src starts at src[r*ss], row r of dst at dst[2*r*ds]. Two real signals share one complex
// transform. dst and src must not overlap. It panics with a *LengthError if a slice is too short.
func RFFTRows[T Float](p *FFT, dst []T, ds int, src []T, ss, rows int, scale T) {
	matrix("RFFTRows", "src", src, rows, p.n, ss)
	checkFFT("RFFTRows", dst, rows, p.n/2+1, ds)
	t, w := p.forReal(), laneCount[T]()
	For((rows+2*w-1)/(2*w), fftGrain(p.n*w), func(lo, hi int) {
		b := newBatch[T](p, p.n+2*(p.n/2+1))
		defer b.free()
		out := b.all[len(b.buf):]
		for k := lo; k < hi; k++ {
			b.eachHalf(k, rows, func(h, r, m int) {
				b.gatherReal(src[r*ss:], h, m, ss)
			})
			b.descend(0, 0, p.n)
			b.split(out, t, scale/2)
			b.eachHalf(k, rows, func(h, r, m int) {
				b.scatterRows(dst[2*r*ds:], out[2*w*h:], t.cols, m, 2*ds, 1)
			})
		}
	})
}

// eachHalf calls f with the first row, and the number of rows, whose signals are the real parts of the
// lanes (h = 0) and the imaginary parts (h = 1) of batch k.
func (b *batch[T]) eachHalf(k, rows int, f func(h, r, m int)) {
	w := laneCount[T]()
	for h := range 2 {
		r := (2*k + h) * w
		f(h, min(r, rows-1), min(max(rows-r, 0), w))
	}
}

// IRFFTRows is the inverse of RFFTRows, without its factor 1/n:
//
//	dst_r[j] = scale · Σ_k X_r[k] e^(2πijk/n)
//
// where X_r, 0 ≤ k ≤ n/2, is row r of src, continued by X[n-k] = conj X[k]. The imaginary parts of X[0]
// and, for even n, X[n/2] are ignored. dst and src must not overlap.
func IRFFTRows[T Float](p *FFT, dst []T, ds int, src []T, ss, rows int, scale T) {
	checkFFT("IRFFTRows", src, rows, p.n/2+1, ss)
	matrix("IRFFTRows", "dst", dst, rows, p.n, ds)
	w := laneCount[T]()
	For((rows+2*w-1)/(2*w), fftGrain(p.n*w), func(lo, hi int) {
		b := newBatch[T](p, p.n+2*(p.n/2+1))
		defer b.free()
		x := b.all[len(b.buf):]
		y := x[len(x)/2:]
		for k := lo; k < hi; k++ {
			b.eachHalf(k, rows, func(h, r, m int) {
				b.gatherRows([2][]T{x, y}[h], src[2*r*ss:], 2*(p.n/2+1), m, 2*ss)
			})
			b.join(x, y)
			b.descend(0, 0, p.n)
			b.eachHalf(k, rows, func(h, r, m int) {
				b.scatterRows(dst[r*ds:], b.buf[w*h:], p.at[1], m, ds, scale)
			})
		}
	})
}
