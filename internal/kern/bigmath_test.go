package kern

import (
	"math"
	"math/big"
)

// Elementary functions in extended precision, the references of the tests of double precision.

const bigPrec = 320

func bigF(x float64) *big.Float { return new(big.Float).SetPrec(bigPrec).SetFloat64(x) }
func bigN() *big.Float          { return new(big.Float).SetPrec(bigPrec) }

func bigMul(a, b *big.Float) *big.Float { return bigN().Mul(a, b) }
func bigAdd(a, b *big.Float) *big.Float { return bigN().Add(a, b) }
func bigSub(a, b *big.Float) *big.Float { return bigN().Sub(a, b) }
func bigQuo(a, b *big.Float) *big.Float { return bigN().Quo(a, b) }

// bigSeries sums t_0 = first, t_i = t_{i-1}·x·ratio(i).
func bigSeries(first, x *big.Float, ratio func(i int) float64, over func(i int) float64) *big.Float {
	s, t := bigN().Set(first), bigN().Set(first)
	for i := 1; i < 4000; i++ {
		t = bigQuo(bigMul(bigMul(t, x), bigF(ratio(i))), bigF(over(i)))
		if t.Sign() == 0 || s.Sign() != 0 && t.MantExp(nil) < s.MantExp(nil)-bigPrec {
			break
		}
		s = bigAdd(s, t)
	}
	return s
}

func one(int) float64 { return 1 }

// bigExp is eˣ: the argument is halved until the series is short.
func bigExp(x *big.Float) *big.Float {
	const halvings = 24
	y := bigN().SetMantExp(x, -halvings)
	s := bigSeries(bigF(1), y, one, func(i int) float64 { return float64(i) })
	for range halvings {
		s = bigMul(s, s)
	}
	return s
}

// bigLog is ln x by Newton's method.
func bigLog(x *big.Float) *big.Float {
	m := bigN()
	e := x.MantExp(m)
	v, _ := m.Float64()
	y := bigF(math.Log(v))
	for range 4 {
		y = bigAdd(y, bigSub(bigMul(m, bigExp(bigN().Neg(y))), bigF(1)))
	}
	return bigAdd(y, bigMul(bigLn2, bigF(float64(e))))
}

var (
	bigLn2 = func() *big.Float { // 2 atanh(1/3)
		third := bigQuo(bigF(1), bigF(3))
		z, s, p := bigMul(third, third), bigF(0), third
		for i := range 120 {
			s = bigAdd(s, bigQuo(p, bigF(float64(2*i+1))))
			p = bigMul(p, z)
		}
		return bigMul(bigF(2), s)
	}()
	bigPi = func() *big.Float { // Machin
		atan := func(n float64) *big.Float {
			p, s := bigQuo(bigF(1), bigF(n)), bigF(0)
			z := bigMul(p, p)
			for i := range 240 {
				t := bigQuo(p, bigF(float64(2*i+1)))
				if i%2 == 1 {
					t.Neg(t)
				}
				s, p = bigAdd(s, t), bigMul(p, z)
			}
			return s
		}
		return bigMul(bigF(4), bigSub(bigMul(bigF(4), atan(5)), atan(239)))
	}()
)

func bigSinCos(x *big.Float) (s, c *big.Float) {
	turns := bigQuo(x, bigMul(bigF(2), bigPi))
	n, _ := turns.Int(nil)
	x = bigSub(x, bigMul(bigMul(bigF(2), bigPi), bigN().SetInt(n)))
	z := bigN().Neg(bigMul(x, x))
	s = bigSeries(x, z, one, func(i int) float64 { return float64(2*i) * float64(2*i+1) })
	c = bigSeries(bigF(1), z, one, func(i int) float64 { return float64(2*i-1) * float64(2*i) })
	return s, c
}

// bigErf is the error function, by its series.
func bigErf(x *big.Float) *big.Float {
	z := bigN().Neg(bigMul(x, x))
	s := bigSeries(x, z, func(i int) float64 { return float64(2*i - 1) }, func(i int) float64 { return float64(i) * float64(2*i+1) })
	return bigQuo(bigMul(bigF(2), s), bigN().Sqrt(bigPi))
}

func bigExpm1(x *big.Float) *big.Float {
	if x.MantExp(nil) < -20 {
		return bigSeries(x, x, one, func(i int) float64 { return float64(i + 1) })
	}
	return bigSub(bigExp(x), bigF(1))
}

func bigTanh(x *big.Float) *big.Float {
	e := bigExpm1(bigMul(bigF(2), x))
	return bigQuo(e, bigAdd(e, bigF(2)))
}

func bigSigmoid(x *big.Float) *big.Float {
	return bigQuo(bigF(1), bigAdd(bigF(1), bigExp(bigN().Neg(x))))
}

func bigLog1p(x *big.Float) *big.Float {
	if x.MantExp(nil) < -80 { // x - x²/2 + x³/3
		z := bigMul(x, x)
		return bigAdd(bigSub(x, bigQuo(z, bigF(2))), bigQuo(bigMul(z, x), bigF(3)))
	}
	return bigLog(bigAdd(bigF(1), x))
}

func bigSoftplus(x *big.Float) *big.Float { return bigLog1p(bigExp(x)) }

func bigGELU(x *big.Float) *big.Float {
	k := bigN().Sqrt(bigQuo(bigF(8), bigPi))
	u := bigAdd(x, bigMul(bigF(geluC), bigMul(x, bigMul(x, x))))
	return bigMul(x, bigSigmoid(bigMul(k, u)))
}

func bigGELUErf(x *big.Float) *big.Float {
	e := bigErf(bigQuo(x, bigN().Sqrt(bigF(2))))
	return bigQuo(bigMul(x, bigAdd(bigF(1), e)), bigF(2))
}
