package figure

import (
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// ScatterSettings say how points are shown.
type ScatterSettings struct {
	Title, XLabel, YLabel string
	Names                 []string  // of the classes; nil numbers them
	Radius                vg.Length // of the points; zero means one that suits their number
	NoLegend              bool
}

// Scatter shows the points (x[i], y[i]), in the colour and shape of their class. A nil class makes
// one class of all; classes are 0, 1, 2, …, and points of negative classes are left out.
func Scatter(x, y []float64, class []int, s *ScatterSettings) *plot.Plot {
	need("figure.Scatter", "y", len(y), len(x))
	if class != nil {
		need("figure.Scatter", "class", len(class), len(x))
	}
	var set ScatterSettings
	if s != nil {
		set = *s
	}
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	addGrid(p)
	sets := byClass(x, y, class)
	xs, ys := newSpan(), newSpan()
	var entries []string
	for i, points := range sets {
		sty := glyphStyle(i, radius(set.Radius, len(x)))
		for _, q := range points {
			xs.add(false, q.X)
			ys.add(false, q.Y)
		}
		p.Add(&dots{points, sty})
		if class != nil && !set.NoLegend && len(points) > 0 {
			entries = append(entries, className(set.Names, i))
			sty.Radius = 3
			p.Legend.Add(className(set.Names, i), &plotter.Scatter{GlyphStyle: sty})
		}
	}
	xs.settle(&p.X, false)
	ys.settle(&p.Y, false)
	placeLegend(p, entries, sets...)
	return p
}

// byClass sorts the finite points by class.
func byClass(x, y []float64, class []int) []plotter.XYs {
	var sets []plotter.XYs
	for i := range x {
		k := 0
		if class != nil {
			k = class[i]
		}
		q := plotter.XY{X: x[i], Y: y[i]}
		if k < 0 || k > maxClasses || !drawable(q, false, false) {
			continue
		}
		for len(sets) <= k {
			sets = append(sets, nil)
		}
		sets[k] = append(sets[k], q)
	}
	return sets
}

// maxClasses bounds the classes: a label of a million is a mistake, not a legend.
const maxClasses = 1000

func radius(r vg.Length, n int) vg.Length {
	switch {
	case r > 0:
		return r
	case n > 2000:
		return 1.2
	case n > 300:
		return 1.8
	}
	return 2.6
}

func className(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return strconv.Itoa(i)
}
