package wavefront_test

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/wavefront"
)

// A disc and its wavefront set.
func ExampleNewPhantom() {
	disc := wavefront.Shape{C: [2]float64{32, 32}, P: [2]float64{20, 0}, Q: [2]float64{0, 20}, Opacity: 0.4}
	p := wavefront.NewPhantom(64, []wavefront.Shape{disc})
	for k, b := range p.Points {
		if k%100 == 0 {
			fmt.Printf("(%.1f, %.1f), normal at %3.0f°, step %.2g\n", b.Row, b.Col, b.Angle*180/math.Pi, b.Score)
		}
	}
	// Output:
	// (52.0, 32.0), normal at  90°, step 1
	// (38.3, 51.0), normal at  18°, step 1
	// (16.0, 44.0), normal at 127°, step 1
	// (15.6, 20.6), normal at  55°, step 1
	// (37.6, 12.8), normal at 164°, step 1
	// (52.0, 31.3), normal at  92°, step 1
}
