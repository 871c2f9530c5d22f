package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// newBends is newChains for kernels with a number κ for each point, the same for all rows.
func newBends(s isa.ISA, name string, tanh bool, signature string) *chains {
	c := &chains{ISA: s, tanh: tanh, times: map[bool]int{true: 2, false: 1}[s.Wide]}
	name = "jet" + name
	if tanh {
		name += "Tanh"
	}
	TEXT(s.Name(name), NOSPLIT, signature)
	Pragma("noescape")
	return c
}

// everyRow repeats body for the bundles of all rows; the pointers p move on, and κ begins again in each row.
func (c *chains) everyRow(p []reg.Register, body func(kappa bundle)) {
	at, left := GP64(), GP64()
	Label("row")
	MOVQ(arg("kappa"), at)
	MOVQ(arg("points"), left)
	Label("bundle")
	body(c.load(at, nil))
	for _, r := range append(p, at) {
		ADDQ(U32(c.times*c.Width()), r)
	}
	SUBQ(U32(c.times*c.Lanes()), left)
	JG(LabelRef("bundle"))
	DECQ(arg("rows"))
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// bend is q = ρ′a_q + κρ″a_x² and z = 2κz.
func bend(s isa.ISA, tanh bool) {
	c := newBends(s, "Bend", tanh, "func(q, z, aq, ax, s0, s1, s2, kappa *byte, rows, points int)")
	p := pointers("q", "z", "aq", "ax")
	q, z, aq, ax := p[0], p[1], p[2], p[3]
	p = c.sources(p, 2)
	c.everyRow(p, func(kappa bundle) {
		c.slopes()
		x := c.load(ax, nil)
		d := c.mul(c.load(aq, nil), c.v[1])
		c.add(d, c.mul(c.mul(x, x), kappa), c.v[2])
		c.store(d, q, nil)
		d = c.mul(c.load(z, nil), kappa)
		for k := range d {
			c.Add(d[k], d[k], d[k])
		}
		c.store(d, z, nil)
	})
}

// bendBack is e = ρ′g + ρ″(2κp_x a_x + p a_q) + ρ‴κp a_x².
func bendBack(s isa.ISA, tanh bool) {
	c := newBends(s, "BendBack", tanh, "func(e, dy, px, p, aq, ax, s0, s1, s2, s3, kappa *byte, rows, points int)")
	all := pointers("e", "dy", "px", "p", "aq", "ax")
	e, g, px, p, aq, ax := all[0], all[1], all[2], all[3], all[4], all[5]
	all = c.sources(all, 3)
	c.everyRow(all, func(kappa bundle) {
		c.slopes()
		x, w := c.load(ax, nil), c.load(p, nil)
		kx := c.mul(x, kappa)
		t := c.mul(w, c.load(aq, nil))
		u := c.mul(c.load(px, nil), kx)
		for k := range t {
			c.Add(u[k], u[k], u[k])
			c.Add(u[k], t[k], t[k])
		}
		d := c.mul(c.load(g, nil), c.v[1])
		c.add(d, t, c.v[2])
		c.add(d, c.mul(c.mul(kx, x), w), c.third())
		c.store(d, e, nil)
	})
}
