package approx

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// Smooth3 is a function on the unit cube: it stores f(x[i], y[i], z[i]) in dst[i].
type Smooth3 func(dst, x, y, z []float64)

// Cartoon3 is a function f = f₀ + f₁ χ_B on [0, 1]³ with a jump along the surface of B. A nil F0 is zero, a nil F1
// is one.
type Cartoon3 struct {
	F0, F1 Smooth3
	B      Solid
}

// Solid is the star-shaped body r < ρ(u) about a centre, with ρ(u) = R + Σ_i Height_i P_{Degree_i}(u·Axis_i) for
// directions u and Legendre polynomials P: a ball with smooth bumps.
type Solid struct {
	X, Y, Z float64
	R       float64
	Bumps   []Bump
}

// Bump is one term of the radius of a [Solid]. Axis need not have length 1.
type Bump struct {
	Axis   [3]float64
	Degree int
	Height float64
}

// Radius returns ρ in the direction (u, v, w), of any length but zero.
func (s Solid) Radius(u, v, w float64) float64 {
	rho := s.R
	n := math.Sqrt(u*u + v*v + w*w)
	for _, b := range s.Bumps {
		a := math.Sqrt(b.Axis[0]*b.Axis[0] + b.Axis[1]*b.Axis[1] + b.Axis[2]*b.Axis[2])
		rho += b.Height * legendre(b.Degree, (u*b.Axis[0]+v*b.Axis[1]+w*b.Axis[2])/(a*n))
	}
	return rho
}

// legendre is P_l(t), by (k+1)P_{k+1} = (2k+1)tP_k - kP_{k-1}.
func legendre(l int, t float64) float64 {
	p, q := 1.0, 0.0
	for k := range l {
		p, q = (float64(2*k+1)*t*p-float64(k)*q)/float64(k+1), p
	}
	return p
}

// Inside stores 1 for the points in the body, 0 for the others.
func (s Solid) Inside(dst, x, y, z []float64) {
	for i := range dst {
		u, v, w := x[i]-s.X, y[i]-s.Y, z[i]-s.Z
		r := math.Sqrt(u*u + v*v + w*w)
		dst[i] = 0
		if r == 0 && s.R > 0 || r > 0 && r < s.Radius(u, v, w) {
			dst[i] = 1
		}
	}
}

// Raster stores the means of f over the voxels of an n × n × n volume in dst, which may be nil; the last index
// runs along x, the first along z. samples is the number of samples per voxel and axis; 0 means
// [RasterSamples]. It panics as [Cartoon.Raster] does.
func (f Cartoon3) Raster(dst []float64, n, samples int) []float64 {
	if samples == 0 {
		samples = RasterSamples
	}
	needFrom("approx.Cartoon3.Raster", "n", n, 0)
	needFrom("approx.Cartoon3.Raster", "samples", samples, 1)
	dst = take("approx.Cartoon3.Raster", dst, n*n*n)
	kern.For(n*n, 1, func(lo, hi int) {
		m := n * samples
		t := make([]float64, 6*m)
		p := points{x: t[:m], y: t[m : 2*m], z: t[2*m : 3*m], v: t[3*m : 4*m], in: t[4*m : 5*m], jump: t[5*m:]}
		for j := range p.x {
			p.x[j] = (float64(j) + 0.5) / float64(m)
		}
		for r := lo; r < hi; r++ {
			row := dst[r*n : (r+1)*n]
			clear(row)
			for k := range samples * samples {
				kern.Fill(p.z, (float64(r/n*samples+k/samples)+0.5)/float64(m))
				kern.Fill(p.y, (float64(r%n*samples+k%samples)+0.5)/float64(m))
				f.at(&p)
				for j := range row {
					row[j] += sum(p.v[j*samples:][:samples])
				}
			}
			kern.Scale(row, 1/float64(samples*samples*samples), row)
		}
	})
	return dst
}

// points is a row of points with work space.
type points struct{ x, y, z, v, in, jump []float64 }

func (f Cartoon3) at(p *points) {
	clear(p.v)
	if f.F0 != nil {
		f.F0(p.v, p.x, p.y, p.z)
	}
	f.B.Inside(p.in, p.x, p.y, p.z)
	if f.F1 == nil {
		kern.Add(p.v, p.v, p.in)
		return
	}
	f.F1(p.jump, p.x, p.y, p.z)
	kern.MulAdd(p.v, p.jump, p.in)
}
