package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// SurfaceSettings say how a function of the plane is shown as a surface.
type SurfaceSettings struct {
	Title, XLabel, YLabel string
	Label                 string  // of the vertical axis
	Min, Max              float64 // its ends; both zero: the range of the values
	Palette               Palette // for the height; nil means Sequential
	Azimuth, Elevation    float64 // where it is seen from, in degrees from the x-axis and from the plane; both zero: -60 and 30
	Height                float64 // of the box, as a part of its longer side; zero means 0.6
	Edges                 bool    // show the triangles
}

const (
	defaultAzimuth, defaultElevation = -60, 30
	defaultHeight                    = 0.6
)

// MeshSurface shows the function that is linear on each triangle, with the value z[i] at the vertex (x[i], y[i]), as a
// surface in a box, seen from afar: coloured by its height, with the light from the upper left. x and y have the same scale,
// unless one range is more than four times the other. Triangles with a value that is no finite number are left out. It panics
// with a *ShapeError if the lengths differ.
func MeshSurface(x, y []float64, cells [][3]int, z []float64, s *SurfaceSettings) *plot.Plot {
	need("figure.MeshSurface", "y", len(y), len(x))
	need("figure.MeshSurface", "z", len(z), len(x))
	var set SurfaceSettings
	if s != nil {
		set = *s
	}
	if set.Azimuth == 0 && set.Elevation == 0 {
		set.Azimuth, set.Elevation = defaultAzimuth, defaultElevation
	}
	if !(set.Height > 0) || !finite(set.Height) {
		set.Height = defaultHeight
	}
	v := newView(set, x, y, z)
	p := newPlot(set.Title, "", "")
	hideAxes(p)
	p.Add(&surface{view: v, image: v.render(x, y, cells, z, colors(set.Palette), set.Edges).picture(), labels: [3]string{set.XLabel, set.YLabel, set.Label}})
	return p
}

// view is a box and the direction in which it is projected.
type view struct {
	lo, hi         [3]float64 // of the box, in units of the data
	size           [3]float64 // of the box as it is drawn, its longest side in the plane 1
	right, up, eye [3]float64 // on the screen, and towards who looks
	x0, x1, y0, y1 float64    // of the projected box
}

func newView(set SurfaceSettings, x, y, z []float64) *view {
	v := &view{}
	v.lo[0], v.hi[0] = limits(0, 0, x)
	v.lo[1], v.hi[1] = limits(0, 0, y)
	v.lo[2], v.hi[2] = limits(set.Min, set.Max, z)
	for i := range v.lo {
		if !(v.hi[i] > v.lo[i]) {
			v.lo[i], v.hi[i] = v.lo[i]-0.5, v.lo[i]+0.5
		}
	}
	a, b := v.hi[0]-v.lo[0], v.hi[1]-v.lo[1]
	longer := max(a, b)
	v.size = [3]float64{max(a/longer, 0.25), max(b/longer, 0.25), set.Height}
	sa, ca := math.Sincos(set.Azimuth * math.Pi / 180)
	se, ce := math.Sincos(min(90, max(-90, set.Elevation)) * math.Pi / 180)
	v.right, v.up, v.eye = [3]float64{-sa, ca, 0}, [3]float64{-se * ca, -se * sa, ce}, [3]float64{ce * ca, ce * sa, se}
	v.x0, v.y0, v.x1, v.y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for k := range 8 {
		px, py, _ := v.project(v.corner(k))
		v.x0, v.x1, v.y0, v.y1 = min(v.x0, px), max(v.x1, px), min(v.y0, py), max(v.y1, py)
	}
	return v
}

// corner returns corner k of the box: bit i says whether coordinate i is at its upper end.
func (v *view) corner(k int) (c [3]float64) {
	for i := range c {
		c[i] = v.lo[i]
		if k>>i&1 == 1 {
			c[i] = v.hi[i]
		}
	}
	return c
}

// project returns where a point appears, and how near it is.
func (v *view) project(p [3]float64) (x, y, near float64) {
	for i, c := range p {
		c = ((c-v.lo[i])/(v.hi[i]-v.lo[i]) - 0.5) * v.size[i]
		x, y, near = x+c*v.right[i], y+c*v.up[i], near+c*v.eye[i]
	}
	return x, y, near
}

// front reports whether the side of the box at the upper end of axis i faces who looks.
func (v *view) front(i int) bool { return v.eye[i] >= 0 }

// end returns the end of axis i that is in front, or the one behind.
func (v *view) end(i int, front bool) float64 {
	if v.front(i) == front {
		return v.hi[i]
	}
	return v.lo[i]
}

// edge returns the ends of the edge of the box that carries the ticks of axis i, on its outline: x and y below, in front or, seen from
// below, behind; z at the left.
func (v *view) edge(i int) (a, b [3]float64) {
	if i < 2 {
		o := 1 - i
		a[o], a[2] = v.end(o, v.eye[2] >= 0), v.lo[2]
	} else {
		a[0], a[1] = v.end(0, true), v.end(1, false)
		c := [3]float64{v.end(0, false), v.end(1, true), v.lo[2]}
		a[2] = v.lo[2]
		ax, _, _ := v.project(a)
		if cx, _, _ := v.project(c); cx < ax {
			a = c
		}
	}
	b = a
	a[i], b[i] = v.lo[i], v.hi[i]
	return a, b
}

// marks returns about n labelled ticks inside the box.
func (v *view) marks(i, n int) (out []plot.Tick) {
	for _, t := range (LinearTicks{n}).Ticks(v.lo[i], v.hi[i]) {
		if !t.IsMinor() && t.Value >= v.lo[i] && t.Value <= v.hi[i] {
			out = append(out, t)
		}
	}
	return out
}

// surface draws the box, with the surface in it.
type surface struct {
	*view
	image  image.Image
	labels [3]string
}

const (
	surfaceBottom = vg.Length(34) // room for ticks and labels below
	surfaceTick   = vg.Length(4)
	surfaceGap    = vg.Length(3) // before a text
	surfaceTicks  = 4
)

// Plot implements plot.Plotter.
func (s *surface) Plot(c draw.Canvas, _ *plot.Plot) {
	left, right := s.sides()
	r := c.Rectangle
	r.Min.X, r.Max.X, r.Min.Y, r.Max.Y = r.Min.X+left, r.Max.X-right, r.Min.Y+surfaceBottom, r.Max.Y-2
	if r.Size().X <= 0 || r.Size().Y <= 0 {
		return
	}
	r = fit(r, (s.x1-s.x0)/(s.y1-s.y0))
	b := &boxed{surface: s, Canvas: c, r: r}
	for i := range b.ticks {
		p, q := s.edge(i)
		u, v := b.at(p), b.at(q)
		room := math.Hypot(float64(u.X-v.X), float64(u.Y-v.Y)) / (2 * tickSize)
		b.ticks[i] = s.marks(i, int(min(surfaceTicks, max(2, room))))
	}
	b.walls()
	c.DrawImage(r, s.image)
	for i := range 3 {
		b.axis(i)
	}
}

// sides is the room that ticks and labels need beside the box.
func (s *surface) sides() (left, right vg.Length) {
	sty := textStyle(tickSize)
	var widest [3]vg.Length
	for i := range widest {
		for _, t := range s.marks(i, surfaceTicks) {
			widest[i] = max(widest[i], sty.Width(t.Label))
		}
	}
	right = surfaceTick + surfaceGap + max(widest[0], widest[1])
	left = surfaceTick + surfaceGap + widest[2]
	if s.labels[2] != "" {
		left += 2*surfaceGap + textStyle(labelSize).Width(s.labels[2])
	}
	return max(left, right), right
}

// boxed is a surface on a canvas, where the projected box is r.
type boxed struct {
	*surface
	draw.Canvas
	r     vg.Rectangle
	ticks [3][]plot.Tick
}

// at returns where a point is drawn.
func (b *boxed) at(p [3]float64) vg.Point {
	x, y, _ := b.project(p)
	size := b.r.Size()
	return vg.Point{X: b.r.Min.X + size.X*vg.Length((x-b.x0)/(b.x1-b.x0)), Y: b.r.Min.Y + size.Y*vg.Length((y-b.y0)/(b.y1-b.y0))}
}

// walls draws the grid on the three sides behind the surface.
func (s *boxed) walls() {
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		line := line(gridColor, thin)
		for _, d := range [2][2]int{{j, k}, {k, j}} {
			values := []float64{s.lo[d[0]], s.hi[d[0]]}
			for _, t := range s.ticks[d[0]] {
				values = append(values, t.Value)
			}
			for _, v := range values {
				var a [3]float64
				a[i], a[d[0]] = s.end(i, false), v
				b := a
				a[d[1]], b[d[1]] = s.lo[d[1]], s.hi[d[1]]
				s.StrokeLines(line, []vg.Point{s.at(a), s.at(b)})
			}
		}
	}
}

// axis draws an edge with ticks and its label, which are outside of the box.
func (s *boxed) axis(i int) {
	a, b := s.edge(i)
	p, q := s.at(a), s.at(b)
	n := s.outward(i)
	s.StrokeLines(line(axisColor, thin), []vg.Point{p, q})
	sty := textStyle(tickSize)
	sty.XAlign, sty.YAlign = draw.XCenter, draw.YCenter
	beyond := vg.Length(0)
	put := func(sty draw.TextStyle, from vg.Point, gap vg.Length, text string) vg.Length {
		w, h := sty.Width(text), sty.Height(text)
		half := vg.Length(math.Abs(float64(n.X)))*w/2 + vg.Length(math.Abs(float64(n.Y)))*h/2
		s.FillText(sty, vg.Point{X: from.X + n.X*(gap+half), Y: from.Y + n.Y*(gap+half)}, text)
		return gap + 2*half
	}
	for _, t := range s.ticks[i] {
		a[i] = t.Value
		m := s.at(a)
		s.StrokeLine2(line(axisColor, thin), m.X, m.Y, m.X+n.X*surfaceTick, m.Y+n.Y*surfaceTick)
		beyond = max(beyond, put(sty, m, surfaceTick+surfaceGap, t.Label))
	}
	if s.labels[i] != "" {
		sty := textStyle(labelSize)
		sty.XAlign, sty.YAlign = draw.XCenter, draw.YCenter
		put(sty, vg.Point{X: (p.X + q.X) / 2, Y: (p.Y + q.Y) / 2}, beyond+2*surfaceGap, s.labels[i])
	}
}

// outward is the direction of the ticks of an axis on the screen: that of the other axis of the plane, towards who looks, so that the labels
// at a common corner keep apart; for the vertical one, and where that is seen end on, the normal of the edge away from the middle of the box.
func (s *boxed) outward(i int) vg.Point {
	a, b := s.edge(i)
	p, q := s.at(a), s.at(b)
	n := vg.Point{X: p.Y - q.Y, Y: q.X - p.X}
	inside := a
	for k := range inside {
		inside[k] = (s.lo[k] + s.hi[k]) / 2
	}
	if m := s.at(inside); n.X*(p.X-m.X)+n.Y*(p.Y-m.Y) < 0 {
		n = vg.Point{X: -n.X, Y: -n.Y}
	}
	if i < 2 {
		b = a
		b[1-i] = s.end(1-i, s.eye[2] < 0)
		if q := s.at(b); math.Hypot(float64(p.X-q.X), float64(p.Y-q.Y)) > 5 {
			n = vg.Point{X: p.X - q.X, Y: p.Y - q.Y}
		}
	}
	l := vg.Length(math.Hypot(float64(n.X), float64(n.Y)))
	if l == 0 {
		return vg.Point{Y: -1}
	}
	return vg.Point{X: n.X / l, Y: n.Y / l}
}
