package main

import (
	"math"
	"math/big"

	"kernasm/approx"
)

// sinS approximates (sin(r)/r - 1)/r² and cosC (cos(r) - 1 + r²/2)/r⁴, as functions of r², |r| ≤ π/4.
var (
	sinS = polynomials(func(i int) *big.Float { return alternating(i+1, 2*i+3) }, 0, 0.6170, 3e-9, 1e-17)
	cosC = polynomials(func(i int) *big.Float { return alternating(i, 2*i+4) }, 0, 0.6170, 3e-9, 1e-17)
)

// alternating is (-1)ⁱ/n!.
func alternating(i, n int) *big.Float {
	c := approx.InvFactorial(n)
	if i%2 == 1 {
		c.Neg(c)
	}
	return c
}

// circle holds the angle r and the quadrant of an argument, |a| < 2¹⁷ quarter turns in single and < 2²⁵
// in double precision: a - n·π/2 is exact with the first part of π/2, whose last bit is that of 1.
type circle struct {
	f    x
	r, z v // r, r²
	n    v // the quadrant, as an integer in the low bits
}

func turn(f x, a v) *circle {
	half := approx.Pi()
	half.Quo(half, approx.F(2))
	parts := approx.Split(half, 3, map[bool]uint{false: 24, true: 53}[f.Double])
	magic := f.c(1.5 * math.Ldexp(1, f.digits()))
	t := f.add(f.mul(a, f.c(2/math.Pi)), magic)
	n := f.sub(t, magic)
	r := f.submul(f.copy(a), n, f.c(parts[0]))
	f.submul(r, n, f.c(parts[1]))
	f.submul(r, n, f.c(parts[2]))
	return &circle{f, r, f.mul(r, r), t}
}

func (c *circle) sin() v {
	f := c.f
	s := f.mul(f.poly(c.z, sinS[f.Double]), c.z)
	return f.muladd(s, c.r, c.r)
}

func (c *circle) cos() v {
	f := c.f
	p := f.mul(f.poly(c.z, cosC[f.Double]), c.z)
	f.muladd(p, c.z, f.c(1)) // 1 + z² C
	return f.submul(p, c.z, f.c(0.5))
}

// quadrant picks the function of the angle plus q quarter turns: sin for q = 0, cos for q = 1.
func (c *circle) quadrant(s, k v, q uint64) v {
	f := c.f
	n := f.iadd(c.n, f.bits(q))
	odd := f.shiftL(n, 8*f.Size()-1) // the lowest bit as the sign
	t := f.pick(f.negative(odd), k, s)
	sign := f.shiftL(n, 8*f.Size()-2)
	return f.xor(t, f.and(sign, f.signBit()))
}

func sin(f x, a v) v {
	c := turn(f, a)
	// sin(-0) is -0, which the sum with a multiple of π/2 has lost
	return f.pick(f.cmp(a, eq, f.one(0)), a, c.quadrant(c.sin(), c.cos(), 0))
}

func cos(f x, a v) v {
	c := turn(f, a)
	return c.quadrant(c.sin(), c.cos(), 1)
}

func trigonometry() []kernel {
	return []kernel{
		unary("Sin", sin),
		unary("Cos", cos),
		{op: "SinCos", ptrs: "dab", body: func(f x, e *env) {
			a := e.load('b')
			c := turn(f, a)
			s, k := c.sin(), c.cos()
			e.store('d', f.pick(f.cmp(a, eq, f.one(0)), a, c.quadrant(s, k, 0)))
			e.store('a', c.quadrant(s, k, 1))
		}},
		grad("SinGrad", cos),
		grad("CosGrad", func(f x, a v) v { return f.neg(sin(f, a)) }),
	}
}
