package paper_test

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/mathdl/paper"
)

// The rates of Theorem 3.5, small: at 256 × 256 pixels the window is short, and the slopes are not yet those of the theory.
func ExampleRates() {
	r, err := paper.Rates(context.Background(), paper.RateParams{N: 256, Terms: []int{1024, 2048, 4096}, From: 1024})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, q := range r.Ratio() {
		fmt.Printf("N = %4d  error of α = 1 over that of α = ½: %.2f\n", r.Curves[0].N[i], q)
	}
	// Output:
	// N = 1024  error of α = 1 over that of α = ½: 1.00
	// N = 2048  error of α = 1 over that of α = ½: 1.06
	// N = 4096  error of α = 1 over that of α = ½: 1.11
}

// Where the bands of a system are.
func ExampleAtoms() {
	r, err := paper.Atoms(paper.AtomParams{N: 128})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Names)
	fmt.Printf("frame bounds %.4f and %.4f\n", r.A, r.B)
	// Output:
	// [cone 1: 2, 0 cone 1: 2, 1 cone 2: 2, 0 cone 1: 3, 0 cone 1: 3, 1 cone 2: 3, 0 cone 1: 4, 0 cone 1: 4, 1 cone 2: 4, 0]
	// frame bounds 0.0669 and 1.0000
}
