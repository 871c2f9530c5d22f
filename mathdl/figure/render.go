package figure

import (
	"image"
	"image/color"
	"math"
)

// rendered is a picture of triangles with the nearest one in every pixel.
type rendered struct {
	rows, cols int
	near       []float64
	pixel      []color.NRGBA
}

const (
	surfacePixels = 1400 // across the projected box, over-sampled
	overSample    = 2
)

// vertex is a corner of a triangle on the screen, in pixels.
type vertex struct {
	x, y, near, value, light float64
}

// render paints the triangles.
func (v *view) render(x, y []float64, cells [][3]int, z []float64, t *table, edges bool) *rendered {
	w, h := v.x1-v.x0, v.y1-v.y0
	scale := surfacePixels / max(w, h)
	r := &rendered{rows: max(int(h*scale), 1), cols: max(int(w*scale), 1)}
	r.near, r.pixel = make([]float64, r.rows*r.cols), make([]color.NRGBA, r.rows*r.cols)
	for i := range r.near {
		r.near[i] = math.Inf(-1)
	}
	light := v.lights(x, y, cells, z)
	at := func(i int) vertex {
		px, py, near := v.project([3]float64{x[i], y[i], z[i]})
		return vertex{(px - v.x0) * scale, (v.y1 - py) * scale, near, z[i], light[i]}
	}
	for _, c := range cells {
		if finite(z[c[0]]) && finite(z[c[1]]) && finite(z[c[2]]) {
			r.triangle([3]vertex{at(c[0]), at(c[1]), at(c[2])}, edges, func(value, light float64) color.NRGBA {
				return shaded(t.at(value, v.lo[2], v.hi[2]), light)
			})
		}
	}
	return r
}

// lights returns how bright the surface is at each vertex: Lambert's law for the mean normal of the triangles around it, on both sides.
func (v *view) lights(x, y []float64, cells [][3]int, z []float64) []float64 {
	normal := make([][3]float64, len(x))
	scale := func(i, a, b int, c []float64) float64 { return (c[b] - c[a]) / (v.hi[i] - v.lo[i]) * v.size[i] }
	for _, c := range cells {
		var d, e [3]float64
		for i, u := range [][]float64{x, y, z} {
			d[i], e[i] = scale(i, c[0], c[1], u), scale(i, c[0], c[2], u)
		}
		n := [3]float64{d[1]*e[2] - d[2]*e[1], d[2]*e[0] - d[0]*e[2], d[0]*e[1] - d[1]*e[0]}
		if n[2] < 0 {
			n = [3]float64{-n[0], -n[1], -n[2]}
		}
		for _, i := range c {
			if finite(n[0] + n[1] + n[2]) {
				normal[i] = [3]float64{normal[i][0] + n[0], normal[i][1] + n[1], normal[i][2] + n[2]}
			}
		}
	}
	from := [3]float64{}
	for i := range from { // the upper left, a little towards who looks
		from[i] = -0.45*v.right[i] + 0.75*v.up[i] + 0.5*v.eye[i]
	}
	out := make([]float64, len(x))
	for i, n := range normal {
		if l := math.Sqrt(n[0]*n[0] + n[1]*n[1] + n[2]*n[2]); l > 0 {
			out[i] = math.Abs(n[0]*from[0]+n[1]*from[1]+n[2]*from[2]) / l
		}
	}
	return out
}

// shaded is a colour in the given light, between 0 and 1.
func shaded(c color.NRGBA, light float64) color.NRGBA {
	k := 0.55 + 0.45*min(1, light)
	return color.NRGBA{uint8(float64(c.R)*k + 0.5), uint8(float64(c.G)*k + 0.5), uint8(float64(c.B)*k + 0.5), 255}
}

// triangle paints what is nearer than before.
func (r *rendered) triangle(p [3]vertex, edges bool, paint func(value, light float64) color.NRGBA) {
	area := (p[1].x-p[0].x)*(p[2].y-p[0].y) - (p[1].y-p[0].y)*(p[2].x-p[0].x)
	if area == 0 {
		return
	}
	var width [3]float64 // of a pixel in the weight of each corner
	for i := range width {
		a, b := p[(i+1)%3], p[(i+2)%3]
		width[i] = math.Hypot(b.x-a.x, b.y-a.y) / math.Abs(area)
	}
	x0, x1 := min(p[0].x, p[1].x, p[2].x), max(p[0].x, p[1].x, p[2].x)
	y0, y1 := min(p[0].y, p[1].y, p[2].y), max(p[0].y, p[1].y, p[2].y)
	for row := max(int(y0-0.5), 0); row < min(int(y1+1.5), r.rows); row++ {
		for col := max(int(x0-0.5), 0); col < min(int(x1+1.5), r.cols); col++ {
			px, py := float64(col)+0.5, float64(row)+0.5
			var near, value, light float64
			in, edge := true, false
			for i := range 3 {
				a, b := p[(i+1)%3], p[(i+2)%3]
				w := ((b.x-a.x)*(py-a.y) - (b.y-a.y)*(px-a.x)) / area
				in = in && w >= -1e-9
				edge = edge || w < 0.7*width[i]
				near, value, light = near+w*p[i].near, value+w*p[i].value, light+w*p[i].light
			}
			k := row*r.cols + col
			if !in || near <= r.near[k] {
				continue
			}
			r.near[k] = near
			r.pixel[k] = paint(value, light)
			if edges && edge {
				r.pixel[k] = shaded(r.pixel[k], -0.6)
			}
		}
	}
}

// picture is what was painted, each pixel the mean of overSample² of them.
func (r *rendered) picture() image.Image {
	rows, cols := (r.rows+overSample-1)/overSample, (r.cols+overSample-1)/overSample
	m := image.NewNRGBA(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			var red, green, blue, seen int
			for di := range overSample {
				for dj := range overSample {
					k, l := min(i*overSample+di, r.rows-1), min(j*overSample+dj, r.cols-1)
					if c := r.pixel[k*r.cols+l]; c.A > 0 {
						red, green, blue, seen = red+int(c.R), green+int(c.G), blue+int(c.B), seen+1
					}
				}
			}
			if seen > 0 {
				m.SetNRGBA(j, i, color.NRGBA{uint8(red / seen), uint8(green / seen), uint8(blue / seen), uint8(255 * seen / (overSample * overSample))})
			}
		}
	}
	return m
}
