package prior_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/prior"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/unroll"
)

// A network is fitted to data until they are met up to their noise, here five per cent of their size.
func ExampleDeep() {
	R, rnd := unroll.AdlerOktem(16).R, rand.New(rand.NewPCG(1, 1))
	y := R.Apply(nil, data.SheppLogan().Image(nil, 16, 4))
	norm := 0.0
	for _, v := range y {
		norm += v * v
	}
	p := prior.Deep{A: R, Y: y, Net: prior.Hourglass(16, 16, 4, []int{8, 8, 8}, rnd), Z: prior.Input(4*16*16, rnd), Metric: prior.Ramp(R, nil)}
	r, err := p.Run(context.Background(), nil, &solve.Settings{Iterations: 500, Discrepancy: 0.05 * math.Sqrt(norm)})
	fmt.Println(r.Status, r.K < 500, err)
	// Output: discrepancy reached true <nil>
}
