package kern

import (
	"math"
	"testing"
)

// stepper is an optimiser for the tests: one step with gradient g, and the same on one element.
type stepper[T Float] struct {
	name string
	step func(w, m, v, g []T)
	ref  func(w, m, v, g float64) (float64, float64, float64)
}

func steppers[T Float]() []stepper[T] {
	a := AdamStep{Rate: 0.01, Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, Decay: 0.1, Step: 3}
	c1, c2 := 1-math.Pow(0.9, 3), 1-math.Pow(0.99, 3)
	adam := func(w, m, v, g float64) (float64, float64, float64) {
		m, v = 0.9*m+0.1*g, 0.99*v+0.01*g*g
		return w - 0.01*(m/c1)/(math.Sqrt(v/c2)+1e-8), m, v
	}
	return []stepper[T]{
		{"SGD", func(w, m, v, g []T) { SGD(w, g, 0.1, 0.01) },
			func(w, m, v, g float64) (float64, float64, float64) { return w - 0.1*(g+0.01*w), m, v }},
		{"Momentum", func(w, m, v, g []T) { Momentum(w, m, g, 0.1, 0.9, 0.01) },
			func(w, m, v, g float64) (float64, float64, float64) {
				m = 0.9*m + g + 0.01*w
				return w - 0.1*m, m, v
			}},
		{"Nesterov", func(w, m, v, g []T) { Nesterov(w, m, g, 0.1, 0.9, 0.01) },
			func(w, m, v, g float64) (float64, float64, float64) {
				d := g + 0.01*w
				m = 0.9*m + d
				return w - 0.1*(d+0.9*m), m, v
			}},
		{"Adam", func(w, m, v, g []T) { Adam(w, m, v, g, a) },
			func(w, m, v, g float64) (float64, float64, float64) {
				d, m, v := adam(0, m, v, g+0.1*w)
				return w + d, m, v
			}},
		{"AdamW", func(w, m, v, g []T) { AdamW(w, m, v, g, a) },
			func(w, m, v, g float64) (float64, float64, float64) {
				d, m, v := adam(0, m, v, g)
				return w - 0.01*0.1*w + d, m, v
			}},
		{"RMSProp", func(w, m, v, g []T) { RMSProp(w, v, g, 0.01, 0.9, 1e-8) },
			func(w, m, v, g float64) (float64, float64, float64) {
				v = 0.9*v + 0.1*g*g
				return w - 0.01*g/(math.Sqrt(v)+1e-8), m, v
			}},
	}
}

func testOptimisers[T Float](t *testing.T) {
	for _, s := range steppers[T]() {
		for _, n := range []int{0, 1, 7, 16, 33, 1000} {
			rnd := source(uint64(n))
			w, ok1 := guarded[T](t, rnd, n, 1)
			m, ok2 := guarded[T](t, rnd, n, 2)
			v, ok3 := guarded[T](t, rnd, n, 3)
			g, ok4 := guarded[T](t, rnd, n, 0)
			Square(v, v)
			want := [3][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
			for i := range n {
				want[0][i], want[1][i], want[2][i] = s.ref(float64(w[i]), float64(m[i]), float64(v[i]), float64(g[i]))
			}
			s.step(w, m, v, g)
			for _, ok := range []func(){ok1, ok2, ok3, ok4} {
				ok()
			}
			closeTo(t, s.name+": w", w, want[0], 8*eps[T]())
			closeTo(t, s.name+": first moment", m, want[1], 8*eps[T]())
			closeTo(t, s.name+": second moment", v, want[2], 8*eps[T]())
		}
	}
}

func TestOptimisers(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testOptimisers[float64](t)
		testOptimisers[float32](t)
	})
}
