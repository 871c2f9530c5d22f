package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// LoglogSettings say how rates are shown.
type LoglogSettings struct {
	Title, XLabel, YLabel string
	NoFit                 bool      // no fitted lines
	Guides                []float64 // slopes of grey lines to compare with, for example -1
}

// Loglog shows series on two logarithmic axes, each with the line fitted to it and its slope in the
// legend: what decays like C·N^{-r} is a line of slope -r.
func Loglog(s *LoglogSettings, series ...Series) *plot.Plot {
	var set LoglogSettings
	if s != nil {
		set = *s
	}
	shown := make([]Series, len(series))
	var fits []plot.Plotter
	for i, c := range series {
		shown[i] = c
		shown[i].Points = true
		x := coordinates(c.points(true))
		slope, factor := Slope(x, c.Y)
		if set.NoFit || !finite(slope) {
			continue
		}
		shown[i].NoLine = true
		shown[i].Name = join(c.Name, "slope "+number(slope))
		sty := line(Color(i), 1)
		sty.Dashes = dashes[1]
		fits = append(fits, &curve{fitted(x, c.Y, slope, factor), sty})
	}
	p := Curves(&CurveSettings{Title: set.Title, XLabel: set.XLabel, YLabel: set.YLabel, LogX: true, LogY: true}, shown...)
	p.Add(fits...)
	addGuides(p, set.Guides, shown)
	return p
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func coordinates(points plotter.XYs) []float64 {
	out := make([]float64, len(points))
	for i, q := range points {
		out[i] = q.X
	}
	return out
}

// fitted returns the line factor·x^slope over the range of the points.
func fitted(x, y []float64, slope, factor float64) plotter.XYs {
	s := newSpan()
	for i := range x {
		if drawable(plotter.XY{X: x[i], Y: y[i]}, true, true) {
			s.add(true, x[i])
		}
	}
	return plotter.XYs{{X: s.min, Y: factor * math.Pow(s.min, slope)}, {X: s.max, Y: factor * math.Pow(s.max, slope)}}
}

// Slope fits y ≈ factor·x^slope by least squares of the logarithms, leaving out what has none. With
// fewer than two different x it returns NaN.
func Slope(x, y []float64) (slope, factor float64) {
	need("figure.Slope", "x", len(x), len(y))
	var n, sx, sy float64
	each := func(f func(u, v float64)) {
		for i := range x {
			if drawable(plotter.XY{X: x[i], Y: y[i]}, true, true) {
				f(math.Log(x[i]), math.Log(y[i]))
			}
		}
	}
	each(func(u, v float64) { n, sx, sy = n+1, sx+u, sy+v })
	mx, my := sx/n, sy/n
	var sxx, sxy float64
	each(func(u, v float64) { sxx, sxy = sxx+(u-mx)*(u-mx), sxy+(u-mx)*(v-my) })
	if !(sxx > 0) {
		return math.NaN(), math.NaN()
	}
	slope = sxy / sxx
	return slope, math.Exp(my - slope*mx)
}

// addGuides adds grey lines through the point in the middle of the first series, scaled down a
// little so that they lie beside it.
func addGuides(p *plot.Plot, slopes []float64, series []Series) {
	if len(series) == 0 {
		return
	}
	usable := pieces(series[0].points(true), true, true)
	if len(usable) == 0 {
		return
	}
	q := usable[0][len(usable[0])/2]
	for i, slope := range slopes {
		sty := line(color.NRGBA{0x99, 0x99, 0x99, 255}, 1)
		sty.Dashes = dashes[(i+2)%len(dashes)]
		y := func(x float64) float64 { return 0.6 * q.Y * math.Pow(x/q.X, slope) }
		p.Add(&curve{plotter.XYs{{X: p.X.Min, Y: y(p.X.Min)}, {X: p.X.Max, Y: y(p.X.Max)}}, sty})
		p.Legend.Add("slope "+number(slope)+" to compare", &plotter.Line{LineStyle: sty})
	}
}
