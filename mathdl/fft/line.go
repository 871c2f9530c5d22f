package fft

import (
	"sync"
	"unsafe"

	"github.com/mathdl/kernel/internal/kern"
)

// line holds the tables for signals of one length.
type line struct {
	n     int
	fast  *kern.FFT  // lengths the kernels do
	chirp *bluestein // all others
	split func() *split
}

var lines sync.Map // length → *line

// lineOf returns the tables for length n.
func lineOf(n int) *line {
	if l, ok := lines.Load(n); ok {
		return l.(*line)
	}
	l := &line{n: n}
	if fits(n) {
		l.fast = kern.NewFFT(n)
		l.split = sync.OnceValue(func() *split { return newSplit(n) })
	} else {
		l.chirp = newBluestein(n)
	}
	kept, _ := lines.LoadOrStore(n, l)
	return kept.(*line)
}

// Next returns the least length 2^a·3^b·5^c that is not below n, a quick one: pad to it where the length is free.
func Next(n int) int {
	n = max(n, 1)
	for !quick(n) {
		n++
	}
	return n
}

// quick reports whether n = 2^a·3^b·5^c.
func quick(n int) bool {
	for _, p := range [3]int{2, 3, 5} {
		for n%p == 0 {
			n /= p
		}
	}
	return n == 1
}

// lonely is the number of signals up to which each is transformed alone, not in a lane beside others.
const lonely = 3

// alone reports whether it pays to transform so few signals one by one.
func (l *line) alone(signals int) bool {
	return signals <= lonely && l.n >= leastSplit && l.fast != nil && l.split() != nil
}

// grid is an array of complex numbers, rows of them stride apart, as pairs of real numbers.
type grid[T kern.Float] struct {
	x      []T
	stride int
}

// rows transforms the first rows of src, each of them a signal, to dst, which may be src.
func rows[T kern.Float](l *line, dst, src grid[T], rows int, inverse bool, scale T) {
	if rows == 0 {
		return
	}
	if l.fast != nil && !l.alone(rows) {
		kern.FFTRows(l.fast, dst.x, dst.stride, src.x, src.stride, rows, inverse, scale)
		return
	}
	dst.assign(src, rows, l.n)
	if l.fast == nil {
		chirpAll(l.chirp, dst.x, rows, 2*dst.stride, 2, inverse, scale)
		return
	}
	for r := range rows {
		lone(l.split(), dst.x[2*r*dst.stride:][:2*l.n], inverse, scale)
	}
}

// inPlace transforms contiguous signals.
func inPlace[T kern.Float](l *line, x []T, signals int, inverse bool, scale T) {
	rows(l, grid[T]{x, l.n}, grid[T]{x, l.n}, signals, inverse, scale)
}

// cols transforms the first columns of src, each of them a signal, to dst, which may be src.
func cols[T kern.Float](l *line, dst, src grid[T], cols int, inverse bool, scale T) {
	if cols == 0 {
		return
	}
	if l.fast != nil && !l.alone(cols) {
		kern.FFTCols(l.fast, dst.x, dst.stride, src.x, src.stride, cols, inverse, scale)
		return
	}
	dst.assign(src, l.n, cols)
	if l.fast == nil {
		chirpAll(l.chirp, dst.x, cols, 2, 2*dst.stride, inverse, scale)
		return
	}
	s, give := borrow[T](2 * l.n)
	defer give()
	for c := range cols {
		copySignal(s, 2, dst.x[2*c:], 2*dst.stride, l.n)
		lone(l.split(), s, inverse, scale)
		copySignal(dst.x[2*c:], 2*dst.stride, s, 2, l.n)
	}
}

// assign copies rows × cols numbers, unless the two grids are one.
func (g grid[T]) assign(src grid[T], rows, cols int) {
	if &g.x[0] == &src.x[0] {
		return
	}
	for r := range rows {
		copy(g.x[2*r*g.stride:][:2*cols], src.x[2*r*src.stride:])
	}
}

// copySignal copies n complex numbers between places with different steps.
func copySignal[T kern.Float](dst []T, ds int, src []T, ss, n int) {
	for j := range n {
		dst[j*ds], dst[j*ds+1] = src[j*ss], src[j*ss+1]
	}
}

// parts is the same memory as real and imaginary parts.
func parts(x []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

func parts32(x []complex64) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

// scratch keeps work space between calls.
var scratch64, scratch32 sync.Pool

// borrow returns n numbers of unknown values, and what gives them back.
func borrow[T kern.Float](n int) (s []T, give func()) {
	pool := &scratch64
	var zero T
	if unsafe.Sizeof(zero) == 4 {
		pool = &scratch32
	}
	p, _ := pool.Get().(*[]T)
	if p == nil || cap(*p) < n {
		p = &[]T{}
		*p = make([]T, n)
	}
	return (*p)[:n], func() { pool.Put(p) }
}
