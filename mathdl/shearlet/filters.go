package shearlet

import "math"

// qmf is the low-pass filter of the system: taps h_0, h_{±1}, …, h_{±4}, with sum 1.
var qmf = [5]float64{0.582566738241592, 0.276348304703363, -0.0517766952966370, -0.0263483047033631, 0.0104933261758410}

// circle is the table of cos and sin of 2πj/n.
type circle struct {
	n        int
	cos, sin []float64
}

func newCircle(n int) *circle {
	c := &circle{n: n, cos: make([]float64, n), sin: make([]float64, n)}
	for j := range n {
		// Quarter by quarter, so that the table has the symmetries of the functions.
		s, v := math.Sincos(2 * math.Pi * float64(min(j, n-j)) / float64(n))
		if 4*min(j, n-j) == n {
			v = 0
		}
		if 2*j == n {
			s = 0
		}
		if 2*j > n {
			s = -s
		}
		c.cos[j], c.sin[j] = v, s
	}
	return c
}

// at reduces an index.
func (c *circle) at(j int) int { return ((j % c.n) + c.n) % c.n }

// hh is the low-pass h_0 + 2 Σ h_m cos(mω) at ω = 2πj/n, for all j.
func (c *circle) hh() []float64 {
	v := make([]float64, c.n)
	for j := range v {
		v[j] = qmf[0]
		for m := 1; m < len(qmf); m++ {
			v[j] += 2 * qmf[m] * c.cos[m*j%c.n]
		}
	}
	return v
}

// lowPass is H_i(ω) = Π_{l<i} hh(2^l ω), what i steps of the low-pass let through, at ω = 2πj/n.
func (c *circle) lowPass(i int) []float64 {
	hh := c.hh()
	v := make([]float64, c.n)
	for j := range v {
		v[j] = 1
		for l, f := 0, j; l < i; l, f = l+1, 2*f%c.n {
			v[j] *= hh[f]
		}
	}
	return v
}

// bandPass is G_i(ω) = hh(2^{i-1}ω + π) H_{i-1}(ω), i ≥ 1.
func (c *circle) bandPass(i int) []float64 {
	v := c.lowPass(i - 1)
	for j := range v {
		f := j
		for range i - 1 {
			f = 2 * f % c.n
		}
		g := qmf[0]
		for m, sign := 1, -1.0; m < len(qmf); m, sign = m+1, -sign {
			g += 2 * sign * qmf[m] * c.cos[m*f%c.n]
		}
		v[j] *= g
	}
	return v
}

// taps returns the coefficients c_0, …, c_D of H_d(ω) = Σ c_m cos(mω), D = 4(2^d - 1).
func taps(d int) []float64 {
	full := []float64{1} // two-sided
	for l := range d {
		next := make([]float64, len(full)+8<<l)
		for i, v := range full {
			for m := -4; m <= 4; m++ {
				next[i+(m+4)<<l] += v * qmf[max(m, -m)]
			}
		}
		full = next
	}
	return fold(full)
}

// fold turns a symmetric two-sided sequence into coefficients of cosines.
func fold(full []float64) []float64 {
	c := full[len(full)/2:]
	for m := 1; m < len(c); m++ {
		c[m] *= 2
	}
	return c
}

// diamond holds the non-zero coefficients 4096·B[a,b] of the maximally flat diamond filter of order 4,
// B(u, v) = Σ_{a,b=-4}^{4} B[a,b] cos(au) cos(bv), in the first quadrant; they are symmetric in a and b.
var diamond = []struct {
	a, b int
	v    float64
}{{0, 1, 1454}, {0, 3, 34}, {1, 2, -276}, {1, 4, -3}, {2, 3, 52}, {3, 4, -5}}

// fan returns the coefficients P[a][b], 0 ≤ a, b ≤ 8, of the directional filter
//
//	P(ω_x, v) = Σ P[a][b] cos(aω_x) cos(bv)
//
// It is the polynomial .60… + .5 B - .10… (2B² - 1) of the diamond filter B (a ladder in the manner of
// McClellan 1973), shifted by π in its first argument and divided by the ℓ¹ norm of its taps.
func fan() [9][9]float64 {
	const k0, k1, k2 = 0.6035533905932737, 0.5, -0.10355339059327377
	var b, p [17][17]float64 // two-sided, centre at 8
	for _, d := range diamond {
		for _, s := range [4][2]int{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
			b[8+s[0]*d.a][8+s[1]*d.b] = d.v / 4096
			b[8+s[0]*d.b][8+s[1]*d.a] = d.v / 4096
		}
	}
	p[8][8] = k0 - k2
	for i := range p {
		for j := range p {
			p[i][j] += k1 * b[i][j]
			p[i][j] += 2 * k2 * square(&b, i-8, j-8)
		}
	}
	return cosines(&p)
}

// square is the tap (i, j) of B².
func square(b *[17][17]float64, i, j int) float64 {
	s := 0.0
	for k := max(-8, i-8); k <= min(8, i+8); k++ {
		for l := max(-8, j-8); l <= min(8, j+8); l++ {
			s += b[8+k][8+l] * b[8+i-k][8+j-l]
		}
	}
	return s
}

// cosines normalises two-sided taps and makes them coefficients of cosines, with the shift by π.
func cosines(p *[17][17]float64) (c [9][9]float64) {
	norm := 0.0
	for _, r := range p {
		for _, v := range r {
			norm += math.Abs(v)
		}
	}
	for a := range 9 {
		for b := range 9 {
			v := p[8+a][8+b] / norm
			if a > 0 {
				v *= 2
			}
			if b > 0 {
				v *= 2
			}
			if a%2 == 1 {
				v = -v
			}
			c[a][b] = v
		}
	}
	return c
}
