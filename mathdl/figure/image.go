package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const quarter = math.Pi / 2

// ImageSettings say how a matrix is shown.
type ImageSettings struct {
	Title    string
	Label    string  // of the colour bar
	Palette  Palette // nil means Sequential
	Min, Max float64 // the ends of the colour bar; both zero: the range of the data
	NoBar    bool
}

// Image shows the matrix x, row-major and rows × cols, as colours: row 0 at the top, pixels square,
// a colour bar at the right.
func Image(x []float64, rows, cols int, s *ImageSettings) *plot.Plot {
	need("figure.Image", "x", len(x), rows*cols)
	var set ImageSettings
	if s != nil {
		set = *s
	}
	t := colors(set.Palette)
	lo, hi := limits(set.Min, set.Max, x)
	pic := &picture{image: magnify(paint(x, rows, cols, t, lo, hi), 800)}
	if !set.NoBar {
		pic.bar = &colorBar{t, lo, hi, set.Label, 5}
	}
	p := newPlot(set.Title, "", "")
	hideAxes(p)
	p.Add(pic)
	return p
}

// picture draws an image as large as its canvas allows, with square pixels and a bar.
type picture struct {
	image *image.NRGBA
	bar   *colorBar
}

// Plot implements plot.Plotter.
func (p *picture) Plot(c draw.Canvas, _ *plot.Plot) {
	size := p.image.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return
	}
	r := fit(c.Rectangle, float64(size.X)/float64(size.Y))
	c.DrawImage(r, p.image)
	frame(c, r)
	if p.bar != nil {
		p.bar.draw(c, r)
	}
}

// GlyphBoxes implements plot.GlyphBoxer: it keeps free what the bar and its outermost labels need.
func (p *picture) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	boxes := []plot.GlyphBox{
		{X: 0.5, Y: 0, Rectangle: vg.Rectangle{Min: vg.Point{Y: -5}}},
		{X: 0.5, Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: 5}}},
	}
	if p.bar != nil {
		boxes = append(boxes, p.bar.reserve())
	}
	return boxes
}

// fit returns the largest rectangle of the given ratio width/height in the middle of the top of r:
// a title stays near what it names.
func fit(r vg.Rectangle, ratio float64) vg.Rectangle {
	size := r.Size()
	w, h := size.X, size.X/vg.Length(ratio)
	if h > size.Y {
		w, h = size.Y*vg.Length(ratio), size.Y
	}
	left := r.Min.X + (size.X-w)/2
	return vg.Rectangle{Min: vg.Point{X: left, Y: r.Max.Y - h}, Max: vg.Point{X: left + w, Y: r.Max.Y}}
}
