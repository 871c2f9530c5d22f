package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// reduction is a kernel that reduces to one element, which it stores at dst. Its lanes are 256 bytes wide
// for either instruction set, and combined in the same order, so that the results agree to the last bit.
type reduction struct {
	op     string
	ptrs   string
	params int
	start  func(f x, e *env, s v) // sets a sum to begin with
	add    func(f x, e *env, s v) // takes the next vectors into the sum s
	merge  func(f x, s, t v) v    // combines two sums
	fill   func(f x, e *env, s v) // sets what the elements beyond the end are taken for
}

func (r *reduction) name(s isa.ISA) string { return (&kernel{op: r.op}).name(s) }

const laneBytes = 256

func (r *reduction) generate(s isa.ISA) {
	k := kernel{op: r.op, ptrs: "d" + r.ptrs, params: r.params}
	e := k.begin(s)
	n := Load(Param("n"), GP64())
	sums := make([]v, laneBytes/s.Width())
	for i := range sums {
		sums[i] = e.f.new()
		r.start(e.f, e, sums[i])
	}
	SUBQ(U32(laneBytes/s.Size()), n)
	JL(LabelRef("rest"))
	Label("loop")
	for _, t := range sums {
		r.add(e.f, e, t)
		ADDQ(U32(s.Width()), e.index)
	}
	SUBQ(U32(laneBytes/s.Size()), n)
	JGE(LabelRef("loop"))
	Label("rest")
	ADDQ(U32(laneBytes/s.Size()), n)
	JZ(LabelRef("combine"))
	r.complete(e, n)
	JMP(LabelRef("loop"))
	Label("combine")
	r.across(e, tree(e.f, r.merge, sums))
	VZEROUPPER()
	RET()
}

// complete copies the n elements that are left to a buffer, fills it up, and makes it the operand of one
// last turn of the loop.
func (r *reduction) complete(e *env, n reg.Register) {
	f := e.f
	fill := f.new()
	r.fill(f, e, fill)
	var buf []Mem
	for range r.ptrs {
		b := AllocLocal(laneBytes)
		for at := 0; at < laneBytes; at += f.Width() {
			f.do(f.Mov, fill, b.Offset(at))
		}
		buf = append(buf, b)
	}
	to := GP64()
	XORQ(to, to)
	Label("copy")
	e.masks(n)
	for i, p := range []byte(r.ptrs) {
		b := buf[i]
		b.Index, b.Scale = to, 1
		f.do(f.Mov, f.pick(e.m, e.load(p), fill), b)
	}
	e.tail = false
	ADDQ(U32(f.Width()), to)
	ADDQ(U32(f.Width()), e.index)
	SUBQ(U32(f.Lanes()), n)
	JG(LabelRef("copy"))
	for i, p := range []byte(r.ptrs) {
		LEAQ(buf[i], e.ptr[p])
	}
	XORQ(e.index, e.index)
	XORQ(n, n)
}

// tree combines sums of 64 bytes each, as (0+1)+(2+3); an AVX2 one is half of such a sum.
func tree(f x, merge func(f x, s, t v) v, s []v) v {
	if f.Wide {
		return merge(f, merge(f, s[0], s[1]), merge(f, s[2], s[3]))
	}
	lo := merge(f, merge(f, s[0], s[2]), merge(f, s[4], s[6]))
	hi := merge(f, merge(f, s[1], s[3]), merge(f, s[5], s[7]))
	return merge(f, lo, hi)
}

func label(stem string, i int) string { return stem + string(rune('0'+i)) }

// across combines the lanes of a vector by halves and stores the result.
func (r *reduction) across(e *env, s v) {
	f := e.f
	if f.Wide {
		h := f.new()
		VEXTRACTF64X4(U8(1), s[0], h[0].AsY())
		s = r.merge(f, s, h)
		h = f.new()
		VEXTRACTF32X4(U8(1), s[0].AsY(), h[0].AsX())
		s = r.merge(f, s, h)
	} else {
		h := f.new()
		VEXTRACTF128(U8(1), s[0], h[0].AsX())
		s = r.merge(f, s, h)
	}
	h := f.new()
	VPERMILPD(U8(1), s[0].AsX(), h[0].AsX())
	s = r.merge(f, s, h)
	if f.Double {
		VMOVSD(s[0].AsX(), Mem{Base: e.ptr['d']})
		return
	}
	h = f.new()
	VMOVSHDUP(s[0].AsX(), h[0].AsX())
	s = r.merge(f, s, h)
	VMOVSS(s[0].AsX(), Mem{Base: e.ptr['d']})
}

func plus(f x, s, t v) v { return f.add(s, t) }

func zero(f x, e *env, s v) { f.Zero(s[0]) }

// larger and smaller combine two values, and keep NaN.
func larger(f x, s, t v) v  { return f.pick(f.cmp(t, unord, t), t, f.max(t, s)) }
func smaller(f x, s, t v) v { return f.pick(f.cmp(t, unord, t), t, f.min(t, s)) }

// first fills with the first element, which changes neither the largest nor the smallest.
func first(f x, e *env, s v) { f.Bcast(Mem{Base: e.ptr['a']}, s[0]) }

// sum makes the reduction that adds g of each element to the sum; g of zero must be zero.
func sum(op, ptrs string, add func(f x, e *env, s v)) reduction {
	return reduction{op: op, ptrs: ptrs, start: zero, add: add, merge: plus, fill: zero}
}

// extreme makes the reduction by larger or smaller.
func extreme(op string, start func(f x, e *env, s v), merge func(f x, s, t v) v, g func(f x, a v) v) reduction {
	return reduction{
		op: op, ptrs: "a", start: start, merge: merge, fill: start,
		add: func(f x, e *env, s v) { f.set(s, merge(f, s, g(f, e.load('a')))) },
	}
}

func same(f x, a v) v { return a }

var reductions = []reduction{
	sum("Sum", "a", func(f x, e *env, s v) { f.do(f.Add, e.load('a'), s, s) }),
	sum("Dot", "ab", func(f x, e *env, s v) { f.addmul(s, e.load('a'), e.load('b')) }),
	sum("SumSq", "a", func(f x, e *env, s v) {
		t := e.load('a')
		f.addmul(s, t, t)
	}),
	sum("SumAbs", "a", func(f x, e *env, s v) { f.do(f.Add, f.abs(e.load('a')), s, s) }),
	{
		op: "SumSqDev", ptrs: "a", params: 1, start: zero, merge: plus,
		add: func(f x, e *env, s v) {
			t := f.sub(e.load('a'), e.p[0])
			f.addmul(s, t, t)
		},
		fill: func(f x, e *env, s v) { f.set(s, e.p[0]) },
	},
	extreme("Max", first, larger, same),
	extreme("Min", first, smaller, same),
	extreme("MaxAbs", zero, larger, x.abs),
}

// foldBytes is the length of the pieces fold adds up.
const foldBytes = 512

// fold adds the pieces of foldBytes each that a consists of to dst, element by element; n is a multiple
// of their length.
func fold(s isa.ISA) {
	e := (&kernel{op: "Fold", ptrs: "da"}).begin(s)
	n := Load(Param("n"), GP64())
	const turn = 256 // as many sums as AVX2 has registers for
	for at := 0; at < foldBytes; at += turn {
		var sums []reg.VecVirtual
		for i := 0; i < turn; i += s.Width() {
			v := s.Vec()
			s.Mov(Mem{Base: e.ptr['d'], Disp: at + i}, v)
			sums = append(sums, v)
		}
		p, left := GP64(), GP64()
		MOVQ(e.ptr['a'], p)
		MOVQ(n, left)
		Label(label("loop", at/turn))
		for i, v := range sums {
			s.Add(Mem{Base: p, Disp: at + i*s.Width()}, v, v)
		}
		ADDQ(U32(foldBytes), p)
		SUBQ(U32(foldBytes/s.Size()), left)
		JG(LabelRef(label("loop", at/turn)))
		for i, v := range sums {
			s.Mov(v, Mem{Base: e.ptr['d'], Disp: at + i*s.Width()})
		}
	}
	VZEROUPPER()
	RET()
}
