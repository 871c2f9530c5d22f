//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_stubs_amd64.go -pkg kern -table ../gemm_table_amd64.go && gofmt -w ../gemm_table_amd64.go"

// tileArgs are the arguments of a micro-kernel; strides are in bytes. The generator knows the offsets.
type tileArgs struct {
	k, segs             int
	a                   unsafe.Pointer
	offA, rsA           int // the kernel moves offA and offC on, so that no pointer leaves its array
	csA, segA           int // segA and segB lead from the end of a segment to the beginning of the next
	b                   unsafe.Pointer
	rsB, segB           int
	c                   unsafe.Pointer
	offC, ldc           int
	tiles, stepA, stepC int // how many tiles of rows follow each other, and how far apart
	bits                uint64
	lanes               unsafe.Pointer // the mask of the last vector, in either form
	acc                 int
	last                uint // 2 if the last step stores the sums, which it can if acc is 0; 0 if not
	offNext, stepNext   int  // what to ask for from now on, from b on, and how much further with each product
}

// tileKernel computes tiles of some rows and vectors of C; its argument is a *tileArgs.
type tileKernel func(p *byte)

// dotsKernel multiplies groups of four rows with a vector.
type dotsKernel func(dst, a *byte, stride int, x *byte, k, groups int)

// tileSet are the micro-kernels of an instruction set and element type, by number of rows: of one or two
// vectors, the last under a mask; the same with a last vector of half the width, where there is one; of two
// full vectors, where that is faster; and of four full ones, for few rows.
type tileSet struct {
	rows, few, lanes     int
	dots                 dotsKernel
	one, two, full, four [15]tileKernel
	oneHalf, twoHalf     [15]tileKernel
}

// tiles are the sets in use, by kind of element.
var tiles [2]*tileSet

func setGemmLevel(l int) {
	switch l {
	case levelAVX512:
		tiles = [2]*tileSet{&tilesF32AVX512, &tilesF64AVX512}
	case levelAVX2:
		tiles = [2]*tileSet{&tilesF32AVX2, &tilesF64AVX2}
	default:
		tiles = [2]*tileSet{}
	}
}

// laneMask holds 64 bytes of ones, then 64 of zeros: a mask of n bytes starts n bytes before the border.
var laneMask = func() (m [128]byte) {
	for i := range 64 {
		m[i] = 0xff
	}
	return m
}()

// callWork bounds the multiplications of one call, which cannot be preempted, to some 50 µs.
const callWork = 1 << 21

// dotRowsAsm computes dst[i] = Σ_l a[i*lda+l]·x[l] for a multiple of four rows, if there is a kernel.
func dotRowsAsm[T Float](dst, a []T, lda int, x []T) bool {
	t := tiles[kind[T]()]
	if t == nil {
		return false
	}
	step := max(4, callWork/max(1, len(x))/16&^3)
	for i := 0; i < len(dst); i += step {
		n := min(step, len(dst)-i)
		t.dots(ptr(dst[i:]), ptr(a[i*lda:]), lda*size[T](), ptr(x), len(x), n/4)
	}
	return true
}

// asm computes the strip with the micro-kernels, if there are some.
func (p *strip[T]) asm() bool {
	t := tiles[kind[T]()]
	if t == nil {
		return false
	}
	most := callWork / (t.rows * 2 * t.lanes) // products in one tile
	if p.k*p.segs <= most {
		p.columns(t)
		return true
	}
	q := *p
	step := max(1, most/p.k)
	q.k = min(p.k, most)
	for s := 0; s < p.segs; s += step {
		q.segs = min(step, p.segs-s)
		for l := 0; l < p.k; l += most {
			q.k = min(most, p.k-l)
			q.a, q.b = p.a[s*p.segA+l*p.csA:], p.b[s*p.segB+l*p.rsB:]
			q.columns(t)
			q.acc = true
		}
	}
	return true
}

// columns goes through C from left to right, two vectors at a time, or four if there are few rows.
func (p *strip[T]) columns(t *tileSet) {
	es := size[T]()
	var a tileArgs
	if p.k > 0 && p.segs > 0 {
		a = tileArgs{k: p.k, segs: p.segs, a: unsafe.Pointer(&p.a[0]), b: unsafe.Pointer(&p.b[0])}
	}
	a.rsA, a.csA, a.segA = p.rsA*es, p.csA*es, (p.segA-p.k*p.csA)*es
	a.rsB, a.segB = p.rsB*es, (p.segB-p.k*p.rsB)*es
	a.ldc = p.ldc * es
	if a.last = 2; p.acc {
		a.acc, a.last = 1, 0
	}
	for j := 0; j < p.n; {
		left := p.n - j
		set, cols := &t.two, 2*t.lanes
		switch {
		case p.m <= t.few && left >= 4*t.lanes:
			set, cols = &t.four, 4*t.lanes
		case left <= t.lanes:
			set, cols = t.narrow(&t.one, &t.oneHalf, left), left
		case left < cols:
			set, cols = t.narrow(&t.two, &t.twoHalf, left), left
		case t.full[1] != nil:
			set = &t.full
		}
		a.offNext, a.stepNext = p.next*es, p.next*es/max(1, p.k*(p.m/t.rows))
		last := (cols-1)%t.lanes + 1
		a.bits = 1<<last - 1
		a.lanes = unsafe.Pointer(&laneMask[64-last*es])
		if a.k > 0 && j > 0 {
			a.b = unsafe.Pointer(&p.b[j])
		}
		a.c = unsafe.Pointer(&p.c[j])
		p.rows(t, set, &a)
		j += cols
	}
}

// narrow is half where the last of cols columns lie in half a vector and there are kernels for that,
// otherwise whole.
func (t *tileSet) narrow(whole, half *[15]tileKernel, cols int) *[15]tileKernel {
	if half[1] != nil && (cols-1)%t.lanes < t.lanes/2 {
		return half
	}
	return whole
}

// rows goes through a column of tiles from top to bottom.
func (p *strip[T]) rows(t *tileSet, set *[15]tileKernel, a *tileArgs) {
	es := size[T]()
	a.offA, a.offC = 0, 0
	a.stepA, a.stepC = t.rows*a.rsA, t.rows*a.ldc
	if p.tileA > 0 {
		a.stepA = p.tileA * es
	}
	full, part, rest := t.split(p.m)
	most := max(1, callWork/(t.rows*2*t.lanes*max(1, p.k*p.segs)))
	for full > 0 {
		a.tiles = min(full, most)
		full -= a.tiles
		set[t.rows]((*byte)(unsafe.Pointer(hidden(a))))
	}
	for _, n := range [2]int{part, rest} {
		if n > 0 {
			a.tiles, a.stepC = 1, n*a.ldc
			if p.tileA == 0 {
				a.stepA = n * a.rsA
			}
			set[n]((*byte)(unsafe.Pointer(hidden(a))))
		}
	}
}

// split cuts m rows into tiles: full ones, then up to two shorter ones, but none of very few rows.
func (t *tileSet) split(m int) (full, part, rest int) {
	full, rest = m/t.rows, m%t.rows
	if full > 0 && 0 < rest && rest < 4 {
		full--
		rest += t.rows
		part = rest / 2
		rest -= part
	}
	return full, part, rest
}
