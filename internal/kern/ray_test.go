package kern

import (
	"math"
	"math/rand/v2"
	"testing"
)

// hats is the sum the comments of the kernels state, for one row and one step.
func hats(y []float64, t, m float64) float64 {
	s := 0.0
	for i, v := range y {
		s += max(0, 1-math.Abs(t-float64(i))/m) * v
	}
	return s
}

// padded returns rows of n normal numbers with the zeros around them, and their width.
func padded(rnd *rand.Rand, n, rows int) (x []float64, width int) {
	width = n + 2*RayPad
	x = make([]float64, rows*width)
	for i := range x {
		if j := i % width; j >= RayPad && j < RayPad+n {
			x[i] = rnd.NormFloat64()
		}
	}
	return x, width
}

func place(rnd *rand.Rand) (t0, dt, dr float64) {
	t0, dr = 80*rnd.Float64()-40, 3*rnd.Float64()-1.5
	if rnd.IntN(3) == 0 {
		t0, dr = math.Round(t0), math.Round(dr)
	}
	return t0, []float64{0, 1, -1, .3, -.7, 1.41, -1.41, 2.5, 1e-3}[rnd.IntN(9)], dr
}

func TestRaysForward(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 1))
		for range 400 {
			n, k, rows := 1+rnd.IntN(40), 1+rnd.IntN(50), 1+rnd.IntN(20)
			x, width := padded(rnd, n, rows)
			t0, dt, dr := place(rnd)
			f := make([]float64, k+2)
			f[k+1] = math.NaN()
			RaysForward(f[1:k+1], x, n, rows, t0, dt, dr, 2)
			if f[0] != 0 || f[k+1] == f[k+1] {
				t.Fatal("writes beyond dst")
			}
			for i := range k {
				w := 0.0
				for r := range rows {
					w += 2 * hats(x[r*width+RayPad:][:n], t0+float64(i)*dt+float64(r)*dr, 1)
				}
				if math.Abs(f[i+1]-w) > 1e-11 {
					t.Fatalf("t₀ = %v, dt = %v, dr = %v, n = %d, step %d: got %v, want %v", t0, dt, dr, n, i, f[i+1], w)
				}
			}
		}
	})
}

func TestRaysBack(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 1))
		for i := range 400 {
			n, k, angles, row := 1+rnd.IntN(40), 1+rnd.IntN(50), 1+rnd.IntN(20), rnd.IntN(9)
			y, width := padded(rnd, n, angles)
			lo := rnd.IntN(angles)
			var at [][5]float64
			for range angles {
				t0, dt, dr := place(rnd)
				if i%2 == 0 {
					dt = min(dt, 1) // steps that the kernels take
				}
				at = append(at, [5]float64{t0, dr, dt, .70711 + .29*rnd.Float64(), rnd.Float64()})
			}
			s := NewRays(angles, func(k int) (t0, dr, dt, m, w float64) { return at[k][0], at[k][1], at[k][2], at[k][3], at[k][4] })
			b := make([]float64, k+2)
			b[k+1] = math.NaN()
			RaysBack(b[1:k+1], y, n, s, lo, angles, row)
			if b[0] != 0 || b[k+1] == b[k+1] {
				t.Fatal("writes beyond dst")
			}
			for j := range k {
				w := 0.0
				for q := lo; q < angles; q++ {
					p := at[q]
					w += p[4] * hats(y[q*width+RayPad:][:n], p[0]+float64(row)*p[1]+float64(j)*p[2], p[3])
				}
				if math.Abs(b[j+1]-w) > 1e-11 {
					t.Fatalf("%v, n = %d, row %d, step %d: got %v, want %v", at, n, row, j, b[j+1], w)
				}
			}
		}
	})
}

func BenchmarkRays(b *testing.B) {
	x, y := make([]float64, 32*(256+2*RayPad)), make([]float64, 363)
	b.Run("forward", func(b *testing.B) {
		for b.Loop() {
			RaysForward(y[:256], x, 256, 32, 0, 1, .01, 1)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*256*32), "ns/sample")
	})
	s := NewRays(32, func(k int) (t0, dr, dt, m, w float64) { return 20, .6, .8, .8, 1 })
	z := make([]float64, 32*(363+2*RayPad))
	b.Run("back", func(b *testing.B) {
		for b.Loop() {
			RaysBack(y[:256], z, 363, s, 0, 32, 5)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*256*32), "ns/sample")
	})
}
