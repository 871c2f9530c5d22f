package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// The constants, each in eight lanes.
var values = []float64{0, 1, -2, 6}

func constants() {
	GLOBL("jetConst", attr.RODATA|attr.NOPTR)
	for i, v := range values {
		for k := range 8 {
			DATA(64*i+8*k, U64(math.Float64bits(v)))
		}
	}
}

func constant(v float64) Mem {
	for i := range values {
		if values[i] == v {
			return NewDataAddr(Symbol{Name: "jetConst", Static: true}, 64*i)
		}
	}
	panic("no such constant")
}

// chains is the generator of the chain rule. What it does for channels is a list of numbers that the kernel
// reads for every two vectors: for each channel its place, the number of squares and of products, their places.
// Places are in bytes.
type chains struct {
	isa.ISA
	tanh       bool
	times      int
	s          [4]reg.Register // where ρ, ρ′, ρ″ and ρ‴ are
	v          [4]bundle
	p          reg.Register // in the list
	left, many reg.Register
	at, i, j   reg.Register
}

// bundle are vectors of neighbours.
type bundle []reg.VecVirtual

func newChains(s isa.ISA, name string, tanh bool) *chains {
	c := &chains{ISA: s, tanh: tanh, times: map[bool]int{true: 2, false: 1}[s.Wide]}
	name = "jet" + name
	if tanh {
		name += "Tanh"
	}
	TEXT(s.Name(name), NOSPLIT, "func(e, dy, a, s0, s1, s2, s3, list *byte, channels, n int)")
	Pragma("noescape")
	c.p, c.left, c.many, c.at, c.i, c.j = GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
	return c
}

func (c *chains) new() bundle { return vectors(c.ISA, c.times) }

func (c *chains) mem(p, at reg.Register, k int) Mem {
	m := Mem{Base: p, Disp: k * c.Width()}
	if at != nil {
		m.Index, m.Scale = at, 1
	}
	return m
}

func (c *chains) load(p, at reg.Register) bundle {
	b := c.new()
	for k := range b {
		c.Mov(c.mem(p, at, k), b[k])
	}
	return b
}

func (c *chains) store(b bundle, p, at reg.Register) {
	for k := range b {
		c.Mov(b[k], c.mem(p, at, k))
	}
}

// mul is a·b, where b is a bundle or a constant.
func (c *chains) mul(a bundle, b any) bundle {
	d := c.new()
	for k := range d {
		c.Mul(operand(b, k), a[k], d[k])
	}
	return d
}

func operand(b any, k int) Op {
	if b, ok := b.(bundle); ok {
		return b[k]
	}
	return b.(Mem)
}

// add adds a·b to s.
func (c *chains) add(s, a bundle, b any) {
	for k := range s {
		c.FMA231(operand(b, k), a[k], s[k])
	}
}

func (c *chains) clear() bundle { return zeros(c.ISA, c.times) }

// slopes prepares ρ′ and ρ″: of tanh they are 1 − h² and −2h(1 − h²).
func (c *chains) slopes() {
	if !c.tanh {
		c.v[1], c.v[2] = c.load(c.s[1], nil), c.load(c.s[2], nil)
		return
	}
	h, one := c.load(c.s[0], nil), c.new()
	for k := range one {
		c.Mov(constant(1), one[k])
		c.FNMA231(h[k], h[k], one[k])
	}
	c.v[1] = one
	c.v[2] = c.mul(c.mul(h, one), constant(-2))
}

// third is ρ‴: of tanh it is ρ′(6h² − 2).
func (c *chains) third() bundle {
	if !c.tanh {
		return c.load(c.s[3], nil)
	}
	h := c.load(c.s[0], nil)
	t := c.mul(h, constant(6))
	for k := range t {
		c.FMA213(constant(-2), h[k], t[k])
	}
	return c.mul(t, c.v[1])
}

// pointers loads those arguments, by name.
func pointers(names ...string) (p []reg.Register) {
	for _, n := range names {
		p = append(p, Load(Param(n), GP64()))
	}
	return p
}

// each repeats body for every bundle; the pointers move on.
func (c *chains) each(p []reg.Register, body func()) {
	Label("bundle")
	body()
	for _, r := range p {
		ADDQ(U32(c.times*c.Width()), r)
	}
	SUBQ(U32(c.times*c.Lanes()), arg("n"))
	JG(LabelRef("bundle"))
	VZEROUPPER()
	RET()
}

// channels repeats body for every channel of the list; body reads what follows its place.
func (c *chains) channels(body func()) {
	MOVQ(arg("list"), c.p)
	MOVQ(arg("channels"), c.left)
	TESTQ(c.left, c.left)
	JZ(LabelRef("channels"))
	Label("channel")
	c.next(c.at)
	body()
	DECQ(c.left)
	JNZ(LabelRef("channel"))
	Label("channels")
}

// next reads a number of the list.
func (c *chains) next(r reg.Register) {
	MOVQ(Mem{Base: c.p}, r)
	ADDQ(U8(8), c.p)
}

// repeat reads a number and repeats body as often.
func (c *chains) repeat(name string, body func()) {
	c.next(c.many)
	TESTQ(c.many, c.many)
	JZ(LabelRef("no" + name))
	Label(name)
	body()
	DECQ(c.many)
	JNZ(LabelRef(name))
	Label("no" + name)
}

// chain is e_c = ρ′a_c + ρ″Σ a_i a_j for every channel c but the first. e is y; dy is not used.
func chain(s isa.ISA, tanh bool) {
	c := newChains(s, "Chain", tanh)
	p := pointers("e", "a")
	y, a := p[0], p[1]
	p = c.sources(p, 2)
	c.each(p, func() {
		c.slopes()
		c.channels(func() {
			q := c.clear()
			c.repeat("square", func() {
				c.next(c.i)
				x := c.load(a, c.i)
				c.add(q, x, x)
			})
			c.repeat("product", func() {
				c.next(c.i)
				c.next(c.j)
				c.add(q, c.load(a, c.i), c.load(a, c.j))
			})
			d := c.mul(c.load(a, c.at), c.v[1])
			c.add(d, c.v[2], q)
			c.store(d, y, c.at)
		})
	})
}

// sources loads where the values of ρ, or its derivatives up to the order, are.
func (c *chains) sources(p []reg.Register, order int) []reg.Register {
	if c.tanh {
		c.s[0] = Load(Param("s0"), GP64())
		return append(p, c.s[0])
	}
	for k, n := range []string{"s1", "s2", "s3"}[:order] {
		c.s[k+1] = Load(Param(n), GP64())
		p = append(p, c.s[k+1])
	}
	return p
}

// chainBack is the gradient e in a of Σ g·y where y is what chain makes of a: e_c = ρ′g_c for all channels, and then
//
//	e_i += ρ″g_c a_j, e_j += ρ″g_c a_i,   e_0 += ρ″Σ g_c a_c + ρ‴Σ g_c Σ a_i a_j
//
// e may be g.
func chainBack(s isa.ISA, tanh bool) {
	c := newChains(s, "ChainBack", tanh)
	p := pointers("e", "dy", "a")
	e, g, a := p[0], p[1], p[2]
	p = c.sources(p, 3)
	c.each(p, func() {
		c.slopes()
		t, u := c.clear(), c.clear()
		c.channels(func() {
			gc := c.load(g, c.at)
			c.add(t, gc, c.load(a, c.at))
			c.store(c.mul(gc, c.v[1]), e, c.at)
			w, q := c.mul(gc, c.v[2]), c.clear()
			c.repeat("square", func() {
				c.next(c.i)
				x := c.load(a, c.i)
				c.add(q, x, x)
				z := c.load(e, c.i)
				c.add(z, w, x)
				c.add(z, w, x)
				c.store(z, e, c.i)
			})
			c.repeat("product", func() {
				c.next(c.i)
				c.next(c.j)
				x, y := c.load(a, c.i), c.load(a, c.j)
				c.add(q, x, y)
				z := c.load(e, c.i)
				c.add(z, w, y)
				c.store(z, e, c.i)
				z = c.load(e, c.j)
				c.add(z, w, x)
				c.store(z, e, c.j)
			})
			c.add(u, gc, q)
		})
		d := c.mul(c.load(g, nil), c.v[1])
		c.add(d, t, c.v[2])
		c.add(d, u, c.third())
		c.store(d, e, nil)
	})
}

// value is chainBack of tanh for the value alone: e = ρ′g.
func value(s isa.ISA) {
	c := &chains{ISA: s, tanh: true, times: map[bool]int{true: 4, false: 2}[s.Wide]}
	TEXT(s.Name("jetValueBackTanh"), NOSPLIT, "func(e, dy, s0 *byte, n int)")
	Pragma("noescape")
	p := pointers("e", "dy", "s0")
	c.each(p, func() {
		h, one := c.load(p[2], nil), c.new()
		for k := range one {
			c.Mov(constant(1), one[k])
			c.FNMA231(h[k], h[k], one[k])
		}
		c.store(c.mul(one, c.load(p[1], nil)), p[0], nil)
	})
}
