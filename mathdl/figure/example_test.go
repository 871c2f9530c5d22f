package figure_test

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/figure"
)

func ExampleCurves() {
	loss := make([]float64, 50)
	for k := range loss {
		loss[k] = math.Exp(-float64(k) / 10)
	}
	p := figure.Curves(&figure.CurveSettings{Title: "Loss", XLabel: "epoch", LogY: true},
		figure.Series{Name: "training", Y: loss})
	fmt.Println(p.Title.Text, p.X.Label.Text)
	// Output:
	// Loss epoch
}

func ExampleSlope() {
	n := []float64{4, 8, 16, 32}
	e := []float64{0.26, 0.124, 0.0631, 0.031}
	slope, factor := figure.Slope(n, e)
	fmt.Printf("error ≈ %.2g·N^%.2f\n", factor, slope)
	// Output:
	// error ≈ 1.1·N^-1.02
}
