package kern

import (
	"fmt"
	"math"
	"testing"
)

func testNorm[T Float](t *testing.T, rows, c int) {
	rnd := source(1)
	x, ok1 := guarded[T](t, rnd, rows*c, 1)
	dy, ok2 := guarded[T](t, rnd, rows*c, 0)
	gamma, ok3 := guarded[T](t, rnd, c, 0)
	beta, ok4 := guarded[T](t, rnd, c, 0)
	y, ok5 := guarded[T](t, rnd, rows*c, 2)
	mean, variance, inv := make([]T, c), make([]T, c), make([]T, c)
	Moments(mean, variance, x, rows, c)
	InvStd(inv, variance, 1e-5)
	BatchNorm(y, x, mean, inv, gamma, beta, rows, c)
	for _, ok := range []func(){ok1, ok2, ok3, ok4, ok5} {
		ok()
	}
	want, m64, v64 := make([]float64, rows*c), make([]float64, c), make([]float64, c)
	loss := func(x []float64) (s float64) { // Σ dy·y, from the definition
		for j := range c {
			var m, q float64
			for i := range rows {
				m += x[i*c+j] / float64(rows)
			}
			for i := range rows {
				q += (x[i*c+j] - m) * (x[i*c+j] - m) / float64(rows)
			}
			m64[j], v64[j] = m, q
			for i := range rows {
				want[i*c+j] = float64(gamma[j])*(x[i*c+j]-m)/math.Sqrt(q+1e-5) + float64(beta[j])
				s += float64(dy[i*c+j]) * want[i*c+j]
			}
		}
		return s
	}
	x64 := make([]float64, len(x))
	for i, v := range x {
		x64[i] = float64(v)
	}
	loss(x64)
	tol := 60 * eps[T]()
	closeTo(t, "mean", mean, m64, tol)
	closeTo(t, "variance", variance, v64, tol)
	closeTo(t, "y", y, want, 4*tol)
	if !is32[T]() && rows*c < 200 {
		checkNormGrad(t, loss, x64, as64(dy), as64(mean), as64(inv), as64(gamma), rows, c)
	}
}

func checkNormGrad(t *testing.T, loss func([]float64) float64, x, dy, mean, inv, gamma []float64, rows, c int) {
	t.Helper()
	dx, dgamma, dbeta := make([]float64, len(x)), make([]float64, c), make([]float64, c)
	BatchNormGrad(dx, dgamma, dbeta, x, dy, mean, inv, gamma, rows, c)
	for i := range x {
		want := slope(func(v float64) float64 {
			z := append([]float64(nil), x...)
			z[i] = v
			return loss(z)
		}, x[i])
		if math.Abs(dx[i]-want) > 1e-6*max(1, math.Abs(want)) {
			t.Fatalf("dx[%d]: got %v, want %v", i, dx[i], want)
		}
	}
	for j := range c {
		var g, b float64
		for i := range rows {
			g += dy[i*c+j] * (x[i*c+j] - mean[j]) * inv[j]
			b += dy[i*c+j]
		}
		if math.Abs(dgamma[j]-g) > 1e-12*float64(rows) || math.Abs(dbeta[j]-b) > 1e-12*float64(rows) {
			t.Fatalf("dgamma, dbeta[%d]: got %v, %v, want %v, %v", j, dgamma[j], dbeta[j], g, b)
		}
	}
}

func TestBatchNorm(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{2, 1}, {10, 3}, {40, 4}, {1000, 16}, {513, 700}, {3000, 5}} {
			t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
				testNorm[float64](t, s[0], s[1])
				testNorm[float32](t, s[0], s[1])
			})
		}
	})
}
