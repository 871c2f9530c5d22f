// Package peak measures the most floating point operations a second that cores can do.
//
// # Idea
//
// A share of the peak tells how much a kernel leaves on the table, whatever the machine. The
// peak is measured, not looked up: clocks change with the instructions used and with what else
// runs. Twelve chains of fused multiply-adds that live in registers keep every unit busy, with the
// widest vectors that the processor has (AVX-512, else AVX2). A multiply-add counts as two operations.
//
// # Limits
//
// x86-64 only; elsewhere the peak is unknown, which is 0.
package peak

import (
	"sync"
	"time"
)

// rounds of chainLength multiply-adds a chain make a measurement of about a millisecond.
const (
	chains = 12
	burst  = 100_000
	tries  = 15
)

// Measure returns the operations a second of that many cores at once, for single precision or
// double: the best of several short measurements. It returns 0 where that is unknown.
func Measure(cores int, single bool) float64 {
	lanes := width(single)
	if lanes == 0 {
		return 0
	}
	best := 0.0
	for range tries {
		start := time.Now()
		var all sync.WaitGroup
		for range cores {
			all.Go(func() { spin(burst, single) })
		}
		all.Wait()
		ops := 2 * float64(cores) * chains * float64(lanes) * burst
		best = max(best, ops/time.Since(start).Seconds())
	}
	return best
}
