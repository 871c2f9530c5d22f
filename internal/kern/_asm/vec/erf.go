package main

import (
	"math"

	"kernasm/approx"
)

// In single precision erf is one polynomial: erfP approximates erf(t)/t as a function of t² ≤ 16, in powers
// of t²-8, whose terms cancel only where erf is about 1.
var erfP = approx.Fit(approx.ErfOverX, 0, 16, 4e-9, 8)

// In double precision there are two: erfE approximates erf(t)/t as a function of t² ≤ 1; erfG
// -ln(1 - erf t) for 1 ≤ t ≤ 6, as a function of t-1: so it is most exact where 1 - e^-g needs it.
var (
	erfE = approx.Fit(approx.ErfOverX, 0, 1, 2e-17, 0)
	erfG = approx.Fit(approx.MinusLogErfc, 1, 6, 3e-16, 1)
)

// erf is the error function.
func erf(f x, a v) v {
	if f.Double {
		return erfDouble(f, a)
	}
	z := f.sub(f.min(f.one(16), f.mul(a, a)), f.c(8))
	t := f.max(f.one(-4), f.min(f.one(4), a))
	e := f.mul(f.poly(z, erfP), t)
	return f.max(f.one(-1), f.min(f.one(1), e))
}

func erfDouble(f x, a v) v {
	near := f.mul(a, f.poly(f.mul(a, a), erfE))
	t := f.min(f.one(6), f.abs(a))
	g := f.poly(f.sub(t, f.c(1)), erfG)
	far := f.sub(f.one(1), exp(f, f.neg(g)))
	far = f.or(far, f.and(a, f.signBit()))
	return f.pick(f.cmp(f.abs(a), le, f.one(1)), near, far)
}

// phi is the normal distribution function (1 + erf(a/√2))/2.
func phi(f x, a v) v {
	e := erf(f, f.mul(a, f.c(math.Sqrt2/2)))
	return f.muladd(e, f.one(0.5), f.c(0.5))
}

// geluErfPrime is Φ(a) + a·φ(a).
func geluErfPrime(f x, a v) v {
	p := phi(f, a)
	b := f.max(f.one(-1e3), f.min(f.one(1e3), a))
	d := exp(f, f.mul(f.mul(b, b), f.c(-0.5)))
	return f.addmul(p, f.mul(d, b), f.c(0.39894228040143267794))
}

func errorFunctions() []kernel {
	return []kernel{
		unary("Erf", erf),
		side(unary("GELUErf", func(f x, a v) v {
			a = f.max(f.one(-1e3), a)
			return f.mul(a, phi(f, a))
		})),
		grad("GELUErfGrad", geluErfPrime),
	}
}
