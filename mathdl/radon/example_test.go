package radon_test

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/radon"
)

// The exact sinogram of the Shepp-Logan phantom, and the image from it.
func ExampleTransform_FBP() {
	n := 128
	R := radon.New(n, n, radon.Span(0, math.Pi, 180), nil)
	E := data.SheppLogan()
	g := E.Scale(float64(n)/2).Sinogram(nil, R.Angles(), R.Offsets(), R.Bin())
	f := R.FBP(nil, g, &radon.FBPSettings{Filter: radon.SheppLogan})
	fmt.Println(R.Domain(), "→", R.Range())
	fmt.Printf("PSNR %.1f dB\n", metric.PSNR(f, E.Image(nil, n, 8), 1))
	// Output:
	// ℝ^128×128 → ℝ^180×182
	// PSNR 29.9 dB
}

// With angles in [-60°, 60°) weights stay what they are in a full turn: one degree each.
func ExampleTransform_Weights() {
	R := radon.New(8, 8, radon.Span(-math.Pi/3, math.Pi/3, 120), nil)
	fmt.Printf("%.4f\n", R.Weights()[0]*180/math.Pi)
	// Output: 1.0000
}
