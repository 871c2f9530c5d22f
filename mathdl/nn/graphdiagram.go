package nn

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// GraphDiagram is a drawing of a Graph as a row of bars, one for each layer that changes the shape: the
// height of a bar stands for the size of the images, its width for the number of channels, its colour
// for the kind of layer. Arcs are residual connections (solid) and joined ones (dashed).
type GraphDiagram struct {
	Graph *Graph
	// Width and Height are in pixels; 0 means a size that fits the graph.
	Width, Height int
}

// Diagram returns a drawing of g.
func (g *Graph) Diagram() GraphDiagram { return GraphDiagram{Graph: g} }

// String says what the drawing shows; the drawing itself is SVG.
func (d GraphDiagram) String() string { return d.Graph.String() }

// bar is a tensor between two layers; a layer that keeps the shape is a note at its bar.
type bar struct {
	shape []int
	kind  string // of the layer that made it
	notes []string
}

// arc is a connection past some layers.
type arc struct {
	from, to int
	joined   bool
	level    int
}

// strand collects bars and arcs along a graph.
type strand struct {
	bars []bar
	arcs []arc
}

func (s *strand) layer(l Layer, in []int, level int) {
	switch c := l.(type) {
	case Sequence:
		for _, m := range c {
			s.layer(m, in, level)
			in = m.shape(in)
		}
	case Residual:
		s.around(c.F, in, level, false, c.shape(in))
	case Skip:
		s.around(c.F, in, level, true, c.shape(in))
	default:
		s.plain(l, in)
	}
}

// around adds a part with an arc past it.
func (s *strand) around(F Layer, in []int, level int, joined bool, out []int) {
	from := len(s.bars) - 1
	s.layer(F, in, level+1)
	if joined {
		s.bars = append(s.bars, bar{shape: out, kind: "joined"})
	} else if from == len(s.bars)-1 { // nothing inside changes the shape
		s.bars = append(s.bars, bar{shape: out, kind: "sum"})
	}
	s.arcs = append(s.arcs, arc{from, len(s.bars) - 1, joined, level})
}

func (s *strand) plain(l Layer, in []int) {
	kind := ""
	switch l.(type) {
	case Dense:
		kind = "dense"
	case Conv:
		kind = "conv"
	case ConvTranspose, Upsample:
		kind = "up"
	case Pool, GlobalMean:
		kind = "pool"
	case Flatten, Reshape, Func:
		kind = "shape"
	default:
		last := &s.bars[len(s.bars)-1]
		last.notes = append(last.notes, l.String())
		return
	}
	s.bars = append(s.bars, bar{shape: l.shape(in), kind: kind})
}

// barColors are the fills by kind of layer, in the order of the legend.
var barColors = []struct{ kind, fill, text string }{
	{"input", "#e5e7eb", "input"}, {"conv", "#7fa8d1", "convolution"}, {"dense", "#8d86c9", "dense"},
	{"pool", "#d98c7a", "pooling"}, {"up", "#7cb490", "enlarging"}, {"joined", "#cfd3da", "joined"},
	{"sum", "#cfd3da", "sum"}, {"shape", "#eceef1", "reshape"},
}

func barFill(kind string) string {
	for _, c := range barColors {
		if c.kind == kind {
			return c.fill
		}
	}
	return "white"
}

// size of a bar in pixels: height by the extent of the image, width by the channels.
func (b bar) size() (w, h float64) {
	if len(b.shape) == 3 {
		return 5 + 3*math.Log2(float64(b.shape[2])+1), 18 + 17*math.Log2(float64(max(b.shape[0], b.shape[1]))+1)
	}
	return 9, 18 + 11*math.Log2(float64(product(b.shape))+1)
}

// label is the shape as text: "128×128" and "16".
func (b bar) label() (image, channels string) {
	if len(b.shape) == 3 {
		return fmt.Sprintf("%d×%d", b.shape[0], b.shape[1]), fmt.Sprint(b.shape[2])
	}
	return "", strings.Trim(strings.ReplaceAll(fmt.Sprint(b.shape), " ", "×"), "[]")
}

// SVG returns the drawing.
func (g GraphDiagram) SVG() string {
	s := &strand{bars: []bar{{shape: g.Graph.In, kind: "input"}}}
	s.layer(g.Graph.Body, g.Graph.In, 0)
	d := &drawing{}
	tall, top := 0.0, 0
	for _, b := range s.bars {
		_, h := b.size()
		tall = max(tall, h)
	}
	for _, a := range s.arcs {
		top = max(top, a.level+1)
	}
	mid := 26 + 16*float64(top) + tall/2
	x := s.place(d, mid)
	for _, a := range s.arcs {
		d.arc(a, x, mid-tall/2-8-16*float64(top-1-a.level))
	}
	d.w, d.h = x[len(x)-1]+margin, mid+tall/2+74
	s.legend(d)
	return d.svg(g.String(), float64(g.Width), float64(g.Height))
}

// place draws the bars and returns the centres of their columns.
func (s *strand) place(d *drawing, mid float64) []float64 {
	x := make([]float64, len(s.bars))
	at := margin
	last := ""
	for i, b := range s.bars {
		w, h := b.size()
		x[i] = at + w/2
		if i > 0 {
			d.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="1"/>`, x[i-1], mid, x[i], mid, faint)
		}
		image, channels := b.label()
		d.text(x[i], mid+h/2+15, 11, ink, channels)
		if image != last && image != "" {
			d.text(x[i], mid+h/2+29, 11, faint, image)
		}
		last = image
		at += w + 26
	}
	for i, b := range s.bars { // above the lines
		w, h := b.size()
		d.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2" fill="%s" stroke="%s" stroke-width="1"><title>%s</title></rect>`,
			x[i]-w/2, mid-h/2, w, h, barFill(b.kind), ink, html.EscapeString(strings.TrimSpace(fmt.Sprint(b.shape, " ", strings.Join(b.notes, ", ")))))
	}
	return x
}

// arc draws a connection with rounded corners at height y.
func (d *drawing) arc(a arc, x []float64, y float64) {
	dash := ""
	if a.joined {
		dash = ` stroke-dasharray="5 3"`
	}
	x0, x1 := x[a.from], x[a.to]
	d.add(`<path d="M%.1f %.1f V%.1f Q%.1f %.1f %.1f %.1f H%.1f Q%.1f %.1f %.1f %.1f V%.1f" fill="none" stroke="%s" stroke-width="1.3"%s/>`,
		x0, y+9, y+6, x0, y, x0+6, y, x1-6, x1, y, x1, y+6, y+9, ink, dash)
}

// legend names the colours that occur.
func (s *strand) legend(d *drawing) {
	x := margin - 8
	for _, c := range barColors {
		for _, b := range s.bars {
			if b.kind == c.kind {
				d.add(`<rect x="%.1f" y="%.1f" width="10" height="10" fill="%s" stroke="%s" stroke-width="0.8"/>`, x, d.h-24, c.fill, ink)
				d.add(`<text x="%.1f" y="%.1f" font-size="11" fill="%s">%s</text>`, x+14, d.h-15, ink, c.text)
				x += 28 + 6.2*float64(len(c.text))
				break
			}
		}
	}
	d.w = max(d.w, x+8)
}
