package approx_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/approx"
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
