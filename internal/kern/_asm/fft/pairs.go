package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"kernasm/isa"
)

// pairs multiplies complex numbers, pairs at x, by the real numbers at s, a vector of these at a time: it stores
// the products in dst, or adds them to it.
func pairs(s isa.ISA, name string, add bool) {
	g := &gen{ISA: s}
	TEXT(s.Name(name), NOSPLIT, "func(dst, x, s *byte, blocks int)")
	Pragma("noescape")
	dst, x := Load(Param("dst"), GP64()), Load(Param("x"), GP64())
	f, n := Load(Param("s"), GP64()), Load(Param("blocks"), GP64())
	Label("loop")
	v, lo, hi := YMM(), YMM(), YMM()
	g.Mov(Mem{Base: f}, v)
	if s.Double { // 0 0 2 2 and 1 1 3 3
		VUNPCKLPD(v, v, lo)
		VUNPCKHPD(v, v, hi)
	} else { // 0 0 1 1 4 4 5 5 and 2 2 3 3 6 6 7 7
		VUNPCKLPS(v, v, lo)
		VUNPCKHPS(v, v, hi)
	}
	for i, half := range []uint8{0x20, 0x31} {
		w, p := YMM(), YMM()
		VPERM2F128(U8(half), hi, lo, w)
		if add {
			g.Mov(Mem{Base: dst, Disp: 32 * i}, p)
			g.FMA231(Mem{Base: x, Disp: 32 * i}, w, p)
		} else {
			g.Mul(Mem{Base: x, Disp: 32 * i}, w, p)
		}
		g.Mov(p, Mem{Base: dst, Disp: 32 * i})
	}
	ADDQ(U8(32), f)
	ADDQ(U8(64), x)
	ADDQ(U8(64), dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
