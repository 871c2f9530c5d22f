package fem

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/domain"
)

const (
	smoothings = 8    // moves of the inner points to the middle of their neighbours
	keepOff    = 0.55 // how near to the boundary an inner point may be, in h
	flat       = 0.02 // triangles with less than flat·h² are no triangles
)

// Generate returns a mesh of a plane domain with edges of length about h: points on the faces and at their ends, a lattice of
// equilateral triangles inside, Delaunay's triangulation, and inner points moved to the middle of their neighbours.
// Corners that arise where two faces of a combined domain meet are cut by at most h.
//
// It panics with a *domain.MisuseError unless Ω is plane and 0 < h < the extent of Ω, and returns an error if no triangle is
// left. For the slit square there is [Slit].
func Generate(Ω *domain.Domain, h float64) (*Mesh, error) {
	if Ω.D() != 2 || Ω.Time {
		panic(misuse("fem.Generate", "dimension of "+Ω.Name, Ω.D(), "2, without time"))
	}
	if !(h > 0) || h >= max(Ω.Hi[0]-Ω.Lo[0], Ω.Hi[1]-Ω.Lo[1]) {
		panic(misuse("fem.Generate", "h", h, "a positive number, less than the extent of the domain"))
	}
	c := &cloud{h: h, grid: map[[2]int][]int{}}
	for _, f := range Ω.Faces {
		c.face(Ω, f)
	}
	border := len(c.x)
	c.lattice(Ω)
	m := c.mesh(Ω)
	for range smoothings {
		c.smooth(m, border)
		m = c.mesh(Ω)
	}
	if len(m.Cells) == 0 {
		return nil, fmt.Errorf("fem.Generate: no triangle in %v with h = %.3g: take a smaller h", Ω, h)
	}
	return m.compact(), nil
}

// cloud is points in squares of side h.
type cloud struct {
	h    float64
	x, y []float64
	grid map[[2]int][]int
}

func (c *cloud) square(x, y float64) [2]int {
	return [2]int{int(math.Floor(x / c.h)), int(math.Floor(y / c.h))}
}

// add adds a point unless one is nearer than r ≤ h.
func (c *cloud) add(x, y, r float64) {
	g := c.square(x, y)
	for i := g[0] - 1; i <= g[0]+1; i++ {
		for j := g[1] - 1; j <= g[1]+1; j++ {
			for _, k := range c.grid[[2]int{i, j}] {
				if math.Hypot(c.x[k]-x, c.y[k]-y) < r {
					return
				}
			}
		}
	}
	c.grid[g] = append(c.grid[g], len(c.x))
	c.x, c.y = append(c.x, x), append(c.y, y)
}

// face adds the ends of a face, then points at equal distances.
func (c *cloud) face(Ω *domain.Domain, f domain.Face) {
	n := 2 * max(int(math.Round(f.Measure/c.h)), 1)
	p := along(Ω, f, n)
	if len(p) < n/2+1 { // the face has a second parameter, which does nothing: circles are spheres
		p = along(Ω, f, n*n)
	}
	if len(p) < 2 {
		return
	}
	for _, e := range [][2][2]float64{{p[0], p[1]}, {p[len(p)-1], p[len(p)-2]}} {
		end := []float64{1.5*e[0][0] - 0.5*e[1][0], 1.5*e[0][1] - 0.5*e[1][1]}
		if Ω.OnBoundary(end) {
			c.add(end[0], end[1], 0.3*c.h)
		}
	}
	for k, q := range p { // the middle of every second pair, if the face is straight there
		if k%2 == 1 && k+1 < len(p) {
			mid := []float64{(q[0] + p[k+1][0]) / 2, (q[1] + p[k+1][1]) / 2}
			if Ω.OnBoundary(mid) {
				c.add(mid[0], mid[1], 0.6*c.h)
				continue
			}
		}
		c.add(q[0], q[1], 0.8*c.h)
	}
}

// along returns points of a face in order, those that repeat the one before left out.
func along(Ω *domain.Domain, f domain.Face, n int) [][2]float64 {
	X := Ω.PerFace(n, domain.Grid, nil, f.Name).X
	rows, _ := X.Dims()
	var p [][2]float64
	for i := range rows {
		q := [2]float64{X.At(i, 0), X.At(i, 1)}
		if k := len(p); k == 0 || math.Hypot(q[0]-p[k-1][0], q[1]-p[k-1][1]) > 1e-9*f.Measure {
			p = append(p, q)
		}
	}
	return p
}

func (c *cloud) lattice(Ω *domain.Domain) {
	dy := c.h * math.Sqrt(3) / 2
	for j, y := 0, Ω.Lo[1]+dy/2; y < Ω.Hi[1]; j, y = j+1, y+dy {
		for x := Ω.Lo[0] + c.h/4*float64(1+2*(j%2)); x < Ω.Hi[0]; x += c.h {
			if Ω.Contains([]float64{x, y}) {
				c.add(x, y, keepOff*c.h)
			}
		}
	}
}

func (c *cloud) mesh(Ω *domain.Domain) *Mesh {
	d := newDelaunay(c.x, c.y, 1e-5*c.h)
	m := &Mesh{X: c.x, Y: c.y}
	for _, t := range d.triangles(len(c.x)) {
		x, y := (c.x[t[0]]+c.x[t[1]]+c.x[t[2]])/3, (c.y[t[0]]+c.y[t[1]]+c.y[t[2]])/3
		a := orient(c.x[t[0]], c.y[t[0]], c.x[t[1]], c.y[t[1]], c.x[t[2]], c.y[t[2]])
		if a > flat*c.h*c.h && Ω.Contains([]float64{x, y}) {
			m.Cells = append(m.Cells, t)
		}
	}
	return m
}

// smooth moves points that are not on the boundary to the middle of their neighbours.
func (c *cloud) smooth(m *Mesh, border int) {
	n := len(c.x)
	sx, sy, count := make([]float64, n), make([]float64, n), make([]float64, n)
	for _, t := range m.Cells {
		for i := range 3 {
			v, w := t[i], t[(i+1)%3]
			sx[v], sy[v], count[v] = sx[v]+c.x[w], sy[v]+c.y[w], count[v]+1
		}
	}
	outer := map[int]bool{}
	for _, e := range m.Border() {
		outer[e[0]], outer[e[1]] = true, true
	}
	x, y := append([]float64(nil), c.x...), append([]float64(nil), c.y...)
	for v := border; v < n; v++ {
		if count[v] > 0 && !outer[v] {
			x[v], y[v] = sx[v]/count[v], sy[v]/count[v]
		}
	}
	c.x, c.y = x, y
}

// compact leaves out vertices that no triangle has.
func (m *Mesh) compact() *Mesh {
	to := make([]int, len(m.X))
	r := &Mesh{Cells: make([][3]int, len(m.Cells))}
	for k, c := range m.Cells {
		for i, v := range c {
			if to[v] == 0 {
				r.X, r.Y = append(r.X, m.X[v]), append(r.Y, m.Y[v])
				to[v] = len(r.X)
			}
			r.Cells[k][i] = to[v] - 1
		}
	}
	return r
}
