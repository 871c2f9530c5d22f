package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// split separates the transforms of two real signals in each lane, for n frequencies: from Z_k and
// Z_{-k}, whose places in buf, in bytes, are in the tables at and back, it makes the elements
// X_k = h(Z_k + conj Z_{-k}) and Y_k = -ih(Z_k - conj Z_{-k}) of dst. h is the number at par.
func split(s isa.ISA) {
	g := &gen{ISA: s}
	TEXT(s.Name("fftSplit"), NOSPLIT, "func(dst, buf *byte, n int, at, back *int32, par *byte)")
	Pragma("noescape")
	dst, buf, n := Load(Param("dst"), GP64()), Load(Param("buf"), GP64()), Load(Param("n"), GP64())
	to, back, par := Load(Param("at"), GP64()), Load(Param("back"), GP64()), Load(Param("par"), GP64())
	h := g.Vec()
	g.Bcast(Mem{Base: par}, h)
	p, q := GP64(), GP64()
	Label("loop")
	MOVLQSX(Mem{Base: to}, p)
	MOVLQSX(Mem{Base: back}, q)
	g.halves(func() {
		u := g.load(Mem{Base: buf, Index: p, Scale: 1})
		w := g.load(Mem{Base: buf, Index: q, Scale: 1})
		scaled := func(a v) v { return g.op(g.Mul, h, a) }
		x := z{scaled(g.op(g.Add, w.re, u.re)), scaled(g.op(g.Sub, w.im, u.im))}
		y := z{scaled(g.op(g.Add, w.im, u.im)), scaled(g.op(g.Sub, u.re, w.re))}
		g.store(x, Mem{Base: dst})
		g.store(y, Mem{Base: dst, Disp: element})
	})
	ADDQ(U8(4), to)
	ADDQ(U8(4), back)
	ADDQ(U32(2*element), dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// join is the way back: from the frequencies 0 ≤ k < n of two real signals, elements of x and y, it makes
// Z_k = X_k + iY_k at the beginning of buf, upwards, and Z_{-k} = conj X_k + i conj Y_k from end downwards.
func join(s isa.ISA) {
	g := &gen{ISA: s}
	TEXT(s.Name("fftJoin"), NOSPLIT, "func(buf, end, x, y *byte, n int)")
	Pragma("noescape")
	buf, end := Load(Param("buf"), GP64()), Load(Param("end"), GP64())
	x, y, n := Load(Param("x"), GP64()), Load(Param("y"), GP64()), Load(Param("n"), GP64())
	Label("loop")
	g.halves(func() {
		a, b := g.load(Mem{Base: x}), g.load(Mem{Base: y})
		g.store(g.addI(a, b), Mem{Base: buf})
		g.store(z{g.op(g.Add, b.im, a.re), g.op(g.Sub, a.im, b.re)}, Mem{Base: end})
	})
	for _, r := range []reg.Register{buf, x, y} {
		SUBQ(I32(-element), r)
	}
	ADDQ(I32(-element), end)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// untranspose writes side × side blocks of numbers, scale times the lanes of vectors of src, to side rows
// of dst, ldd bytes apart: the place of the vector behind each column, in bytes, is in the table. (Side is
// what a vector of AVX2 holds.)
func untranspose(s isa.ISA) {
	g := &gen{ISA: s}
	n := s.Lanes()
	TEXT(s.Name("untranspose"), NOSPLIT, "func(dst *byte, ldd int, src *byte, table *int32, blocks int, scale *byte)")
	Pragma("noescape")
	dst, ldd, src := Load(Param("dst"), GP64()), Load(Param("ldd"), GP64()), Load(Param("src"), GP64())
	table, blocks := Load(Param("table"), GP64()), Load(Param("blocks"), GP64())
	ldd3 := triple(ldd)
	high := GP64() // row 4
	LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, high)
	scale := g.Vec()
	g.Bcast(Mem{Base: Load(Param("scale"), GP64())}, scale)
	Label("loop")
	var in []v
	for i := range n {
		off, a := GP64(), g.Vec()
		MOVLQSX(Mem{Base: table, Disp: 4 * i}, off)
		g.Mul(Mem{Base: src, Index: off, Scale: 1}, scale, a)
		in = append(in, a)
	}
	var out []v
	if s.Double {
		out = transpose4(in)
	} else {
		out = transpose8(in)
	}
	for i, a := range out {
		base := dst
		if i >= 4 {
			base = high
		}
		g.Mov(a, at(base, ldd, ldd3, i%4))
	}
	ADDQ(U8(32), dst)
	ADDQ(U8(32), high)
	ADDQ(U8(4*n), table)
	DECQ(blocks)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

func transpose4(r []v) (out []v) {
	var t [4]v
	for i := range t {
		t[i] = YMM()
	}
	VUNPCKLPD(r[1], r[0], t[0]) // 00 10 02 12
	VUNPCKHPD(r[1], r[0], t[1])
	VUNPCKLPD(r[3], r[2], t[2])
	VUNPCKHPD(r[3], r[2], t[3])
	for _, half := range []uint8{0x20, 0x31} {
		for i := range 2 {
			d := YMM()
			VPERM2F128(U8(half), t[2+i], t[i], d)
			out = append(out, d)
		}
	}
	return out
}

func transpose8(r []v) (out []v) {
	var t, q [8]v
	for i := range 4 {
		t[2*i], t[2*i+1] = YMM(), YMM()
		VUNPCKLPS(r[2*i+1], r[2*i], t[2*i])
		VUNPCKHPS(r[2*i+1], r[2*i], t[2*i+1])
	}
	for i := range 8 { // columns 0 to 3 of four rows, beside columns 4 to 7
		g, c := i/4*4, i%4
		q[i] = YMM()
		VSHUFPS(U8([]uint8{0x44, 0xee}[c%2]), t[g+2+c/2], t[g+c/2], q[i])
	}
	for _, half := range []uint8{0x20, 0x31} {
		for i := range 4 {
			d := YMM()
			VPERM2F128(U8(half), q[4+i], q[i], d)
			out = append(out, d)
		}
	}
	return out
}
