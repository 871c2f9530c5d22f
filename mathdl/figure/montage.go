package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// MontageSettings say how many images are shown together.
type MontageSettings struct {
	Title    string
	Captions []string // below the images; shorter than them or nil leaves the rest without
	Columns  int      // zero chooses a number that suits a figure of 3:2
	Palette  Palette  // nil means Ink: on paper ink is what was written
	Min, Max float64  // the range of all palettes; both zero: that of the data
	Each     bool     // a range for each image instead of a common one
}

// Montage shows images of rows × cols in rows of the figure, from the upper left.
func Montage(images [][]float64, rows, cols int, s *MontageSettings) *plot.Plot {
	var set MontageSettings
	if s != nil {
		set = *s
	}
	if set.Palette == nil {
		set.Palette = Ink
	}
	for _, x := range images {
		need("figure.Montage", "an image", len(x), rows*cols)
	}
	t := colors(set.Palette)
	lo, hi := limits(set.Min, set.Max, images...)
	m := &montage{captions: set.Captions, columns: set.Columns, ratio: float64(max(1, cols)) / float64(max(1, rows))}
	for _, x := range images {
		if set.Each {
			lo, hi = limits(0, 0, x)
		}
		m.images = append(m.images, magnify(paint(x, rows, cols, t, lo, hi), 200))
	}
	p := newPlot(set.Title, "", "")
	hideAxes(p)
	p.Add(m)
	return p
}

// montage draws images in rows and columns.
type montage struct {
	images   []*image.NRGBA
	captions []string
	columns  int
	ratio    float64 // width by height of an image
}

const tileGap = vg.Length(5)

// Plot implements plot.Plotter.
func (m *montage) Plot(c draw.Canvas, _ *plot.Plot) {
	n := len(m.images)
	if n == 0 {
		return
	}
	sty := textStyle(noteSize)
	sty.YAlign = draw.YTop
	caption := vg.Length(0)
	if len(m.captions) > 0 {
		caption = sty.Height("0") + 2
	}
	columns := m.columns
	if columns <= 0 {
		columns = m.best(c.Rectangle.Size(), caption)
	}
	h := m.tile(c.Rectangle.Size(), columns, caption)
	w := h * vg.Length(m.ratio)
	left := c.Min.X + (c.Rectangle.Size().X-vg.Length(columns)*(w+tileGap)+tileGap)/2
	for i, pic := range m.images {
		x := left + vg.Length(i%columns)*(w+tileGap)
		y := c.Max.Y - vg.Length(i/columns)*(h+caption+tileGap)
		r := vg.Rectangle{Min: vg.Point{X: x, Y: y - h}, Max: vg.Point{X: x + w, Y: y}}
		c.DrawImage(r, pic)
		outline(c, r)
		if i < len(m.captions) {
			c.FillText(sty, vg.Point{X: x + w/2, Y: r.Min.Y}, m.captions[i])
		}
	}
}

// tile returns the height of the images when they stand in so many columns.
func (m *montage) tile(size vg.Point, columns int, caption vg.Length) vg.Length {
	lines := (len(m.images) + columns - 1) / columns
	w := (size.X-vg.Length(columns-1)*tileGap)/vg.Length(columns) - 0.5
	h := (size.Y-vg.Length(lines-1)*tileGap)/vg.Length(lines) - caption - 0.5
	return max(1, min(h, w/vg.Length(m.ratio)))
}

// best returns the number of columns that makes the images largest.
func (m *montage) best(size vg.Point, caption vg.Length) int {
	best, height := 1, vg.Length(math.Inf(-1))
	for columns := 1; columns <= len(m.images); columns++ {
		if h := m.tile(size, columns, caption); h > height+1e-6 {
			best, height = columns, h
		}
	}
	return best
}

// outline draws a light frame: white images must not melt into the page.
func outline(c draw.Canvas, r vg.Rectangle) {
	sty := line(gridColor, thin)
	c.StrokeLines(sty, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
}
