package fem

import (
	"fmt"
	"math"
	"strings"

	"github.com/mathdl/kernel/mathdl/domain"
)

// Mesh is a triangulation: triangle k has the vertices Cells[k], counter-clockwise, with coordinates X and Y. An
// edge of only one triangle is on the boundary.
type Mesh struct {
	X, Y  []float64
	Cells [][3]int
}

func misuse(where, what string, got any, want string) error {
	return &domain.MisuseError{Func: where, What: what, Got: fmt.Sprint(got), Want: want}
}

// UnitSquare returns (0,1)² in n × n squares, each divided from lower left to upper right. Vertex i(n+1) + j is
// (i/n, j/n). It panics with a *domain.MisuseError unless n is positive.
func UnitSquare(n int) *Mesh { return Rectangle(n, n, 0, 1, 0, 1) }

// Rectangle returns (x0,x1) × (y0,y1) in nx × ny rectangles, divided as in [UnitSquare].
func Rectangle(nx, ny int, x0, x1, y0, y1 float64) *Mesh {
	if nx < 1 || ny < 1 || !(x0 < x1) || !(y0 < y1) {
		panic(misuse("fem.Rectangle", "cells and extent", fmt.Sprint(nx, ny, x0, x1, y0, y1), "positive numbers, x0 < x1, y0 < y1"))
	}
	m := &Mesh{X: make([]float64, 0, (nx+1)*(ny+1)), Y: make([]float64, 0, (nx+1)*(ny+1)), Cells: make([][3]int, 0, 2*nx*ny)}
	for i := range nx + 1 {
		for j := range ny + 1 {
			m.X = append(m.X, x0+(x1-x0)*float64(i)/float64(nx))
			m.Y = append(m.Y, y0+(y1-y0)*float64(j)/float64(ny))
		}
	}
	for i := range nx {
		for j := range ny {
			a := i*(ny+1) + j
			m.Cells = append(m.Cells, [3]int{a, a + ny + 1, a + ny + 2}, [3]int{a, a + ny + 2, a + 1})
		}
	}
	return m
}

// Slit returns (−1,1)² without [0,1) × {0} in 2n × 2n squares. The vertices of the slit but its end at the origin
// are there twice, for above and below, so that functions may jump across it.
func Slit(n int) *Mesh {
	m := Rectangle(2*n, 2*n, -1, 1, -1, 1)
	twin := map[int]int{}
	for v := range len(m.X) {
		if m.Y[v] == 0 && m.X[v] > 0 {
			twin[v] = len(m.X)
			m.X, m.Y = append(m.X, m.X[v]), append(m.Y, 0)
		}
	}
	for k, c := range m.Cells {
		if m.Y[c[0]]+m.Y[c[1]]+m.Y[c[2]] > 0 {
			continue
		}
		for i, v := range c {
			if t, ok := twin[v]; ok {
				m.Cells[k][i] = t
			}
		}
	}
	return m
}

// N returns the number of vertices.
func (m *Mesh) N() int { return len(m.X) }

// Area returns twice the signed area of triangle k, divided by two: positive when counter-clockwise.
func (m *Mesh) Area(k int) float64 {
	c := m.Cells[k]
	return orient(m.X[c[0]], m.Y[c[0]], m.X[c[1]], m.Y[c[1]], m.X[c[2]], m.Y[c[2]]) / 2
}

func orient(ax, ay, bx, by, cx, cy float64) float64 { return (bx-ax)*(cy-ay) - (by-ay)*(cx-ax) }

// Measure returns the area of all triangles.
func (m *Mesh) Measure() float64 {
	s := 0.0
	for k := range m.Cells {
		s += m.Area(k)
	}
	return s
}

// Quality returns the smallest of 4√3·area/(sum of squared edges) over the triangles: 1 when all are equilateral, near
// 0 when one is flat.
func (m *Mesh) Quality() float64 {
	q := 1.0
	for k, c := range m.Cells {
		s := 0.0
		for i := range 3 {
			a, b := c[i], c[(i+1)%3]
			s += (m.X[a]-m.X[b])*(m.X[a]-m.X[b]) + (m.Y[a]-m.Y[b])*(m.Y[a]-m.Y[b])
		}
		q = min(q, 4*math.Sqrt(3)*m.Area(k)/s)
	}
	return q
}

// Border returns the edges of the boundary, with the domain on their left.
func (m *Mesh) Border() [][2]int {
	count := make(map[[2]int]int, 3*len(m.Cells))
	for _, c := range m.Cells {
		for i := range 3 {
			count[pair(c[i], c[(i+1)%3])]++
		}
	}
	var border [][2]int
	for _, c := range m.Cells {
		for i := range 3 {
			if a, b := c[i], c[(i+1)%3]; count[pair(a, b)] == 1 {
				border = append(border, [2]int{a, b})
			}
		}
	}
	return border
}

func pair(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

// Refine divides every triangle into four by the middles of its edges.
func (m *Mesh) Refine() *Mesh {
	V := NewSpace(m, 2)
	r := &Mesh{X: V.X, Y: V.Y, Cells: make([][3]int, 0, 4*len(m.Cells))}
	for k := range m.Cells {
		c := V.cell(k)
		r.Cells = append(r.Cells, [3]int{c[0], c[3], c[5]}, [3]int{c[3], c[1], c[4]}, [3]int{c[5], c[4], c[2]}, [3]int{c[3], c[4], c[5]})
	}
	return r
}

// SVG returns the mesh as a drawing of the given width in pixels.
func (m *Mesh) SVG(width float64) string {
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, x := range m.X {
		x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, m.Y[i]), max(y1, m.Y[i])
	}
	s := width / (x1 - x0)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 %.5g %.5g" width="%.5g"><path fill="none" stroke="#345" stroke-width="0.6" stroke-linejoin="round" d="`, width+4, s*(y1-y0)+4, width)
	for _, c := range m.Cells {
		for i, v := range c {
			fmt.Fprintf(&b, "%c%.5g %.5g", "MLL"[i], s*(m.X[v]-x0), s*(y1-m.Y[v]))
		}
		b.WriteByte('Z')
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
