package main

import (
	"math"
	"math/big"

	. "github.com/mmcloughlin/avo/operand"

	"kernasm/approx"
)

// logL approximates (2 atanh(s)/s - 2)/s² as a function of s², for the s of mantissas in [√½, √2).
var logL = polynomials(func(i int) *big.Float { return approx.Ratio(2, 2*i+3) }, 0, 0.02945, 1e-8, 1e-17)

// split writes positive normal numbers as a = 2ⁿ m with √½ ≤ m < √2.
func split(f x, a v) (n, m v) {
	root := math.Float64bits(math.Sqrt2 / 2)
	one := math.Float64bits(1)
	if !f.Double {
		root, one = uint64(math.Float32bits(math.Sqrt2/2)), uint64(math.Float32bits(1))
	}
	t := f.iadd(a, f.bits(one-root)) // bits of a, moved so that the exponent changes at √½·2ⁿ
	e := f.shiftR(t, f.digits())     // n + bias
	d := f.isub(f.shiftL(e, f.digits()), f.bits(one))
	m = f.isub(a, d)
	// an integer below 2^digits beside the bits of 2^digits is its sum with it
	big := math.Ldexp(1, f.digits())
	return f.sub(f.or(e, f.c(big)), f.c(big+float64(f.bias()))), m
}

// splitWide is split with AVX-512, for all a: subnormal numbers are as others, n is -Inf for ±0 and +Inf for
// +Inf, with m = 1, and m is NaN for negative numbers.
func splitWide(f x, a v) (n, m v) {
	const fromOne, nanBelow = 0, 3 << 2 // 1 ≤ m < 2
	e, u := f.op1(f.GetExp, nil, a), f.op1(f.GetMant, U8(fromOne|nanBelow), a)
	high := f.cmp(u, ge, f.one(math.Sqrt2))
	return f.pick(high, f.add(e, f.one(1)), e), f.pick(high, f.mul(u, f.one(0.5)), u)
}

// logm is ln(2ⁿ(1+g)) + c for a correction c that is small, or nil (see fdlibm, e_log.c, for the way of
// adding up: ln(1+g) = g - (g²/2 - s(g²/2 + R(s))) with s = g/(2+g)).
func logm(f x, n, g, c v) v {
	s := f.div(g, f.add(g, f.c(2)))
	z := f.mul(s, s)
	r := f.mul(f.poly(z, logL[f.Double]), z)
	h := f.mul(f.mul(g, f.c(0.5)), g)
	t := f.mul(s, f.add(r, h))
	hi, lo := f.ln2()
	if c != nil {
		t = f.add(t, c)
	}
	f.addmul(t, n, f.c(lo))
	t = f.sub(g, f.sub(h, t))
	return f.addmul(t, n, f.c(hi))
}

// edges replaces what a logarithm y of a is where a is not a positive finite number: -Inf at zero, NaN
// below, a itself for +Inf and NaN.
func edges(f x, a, y v) v {
	inf := f.one(math.Inf(1))
	y = f.pick(f.cmp(a, lt, inf), y, a)
	z := f.one(0)
	y = f.pick(f.cmp(a, eq, z), f.c(math.Inf(-1)), y)
	return f.pick(f.cmp(a, lt, z), f.c(math.NaN()), y)
}

// log is ln a.
func log(f x, a v) v {
	if f.Wide {
		n, m := splitWide(f, a)
		g := f.sub(m, f.c(1))
		y := logm(f, n, g, nil) // NaN where n is infinite: in its place the sum of n and g = 0
		return f.pick(f.cmp(y, eq, y), y, f.add(n, g))
	}
	tiny, up := 0x1p-126, 25.0
	if f.Double {
		tiny, up = 0x1p-1022, 54
	}
	m := f.cmp(a, lt, f.one(tiny)) // subnormal numbers, made normal
	b := f.pick(m, f.mul(a, f.c(math.Ldexp(1, int(up)))), a)
	n, u := split(f, b)
	n = f.sub(n, f.only(m, f.one(up)))
	return edges(f, a, logm(f, n, f.sub(u, f.c(1)), nil))
}

// log1p is ln(1+a) = ln u + (a - (u-1))/u with u = 1+a rounded.
func log1p(f x, a v) v {
	u := f.add(a, f.c(1))
	n, m := split(f, u)
	// the rounding error of u, from the larger of its terms
	big := f.cmp(a, gt, f.one(1))
	d := f.pick(big, f.sub(f.one(1), f.sub(u, a)), f.sub(a, f.sub(u, f.c(1))))
	y := logm(f, n, f.sub(m, f.c(1)), f.div(d, u))
	y = edges(f, u, y)
	// 1+a has lost the sign of zero
	return f.pick(f.cmp(a, eq, f.one(0)), a, y)
}

func logarithms() []kernel {
	return []kernel{unary("Log", log), unary("Log1p", log1p)}
}
