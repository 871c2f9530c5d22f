package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Series is one curve: Y against X, or against 0, 1, 2, … when X is nil (1, 2, 3, … on a
// logarithmic axis). A Series without a name is not in the legend.
type Series struct {
	Name   string
	X, Y   []float64
	Points bool // marks the points, and
	NoLine bool // leaves out the line between them
}

// CurveSettings say how curves are shown.
type CurveSettings struct {
	Title, XLabel, YLabel  string
	LogX, LogY             bool
	XMin, XMax, YMin, YMax float64 // ranges of the axes; both ends zero: that of the data
}

// Curves shows series as lines. The legend goes to the corner with the fewest points.
func Curves(s *CurveSettings, series ...Series) *plot.Plot {
	var set CurveSettings
	if s != nil {
		set = *s
	}
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	addGrid(p)
	sets := make([]plotter.XYs, len(series))
	xs, ys := newSpan(), newSpan()
	for i, c := range series {
		sets[i] = c.points(set.LogX)
		for _, q := range sets[i] {
			if drawable(q, set.LogX, set.LogY) {
				xs.add(set.LogX, q.X)
				ys.add(set.LogY, q.Y)
			}
		}
	}
	xs.settle(&p.X, set.LogX)
	ys.settle(&p.Y, set.LogY)
	force(&p.X, set.XMin, set.XMax, set.LogX)
	force(&p.Y, set.YMin, set.YMax, set.LogY)
	for i, c := range series {
		addSeries(p, c, i, sets[i], set.LogX, set.LogY)
	}
	placeLegend(p, names(series), sets...)
	return p
}

// points pairs the values of c.
func (c Series) points(logX bool) plotter.XYs {
	if c.X != nil {
		need("figure.Curves", "Series.X", len(c.X), len(c.Y))
	}
	out := make(plotter.XYs, len(c.Y))
	for i, y := range c.Y {
		out[i] = plotter.XY{X: float64(i), Y: y}
		if logX {
			out[i].X++
		}
		if c.X != nil {
			out[i].X = c.X[i]
		}
	}
	return out
}

func drawable(q plotter.XY, logX, logY bool) bool {
	return finite(q.X) && finite(q.Y) && (!logX || q.X > 0) && (!logY || q.Y > 0)
}

// force sets a range that was asked for.
func force(a *plot.Axis, lo, hi float64, logarithmic bool) {
	if hi > lo && finite(lo) && finite(hi) && (!logarithmic || lo > 0) {
		a.Min, a.Max = lo, hi
	}
}

// dashes are the patterns of lines, in points; the first is solid.
var dashes = [][]vg.Length{nil, {6, 2.5}, {1.5, 2}, {7, 2, 1.5, 2}, {3, 1.5}, {9, 3}}

func line(c color.Color, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width}
}

func curveStyle(i int) draw.LineStyle {
	sty := line(Color(i), thick)
	sty.Dashes = dashes[i%len(dashes)]
	return sty
}

// shapes are the marks of points and classes.
var shapes = []draw.GlyphDrawer{
	draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.CrossGlyph{}, draw.RingGlyph{},
	draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.PlusGlyph{},
}

func glyphStyle(i int, radius vg.Length) draw.GlyphStyle {
	return draw.GlyphStyle{Color: Color(i), Radius: radius, Shape: shapes[i%len(shapes)]}
}

// addSeries adds the pieces of c between its gaps, and its entry in the legend.
func addSeries(p *plot.Plot, c Series, i int, points plotter.XYs, logX, logY bool) {
	sty, mark := curveStyle(i), glyphStyle(i, 2.6)
	var thumbs []plot.Thumbnailer
	if !c.NoLine {
		thumbs = append(thumbs, &plotter.Line{LineStyle: sty})
	}
	if c.Points || c.NoLine {
		thumbs = append(thumbs, &plotter.Scatter{GlyphStyle: mark})
	}
	if c.Name != "" {
		p.Legend.Add(c.Name, thumbs...)
	}
	for _, piece := range pieces(points, logX, logY) {
		if !c.NoLine && len(piece) > 1 {
			p.Add(&curve{piece, sty})
		}
		if c.Points || c.NoLine || len(piece) == 1 {
			p.Add(&dots{piece, mark})
		}
	}
}

// pieces cuts points at what cannot be drawn.
func pieces(points plotter.XYs, logX, logY bool) []plotter.XYs {
	var out []plotter.XYs
	start := 0
	for i := 0; i <= len(points); i++ {
		if i < len(points) && drawable(points[i], logX, logY) {
			continue
		}
		if i > start {
			out = append(out, points[start:i])
		}
		start = i + 1
	}
	return out
}

// curve is a line clipped to the axes; unlike plotter.Line it leaves their range alone, and
// draws what it can when a point has no place on them.
type curve struct {
	points plotter.XYs
	style  draw.LineStyle
}

// Plot implements plot.Plotter.
func (l *curve) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, piece := range pieces(l.points, isLog(p.X), isLog(p.Y)) {
		out := make([]vg.Point, len(piece))
		for i, q := range piece {
			out[i] = vg.Point{X: x(q.X), Y: y(q.Y)}
		}
		c.StrokeLines(l.style, c.ClipLinesXY(out)...)
	}
}

// dots are marks at points inside the axes.
type dots struct {
	points plotter.XYs
	style  draw.GlyphStyle
}

// Plot implements plot.Plotter.
func (d *dots) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, q := range d.points {
		if drawable(q, isLog(p.X), isLog(p.Y)) {
			c.DrawGlyph(d.style, vg.Point{X: x(q.X), Y: y(q.Y)})
		}
	}
}

func names(series []Series) []string {
	var out []string
	for _, c := range series {
		if c.Name != "" {
			out = append(out, c.Name)
		}
	}
	return out
}

// placeLegend moves the legend to the corner where it hides the fewest points: of 2/5 of the width
// and as much of the height as its entries take.
func placeLegend(p *plot.Plot, entries []string, sets ...plotter.XYs) {
	if len(entries) == 0 {
		return
	}
	height := min(0.9, 0.05+0.08*float64(len(entries)))
	var hidden [2][2]float64 // [left][bottom]
	for _, points := range sets {
		for _, q := range points {
			if !drawable(q, isLog(p.X), isLog(p.Y)) {
				continue
			}
			x, y := p.X.Norm(q.X), p.Y.Norm(q.Y)
			share := 1 / float64(len(points)) // long series must not outvote short ones
			for left, inX := range []bool{x > 0.6, x < 0.4} {
				for bottom, inY := range []bool{y > 1-height, y < height} {
					if inX && inY {
						hidden[left][bottom] += share
					}
				}
			}
		}
	}
	best := math.Inf(1)
	for _, corner := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		if h := hidden[corner[0]][corner[1]]; h < best-1e-12 {
			best = h
			setCorner(&p.Legend, corner[0] == 1, corner[1] == 1)
		}
	}
}

func setCorner(l *plot.Legend, left, bottom bool) {
	l.Left, l.Top = left, !bottom
	l.XOffs, l.YOffs = -vg.Points(6), -vg.Points(3)
	if left {
		l.XOffs = vg.Points(8)
	}
	if bottom {
		l.YOffs = vg.Points(6)
	}
}

func isLog(a plot.Axis) bool {
	_, ok := a.Scale.(plot.LogScale)
	return ok
}

// number writes x for a label in a figure.
func number(x float64) string { return sign(fmt.Sprintf("%.2f", x)) }
