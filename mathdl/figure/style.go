package figure

import (
	"image/color"
	"math"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// The style of all figures, in points (1 point is 4/3 CSS pixels).
const (
	titleSize = 11.5
	labelSize = 10.5
	tickSize  = 9.5
	noteSize  = 8.5
	thin      = 0.6
	thick     = 1.6
	margin    = 0.04 // of the range, beyond the data
)

var (
	inkColor  = color.NRGBA{0x22, 0x22, 0x22, 255}
	axisColor = color.NRGBA{0x55, 0x55, 0x55, 255}
	gridColor = color.NRGBA{0xe2, 0xe2, 0xe2, 255}
)

// textStyle returns the style of a text of the given size, centred.
func textStyle(size float64) text.Style {
	return text.Style{
		Color:   inkColor,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Length(size)),
		XAlign:  text.XCenter,
		YAlign:  text.YBottom,
		Handler: scripts{font.DefaultCache},
	}
}

// restyle gives sty our font and colour and keeps how it is aligned.
func restyle(sty *text.Style, size float64) {
	x, y, r := sty.XAlign, sty.YAlign, sty.Rotation
	*sty = textStyle(size)
	sty.XAlign, sty.YAlign, sty.Rotation = x, y, r
}

// newPlot returns an empty figure.
func newPlot(title, xlabel, ylabel string) *plot.Plot {
	p := plot.New()
	p.TextHandler = scripts{font.DefaultCache}
	p.Title.Text = title
	p.Title.Padding = vg.Points(5)
	restyle(&p.Title.TextStyle, titleSize)
	p.Title.TextStyle.Font.Weight = xfont.WeightBold
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		restyle(&a.Label.TextStyle, labelSize)
		a.Label.TextStyle.Handler = axisLabel{scripts{font.DefaultCache}}
		restyle(&a.Tick.Label, tickSize)
		a.Label.Padding = vg.Points(3)
		a.LineStyle.Color, a.LineStyle.Width = axisColor, thin
		a.Tick.LineStyle = a.LineStyle
		a.Tick.Length = vg.Points(4)
		a.Tick.Marker = LinearTicks{}
		a.Padding = 0
	}
	p.X.Label.Text, p.Y.Label.Text = xlabel, ylabel
	restyle(&p.Legend.TextStyle, tickSize)
	p.Legend.TextStyle.XAlign = text.XLeft
	p.Legend.Top = true
	p.Legend.XOffs, p.Legend.YOffs = -vg.Points(6), -vg.Points(4)
	p.Legend.ThumbnailWidth = vg.Points(22)
	p.Legend.Padding = vg.Points(1)
	return p
}

// addGrid adds the grid lines, which lie below what is added later.
func addGrid(p *plot.Plot) {
	g := plotter.NewGrid()
	g.Vertical, g.Horizontal = line(gridColor, thin), line(gridColor, thin)
	p.Add(g)
}

// hideAxes leaves the whole figure to its plotter.
func hideAxes(p *plot.Plot) {
	p.HideAxes()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
}

// frameOnly leaves the lines and marks of the axes to a plotter, and keeps the labels at a distance.
func frameOnly(p *plot.Plot, distance vg.Length) {
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width, a.Tick.Length, a.Padding = 0, 0, distance
	}
}

// span is a range of finite values. Its zero value is not empty: use newSpan.
type span struct{ min, max float64 }

func newSpan() span { return span{math.Inf(1), math.Inf(-1)} }

// add widens s to hold the finite ones of x; with logarithmic, only the positive ones.
func (s *span) add(logarithmic bool, x ...float64) {
	for _, v := range x {
		if finite(v) && (!logarithmic || v > 0) {
			s.min, s.max = min(s.min, v), max(s.max, v)
		}
	}
}

// huge is the size beyond which numbers count as infinite: the differences and products that place
// a number on an axis must not overflow.
const huge = 1e150

func finite(x float64) bool { return math.Abs(x) <= huge }

// settle sets the range of a to s with a margin, whatever is in s.
func (s span) settle(a *plot.Axis, logarithmic bool) {
	if logarithmic {
		a.Scale, a.Tick.Marker = plot.LogScale{}, LogTicks{}
		s.settleLog(a)
		return
	}
	if s.min > s.max {
		s = span{0, 1}
	}
	d := s.max - s.min
	if d == 0 || d < 1e-13*max(math.Abs(s.min), math.Abs(s.max)) {
		d = max(1, math.Abs(s.max)) * 2
		s = span{s.max - d/2, s.max + d/2}
		a.Min, a.Max = s.min, s.max
		return
	}
	a.Min, a.Max = s.min-margin*d, s.max+margin*d
}

func (s span) settleLog(a *plot.Axis) {
	if s.min > s.max {
		s = span{1, 10}
	}
	if s.min == s.max {
		s = span{s.min / 3, s.max * 3}
	}
	d := math.Log(s.max) - math.Log(s.min)
	a.Min = max(s.min*math.Exp(-margin*d), math.SmallestNonzeroFloat64*1e16)
	a.Max = min(s.max*math.Exp(margin*d), math.MaxFloat64)
}

// limits returns lo and hi, or the range of the data when both are zero or one is no number.
func limits(lo, hi float64, data ...[]float64) (float64, float64) {
	if (lo != 0 || hi != 0) && finite(lo) && finite(hi) {
		return lo, hi
	}
	s := newSpan()
	for _, x := range data {
		s.add(false, x...)
	}
	if s.min > s.max {
		return 0, 1
	}
	return s.min, s.max
}
