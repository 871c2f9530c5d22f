package wavelet

import (
	"math"
	"math/big"
	"math/cmplx"
	"slices"
)

// spectral is what all filters with p vanishing moments have in common: |H(ω)|² = 2 cos²ᵖ(ω/2) P(sin²(ω/2))
// with P(y) = Σ_{k<p} C(p-1+k, k) yᵏ. Each root y of P stands for two roots z, 1/z of the filter, where
// y = (2 - z - 1/z)/4; which of them the filter takes is its choice (Daubechies 1992, section 6.1).
//
// Numbers are of high precision, since products of many roots cancel.
type spectral struct {
	p     int
	roots []root // one of each pair of complex conjugates
}

// root is a root y with its z inside the unit circle.
type root struct {
	y, z number
	real bool
}

func factor(p int) *spectral {
	s := &spectral{p: p}
	for _, y := range aberth(binomials(p)) {
		if y.im.Sign() < 0 {
			continue
		}
		s.roots = append(s.roots, root{y: y, z: inside(y), real: y.im.Sign() == 0})
	}
	return s
}

// binomials returns the coefficients C(p-1+k, k).
func binomials(p int) []*big.Float {
	c := make([]*big.Float, p)
	for k := range c {
		b := new(big.Int).Binomial(int64(p-1+k), int64(k))
		c[k] = new(big.Float).SetPrec(precision).SetInt(b)
	}
	return c
}

// inside returns the solution of z² - (2-4y)z + 1 = 0 in the unit circle.
func inside(y number) number {
	c := real1(1).sub(y.times(2))
	d := c.mul(c).sub(real1(1)).sqrt()
	if z := c.add(d); z.abs() < 1 {
		return z
	}
	return c.sub(d)
}

// extremal takes all roots outside, which makes the first taps large.
func (s *spectral) extremal() []float64 { return s.filter(0) }

// symmetric takes the choice of roots with the least deviation from linear phase.
func (s *spectral) symmetric() []float64 {
	best, least := 0, math.Inf(1)
	for choice := range 1 << max(len(s.roots)-1, 0) { // the other half are mirror images
		if b := bend(reals(s.chosen(choice), 1)); b < least {
			best, least = choice, b
		}
	}
	return s.filter(best)
}

// filter returns the taps for a choice of roots.
func (s *spectral) filter(choice int) []float64 {
	return reals(convolve(s.zeros(), s.chosen(choice)), math.Sqrt2)
}

// zeros is ((1+x)/2)ᵖ, whose phase is linear.
func (s *spectral) zeros() []number {
	h := []number{real1(1)}
	for range s.p {
		h = convolve(h, []number{real1(0.5), real1(0.5)})
	}
	return h
}

// chosen is the product over the roots; bit i of the choice takes root i inside the unit circle.
func (s *spectral) chosen(choice int) []number {
	h := []number{real1(1)}
	for i, r := range s.roots {
		z := r.z
		if choice>>i&1 == 0 {
			z = z.inverse()
		}
		h = convolve(h, linear(z))
		if !r.real {
			h = convolve(h, linear(z.conj()))
		}
	}
	return h
}

// linear is (x - z)/(1 - z) as a polynomial in x.
func linear(z number) []number {
	d := real1(1).sub(z).inverse()
	return []number{z.mul(d).times(-1), d}
}

// biorthogonal splits the roots between two symmetric filters with p zeros at -1 each: the dual takes the
// real ones, the other the complex ones.
func (s *spectral) biorthogonal() (lo, dual []float64) {
	h := [2][]number{s.zeros(), s.zeros()}
	for _, r := range s.roots {
		i := 0
		if r.real {
			i = 1
		}
		zs := []number{r.z, r.z.inverse()}
		if !r.real {
			zs = append(zs, r.z.conj(), r.z.inverse().conj())
		}
		for _, z := range zs {
			h[i] = convolve(h[i], linear(z))
		}
	}
	return reals(h[0], math.Sqrt2), reals(h[1], math.Sqrt2)
}

func convolve(a, b []number) []number {
	c := make([]number, len(a)+len(b)-1)
	for i := range c {
		c[i] = real1(0)
	}
	for i, u := range a {
		for j, v := range b {
			c[i+j] = c[i+j].add(u.mul(v))
		}
	}
	return c
}

func reals(h []number, scale float64) []float64 {
	s := new(big.Float).SetPrec(precision).SetFloat64(scale)
	if scale == math.Sqrt2 {
		s.Sqrt(new(big.Float).SetPrec(precision).SetInt64(2))
	}
	r := make([]float64, len(h))
	for i, v := range h {
		r[i], _ = new(big.Float).SetPrec(precision).Mul(&v.re, s).Float64()
	}
	return r
}

// bend measures how far the phase of a filter is from linear: the mean square of the deviation over all
// frequencies, least over the slope.
func bend(h []float64) float64 {
	const n = 256
	last, num, den := 0.0, 0.0, 0.0
	phase, at := make([]float64, n), make([]float64, n)
	for k := range n {
		w := math.Pi * (float64(k) + 0.5) / n
		var v complex128
		for m, c := range h {
			v += complex(c, 0) * cmplx.Rect(1, -w*float64(m))
		}
		p := cmplx.Phase(v)
		p -= 2 * math.Pi * math.Round((p-last)/(2*math.Pi))
		last, phase[k], at[k] = p, p, w
		num += p * w
		den += w * w
	}
	e := 0.0
	for k, p := range phase {
		d := p - num/den*at[k]
		e += d * d / n
	}
	return e
}

// aberth returns all roots of a polynomial with real coefficients, lowest first: simultaneous Newton steps
// that repel each other (Aberth 1973). Conjugates are exact conjugates of each other.
func aberth(c []*big.Float) []number {
	n := len(c) - 1
	z := make([]number, n)
	for i := range z {
		z[i] = fromComplex(cmplx.Rect(0.7, 2*math.Pi*(float64(i)+0.25)/float64(n)))
	}
	for range 400 {
		move := 0.0
		for i := range z {
			f, df := horner(c, z[i])
			step := f.mul(df.inverse())
			repel := real1(0)
			for j := range z {
				if j != i {
					repel = repel.add(z[i].sub(z[j]).inverse())
				}
			}
			step = step.mul(real1(1).sub(step.mul(repel)).inverse())
			z[i] = z[i].sub(step)
			move = max(move, step.abs())
		}
		if move < 1e-60 {
			break
		}
	}
	return tidy(z)
}

// tidy makes roots next to the real axis real, and orders them by their real part.
func tidy(z []number) []number {
	for i := range z {
		if im, _ := z[i].im.Float64(); math.Abs(im) < 1e-40 {
			z[i] = number{re: z[i].re}
		}
	}
	slices.SortFunc(z, func(a, b number) int { return a.re.Cmp(&b.re) })
	return z
}

func horner(c []*big.Float, z number) (f, df number) {
	f, df = real1(0), real1(0)
	for k := len(c) - 1; k >= 0; k-- {
		df = df.mul(z).add(f)
		f = f.mul(z)
		f.re.Add(&f.re, c[k])
	}
	return f, df
}
