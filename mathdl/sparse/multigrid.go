package sparse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
)

// The constants of Multigrid.
const (
	strength   = 0.08 // |a_ij| below strength·√(a_ii a_jj) couples nothing
	coarsest   = 400  // unknowns that are left to Cholesky
	mostLevels = 20
)

// Multigrid is a symmetric V-cycle for a positive definite matrix: one sweep of Gauss-Seidel down, one back up, on
// smoothed aggregates of the unknowns, with a Cholesky factor at the bottom. Nothing but the matrix is needed, so
// it serves structured and unstructured meshes alike. It holds scratch memory: one goroutine at a time.
//
// Reference: Vaněk, Mandel and Brezina, Computing 56 (1996).
type Multigrid struct {
	levels []level
	bottom *Cholesky
}

type level struct {
	A, P, R *Matrix
	d       []float64 // 1/a_ii
	diag    []int     // where a_ii is stored
	x, b, r []float64
}

// NewMultigrid sets up the levels. The error is a *NotPositiveError, or wraps ctx.Err(), which is looked at every few
// thousand rows.
func NewMultigrid(ctx context.Context, A *Matrix) (*Multigrid, error) {
	need("sparse.NewMultigrid", "columns", A.Cols, A.Rows)
	m := &Multigrid{}
	for A.Rows > coarsest && len(m.levels) < mostLevels {
		l, err := newLevel(ctx, A)
		if err == nil && l.P.Cols < A.Rows {
			A, err = coarse(ctx, l)
		}
		if err != nil {
			return nil, err
		}
		if l.P.Cols >= l.A.Rows {
			break
		}
		m.levels = append(m.levels, *l)
	}
	var err error
	m.bottom, err = Factor(ctx, A, nil)
	return m, err
}

// Levels returns the number of unknowns on each level, the finest first.
func (m *Multigrid) Levels() []int {
	var n []int
	for _, l := range m.levels {
		n = append(n, l.A.Rows)
	}
	return append(n, m.bottom.s.n)
}

func newLevel(ctx context.Context, A *Matrix) (*level, error) {
	l := &level{A: A, d: make([]float64, A.Rows), diag: make([]int, A.Rows), r: make([]float64, A.Rows)}
	for i := range l.d {
		k, ok := slices.BinarySearch(A.Index[A.Ptr[i]:A.Ptr[i+1]], i)
		if !ok {
			return nil, &NotPositiveError{Row: i}
		}
		l.diag[i] = A.Ptr[i] + k
		v := A.Val[l.diag[i]]
		if !(v > 0) {
			return nil, &NotPositiveError{Row: i, Pivot: v}
		}
		l.d[i] = 1 / v
	}
	group, n := aggregate(A, l.d)
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	l.P = prolongation(ctx, A, l.d, group, n)
	l.x, l.b = make([]float64, n), make([]float64, n)
	return l, stopped(ctx)
}

// coarse is the matrix PᵀAP of the next level.
func coarse(ctx context.Context, l *level) (*Matrix, error) {
	l.R = l.P.Transpose()
	B := mul(ctx, l.A, l.P)
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	B = mul(ctx, l.R, B)
	return B, stopped(ctx)
}

func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sparse.NewMultigrid: %w", err)
	}
	return nil
}

// aggregate gathers strongly coupled neighbours: whole neighbourhoods first, then what is left beside them.
func aggregate(A *Matrix, d []float64) (group []int, n int) {
	group = make([]int, A.Rows) // 0: none yet
	strong := func(i, k int) bool {
		j := A.Index[k]
		return j != i && A.Val[k]*A.Val[k]*d[i]*d[j] > strength*strength
	}
	for i := range A.Rows {
		free := group[i] == 0
		for k := A.Ptr[i]; free && k < A.Ptr[i+1]; k++ {
			free = !strong(i, k) || group[A.Index[k]] == 0
		}
		if !free {
			continue
		}
		n++
		group[i] = n
		for k := A.Ptr[i]; k < A.Ptr[i+1]; k++ {
			if strong(i, k) {
				group[A.Index[k]] = n
			}
		}
	}
	for i := range A.Rows {
		if group[i] != 0 {
			continue
		}
		best := 0.0
		for k := A.Ptr[i]; k < A.Ptr[i+1]; k++ {
			if g := group[A.Index[k]]; g > 0 && strong(i, k) && math.Abs(A.Val[k]) > best {
				best, group[i] = math.Abs(A.Val[k]), -g
			}
		}
		if group[i] == 0 {
			n++
			group[i] = -n
		}
	}
	for i, g := range group {
		group[i] = max(g, -g) - 1
	}
	return group, n
}

// prolongation is (I − ω D⁻¹A) T with T the indicators of the groups and ω = 4/(3ρ), ρ ≤ max Σ|a_ij|/a_ii.
func prolongation(ctx context.Context, A *Matrix, d []float64, group []int, n int) *Matrix {
	ρ := 0.0
	for i := range A.Rows {
		s := 0.0
		for _, v := range A.Val[A.Ptr[i]:A.Ptr[i+1]] {
			s += math.Abs(v)
		}
		ρ = max(ρ, s*d[i])
	}
	ω := 4 / (3 * ρ)
	T := &Matrix{Rows: A.Rows, Cols: n, Ptr: make([]int, A.Rows+1), Index: group, Val: make([]float64, A.Rows)}
	for i := range A.Rows {
		T.Ptr[i+1], T.Val[i] = i+1, 1
	}
	S := &Matrix{Rows: A.Rows, Cols: A.Cols, Ptr: A.Ptr, Index: A.Index, Val: make([]float64, A.NNZ())}
	for i := range A.Rows {
		for k := A.Ptr[i]; k < A.Ptr[i+1]; k++ {
			S.Val[k] = -ω * d[i] * A.Val[k]
			if A.Index[k] == i {
				S.Val[k]++
			}
		}
	}
	return mul(ctx, S, T)
}

// Solve stores the V-cycle B b ≈ A⁻¹b in dst, which may be nil.
func (m *Multigrid) Solve(dst, b []float64) []float64 {
	n := m.bottom.s.n
	if len(m.levels) > 0 {
		n = m.levels[0].A.Rows
	}
	need("sparse.Multigrid.Solve", "b", len(b), n)
	dst = take("sparse.Multigrid.Solve", "dst", dst, n)
	m.cycle(0, dst, b)
	return dst
}

func (m *Multigrid) cycle(k int, x, b []float64) {
	if k == len(m.levels) {
		m.bottom.Solve(x, b)
		return
	}
	l := &m.levels[k]
	l.down(x, b)
	l.R.Apply(l.b, l.r)
	m.cycle(k+1, l.x, l.b)
	l.P.Apply(l.r, l.x)
	kern.Axpy(x, 1, l.r)
	l.up(x, b)
}

// down is a sweep forwards from zero. It solves (D + L)x = b, so that r = b − Ax is −Ux.
func (l *level) down(x, b []float64) {
	A := l.A
	for i, at := range l.diag {
		s, index := b[i], A.Index[A.Ptr[i]:at]
		val := A.Val[A.Ptr[i]:at][:len(index)]
		for k, j := range index {
			s -= val[k] * x[j]
		}
		x[i] = s * l.d[i]
	}
	kern.For(A.Rows, rowGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			s, index := 0.0, A.Index[l.diag[i]+1:A.Ptr[i+1]]
			val := A.Val[l.diag[i]+1 : A.Ptr[i+1]][:len(index)]
			for k, j := range index {
				s -= val[k] * x[j]
			}
			l.r[i] = s
		}
	})
}

// up is a sweep backwards. What was found last is added last, since the sum waits for it.
func (l *level) up(x, b []float64) {
	A := l.A
	for i := len(x) - 1; i >= 0; i-- {
		at := l.diag[i]
		s, index := b[i], A.Index[A.Ptr[i]:at]
		val := A.Val[A.Ptr[i]:at][:len(index)]
		for k, j := range index {
			s -= val[k] * x[j]
		}
		index = A.Index[at+1 : A.Ptr[i+1]]
		val = A.Val[at+1 : A.Ptr[i+1]][:len(index)]
		for k := len(index) - 1; k >= 0; k-- {
			s -= val[k] * x[index[k]]
		}
		x[i] = s * l.d[i]
	}
}

// The defaults of PCG.
const (
	DefaultTol        = 1e-8
	DefaultIterations = 1000
)

// ErrNoConvergence is what PCG wraps when the iterations do not suffice.
var ErrNoConvergence = fmt.Errorf("no convergence")

// PCG solves A x = b by conjugate gradients with the preconditioner B, nil for none, from zero until
// ‖b − Ax‖ ≤ tol ‖b‖ (0 means DefaultTol). It returns x and the number of iterations.
//
// The error wraps ctx.Err(), looked at before every iteration, or ErrNoConvergence after iterations
// (0 means DefaultIterations) of them; x is then the best so far.
//
// Reference: Hestenes and Stiefel, J. Res. Nat. Bur. Standards 49 (1952).
func PCG(ctx context.Context, A *Matrix, b []float64, B *Multigrid, tol float64, iterations int) ([]float64, int, error) {
	need("sparse.PCG", "b", len(b), A.Rows)
	if tol <= 0 {
		tol = DefaultTol
	}
	if iterations <= 0 {
		iterations = DefaultIterations
	}
	n := len(b)
	x, r, z, q := make([]float64, n), append([]float64(nil), b...), make([]float64, n), make([]float64, n)
	stop := tol * math.Sqrt(kern.Dot(b, b))
	var p []float64
	ρ := 0.0
	for k := range iterations {
		if math.Sqrt(kern.Dot(r, r)) <= stop {
			return x, k, nil
		}
		if err := ctx.Err(); err != nil {
			return x, k, fmt.Errorf("sparse.PCG: iteration %d: %w", k, err)
		}
		if B != nil {
			B.Solve(z, r)
		} else {
			copy(z, r)
		}
		last := ρ
		ρ = kern.Dot(r, z)
		if p == nil {
			p = append(p, z...)
		} else { // p = z + β p
			β := ρ / last
			for i, v := range z {
				p[i] = v + β*p[i]
			}
		}
		A.Apply(q, p)
		α := ρ / kern.Dot(p, q)
		kern.Axpy(x, α, p)
		kern.Axpy(r, -α, q)
	}
	if math.Sqrt(kern.Dot(r, r)) <= stop {
		return x, iterations, nil
	}
	return x, iterations, fmt.Errorf("sparse.PCG: %w in %d iterations", ErrNoConvergence, iterations)
}
