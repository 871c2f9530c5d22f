package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"fmt"

	"kernasm/isa"
)

// odd is a pass of odd radix r = 2·half + 1 over n of the values of j in one block: the elements of a transform
// are step bytes apart, the last of them top bytes from the first, the twiddle factors of one j are wstep bytes.
// At cs are, for k and i from 1 to half, cos(2πik/r) and sin(2πik/r); tmp is room for r-1 elements.
func odd(s isa.ISA) {
	g := &gen{ISA: s}
	TEXT(s.Name("fftOdd"), NOSPLIT, "func(buf *byte, n, step, top, half int, tw *byte, wstep int, cs, tmp *byte)")
	Pragma("noescape")
	x, n, step := Load(Param("buf"), GP64()), Load(Param("n"), GP64()), Load(Param("step"), GP64())
	w := Load(Param("tw"), GP64())
	lo, hi, t, c, i, k, wlo, whi := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
	ends := func() { // the second and the last element
		Load(Param("top"), hi)
		ADDQ(x, hi)
		LEAQ(Mem{Base: x, Index: step, Scale: 1}, lo)
	}
	Label("loop")
	g.halves(func() {
		name := func(l string) string { return fmt.Sprintf("%s%d", l, g.half) }
		first := g.load(Mem{Base: x})
		sum := z{g.Vec(), g.Vec()}
		g.Mov(first.re, sum.re)
		g.Mov(first.im, sum.im)
		ends()
		Load(Param("tmp"), t)
		Load(Param("half"), i)
		Label(name("pairs"))
		a, b := g.load(Mem{Base: lo}), g.load(Mem{Base: hi})
		p := g.add(a, b)
		g.store(p, Mem{Base: t})
		g.store(g.sub(a, b), Mem{Base: t, Disp: element})
		g.Add(p.re, sum.re, sum.re)
		g.Add(p.im, sum.im, sum.im)
		ADDQ(step, lo)
		SUBQ(step, hi)
		ADDQ(U32(2*element), t)
		DECQ(i)
		JNZ(LabelRef(name("pairs")))
		g.store(sum, Mem{Base: x})

		ends()
		Load(Param("cs"), c)
		Load(Param("half"), k)
		MOVQ(w, wlo)
		Load(Param("wstep"), whi)
		LEAQ(Mem{Base: whi, Index: w, Scale: 1, Disp: -2 * s.Size()}, whi)
		Label(name("outputs"))
		acc, d := z{g.Vec(), g.Vec()}, z{g.Vec(), g.Vec()}
		g.Mov(first.re, acc.re)
		g.Mov(first.im, acc.im)
		g.Zero(d.re)
		g.Zero(d.im)
		Load(Param("tmp"), t)
		Load(Param("half"), i)
		Label(name("terms"))
		cos, sin := g.constant(Mem{Base: c}), g.constant(Mem{Base: c, Disp: s.Size()})
		g.FMA231(Mem{Base: t, Disp: g.half}, cos, acc.re)
		g.FMA231(Mem{Base: t, Disp: g.half + part}, cos, acc.im)
		g.FMA231(Mem{Base: t, Disp: g.half + element}, sin, d.re)
		g.FMA231(Mem{Base: t, Disp: g.half + element + part}, sin, d.im)
		ADDQ(U8(2*s.Size()), c)
		ADDQ(U32(2*element), t)
		DECQ(i)
		JNZ(LabelRef(name("terms")))
		g.store(g.mul(g.subI(acc, d), Mem{Base: wlo}), Mem{Base: lo})
		g.store(g.mul(g.addI(acc, d), Mem{Base: whi}), Mem{Base: hi})
		ADDQ(step, lo)
		SUBQ(step, hi)
		ADDQ(U8(2*s.Size()), wlo)
		SUBQ(U8(2*s.Size()), whi)
		DECQ(k)
		JNZ(LabelRef(name("outputs")))
	})
	Load(Param("wstep"), i)
	ADDQ(i, w)
	SUBQ(I32(-element), x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
