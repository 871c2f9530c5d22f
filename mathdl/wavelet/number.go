package wavelet

import (
	"math"
	"math/big"
)

// precision is the number of bits of a number.
const precision = 320

// number is a complex number of high precision. Methods do not change it, but f.re may be changed by who
// made it.
type number struct{ re, im big.Float }

func fresh() (z number) {
	z.re.SetPrec(precision)
	z.im.SetPrec(precision)
	return z
}

func real1(x float64) number {
	z := fresh()
	z.re.SetFloat64(x)
	return z
}

func fromComplex(c complex128) number {
	z := real1(real(c))
	z.im.SetFloat64(imag(c))
	return z
}

func (a number) add(b number) number {
	z := fresh()
	z.re.Add(&a.re, &b.re)
	z.im.Add(&a.im, &b.im)
	return z
}

func (a number) sub(b number) number {
	z := fresh()
	z.re.Sub(&a.re, &b.re)
	z.im.Sub(&a.im, &b.im)
	return z
}

func (a number) mul(b number) number {
	z, t := fresh(), fresh()
	z.re.Mul(&a.re, &b.re)
	t.re.Mul(&a.im, &b.im)
	z.re.Sub(&z.re, &t.re)
	z.im.Mul(&a.re, &b.im)
	t.im.Mul(&a.im, &b.re)
	z.im.Add(&z.im, &t.im)
	return z
}

func (a number) times(x float64) number { return a.mul(real1(x)) }

func (a number) conj() number {
	z := fresh()
	z.re.Set(&a.re)
	z.im.Neg(&a.im)
	return z
}

// square is |a|².
func (a number) square() *big.Float {
	n := a.mul(a.conj())
	return &n.re
}

func (a number) inverse() number {
	n := a.square()
	z := a.conj()
	z.re.Quo(&z.re, n)
	z.im.Quo(&z.im, n)
	return z
}

func (a number) abs() float64 {
	v, _ := a.square().Float64()
	return math.Sqrt(v)
}

// sqrt is a root of a: ±(√((|a|+re)/2) ± i √((|a|-re)/2)).
func (a number) sqrt() number {
	z := fresh()
	r := fresh()
	r.re.Sqrt(a.square())
	half := big.NewFloat(0.5)
	u, v := fresh(), fresh()
	u.re.Mul(u.re.Add(&r.re, &a.re), half)
	v.re.Mul(v.re.Sub(&r.re, &a.re), half)
	if u.re.Sign() > 0 {
		z.re.Sqrt(&u.re)
	}
	if v.re.Sign() > 0 {
		z.im.Sqrt(&v.re)
	}
	if a.im.Sign() < 0 {
		z.im.Neg(&z.im)
	}
	return z
}
