package kern

import (
	"math"
	"math/rand/v2"
	"testing"
)

// hats is the sum the comments of the kernels state, for one step.
func hats(y []float64, t, m float64) float64 {
	s := 0.0
	for i, v := range y {
		s += max(0, 1-math.Abs(t-float64(i))/m) * v
	}
	return s
}

func TestRays(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 1))
		for range 400 {
			n, k := 1+rnd.IntN(40), 1+rnd.IntN(50)
			x := make([]float64, n+2*RayPad)
			for i := range n {
				x[RayPad+i] = rnd.NormFloat64()
			}
			r := Ray{T0: 80*rnd.Float64() - 40, Dt: []float64{0, 1, -1, .3, -.7, 1.41, -1.41, 2.5, 1e-3}[rnd.IntN(9)]}
			if rnd.IntN(3) == 0 {
				r.T0 = math.Round(r.T0)
			}
			m := .70711 + .29*rnd.Float64()
			f, b := make([]float64, k+2), make([]float64, k+2)
			f[k+1], b[k+1] = math.NaN(), math.NaN()
			RayForward(f[1:k+1], x, r, 2)
			RayBack(b[1:k+1], x, r, m, 2)
			f32, x32 := make([]float32, k), make([]float32, len(x))
			Narrow(x32, x)
			RayForward(f32, x32, r, 2)
			if f[0] != 0 || b[0] != 0 || f[k+1] == f[k+1] || b[k+1] == b[k+1] {
				t.Fatal("writes beyond dst")
			}
			for i := range k {
				at := r.T0 + float64(i)*r.Dt
				if w := 2 * hats(x[RayPad:RayPad+n], at, 1); math.Abs(f[i+1]-w) > 1e-12 || math.Abs(float64(f32[i])-w) > 1e-4 {
					t.Fatalf("forward, %+v, n = %d, step %d: got %v, %v, want %v", r, n, i, f[i+1], f32[i], w)
				}
				if w := 2 * hats(x[RayPad:RayPad+n], at, m); math.Abs(b[i+1]-w) > 1e-12 {
					t.Fatalf("back, %+v, m = %v, n = %d, step %d: got %v, want %v", r, m, n, i, b[i+1], w)
				}
			}
		}
	})
}

func BenchmarkRays(b *testing.B) {
	x, y := make([]float64, 256+2*RayPad), make([]float64, 363)
	b.Run("forward", func(b *testing.B) {
		for b.Loop() {
			RayForward(y, x, Ray{T0: -20, Dt: 1.2}, 1)
		}
	})
	b.Run("back", func(b *testing.B) {
		for b.Loop() {
			RayBack(y[:256], x, Ray{T0: 20, Dt: .8}, .8, 1)
		}
	})
}
