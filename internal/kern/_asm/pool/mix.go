package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// mix moves pixels of c channels along a row, by tables with two entries for each of n pixels: places, in
// bytes, and weights. Gathering computes
//
//	dst_j = w_2j·src[p_2j] + w_2j+1·src[p_2j+1],
//
// or adds that to dst_j; scattering, its adjoint, adds w_2j·src_j to dst[p_2j] and w_2j+1·src_j to
// dst[p_2j+1].
type mix struct {
	isa.ISA
	name         string
	scatter, add bool
	mask         Op // of the channels beyond whole vectors, or nil
	w            [2]reg.VecVirtual
	far          [2]reg.GPVirtual // the two pixels
	near         reg.Register     // the one pixel
	c            reg.GPVirtual    // offset of the channels in work
}

func (k *mix) generate() {
	TEXT(k.Name(k.name), NOSPLIT, "func(dst, src *byte, n, c int, places *int32, weights, lanes *byte)")
	Pragma("noescape")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	places, weights := Load(Param("places"), GP64()), Load(Param("weights"), GP64())
	lanes := Load(Param("lanes"), GP64())
	base := src
	k.near = dst
	if k.scatter {
		base, k.near = dst, src
	}
	k.c = GP64()
	n := GP64()
	Label("pixel")
	for i := range k.far {
		k.far[i], k.w[i] = GP64(), k.Vec()
		MOVLQSX(Mem{Base: places, Disp: 4 * i}, k.far[i])
		ADDQ(base, k.far[i])
		k.Bcast(Mem{Base: weights, Disp: i * k.Size()}, k.w[i])
	}
	XORQ(k.c, k.c)
	Load(Param("c"), n)
	SUBQ(U8(k.Lanes()), n)
	JL(LabelRef("rest"))
	Label("channels")
	k.body()
	ADDQ(U8(k.Width()), k.c)
	SUBQ(U8(k.Lanes()), n)
	JGE(LabelRef("channels"))
	Label("rest")
	ADDQ(U8(k.Lanes()), n)
	JZ(LabelRef("next"))
	k.setMask(n, lanes)
	k.body()
	k.mask = nil
	Label("next")
	ADDQ(U8(8), places)
	ADDQ(U8(2*k.Size()), weights)
	Load(Param("c"), n)
	LEAQ(Mem{Base: k.near, Index: n, Scale: uint8(k.Size())}, k.near)
	left := NewParamAddr("n", 16)
	DECQ(left)
	JNZ(LabelRef("pixel"))
	VZEROUPPER()
	RET()
}

// setMask covers n elements; lanes points to where ones end and zeros begin.
func (k *mix) setMask(n reg.GPVirtual, lanes Op) {
	if k.Wide {
		m, km := GP64(), K()
		MOVQ(I32(-1), m)
		BZHIQ(n, m, m)
		KMOVW(m.As32(), km)
		k.mask = km
		return
	}
	t, y := GP64(), YMM()
	MOVQ(lanes, t)
	for range k.Size() {
		SUBQ(n, t)
	}
	VMOVUPS(Mem{Base: t}, y)
	k.mask = y
}

func (k *mix) at(base reg.Register) Mem { return Mem{Base: base, Index: k.c, Scale: 1} }

func (k *mix) load(base reg.Register) reg.VecVirtual {
	v := k.Vec()
	switch m := k.at(base); {
	case k.mask == nil:
		k.Mov(m, v)
	case k.Wide:
		k.MovZ(m, k.mask, v)
	default:
		k.MaskMov(m, k.mask, v)
	}
	return v
}

func (k *mix) save(v Op, base reg.Register) {
	switch m := k.at(base); {
	case k.mask == nil:
		k.Mov(v, m)
	case k.Wide:
		k.Mov(v, k.mask, m)
	default:
		k.MaskMov(v, k.mask, m)
	}
}

// body moves a vector of channels.
func (k *mix) body() {
	if k.scatter {
		s := k.load(k.near)
		for i, f := range k.far { // in this order: they may be the same pixel
			d := k.load(f)
			k.FMA231(k.w[i], s, d)
			k.save(d, f)
		}
		return
	}
	a, b := k.load(k.far[0]), k.load(k.far[1])
	k.Mul(k.w[0], a, a)
	k.FMA231(k.w[1], b, a)
	if k.add {
		k.Add(k.load(k.near), a, a)
	}
	k.save(a, k.near)
}

func mixes(s isa.ISA) {
	(&mix{ISA: s, name: "mixRow"}).generate()
	(&mix{ISA: s, name: "mixRowAdd", add: true}).generate()
	(&mix{ISA: s, name: "spreadRow", scatter: true}).generate()
}
