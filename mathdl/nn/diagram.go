package nn

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Diagram is a drawing of an architecture as a layered graph. A layer of up to MaxNeurons neurons is
// drawn neuron by neuron with its weights as lines, blue for positive and red for negative ones, the
// darker the larger; weights that are zero are left out. A wider layer is drawn as its first and last
// neurons, or, with Boxes, every layer as a box whose height grows with the logarithm of its width.
type Diagram struct {
	Network *Network
	// MaxNeurons is the number of neurons drawn of a layer; 0 means DefaultMaxNeurons.
	MaxNeurons int
	// Boxes draws boxes instead of neurons.
	Boxes bool
	// Width and Height are in pixels; 0 means a size that fits the network.
	Width, Height int
}

const (
	// DefaultMaxNeurons is the number of neurons a Diagram shows of a layer.
	DefaultMaxNeurons = 12

	layerGap  = 130.0
	neuronGap = 34.0
	radius    = 10.0
	margin    = 46.0
	labelRoom = 46.0
)

// Diagram returns a drawing of Φ with neurons and weights, or with boxes where no layer between input
// and output is narrow enough for that.
func (Φ *Network) Diagram() Diagram {
	d := Diagram{Network: Φ}
	narrow := false
	for _, n := range Φ.Widths() {
		narrow = narrow || n <= DefaultMaxNeurons
	}
	d.Boxes = !narrow
	return d
}

// drawing collects the elements of an SVG.
type drawing struct {
	b    strings.Builder
	w, h float64
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *drawing) text(x, y, size float64, color, s string) {
	d.add(`<text x="%.1f" y="%.1f" font-size="%.0f" fill="%s" text-anchor="middle">%s</text>`, x, y, size, color, html.EscapeString(s))
}

// The palette: ink, a light line, and the two ends of the weight scale.
const (
	ink      = "#2b2f36"
	faint    = "#8a919c"
	positive = "#2166ac"
	negative = "#b2182b"
)

// String says what the drawing shows; the drawing itself is SVG.
func (g Diagram) String() string { return g.Network.Summary().Title }

// SVG returns the drawing.
func (g Diagram) SVG() string {
	if g.MaxNeurons <= 0 {
		g.MaxNeurons = DefaultMaxNeurons
	}
	N := g.Network.Widths()
	d := &drawing{w: 2*margin + layerGap*float64(len(N)-1)}
	rows := 1
	for _, n := range N {
		rows = max(rows, min(n, g.MaxNeurons))
	}
	d.h = 2*labelRoom + neuronGap*float64(rows)
	if g.Boxes {
		d.h = 260
		g.boxes(d, N)
	} else {
		g.neurons(d, N)
	}
	return d.svg(g.String(), float64(g.Width), float64(g.Height))
}

// svg is the document; a size of zero is what keeps the proportions, or that of the drawing.
func (d *drawing) svg(title string, width, height float64) string {
	switch {
	case width == 0 && height == 0:
		width, height = d.w, d.h
	case width == 0:
		width = height * d.w / d.h
	case height == 0:
		height = width * d.h / d.w
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="Helvetica, Arial, sans-serif" role="img">
<title>%s</title>
<rect width="100%%" height="100%%" fill="white"/>
%s</svg>
`, width, height, d.w, d.h, html.EscapeString(title), d.b.String())
}

// column is a layer as it is drawn: the neurons shown and where.
type column struct {
	x     float64
	shown []int // indices of neurons, −1 for the gap
	y     []float64
	n     int
}

func (g Diagram) columns(d *drawing, N []int) []column {
	cols := make([]column, len(N))
	for l, n := range N {
		c := column{x: margin + layerGap*float64(l), n: n}
		for i := range n {
			c.shown = append(c.shown, i)
		}
		if n > g.MaxNeurons {
			head := (g.MaxNeurons - 1) / 2
			tail := g.MaxNeurons - 1 - head
			c.shown = append(append(append([]int(nil), c.shown[:head]...), -1), c.shown[n-tail:]...)
		}
		top := (d.h - neuronGap*float64(len(c.shown)-1)) / 2
		for i := range c.shown {
			c.y = append(c.y, top+neuronGap*float64(i))
		}
		cols[l] = c
	}
	return cols
}

func (g Diagram) neurons(d *drawing, N []int) {
	cols := g.columns(d, N)
	for l := 1; l < len(cols); l++ {
		g.weights(d, cols[l-1], cols[l], g.Network.T[l-1])
	}
	for l, c := range cols {
		g.layer(d, l, c)
	}
}

// weights draws the lines between two layers, faint ones first.
func (g Diagram) weights(d *drawing, from, to column, T Affine) {
	big := 0.0
	r, c := T.W.Dims()
	for i := range r {
		for j := range c {
			big = max(big, math.Abs(T.W.At(i, j)))
		}
	}
	for i, ti := range to.shown {
		for j, fj := range from.shown {
			if ti < 0 || fj < 0 {
				continue
			}
			w := T.W.At(ti, fj)
			if w == 0 || big == 0 {
				continue
			}
			s := math.Abs(w) / big
			d.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%.2f" stroke-opacity="%.2f"/>`,
				from.x, from.y[j], to.x, to.y[i], sign(w), 0.4+1.8*s, 0.12+0.78*s)
		}
	}
}

func sign(w float64) string {
	if w < 0 {
		return negative
	}
	return positive
}

// layer draws the neurons of a layer and its labels.
func (g Diagram) layer(d *drawing, l int, c column) {
	L := g.Network.L()
	fill := map[bool]string{true: "#f3f4f6", false: "#ffffff"}[l == 0 || l == L]
	for i, k := range c.shown {
		if k < 0 {
			for _, dy := range []float64{-6, 0, 6} {
				d.add(`<circle cx="%.1f" cy="%.1f" r="1.6" fill="%s"/>`, c.x, c.y[i]+dy, faint)
			}
			continue
		}
		d.add(`<circle cx="%.1f" cy="%.1f" r="%.0f" fill="%s" stroke="%s" stroke-width="1.3"/>`, c.x, c.y[i], radius, fill, ink)
	}
	d.labels(l, L, c.x, c.n, g.Network.Rho.Name)
}

// labels writes the width below a layer, and above what it is.
func (d *drawing) labels(l, L int, x float64, n int, rho string) {
	d.text(x, d.h-14, 13, ink, fmt.Sprintf("N%s = %d", subscript(l), n))
	switch l {
	case 0:
		d.text(x, 22, 13, faint, "x")
	case L:
		d.text(x, 22, 13, faint, "Φ(x)")
	default:
		d.text(x, 22, 13, faint, rho)
	}
	if l > 0 {
		d.text(x-layerGap/2, 22, 13, ink, "T"+subscript(l))
	}
}

// boxes draws every layer as a bar and every affine map as a band between two bars.
func (g Diagram) boxes(d *drawing, N []int) {
	height := func(n int) float64 {
		return 24 + (d.h-2*labelRoom-24)*math.Log2(float64(n)+1)/math.Log2(float64(largest(N))+1)
	}
	mid := d.h / 2
	for l := 1; l < len(N); l++ {
		x0, x1 := margin+layerGap*float64(l-1), margin+layerGap*float64(l)
		a, b := height(N[l-1])/2, height(N[l])/2
		d.add(`<path d="M%.1f %.1f L%.1f %.1f L%.1f %.1f L%.1f %.1f Z" fill="%s" fill-opacity="0.10"/>`,
			x0, mid-a, x1, mid-b, x1, mid+b, x0, mid+a, positive)
		d.text((x0+x1)/2, mid+4, 12, ink, fmt.Sprintf("%d × %d", N[l], N[l-1]))
	}
	for l, n := range N {
		x, h := margin+layerGap*float64(l), height(n)
		d.add(`<rect x="%.1f" y="%.1f" width="16" height="%.1f" rx="4" fill="white" stroke="%s" stroke-width="1.3"/>`, x-8, mid-h/2, h, ink)
		d.labels(l, g.Network.L(), x, n, g.Network.Rho.Name)
	}
}

func largest(N []int) int {
	m := 1
	for _, n := range N {
		m = max(m, n)
	}
	return m
}
