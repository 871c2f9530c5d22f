package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
)

// The constants of AllenCahnRadial.
const (
	radialDegree = 64 // of the polynomial in |x|²
	radialSteps  = 20 // of the coarsest splitting
	radialLevels = 3  // of extrapolation
)

// AllenCahnRadial returns u(0, 0) for u_t + Δu + u − u³ = 0 in d dimensions with u(T, x) = 1/(2 + 0.4|x|²), to about 11 digits for T ≤ 0.3. Backwards in
// time and in s = |x|² it is
//
//	v_τ = 4s v_ss + 2d v_s + v − v³,   v(s, 0) = 1/(2 + 0.4s),
//
// on [0, S] with S so large that what holds there is not felt at 0: polynomials of degree 64 through the points of Chebyshev, the
// exponential of the linear part, the reaction exact, Strang's splitting in 20, 40 and 80 steps, extrapolated. It panics with a
// *domain.MisuseError unless d > 0 and T > 0.
func AllenCahnRadial(d int, T float64) float64 {
	if d < 1 || !(T > 0) {
		panic(&domain.MisuseError{Func: "exact.AllenCahnRadial", What: "dimension and time", Got: fmt.Sprint(d, T), Want: "positive numbers"})
	}
	S := 2 * T * (float64(d) + 10*math.Sqrt(2*float64(d)) + 40) // |x|² = 2Tχ²_d, and a margin
	s, L := radialOperator(d, S)
	L.Scale(T/(radialSteps<<(radialLevels-1)), L)
	var E mat.Dense
	E.Exp(L)
	v := make([]float64, radialLevels) // the finest first
	for k := range v {
		v[k] = radialSplit(&E, s, d, T, radialSteps<<(radialLevels-1-k))
		var square mat.Dense
		square.Mul(&E, &E)
		E = square
	}
	for j := 1; j < len(v); j++ { // errors are even in the step
		q := math.Pow(4, float64(j))
		for k := range len(v) - j {
			v[k] = (q*v[k] - v[k+1]) / (q - 1)
		}
	}
	return v[0]
}

// radialOperator returns the points S = s_0 > … > s_64 = 0 and the matrix of 4s ∂² + 2d ∂, with no change at S.
func radialOperator(d int, S float64) (s []float64, L *mat.Dense) {
	const n = radialDegree + 1
	D, D2 := mat.NewDense(n, n, nil), new(mat.Dense)
	s = make([]float64, n)
	c := func(i int) float64 {
		c := 1 - 2*float64(i%2)
		if i == 0 || i == n-1 {
			c *= 2
		}
		return c
	}
	for i := range n {
		s[i] = S * math.Pow(math.Cos(math.Pi*float64(i)/(2*radialDegree)), 2)
		sum := 0.0
		for j := range n {
			if i != j { // s_i − s_j without cancellation
				dif := S * math.Sin(math.Pi*float64(i+j)/(2*radialDegree)) * math.Sin(math.Pi*float64(j-i)/(2*radialDegree))
				D.Set(i, j, c(i)/c(j)/dif)
				sum += D.At(i, j)
			}
		}
		D.Set(i, i, -sum)
	}
	D2.Mul(D, D)
	L = mat.NewDense(n, n, nil)
	for i := 1; i < n; i++ {
		for j := range n {
			L.Set(i, j, 4*s[i]*D2.At(i, j)+2*float64(d)*D.At(i, j))
		}
	}
	return s, L
}

// radialSplit takes n steps and returns v(0, T). At S the value is that of the equation without its diffusion.
func radialSplit(E *mat.Dense, s []float64, d int, T float64, n int) float64 {
	h, last := T/float64(n), len(s)-1
	v, w := mat.NewVecDense(len(s), nil), mat.NewVecDense(len(s), nil)
	for i, x := range s {
		v.SetVec(i, react(1/(2+0.4*x), h/2))
	}
	for k := 1; k <= n; k++ {
		w.MulVec(E, v)
		t := h
		if k == n {
			t = h / 2
		}
		for i := range s {
			v.SetVec(i, react(w.AtVec(i), t))
		}
		v.SetVec(0, react(1/(2+0.4*(s[0]+2*float64(d)*h*float64(k))), h*float64(k)))
	}
	return v.AtVec(last)
}

// react solves u_t = u − u³ for a time t.
func react(u, t float64) float64 { return u * math.Exp(t) / math.Sqrt(1+u*u*math.Expm1(2*t)) }
