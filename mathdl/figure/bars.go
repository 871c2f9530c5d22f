package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// BarSettings say how bars are shown.
type BarSettings struct {
	Title, XLabel, YLabel string
	Names                 []string             // below the groups; nil counts them from 0
	Format                func(float64) string // what is written above the bars; nil writes nothing
}

// Bars shows groups of bars: bar k of each group is Y[k] of one series. All series have one length,
// which is the number of groups; their X is not used.
func Bars(s *BarSettings, series ...Series) *plot.Plot {
	var set BarSettings
	if s != nil {
		set = *s
	}
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal = nil, line(gridColor, thin)
	p.Add(g)
	groups := len(set.Names)
	if set.Names == nil && len(series) > 0 {
		groups = len(series[0].Y)
	}
	ys := newSpan()
	ys.add(false, 0)
	for i, c := range series {
		need("figure.Bars", "Series.Y", len(c.Y), groups)
		ys.add(false, c.Y...)
		p.Add(&bars{c.Y, i, len(series), set.Format})
		if c.Name != "" {
			p.Legend.Add(c.Name, swatch{Color(i)})
		}
	}
	ys.settle(&p.Y, false)
	if ys.min == 0 {
		p.Y.Min = 0
	}
	p.X.Min, p.X.Max = -0.6, float64(max(1, groups))-0.4
	p.X.Tick.Marker, p.X.Tick.Length = groupTicks(groups, set.Names), 0
	p.X.LineStyle.Width, p.X.Padding = 0, 3
	p.Add(baseline{})
	if n := len(names(series)); n > 0 { // the legend gets room above the bars
		p.Y.Max += (p.Y.Max - p.Y.Min) * (0.03 + 0.07*float64(n))
		setCorner(&p.Legend, false, false)
	}
	return p
}

// groupTicks labels the groups, not more of them than can be read when they are only numbers.
func groupTicks(groups int, names []string) plot.Ticker {
	ticks := []plot.Tick{}
	for i := range groups {
		switch every := (groups + 19) / 20; {
		case names != nil:
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: names[i]})
		case i%every == 0:
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: value(float64(i), 6)})
		}
	}
	return plot.ConstantTicks(ticks)
}

// baseline is the line on which bars stand.
type baseline struct{}

// Plot implements plot.Plotter.
func (baseline) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	c.StrokeLine2(line(axisColor, thin), c.Min.X, y(0), c.Max.X, y(0))
}

// bars are the bars of one series in every group.
type bars struct {
	y      []float64
	k, of  int // which of how many series
	format func(float64) string
}

// Plot implements plot.Plotter.
func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	width := 0.8 / float64(b.of)
	sty := textStyle(noteSize)
	for i, v := range b.y {
		if !finite(v) {
			continue
		}
		left := float64(i) - 0.4 + width*float64(b.k)
		lo, hi := y(min(0, v)), y(max(0, v))
		gap := vg.Length(0.4)
		l, r := x(left)+gap, x(left+width)-gap
		c.FillPolygon(Color(b.k), c.ClipPolygonXY([]vg.Point{{X: l, Y: lo}, {X: r, Y: lo}, {X: r, Y: hi}, {X: l, Y: hi}}))
		if b.format != nil {
			at := vg.Point{X: x(left + width/2), Y: hi + 2}
			if v < 0 {
				at.Y = lo - sty.Height("0") - 1
			}
			c.FillText(sty, at.Add(vg.Point{Y: sty.FontExtents().Descent - 1}), minus(b.format(v)))
		}
	}
}

// GlyphBoxes implements plot.GlyphBoxer: room for the numbers above the highest bars.
func (b *bars) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	if b.format == nil {
		return nil
	}
	h := textStyle(noteSize).Height("0")
	return []plot.GlyphBox{{X: 0.5, Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: h}}}}
}

// swatch is a filled box in the legend.
type swatch struct{ color color.Color }

// Thumbnail implements plot.Thumbnailer.
func (s swatch) Thumbnail(c *draw.Canvas) {
	y := (c.Min.Y + c.Max.Y) / 2
	c.FillPolygon(s.color, []vg.Point{{X: c.Min.X + 6, Y: y - 3}, {X: c.Max.X - 4, Y: y - 3}, {X: c.Max.X - 4, Y: y + 4}, {X: c.Min.X + 6, Y: y + 4}})
}
