package fem

import (
	"math"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/sparse"
)

// quadPoint is a point in barycentric coordinates with its weight on a triangle of area 1.
type quadPoint struct {
	at [3]float64
	w  float64
}

// The middles of the edges are exact for degree 2; seven points (Radon 1948) for degree 5.
var (
	middles = []quadPoint{{[3]float64{.5, .5, 0}, 1. / 3}, {[3]float64{0, .5, .5}, 1. / 3}, {[3]float64{.5, 0, .5}, 1. / 3}}
	seven   = radon()
)

func radon() []quadPoint {
	r := []quadPoint{{[3]float64{1. / 3, 1. / 3, 1. / 3}, 9. / 40}}
	for _, s := range []float64{-1, 1} {
		a, w := (6+s*math.Sqrt(15))/21, (155+s*math.Sqrt(15))/1200
		b := 1 - 2*a
		r = append(r, quadPoint{[3]float64{b, a, a}, w}, quadPoint{[3]float64{a, b, a}, w}, quadPoint{[3]float64{a, a, b}, w})
	}
	return r
}

func (V *Space) rule() []quadPoint {
	if V.Degree == 1 {
		return middles
	}
	return seven
}

// basis stores the functions and their derivatives by the barycentric coordinates at a point.
func (V *Space) basis(p [3]float64, φ []float64, dφ [][3]float64) {
	for i := range 3 {
		j := (i + 1) % 3
		if V.Degree == 1 {
			φ[i], dφ[i] = p[i], [3]float64{}
			dφ[i][i] = 1
			continue
		}
		φ[i], dφ[i] = p[i]*(2*p[i]-1), [3]float64{}
		dφ[i][i] = 4*p[i] - 1
		φ[3+i], dφ[3+i] = 4*p[i]*p[j], [3]float64{}
		dφ[3+i][i], dφ[3+i][j] = 4*p[j], 4*p[i]
	}
}

// slopes returns the gradients of the barycentric coordinates and the area.
func (V *Space) slopes(k int) (g [3][2]float64, area float64) {
	m, c := V.Mesh, V.Mesh.Cells[k]
	area = m.Area(k)
	for i := range 3 {
		a, b := c[(i+1)%3], c[(i+2)%3]
		g[i] = [2]float64{(m.Y[a] - m.Y[b]) / (2 * area), (m.X[b] - m.X[a]) / (2 * area)}
	}
	return g, area
}

// Stiffness returns A_ij = ∫ a ∇φ_i·∇φ_j; nil means a = 1. The integrals are exact for a of degree 2 on each triangle (P1) or 3 (P2).
func (V *Space) Stiffness(a Coef) *sparse.Matrix {
	val := V.values(a, 1)
	if V.Degree == 1 {
		mean := make([]float64, len(V.Mesh.Cells))
		for k := range mean {
			mean[k] = (val[3*k] + val[3*k+1] + val[3*k+2]) / 3
		}
		return V.linearStiffness(mean)
	}
	return V.integrate(val, func(e []float64, φ []float64, d [][2]float64, w float64) {
		for i := range d {
			for j := range d {
				e[i*len(d)+j] += w * (d[i][0]*d[j][0] + d[i][1]*d[j][1])
			}
		}
	})
}

// StiffnessNodal is the stiffness matrix of the coefficient that is linear on each triangle with the given values at the
// vertices. Only the mean of three values counts, so a jump is smeared over a triangle; the data of Geist et al. 2021
// are made in this way. It panics with a *op.ShapeError unless there is a value for each vertex, and is for P1.
func (V *Space) StiffnessNodal(a []float64) *sparse.Matrix {
	if V.Degree != 1 {
		panic(misuse("fem.Space.StiffnessNodal", "degree", V.Degree, "1"))
	}
	V.need("fem.Space.StiffnessNodal", "a", len(a))
	mean := make([]float64, len(V.Mesh.Cells))
	for k, c := range V.Mesh.Cells {
		mean[k] = (a[c[0]] + a[c[1]] + a[c[2]]) / 3
	}
	return V.linearStiffness(mean)
}

func (V *Space) linearStiffness(mean []float64) *sparse.Matrix {
	A := V.matrix()
	for k, a := range mean {
		g, area := V.slopes(k)
		a *= area
		at := V.at[9*k : 9*k+9]
		for i := range 3 {
			for j := range 3 {
				A.Val[at[3*i+j]] += a * (g[i][0]*g[j][0] + g[i][1]*g[j][1])
			}
		}
	}
	return A
}

// Mass returns M_ij = ∫ c φ_i φ_j; nil means c = 1.
func (V *Space) Mass(c Coef) *sparse.Matrix {
	return V.integrate(V.values(c, 1), func(e []float64, φ []float64, d [][2]float64, w float64) {
		for i := range φ {
			for j := range φ {
				e[i*len(φ)+j] += w * φ[i] * φ[j]
			}
		}
	})
}

// Gram returns G = M + A, the inner product of H¹.
func (V *Space) Gram() *sparse.Matrix { return sparse.Add(1, V.Mass(nil), 1, V.Stiffness(nil)) }

// integrate adds up what add says of each point of quadrature, with weights times the values of the coefficient.
func (V *Space) integrate(val []float64, add func(e []float64, φ []float64, d [][2]float64, w float64)) *sparse.Matrix {
	A, l, q := V.matrix(), V.local, len(V.rule())
	e, d := make([]float64, l*l), make([][2]float64, l)
	φ, dφ := V.table()
	for k := range V.Mesh.Cells {
		g, area := V.slopes(k)
		clear(e)
		for p, r := range V.rule() {
			V.gradients(d, dφ[p], g)
			add(e, φ[p], d, val[k*q+p]*area*r.w)
		}
		for i, v := range e {
			A.Val[V.at[k*l*l+i]] += v
		}
	}
	return A
}

// table returns the basis at the points of quadrature.
func (V *Space) table() (φ [][]float64, dφ [][][3]float64) {
	for _, p := range V.rule() {
		f, d := make([]float64, V.local), make([][3]float64, V.local)
		V.basis(p.at, f, d)
		φ, dφ = append(φ, f), append(dφ, d)
	}
	return φ, dφ
}

func (V *Space) gradients(d [][2]float64, dφ [][3]float64, g [3][2]float64) {
	for i, s := range dφ {
		d[i] = [2]float64{s[0]*g[0][0] + s[1]*g[1][0] + s[2]*g[2][0], s[0]*g[0][1] + s[1]*g[1][1] + s[2]*g[2][1]}
	}
}

// Load returns b_i = ∫ f φ_i.
func (V *Space) Load(f Coef) []float64 {
	val, b, q := V.values(f, 0), make([]float64, V.N()), len(V.rule())
	φ, _ := V.table()
	for k := range V.Mesh.Cells {
		area := V.Mesh.Area(k)
		for p, r := range V.rule() {
			w := val[k*q+p] * area * r.w
			for i, v := range V.cell(k) {
				b[v] += w * φ[p][i]
			}
		}
	}
	return b
}

// Norm returns √(vᵀ G v). It panics with a *op.ShapeError if the lengths do not fit.
func Norm(G *sparse.Matrix, v []float64) float64 {
	if len(v) != G.Cols {
		panic(&op.ShapeError{Func: "fem.Norm", What: "v", Got: []int{len(v)}, Want: []int{G.Cols}})
	}
	s := 0.0
	for i, w := range G.Apply(nil, v) {
		s += v[i] * w
	}
	return math.Sqrt(max(s, 0))
}

// L2 returns ‖u_h − u‖ in L², by a rule of degree 5. It panics with a *op.ShapeError unless u_h has a value for each node.
func (V *Space) L2(uh []float64, u Coef) float64 {
	V.need("fem.Space.L2", "u_h", len(uh))
	return V.distance(uh, []Coef{u}, false)
}

// H1 returns ‖∇u_h − ∇u‖ in L², given the two derivatives of u.
func (V *Space) H1(uh []float64, ux, uy Coef) float64 {
	V.need("fem.Space.H1", "u_h", len(uh))
	return V.distance(uh, []Coef{ux, uy}, true)
}

func (V *Space) distance(uh []float64, exact []Coef, slope bool) float64 {
	φ, dφ, d := make([]float64, V.local), make([][3]float64, V.local), make([][2]float64, V.local)
	n := len(V.Mesh.Cells)
	x, y, got, area := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	sum := 0.0
	for _, p := range seven {
		V.basis(p.at, φ, dφ)
		for axis, f := range exact {
			for k, c := range V.Mesh.Cells {
				var g [3][2]float64
				g, area[k] = V.slopes(k)
				V.gradients(d, dφ, g)
				x[k], y[k], got[k] = 0, 0, 0
				for j, v := range c {
					x[k] += p.at[j] * V.Mesh.X[v]
					y[k] += p.at[j] * V.Mesh.Y[v]
				}
				for i, v := range V.cell(k) {
					if slope {
						got[k] += uh[v] * d[i][axis]
					} else {
						got[k] += uh[v] * φ[i]
					}
				}
			}
			want := make([]float64, n)
			f(want, x, y)
			for k := range want {
				sum += p.w * area[k] * (got[k] - want[k]) * (got[k] - want[k])
			}
		}
	}
	return math.Sqrt(sum)
}
