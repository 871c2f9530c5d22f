package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/edges"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/wavefront"
)

func init() {
	register(Suite{
		Name:  "edges",
		About: "edges of an ellipse on 256²: what is found, how well directed, and the time beside scikit-image's Canny",
		Run:   benchEdges,
	})
}

const (
	edgeSize  = 256
	edgeNoise = 15.0
	cannyBlur = 1.4
	cannyLow  = 10.0 // of 255 a pixel
	cannyHigh = 25.0
	// What PyCoShREM was measured to do on this ellipse.
	coshremMissed = 0.38
	coshremAngle  = 1.02 // degrees, where it finds a direction
)

// ovalPhantom is the ellipse with half axes 90 and 55 pixels turned by 25°.
func ovalPhantom() *wavefront.Phantom {
	sin, cos := math.Sincos(25 * math.Pi / 180)
	return wavefront.NewPhantom(edgeSize, []wavefront.Shape{{
		C: [2]float64{127.5, 127.5}, P: [2]float64{90 * sin, 90 * cos}, Q: [2]float64{55 * cos, -55 * sin}, Opacity: 1,
	}})
}

// benchEdges compares what is found, then the times.
func benchEdges(ctx context.Context, b *Bench) error {
	p := ovalPhantom()
	f := make([]float64, len(p.Image))
	for i, v := range p.Image {
		f[i] = 255 * v
	}
	g := data.AddNoise(nil, f, edgeNoise, rand.New(rand.NewPCG(30, 1)))
	system := edges.New(edgeSize, edgeSize, nil)
	if err := edgeQuality(ctx, b, p, system, f, g); err != nil {
		return err
	}
	path := filepath.Join(b.Tmp(), "edges.noisy")
	raw, err := binary.Append(nil, binary.LittleEndian, g)
	if err == nil {
		err = os.WriteFile(path, raw, 0o644)
	}
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	python := b.Python("edges", 1)
	args := map[string]any{"path": path, "sigma": cannyBlur, "low": cannyLow, "high": cannyHigh}
	if err := cannyQuality(ctx, b, p, python, args, g, path); err != nil {
		return err
	}
	canny := python.Case("scikit-image", "edges.canny", args)
	canny.Want = 1
	if err := b.Pair(ctx, Pair{
		Name: "time/canny", About: "Canny, 256²", Threads: 1, Precision: "float64",
		Job: func() (func() error, error) {
			return func() error { edges.Canny(g, edgeSize, edgeSize, cannyBlur, cannyLow, cannyHigh); return nil }, nil
		},
		Peers: []Peer{canny},
	}); err != nil {
		return err
	}
	canny.Want = 0
	return b.Pair(ctx, Pair{
		Name: "time/measure", About: "edge measure with directions, 256²; the peer's Canny has none", Threads: 1, Precision: "float64",
		Job: func() (func() error, error) {
			return func() error { _, err := system.Edges(ctx, g); return err }, nil
		},
		Peers: []Peer{canny},
	})
}

// edgeQuality prints what the edge measure finds beside what was measured of PyCoShREM.
func edgeQuality(ctx context.Context, b *Bench, p *wavefront.Phantom, s *edges.System, f, g []float64) error {
	clean, err := s.Edges(ctx, f)
	if err != nil {
		return err
	}
	noisy, err := s.Edges(ctx, g)
	if err != nil {
		return err
	}
	m := p.Compare(clean.Mask, clean.Angle, 1.5)
	boundary := 0.0
	for _, on := range truthOf(p) {
		if on {
			boundary++
		}
	}
	pixel := 1 / boundary
	peer := Row{Precision: "float64", PeerName: "PyCoShREM", PeerVersion: "(listed)"}
	for _, r := range []struct {
		name, about, unit string
		ours, peer, want  float64
		note              string
	}{
		{"ellipse/missed", "share of the boundary that is missed, no noise; one pixel where none is", "share", max(1-m.Hit, pixel), coshremMissed, coshremMissed / 0.05, m.String()},
		{"ellipse/angle", "median error of the normal, no noise", "degrees", m.Angle, coshremAngle, coshremAngle, ""},
		{"ellipse/false", "marks more than 3 pixels off, share of all pixels, σ = 15; one where none is", "share",
			max(strays(p, noisy.Mask), 1.0/edgeSize/edgeSize), 0.01, 1,
			p.Compare(noisy.Mask, noisy.Angle, 2).String()},
	} {
		row := peer
		if r.name == "ellipse/false" {
			row.PeerName, row.PeerVersion = "limit", ""
		}
		row.Name, row.About, row.Unit, row.Want, row.Note = r.name, r.about, r.unit, r.want, r.note
		if !b.Wants(r.name) {
			continue
		}
		if err := b.Row(row.compare(Series{r.ours}, Series{r.peer})); err != nil {
			return err
		}
	}
	return nil
}

// truthOf marks the pixels that the boundary runs through.
func truthOf(p *wavefront.Phantom) []bool {
	truth := make([]bool, p.N*p.N)
	for _, q := range p.Points {
		truth[int(math.Round(q.Row))*p.N+int(math.Round(q.Col))] = true
	}
	return truth
}

// strays is the share of the pixels that are marked more than three pixels off the boundary.
func strays(p *wavefront.Phantom, mask []bool) float64 {
	n := 0.0
	for i, d := range metric.Distance(truthOf(p), p.N, p.N) {
		if mask[i] && d > 3 {
			n++
		}
	}
	return n / float64(len(mask))
}

// cannyQuality prints how many pixels are marked wrongly in noise by the edge detectors of both sides.
func cannyQuality(ctx context.Context, b *Bench, p *wavefront.Phantom, python *Python, args map[string]any, g []float64, path string) error {
	if !b.Wants("ellipse/canny") {
		return nil
	}
	ours := edges.Canny(g, edgeSize, edgeSize, cannyBlur, cannyLow, cannyHigh)
	row := Row{
		Name: "ellipse/canny", About: "Canny: marks more than 3 pixels off, share of all pixels, σ = 15; one where none is", Unit: "share", Precision: "float64", PeerName: "scikit-image",
		Note: p.Compare(ours, nil, 2).String(),
	}
	theirs := math.NaN()
	_, err := python.Measure("edges.canny", args)(ctx)
	if a := (*Absent)(nil); errors.As(err, &a) {
		row.Absent = a.Error()
	} else if err != nil {
		return err
	} else {
		raw, err := os.ReadFile(path + ".canny")
		if err != nil || len(raw) != len(g) {
			return fmt.Errorf("bench: edges.canny: got %d pixels, want %d (%w)", len(raw), len(g), err)
		}
		mask := make([]bool, len(raw))
		for i, v := range raw {
			mask[i] = v != 0
		}
		theirs = max(strays(p, mask), 1.0/edgeSize/edgeSize)
		row.PeerVersion = python.version["edges.canny"]
	}
	return b.Row(row.compare(Series{max(strays(p, ours), 1.0/edgeSize/edgeSize)}, Series{theirs}))
}
