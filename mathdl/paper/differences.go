package paper

import (
	"math"
	"time"

	"gonum.org/v1/gonum/mat"
)

// Rival is what a classical method achieves: the honest column beside a network.
type Rival struct {
	Name    string
	Dof     int
	Rel     float64 // ‖u − u_exact‖₂/‖u_exact‖₂ at its nodes
	Runtime time.Duration
}

// PoissonDifferences solves −Δu = 2π² sin πx sin πy on the unit square, u = 0 on its boundary, by the scheme of five
// points on n × n inner nodes and a banded Cholesky factorisation. The error is about π²h²/12.
func PoissonDifferences(n int) Rival {
	start := time.Now()
	h := 1 / float64(n+1)
	A, b := mat.NewSymBandDense(n*n, n, nil), mat.NewVecDense(n*n, nil)
	want := mat.NewVecDense(n*n, nil)
	for i := range n {
		for j := range n {
			k := i*n + j
			A.SetSymBand(k, k, 4)
			if j+1 < n {
				A.SetSymBand(k, k+1, -1)
			}
			if i+1 < n {
				A.SetSymBand(k, k+n, -1)
			}
			u := math.Sin(math.Pi*h*float64(i+1)) * math.Sin(math.Pi*h*float64(j+1))
			want.SetVec(k, u)
			b.SetVec(k, h*h*2*math.Pi*math.Pi*u)
		}
	}
	var c mat.BandCholesky
	var u mat.VecDense
	c.Factorize(A)
	if err := c.SolveVecTo(&u, b); err != nil {
		return Rival{Name: "differences", Dof: n * n, Rel: math.NaN()}
	}
	r := Rival{Name: "differences", Dof: n * n, Runtime: time.Since(start)}
	u.SubVec(&u, want)
	r.Rel = mat.Norm(&u, 2) / mat.Norm(want, 2)
	return r
}

// BurgersDifferences solves the problem of [Burgers] by central differences on n intervals and the classical Runge-Kutta
// method, in steps of a quarter of h²/ν or of h; its error is that at the nodes and the times 0.01, 0.02, …, 0.99.
func BurgersDifferences(n int, ν float64) Rival {
	start := time.Now()
	h := 2 / float64(n)
	u := make([]float64, n+1)
	for i := range u {
		u[i] = -math.Sin(math.Pi * (-1 + h*float64(i)))
	}
	steps := int(math.Ceil(0.01 / min(h*h/ν/4, h/4)))
	dt := 0.01 / float64(steps)
	var k [4][]float64
	for i := range k {
		k[i] = make([]float64, n+1)
	}
	w := make([]float64, n+1)
	snapshots := make([][]float64, 0, 99)
	for range 99 {
		for range steps {
			rungeKutta(u, w, k, dt, func(du, u []float64) { burgersSlope(du, u, h, ν) })
		}
		snapshots = append(snapshots, append([]float64(nil), u...))
	}
	r := Rival{Name: "differences", Dof: n - 1, Runtime: time.Since(start)}
	top, bottom := 0.0, 0.0
	stride := max(1, n/256)
	for s, v := range snapshots {
		for i := 0; i <= n; i += stride {
			e := ColeHopf(-1+h*float64(i), float64(s+1)/100, ν)
			top += (v[i] - e) * (v[i] - e)
			bottom += e * e
		}
	}
	r.Rel = math.Sqrt(top / bottom)
	return r
}

// burgersSlope is −(u²/2)_x + ν u_xx inside and 0 at the ends.
func burgersSlope(du, u []float64, h, ν float64) {
	for i := 1; i+1 < len(u); i++ {
		du[i] = -(u[i+1]*u[i+1]-u[i-1]*u[i-1])/(4*h) + ν*(u[i+1]-2*u[i]+u[i-1])/(h*h)
	}
}

// rungeKutta is a step of the classical method.
func rungeKutta(u, w []float64, k [4][]float64, dt float64, f func(du, u []float64)) {
	for s, c := range []float64{0, 0.5, 0.5, 1} {
		for i := range u {
			w[i] = u[i]
			if s > 0 {
				w[i] += c * dt * k[s-1][i]
			}
		}
		f(k[s], w)
	}
	for i := range u {
		u[i] += dt / 6 * (k[0][i] + 2*k[1][i] + 2*k[2][i] + k[3][i])
	}
}
