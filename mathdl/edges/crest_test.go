package edges

import (
	"math"
	"testing"
)

// A parabola along a direction has its vertex found between the pixels; what does not bend down has none.
func TestCrest(t *testing.T) {
	const n = 9
	x := make([]float64, n*n)
	for i := range x {
		u := float64(i%n) - 4.3
		x[i] = -u * u
	}
	shift, ok := Crest(x, n, n, 4*n+4, 0)
	if !ok || math.Abs(shift-0.3) > 1e-12 {
		t.Errorf("shift %g, %v; want 0.3, true", shift, ok)
	}
	if shift, ok = Crest(x, n, n, 4*n+4, math.Pi); !ok || math.Abs(shift+0.3) > 1e-12 {
		t.Errorf("against it: shift %g, %v; want -0.3, true", shift, ok)
	}
	if _, ok = Crest(x, n, n, 4*n+6, 0); ok {
		t.Error("a crest on a slope")
	}
	if _, ok = Crest(make([]float64, n*n), n, n, 40, 0); ok {
		t.Error("a crest on a plane")
	}
}
