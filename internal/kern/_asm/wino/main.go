// Command wino generates the linear maps between small squares of pixels that Winograd's convolution is
// made of. A map is described by what it does along one axis, and applied to both.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// Offsets of the fields of winoArgs, which a test in package kern compares with the Go struct.
const (
	argSrc, argSrcRow, argSrcCol, argSrcTile = 0, 8, 16, 24
	argDst, argDstRow, argDstCol, argDstTile = 32, 40, 48, 56
	argN, argTiles, argLanes, argBias        = 64, 72, 80, 88
)

// square is a map from squares of in × in to squares of out × out vectors.
type square struct {
	isa.ISA
	name     string
	in, out  int
	parts    []part
	toImage  bool // dst is an image, whose channels end somewhere; otherwise src is, and dst is padded
	add      bool // add to dst
	bias     bool // add a vector for each channel
	arg      reg.GPVirtual
	src, dst reg.GPVirtual
	s, d     strides
	b        reg.GPVirtual
	tail     bool // at the last, incomplete vector
	km       reg.OpmaskVirtual
	c        map[float64]Op
	bv       reg.VecVirtual
}

// part computes some elements of the result along one axis, which share intermediate values.
type part struct {
	rows []int
	sums func(k *square, x vector) []reg.VecVirtual
}

// vector gives the elements of an argument: read for looking at, fresh for overwriting.
type vector struct{ read, fresh func(i int) reg.VecVirtual }

// strides are multiples of a distance in registers, to address six things in a row.
type strides [6]reg.GPVirtual

func (k *square) field(off int) Mem { return Mem{Base: k.arg, Disp: off} }

func (k *square) get(off int) reg.GPVirtual {
	r := GP64()
	MOVQ(k.field(off), r)
	return r
}

func (k *square) multiples(off, n int) (s strides) {
	s[1] = k.get(off)
	if n > 3 {
		s[3] = GP64()
		LEAQ(Mem{Base: s[1], Index: s[1], Scale: 2}, s[3])
	}
	if n > 5 {
		s[5] = GP64()
		LEAQ(Mem{Base: s[1], Index: s[1], Scale: 4}, s[5])
	}
	return s
}

func (s strides) at(base reg.GPVirtual, i int) Mem {
	switch i {
	case 0:
		return Mem{Base: base}
	case 2, 4:
		return Mem{Base: base, Index: s[1], Scale: uint8(i)}
	}
	return Mem{Base: base, Index: s[i], Scale: 1}
}

func (k *square) generate() {
	TEXT(k.Name(k.name), NOSPLIT, "func(p *byte)")
	Pragma("noescape")
	k.arg = Load(Param("p"), GP64()).(reg.GPVirtual)
	k.s, k.d = k.multiples(argSrcRow, k.in), k.multiples(argDstCol, k.out)
	k.constants()
	if k.Wide {
		k.setMask()
	}
	Label("tile")
	k.src, k.dst = k.get(argSrc), k.get(argDst)
	if k.bias {
		k.b = k.get(argBias)
	}
	n := k.get(argN)
	SUBQ(U8(k.Lanes()), n)
	JL(LabelRef("rest"))
	Label("channels")
	k.body()
	for _, p := range []reg.GPVirtual{k.src, k.dst, k.b} {
		if p != nil {
			ADDQ(U8(k.Width()), p)
		}
	}
	SUBQ(U8(k.Lanes()), n)
	JGE(LabelRef("channels"))
	Label("rest")
	ADDQ(U8(k.Lanes()), n)
	JZ(LabelRef("next"))
	k.tail = true
	k.body()
	Label("next")
	for _, p := range [][2]int{{argSrc, argSrcTile}, {argDst, argDstTile}} {
		r := k.get(p[1])
		ADDQ(r, k.field(p[0]))
	}
	DECQ(k.field(argTiles))
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// setMask covers the last, incomplete vector.
func (k *square) setMask() {
	m, n := GP64(), k.get(argN)
	ANDQ(U8(k.Lanes()-1), n)
	MOVQ(I32(-1), m)
	BZHIQ(n, m, m)
	k.km = K()
	KMOVW(m.As32(), k.km)
}

// mask loads the mask of the incomplete vector.
func (k *square) mask() reg.VecVirtual {
	p, v := GP64(), YMM()
	MOVQ(k.field(argLanes), p)
	VMOVUPS(Mem{Base: p}, v)
	return v
}

// fetch loads a vector; image says that only the channels there are may be touched.
func (k *square) fetch(m Mem, image bool) reg.VecVirtual {
	v := k.Vec()
	switch {
	case !image || !k.tail:
		k.Mov(m, v)
	case k.Wide:
		k.MovZ(m, k.km, v)
	default:
		v = k.mask()
		k.MaskMov(m, v, v)
	}
	return v
}

func (k *square) put(v reg.VecVirtual, m Mem) {
	if k.bias {
		k.Add(k.bv, v, v)
	}
	if k.add {
		k.Add(k.fetch(m, true), v, v)
	}
	switch {
	case !k.toImage || !k.tail:
		k.Mov(v, m)
	case k.Wide:
		k.Mov(v, k.km, m)
	default:
		k.MaskMov(v, k.mask(), m)
	}
}

// body maps one vector of channels: along the columns of the source, then along its rows.
func (k *square) body() {
	if k.bias && k.Wide {
		k.bv = k.fetch(Mem{Base: k.b}, false)
	}
	for _, p := range k.parts {
		rows := make([][]reg.VecVirtual, len(p.rows))
		col := GP64()
		MOVQ(k.src, col)
		for j := range k.in {
			if j > 0 {
				ADDQ(k.field(argSrcCol), col)
			}
			load := func(i int) reg.VecVirtual { return k.fetch(k.s.at(col, i), !k.toImage) }
			for r, v := range p.sums(k, vector{load, load}) {
				rows[r] = append(rows[r], v)
			}
		}
		for r, v := range rows {
			k.row(p.rows[r], v)
		}
	}
}

// row maps along a row, which is in registers, and writes row i of the result.
func (k *square) row(i int, v []reg.VecVirtual) {
	at := GP64()
	MOVQ(k.field(argDstRow), at)
	IMUL3Q(U8(i), at, at)
	ADDQ(k.dst, at)
	if k.bias && !k.Wide {
		k.bv = k.fetch(Mem{Base: k.b}, false)
	}
	x := vector{
		func(i int) reg.VecVirtual { return v[i] },
		func(i int) reg.VecVirtual { c := k.Vec(); k.Mov(v[i], c); return c },
	}
	for _, p := range k.parts {
		for r, s := range p.sums(k, x) {
			k.put(s, k.d.at(at, p.rows[r]))
		}
	}
}

// constants puts those the map needs where the instructions can take them from.
func (k *square) constants() {
	if k.c = map[float64]Op{}; !k.Wide {
		for i, v := range numbers {
			k.c[v] = table[k.Double].Offset(32 * i)
		}
		return
	}
	used := map[float64]bool{}
	for _, v := range needs[k.name] {
		if !used[v] {
			r := k.Vec()
			k.Bcast(table[k.Double].Offset(32*place(v)), r)
			k.c[v], used[v] = r, true
		}
	}
}

func place(v float64) int {
	for i, w := range numbers {
		if v == w {
			return i
		}
	}
	panic("no such constant")
}

// plus sets y to y + c·x.
func (k *square) plus(y reg.VecVirtual, c float64, x reg.VecVirtual) { k.FMA231(k.c[c], x, y) }

// minus sets y to y - c·x.
func (k *square) minus(y reg.VecVirtual, c float64, x reg.VecVirtual) { k.FNMA231(k.c[c], x, y) }

func (k *square) copy(x reg.VecVirtual) reg.VecVirtual {
	y := k.Vec()
	k.Mov(x, y)
	return y
}

// pair returns e + c·o and e - c·o; it overwrites e.
func (k *square) pair(e reg.VecVirtual, c float64, o reg.VecVirtual) []reg.VecVirtual {
	m := k.copy(e)
	k.minus(m, c, o)
	k.plus(e, c, o)
	return []reg.VecVirtual{e, m}
}

var table = map[bool]Mem{}

func tables() {
	for _, double := range []bool{false, true} {
		s := isa.ISA{Double: double}
		table[double] = GLOBL(s.Name("winoNumbers"), 8|16) // NOPTR, RODATA
		for i, v := range numbers {
			w := math.Float64bits(v)
			if !double {
				w = uint64(math.Float32bits(float32(v))) * (1 + 1<<32)
			}
			for j := range 4 {
				DATA(32*i+8*j, U64(w))
			}
		}
	}
}

func main() {
	ConstraintExpr("amd64,!noasm")
	tables()
	for _, s := range isa.All {
		for _, k := range []square{
			{name: "winoInput", in: 6, out: 6, parts: input},
			{name: "winoOutput", in: 6, out: 4, parts: output, toImage: true, bias: true},
			{name: "winoOutputAdd", in: 6, out: 4, parts: output, toImage: true, bias: true, add: true},
			{name: "winoOutputGrad", in: 4, out: 6, parts: outputGrad},
			{name: "winoFilter", in: 3, out: 6, parts: filter},
			{name: "winoFilterGrad", in: 6, out: 3, parts: filterGrad, toImage: true, add: true},
		} {
			k.ISA = s
			k.generate()
		}
	}
	Generate()
}
