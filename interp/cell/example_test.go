package cell_test

import (
	"math"

	"github.com/mathdl/kernel/interp/cell"
)

func ExampleClaim() {
	sum := 0.0
	for k := 1; k <= 1000; k++ {
		sum += 1 / float64(k*k)
	}
	cell.Claim("Basel sum of 1000 terms", sum, math.Pi*math.Pi/6, 1e-3, "Euler 1735")
	// Output:
	// ✓ Basel sum of 1000 terms: got 1.64393, want 1.64493 ± 0.001 (Euler 1735)
}

func ExampleProgress() {
	bar := cell.Progress("epochs", 60)
	for range 60 {
		bar.Add(1)
	}
	bar.Done()
	// Output:
	// epochs  60/60  in less than 1 s
}
