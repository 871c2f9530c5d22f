package edges_test

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/edges"
)

// A vertical step: its normal points along the rows, to the brighter side.
func ExampleSystem_Edges() {
	const n = 64
	f := make([]float64, n*n)
	for i := range f {
		f[i] = 0.5 + 0.5*math.Erf(float64(i%n-n/2))
	}
	e, err := edges.New(n, n, nil).Edges(context.Background(), f)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := n/2*n + n/2
	fmt.Printf("edge %v, normal at %.0f°, curvature %.2g\n", e.Mask[at], math.Abs(e.Angle[at]*180/math.Pi), e.Curvature[at])
	// Output:
	// edge true, normal at 0°, curvature 0
}
