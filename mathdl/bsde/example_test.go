package bsde_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/bsde"
)

// The heat equation with u(1, x) = |x|²: u(0, 0) = d.
func ExampleSolve() {
	e := bsde.Square(3)
	e.Y0 = [2]float64{2, 4}
	r, err := bsde.Solve(context.Background(), e, rand.New(rand.NewPCG(1, 1)),
		&bsde.Settings{Net: bsde.Shared, Hidden: []int{16}, Iterations: 200, Batch: 128, Rate: 1e-2, RateY: 5e-2})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("within 5 %:", math.Abs(r.Y0-3) < 0.15, " learned:", r.Learned())
	// Output:
	// within 5 %: true  learned: true
}
