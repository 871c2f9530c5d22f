package main

import (
	"math"

	"kernasm/approx"
)

const (
	erfNear = 1.0 // up to here erf is a polynomial, beyond it 1 - e^-g
)

// erfFar is where erf is 1 to the last bit.
func (f x) erfFar() float64 {
	if f.Double {
		return 6
	}
	return 4
}

// erfE approximates erf(t)/t as a function of t² ≤ 1; erfG -ln(1 - erf t) for 1 ≤ t ≤ far, as a function
// of t-1: so it is most exact where 1 - e^-g needs it.
var (
	erfE = map[bool][]float64{
		false: approx.Fit(approx.ErfOverX, 0, erfNear, 1e-8, 0),
		true:  approx.Fit(approx.ErfOverX, 0, erfNear, 2e-17, 0),
	}
	erfG = map[bool][]float64{
		false: approx.Fit(approx.MinusLogErfc, erfNear, 4, 1e-7, erfNear),
		true:  approx.Fit(approx.MinusLogErfc, erfNear, 6, 3e-16, erfNear),
	}
)

// erf is the error function.
func erf(f x, a v) v {
	near := f.mul(a, f.poly(f.mul(a, a), erfE[f.Double]))
	t := f.min(f.one(f.erfFar()), f.abs(a))
	g := f.poly(f.sub(t, f.c(erfNear)), erfG[f.Double])
	far := f.sub(f.one(1), exp(f, f.neg(g)))
	far = f.or(far, f.and(a, f.signBit()))
	return f.pick(f.cmp(f.abs(a), le, f.one(erfNear)), near, far)
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
		unary("GELUErf", func(f x, a v) v {
			a = f.max(f.one(-1e3), a)
			return f.mul(a, phi(f, a))
		}),
		grad("GELUErfGrad", geluErfPrime),
	}
}
