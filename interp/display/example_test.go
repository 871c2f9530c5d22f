package display_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/interp/display"
)

func ExampleOf() {
	type layer struct {
		Name string
		W    *mat.Dense
		Next *layer
	}
	fmt.Println(display.Of([]int{1, 2, 3}).Plain())
	fmt.Println(display.Of(map[string]float64{"b": 0.5, "a": 1}).Plain())
	fmt.Println(display.Of(&layer{Name: "hidden", W: mat.NewDense(3, 2, nil)}).Plain())
	fmt.Println(display.Of(mat.NewDense(2, 2, []float64{1, 0.5, -10, 100})).Plain())
	// Output:
	// [1 2 3]
	// map["a":1 "b":0.5]
	// &{Name:"hidden" W:*mat.Dense(3×2) Next:<nil>}
	// 2×2 *mat.Dense
	// ⎡  1    0.5⎤
	// ⎣-10  100  ⎦
}

func ExampleJSON() {
	fmt.Println(display.JSON(map[string]any{"loss": []float64{1, 0.5}}).Plain())
	// Output:
	// {
	//   "loss": [
	//     1,
	//     0.5
	//   ]
	// }
}
