package wavelet_test

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/wavelet"
)

func ExampleNew() {
	t := wavelet.New([]int{8, 8}, wavelet.Daubechies(2), &wavelet.Settings{Levels: 2})
	for _, b := range t.Bands() {
		fmt.Printf("scale %d, high along axes %02b: %v from %d on\n", b.Scale, b.High, b.Shape, b.Offset)
	}
	// Output:
	// scale 1, high along axes 01: [2 2] from 0 on
	// scale 1, high along axes 10: [2 2] from 4 on
	// scale 1, high along axes 11: [2 2] from 8 on
	// scale 2, high along axes 01: [4 4] from 12 on
	// scale 2, high along axes 10: [4 4] from 28 on
	// scale 2, high along axes 11: [4 4] from 44 on
	// scale 0, high along axes 00: [2 2] from 60 on
}

func ExampleTransform_Apply() {
	t := wavelet.New([]int{4}, wavelet.Haar(), nil)
	c := t.Apply(nil, []float64{1, 3, 5, 11})
	fmt.Printf("%.4g\n", c)
	fmt.Printf("%.4g\n", t.Inverse(nil, c))
	// Output:
	// [-6 -1.414 -4.243 10]
	// [1 3 5 11]
}

func ExampleSymlet() {
	fmt.Printf("%.4f\n", wavelet.Symlet(4).Lo)
	// Output:
	// [-0.0758 -0.0296 0.4976 0.8037 0.2979 -0.0992 -0.0126 0.0322]
}
