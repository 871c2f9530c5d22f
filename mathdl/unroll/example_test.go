package unroll_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/unroll"
)

// The published network has the same weights in all iterations, and 13 318 of them. Before it is trained it returns
// its start.
func ExampleNewGradient() {
	s := unroll.AdlerOktem(32)
	g := unroll.NewGradient(s.R, rand.New(rand.NewPCG(1, 1)), &unroll.GradientSettings{Shared: true})
	y := s.R.Apply(nil, data.SheppLogan().Image(nil, 32, 1))
	fmt.Println(g.Set.Iterations, "iterations,", len(g.Params()), "parameters")
	fmt.Printf("%.0g\n", metric.RelativeError(s.Reconstruct(nil, g, y), s.Start(nil, y)))
	// Output:
	// 10 iterations, 13318 parameters
	// 0
}
