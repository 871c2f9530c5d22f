package figure

import (
	"image"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// colorBar is the scale of a palette, drawn at the right of a rectangle.
type colorBar struct {
	colors *table
	lo, hi float64
	label  string
	ticks  int
}

const (
	barGap   = vg.Length(9) // between the picture and the bar
	barWidth = vg.Length(11)
	tickGap  = vg.Length(3)
)

// marks returns the ticks inside the range.
func (b *colorBar) marks() []plot.Tick {
	var out []plot.Tick
	for _, t := range (LinearTicks{b.ticks}).Ticks(b.lo, b.hi) {
		if !t.IsMinor() && t.Value >= b.lo && t.Value <= b.hi {
			out = append(out, t)
		}
	}
	return out
}

// width returns the room the bar needs.
func (b *colorBar) width() vg.Length {
	sty := textStyle(tickSize)
	w := barGap + barWidth + tickGap
	widest := vg.Length(0)
	for _, t := range b.marks() {
		widest = max(widest, sty.Width(t.Label))
	}
	if b.label != "" {
		widest += tickGap + textStyle(labelSize).Height(b.label)
	}
	return w + widest + 1
}

// draw draws the bar beside r.
func (b *colorBar) draw(c draw.Canvas, r vg.Rectangle) {
	bar := vg.Rectangle{
		Min: vg.Point{X: r.Max.X + barGap, Y: r.Min.Y},
		Max: vg.Point{X: r.Max.X + barGap + barWidth, Y: r.Max.Y},
	}
	strip := image.NewNRGBA(image.Rect(0, 0, 4, len(b.colors)))
	for i, col := range b.colors {
		for x := range 4 {
			strip.SetNRGBA(x, len(b.colors)-1-i, col)
		}
	}
	c.DrawImage(bar, strip)
	frame(c, bar)
	sty := textStyle(tickSize)
	sty.XAlign, sty.YAlign = draw.XLeft, draw.YCenter
	descent := sty.FontExtents().Descent
	widest := vg.Length(0)
	for _, t := range b.marks() {
		y := bar.Min.Y + (bar.Max.Y-bar.Min.Y)*vg.Length(share(t.Value, b.lo, b.hi))
		c.StrokeLine2(line(axisColor, thin), bar.Max.X-2.5, y, bar.Max.X, y)
		c.FillText(sty, vg.Point{X: bar.Max.X + tickGap, Y: y + descent}, t.Label)
		widest = max(widest, sty.Width(t.Label))
	}
	if b.label != "" {
		sty := textStyle(labelSize)
		sty.Rotation = -quarter
		c.FillText(sty, vg.Point{X: bar.Max.X + 2*tickGap + widest, Y: (bar.Min.Y + bar.Max.Y) / 2}, b.label)
	}
}

// reserve returns the glyph box that keeps the room of the bar free at the right of a plot.
func (b *colorBar) reserve() plot.GlyphBox {
	return plot.GlyphBox{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: b.width(), Y: 0}}}
}

// frame draws the outline of r.
func frame(c draw.Canvas, r vg.Rectangle) {
	c.StrokeLines(line(axisColor, thin), []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
}
