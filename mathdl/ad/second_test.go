package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Second derivatives in single precision are those of double precision.
func TestSecondDerivativesInBothPrecisions(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		if e.name == "" && e.f(e.draw(NewTape(Float64), rand.New(rand.NewPCG(1, 1)))).op == opMap {
			return // the second derivative of a Map is not known
		}
		want, got := hessVec(e, Float64), hessVec(e, Float32)
		scale := 1.0
		for _, v := range want {
			scale = max(scale, math.Abs(v))
		}
		for i := range want {
			if d := math.Abs(got[i] - want[i]); !(d <= 1e-4*scale) {
				t.Errorf("element %d: float64 %v, float32 %v", i, want[i], got[i])
			}
		}
	})
}

// hessVec is the second derivative of Σ sin²(f) in a direction, in one of the precisions.
func hessVec(e example, d DType) (Hd []float64) {
	rnd := rand.New(rand.NewPCG(7, 7))
	x := e.draw(NewTape(d), rnd)
	dir := like(x, rnd)
	g := Grad(Sum(Square(Sin(e.f(x)))), x...)
	for _, h := range Push(g, x, dir) {
		Hd = append(Hd, h.Float64s(nil)...)
	}
	return Hd
}
