package exact

import (
	"math"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// GaussHermite returns n points and weights with Σ w_k p(z_k) = ∫ p(z) e^{−z²} dz for polynomials of degree 2n−1 or less: eigenvalues and
// eigenvectors of the symmetric tridiagonal matrix with √(k/2) beside the diagonal (Golub and Welsch 1969).
func GaussHermite(n int) (z, w []float64) {
	if n < 1 {
		panic(&op.ShapeError{Func: "exact.GaussHermite", What: "n", Got: []int{n}, Want: []int{1}})
	}
	r := hermiteRule(n)
	return slices.Clone(r.z), slices.Clone(r.w)
}

// rule is a quadrature, not to be changed.
type rule struct{ z, w []float64 }

// lastRule is the one that was asked for last, since who asks for a value asks for the next one too.
var lastRule atomic.Pointer[rule]

func hermiteRule(n int) *rule {
	if r := lastRule.Load(); r != nil && len(r.z) == n {
		return r
	}
	r := golubWelsch(n)
	lastRule.Store(r)
	return r
}

func golubWelsch(n int) *rule {
	T := mat.NewSymDense(n, nil)
	for k := 1; k < n; k++ {
		T.SetSym(k-1, k, math.Sqrt(float64(k)/2))
	}
	var e mat.EigenSym
	if !e.Factorize(T, true) {
		panic("exact.GaussHermite: no eigenvalues") // of a symmetric matrix of finite numbers
	}
	var V mat.Dense
	e.VectorsTo(&V)
	r := &rule{e.Values(nil), make([]float64, n)}
	for k := range r.w {
		r.w[k] = math.Sqrt(math.Pi) * V.At(0, k) * V.At(0, k)
	}
	return r
}

// Burgers returns u(x_i, t) for t > 0 with n points of Gauss-Hermite:
//
//	u = −Σ_k w_k sin(πy_k) E_k / Σ_k w_k E_k,  y_k = x − z_k√(4νt),  E_k = e^{−cos(πy_k)/(2πν)}.
//
// For ν = 0.01/π, 100 points give an error of 3·10⁻¹².
func Burgers(x []float64, t, ν float64, n int) []float64 {
	if n < 1 {
		panic(&op.ShapeError{Func: "exact.Burgers", What: "n", Got: []int{n}, Want: []int{1}})
	}
	r := hermiteRule(n)
	z, w := r.z, r.w
	u, e := make([]float64, len(x)), make([]float64, n)
	for i, xi := range x {
		top, bottom, largest := 0.0, 0.0, math.Inf(-1)
		for k := range z {
			e[k] = -math.Cos(math.Pi*(xi-z[k]*math.Sqrt(4*ν*t))) / (2 * math.Pi * ν)
			largest = max(largest, e[k])
		}
		for k := range z {
			a := w[k] * math.Exp(e[k]-largest)
			top -= a * math.Sin(math.Pi*(xi-z[k]*math.Sqrt(4*ν*t)))
			bottom += a
		}
		u[i] = top / bottom
	}
	return u
}

// HJB returns u(0, 0) = −(1/λ) ln E[((1 + 2Tχ²_d)/2)^{−λ}], by the trapezoidal rule in ln χ².
func HJB(d int, λ, T float64) float64 {
	const lo, hi, n = -90, 12, 20000
	lg, _ := math.Lgamma(float64(d) / 2)
	h, sum := float64(hi-lo)/n, 0.0
	for k := range n + 1 {
		s := lo + h*float64(k)
		sum += h * math.Exp(s*float64(d)/2-math.Exp(s)/2-float64(d)/2*math.Ln2-lg-λ*math.Log((1+2*T*math.Exp(s))/2))
	}
	return -math.Log(sum) / λ
}
