package rom

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/domain"
)

// Case is a parametrised coefficient.
type Case struct {
	Name   string
	P      int // number of parameters
	Mu     float64
	Lo, Hi []float64                      // the range of each
	A      func(dst, y, x1, x2 []float64) // stores a_y(x1_i, x2_i) in dst[i]
}

func newCase(name string, p int, μ, lo, hi float64, A func(dst, y, x1, x2 []float64)) *Case {
	if p < 1 || !(μ > 0) {
		panic(&domain.MisuseError{Func: "rom." + name, What: "p and μ", Got: fmt.Sprint(p, μ), Want: "positive numbers"})
	}
	c := &Case{Name: fmt.Sprintf("%s, p = %d, μ = %.3g", name, p, μ), P: p, Mu: μ, A: A}
	for range p {
		c.Lo, c.Hi = append(c.Lo, lo), append(c.Hi, hi)
	}
	return c
}

// Draw stores uniform parameters in y.
func (c *Case) Draw(y []float64, rnd *rand.Rand) {
	for i := range y {
		y[i] = c.Lo[i] + (c.Hi[i]-c.Lo[i])*rnd.Float64()
	}
}

// Unit returns 2(y − lo)/(hi − lo) − 1, what networks see.
func (c *Case) unit(dst, y []float64) {
	for i := range y {
		dst[i] = 2*(y[i]-c.Lo[i])/(c.Hi[i]-c.Lo[i]) - 1
	}
}

// Trig is case T1: μ + Σ_i y_i i^σ (1 + sin(⌊(i+2)/2⌋πx₁) sin(⌈(i+2)/2⌉πx₂)), y ∈ [0,1]^p. The program published with the paper
// has 1 + i^σ y_i(…) in the sum, so that its shift is μ + p: shifted is that.
func Trig(p int, σ, μ float64, shifted bool) *Case {
	c := newCase("trigonometric", p, μ, 0, 1, nil)
	shift := μ
	if shifted {
		shift += float64(p)
	}
	c.Name += fmt.Sprintf(", σ = %.3g", σ)
	scale := make([]float64, p)
	for i := range scale {
		scale[i] = math.Pow(float64(i+1), σ)
	}
	c.A = func(dst, y, x1, x2 []float64) {
		s1, s2 := make([]float64, p/2+3), make([]float64, p/2+3)
		for k := range dst {
			sines(s1, x1[k])
			sines(s2, x2[k])
			dst[k] = shift
			for i, v := range y {
				dst[k] += v * scale[i] * (1 + s1[(i+3)/2]*s2[(i+4)/2])
			}
		}
	}
	return c
}

// sines stores sin(kπx) in dst[k], by sin((k+1)t) = 2 cos t sin(kt) − sin((k−1)t).
func sines(dst []float64, x float64) {
	s, c := math.Sincos(math.Pi * x)
	dst[0], dst[1] = 0, s
	for k := 2; k < len(dst); k++ {
		dst[k] = 2*c*dst[k-1] - dst[k-2]
	}
}

// Chessboard is case T2: μ + y_i on the i-th of s × s squares, p = s², y ∈ [0,1]^p: the thermal block.
func Chessboard(s int, μ float64) *Case {
	at := func(x float64) int { return min(int(x*float64(s)), s-1) }
	return newCase("chessboard", s*s, μ, 0, 1, func(dst, y, x1, x2 []float64) {
		for k := range dst {
			dst[k] = μ + y[at(x1[k])*s+at(x2[k])]
		}
	})
}

// Cookies is case T3-F: μ + y_i on the i-th of s × s discs with radius 0.8/(2s), p = s², y ∈ [0,1]^p.
func Cookies(s int, μ float64) *Case {
	return newCase("cookies", s*s, μ, 0, 1, func(dst, y, x1, x2 []float64) {
		for k := range dst {
			i, r := disc(s, x1[k], x2[k])
			dst[k] = μ
			if r < 0.8/(2*float64(s)) {
				dst[k] += y[i]
			}
		}
	})
}

// CookiesVariable is case T3-V: as [Cookies], with radii y_{i+s²}/(2s), y_{i+s²} ∈ [0.5, 0.9]; p = 2s².
func CookiesVariable(s int, μ float64) *Case {
	c := newCase("cookies of variable size", 2*s*s, μ, 0, 1, func(dst, y, x1, x2 []float64) {
		for k := range dst {
			i, r := disc(s, x1[k], x2[k])
			dst[k] = μ
			if r < y[i+s*s]/(2*float64(s)) {
				dst[k] += y[i]
			}
		}
	})
	for i := s * s; i < c.P; i++ {
		c.Lo[i], c.Hi[i] = 0.5, 0.9
	}
	return c
}

// disc returns the nearest centre ((j+½)/s, (k+½)/s) and how far it is.
func disc(s int, x1, x2 float64) (i int, r float64) {
	j, k := min(int(x1*float64(s)), s-1), min(int(x2*float64(s)), s-1)
	return j*s + k, math.Hypot(x1-(float64(j)+.5)/float64(s), x2-(float64(k)+.5)/float64(s))
}

// Clipped is case T4: max(μ, Σ_i y_i m_i) with all monomials m_i of degree k or less, p = (k+1)(k+2)/2, y ∈ [−1,1]^p.
func Clipped(k int, μ float64) *Case {
	return newCase("clipped polynomial", (k+1)*(k+2)/2, μ, -1, 1, func(dst, y, x1, x2 []float64) {
		for n := range dst {
			s, i := 0.0, 0
			for d := 0; d <= k; d++ {
				for e := 0; e <= d; e++ {
					s += y[i] * math.Pow(x1[n], float64(d-e)) * math.Pow(x2[n], float64(e))
					i++
				}
			}
			dst[n] = max(μ, s)
		}
	})
}
