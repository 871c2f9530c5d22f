package domain

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// maxGauss bounds the points of a tensor rule.
const maxGauss = 1 << 22

// Gauss returns a quadrature rule with n Gauss-Legendre points along every axis: exact for polynomials of
// degree 2n−1 in each coordinate on boxes, on polygons for those of total degree 2n−2. On [SlitSquare] it is
// graded towards the slit and its end, where solutions have singular derivatives. It returns an error
// for domains without a rule, those of Union and its kin, balls but the disc, and for more than 2²² points.
func (Ω *Domain) Gauss(n int) (*Points, error) {
	mustBePositive("domain.Gauss", n)
	if Ω.gauss == nil {
		return nil, fmt.Errorf("domain.Gauss: there is no rule for %s; take Interior with Sobol", Ω.Name)
	}
	if math.Pow(float64(n), float64(Ω.D())) > maxGauss {
		return nil, fmt.Errorf("domain.Gauss: %d points along %d axes are more than %d; take Interior", n, Ω.D(), maxGauss)
	}
	return Ω.gauss(n)
}

// GaussLegendre returns the n nodes, ascending, and weights of Gauss-Legendre quadrature on (a, b), to rounding: the
// zeros of the polynomial P_n by Newton's method.
func GaussLegendre(n int, a, b float64) (x, w []float64) {
	mustBePositive("domain.GaussLegendre", n)
	x, w = make([]float64, n), make([]float64, n)
	mid, half := (a+b)/2, (b-a)/2
	for i := range (n + 1) / 2 {
		z := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		if 2*i+1 == n {
			z = 0
		}
		for range 10 {
			p, d := legendre(n, z)
			step := p / d
			if z -= step; math.Abs(step) < 1e-16 {
				break
			}
		}
		_, slope := legendre(n, z)
		v := 2 / ((1 - z*z) * slope * slope) * half
		x[i], x[n-1-i] = mid-half*z, mid+half*z
		w[i], w[n-1-i] = v, v
	}
	return x, w
}

// legendre is P_n(z) and its derivative by the recurrence.
func legendre(n int, z float64) (p, d float64) {
	p, last := 1.0, 0.0
	for k := 1; k <= n; k++ {
		p, last = (float64(2*k-1)*z*p-float64(k-1)*last)/float64(k), p
	}
	return p, float64(n) * (z*p - last) / (z*z - 1)
}

// gaussBox is the tensor rule.
func gaussBox(lo, hi []float64, n int) *Points {
	var p *Points
	for i := range lo {
		if p == nil {
			x, w := GaussLegendre(n, lo[i], hi[i])
			p = &Points{X: mat.NewDense(n, 1, x), Weight: w}
			continue
		}
		p = p.times(lo[i], hi[i], n)
	}
	return p
}

// times adds an axis.
func (p *Points) times(a, b float64, n int) *Points {
	t, w := GaussLegendre(n, a, b)
	N, d := p.X.Dims()
	q := &Points{X: mat.NewDense(N*n, d+1, nil), Weight: make([]float64, N*n)}
	for i := range N {
		for k := range n {
			row := q.X.RawRowView(i*n + k)
			copy(row, p.X.RawRowView(i))
			row[d] = t[k]
			q.Weight[i*n+k] = p.Weight[i] * w[k]
		}
	}
	return q
}

// gaussDisc is Gauss in r², equidistant in the angle: exact for polynomials of degree 2n−1.
func gaussDisc(c []float64, r float64, n int) *Points {
	s, w := GaussLegendre(n, 0, r*r)
	m := 2 * n
	p := &Points{X: mat.NewDense(n*m, 2, nil), Weight: make([]float64, n*m)}
	for i := range n {
		for k := range m {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(m))
			ρ := math.Sqrt(s[i])
			p.X.SetRow(i*m+k, []float64{c[0] + ρ*cos, c[1] + ρ*sin})
			p.Weight[i*m+k] = w[i] * math.Pi / float64(m)
		}
	}
	return p
}

// gaussTriangles maps the square onto each triangle (Duffy 1982).
func gaussTriangles(tri []triangle, n int) *Points {
	s, w := GaussLegendre(n, 0, 1)
	p := &Points{X: mat.NewDense(len(tri)*n*n, 2, nil), Weight: make([]float64, len(tri)*n*n)}
	at := 0
	for _, t := range tri {
		for i, r := range s {
			for j, v := range s {
				a, b, c := 1-r, r*(1-v), r*v
				p.X.SetRow(at, []float64{a*t[0][0] + b*t[1][0] + c*t[2][0], a*t[0][1] + b*t[1][1] + c*t[2][1]})
				p.Weight[at] = 2 * t.area() * r * w[i] * w[j]
				at++
			}
		}
	}
	return p
}

// gaussSlit is a rule on each quadrant, with t → t² towards the origin along both axes.
func gaussSlit(n int) *Points {
	s, w := GaussLegendre(n, 0, 1)
	p := &Points{X: mat.NewDense(4*n*n, 2, nil), Weight: make([]float64, 4*n*n)}
	at := 0
	for _, q := range [][2]float64{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		for i := range n {
			for j := range n {
				p.X.SetRow(at, []float64{q[0] * s[i] * s[i], q[1] * s[j] * s[j]})
				p.Weight[at] = 4 * s[i] * s[j] * w[i] * w[j]
				at++
			}
		}
	}
	return p
}
