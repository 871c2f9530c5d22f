package main

import (
	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// dotRows multiplies four rows at a time with a vector: dst[i] = Σ_l a[i][l]·x[l]. A sum has 64 bytes of
// lanes for either instruction set.
func dotRows(s isa.ISA) {
	TEXT(s.Name("dotRows"), NOSPLIT, "func(dst, a *byte, stride int, x *byte, k, groups int)")
	Pragma("noescape")
	d := &dots{ISA: s, half: 64 / s.Width()}
	dst, a, stride := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("stride"), GP64())
	x, k := Load(Param("x"), GP64()), Load(Param("k"), GP64())
	groups := Load(Param("groups"), GP64())
	d.at, d.n = GP64(), GP64()
	d.row[3] = GP64()
	d.x = x
	Label("group")
	d.row[0], d.row[1], d.row[2] = a, GP64(), GP64()
	LEAQ(Mem{Base: a, Index: stride, Scale: 1}, d.row[1])
	LEAQ(Mem{Base: a, Index: stride, Scale: 2}, d.row[2])
	LEAQ(Mem{Base: d.row[1], Index: stride, Scale: 2}, d.row[3])
	d.sum(k)
	d.store(dst)
	LEAQ(Mem{Base: a, Index: stride, Scale: 4}, a)
	ADDQ(U8(4*s.Size()), dst)
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

type dots struct {
	isa.ISA
	half  int // vectors of 64 bytes of lanes
	row   [4]reg.Register
	x     reg.Register
	at, n reg.GPVirtual
	acc   [4][]reg.VecVirtual
}

// sum adds the products of four rows.
func (d *dots) sum(k reg.Register) {
	for i := range d.acc {
		d.acc[i] = nil
		for range d.half {
			v := d.Vec()
			d.Zero(v)
			d.acc[i] = append(d.acc[i], v)
		}
	}
	XORQ(d.at, d.at)
	MOVQ(k, d.n)
	SUBQ(U8(64/d.Size()), d.n)
	JL(LabelRef("rest"))
	Label("loop")
	for h := range d.half {
		d.step(h, nil)
	}
	ADDQ(U8(64), d.at)
	SUBQ(U8(64/d.Size()), d.n)
	JGE(LabelRef("loop"))
	Label("rest")
	ADDQ(U8(64/d.Size()), d.n)
	JZ(LabelRef("summed"))
	for h := range d.half {
		d.step(h, d.mask())
		if h < d.half-1 {
			SUBQ(U8(d.Lanes()), d.n)
			JLE(LabelRef("summed"))
		}
	}
	Label("summed")
}

// mask covers the next d.n elements, or a vector if there are more.
func (d *dots) mask() Op {
	m := GP64()
	if d.Wide {
		MOVQ(I32(-1), m)
		BZHIQ(d.n, m, m)
		k := K()
		KMOVW(m.As32(), k)
		return k
	}
	MOVQ(U32(d.Lanes()), m)
	CMPQ(d.n, m)
	CMOVQLT(d.n, m)
	SHLQ(U8(map[bool]int{false: 2, true: 3}[d.Double]), m)
	t := GP64()
	LEAQ(NewDataAddr(Symbol{Name: "ones", Static: true}, 32), t)
	SUBQ(m, t)
	y := YMM()
	VMOVUPS(Mem{Base: t}, y)
	return y
}

// step takes in vector h of the next 64 bytes, under a mask if that is not nil.
func (d *dots) step(h int, mask Op) {
	load := func(base reg.Register) reg.VecVirtual {
		m, v := Mem{Base: base, Index: d.at, Scale: 1, Disp: h * d.Width()}, d.Vec()
		switch {
		case mask == nil:
			d.Mov(m, v)
		case d.Wide:
			d.MovZ(m, mask, v)
		default:
			d.MaskMov(m, mask, v)
		}
		return v
	}
	x := load(d.x)
	for i, r := range d.row {
		d.FMA231(load(r), x, d.acc[i][h])
	}
}

// store adds up the lanes of the four sums and writes them.
func (d *dots) store(dst reg.Register) {
	var y [4]reg.VecVirtual
	for i, a := range d.acc {
		y[i] = YMM()
		if d.Wide {
			VEXTRACTF64X4(U8(1), a[0], y[i])
			d.Add(a[0].AsY(), y[i], y[i])
		} else {
			d.Add(a[1], a[0], y[i])
		}
	}
	if d.Double {
		VHADDPD(y[1], y[0], y[0]) // r0 r1 of the lower, then of the upper half
		VHADDPD(y[3], y[2], y[2])
		lo, hi := YMM(), YMM()
		VPERM2F128(U8(0x20), y[2], y[0], lo)
		VPERM2F128(U8(0x31), y[2], y[0], hi)
		VADDPD(hi, lo, lo)
		VMOVUPD(lo, Mem{Base: dst})
		return
	}
	VHADDPS(y[1], y[0], y[0])
	VHADDPS(y[3], y[2], y[2])
	VHADDPS(y[2], y[0], y[0])
	x := XMM()
	VEXTRACTF128(U8(1), y[0], x)
	VADDPS(y[0].AsX(), x, x)
	VMOVUPS(x, Mem{Base: dst})
}

// ones is the table AVX2 masks are taken from: ones, then zeros.
func ones() {
	GLOBL("ones", attr.RODATA|attr.NOPTR)
	for i := range 8 {
		b := ^uint64(0)
		if i >= 4 {
			b = 0
		}
		DATA(8*i, U64(b))
	}
}
