package main

import (
	"fmt"
	"math"
	"slices"
)

// Series is what was measured of one side, a value a round.
type Series []float64

// Median returns the middle of the values, the mean of the two middle ones when
// their number is even, and NaN when there are none.
func (s Series) Median() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(s))
	n := len(v)
	return v[(n-1)/2]/2 + v[n/2]/2
}

// Min returns the least value, NaN when there is none.
func (s Series) Min() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	return slices.Min(s)
}

// The units of most costs. Others are printed as they are.
const (
	Seconds = "s"
	Bytes   = "B"
)

// quantity returns a value for people, in a unit of a fitting size.
func quantity(v float64, unit string) string {
	if math.IsNaN(v) {
		return "–"
	}
	scales := map[string][]struct {
		size float64
		name string
	}{
		Seconds: {{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}},
		Bytes:   {{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}, {1, "B"}},
	}[unit]
	for _, s := range scales {
		if math.Abs(v) >= s.size {
			return fmt.Sprintf("%s %s", three(v/s.size), s.name)
		}
	}
	return fmt.Sprintf("%s %s", three(v), unit)
}

// three returns about three digits without an exponent where there is room.
func three(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e6 || a != 0 && a < 1e-3:
		return fmt.Sprintf("%.2e", v)
	case a >= 100:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}
