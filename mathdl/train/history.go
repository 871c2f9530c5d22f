package train

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// History is the record of a training run, an entry for every epoch.
type History []Epoch

// Last returns the latest entry. It panics if there is none.
func (h History) Last() Epoch { return h[len(h)-1] }

// String returns a table with the columns that hold numbers; long histories are shown in part.
func (h History) String() string {
	var b strings.Builder
	b.WriteString("epoch        loss    accuracy    val. loss   val. acc.\n")
	for i, e := range h {
		if skip := len(h) > 20 && i >= 10 && i < len(h)-10; skip {
			if i == 10 {
				b.WriteString("    ⋮\n")
			}
			continue
		}
		fmt.Fprintf(&b, "%5d  %10s  %10s  %11s  %10s\n", e.Epoch, number(e.Loss), number(e.Accuracy), number(e.ValLoss), number(e.ValAcc))
	}
	return b.String()
}

func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return fmt.Sprintf("%.4g", x)
}

// The colours of training and validation, told apart without colour vision as well.
var (
	trainColor = color.RGBA{R: 0x1f, G: 0x77, B: 0xb4, A: 0xff}
	valColor   = color.RGBA{R: 0xd6, G: 0x5f, B: 0x1e, A: 0xff}
)

// Plot returns the curves of the loss over the epochs, for training and, if there is any, validation.
func (h History) Plot() *plot.Plot {
	return h.curves("loss", func(e Epoch) float64 { return e.Loss }, func(e Epoch) float64 { return e.ValLoss })
}

// LogPlot is [History.Plot] with a logarithmic axis for the loss. Losses that are not positive are left
// out.
func (h History) LogPlot() *plot.Plot {
	p := h.curves("loss", positive(func(e Epoch) float64 { return e.Loss }), positive(func(e Epoch) float64 { return e.ValLoss }))
	if p.Y.Min > 0 && p.Y.Max > p.Y.Min {
		p.Y.Scale = plot.LogScale{}
		p.Y.Tick.Marker = plot.LogTicks{Prec: -1}
	}
	return p
}

func positive(f func(Epoch) float64) func(Epoch) float64 {
	return func(e Epoch) float64 {
		if v := f(e); v > 0 {
			return v
		}
		return math.NaN()
	}
}

// PlotAccuracy returns the curves of the accuracy over the epochs.
func (h History) PlotAccuracy() *plot.Plot {
	return h.curves("accuracy", func(e Epoch) float64 { return e.Accuracy }, func(e Epoch) float64 { return e.ValAcc })
}

func (h History) curves(label string, train, val func(Epoch) float64) *plot.Plot {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = "epoch", label
	p.Legend.Top = true
	p.Add(plotter.NewGrid())
	h.curve(p, "training", train, trainColor, nil)
	h.curve(p, "validation", val, valColor, []vg.Length{vg.Points(4), vg.Points(2)})
	return p
}

// curve adds one curve, if there is anything to draw.
func (h History) curve(p *plot.Plot, name string, f func(Epoch) float64, c color.Color, dashes []vg.Length) {
	var xy plotter.XYs
	for _, e := range h {
		if v := f(e); v-v == 0 {
			xy = append(xy, plotter.XY{X: float64(e.Epoch), Y: v})
		}
	}
	if len(xy) == 0 {
		return
	}
	line, err := plotter.NewLine(xy)
	if err != nil { // only for points that are no numbers, which were left out
		return
	}
	line.Color, line.Width, line.Dashes = c, vg.Points(1.5), dashes
	p.Add(line)
	p.Legend.Add(name, line)
}
