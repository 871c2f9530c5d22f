package approx_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/approx"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

// The error of the N-term approximation of a cartoon by wavelets.
func ExampleNTerm() {
	const n = 256
	f := approx.TestCartoon().Raster(nil, n, 4)
	haar := approx.Wavelets(wavelet.New([]int{n, n}, wavelet.Haar(), nil))
	c, err := approx.NTerm(context.Background(), haar, f, []int{64, 128, 256, 512}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, N := range c.N {
		fmt.Printf("N = %3d  error %.4f\n", N, c.Error[i])
	}
	r, _ := c.Fit(64, 512)
	fmt.Printf("slope %.2f\n", r.Slope)
	// Output:
	// N =  64  error 0.3461
	// N = 128  error 0.2483
	// N = 256  error 0.1743
	// N = 512  error 0.1109
	// slope -0.54
}

// A star-shaped region keeps Definition 3.2 if its curvature is bounded.
func ExampleStar() {
	b := approx.TestCartoon().B.(approx.Star)
	fmt.Printf("curvature at most %.1f, length %.3f\n", b.Curvature(), b.Length())
	// Output:
	// curvature at most 16.1, length 1.927
}

func ExampleDenoise() {
	const n, sigma = 64, 0.1
	f := approx.TestCartoon().Raster(nil, n, 4)
	rnd := rand.New(rand.NewPCG(1, 1))
	y := make([]float64, n*n)
	for i := range y {
		y[i] = f[i] + sigma*rnd.NormFloat64()
	}
	x, err := approx.Denoise(context.Background(), nil, y, shearlet.New(n, n, 3, nil), sigma, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	e := 0.0
	for i := range x {
		e += (x[i] - f[i]) * (x[i] - f[i]) / (n * n)
	}
	fmt.Printf("mean square error: from %.4f to less than a fifth: %t\n", sigma*sigma, e < sigma*sigma/5)
	// Output:
	// mean square error: from 0.0100 to less than a fifth: true
}

// Is it a cartoon-like function in the sense of Definition 3.2?
func ExampleCartoon_Membership() {
	f := approx.TestCartoon()
	fmt.Println(f.Membership(129).Err(17, 1e-12))
	m := f.Membership(129)
	g := f.Scaled(0.999 / max(m.Norm0, m.Norm1))
	fmt.Println(g.Membership(129).Err(17, 1e-12))
	g.B = approx.Polygon{X: []float64{.2, .8, .5}, Y: []float64{.2, .3, .8}}
	fmt.Println(g.Membership(129).Err(17, 1e-12))
	// Output:
	// approx.Membership: C² norm of f₀: got 15.58, want at most 1
	// <nil>
	// approx.Membership: curvature of ∂B: got +Inf, want at most 17
}

// The N-term approximation itself.
func ExampleDictionary_Best() {
	const n = 64
	f := approx.TestCartoon().Raster(nil, n, 4)
	d := approx.Wavelets(wavelet.New([]int{n, n}, wavelet.Haar(), nil))
	fN, c := d.Best(f, 300)
	kept := 0
	for _, v := range c {
		if v != 0 {
			kept++
		}
	}
	fmt.Printf("%d of %d coefficients, relative error %.2f\n", kept, len(c), metric.RelativeError(fN, f))
	// Output:
	// 300 of 4096 coefficients, relative error 0.07
}

// Half of the pixels are lost.
func ExampleInpaint() {
	const n = 64
	f := approx.TestCartoon().Raster(nil, n, 4)
	rnd := rand.New(rand.NewPCG(1, 2))
	mask := make([]float64, n*n)
	for i := range mask {
		mask[i] = float64(rnd.IntN(2))
	}
	x, err := approx.Inpaint(context.Background(), nil, f, mask, shearlet.New(n, n, 3, nil), &approx.InpaintSettings{Iterations: 40})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("PSNR above 32 dB: %t\n", metric.PSNR(x, f, 1) > 32)
	// Output:
	// PSNR above 32 dB: true
}

// Several frames, two steps, and non-local means.
func ExampleWiener() {
	const n, sigma = 64, 0.1
	f := approx.TestCartoon().Raster(nil, n, 4)
	rnd := rand.New(rand.NewPCG(1, 3))
	y := make([]float64, n*n)
	for i := range y {
		y[i] = f[i] + sigma*rnd.NormFloat64()
	}
	frames := []approx.Transform{
		shearlet.New(n, n, 3, &shearlet.Settings{Extend: 8}),
		wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Levels: 3, Stationary: true}),
	}
	hard, _ := approx.Denoise(context.Background(), nil, y, frames[0], sigma, nil)
	best, _ := approx.Wiener(context.Background(), nil, y, frames, sigma, &approx.WienerSettings{NonLocal: new(approx.NonLocalSettings)})
	gain := metric.PSNR(best, f, 1) - metric.PSNR(hard, f, 1)
	fmt.Printf("more than 1 dB better than hard thresholds: %t\n", gain > 1)
	// Output:
	// more than 1 dB better than hard thresholds: true
}
