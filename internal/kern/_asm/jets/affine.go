package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// affines is the generator of y[j][p] = b[j] + Σ_i w[j][i]·x[i][p], with b[j], or 0, or y[j][p] to begin with.
type affines struct {
	isa.ISA
	from      string
	width     int  // vectors of points at once
	w, p      rows // of w, and of x and y
	cs, k     Op
	y, x      reg.Register
	wp, b     reg.Register
	i, xi, w0 reg.Register // number, row of x and column of w in a sum

	finish func(acc [5][]reg.VecVirtual, rows int) // what is done with the sums; it moves y on; nil: they are stored
}

// affine computes rows × blocks tiles of columns. Distances are in bytes.
func affine(s isa.ISA, from string) {
	TEXT(s.Name("jet"+from), NOSPLIT, "func(y *byte, rows int, w *byte, rs, cs int, x *byte, k int, b *byte, blocks, stride int)")
	Pragma("noescape")
	a := &affines{ISA: s, from: from, width: map[bool]int{true: 4, false: 2}[s.Wide]}
	a.cs, a.k = Load(Param("cs"), GP64()), Load(Param("k"), GP64())
	a.w, a.p = newRows(Load(Param("rs"), GP64())), newRows(Load(Param("stride"), GP64()))
	a.blocks("y", "x")
}

// blocks computes all tiles of one block of columns after the other; those arguments move on.
func (a *affines) blocks(moving ...string) {
	a.y, a.x, a.wp, a.b = GP64(), GP64(), GP64(), GP64()
	a.i, a.xi, a.w0 = GP64(), GP64(), GP64()
	left := GP64()
	Label("block")
	MOVQ(arg("y"), a.y)
	MOVQ(arg("x"), a.x)
	MOVQ(arg("w"), a.wp)
	if a.from == "Bias" {
		MOVQ(arg("b"), a.b)
	}
	MOVQ(arg("rows"), left)
	Label("five")
	SUBQ(U8(5), left)
	JL(LabelRef("rest"))
	a.tile(5)
	JMP(LabelRef("five"))
	Label("rest")
	ADDQ(U8(5), left)
	JZ(LabelRef("done"))
	Label("one")
	a.tile(1)
	DECQ(left)
	JNZ(LabelRef("one"))
	Label("done")
	for _, name := range moving {
		ADDQ(U32(a.width*a.Width()), arg(name))
	}
	DECQ(arg("blocks"))
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// tile computes some rows of a block and moves on to the next.
func (a *affines) tile(rows int) {
	acc := a.begin(rows)
	MOVQ(a.k, a.i)
	MOVQ(a.x, a.xi)
	MOVQ(a.wp, a.w0)
	loop := fmt.Sprintf("sum%d", rows)
	Label(loop)
	x := vectors(a.ISA, a.width)
	for v := range x {
		a.Mov(Mem{Base: a.xi, Disp: v * a.Width()}, x[v])
	}
	for r := range rows {
		w := a.Vec()
		a.Bcast(a.w.at(a.w0, r, 0), w)
		for v := range x {
			a.FMA231(w, x[v], acc[r][v])
		}
	}
	ADDQ(a.cs, a.w0)
	ADDQ(a.p.stride, a.xi)
	DECQ(a.i)
	JNZ(LabelRef(loop))
	a.w.skip(a.wp, rows)
	if a.finish != nil {
		a.finish(acc, rows)
		return
	}
	for r := range rows {
		for v := range acc[r] {
			a.Mov(acc[r][v], a.p.at(a.y, r, v*a.Width()))
		}
	}
	a.p.skip(a.y, rows)
	if a.from == "Bias" {
		ADDQ(U8(8*rows), a.b)
	}
}

// begin sets the sums to what they begin with.
func (a *affines) begin(rows int) (acc [5][]reg.VecVirtual) {
	for r := range rows {
		acc[r] = vectors(a.ISA, a.width)
		for v, d := range acc[r] {
			switch {
			case a.from == "Zero":
				a.Mov(constant(0), d)
			case a.from == "Sum":
				a.Mov(a.p.at(a.y, r, v*a.Width()), d)
			case v == 0:
				a.Bcast(Mem{Base: a.b, Disp: 8 * r}, d)
			default:
				a.Mov(acc[r][0], d)
			}
		}
	}
	return acc
}
