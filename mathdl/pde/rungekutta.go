package pde

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/op"
)

// Scheme is an implicit Runge-Kutta method of q stages, with the tableau (A, b, c).
type Scheme struct {
	A    *mat.Dense // q × q
	B, C []float64
}

// Gauss returns the method of Gauss and Legendre, of order 2q: cᵢ are the nodes on (0, 1), bᵢ the weights, and
// aᵢⱼ = ∫₀^{cᵢ} ℓⱼ with the polynomials ℓⱼ of Lagrange, integrated exactly. It panics with a
// *domain.MisuseError unless q > 0.
//
// Reference: Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.5.
func Gauss(q int) *Scheme {
	if q < 1 {
		panic(misuse("pde.Gauss", "stages", fmt.Sprint(q), "1 or more"))
	}
	s := &Scheme{A: mat.NewDense(q, q, nil)}
	s.C, s.B = domain.GaussLegendre(q, 0, 1)
	β := barycentric(s.C)
	for i, c := range s.C {
		x, w := domain.GaussLegendre(q/2+1, 0, c) // exact for degree q − 1
		for k := range x {
			for j, l := range lagrange(s.C, β, x[k]) {
				s.A.Set(i, j, s.A.At(i, j)+w[k]*l)
			}
		}
	}
	return s
}

// barycentric are the weights of the interpolation formula, scaled against overflow: the distances on an
// interval of length 1 are taken four times.
func barycentric(c []float64) []float64 {
	β := make([]float64, len(c))
	for j := range c {
		β[j] = 1
		for k := range c {
			if k != j {
				β[j] /= 4 * (c[j] - c[k])
			}
		}
	}
	return β
}

// lagrange are the values ℓⱼ(x).
func lagrange(c, β []float64, x float64) []float64 {
	l, sum := make([]float64, len(c)), 0.0
	for j := range c {
		if x == c[j] {
			clear(l)
			l[j] = 1
			return l
		}
		l[j] = β[j] / (x - c[j])
		sum += l[j]
	}
	for j := range l {
		l[j] /= sum
	}
	return l
}

// Q returns the number of stages.
func (s *Scheme) Q() int { return len(s.C) }

// Stability returns R(z), by which a step of length h multiplies the solution of u′ = λu, with z = hλ:
// R(z) = 1 + z bᵀ(I − zA)⁻¹𝟏.
func (s *Scheme) Stability(z float64) float64 {
	q := s.Q()
	M := mat.NewDense(q, q, nil)
	M.Scale(-z, s.A)
	one := mat.NewVecDense(q, nil)
	for i := range q {
		M.Set(i, i, M.At(i, i)+1)
		one.SetVec(i, 1)
	}
	var k mat.VecDense
	if err := k.SolveVec(M, one); err != nil {
		return 0
	}
	return 1 + z*mat.Dot(mat.NewVecDense(q, s.B), &k)
}

// Step demands one step of the scheme for u_t + L(u) = 0 from u₀ at time t to t + h: U has q + 1 components,
// the values at the times t + cᵢh and t + h, LU are those of L, and
//
//	Uᵢ + h Σⱼ aᵢⱼ L(Uⱼ) = u₀,   U_{q+1} + h Σⱼ bⱼ L(Uⱼ) = u₀
//
// at points of space (Raissi, Perdikaris and Karniadakis 2019, section 3.2). It panics with a *op.ShapeError
// unless U and LU have q + 1 components.
func (s *Scheme) Step(U, LU Expr, h float64, u0 Expr, p *domain.Points) Term {
	q := s.Q()
	needColumns("pde.Scheme.Step", U, LU, q+1)
	M := mat.NewDense(q+1, q+1, nil) // the last component of LU plays no part
	for j := range q {
		for i := range q {
			M.Set(j, i, s.A.At(i, j))
		}
		M.Set(j, q, s.B[j])
	}
	return Term{Name: "Runge-Kutta step", Residual: U.Plus(LU.MatMul(M).Scale(h)).Minus(u0), Points: p}
}

// Between demands that U, of q components, are the stages between two snapshots, u₀ at points p0 and u₁ at
// points p1 a time h later, the discrete inverse problem of Raissi et al. (section 4.2):
//
//	Uᵢ + h Σⱼ aᵢⱼ L(Uⱼ) = u₀,   Uᵢ + h Σⱼ (aᵢⱼ − bⱼ) L(Uⱼ) = u₁.
//
// It panics with a *op.ShapeError unless U and LU have q components.
func (s *Scheme) Between(U, LU Expr, h float64, u0, u1 Expr, p0, p1 *domain.Points) []Term {
	q := s.Q()
	needColumns("pde.Scheme.Between", U, LU, q)
	A, D := mat.NewDense(q, q, nil), mat.NewDense(q, q, nil)
	for j := range q {
		for i := range q {
			A.Set(j, i, s.A.At(i, j))
			D.Set(j, i, s.A.At(i, j)-s.B[j])
		}
	}
	return []Term{
		{Name: "first snapshot", Residual: U.Plus(LU.MatMul(A).Scale(h)).Minus(u0), Points: p0},
		{Name: "second snapshot", Residual: U.Plus(LU.MatMul(D).Scale(h)).Minus(u1), Points: p1},
	}
}

func needColumns(where string, U, LU Expr, want int) {
	for _, e := range []Expr{U, LU} {
		if c := e.columns(); c != want {
			panic(&op.ShapeError{Func: where, What: "components of U and L(U)", Got: []int{c}, Want: []int{want}})
		}
	}
}
