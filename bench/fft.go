package main

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/mathdl/fft"
)

// The sizes of images whose transforms are compared, and the ratios to reach.
var (
	fftSizes  = []int{256, 512, 1024}
	fftThrees = []int{96, 192, 384, 768, 1536} // 3·2^k
	fftFives  = []int{160, 320, 640, 1280}     // 5·2^k
	fftOdd    = []int{224, 448, 507}           // with larger primes
)

const (
	wantScipy = 1.5
	wantFFTW  = 0.95
	wantSizes = 1 // against SciPy, of sizes that are not powers of two
)

// benchFFT compares transforms of images whose size is a power of two with SciPy and with FFTW.
func benchFFT(ctx context.Context, b *Bench) error {
	for _, threads := range []int{1, 2} {
		for _, dtype := range precisions {
			for _, n := range fftSizes {
				for _, real := range []bool{false, true} {
					c := fftCase{n, dtype, real, threads}
					if err := b.Pair(ctx, c.pair(b, wantScipy, wantFFTW)); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// benchFFTSizes compares further sizes with SciPy, as many threads as there are.
func benchFFTSizes(ctx context.Context, b *Bench) error {
	var sizes []int
	for _, s := range [][]int{fftSizes, {2048}, fftThrees, fftFives, fftOdd} {
		sizes = append(sizes, s...)
	}
	for _, n := range sizes {
		for _, real := range []bool{false, true} {
			c := fftCase{n, "float64", real, allThreads()}
			if err := b.Pair(ctx, c.pair(b, wantSizes, 0)); err != nil {
				return err
			}
		}
	}
	return nil
}

// fftCase is a transform of an image of n² numbers.
type fftCase struct {
	n       int
	dtype   string
	real    bool
	threads int
}

// pair is the figure of the case; FFTW is no peer where nothing is wanted of it.
func (c fftCase) pair(b *Bench, scipy, fftw float64) Pair {
	kind := "complex"
	if c.real {
		kind = "real"
	}
	python := b.Python("fft", c.threads)
	args := map[string]any{"n": c.n, "dtype": c.dtype, "real": c.real, "threads": c.threads}
	p := Pair{
		Name: fmt.Sprintf("fft/%s/%d", kind, c.n), About: "forward transform of a square image, " + kind,
		Threads: c.threads, Precision: c.dtype, Job: c.job,
		Peers: []Peer{python.Case("scipy.fft", "fft.scipy", args)},
	}
	p.Peers[0].Want = scipy
	if fftw > 0 {
		peer := python.Case("FFTW", "fft.fftw", args)
		peer.Want = fftw
		p.Peers = append(p.Peers, peer)
	}
	return p
}

func (c fftCase) job() (func() error, error) {
	if c.real {
		return c.realJob(), nil
	}
	p := fft.New(c.n, c.n)
	if c.dtype == "float32" {
		v := normals[float32](2 * p.Len())
		x, y := make([]complex64, p.Len()), make([]complex64, p.Len())
		for i := range x {
			x[i] = complex(v[2*i], v[2*i+1])
		}
		return func() error { p.Forward32(y, x); return nil }, nil
	}
	v := normals[float64](2 * p.Len())
	x, y := make([]complex128, p.Len()), make([]complex128, p.Len())
	for i := range x {
		x[i] = complex(v[2*i], v[2*i+1])
	}
	return func() error { p.Forward(y, x); return nil }, nil
}

func (c fftCase) realJob() func() error {
	p := fft.NewReal(c.n, c.n)
	if c.dtype == "float32" {
		x, y := normals[float32](p.Len()), make([]complex64, p.HalfLen())
		return func() error { p.Forward32(y, x); return nil }
	}
	x, y := normals[float64](p.Len()), make([]complex128, p.HalfLen())
	return func() error { p.Forward(y, x); return nil }
}
