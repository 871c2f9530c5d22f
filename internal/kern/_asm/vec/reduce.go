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
	add    func(f x, e *env, s v) // takes the next vectors into the sum s
	merge  func(f x, s, t v) v    // combines two sums
	keep   func(f x, e *env, s v) // if not nil, for the masked tail: lanes beyond the end must not count
	start  func(f x, e *env, s v) // sets the first sum
}

func (r *reduction) name(s isa.ISA) string { return (&kernel{op: r.op}).name(s) }

func (r *reduction) generate(s isa.ISA) {
	k := kernel{op: r.op, ptrs: "d" + r.ptrs, params: r.params}
	e := k.begin(s)
	n := Load(Param("n"), GP64())
	sums := make([]v, 256/s.Width())
	for i := range sums {
		sums[i] = e.f.new()
		r.start(e.f, e, sums[i])
	}
	SUBQ(U32(256/s.Size()), n)
	JL(LabelRef("rest"))
	Label("loop")
	for _, t := range sums {
		r.add(e.f, e, t)
		ADDQ(U32(s.Width()), e.index)
	}
	SUBQ(U32(256/s.Size()), n)
	JGE(LabelRef("loop"))
	Label("rest")
	ADDQ(U32(256/s.Size()-s.Lanes()), n)
	for i, t := range sums[:len(sums)-1] { // whole vectors of the rest
		JL(LabelRef(label("part", i)))
		r.add(e.f, e, t)
		ADDQ(U32(s.Width()), e.index)
		SUBQ(U32(s.Lanes()), n)
	}
	r.parts(e, n, sums)
	t := tree(e.f, r.merge, sums)
	r.across(e, t)
	VZEROUPPER()
	RET()
}

func label(stem string, i int) string { return stem + string(rune('0'+i)) }

// parts adds what is left, less than a vector, to the sum whose turn it is.
func (r *reduction) parts(e *env, n reg.Register, sums []v) {
	i := len(sums) - 1
	JMP(LabelRef(label("part", i)))
	for i := range sums {
		Label(label("part", i))
		ADDQ(U32(e.f.Lanes()), n)
		JZ(LabelRef("combine"))
		e.masks(n)
		if r.keep != nil {
			r.keep(e.f, e, sums[i])
		} else {
			r.add(e.f, e, sums[i])
		}
		e.tail = false
		if i < len(sums)-1 {
			JMP(LabelRef("combine"))
		}
	}
	Label("combine")
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

// extreme makes the reduction by larger or smaller, which starts from the first element.
func extreme(op string, merge func(f x, s, t v) v) reduction {
	return reduction{
		op: op, ptrs: "a", merge: merge,
		start: func(f x, e *env, s v) { f.Bcast(Mem{Base: e.ptr['a']}, s[0]) },
		add:   func(f x, e *env, s v) { f.set(s, merge(f, s, e.load('a'))) },
		keep: func(f x, e *env, s v) {
			f.set(s, f.pick(e.m, merge(f, s, e.load('a')), s))
		},
	}
}

var reductions = []reduction{
	{op: "Sum", ptrs: "a", start: zero, merge: plus, add: func(f x, e *env, s v) { f.do(f.Add, e.load('a'), s, s) }},
	{op: "Dot", ptrs: "ab", start: zero, merge: plus, add: func(f x, e *env, s v) { f.addmul(s, e.load('a'), e.load('b')) }},
	{op: "SumSq", ptrs: "a", start: zero, merge: plus, add: func(f x, e *env, s v) {
		t := e.load('a')
		f.addmul(s, t, t)
	}},
	{op: "SumAbs", ptrs: "a", start: zero, merge: plus, add: func(f x, e *env, s v) { f.do(f.Add, f.abs(e.load('a')), s, s) }},
	{
		op: "SumSqDev", ptrs: "a", params: 1, start: zero, merge: plus,
		add: func(f x, e *env, s v) {
			t := f.sub(e.load('a'), e.p[0])
			f.addmul(s, t, t)
		},
		keep: func(f x, e *env, s v) {
			t := f.only(e.m, f.sub(e.load('a'), e.p[0]))
			f.addmul(s, t, t)
		},
	},
	extreme("Max", larger),
	extreme("Min", smaller),
	{
		op: "MaxAbs", ptrs: "a", merge: larger,
		start: zero,
		add:   func(f x, e *env, s v) { f.set(s, larger(f, s, f.abs(e.load('a')))) },
	},
}
