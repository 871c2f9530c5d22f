package ct_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

// BenchmarkTV is the setting of Adler and Öktem, 240 iterations.
func BenchmarkTV(b *testing.B) {
	const n, bins, views = 128, 183, 30
	angles := radon.Span(0, math.Pi, views)
	for i := range angles {
		angles[i] += math.Pi / (2 * views)
	}
	R := radon.New(n, n, angles, &radon.Settings{Detectors: bins})
	p := ct.Tomography(data.SheppLogan().Image(nil, n, 1), R, ct.RelativeGaussian(.05), rand.New(rand.NewPCG(1, 1)))
	set := ct.TVSettings{Anisotropic: true, Solver: solve.Settings{Iterations: 240, Tol: -1}}
	for b.Loop() {
		if _, err := ct.TV(b.Context(), R, p.Data, 1, nil, &set); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkShearlets is step 1 of Learning the Invisible, six iterations.
func BenchmarkShearlets(b *testing.B) {
	const n = 256
	R := radon.New(n, n, ct.LimitedAngles(math.Pi/3, math.Pi/180), nil)
	rnd := rand.New(rand.NewPCG(1, 1))
	p := ct.Tomography(data.Foreground(data.FewEllipses(rnd).Image(nil, n, 4)), R, ct.RelativeGaussian(.01), rnd)
	sys := shearlet.NewAlpha(n, n, []float64{.5, .5, .5, .5}, nil)
	w := ct.ScaleWeights(sys, 1./40, 3)
	set := &ct.ShearletSettings{Solver: solve.Settings{Iterations: 6, Inner: 12, Tol: -1}}
	for b.Loop() {
		if _, err := ct.Shearlets(b.Context(), R, p.Data, sys, w, nil, set); err != nil {
			b.Fatal(err)
		}
	}
}
