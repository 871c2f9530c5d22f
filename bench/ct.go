package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

func init() {
	register(Suite{
		Name:  "ct",
		About: "projection and back projection, total variation to an objective, shearlets at limited angles",
		Run:   benchCT,
	})
}

func benchCT(ctx context.Context, b *Bench) error {
	for _, c := range [][2]int{{256, 180}, {512, 720}} {
		if err := projectors(ctx, b, c[0], c[1]); err != nil {
			return err
		}
	}
	if err := totalVariation(ctx, b); err != nil {
		return err
	}
	return limitedAngle(ctx, b)
}

// projectors measures one direction after the other, on one processor: the peers use one.
func projectors(ctx context.Context, b *Bench, n, angles int) error {
	R := radon.New(n, n, radon.Span(0, math.Pi, angles), nil)
	x, y := make([]float64, R.Domain().Size()), make([]float64, R.Range().Size())
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range x {
		x[i] = rnd.Float64()
	}
	R.Apply(y, x)
	python := b.Python("ct", 1)
	args := map[string]any{"n": n, "angles": angles}
	for _, d := range []struct {
		name, about string
		ours        func()
	}{
		{"forward", "Joseph's projection", func() { R.Apply(y, x) }},
		{"back", "its adjoint", func() { R.Adjoint(x, y) }},
	} {
		astra := python.Case("astra-toolbox", "ct.astra."+d.name, args)
		astra.Want = 2
		skimage := python.Case("scikit-image", "ct.skimage."+d.name, args)
		skimage.Want = 5
		if err := b.Pair(ctx, Pair{
			Name: fmt.Sprintf("%s/%d/%d", d.name, n, angles), About: fmt.Sprintf("%s, %d², %d angles", d.about, n, angles),
			Threads: 1, Precision: "float64", Note: "ASTRA in float32",
			Ours:  Loop(func() error { d.ours(); return nil }),
			Peers: []Peer{astra, skimage},
		}); err != nil {
			return err
		}
	}
	return nil
}

// ctFiles writes numbers for the peers, and returns where they are.
func ctFiles(b *Bench, name string, files map[string][]float64) (string, error) {
	dir := filepath.Join(b.Tmp(), name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("bench: %w", err)
	}
	for file, x := range files {
		raw, err := binary.Append(nil, binary.LittleEndian, x)
		if err != nil {
			return "", fmt.Errorf("bench: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), raw, 0o644); err != nil {
			return "", fmt.Errorf("bench: %w", err)
		}
	}
	return dir, nil
}

const (
	tvWeight = 1.0
	tvExcess = 1.001 // of the objective to be reached, over the least
	ltiInner = 12
	ltiOuter = 50
	ltiTimed = 6
)

// totalVariation is the setting of Adler and Öktem: both sides run until the objective is within a thousandth of
// its minimum.
func totalVariation(ctx context.Context, b *Bench) error {
	if !b.Wants("tv") {
		return nil
	}
	const n, bins, views = 128, 183, 30
	angles := radon.Span(0, math.Pi, views)
	for i := range angles {
		angles[i] += math.Pi / (2 * views)
	}
	R := radon.New(n, n, angles, &radon.Settings{Detectors: bins})
	p := ct.Tomography(data.SheppLogan().Image(nil, n, 1), R, ct.RelativeGaussian(.05), rand.New(rand.NewPCG(1, 1)))
	set := ct.TVSettings{Anisotropic: true, Solver: solve.Settings{Iterations: 4000, Tol: 1e-8}}
	best, err := ct.TV(ctx, R, p.Data, tvWeight, nil, &set)
	if err != nil {
		return err
	}
	set.Solver.Target = tvExcess * best.F
	dir, err := ctFiles(b, "tv", map[string][]float64{"data": p.Data})
	if err != nil {
		return err
	}
	peer := b.Python("ct", allThreads()).Case("scipy", "ct.tv", map[string]any{
		"dir": dir, "n": n, "bins": bins, "angles": views, "weight": tvWeight, "target": set.Solver.Target, "balance": ct.TVBalance,
	})
	peer.Want = 5
	return b.Pair(ctx, Pair{
		Name: "tv", About: "total variation, 128², 30 angles, to 1.001 of the least objective", Threads: allThreads(), Precision: "float64",
		Note: fmt.Sprintf("objective %.1f, %.2f dB", set.Solver.Target, metric.PSNR(best.X, p.Truth, 1)),
		Ours: Loop(func() error {
			_, err := ct.TV(ctx, R, p.Data, tvWeight, nil, &set)
			return err
		}),
		Peers: []Peer{peer},
	})
}

// limitedAngle is step 1 of Learning the Invisible: the same system, penalties and numbers of iterations.
func limitedAngle(ctx context.Context, b *Bench) error {
	if !b.Wants("shearlets") {
		return nil
	}
	const n = 256
	R := radon.New(n, n, ct.LimitedAngles(math.Pi/3, math.Pi/180), nil)
	rnd := rand.New(rand.NewPCG(1, 1))
	p := ct.Tomography(data.Foreground(data.FewEllipses(rnd).Image(nil, n, 4)), R, ct.RelativeGaussian(.01), rnd)
	sys := shearlet.NewAlpha(n, n, []float64{.5, .5, .5, .5}, nil)
	w := ct.ScaleWeights(sys, 1./40, 3)
	set := &ct.ShearletSettings{Solver: solve.Settings{Iterations: ltiOuter, Inner: ltiInner, Tol: -1}}
	spectra, weights := make([]float64, 0, sys.Len()*n*(n/2+1)), make([]float64, sys.Len())
	for i := range weights {
		full := sys.Spectrum(nil, i)
		for r := range n {
			spectra = append(spectra, full[r*n:r*n+n/2+1]...)
		}
		weights[i] = sys.Band(w, i)[0]
	}
	dir, err := ctFiles(b, "shearlets", map[string][]float64{"data": p.Data, "spectra": spectra, "weights": weights})
	if err != nil {
		return err
	}
	r, err := ct.Shearlets(ctx, R, p.Data, sys, w, nil, set)
	if err != nil {
		return err
	}
	set.Solver.Iterations = ltiTimed
	peer := b.Python("ct", allThreads()).Case("scipy", "ct.shearlets", map[string]any{
		"dir": dir, "n": n, "bins": R.Detectors(), "bands": sys.Len(), "outer": ltiTimed, "inner": ltiInner,
		"rho": float64(ct.ShearletRho), "positive": float64(ct.ShearletRhoPositive), "threads": allThreads(),
	})
	peer.Want = 5
	return b.Pair(ctx, Pair{
		Name: "shearlets", About: "step 1 of Learning the Invisible, 256², ±60°, 41 bands, six iterations", Threads: allThreads(),
		Precision: "float64", Note: fmt.Sprintf("%.2f dB after %d", metric.PSNR(r.X, p.Truth, 1), ltiOuter),
		Ours: Loop(func() error {
			_, err := ct.Shearlets(ctx, R, p.Data, sys, w, nil, set)
			return err
		}),
		Peers: []Peer{peer},
	})
}
