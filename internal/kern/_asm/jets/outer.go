package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// outers is the generator of d[j][i] += Σ_c Σ_p g[c][j][p]·x[c][i][p].
type outers struct {
	isa.ISA
	most   int // columns at once
	p      rows
	d, dj  reg.Register
	g, x   reg.Register
	gp, xp reg.Register
	c, n   reg.Register
	mask   reg.OpmaskVirtual
}

// outer computes all of d. Distances are in bytes: ld and stride of rows, nextG and nextX from the end of the
// first row of a channel to the next channel; points is a number of vectors.
func outer(s isa.ISA) {
	TEXT(s.Name("jetOuter"), NOSPLIT, "func(d *byte, ld int, dy *byte, rows int, x *byte, cols, channels, points, stride, nextG, nextX int)")
	Pragma("noescape")
	o := &outers{ISA: s, most: map[bool]int{true: 5, false: 2}[s.Wide], p: newRows(Load(Param("stride"), GP64()))}
	o.d, o.dj = GP64(), GP64()
	o.g, o.x = Load(Param("dy"), GP64()), GP64()
	o.gp, o.xp, o.c, o.n = GP64(), GP64(), GP64(), GP64()
	if s.Wide {
		o.mask = K()
		bits := GP64()
		MOVQ(U32(31), bits)
		KMOVW(bits.As32(), o.mask)
	}
	rows := Load(Param("rows"), GP64())
	Label("five")
	SUBQ(U8(5), rows)
	JL(LabelRef("rest"))
	o.across(5)
	JMP(LabelRef("five"))
	Label("rest")
	ADDQ(U8(5), rows)
	JZ(LabelRef("done"))
	Label("one")
	o.across(1)
	DECQ(rows)
	JNZ(LabelRef("one"))
	Label("done")
	VZEROUPPER()
	RET()
}

// across computes some rows of d and moves on to the next.
func (o *outers) across(rows int) {
	l := func(s string) string { return fmt.Sprintf("%s%d", s, rows) }
	MOVQ(arg("x"), o.x)
	MOVQ(arg("d"), o.d)
	cols := Load(Param("cols"), GP64())
	Label(l("most"))
	SUBQ(U8(o.most), cols)
	JL(LabelRef(l("few")))
	o.tile(rows, o.most)
	JMP(LabelRef(l("most")))
	Label(l("few"))
	ADDQ(U8(o.most), cols)
	JZ(LabelRef(l("next")))
	Label(l("single"))
	o.tile(rows, 1)
	DECQ(cols)
	JNZ(LabelRef(l("single")))
	Label(l("next"))
	o.p.skip(o.g, rows)
	t := Load(Param("ld"), GP64())
	if rows == 5 {
		LEAQ(Mem{Base: t, Index: t, Scale: 4}, t)
	}
	ADDQ(t, arg("d"))
}

// tile computes rows × cols elements of d and moves on to the next columns.
func (o *outers) tile(rows, cols int) {
	l := func(s string) string { return fmt.Sprintf("%s%dx%d", s, rows, cols) }
	var acc [5][]reg.VecVirtual
	for r := range rows {
		acc[r] = zeros(o.ISA, cols)
	}
	MOVQ(o.g, o.gp)
	MOVQ(o.x, o.xp)
	MOVQ(arg("channels"), o.c)
	Label(l("channel"))
	MOVQ(arg("points"), o.n)
	Label(l("point"))
	o.products(acc, rows, cols)
	ADDQ(U8(o.Width()), o.gp)
	ADDQ(U8(o.Width()), o.xp)
	DECQ(o.n)
	JNZ(LabelRef(l("point")))
	ADDQ(arg("nextG"), o.gp)
	ADDQ(arg("nextX"), o.xp)
	DECQ(o.c)
	JNZ(LabelRef(l("channel")))
	MOVQ(o.d, o.dj)
	for r := range rows {
		o.add(acc[r])
		if r < rows-1 {
			ADDQ(arg("ld"), o.dj)
		}
	}
	o.p.skip(o.x, cols)
	if cols == 2 {
		ADDQ(o.p.stride, o.x)
	}
	ADDQ(U8(8*cols), o.d)
}

// products adds the products of a vector of each row.
func (o *outers) products(acc [5][]reg.VecVirtual, rows, cols int) {
	x := vectors(o.ISA, cols)
	for i := range x {
		o.Mov(o.p.at(o.xp, i, 0), x[i])
	}
	for r := range rows {
		g := o.Vec()
		o.Mov(o.p.at(o.gp, r, 0), g)
		for i := range x {
			o.FMA231(g, x[i], acc[r][i])
		}
	}
}

// add adds the sums over the lanes to neighbours in d.
func (o *outers) add(acc []reg.VecVirtual) {
	switch len(acc) {
	case 5:
		s := o.five(acc)
		t := o.Vec()
		o.MovZ(Mem{Base: o.dj}, o.mask, t)
		o.Add(t, s, s)
		o.Mov(s, o.mask, Mem{Base: o.dj})
	case 2:
		s := o.pair(acc[0], acc[1])
		h := XMM()
		VEXTRACTF128(U8(1), s, h)
		VADDPD(h, s.AsX(), h)
		VADDPD(Mem{Base: o.dj}, h, h)
		VMOVUPD(h, Mem{Base: o.dj})
	default:
		s := acc[0]
		if o.Wide {
			h := YMM()
			VEXTRACTF64X4(U8(1), s, h)
			VADDPD(h, s.AsY(), s.AsY())
		}
		h, u := XMM(), XMM()
		VEXTRACTF128(U8(1), s.AsY(), h)
		VADDPD(h, s.AsX(), h)
		VPERMILPD(U8(1), h, u)
		VADDSD(u, h, h)
		VADDSD(Mem{Base: o.dj}, h, h)
		VMOVSD(h, Mem{Base: o.dj})
	}
}

// pair adds neighbours: the even lanes are of a, the odd ones of b.
func (o *outers) pair(a, b reg.VecVirtual) reg.VecVirtual {
	lo, hi := o.Vec(), o.Vec()
	VUNPCKLPD(b, a, lo)
	VUNPCKHPD(b, a, hi)
	o.Add(hi, lo, lo)
	return lo
}

// quarters adds pairs of quarters: the lower half is of a, the upper one of b.
func quarters(a, b reg.VecVirtual) reg.VecVirtual {
	even, odd := ZMM(), ZMM()
	VSHUFF64X2(U8(0x88), b, a, even)
	VSHUFF64X2(U8(0xdd), b, a, odd)
	VADDPD(odd, even, even)
	return even
}

// five returns the sums of five vectors in the lower lanes.
func (o *outers) five(a []reg.VecVirtual) reg.VecVirtual {
	last := o.pair(a[4], a[4])
	four := quarters(o.pair(a[0], a[1]), o.pair(a[2], a[3]))
	return quarters(four, quarters(last, last))
}
