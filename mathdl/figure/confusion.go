package figure

import (
	"image/color"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ConfusionSettings say how a confusion matrix is shown.
type ConfusionSettings struct {
	Title          string
	XLabel, YLabel string   // empty means "predicted" and "true"
	Names          []string // of the classes; nil numbers them
}

// ConfusionMatrix shows counts[i][j], how often an example of class i was taken for class j. The
// colour of a cell is its share of the row, so that rare classes count as much as frequent ones.
func ConfusionMatrix(counts [][]int, s *ConfusionSettings) *plot.Plot {
	var set ConfusionSettings
	if s != nil {
		set = *s
	}
	if set.XLabel == "" {
		set.XLabel = "predicted"
	}
	if set.YLabel == "" {
		set.YLabel = "true"
	}
	n := len(counts)
	for _, row := range counts {
		need("figure.ConfusionMatrix", "a row", len(row), n)
	}
	p := newPlot(set.Title, set.XLabel, set.YLabel)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(max(1, n)), 0, float64(max(1, n))
	var xt, yt []plot.Tick
	for i := range n {
		name := className(set.Names, i)
		xt = append(xt, plot.Tick{Value: float64(i) + 0.5, Label: name})
		yt = append(yt, plot.Tick{Value: float64(n-1-i) + 0.5, Label: name})
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(xt), plot.ConstantTicks(yt)
	frameOnly(p, 3)
	p.Add(confusion(counts))
	return p
}

// confusion draws the cells.
type confusion [][]int

// Plot implements plot.Plotter.
func (m confusion) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	n := len(m)
	sty := textStyle(cellSize(c.Rectangle.Size(), n))
	sty.YAlign = draw.YCenter
	for i, row := range m {
		sum := 0
		for _, k := range row {
			sum += max(0, k)
		}
		for j, k := range row {
			r := vg.Rectangle{
				Min: vg.Point{X: x(float64(j)), Y: y(float64(n - 1 - i))},
				Max: vg.Point{X: x(float64(j + 1)), Y: y(float64(n - i))},
			}
			share := 0.0
			if sum > 0 {
				share = float64(max(0, k)) / float64(sum)
			}
			m.cell(c, sty, r, k, share)
		}
	}
	frame(c, c.Rectangle)
}

// cell draws one count: small shares are lifted, since a single mistake should be seen.
func (confusion) cell(c draw.Canvas, sty draw.TextStyle, r vg.Rectangle, k int, share float64) {
	shade := 0.0
	if share > 0 {
		shade = 0.12 + 0.88*share
	}
	c.FillPolygon(blues(shade), []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
	outline(c, r)
	sty.Color = inkColor
	switch {
	case shade > 0.5:
		sty.Color = color.White
	case k == 0:
		sty.Color = color.NRGBA{0xaa, 0xaa, 0xaa, 255}
	}
	center := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y+r.Max.Y)/2 + sty.FontExtents().Descent}
	c.FillText(sty, center, strconv.Itoa(k))
}

// cellSize returns the size of the numbers in n × n cells.
func cellSize(size vg.Point, n int) float64 {
	return min(tickSize, 0.6*float64(size.Y)/float64(max(1, n)), 0.36*float64(size.X)/float64(max(1, n)))
}

// blues goes from white to a dark blue.
func blues(t float64) color.NRGBA { return oklch(1-0.55*unit(t), 0.15*unit(t), 255) }

func inkAlpha(a uint8) color.NRGBA {
	c := inkColor
	c.A = a
	return c
}
