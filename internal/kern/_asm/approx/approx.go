// Package approx computes the polynomials of the elementary functions: truncated Chebyshev series, in extended precision, which comes within a small factor of the best uniform approximation.
package approx

import (
	"fmt"
	"math"
	"math/big"
)

// prec is the precision of all computations, in bits: enough for the cancellation in erfc(6).
const prec = 600

// F returns x in extended precision.
func F(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }

func num() *big.Float { return new(big.Float).SetPrec(prec) }

// Series returns the function Σ c(i) xⁱ, summed until the terms do not matter.
func Series(c func(i int) *big.Float) func(x *big.Float) *big.Float {
	return func(x *big.Float) *big.Float {
		s, p := F(0), F(1)
		for i := 0; i < 2000; i++ {
			t := num().Mul(c(i), p)
			s.Add(s, t)
			p = num().Mul(p, x)
			if i > 8 && t.Sign() != 0 && s.Sign() != 0 && t.MantExp(nil) < s.MantExp(nil)-prec+8 {
				break
			}
		}
		return s
	}
}

// InvFactorial is 1/n!.
func InvFactorial(n int) *big.Float {
	f := new(big.Int).MulRange(1, int64(max(n, 1)))
	return num().Quo(F(1), num().SetInt(f))
}

// Ratio is p/q.
func Ratio(p, q int) *big.Float { return num().Quo(F(float64(p)), F(float64(q))) }

// points is the number of Chebyshev points, and of the coefficients whose tail bounds the error.
const points = 64

// Fit returns the coefficients, lowest first, of a polynomial in x-origin that stays within about tol of
// f on [lo, hi]: the Chebyshev series of f, cut off where the rest is less than that.
func Fit(f func(*big.Float) *big.Float, lo, hi, tol, origin float64) []float64 {
	c := chebyshev(f, lo, hi)
	n, rest := points-1, 0.0
	for ; n > 0; n-- {
		v, _ := c[n].Float64()
		if rest += math.Abs(v); rest > tol {
			break
		}
	}
	if n > points*3/4 {
		panic(fmt.Sprintf("approx.Fit: no polynomial within %g on [%g, %g]", tol, lo, hi))
	}
	return powers(c[:n+1], lo, hi, origin)
}

// chebyshev returns the coefficients of f's interpolation in Chebyshev points.
func chebyshev(f func(*big.Float) *big.Float, lo, hi float64) []*big.Float {
	var cos [4 * points]*big.Float // cos(πi/2·points)
	step := num().Quo(Pi(), F(2*points))
	for i := range cos {
		cos[i] = Cos(num().Mul(step, F(float64(i))))
	}
	mid, half := F((lo+hi)/2), F((hi-lo)/2)
	c := make([]*big.Float, points)
	for k := range c {
		c[k] = F(0)
	}
	for j := range points {
		y := f(num().Add(mid, num().Mul(half, cos[2*j+1])))
		for k := range c {
			t := num().Mul(y, cos[(2*j+1)*k%(4*points)])
			c[k].Add(c[k], t)
		}
	}
	for k := range c {
		c[k].Mul(c[k], Ratio(2, points))
	}
	c[0].Mul(c[0], F(0.5))
	return c
}

// powers turns a Chebyshev series on [lo, hi] into powers of x-origin.
func powers(c []*big.Float, lo, hi, origin float64) []float64 {
	n := len(c)
	sum, a, b := make([]*big.Float, n), make([]*big.Float, n), make([]*big.Float, n)
	for i := range n {
		sum[i], a[i], b[i] = F(0), F(0), F(0)
	}
	a[0].SetInt64(1) // T_k
	// the variable of the series is p·(x-origin) + q
	p := num().Quo(F(2), F(hi-lo))
	q := num().Quo(num().Sub(F(2*origin), F(lo+hi)), F(hi-lo))
	for k := range c {
		for i := range n {
			sum[i].Add(sum[i], num().Mul(c[k], a[i]))
		}
		next := make([]*big.Float, n) // T_{k+1} = 2t T_k - T_{k-1}; T_1 = t
		two := F(2)
		if k == 0 {
			two = F(1)
		}
		for i := range n {
			v := num().Mul(q, a[i])
			if i > 0 {
				v.Add(v, num().Mul(p, a[i-1]))
			}
			next[i] = num().Sub(num().Mul(two, v), b[i])
		}
		a, b = next, a
	}
	out := make([]float64, n)
	for i := range out {
		out[i], _ = sum[i].Float64()
	}
	return out
}

// Cos is cos x.
func Cos(x *big.Float) *big.Float {
	return Series(func(i int) *big.Float {
		return num().Mul(F(float64(1-2*(i%2))), InvFactorial(2*i))
	})(num().Mul(x, x))
}

// Pi and the other constants, to extended precision.
func Pi() *big.Float {
	// Machin: π/4 = 4 atan(1/5) - atan(1/239)
	atan := func(n int) *big.Float {
		inv := Ratio(1, n)
		sq := num().Mul(inv, inv)
		s := Series(func(i int) *big.Float { return Ratio(1-2*(i%2), 2*i+1) })(sq)
		return num().Mul(s, inv)
	}
	q := num().Sub(num().Mul(F(4), atan(5)), atan(239))
	return num().Mul(F(4), q)
}

// Ln2 is ln 2 = 2 atanh(1/3).
func Ln2() *big.Float {
	s := Series(func(i int) *big.Float { return Ratio(2, 2*i+1) })(Ratio(1, 9))
	return num().Mul(s, Ratio(1, 3))
}

// Exp is eˣ.
func Exp(x *big.Float) *big.Float { return Series(InvFactorial)(x) }

// Log is ln x, for positive x, by Newton's method on eʸ = x.
func Log(x *big.Float) *big.Float {
	v, _ := x.Float64()
	y := F(math.Log(v))
	for range 8 {
		e := Exp(num().Neg(y)) // y += x e^-y - 1
		y = num().Add(y, num().Sub(num().Mul(x, e), F(1)))
	}
	return y
}

// ErfOverX is erf(√z)/√z as a function of z.
func ErfOverX(z *big.Float) *big.Float {
	s := Series(func(i int) *big.Float {
		return num().Quo(InvFactorial(i), F(float64((2*i+1)*(1-2*(i%2)))))
	})(z)
	return num().Quo(num().Mul(F(2), s), num().Sqrt(Pi()))
}

// MinusLogErfc is -ln(1 - erf t).
func MinusLogErfc(t *big.Float) *big.Float {
	e := num().Mul(t, ErfOverX(num().Mul(t, t)))
	return num().Neg(Log(num().Sub(F(1), e)))
}

// Split writes x as a sum of numbers of the given number of bits each: x rounded, the rest rounded, ….
func Split(x *big.Float, parts int, bits uint) []float64 {
	var out []float64
	for range parts {
		p := new(big.Float).SetPrec(bits).SetMode(big.ToNearestEven).Set(x)
		v, _ := p.Float64()
		out = append(out, v)
		x = num().Sub(x, F(v))
	}
	return out
}
