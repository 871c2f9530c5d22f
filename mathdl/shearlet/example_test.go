package shearlet_test

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/shearlet"
)

func ExampleNew() {
	s := shearlet.New(512, 512, 4, nil)
	A, B := s.FrameBounds()
	fmt.Printf("%d bands, frame bounds %.4g and %.4g\n", s.Len(), A, B)
	for _, b := range s.Bands()[:3] {
		fmt.Printf("cone %d, scale %d, shear %+d, norm %.4f\n", b.Cone, b.Scale, b.Shear, b.Norm)
	}
	// Output:
	// 49 bands, frame bounds 0.06694 and 1
	// cone 1, scale 1, shear -2, norm 0.0231
	// cone 1, scale 1, shear -1, norm 0.0231
	// cone 1, scale 1, shear +0, norm 0.0231
}

// Map changes coefficients band by band: here it keeps the finest scale alone.
func ExampleSystem_Map() {
	s := shearlet.New(32, 32, 3, nil)
	scale := s.Scales()
	x := make([]float64, 32*32)
	for i := range x {
		x[i] = 1
	}
	y := s.Map(nil, x, func(i int, c []float64) {
		if scale[i] < 3 {
			clear(c)
		}
	})
	fmt.Printf("%.1f\n", math.Abs(y[0])) // a constant image has no fine scales
	// Output:
	// 0.0
}

func ExampleNewDecimated() {
	half := shearlet.NewDecimated(512, 512, []float64{.5, .5, .5, .5})
	fmt.Printf("%d blocks, %.1f coefficients per pixel\n", len(half.Blocks()), half.Redundancy())
	// Output:
	// 41 blocks, 9.2 coefficients per pixel
}
