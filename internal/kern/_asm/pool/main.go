// Command pool generates the kernels that go through images pixel by pixel: max pooling in single precision,
// and interpolation along rows.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// Offsets of the fields of poolArgs, which a test in package kern compares with the Go struct.
const (
	argX, argY, argArg        = 0, 8, 16
	argPixels, argStep        = 24, 32 // output pixels, and the distance of their windows
	argC                      = 40     // channels
	argKH, argKW              = 48, 56
	argPixel, argRow          = 64, 72 // the distance of pixels and of rows, less a row of the window
	argAt, argNext, argAtStep = 80, 88, 96
	argLanes                  = 104
)

// maxRow computes a row of output pixels, whose windows lie inside of the image, and where in the image
// the maxima are: at is the index of the first pixel of the first window, next leads from the end of a
// row of a window to its next row.
type maxRow struct {
	isa.ISA
	arg               reg.GPVirtual
	best              reg.VecVirtual
	where, here, unit reg.VecVirtual
	mask              Op // of the channels beyond whole vectors, or nil
}

func (k *maxRow) at(off int) Mem { return Mem{Base: k.arg, Disp: off} }

func (k *maxRow) get(off int) reg.GPVirtual {
	r := GP64()
	MOVQ(k.at(off), r)
	return r
}

func (k *maxRow) generate() {
	TEXT("maxRow"+k.Set(), NOSPLIT, "func(p *byte)")
	Pragma("noescape")
	k.arg = Load(Param("p"), GP64()).(reg.GPVirtual)
	one := GP64()
	MOVQ(U32(1), one)
	k.unit = k.fill(one)
	x, y, where, at := k.get(argX), k.get(argY), k.get(argArg), k.get(argAt)
	Label("pixel")
	c, n := GP64(), k.get(argC)
	XORQ(c, c)
	SUBQ(U8(k.Lanes()), n)
	JL(LabelRef("rest"))
	Label("channels")
	k.window("", x, y, where, at, c)
	ADDQ(U8(k.Width()), c)
	SUBQ(U8(k.Lanes()), n)
	JGE(LabelRef("channels"))
	Label("rest")
	ADDQ(U8(k.Lanes()), n)
	JZ(LabelRef("next"))
	k.setMask(n)
	k.window("tail", x, y, where, at, c)
	k.mask = nil
	Label("next")
	n = k.get(argC)
	LEAQ(Mem{Base: y, Index: n, Scale: 4}, y)
	LEAQ(Mem{Base: where, Index: n, Scale: 4}, where)
	ADDQ(k.at(argStep), x)
	ADDQ(k.at(argAtStep), at)
	DECQ(k.at(argPixels))
	JNZ(LabelRef("pixel"))
	VZEROUPPER()
	RET()
}

// fill broadcasts an integer.
func (k *maxRow) fill(r reg.GPVirtual) reg.VecVirtual {
	v, x := k.Vec(), XMM()
	VMOVD(r.As32(), x)
	VPBROADCASTD(x, v)
	return v
}

func (k *maxRow) setMask(n reg.GPVirtual) {
	if k.Wide {
		m, km := GP64(), K()
		MOVQ(I32(-1), m)
		BZHIQ(n, m, m)
		KMOVW(m.As32(), km)
		k.mask = km
		return
	}
	t, y := k.get(argLanes), YMM() // the table of masks: ones end where zeros begin, at 32
	SHLQ(U8(2), n)
	SUBQ(n, t)
	VMOVUPS(Mem{Base: t}, y)
	k.mask = y
}

func (k *maxRow) load(m Mem) reg.VecVirtual {
	v := k.Vec()
	switch {
	case k.mask == nil:
		k.Mov(m, v)
	case k.Wide:
		k.MovZ(m, k.mask, v)
	default:
		k.MaskMov(m, k.mask, v)
	}
	return v
}

func (k *maxRow) save(v Op, m Mem) {
	switch {
	case k.mask == nil:
		k.Mov(v, m)
	case k.Wide:
		k.Mov(v, k.mask, m)
	default:
		k.MaskMov(v, k.mask, m)
	}
}

// window computes the maxima over one window in the channels at offset c.
func (k *maxRow) window(suffix string, x, y, where, at, c Op) {
	base := GP64()
	MOVQ(x, base)
	ADDQ(c, base)
	k.best = k.load(Mem{Base: base})
	k.here = k.fill(at.(reg.GPVirtual))
	k.where = k.Vec()
	k.Mov(k.here, k.where)
	kh := k.get(argKH)
	next := k.fill(k.get(argNext))
	Label("row" + suffix)
	kw := k.get(argKW)
	Label("column" + suffix)
	k.compare(k.load(Mem{Base: base}))
	k.addInts(k.unit)
	ADDQ(k.at(argPixel), base)
	DECQ(kw)
	JNZ(LabelRef("column" + suffix))
	ADDQ(k.at(argRow), base)
	k.addInts(next)
	DECQ(kh)
	JNZ(LabelRef("row" + suffix))
	k.save(k.best, Mem{Base: y.(reg.Register), Index: c.(reg.Register), Scale: 1})
	k.save(k.where, Mem{Base: where.(reg.Register), Index: c.(reg.Register), Scale: 1})
}

func (k *maxRow) addInts(v Op) { VPADDD(v, k.here, k.here) }

// compare takes over v where it is larger, or not a number, unless the maximum is not a number already.
func (k *maxRow) compare(v reg.VecVirtual) {
	const nle, ord = 0x16, 0x07 // not less or equal, or not ordered; ordered
	if k.Wide {
		m, o := K(), K()
		VCMPPS(U8(nle), k.best, v, m)
		VCMPPS(U8(ord), k.best, k.best, o)
		KANDW(o, m, m)
		VMOVAPS(v, m, k.best)
		VMOVDQA32(k.here, m, k.where)
		return
	}
	m, o := YMM(), YMM()
	VCMPPS(U8(nle), k.best, v, m)
	VCMPPS(U8(ord), k.best, k.best, o)
	VANDPS(o, m, m)
	VBLENDVPS(m, v, k.best, k.best)
	VBLENDVPS(m, k.here, k.where, k.where)
}

func main() {
	ConstraintExpr("amd64,!noasm")
	(&maxRow{ISA: isa.ISA{Wide: true}}).generate()
	(&maxRow{ISA: isa.ISA{}}).generate()
	for _, s := range isa.All {
		mixes(s)
	}
	Generate()
}
