package display

import (
	"bytes"
	"fmt"
	"image"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// CSS is one pixel of CSS as a length of a plot: 1/96 inch.
const CSS = vg.Inch / 96

// The defaults of PlotOptions.
const (
	DefaultWidth   = 480 * CSS
	DefaultHeight  = 320 * CSS
	DefaultDensity = 2.0
)

const (
	rowWidth  = 960 * CSS // what the tiles of a row share when no width is asked for
	maxPixels = 64 << 20  // of a drawing
)

// PlotOptions say how a plot is drawn. The zero value is a PNG of 480 × 320 CSS pixels with twice
// as many real ones in each direction.
//
// A width or a height alone sets the other to keep 3:2. A PNG whose height was left open is cut above
// and below where it is blank, as it is around images much wider than high.
type PlotOptions struct {
	Width, Height vg.Length // of one plot; zero or less means the default, see below
	Density       float64   // pixels of a PNG for one CSS pixel; zero means DefaultDensity
	SVG           bool      // an SVG drawing instead of a PNG

	trim bool // the height was left open
}

// fill replaces zeros by defaults for plots that stand in rows of n.
func (o PlotOptions) fill(n int) PlotOptions {
	o.trim = o.Height <= 0
	if o.Width <= 0 && o.Height > 0 {
		o.Width = o.Height * DefaultWidth / DefaultHeight
	}
	if o.Width <= 0 {
		o.Width = min(DefaultWidth, rowWidth/vg.Length(max(1, n)))
	}
	if o.Height <= 0 {
		o.Height = o.Width * DefaultHeight / DefaultWidth
	}
	if !(o.Density > 0) {
		o.Density = DefaultDensity
	}
	return o
}

// Plot draws p. A plot that panics while it is drawn, for example because of values that its axes
// cannot show, yields a text with the reason.
func Plot(p *plot.Plot, o PlotOptions) Bundle {
	if p == nil {
		return Text("(*plot.Plot)(nil)")
	}
	return drawing(plotText(p), o.fill(1), 1, 1, func(c draw.Canvas) {
		q := *p // drawing settles the ranges of the axes
		q.Draw(inside(c, p))
	})
}

// Plots draws the plots of a grid in rows and columns, with aligned axes; nil leaves a tile empty.
// Width and Height of o are those of one tile; by default the tiles of a row share 960 CSS pixels.
func Plots(grid [][]*plot.Plot, o PlotOptions) Bundle {
	tiles, cols := rectangular(grid)
	var texts []string
	for _, row := range tiles {
		for _, p := range row {
			if p != nil {
				texts = append(texts, plotText(p))
			}
		}
	}
	if len(texts) == 0 {
		return Text("no plots")
	}
	return drawing(strings.Join(texts, "\n"), o.fill(cols), len(tiles), cols, func(c draw.Canvas) {
		t := draw.Tiles{Rows: len(tiles), Cols: cols, PadX: 2 * vg.Millimeter, PadY: 2 * vg.Millimeter}
		canvases := plot.Align(tiles, t, inside(c, first(tiles)))
		for i, row := range tiles {
			for j, p := range row {
				if p != nil {
					p.Draw(canvases[i][j])
				}
			}
		}
	})
}

// inside fills c with the background of p and returns what is inside a margin: plots fill their
// canvas to the edge, and letters would be cut there.
func inside(c draw.Canvas, p *plot.Plot) draw.Canvas {
	if p.BackgroundColor != nil {
		c.SetColor(p.BackgroundColor)
		c.Fill(c.Rectangle.Path())
	}
	const margin = 4 * CSS
	return draw.Crop(c, margin, -margin, margin, -margin)
}

// first returns the first plot of the tiles, one of which is there.
func first(tiles [][]*plot.Plot) *plot.Plot {
	for _, row := range tiles {
		for _, p := range row {
			if p != nil {
				return p
			}
		}
	}
	return nil
}

// rectangular copies the plots of grid, and fills up its rows.
func rectangular(grid [][]*plot.Plot) (tiles [][]*plot.Plot, cols int) {
	for _, row := range grid {
		cols = max(cols, len(row))
	}
	for _, row := range grid {
		line := make([]*plot.Plot, cols)
		for j, p := range row {
			if p != nil {
				q := *p
				line[j] = &q
			}
		}
		tiles = append(tiles, line)
	}
	return tiles, cols
}

// drawing makes the bundle of what draw puts on a canvas of rows × cols tiles.
func drawing(text string, o PlotOptions, rows, cols int, draw func(draw.Canvas)) (b Bundle) {
	defer func() {
		if r := recover(); r != nil {
			b = Text(text + "\ncannot be drawn: " + panicText(r))
		}
	}()
	w, h := o.Width*vg.Length(cols), o.Height*vg.Length(rows)
	if n := float64(w/CSS) * float64(h/CSS) * o.Density * o.Density; !(n <= maxPixels) {
		return Text(fmt.Sprintf("%s\ncannot be drawn: %.4g pixels, want at most %d", text, n, maxPixels))
	}
	if o.SVG {
		return of(MIMESVG, svg(w, h, draw), text)
	}
	m := raster(w, h, o.Density, draw)
	height := int(h/CSS + 0.5)
	if o.trim {
		m, height = trimmed(m, height)
	}
	b = PNG(encodePNG(m), int(w/CSS+0.5), height)
	b.Data[MIMEText] = text
	return b
}

func raster(w, h vg.Length, density float64, f func(draw.Canvas)) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(int(96*density+0.5)))
	f(draw.New(c))
	return c.Image()
}

// trimmed returns m, which is shown height CSS pixels high, without the blank at its top and bottom
// that exceeds a margin, and the height that is left. It cuts off what is worth it, and not all.
func trimmed(m image.Image, height int) (image.Image, int) {
	const margin = 8 // CSS pixels
	r := m.Bounds()
	density := float64(r.Dy()) / float64(height)
	top, bottom := 0, 0
	for top < r.Dy() && blank(m, r.Min.Y+top) {
		top++
	}
	for bottom < r.Dy()-top && blank(m, r.Max.Y-1-bottom) {
		bottom++
	}
	sub, ok := m.(interface {
		SubImage(image.Rectangle) image.Image
	})
	top, bottom = int(float64(top)/density)-margin, int(float64(bottom)/density)-margin // in CSS pixels
	if top, bottom = max(0, top), max(0, bottom); !ok || top+bottom < 2*margin || top+bottom >= height-2*margin {
		return m, height
	}
	r.Min.Y += int(float64(top) * density)
	r.Max.Y -= int(float64(bottom) * density)
	return sub.SubImage(r), height - top - bottom
}

// blank reports whether row y of m has the colour of its corner throughout.
func blank(m image.Image, y int) bool {
	r := m.Bounds()
	c := m.At(r.Min.X, r.Min.Y)
	for x := r.Min.X; x < r.Max.X; x++ {
		if m.At(x, y) != c {
			return false
		}
	}
	return true
}

func svg(w, h vg.Length, f func(draw.Canvas)) string {
	c := vgsvg.New(w, h)
	f(draw.New(c))
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		panic(err)
	}
	// What stands before the element belongs to files, not to pages.
	s := buf.String()
	return s[max(0, strings.Index(s, "<svg")):]
}

// plotText names the plot and its axes.
func plotText(p *plot.Plot) string {
	var axes []string
	for _, a := range []struct{ name, text string }{{"x", p.X.Label.Text}, {"y", p.Y.Label.Text}} {
		if a.text != "" {
			axes = append(axes, a.name+": "+a.text)
		}
	}
	s := "*plot.Plot"
	if p.Title.Text != "" {
		s += fmt.Sprintf(" %q", p.Title.Text)
	}
	if len(axes) > 0 {
		s += " (" + strings.Join(axes, ", ") + ")"
	}
	return s
}
