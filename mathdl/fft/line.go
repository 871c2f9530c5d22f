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

// Next returns the least length that is not below n and that the kernels transform without a detour: pad
// to it where the length is free.
func Next(n int) int {
	n = max(n, 1)
	for !fits(n) {
		n++
	}
	return n
}

// lonely is the number of signals up to which each is transformed alone, not in a lane beside others.
const lonely = 3

// alone reports whether it pays to transform so few signals one by one.
func (l *line) alone(signals int) bool {
	return signals <= lonely && l.n >= leastSplit && l.fast != nil && l.split() != nil
}

// rows transforms signals that are contiguous, stride complex numbers apart.
func rows[T kern.Float](l *line, x []T, rows, stride int, inverse bool, scale T) {
	switch {
	case rows == 0:
	case l.alone(rows):
		for r := range rows {
			lone(l.split(), x[2*r*stride:][:2*l.n], inverse, scale)
		}
	case l.fast != nil:
		kern.FFTRows(l.fast, x, rows, stride, inverse, scale)
	default:
		chirpAll(l.chirp, x, rows, 2*stride, 2, inverse, scale)
	}
}

// cols transforms signals that lie side by side: element j of signal c is number j*stride+c.
func cols[T kern.Float](l *line, x []T, cols, stride int, inverse bool, scale T) {
	switch {
	case cols == 0:
	case l.alone(cols):
		s, give := borrow[T](2 * l.n)
		defer give()
		for c := range cols {
			copySignal(s, 2, x[2*c:], 2*stride, l.n)
			lone(l.split(), s, inverse, scale)
			copySignal(x[2*c:], 2*stride, s, 2, l.n)
		}
	case l.fast != nil:
		kern.FFTCols(l.fast, x, cols, stride, inverse, scale)
	default:
		chirpAll(l.chirp, x, cols, 2, 2*stride, inverse, scale)
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
