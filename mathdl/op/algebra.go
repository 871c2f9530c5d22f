package op

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Star returns A* as an operator Y → X; Star(Star(A)) is A itself.
func Star(A Linear) Linear {
	if s, ok := A.(star); ok {
		return s.A
	}
	return star{A}
}

type star struct{ A Linear }

func (s star) Domain() Space                      { return s.A.Range() }
func (s star) Range() Space                       { return s.A.Domain() }
func (s star) Apply(dst, x []float64) []float64   { return s.A.Adjoint(dst, x) }
func (s star) Adjoint(dst, y []float64) []float64 { return s.A.Apply(dst, y) }

// Mul returns the composition AB: x ↦ A(Bx), with (AB)* = B*A*.
// It panics with a [*ShapeError] unless the range of B is the domain of A.
func Mul(A, B Linear) Linear {
	needSpace("op.Mul", "range of B against domain of A", B.Range(), A.Domain())
	return product{A, B}
}

type product struct{ A, B Linear }

func (p product) Domain() Space { return p.B.Domain() }
func (p product) Range() Space  { return p.A.Range() }

func (p product) Apply(dst, x []float64) []float64 {
	t := borrow(p.A.Domain().Size())
	defer giveBack(t)
	return p.A.Apply(dst, p.B.Apply(*t, x))
}

func (p product) Adjoint(dst, y []float64) []float64 {
	t := borrow(p.A.Domain().Size())
	defer giveBack(t)
	return p.B.Adjoint(dst, p.A.Adjoint(*t, y))
}

// Add returns A + B. It panics with a [*ShapeError] unless A and B have the same domain and range.
func Add(A, B Linear) Linear {
	needSpace("op.Add", "domain of B", B.Domain(), A.Domain())
	needSpace("op.Add", "range of B", B.Range(), A.Range())
	return sum{A, B}
}

type sum struct{ A, B Linear }

func (s sum) Domain() Space { return s.A.Domain() }
func (s sum) Range() Space  { return s.A.Range() }

func (s sum) Apply(dst, x []float64) []float64 {
	t := borrow(s.A.Range().Size())
	defer giveBack(t)
	return plus(s.A.Apply(dst, x), s.B.Apply(*t, x))
}

func (s sum) Adjoint(dst, y []float64) []float64 {
	t := borrow(s.A.Domain().Size())
	defer giveBack(t)
	return plus(s.A.Adjoint(dst, y), s.B.Adjoint(*t, y))
}

func plus(x, y []float64) []float64 {
	for i, v := range y {
		x[i] += v
	}
	return x
}

// Scale returns αA.
func Scale(alpha float64, A Linear) Linear { return scaled{alpha, A} }

type scaled struct {
	alpha float64
	A     Linear
}

func (s scaled) Domain() Space                      { return s.A.Domain() }
func (s scaled) Range() Space                       { return s.A.Range() }
func (s scaled) Apply(dst, x []float64) []float64   { return times(s.A.Apply(dst, x), s.alpha) }
func (s scaled) Adjoint(dst, y []float64) []float64 { return times(s.A.Adjoint(dst, y), s.alpha) }

func times(x []float64, a float64) []float64 {
	for i := range x {
		x[i] *= a
	}
	return x
}

// Identity returns the identity of X.
func Identity(X Space) Linear {
	id := func(dst, x []float64) { copy(dst, x) }
	return LinearFunc{X: X, Y: X, Fwd: id, FwdStar: id}
}

// Diag returns x ↦ d ⊙ x on X, which is self-adjoint. d is kept, not copied.
// It panics with a [*ShapeError] if d does not have the length of X.
func Diag(X Space, d []float64) Linear {
	X.check("op.Diag", "d", d)
	f := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = d[i] * v
		}
	}
	return LinearFunc{X: X, Y: X, Fwd: f, FwdStar: f}
}

// Matrix returns x ↦ Mx from ℝᶜ to ℝʳ, both with weight 1, where r, c = M.Dims(). M is kept.
func Matrix(M mat.Matrix) Linear {
	r, c := M.Dims()
	return LinearFunc{X: R(c), Y: R(r),
		Fwd:     func(dst, x []float64) { vec(dst).MulVec(M, vec(x)) },
		FwdStar: func(dst, y []float64) { vec(dst).MulVec(M.T(), vec(y)) },
	}
}

func vec(x []float64) *mat.VecDense { return mat.NewVecDense(len(x), x) }

// Compose returns F∘G: x ↦ F(G(x)). Its derivative at x is DF(G(x))·DG(x), the chain rule.
// It panics with a [*ShapeError] unless the range of G is the domain of F.
func Compose(F, G Smooth) Smooth {
	needSpace("op.Compose", "range of G against domain of F", G.Range(), F.Domain())
	return composed{F, G}
}

type composed struct{ F, G Smooth }

func (c composed) Domain() Space { return c.G.Domain() }
func (c composed) Range() Space  { return c.F.Range() }

func (c composed) Apply(dst, x []float64) []float64 { return c.F.Apply(dst, c.G.Apply(nil, x)) }

func (c composed) Derivative(x []float64) Linear {
	return Mul(c.F.Derivative(c.G.Apply(nil, x)), c.G.Derivative(x))
}

// Stack returns x ↦ (A₁x, …, A_kx), the operators one above the other. Its range is ℝ^{Σnᵢ}: the
// parts lie one after the other.
//
// Where the ranges agree in their weight the product space has it too, and the adjoint is
// y ↦ Σ Aᵢ*yᵢ. Where they differ it has weight 1, and the adjoint for that inner product is
// y ↦ Σ Aᵢ*yᵢ / wᵢ. Stack panics with a [*ShapeError] unless all domains are equal, and without
// operators.
func Stack(A ...Linear) Linear {
	if len(A) == 0 {
		panic("op.Stack: got no operators, want at least one")
	}
	s := stacked{A: append([]Linear(nil), A...), w: A[0].Range().W()}
	for i, B := range A {
		needSpace("op.Stack", fmt.Sprintf("domain of operator %d", i), B.Domain(), A[0].Domain())
		s.n += B.Range().Size()
		if B.Range().W() != s.w {
			s.w = 1
		}
	}
	return s
}

type stacked struct {
	A []Linear
	n int
	w float64
}

func (s stacked) Domain() Space { return s.A[0].Domain() }
func (s stacked) Range() Space  { return Space{Shape: []int{s.n}, Weight: s.w} }

func (s stacked) Apply(dst, x []float64) []float64 {
	dst = s.Range().take("op.Stack", dst)
	lo := 0
	for _, A := range s.A {
		hi := lo + A.Range().Size()
		A.Apply(dst[lo:hi:hi], x)
		lo = hi
	}
	return dst
}

func (s stacked) Adjoint(dst, y []float64) []float64 {
	s.Range().check("op.Stack", "y", y)
	dst = s.Domain().take("op.Stack", dst)
	clear(dst)
	t := borrow(len(dst))
	defer giveBack(t)
	lo := 0
	for _, A := range s.A {
		hi := lo + A.Range().Size()
		plus(dst, times(A.Adjoint(*t, y[lo:hi:hi]), s.w/A.Range().W()))
		lo = hi
	}
	return dst
}
