// Command fft generates the passes of the Fourier transforms. An element of a batch of transforms is 128
// bytes: 64 of real parts, one in each lane, and 64 of imaginary parts. AVX2 takes it in two halves.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"flag"
	"fmt"
	"math"
	"os"
	"strings"

	"kernasm/isa"
)

const (
	part    = 64       // bytes of the real parts of an element
	element = 2 * part // bytes of an element
)

type (
	v = reg.VecVirtual
	// z is a complex number in each lane.
	z struct{ re, im v }
)

// gen writes complex arithmetic.
type gen struct {
	isa.ISA
	half int // bytes from the beginning of the part of an element in work
}

// halves calls f for each part of the elements.
func (g *gen) halves(f func()) {
	for g.half = 0; g.half < part; g.half += g.Width() {
		f()
	}
	g.half = 0
}

func (g *gen) op(ins func(...Op), a, b Op) v {
	d := g.Vec()
	ins(a, b, d)
	return d
}

func (g *gen) add(a, b z) z { return z{g.op(g.Add, b.re, a.re), g.op(g.Add, b.im, a.im)} }
func (g *gen) sub(a, b z) z { return z{g.op(g.Sub, b.re, a.re), g.op(g.Sub, b.im, a.im)} }

// addI is a + ib, subI is a - ib.
func (g *gen) addI(a, b z) z { return z{g.op(g.Sub, b.im, a.re), g.op(g.Add, b.re, a.im)} }
func (g *gen) subI(a, b z) z { return z{g.op(g.Add, b.im, a.re), g.op(g.Sub, b.re, a.im)} }

// mul is a·w, with the two numbers of w in memory.
func (g *gen) mul(a z, w Mem) z {
	wr, wi := g.Vec(), g.Vec()
	g.Bcast(w, wr)
	g.Bcast(w.Offset(g.Size()), wi)
	p := z{g.op(g.Mul, wi, a.im), g.op(g.Mul, wr, a.im)}
	g.FMSub231(wr, a.re, p.re) // re·wr - im·wi
	g.FMA231(wi, a.re, p.im)
	return p
}

// load reads an element of the batch.
func (g *gen) load(m Mem) z {
	e := z{g.Vec(), g.Vec()}
	g.Mov(m.Offset(g.half), e.re)
	g.Mov(m.Offset(g.half+part), e.im)
	return e
}

func (g *gen) store(e z, m Mem) {
	g.Mov(e.re, m.Offset(g.half))
	g.Mov(e.im, m.Offset(g.half+part))
}

// gather reads complex numbers of neighbouring columns from memory and separates their parts; the order
// of the lanes this leads to is undone by scatter.
func (g *gen) gather(m Mem) z {
	lo, hi := g.Vec(), g.Vec()
	g.Mov(m.Offset(2*g.half), lo)
	g.Mov(m.Offset(2*g.half+g.Width()), hi)
	e := z{g.Vec(), g.Vec()}
	if g.Double {
		VUNPCKLPD(hi, lo, e.re)
		VUNPCKHPD(hi, lo, e.im)
	} else {
		VSHUFPS(U8(0x88), hi, lo, e.re)
		VSHUFPS(U8(0xdd), hi, lo, e.im)
	}
	return e
}

// scatter writes scale times an element to memory, as pairs.
func (g *gen) scatter(e z, scale v, m Mem) {
	e = z{g.op(g.Mul, scale, e.re), g.op(g.Mul, scale, e.im)}
	lo, hi := g.Vec(), g.Vec()
	if g.Double {
		VUNPCKLPD(e.im, e.re, lo)
		VUNPCKHPD(e.im, e.re, hi)
	} else {
		VUNPCKLPS(e.im, e.re, lo)
		VUNPCKHPS(e.im, e.re, hi)
	}
	g.Mov(lo, m.Offset(2*g.half))
	g.Mov(hi, m.Offset(2*g.half+g.Width()))
}

// four is the transform of length 4.
func (g *gen) four(a, b, c, d z) (y0, y1, y2, y3 z) {
	s, u := g.add(a, c), g.sub(a, c)
	t, w := g.add(b, d), g.sub(b, d)
	return g.add(s, t), g.subI(u, w), g.sub(s, t), g.addI(u, w)
}

// at is the address of quarter i, step bytes apart.
func at(base, step, step3 reg.Register, i int) Mem {
	switch i {
	case 0:
		return Mem{Base: base}
	case 3:
		return Mem{Base: base, Index: step3, Scale: 1}
	}
	return Mem{Base: base, Index: step, Scale: uint8(i)}
}

// triple is three times r.
func triple(r reg.Register) reg.GPVirtual {
	t := GP64()
	LEAQ(Mem{Base: r, Index: r, Scale: 2}, t)
	return t
}

// three is the transform of length 3.
func (g *gen) three(e []z) []z {
	s, d := g.add(e[1], e[2]), g.sub(e[1], e[2])
	y0 := g.add(e[0], s)
	u := g.plus(e[0], s, g.number("half", -0.5))
	d = g.times(d, g.number("sin3", math.Sqrt(3)/2))
	return []z{y0, g.subI(u, d), g.addI(u, d)}
}

// five is the transform of length 5.
func (g *gen) five(e []z) []z {
	p, d := g.add(e[1], e[4]), g.sub(e[1], e[4])
	q, f := g.add(e[2], e[3]), g.sub(e[2], e[3])
	y0 := g.add(g.add(e[0], p), q)
	c1, c2 := g.number("cos5", math.Cos(2*math.Pi/5)), g.number("cos25", math.Cos(4*math.Pi/5))
	u := g.plus(g.plus(e[0], p, c1), q, c2)
	v := g.plus(g.plus(e[0], p, c2), q, c1)
	s1, s2 := g.number("sin5", math.Sin(2*math.Pi/5)), g.number("sin25", math.Sin(4*math.Pi/5))
	x, y := g.plus(g.times(d, s1), f, s2), g.minus(g.times(d, s2), f, s1)
	return []z{y0, g.subI(u, x), g.subI(v, y), g.addI(v, y), g.addI(u, x)}
}

// number is a constant in memory.
func (g *gen) number(name string, v float64) Mem {
	name = fmt.Sprintf("%sF%d", name, 8*g.Size())
	if m, ok := numbers[name]; ok {
		return m
	}
	if g.Double {
		numbers[name] = ConstData(name, F64(v))
	} else {
		numbers[name] = ConstData(name, F32(v))
	}
	return numbers[name]
}

var numbers = map[string]Mem{}

// constant is a number in all lanes.
func (g *gen) constant(m Mem) v {
	c := g.Vec()
	g.Bcast(m, c)
	return c
}

// times is c·a, plus a + c·b, minus a - c·b, for a number c in memory.
func (g *gen) times(a z, m Mem) z {
	c := g.constant(m)
	return z{g.op(g.Mul, c, a.re), g.op(g.Mul, c, a.im)}
}

func (g *gen) plus(a, b z, m Mem) z  { return g.fused(g.FMA231, a, b, m) }
func (g *gen) minus(a, b z, m Mem) z { return g.fused(g.FNMA231, a, b, m) }

func (g *gen) fused(ins func(...Op), a, b z, m Mem) z {
	c, d := g.constant(m), z{g.Vec(), g.Vec()}
	g.Mov(a.re, d.re)
	g.Mov(a.im, d.im)
	ins(c, b.re, d.re)
	ins(c, b.im, d.im)
	return d
}

// short is the transform of length 3, 4 or 5.
func (g *gen) short(e []z) []z {
	switch len(e) {
	case 3:
		return g.three(e)
	case 5:
		return g.five(e)
	}
	y0, y1, y2, y3 := g.four(e[0], e[1], e[2], e[3])
	return []z{y0, y1, y2, y3}
}

// butterfly transforms elements, multiplies all but the first by the twiddle factors at w, and stores them.
func (g *gen) butterfly(e []z, w reg.Register, x, step, step3 reg.Register) {
	for i, y := range g.short(e) {
		if i > 0 {
			y = g.mul(y, Mem{Base: w, Disp: 2 * (i - 1) * g.Size()})
		}
		g.store(y, at(x, step, step3, i))
	}
}

// pass is a pass of radix r over blocks of r·m elements, in place: elements j, j+m, j+2m, … become
// the inputs of transforms of length m, multiplied by the twiddle factors tw[j]. It takes n of the m values
// of j; there is more than one block only if n = m.
func pass(s isa.ISA, r int) {
	g := &gen{ISA: s}
	TEXT(s.Name(fmt.Sprintf("fftPass%dx", r)), NOSPLIT, "func(buf *byte, m, n, blocks int, tw *byte)")
	Pragma("noescape")
	x, m := Load(Param("buf"), GP64()), Load(Param("m"), GP64())
	blocks, tw := Load(Param("blocks"), GP64()), Load(Param("tw"), GP64())
	step := GP64()
	MOVQ(m, step)
	SHLQ(U8(7), step)
	step3 := triple(step)
	rest := GP64() // from the end of the first part of a block to the next block
	IMUL3Q(I8(int8(r-1)), step, rest)
	count, n, w := Load(Param("n"), GP64()), GP64(), GP64()
	Label("block")
	MOVQ(count, n)
	MOVQ(tw, w)
	Label("loop")
	g.halves(func() {
		var e []z
		for i := range r {
			e = append(e, g.load(at(x, step, step3, i)))
		}
		g.butterfly(e, w, x, step, step3)
	})
	ADDQ(I8(2*(r-1)*s.Size()), w)
	SUBQ(I32(-element), x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	ADDQ(rest, x)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// first is a pass over n of the m values of j in one block, read from rows of src, stride bytes apart.
func first(s isa.ISA, r int) {
	g := &gen{ISA: s}
	TEXT(s.Name(fmt.Sprintf("fftFirst%dx", r)), NOSPLIT, "func(buf *byte, m, n int, src *byte, stride int, tw *byte)")
	Pragma("noescape")
	x, m := Load(Param("buf"), GP64()), Load(Param("m"), GP64())
	n := Load(Param("n"), GP64())
	src, stride := Load(Param("src"), GP64()), Load(Param("stride"), GP64())
	w := Load(Param("tw"), GP64())
	step, rows := GP64(), GP64()
	MOVQ(m, step)
	SHLQ(U8(7), step)
	step3 := triple(step)
	MOVQ(m, rows)
	IMULQ(stride, rows)
	rows3 := triple(rows)
	Label("loop")
	g.halves(func() {
		var e []z
		for i := range r {
			e = append(e, g.gather(at(src, rows, rows3, i)))
		}
		g.butterfly(e, w, x, step, step3)
	})
	ADDQ(I8(2*(r-1)*s.Size()), w)
	SUBQ(I32(-element), x)
	ADDQ(stride, src)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// inner computes a transform of length 1, 2, 4 or 8 of an element each.
func (g *gen) inner(e []z, half Mem) []z {
	switch len(e) {
	case 1:
		return e
	case 2:
		return []z{g.add(e[0], e[1]), g.sub(e[0], e[1])}
	case 4:
		return g.short(e)
	}
	var s, d [4]z
	for i := range s {
		s[i], d[i] = g.add(e[i], e[4+i]), g.sub(e[i], e[4+i])
	}
	// d[i]·e^(-πi·i/4); for odd i that is √½ times a sum
	r := g.Vec()
	g.Bcast(half, r)
	turn := func(re, im v) z { return z{g.op(g.Mul, r, re), g.op(g.Mul, r, im)} }
	d1 := turn(g.op(g.Add, d[1].im, d[1].re), g.op(g.Sub, d[1].re, d[1].im)) // (1-i)/√2
	d3 := turn(g.op(g.Sub, d[3].re, d[3].im), g.op(g.Add, d[3].im, d[3].re)) // -(1+i)/√2, below
	// d2 is -i·d[2]; d3 has the real part right and the imaginary part negated
	y0, y2, y4, y6 := g.four(s[0], s[1], s[2], s[3])
	u, w := g.subI(d[0], d[2]), g.addI(d[0], d[2]) // d0 ± d2
	t := z{g.op(g.Add, d3.re, d1.re), g.op(g.Sub, d3.im, d1.im)}
	q := z{g.op(g.Sub, d3.re, d1.re), g.op(g.Add, d3.im, d1.im)}
	return []z{y0, g.add(u, t), y2, g.subI(w, q), y4, g.sub(u, t), y6, g.addI(w, q)}
}

// leaf computes the transforms of length size at the end, in place. The last argument points to √½.
func leaf(s isa.ISA, size int) {
	g := &gen{ISA: s}
	TEXT(s.Name("fftLeaf"+string(rune('0'+size))), NOSPLIT, "func(buf *byte, blocks int, half *byte)")
	Pragma("noescape")
	x, n, half := Load(Param("buf"), GP64()), Load(Param("blocks"), GP64()), Load(Param("half"), GP64())
	Label("loop")
	g.halves(func() {
		var e []z
		for i := range size {
			e = append(e, g.load(Mem{Base: x, Disp: element * i}))
		}
		for i, y := range g.inner(e, Mem{Base: half}) {
			g.store(y, Mem{Base: x, Disp: element * i})
		}
	})
	ADDQ(U32(element*size), x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// last is leaf with the outputs multiplied by scale, the first number at par, and written to the rows of
// dst, stride bytes apart, whose numbers are in the table rows; the second number at par is √½.
func last(s isa.ISA, size int) {
	g := &gen{ISA: s}
	TEXT(s.Name("fftLast"+string(rune('0'+size))), NOSPLIT, "func(dst *byte, stride int, buf *byte, blocks int, rows *int32, par *byte)")
	Pragma("noescape")
	dst, stride := Load(Param("dst"), GP64()), Load(Param("stride"), GP64())
	x, n := Load(Param("buf"), GP64()), Load(Param("blocks"), GP64())
	rows, par := Load(Param("rows"), GP64()), Load(Param("par"), GP64())
	to := GP64()
	Label("loop")
	g.halves(func() {
		var e []z
		for i := range size {
			e = append(e, g.load(Mem{Base: x, Disp: element * i}))
		}
		y := g.inner(e, Mem{Base: par, Disp: s.Size()})
		scale := g.Vec()
		g.Bcast(Mem{Base: par}, scale)
		for i := range y {
			MOVLQSX(Mem{Base: rows, Disp: 4 * i}, to)
			IMULQ(stride, to)
			g.scatter(y[i], scale, Mem{Base: dst, Index: to, Scale: 1})
		}
	})
	ADDQ(U32(element*size), x)
	ADDQ(U32(4*size), rows)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// The radices of passes, and the lengths of leaves, in place and to memory.
var (
	radices = []int{3, 4, 5}
	leaves  = []int{2, 4, 8}
	lasts   = []int{1, 2, 4, 8}
)

// table writes the Go source of the table of kernels for each level and kind of element.
func table(file string) error {
	var b strings.Builder
	b.WriteString("// Code generated by _asm/fft. DO NOT EDIT.\n\n//go:build !noasm\n\npackage kern\n\n")
	for _, s := range isa.All {
		fmt.Fprintf(&b, "var %s = fftSet{\n", s.Name("ffts"))
		for _, name := range []string{"Split", "Join", "Odd"} {
			fmt.Fprintf(&b, "\t%s: %s,\n", strings.ToLower(name), s.Name("fft"+name))
		}
		for _, f := range []struct {
			name, suffix string
			sizes        []int
		}{{"Pass", "x", radices}, {"First", "x", radices}, {"Leaf", "", leaves}, {"Last", "", lasts}} {
			most := f.sizes[len(f.sizes)-1]
			fmt.Fprintf(&b, "\t%s: [%d]fft%s{", strings.ToLower(f.name), most+1, f.name)
			for _, n := range f.sizes {
				fmt.Fprintf(&b, "%d: %s, ", n, s.Name(fmt.Sprintf("fft%s%d%s", f.name, n, f.suffix)))
			}
			b.WriteString("},\n")
		}
		narrow := isa.ISA{Double: s.Double}
		for _, f := range []string{"untranspose", "times", "accumulate"} {
			fmt.Fprintf(&b, "\t%s: %s,\n", f, narrow.Name(f))
		}
		b.WriteString("}\n\n")
	}
	return os.WriteFile(file, []byte(b.String()), 0o666)
}

func main() {
	tables := flag.String("table", "", "write the tables of kernels to this Go file")
	flag.Parse()
	ConstraintExpr("amd64,!noasm")
	for _, s := range isa.All {
		for _, r := range radices {
			pass(s, r)
			first(s, r)
		}
		for _, n := range leaves {
			leaf(s, n)
		}
		for _, n := range lasts {
			last(s, n)
		}
		odd(s)
		split(s)
		join(s)
		if !s.Wide {
			untranspose(s)
			pairs(s, "times", false)
			pairs(s, "accumulate", true)
		}
	}
	Generate()
	if err := table(*tables); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
