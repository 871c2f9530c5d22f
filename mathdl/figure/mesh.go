package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// meshPixels is how fine a function on triangles is painted.
const meshPixels = 300

// MeshField shows the function that is linear on each triangle, with the value z[i] at the vertex (x[i], y[i]), as colours with contours on
// them; outside of the triangles nothing is shown. Contours are drawn triangle by triangle, so they end at the boundary. A box of zeros in the
// settings means that of the vertices. It panics with a *ShapeError if the lengths differ.
func MeshField(x, y []float64, cells [][3]int, z []float64, s *FieldSettings) *plot.Plot {
	need("figure.MeshField", "y", len(y), len(x))
	need("figure.MeshField", "z", len(z), len(x))
	set := meshBox(x, y, s)
	g := newBox(set, meshPixels, meshPixels)
	v := make([]float64, meshPixels*meshPixels)
	for i := range v {
		v[i] = math.NaN()
	}
	for _, c := range cells {
		g.paint(v, x, y, z, c)
	}
	levels := set
	set.Contours, set.Levels = -1, nil
	p := field(v, g, set)
	lo, hi := limits(set.Min, set.Max, v)
	for _, level := range contourLevels(levels, lo, hi) {
		for _, c := range cells {
			if e := crossing(x, y, z, c, level); len(e) == 2 {
				addLine(p, e)
			}
		}
	}
	return p
}

// MeshLines shows the edges of triangles. It panics with a *ShapeError if the lengths differ.
func MeshLines(x, y []float64, cells [][3]int, s *FieldSettings) *plot.Plot {
	need("figure.MeshLines", "y", len(y), len(x))
	set := meshBox(x, y, s)
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = set.XMin, set.XMax, set.YMin, set.YMax
	drawn := map[[2]int]bool{}
	for _, c := range cells {
		for i := range 3 {
			a, b := min(c[i], c[(i+1)%3]), max(c[i], c[(i+1)%3])
			if !drawn[[2]int{a, b}] {
				drawn[[2]int{a, b}] = true
				addLine(p, plotter.XYs{{X: x[a], Y: y[a]}, {X: x[b], Y: y[b]}})
			}
		}
	}
	return p
}

func addLine(p *plot.Plot, e plotter.XYs) {
	if l, err := plotter.NewLine(e); err == nil {
		l.LineStyle = line(contourColor, 0.7)
		p.Add(l)
	}
}

func meshBox(x, y []float64, s *FieldSettings) FieldSettings {
	var set FieldSettings
	if s != nil {
		set = *s
	}
	if set.XMin == set.XMax {
		set.XMin, set.XMax = limits(0, 0, x)
	}
	if set.YMin == set.YMax {
		set.YMin, set.YMax = limits(0, 0, y)
	}
	return set
}

// paint sets the values whose middle is in a triangle.
func (g *box) paint(v, x, y, z []float64, c [3]int) {
	x0, x1 := min(x[c[0]], x[c[1]], x[c[2]]), max(x[c[0]], x[c[1]], x[c[2]])
	y0, y1 := min(y[c[0]], y[c[1]], y[c[2]]), max(y[c[0]], y[c[1]], y[c[2]])
	dx, dy := (g.x1-g.x0)/float64(g.cols), (g.y1-g.y0)/float64(g.rows)
	area := (x[c[1]]-x[c[0]])*(y[c[2]]-y[c[0]]) - (y[c[1]]-y[c[0]])*(x[c[2]]-x[c[0]])
	for r := max(int((y0-g.y0)/dy-1), 0); r < min(int((y1-g.y0)/dy+2), g.rows); r++ {
		for k := max(int((x0-g.x0)/dx-1), 0); k < min(int((x1-g.x0)/dx+2), g.cols); k++ {
			px, py, in, sum := g.X(k), g.Y(r), true, 0.0
			for i := range 3 {
				a, b := c[(i+1)%3], c[(i+2)%3]
				w := ((x[b]-x[a])*(py-y[a]) - (y[b]-y[a])*(px-x[a])) / area
				in = in && w >= -1e-9
				sum += w * z[c[i]]
			}
			if in {
				v[r*g.cols+k] = sum
			}
		}
	}
}

// crossing is where a level crosses the edges of a triangle: two points, or none.
func crossing(x, y, z []float64, c [3]int, level float64) plotter.XYs {
	var e plotter.XYs
	for i := range 3 {
		a, b := c[i], c[(i+1)%3]
		if (z[a] < level) != (z[b] < level) {
			t := (level - z[a]) / (z[b] - z[a])
			e = append(e, plotter.XY{X: x[a] + t*(x[b]-x[a]), Y: y[a] + t*(y[b]-y[a])})
		}
	}
	return e
}
