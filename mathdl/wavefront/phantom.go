package wavefront

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The distribution of [RandomPhantom].
const (
	ShapeCount = 20   // shapes in a phantom
	Ground     = 0.5  // the image before the first shape
	LowestStep = 0.02 // steps below this share of the range of the image are in no wavefront set
)

// Phantom is an image with values in [0, 1] and its wavefront set.
type Phantom struct {
	N      int
	Shapes []Shape
	Image  []float64 // N × N, row by row: means over the pixels
	Points []Point   // the boundaries inside the image, a quarter of a pixel apart, with the height of the step as Score
}

// RandomPhantom draws a phantom of n × n pixels of 20 random shapes: those of [RandomShape], one after the other
// added to the image or multiplied with it, the result rescaled to [0, 1]. After the generator of DeNSE
// (Andrade-Loarca, Kutyniok, Öktem and Petersen 2019, Extraction of digital wavefront sets using applied harmonic analysis
// and deep neural networks). It panics with a *RangeError unless n ≥ 32.
func RandomPhantom(n int, rnd *rand.Rand) *Phantom {
	shapes := make([]Shape, ShapeCount)
	for i := range shapes {
		shapes[i] = RandomShape(n, rnd)
	}
	return NewPhantom(n, shapes)
}

// NewPhantom composes shapes in their order, beginning with f = ½, and rescales the image to [0, 1]; one that is
// constant stays 0. Where boundaries meet, pixels are products of shares of areas. It panics with a *RangeError unless n ≥ 1.
func NewPhantom(n int, shapes []Shape) *Phantom {
	need("wavefront.NewPhantom", "n", float64(n), n >= 1, "≥ 1")
	p := &Phantom{N: n, Shapes: slices.Clone(shapes), Image: make([]float64, n*n)}
	for i := range p.Image {
		p.Image[i] = Ground
	}
	for i := range shapes {
		shapes[i].paint(p.Image, n)
	}
	lo, hi := slices.Min(p.Image), slices.Max(p.Image)
	scale := 0.0
	if hi > lo {
		scale = 1 / (hi - lo)
	}
	for i, v := range p.Image {
		p.Image[i] = (v - lo) * scale
	}
	p.outline(scale)
	return p
}

// outline collects the boundary points in the image with the height of the step.
func (p *Phantom) outline(scale float64) {
	last := float64(p.N) - 0.5
	for i := range p.Shapes {
		for _, b := range p.Shapes[i].Boundary() {
			if b.Row < -0.5 || b.Col < -0.5 || b.Row >= last || b.Col >= last {
				continue
			}
			b.Score = p.step(b) * scale
			p.Points = append(p.Points, b)
		}
	}
}

// nudge is how far on both sides of a boundary the image is looked at, in pixels.
const nudge = 0.01

// step is the height of the step across a boundary; at a corner it is across the tip.
func (p *Phantom) step(b Point) float64 {
	sin, cos := math.Sincos(b.Angle)
	return math.Abs(p.at(b.Row+nudge*sin, b.Col+nudge*cos) - p.at(b.Row-nudge*sin, b.Col-nudge*cos))
}

// at is the value at a place before rescaling.
func (p *Phantom) at(row, col float64) float64 {
	f := Ground
	for i := range p.Shapes {
		if s := &p.Shapes[i]; s.Inside(row, col) {
			f = s.apply(f, 1)
		}
	}
	return f
}
