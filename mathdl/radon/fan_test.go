package radon_test

import (
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/radon"
)

func TestFanBeam(t *testing.T) {
	for _, s := range []radon.FanSettings{{Source: 40, Detector: 40}, {Source: 30, Detectors: 11}, {Source: 50, Detector: 9, Pixel: .5, Bin: .7}} {
		optest.Linear(t, radon.NewFanBeam(17, 22, radon.Span(0, 2*math.Pi, 19), s), 1e-14)
	}
	// A source far away has the rays of the parallel transform.
	const n = 64
	x := data.SheppLogan().Image(nil, n, 4)
	θ := radon.Span(0, math.Pi, 7)
	far := radon.NewFanBeam(n, n, θ, radon.FanSettings{Source: 1e9, Detectors: 91}).Apply(nil, x)
	if e := rmse(far, radon.New(n, n, θ, &radon.Settings{Detectors: 91}).Apply(nil, x)); e > 1e-5 {
		t.Errorf("a source far away: differs by %.2g", e)
	}
}

// Filtered back projection from the exact integrals, at the accuracy of the parallel one.
func TestFanFBP(t *testing.T) {
	const n = 128
	F := radon.NewFanBeam(n, n, radon.Span(0, 2*math.Pi, 360), radon.FanSettings{Source: 3 * n, Detector: n})
	E := data.SheppLogan()
	g := make([]float64, F.Range().Size())
	for k := range 360 {
		for i := range len(g) / 360 {
			θ, s := F.Ray(k, i)
			g[k*len(g)/360+i] = E.Scale(n/2).Radon(θ, s)
		}
	}
	f := E.Image(nil, n, 8)
	e := disc(n, F.FBP(nil, g, nil), f)
	P := radon.New(n, n, radon.Span(0, math.Pi, 180), nil)
	p := disc(n, P.FBP(nil, E.Scale(n/2).Sinogram(nil, P.Angles(), P.Offsets(), 0), nil), f)
	t.Logf("fan %.4f, parallel %.4f", e, p)
	if e > 1.1*p {
		t.Errorf("RMSE %.4f, parallel %.4f", e, p)
	}
	// What is projected and what is integrated agree.
	if e := rmse(F.Apply(nil, f), g) / math.Sqrt(optNorm(g)); e > .03 {
		t.Errorf("projection off by %.3f", e)
	}
}

func optNorm(g []float64) float64 {
	s := 0.0
	for _, v := range g {
		s += v * v / float64(len(g))
	}
	return s
}
