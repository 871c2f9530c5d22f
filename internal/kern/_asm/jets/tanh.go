package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// The blocks of a layer of kern.JetTanh.
const (
	blockH = iota
	blockHk
	blockHq
	blockK
	blockQ
	blockPk
	blockP
)

// tanhs is the generator of products whose sums go on through tanh while they are in registers.
type tanhs struct {
	affines
	one, three reg.Register // the distance of blocks, and three times that
	up, kappa  reg.Register // two blocks above the row; κ
	row        reg.Register // of the first block
	disp       int          // of the vector that is worked on
}

// tanhSteps are the steps of kern.JetTanh that begin with a product.
var tanhSteps = []func(isa.ISA){along, slope, turn, curve, home}

// tanhStep generates a kernel of a layer; y is its first block. row finishes a vector of sums s, with the
// value h and 1 − h².
func tanhStep(s isa.ISA, name string, row func(t *tanhs, s, h, slope reg.VecVirtual)) {
	TEXT(s.Name("jetTanh"+name), NOSPLIT, "func(y *byte, rows int, w *byte, rs, cs int, x *byte, k int, kappa *byte, blocks, stride, size int)")
	Pragma("noescape")
	t := &tanhs{affines: affines{ISA: s, from: "Zero", width: map[bool]int{true: 4, false: 2}[s.Wide]}}
	t.cs, t.k = arg("cs"), arg("k")
	t.w, t.p = newRows(Load(Param("rs"), GP64())), rows{stride: Load(Param("stride"), GP64())}
	t.finish = func(acc [5][]reg.VecVirtual, rows int) {
		t.row, t.kappa = t.y, GP64()
		MOVQ(arg("kappa"), t.kappa)
		t.each(rows, func(r int) {
			for v := range acc[r] {
				t.disp = v * t.Width()
				h, slope := t.load(blockH), s.Vec()
				s.Mov(constant(1), slope)
				s.FNMA231(h, h, slope)
				row(t, acc[r][v], h, slope)
			}
		})
	}
	t.blocks("y", "x", "kappa")
}

// each does something for each row of a tile, and moves on to the next.
func (t *tanhs) each(rows int, do func(r int)) {
	t.one, t.three, t.up = GP64(), GP64(), GP64()
	MOVQ(arg("size"), t.one)
	LEAQ(Mem{Base: t.one, Index: t.one, Scale: 2}, t.three)
	for r := range rows {
		LEAQ(Mem{Base: t.row, Index: t.one, Scale: 2}, t.up)
		do(r)
		ADDQ(t.p.stride, t.row)
	}
}

// at is the vector in a block.
func (t *tanhs) at(block int) Mem {
	m := Mem{Base: t.row, Disp: t.disp}
	switch block {
	case 1, 2, 4:
		m.Index, m.Scale = t.one, uint8(block)
	case 3, 6:
		m.Index, m.Scale = t.three, uint8(block/3)
	case 5:
		m.Base, m.Index, m.Scale = t.up, t.three, 1
	}
	return m
}

func (t *tanhs) load(block int) reg.VecVirtual {
	d := t.Vec()
	t.Mov(t.at(block), d)
	return d
}

// factor is κ.
func (t *tanhs) factor() Mem { return Mem{Base: t.kappa, Disp: t.disp} }

// along is a_k = s, h_k = (1 − h²)a_k.
func along(s isa.ISA) {
	tanhStep(s, "Along", func(t *tanhs, s, _, slope reg.VecVirtual) {
		t.Mov(s, t.at(blockK))
		t.Mul(s, slope, s)
		t.Mov(s, t.at(blockHk))
	})
}

// slope is P = (1 − h²)s.
func slope(s isa.ISA) {
	tanhStep(s, "Slope", func(t *tanhs, s, _, slope reg.VecVirtual) {
		t.Mul(s, slope, s)
		t.Mov(s, t.at(blockP))
	})
}

// turn is P_k = (1 − h²)s − 2h a_k P.
func turn(s isa.ISA) {
	tanhStep(s, "Turn", func(t *tanhs, s, h, slope reg.VecVirtual) {
		t.Mul(t.at(blockK), h, h)
		t.Mul(t.at(blockP), h, h)
		t.Add(h, h, h)
		t.Mul(s, slope, s)
		t.Sub(h, s, s)
		t.Mov(s, t.at(blockPk))
	})
}

// curve is a_q = s, h_q = (1 − h²)(a_q − 2κh a_k²), h_k = 2κh_k.
func curve(s isa.ISA) {
	tanhStep(s, "Curve", func(t *tanhs, s, h, slope reg.VecVirtual) {
		t.Mov(s, t.at(blockQ))
		k := t.load(blockK)
		t.Mul(k, k, k)
		t.Mul(t.factor(), k, k)
		t.Add(h, h, h)
		t.FNMA231(h, k, s)
		t.Mul(slope, s, s)
		t.Mov(s, t.at(blockHq))
		k = t.load(blockHk)
		t.Mul(t.factor(), k, k)
		t.Add(k, k, k)
		t.Mov(k, t.at(blockHk))
	})
}

// home is e = (1 − h²)s − 2[P(h a_q + κa_k²(1 + h²)) + 2κh a_k P_k], where a_q was.
func home(s isa.ISA) {
	tanhStep(s, "Home", func(t *tanhs, s, h, slope reg.VecVirtual) {
		k, x := t.load(blockK), t.Vec()
		t.Mul(t.factor(), k, x) // κa_k
		t.Mul(x, k, k)
		t.Mul(s, slope, s)
		t.Mov(constant(1), slope)
		t.FMA231(h, h, slope)
		t.Mul(slope, k, k)
		t.FMA231(t.at(blockQ), h, k)
		t.Mul(t.at(blockP), k, k)
		t.Mul(h, x, x)
		t.Add(x, x, x)
		t.FMA231(t.at(blockPk), x, k)
		t.Add(k, k, k)
		t.Sub(k, s, s)
		t.Mov(s, t.at(blockQ))
	})
}
