package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// FieldSettings say how a function of the plane is shown.
type FieldSettings struct {
	Title, XLabel, YLabel  string
	Label                  string    // of the colour bar
	XMin, XMax, YMin, YMax float64   // the box; an interval of zeros means [-1, 1]
	Min, Max               float64   // the ends of the colour bar; both zero: the range of the values
	Palette                Palette   // nil means Sequential
	N                      int       // Field: values in each direction; zero means 100
	Contours               int       // about how many contour lines; zero means 8, less than zero none
	Levels                 []float64 // the values of the contours; nil chooses round ones
}

const (
	defaultN        = 100
	maxN            = 2000
	defaultContours = 8
)

// Field shows f on a box as colours with contours.
func Field(f func(x, y float64) float64, s *FieldSettings) *plot.Plot {
	var set FieldSettings
	if s != nil {
		set = *s
	}
	n := set.N
	if n <= 0 {
		n = defaultN
	}
	n = min(n, maxN)
	g := newBox(set, n, n)
	z := make([]float64, n*n)
	for i := range n {
		for j := range n {
			z[i*n+j] = f(g.X(j), g.Y(i))
		}
	}
	return field(z, g, set)
}

// FieldGrid shows values on a grid of rows × cols cells of a box, row-major: row 0 at the bottom,
// z[i*cols+j] in the middle of its cell.
func FieldGrid(z []float64, rows, cols int, s *FieldSettings) *plot.Plot {
	need("figure.FieldGrid", "z", len(z), rows*cols)
	var set FieldSettings
	if s != nil {
		set = *s
	}
	return field(z, newBox(set, rows, cols), set)
}

// box is a grid of cells with the values in their middles. It is a plotter.GridXYZ.
type box struct {
	x0, x1, y0, y1 float64
	rows, cols     int
	z              []float64
}

var _ plotter.GridXYZ = (*box)(nil)

func newBox(s FieldSettings, rows, cols int) *box {
	g := &box{x0: s.XMin, x1: s.XMax, y0: s.YMin, y1: s.YMax, rows: rows, cols: cols}
	if !(g.x1 > g.x0) || !finite(g.x1-g.x0) {
		g.x0, g.x1 = -1, 1
	}
	if !(g.y1 > g.y0) || !finite(g.y1-g.y0) {
		g.y0, g.y1 = -1, 1
	}
	return g
}

// Dims returns the numbers of columns and rows.
func (g *box) Dims() (c, r int) { return g.cols, g.rows }

// X returns the middle of column c.
func (g *box) X(c int) float64 { return g.x0 + (float64(c)+0.5)/float64(g.cols)*(g.x1-g.x0) }

// Y returns the middle of row r.
func (g *box) Y(r int) float64 { return g.y0 + (float64(r)+0.5)/float64(g.rows)*(g.y1-g.y0) }

// Z returns the value of a cell.
func (g *box) Z(c, r int) float64 { return g.z[r*g.cols+c] }

func field(z []float64, g *box, set FieldSettings) *plot.Plot {
	g.z = z
	t := colors(set.Palette)
	lo, hi := limits(set.Min, set.Max, z)
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = g.x0, g.x1, g.y0, g.y1
	frameOnly(p, 5)
	p.Add(&sheet{image: flip(paint(z, g.rows, g.cols, t, lo, hi)), bar: &colorBar{t, lo, hi, set.Label, 5}})
	levels := contourLevels(set, lo, hi)
	if len(levels) > 0 && g.rows > 1 && g.cols > 1 && allFinite(z) {
		c := plotter.NewContour(g, levels, nil)
		c.LineStyles = []draw.LineStyle{line(contourColor, 0.7)}
		c.Min, c.Max = math.Inf(-1), math.Inf(1)
		p.Add(c)
	}
	return p
}

var contourColor = inkAlpha(0x90)

func allFinite(x []float64) bool {
	for _, v := range x {
		if !finite(v) {
			return false
		}
	}
	return true
}

// contourLevels returns the levels inside the range: those asked for, or round ones.
func contourLevels(set FieldSettings, lo, hi float64) []float64 {
	var out []float64
	if set.Levels != nil {
		for _, v := range set.Levels {
			if finite(v) {
				out = append(out, v)
			}
		}
		return out
	}
	n := set.Contours
	if n == 0 {
		n = defaultContours
	}
	if n < 0 || !(hi > lo) {
		return nil
	}
	for _, t := range (LinearTicks{n}).Ticks(lo, hi) {
		if !t.IsMinor() && t.Value > lo && t.Value < hi {
			out = append(out, t.Value)
		}
	}
	return out
}

// flip turns an image upside down: fields have their first row at the bottom.
func flip(m *image.NRGBA) *image.NRGBA {
	h := m.Bounds().Dy()
	out := image.NewNRGBA(m.Bounds())
	for y := range h {
		copy(out.Pix[y*out.Stride:][:out.Stride], m.Pix[(h-1-y)*m.Stride:])
	}
	return out
}

// sheet fills the axes with an image, smoothed if it is fine enough to be taken for continuous.
type sheet struct {
	image *image.NRGBA
	bar   *colorBar
}

const smoothFrom = 40 // values in a direction

// Plot implements plot.Plotter.
func (s *sheet) Plot(c draw.Canvas, p *plot.Plot) {
	m := s.image
	if size := m.Bounds().Size(); min(size.X, size.Y) < smoothFrom {
		m = magnify(m, 800)
	}
	c.DrawImage(c.Rectangle, m)
	frame(c, c.Rectangle)
	tickMarks(c, p)
	s.bar.draw(c, c.Rectangle)
}

// tickMarks draws the marks of both axes at the frame: package plot moves the axes away from it
// where labels need room.
func tickMarks(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sty := line(axisColor, thin)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if at := x(t.Value); !t.IsMinor() && c.ContainsX(at) {
			c.StrokeLine2(sty, at, c.Min.Y-3.5, at, c.Min.Y)
		}
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if at := y(t.Value); !t.IsMinor() && c.ContainsY(at) {
			c.StrokeLine2(sty, c.Min.X-3.5, at, c.Min.X, at)
		}
	}
}

// GlyphBoxes implements plot.GlyphBoxer.
func (s *sheet) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	top := plot.GlyphBox{X: 0.5, Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: 5}}}
	return []plot.GlyphBox{s.bar.reserve(), top}
}
