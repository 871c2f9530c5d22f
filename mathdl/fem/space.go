package fem

import (
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/sparse"
)

// Coef is a function on the plane, given for many points at once: it stores f(x_i, y_i) in dst[i].
type Coef func(dst, x, y []float64)

// Const returns the constant function.
func Const(c float64) Coef {
	return func(dst, _, _ []float64) {
		for i := range dst {
			dst[i] = c
		}
	}
}

// Each returns the function f, called for every point.
func Each(f func(x, y float64) float64) Coef {
	return func(dst, x, y []float64) {
		for i := range dst {
			dst[i] = f(x[i], y[i])
		}
	}
}

// Space is V_h: continuous functions, polynomials of the given degree on each triangle. Node i, at (X[i], Y[i]), has the
// function φ_i that is 1 there and 0 at the others.
type Space struct {
	Mesh   *Mesh
	Degree int
	X, Y   []float64

	local  int   // nodes of a triangle: 3 or 6
	cells  []int // local for each triangle
	ptr    []int // the pattern of all matrices
	index  []int
	at     []int32 // where entry (a, b) of triangle k is
	border []bool  // nodes
	edges  [][]int // of the boundary: their nodes, 2 or 3
	quadX  []float64
	quadY  []float64
}

// NewSpace returns V_h of degree 1 or 2. It panics with a *domain.MisuseError for other degrees and a mesh without
// triangles or with one that is not counter-clockwise.
func NewSpace(m *Mesh, degree int) *Space {
	if degree != 1 && degree != 2 {
		panic(misuse("fem.NewSpace", "degree", degree, "1 or 2"))
	}
	if m == nil || len(m.Cells) == 0 {
		panic(misuse("fem.NewSpace", "mesh", "no triangle", "one or more"))
	}
	for k := range m.Cells {
		if !(m.Area(k) > 0) {
			panic(misuse("fem.NewSpace", "area of a triangle", m.Area(k), "a positive number: vertices counter-clockwise"))
		}
	}
	V := &Space{Mesh: m, Degree: degree, X: m.X, Y: m.Y, local: 3 * degree}
	V.number()
	V.pattern()
	V.points()
	return V
}

// N returns the dimension of V_h.
func (V *Space) N() int { return len(V.X) }

func (V *Space) cell(k int) []int { return V.cells[k*V.local : (k+1)*V.local] }

// number gives the nodes their numbers and finds those on the boundary.
func (V *Space) number() {
	m := V.Mesh
	V.cells = make([]int, 0, len(m.Cells)*V.local)
	middle := map[[2]int]int{}
	if V.Degree == 2 {
		V.X, V.Y = slices.Clone(m.X), slices.Clone(m.Y)
	}
	for _, c := range m.Cells {
		V.cells = append(V.cells, c[:]...)
		for i := 0; i < 3 && V.Degree == 2; i++ {
			a, b := c[i], c[(i+1)%3]
			e, ok := middle[pair(a, b)]
			if !ok {
				e = len(V.X)
				middle[pair(a, b)] = e
				V.X, V.Y = append(V.X, (m.X[a]+m.X[b])/2), append(V.Y, (m.Y[a]+m.Y[b])/2)
			}
			V.cells = append(V.cells, e)
		}
	}
	V.border = make([]bool, len(V.X))
	for _, e := range V.outer() {
		nodes := []int{e[0], e[1]}
		if V.Degree == 2 {
			nodes = append(nodes, middle[pair(e[0], e[1])])
		}
		V.edges = append(V.edges, nodes)
		for _, v := range nodes {
			V.border[v] = true
		}
	}
}

// outer is [Mesh.Border] without a map: an edge is outside if the cells around its first vertex do not have it the other
// way round.
func (V *Space) outer() [][2]int {
	m := V.Mesh
	first := make([]int, len(m.X)+1)
	for _, c := range m.Cells {
		for _, v := range c {
			first[v+1]++
		}
	}
	for v := range m.X {
		first[v+1] += first[v]
	}
	after := make([]int, first[len(m.X)]) // the vertices that follow v in its triangles
	at := slices.Clone(first)
	for _, c := range m.Cells {
		for i, v := range c {
			after[at[v]] = c[(i+1)%3]
			at[v]++
		}
	}
	var out [][2]int
	for _, c := range m.Cells {
		for i, a := range c {
			if b := c[(i+1)%3]; !slices.Contains(after[first[b]:first[b+1]], a) {
				out = append(out, [2]int{a, b})
			}
		}
	}
	return out
}

// pattern finds where the matrices have entries, and the place of each entry of each triangle.
func (V *Space) pattern() {
	n, l := len(V.X), V.local
	first := make([]int, n+1)
	for _, v := range V.cells {
		first[v+1]++
	}
	for v := range n {
		first[v+1] += first[v]
	}
	in := make([]int, len(V.cells)) // places in cells, by node
	at := slices.Clone(first)
	for p, v := range V.cells {
		in[at[v]] = p
		at[v]++
	}
	V.ptr, V.index = make([]int, n+1), make([]int, 0, 4*n*V.Degree)
	V.at = make([]int32, len(V.cells)*l)
	place := make([]int32, n)
	for v := range n {
		lo := len(V.index)
		for _, p := range in[first[v]:first[v+1]] {
			for _, w := range V.cell(p / l) {
				if place[w] < int32(lo)+1 {
					place[w] = int32(lo) + 1
					V.index = append(V.index, w)
				}
			}
		}
		row := V.index[lo:]
		slices.Sort(row)
		for k, w := range row {
			place[w] = int32(lo + k + 1)
		}
		for _, p := range in[first[v]:first[v+1]] {
			for b, w := range V.cell(p / l) {
				V.at[p*l+b] = place[w] - 1
			}
		}
		V.ptr[v+1] = len(V.index)
	}
}

func (V *Space) matrix() *sparse.Matrix {
	return &sparse.Matrix{Rows: V.N(), Cols: V.N(), Ptr: V.ptr, Index: V.index, Val: make([]float64, len(V.index))}
}

// points sets the points of quadrature of all triangles.
func (V *Space) points() {
	rule := V.rule()
	q := len(rule)
	V.quadX, V.quadY = make([]float64, q*len(V.Mesh.Cells)), make([]float64, q*len(V.Mesh.Cells))
	for k, c := range V.Mesh.Cells {
		for i, p := range rule {
			for j, v := range c {
				V.quadX[k*q+i] += p.at[j] * V.Mesh.X[v]
				V.quadY[k*q+i] += p.at[j] * V.Mesh.Y[v]
			}
		}
	}
}

func (V *Space) values(f Coef, none float64) []float64 {
	if f == nil {
		f = Const(none)
	}
	v := make([]float64, len(V.quadX))
	f(v, V.quadX, V.quadY)
	return v
}

// Nodal returns f at the nodes: the interpolant.
func (V *Space) Nodal(f Coef) []float64 {
	v := make([]float64, V.N())
	f(v, V.X, V.Y)
	return v
}

// Inner returns the numbers of the nodes that are not on the boundary.
func (V *Space) Inner() []int {
	var in []int
	for i, b := range V.border {
		if !b {
			in = append(in, i)
		}
	}
	return in
}

func (V *Space) need(where, what string, got int) {
	if got != V.N() {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{V.N()}})
	}
}
