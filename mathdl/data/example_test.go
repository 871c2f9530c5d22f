package data_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/data"
)

func ExampleDigits() {
	digits := data.Digits()
	fmt.Println(digits)
	fmt.Println(digits.Counts())
	// A picture in characters: 0 is paper, 1 is ink.
	pixels := digits.Pixels(0)
	for i := range 8 {
		for j := range 8 {
			fmt.Printf("%c", []rune(" .:-=+*#@")[int(8*pixels.At(i, j))])
		}
		fmt.Println("|")
	}
	// Output:
	// digits: 1797 samples in ℝ⁶⁴, 10 classes
	// [178 182 177 183 181 182 181 179 174 180]
	//   :*=   |
	//   *#+#: |
	//  .#. += |
	//  :*  == |
	//  :=  == |
	//  :+  *- |
	//  .#:+*  |
	//   -*+   |
}

func ExampleSet_Split() {
	digits := data.Digits()
	training, test := digits.Split(0.75, rand.New(rand.NewPCG(2022, 1)))
	fmt.Println(training)
	fmt.Println(test)
	// Output:
	// digits: 1348 samples in ℝ⁶⁴, 10 classes
	// digits: 449 samples in ℝ⁶⁴, 10 classes
}

// Both parts hold every digit in the proportion of the whole.
func ExampleSet_Stratified() {
	digits := data.Digits()
	training, test := digits.Stratified(0.75, rand.New(rand.NewPCG(2022, 1)))
	fmt.Println(training.Counts())
	fmt.Println(test.Counts())
	// Output:
	// [134 137 133 137 136 136 136 134 130 135]
	// [44 45 44 46 45 46 45 45 44 45]
}

func ExampleSet_Batches() {
	rnd := rand.New(rand.NewPCG(2022, 1))
	for _, b := range data.Moons(10, 0.1, rnd).Batches(4, rnd) {
		fmt.Println(b.Len(), b.Kinds())
	}
	// Output:
	// 4 2
	// 4 2
	// 2 2
}

// What the scale is found from is the training part; the test part is only mapped.
func ExampleSet_Standardize() {
	training := &data.Set{X: mat.NewDense(4, 1, []float64{1, 3, 5, 7}), Labels: []int{0, 0, 1, 1}}
	test := &data.Set{X: mat.NewDense(1, 1, []float64{4}), Labels: []int{1}}

	training, scale := training.Standardize()
	test = scale.Apply(test)
	fmt.Printf("mean %.4g, deviation %.4g\n", scale.Mean[0], scale.Std[0])
	fmt.Printf("%.3f\n", mat.Formatted(training.X.T()))
	fmt.Printf("%.3f\n", mat.Formatted(test.X))
	// Output:
	// mean 4, deviation 2.236
	// [-1.342  -0.447   0.447   1.342]
	// [0.000]
}

func ExampleOneHot() {
	fmt.Println(mat.Formatted(data.OneHot([]int{2, 0}, 3)))
	// Output:
	// ⎡0  0  1⎤
	// ⎣1  0  0⎦
}

func ExampleAddNoise() {
	y := []float64{1, 2, 3}
	noisy := data.AddNoise(nil, y, 0.1, rand.New(rand.NewPCG(1, 1)))
	fmt.Printf("%.2f\n", noisy)
	// Output: [1.09 2.04 2.92]
}

func ExampleMoons() {
	s := data.Moons(200, 0.1, rand.New(rand.NewPCG(1, 1)))
	fmt.Println(s, s.Counts())
	// Output: moons: 200 samples in ℝ², 2 classes [100 100]
}

func ExampleCircles() {
	s := data.Circles(3, 0, rand.New(rand.NewPCG(1, 1)))
	for i := range s.Len() {
		fmt.Printf("%s: radius %.1f\n", s.Class(i), mat.Norm(s.X.RowView(i), 2))
	}
	// Output:
	// outer: radius 1.0
	// inner: radius 0.5
	// outer: radius 1.0
}

func ExampleSpirals() {
	s := data.Spirals(90, 3, 0.02, rand.New(rand.NewPCG(1, 1)))
	fmt.Println(s, s.Counts())
	// Output: spirals: 90 samples in ℝ², 3 classes [30 30 30]
}

// A picture to denoise.
func ExamplePhoto() {
	x := data.Photo(64)
	fmt.Println(len(x), "pixels")
	fmt.Printf("sky %.0f, coat %.0f\n", x[8*64+32], x[44*64+28])
	// Output:
	// 4096 pixels
	// sky 168, coat 34
}
