//go:build !noasm

package kern

import (
	"math"
)

//go:generate sh -c "cd _asm && go run ./fft -out ../fft_amd64.s -stubs ../fft_stubs_amd64.go -pkg kern -table ../fft_table_amd64.go && gofmt -w ../fft_table_amd64.go"

type (
	fftPass  func(buf *byte, m, n, blocks int, tw *byte)
	fftFirst func(buf *byte, m, n int, src *byte, stride int, tw *byte)
	fftLeaf  func(buf *byte, blocks int, half *byte)
	fftLast  func(dst *byte, stride int, buf *byte, blocks int, rows *int32, par *byte)
)

// fftSet are the kernels of an instruction set and element type; the generator says what they do.
type fftSet struct {
	pass        [6]fftPass // by radix: 3, 4, 5
	first       [6]fftFirst
	odd         func(buf *byte, n, step, top, half int, tw *byte, wstep int, cs, tmp *byte)
	leaf        [9]fftLeaf // by size: 2, 4, 8
	last        [9]fftLast // by size: 1, 2, 4, 8
	split       func(dst, buf *byte, n int, at, back *int32, par *byte)
	join        func(buf, end, x, y *byte, n int)
	untranspose func(dst *byte, ldd int, src *byte, table *int32, blocks int, scale *byte)
	times       func(dst, x, s *byte, blocks int)
	accumulate  func(dst, x, s *byte, blocks int)
}

// ffts are the kernels in use, by kind of element.
var ffts [2]*fftSet

func setFFTLevel(l int) {
	switch l {
	case levelAVX512:
		ffts = [2]*fftSet{&fftsF32AVX512, &fftsF64AVX512}
	case levelAVX2:
		ffts = [2]*fftSet{&fftsF32AVX2, &fftsF64AVX2}
	default:
		ffts = [2]*fftSet{}
	}
}

// passAsm is batch.pass of radix r over all of x.
func passAsm[T Float](x []T, r, m, blocks int, tw []T) bool {
	k := ffts[kind[T]()]
	if k == nil {
		return false
	}
	if m*blocks <= fftCall {
		k.pass[r](ptr(x), m, m, blocks, ptr(tw))
		return true
	}
	w := 2 * laneCount[T]()
	for b := range blocks {
		for j := 0; j < m; j += fftCall {
			k.pass[r](ptr(x[w*(r*m*b+j):]), m, min(fftCall, m-j), 1, ptr(tw[2*(r-1)*j:]))
		}
	}
	return true
}

// oddAsm is batch.oddPass over all of x.
func oddAsm[T Float](x []T, r, m, blocks int, tw, cs, tmp []T) bool {
	k, w, es := ffts[kind[T]()], 2*laneCount[T](), size[T]()
	if k == nil {
		return false
	}
	most := max(1, fftCall/r)
	for b := range blocks {
		for j := 0; j < m; j += most {
			k.odd(ptr(x[w*(r*m*b+j):]), min(most, m-j), m*elementBytes, (r-1)*m*elementBytes, r/2,
				ptr(tw[2*(r-1)*j:]), 2*(r-1)*es, ptr(cs), ptr(tmp))
		}
	}
	return true
}

// leavesAsm is batch.leaves over all of x.
func leavesAsm[T Float](x []T, size, blocks int) bool {
	k := ffts[kind[T]()]
	if k == nil || size < 2 {
		return false
	}
	half := [1]T{math.Sqrt2 / 2}
	k.leaf[size](ptr(x), blocks, ptr(half[:]))
	return true
}

// columns transforms a full batch of columns of pairs, the first and the last pass from and to memory.
func (b *batch[T]) columns(dst []T, dld int, src []T, sld, dir int, scale T) bool {
	k, n := ffts[kind[T]()], b.p.n
	if k == nil || n <= b.p.leaf || b.p.radix[0] > 5 {
		return false
	}
	r := b.p.radix[0]
	w, m, stride, tw := 2*laneCount[T](), n/r, sld*size[T](), twiddles[T](b.p, 0)
	_, _ = src[(n-1)*sld+w-1], dst[(n-1)*dld+w-1]
	for j := 0; j < m; j += fftCall {
		k.first[r](ptr(b.buf[w*j:]), m, min(fftCall, m-j), ptr(src[j*sld:]), stride, ptr(tw[2*(r-1)*j:]))
	}
	par := [2]T{scale, math.Sqrt2 / 2}
	for q := range r {
		b.finish(k, 1, q*m, m, dst, dld*size[T](), dir, &par)
	}
	return true
}

// finish is descend with outputs that go to memory.
func (b *batch[T]) finish(k *fftSet, l, at, n int, dst []T, stride, dir int, par *[2]T) {
	if n > fftInner && l < len(b.p.radix) {
		b.pass(l, at, n, 1)
		r := b.p.radix[l]
		for q := range r {
			b.finish(k, l+1, at+q*(n/r), n/r, dst, stride, dir, par)
		}
		return
	}
	b.passes(l, at, n)
	k.last[b.p.leaf](ptr(dst), stride, ptr(b.buf[2*laneCount[T]()*at:]), n/b.p.leaf, &b.p.freq[dir][at], ptr(par[:]))
}

// transposeAsm writes the transpose of rows × cols numbers to dst, as far as there are whole blocks of
// columns; it returns how many that were. rows must be a number of blocks.
func transposeAsm[T Float](dst []T, ldd int, x []T, rows, cols, lda int) int {
	f, es := transposes[kind[T]()], size[T]()
	side := 32 / es
	cols = cols / side * side
	if f == nil || rows == 0 || cols == 0 {
		return 0
	}
	const most = 1 << 10 // blocks of one call
	_, _ = x[(rows-1)*lda+cols-1], dst[(cols-1)*ldd+rows-1]
	for j := 0; j < cols; j += most * side {
		n := min(most, (cols-j)/side)
		for i := 0; i < rows; i += side {
			f(ptr(dst[j*ldd+i:]), ldd*es, ptr(x[i*lda+j:]), lda*es, side, n)
		}
	}
	return cols
}

// untransposeAsm is batch.scatterRows over whole blocks of columns; it returns how many that were.
func untransposeAsm[T Float](x, src []T, table []int32, ld int, scale T) int {
	k, es, w := ffts[kind[T]()], size[T](), laneCount[T]()
	if k == nil {
		return 0
	}
	side, s := 32/es, [1]T{scale}
	cols := len(table) / side * side
	const most = 1 << 10
	for j := 0; j < cols; j += most * side {
		n := min(most, (cols-j)/side)
		for i := 0; i < w; i += side {
			_ = x[(i+side-1)*ld+j+n*side-1]
			k.untranspose(ptr(x[i*ld+j:]), ld*es, ptr(src[i:]), &table[j], n, ptr(s[:]))
		}
	}
	return cols
}

func splitAsm[T Float](dst, buf []T, at, back []int32, h T) bool {
	k := ffts[kind[T]()]
	if k == nil {
		return false
	}
	w, par := 4*laneCount[T](), [1]T{h}
	for i := 0; i < len(back); i += fftCall {
		n := min(fftCall, len(back)-i)
		k.split(ptr(dst[w*i:]), ptr(buf), n, &at[i], &back[i], ptr(par[:]))
	}
	return true
}

func joinAsm[T Float](buf, x, y []T, n int) bool {
	k := ffts[kind[T]()]
	if k == nil {
		return false
	}
	w := 2 * laneCount[T]()
	most := (n + 1) / 2
	for i := 1; i < most; i += fftCall {
		k.join(ptr(buf[w*i:]), ptr(buf[w*(n-i):]), ptr(x[w*i:]), ptr(y[w*i:]), min(fftCall, most-i))
	}
	return true
}

// pairsAsm is MulPairs, or AddMulPairs, over whole vectors of s; it returns how many numbers that were.
func pairsAsm[T Float](dst, x, s []T, add bool) int {
	k, side := ffts[kind[T]()], 32/size[T]()
	n := len(s) / side * side
	if k == nil || n == 0 {
		return 0
	}
	f := k.times
	if add {
		f = k.accumulate
	}
	for i := 0; i < n; i += fftCall * side {
		f(ptr(dst[2*i:]), ptr(x[2*i:]), ptr(s[i:]), min(fftCall, (n-i)/side))
	}
	return n
}
