package jupyter

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The logo, a network of three layers whose last neuron is a wave, is drawn from
// one description as pixels and as SVG. Its unit square is logoSize wide.
const logoSize = 64.0

// A logo is painted in this order, each shape over those before it.
var (
	logoPaper = color.NRGBA{0x10, 0x2a, 0x43, 0xff}
	logoEdge  = color.NRGBA{0x5d, 0xa9, 0xc9, 0xff}
	logoNode  = color.NRGBA{0xe8, 0xf4, 0xf8, 0xff}
	logoWave  = color.NRGBA{0xf7, 0xb5, 0x38, 0xff}

	logoLayers = [][]point{
		{{11, 17}, {11, 32}, {11, 47}},
		{{24, 24.5}, {24, 39.5}},
	}
	logoOut = point{35.5, 32}
)

const (
	logoRound  = 11.0 // radius of the corners
	logoRadius = 4.2  // of a neuron
	logoStroke = 1.6  // width of an edge
	waveStroke = 2.8  // width of the curve
	waveSteps  = 40
)

type point struct{ x, y float64 }

// A shape is a polyline of some width with round ends: a disc if it has one point.
type shape struct {
	points []point
	width  float64
	fill   color.NRGBA
}

// logoShapes returns what lies on the ground of the logo.
func logoShapes() []shape {
	var shapes []shape
	edge := func(a, b point) { shapes = append(shapes, shape{[]point{a, b}, logoStroke, logoEdge}) }
	for _, b := range logoLayers[1] {
		for _, a := range logoLayers[0] {
			edge(a, b)
		}
		edge(b, logoOut)
	}
	shapes = append(shapes, shape{wave(), waveStroke, logoWave})
	for _, layer := range logoLayers {
		for _, c := range layer {
			shapes = append(shapes, shape{[]point{c}, 2 * logoRadius, logoNode})
		}
	}
	return append(shapes, shape{[]point{logoOut}, 2 * logoRadius, logoWave})
}

// wave returns the curve that leaves the last neuron: a damped oscillation, as
// of a shearlet along its axis.
func wave() []point {
	points := make([]point, waveSteps+1)
	for i := range points {
		t := float64(i) / waveSteps
		points[i] = point{logoOut.x + 22*t, logoOut.y - 19*math.Sin(2*math.Pi*t)*math.Exp(-t)}
	}
	return points
}

// distance returns how far p is from the line of s.
func (s shape) distance(p point) float64 {
	d := math.Hypot(p.x-s.points[0].x, p.y-s.points[0].y)
	for i := 1; i < len(s.points); i++ {
		a, b := s.points[i-1], s.points[i]
		ux, uy := b.x-a.x, b.y-a.y
		t := ((p.x-a.x)*ux + (p.y-a.y)*uy) / (ux*ux + uy*uy)
		t = min(max(t, 0), 1)
		d = min(d, math.Hypot(p.x-a.x-t*ux, p.y-a.y-t*uy))
	}
	return d
}

// groundDistance is the distance from the rounded square, negative inside.
func groundDistance(p point) float64 {
	const half = logoSize/2 - logoRound
	dx, dy := math.Abs(p.x-logoSize/2)-half, math.Abs(p.y-logoSize/2)-half
	return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - logoRound
}

// logoImage draws the logo size pixels wide. A pixel is covered by a shape as its
// centre is inside, smoothed over the width of a pixel.
func logoImage(size int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, size, size))
	shapes := logoShapes()
	pixel := logoSize / float64(size)
	cover := func(distance float64) float64 { return min(max(0.5-distance/pixel, 0), 1) }
	for y := range size {
		for x := range size {
			p := point{(float64(x) + 0.5) * pixel, (float64(y) + 0.5) * pixel}
			c := logoPaper
			for _, s := range shapes {
				c = mix(c, s.fill, cover(s.distance(p)-s.width/2))
			}
			c.A = uint8(math.Round(255 * cover(groundDistance(p))))
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// mix paints b over a, as far as it covers.
func mix(a, b color.NRGBA, cover float64) color.NRGBA {
	f := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + cover*(float64(b)-float64(a)))) }
	return color.NRGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), 0xff}
}

func logoPNG(size int) []byte {
	var b bytes.Buffer
	png.Encode(&b, logoImage(size)) // fails with its writer only, and this one does not
	return b.Bytes()
}

func logoSVG() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g">`+"\n", logoSize, logoSize)
	fmt.Fprintf(&b, `<rect width="%g" height="%g" rx="%g" fill="%s"/>`+"\n", logoSize, logoSize, logoRound, hexColor(logoPaper))
	for _, s := range logoShapes() {
		if len(s.points) == 1 {
			fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="%g" fill="%s"/>`+"\n", s.points[0].x, s.points[0].y, s.width/2, hexColor(s.fill))
			continue
		}
		fmt.Fprintf(&b, `<polyline fill="none" stroke-linecap="round" stroke-linejoin="round" stroke="%s" stroke-width="%g" points="`, hexColor(s.fill), s.width)
		for i, p := range s.points {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%.5g,%.5g", p.x, p.y)
		}
		b.WriteString("\"/>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func hexColor(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
