package main

import (
	"math"
	"math/big"

	"kernasm/approx"
)

// expQ approximates (eʳ - 1 - r)/r² for |r| ≤ ln(2)/2.
var expQ = polynomials(func(i int) *big.Float { return approx.InvFactorial(i + 2) }, -0.3467, 0.3467, 4e-8, 2e-17)

// polynomials fits a power series in single and double precision.
func polynomials(c func(i int) *big.Float, lo, hi, tol32, tol64 float64) map[bool][]float64 {
	f := approx.Series(c)
	return map[bool][]float64{false: approx.Fit(f, lo, hi, tol32, 0), true: approx.Fit(f, lo, hi, tol64, 0)}
}

// ln2 is ln 2 in two parts, the first of which has few enough bits for its product with an exponent to be
// exact.
func (f x) ln2() (hi, lo float64) {
	hi = approx.Split(approx.Ln2(), 1, map[bool]uint{false: 15, true: 41}[f.Double])[0]
	lo = approx.Split(approx.Ln2().Sub(approx.Ln2(), approx.F(hi)), 1, 53)[0]
	return hi, lo
}

// reduceExp splits a into n·ln 2 + r with an integer n and |r| ≤ ln(2)/2.
func reduceExp(f x, a v) (n, r v) {
	hi, lo := f.ln2()
	n = f.round(f.mul(a, f.c(math.Log2E)))
	r = f.submul(f.copy(a), n, f.c(hi))
	return n, f.submul(r, n, f.c(lo))
}

// expm1r is eʳ - 1 for |r| ≤ ln(2)/2: r + r²·Q(r), with a small relative error.
func expm1r(f x, r v) v {
	q := f.poly(r, expQ[f.Double])
	return f.muladd(f.mul(q, r), r, r)
}

// expRange limits a to where eᵃ neither overflows twice nor vanishes; NaN stays.
func expRange(f x, a v) v {
	lo, hi := -104.5, 89.0
	if f.Double {
		lo, hi = -746, 710
	}
	return f.max(f.one(lo), f.min(f.one(hi), a))
}

// exp is eᵃ.
func exp(f x, a v) v {
	n, r := reduceExp(f, expRange(f, a))
	q := f.poly(r, expQ[f.Double])
	f.muladd(q, r, f.c(1)) // 1 + r(1 + r Q)
	f.muladd(q, r, f.c(1))
	return f.scale(q, n)
}

// expm1 is eᵃ - 1 = (2ᵐ p + (2ᵐ - 1))·2ⁿ⁻ᵐ, where m is n but for the last exponent, whose power overflows.
func expm1(f x, a v) v {
	hi := 89.0
	if f.Double {
		hi = 710
	}
	lo := -float64(f.digits()) // far below, the result is -1
	n, r := reduceExp(f, f.max(f.one(lo), f.min(f.one(hi), a)))
	p := expm1r(f, r)
	m := f.min(f.reg(f.c(float64(f.bias()))), n)
	s := f.ipow(m)
	t := f.addmul(f.sub(s, f.c(1)), s, p)
	t = f.mul(t, f.ipow(f.sub(n, m)))
	return f.pick(f.cmp(a, eq, f.one(0)), a, t) // for the sign of zero
}

// tanh is t/(t+2) with t = e^2|a| - 1, and the sign of a.
func tanh(f x, a v) v {
	top := 10.0 // tanh is 1 to the last bit
	if f.Double {
		top = 20
	}
	z := f.min(f.one(2*top), f.add(f.abs(a), f.abs(a)))
	n, r := reduceExp(f, z)
	p := expm1r(f, r)
	s := f.ipow(n)
	t := f.addmul(f.sub(s, f.c(1)), s, p)
	return f.or(f.div(t, f.add(t, f.c(2))), f.and(a, f.signBit()))
}

// sigmoid is 1/(1+e) for a ≥ 0 and e/(1+e) below, with e = e^-|a|.
func sigmoid(f x, a v) v {
	e := exp(f, f.or(a, f.signBit()))
	one := f.one(1)
	top := f.pick(f.cmp(a, lt, f.one(0)), e, one)
	return f.div(top, f.add(e, one))
}

// atanhA approximates (atanh(s)/s - 1)/s² as a function of s², for 0 ≤ s ≤ 1/3.
var atanhA = polynomials(func(i int) *big.Float { return approx.Ratio(1, 2*i+3) }, 0, 1.0/9, 1e-8, 1e-17)

// softplus is max(a, 0) + ln(1+e) with e = e^-|a|; ln(1+e) = 2 atanh(e/(2+e)).
func softplus(f x, a v) v {
	e := exp(f, f.or(a, f.signBit()))
	s := f.div(e, f.add(e, f.c(2)))
	z := f.mul(s, s)
	t := f.mul(f.poly(z, atanhA[f.Double]), z)
	s2 := f.add(s, s)
	l := f.muladd(t, s2, s2)
	return f.add(f.max(f.one(0), a), l)
}

const (
	geluC = 0.044715
	geluA = 0.79788456080286535588 // √(2/π)
)

// geluU is 2u = 2√(2/π)(a + 0.044715 a³), up to a bound on either side.
func geluU(f x, a v) (u, sq v) {
	sq = f.mul(a, a)
	k := f.muladd(f.reg(f.c(2*geluA*geluC)), sq, f.c(2*geluA))
	return f.mul(k, a), sq
}

// gelu is a·σ(2u).
func gelu(f x, a v) v {
	a = f.max(f.one(-1e3), a)
	u, _ := geluU(f, a)
	e := exp(f, f.neg(u))
	return f.div(a, f.add(e, f.c(1)))
}

// geluPrime is s + a·s(1-s)·(2u)′ with s = σ(2u); far out, where a² overflows, it is s.
func geluPrime(f x, a v) v {
	a = f.max(f.one(-1e3), f.min(f.one(1e3), a))
	u, sq := geluU(f, a)
	s := sigmoid(f, u)
	k := f.muladd(sq, f.one(6*geluA*geluC), f.c(2*geluA))
	t := f.mul(f.mul(s, f.sub(f.one(1), s)), a)
	return f.addmul(s, t, k)
}

func exponentials() []kernel {
	return []kernel{
		side(unary("Exp", exp)),
		scalar("ExpShift", 1, func(f x, a v, p []v) v { return exp(f, f.sub(a, p[0])) }),
		unary("Expm1", expm1),
		side(unary("Tanh", tanh)),
		side(unary("Sigmoid", sigmoid)),
		unary("Softplus", softplus),
		side(unary("GELU", gelu)),
		grad("SoftplusGrad", sigmoid),
		grad("GELUGrad", geluPrime),
	}
}
