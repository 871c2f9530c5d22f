package edges_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/edges"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/wavefront"
)

// The thresholds hold for other shapes and sizes than the ellipse they were set on; corners and tight bends throw no
// rays.
func TestOtherShapes(t *testing.T) {
	for _, c := range []struct {
		name        string
		n           int
		square      bool
		a, b, phi   float64 // half axes in units of n, degrees
		open        float64 // angle between them
		hit, median float64 // at least, at most (degrees)
	}{
		{"ellipse", 128, false, 0.35, 0.2, 70, 90, 0.95, 1},
		{"thin ellipse", 256, false, 0.4, 0.08, 130, 90, 0.95, 1},
		{"half axes of 15 and 10 pixels", 128, false, 0.12, 0.08, 10, 90, 0.95, 7},
		{"square", 128, true, 0.2, 0.2, 20, 90, 0.95, 1},
		{"parallelogram", 256, true, 0.25, 0.15, 100, 50, 0.95, 1},
	} {
		n := float64(c.n)
		sin, cos := math.Sincos(c.phi * math.Pi / 180)
		sin2, cos2 := math.Sincos((c.phi + c.open) * math.Pi / 180)
		p := wavefront.NewPhantom(c.n, []wavefront.Shape{{
			Square: c.square, C: [2]float64{n/2 + 0.3, n/2 - 0.2}, Opacity: 1,
			P: [2]float64{c.a * n * sin, c.a * n * cos}, Q: [2]float64{c.b * n * sin2, c.b * n * cos2},
		}})
		e, err := edges.New(c.n, c.n, nil).Edges(context.Background(), p.Image)
		if err != nil {
			t.Fatal(err)
		}
		truth := make([]bool, c.n*c.n)
		for _, q := range p.Points {
			truth[int(math.Round(q.Row))*c.n+int(math.Round(q.Col))] = true
		}
		m := metric.FScore(e.Mask, truth, c.n, c.n, 1.5)
		off := errorsOf(e, p)
		slices.Sort(off)
		t.Logf("%s, %d: hit rate %.4f, precision %.4f, median angle error %.2f°", c.name, c.n, m.Recall, m.Precision, off[len(off)/2])
		if m.Recall < c.hit || m.Precision < 0.98 || off[len(off)/2] > c.median {
			t.Errorf("%s: hit rate %.3f, precision %.3f, median angle error %.2f°; want %.2f, .98, %.2f", c.name, m.Recall, m.Precision, off[len(off)/2], c.hit, c.median)
		}
	}
}

// errorsOf lists how far the directions at the marked pixels are off those of the nearest points of the boundary, in
// degrees.
func errorsOf(e *edges.Features, p *wavefront.Phantom) (off []float64) {
	for i, on := range e.Mask {
		if !on {
			continue
		}
		best, d := 2.0, 0.0
		for _, q := range p.Points {
			if r := math.Hypot(q.Row-float64(i/e.Cols), q.Col-float64(i%e.Cols)); !q.Corner && r < best {
				best, d = r, math.Abs(math.Remainder(e.Angle[i]-q.Angle, math.Pi))*180/math.Pi
			}
		}
		if best < 2 {
			off = append(off, d)
		}
	}
	return off
}
