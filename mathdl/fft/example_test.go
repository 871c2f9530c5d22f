package fft_test

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/fft"
)

func ExampleNew() {
	p := fft.New(4)
	X := p.Forward(nil, []complex128{1, 2, 3, 4})
	fmt.Printf("%.4g\n", X)
	fmt.Printf("%.4g\n", p.Inverse(nil, X))
	// Output:
	// [(10+0i) (-2+2i) (-2+0i) (-2-2i)]
	// [(1+0i) (2+0i) (3+0i) (4+0i)]
}

func ExampleNewReal() {
	p := fft.NewReal(2, 5)
	X := p.Forward(nil, make([]float64, 10))
	fmt.Println(p.Half(), len(X))
	// Output:
	// [2 3] 6
}

func ExampleFreq() {
	fmt.Println(fft.Freq(5))
	// Output:
	// [0 0.2 0.4 -0.4 -0.2]
}

func ExampleReal_Convolve() {
	p := fft.NewReal(4)
	fmt.Printf("%.4g\n", p.Convolve(nil, []float64{1, 2, 3, 4}, []float64{0, 1, 0, 0}))
	// Output:
	// [4 1 2 3]
}
