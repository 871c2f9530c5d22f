package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/shearlet"
)

func init() {
	register(Suite{
		Name:  "shearlet",
		About: "shearlet systems beside the same in NumPy and SciPy, in two and three dimensions; the transforms under them",
		Run:   benchShearlet,
	})
}

const (
	shearletSize = 512
	wantShearlet = 2        // against NumPy and SciPy
	fusedLimit   = 50 << 20 // bytes above the image
)

func benchShearlet(ctx context.Context, b *Bench) error {
	for _, step := range []func(ctx context.Context, b *Bench) error{
		benchPlane, benchFused, benchSolid, benchDecimated, benchGrowth, benchFFTSizes,
	} {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// limit is a peer that always takes what is allowed.
func limit(most float64) Peer {
	return Peer{Name: "limit", Measure: func(context.Context) (float64, error) { return most, nil }, Want: 1}
}

// benchPlane measures a system of 49 bands for images of 512².
func benchPlane(ctx context.Context, b *Bench) error {
	const n = shearletSize
	threads := allThreads()
	python := b.Python("shearlet", threads)
	peer := func(pkg, name string, args map[string]any) Peer {
		p := python.Case(pkg, name, args)
		p.Want = wantShearlet
		return p
	}
	s := shearlet.New(n, n, 4, nil)
	x, c := normals[float64](n*n), make([]float64, s.Range().Size())
	s.Apply(c, x)
	args := map[string]any{"n": n, "threads": threads}
	for _, p := range []Pair{
		{
			Name: "system", About: "spectra, norms and frame bounds of 49 bands, 512²",
			Ours:  Loop(func() error { shearlet.New(n, n, 4, nil); return nil }),
			Peers: []Peer{peer("numpy", "system.numpy", map[string]any{"n": n}), limit(0.15)},
		}, {
			Name: "decompose", About: "all coefficients in 49 bands, 512²",
			Ours:  Loop(func() error { s.Apply(c, x); return nil }),
			Peers: []Peer{peer("scipy", "decompose.scipy", args), limit(0.15)},
		}, {
			Name: "reconstruct", About: "the image from all coefficients, dual frame, 512²",
			Ours:  Loop(func() error { s.Inverse(x, c); return nil }),
			Peers: []Peer{peer("scipy", "reconstruct.scipy", args), limit(0.12)},
		},
	} {
		p.Threads, p.Precision = threads, "float64"
		if err := b.Pair(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// benchFused measures shrinkage band by band, and the memory it takes with its system.
func benchFused(ctx context.Context, b *Bench) error {
	const n = shearletSize
	x, out := normals[float64](n*n), make([]float64, n*n)
	denoise := func(s *shearlet.System) {
		norm := s.Norms()
		s.Map(out, x, func(i int, c []float64) { shrink(c, 3*norm[i]) })
	}
	if b.Wants("fused/memory") {
		peak := peakResident(func() { denoise(shearlet.New(n, n, 4, nil)) })
		if err := b.Row(Row{
			Name: "fused/memory", Unit: Bytes, Threads: allThreads(), Precision: "float64", PeerName: "limit", Want: 1,
			About: "peak of making the system and of shrinkage in 49 bands, above image and result, 512²",
		}.compare(Series{peak}, Series{fusedLimit})); err != nil {
			return err
		}
	}
	s := shearlet.New(n, n, 4, nil)
	peer := b.Python("shearlet", allThreads()).Case("scipy", "denoise.scipy", map[string]any{"n": n, "threads": allThreads()})
	peer.Want = wantShearlet
	return b.Pair(ctx, Pair{
		Name: "fused/time", About: "shrinkage in 49 bands, 512²", Threads: allThreads(), Precision: "float64",
		Ours: Loop(func() error { denoise(s); return nil }), Peers: []Peer{peer},
	})
}

func shrink(c []float64, threshold float64) {
	kern.For(len(c), 1<<14, func(lo, hi int) {
		for j, v := range c[lo:hi] {
			if math.Abs(v) <= threshold {
				c[lo+j] = 0
			}
		}
	})
}

// benchSolid measures shrinkage in 76 bands of volumes, and its memory.
func benchSolid(ctx context.Context, b *Bench) error {
	for _, n := range []int{64, 128} {
		name := fmt.Sprintf("solid/%d", n)
		if !b.Wants(name) {
			continue
		}
		s := shearlet.New3(n, n, n, 3, &shearlet.Settings{Levels: []int{0, 0, 1}})
		x, out := normals[float64](n*n*n), make([]float64, n*n*n)
		work := func() { s.Map(out, x, func(_ int, c []float64) { shrink(c, 0.1) }) }
		memory := peakResident(work)
		peer := b.Python("shearlet", allThreads()).Case("scipy", "solid.scipy", map[string]any{"n": n, "threads": allThreads()})
		peer.Want, peer.Memory = wantShearlet, nil
		if err := b.Pair(ctx, Pair{
			Name: name, About: "shrinkage in 76 bands of a cube", Threads: allThreads(), Precision: "float64",
			Ours: Loop(func() error { work(); return nil }), Peers: []Peer{peer},
			Note: "peak memory " + quantity(memory, Bytes) + ", " + three(memory/float64(8*n*n*n)) + " volumes",
		}); err != nil {
			return err
		}
	}
	return nil
}

// benchDecimated measures the decimated Parseval frame on the size its rates are measured with.
func benchDecimated(ctx context.Context, b *Bench) error {
	const n, scales = 2048, 6
	if !b.Wants("decimated") {
		return nil
	}
	alpha := make([]float64, scales)
	for i := range alpha {
		alpha[i] = 0.5
	}
	d := shearlet.NewDecimated(n, n, alpha)
	x := normals[float64](n * n)
	c := d.Apply(nil, x)
	for _, p := range []Pair{
		{Name: "decimated/apply", About: "coefficients of the decimated frame, 2048²", Ours: Loop(func() error { d.Apply(c, x); return nil })},
		{Name: "decimated/inverse", About: "the image from them", Ours: Loop(func() error { d.Inverse(x, c); return nil })},
	} {
		p.Threads, p.Precision, p.Peers = allThreads(), "float64", []Peer{limit(1)}
		if err := b.Pair(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// benchGrowth fits the time of decomposition to a power of the number of pixels.
func benchGrowth(ctx context.Context, b *Bench) error {
	if !b.Wants("growth") {
		return nil
	}
	var u, v Series
	note := ""
	for _, n := range []int{128, 256, 512, 1024} {
		s := shearlet.New(n, n, 4, nil)
		x, c := normals[float64](n*n), make([]float64, s.Range().Size())
		t, err := Loop(func() error { s.Apply(c, x); return nil })(ctx)
		if err != nil {
			return err
		}
		u, v = append(u, math.Log(float64(n*n))), append(v, math.Log(t))
		note = notes(note, fmt.Sprintf("%d² %s", n, quantity(t, Seconds)))
	}
	return b.Row(Row{
		Name: "growth", Unit: "power", Threads: allThreads(), Precision: "float64", PeerName: "n log n", Want: 0.8, Note: note,
		About: "exponent p of the time of decomposition, C·pixels^p, 49 bands",
	}.compare(Series{slope(u, v)}, Series{slope(u, logTimesSelf(u))}))
}

// slope is that of the line next to the points.
func slope(u, v Series) float64 {
	mu, mv := mean(u), mean(v)
	num, den := 0.0, 0.0
	for i := range u {
		num += (u[i] - mu) * (v[i] - mv)
		den += (u[i] - mu) * (u[i] - mu)
	}
	return num / den
}

func mean(u Series) float64 {
	s := 0.0
	for _, v := range u {
		s += v
	}
	return s / float64(len(u))
}

// logTimesSelf returns log(n log n) for numbers log n.
func logTimesSelf(u Series) (v Series) {
	for _, l := range u {
		v = append(v, l+math.Log(l))
	}
	return v
}

// sampling is how often peakResident looks.
const sampling = time.Millisecond

// peakResident returns the most by which the resident memory of the process grows while f runs; NaN where
// it is unknown.
func peakResident(f func()) float64 {
	before := resident()
	if before == 0 {
		f()
		return math.NaN()
	}
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		top := before
		for {
			select {
			case <-done:
				most <- max(top, residentNow())
				return
			case <-time.After(sampling):
				top = max(top, residentNow())
			}
		}
	}()
	f()
	close(done)
	return float64(<-most - before)
}
