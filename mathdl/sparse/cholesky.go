package sparse

import (
	"context"
	"fmt"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
)

// NotPositiveError says that a matrix has no Cholesky factor.
type NotPositiveError struct {
	Row   int     // the unknown at which it showed
	Pivot float64 // what should have been positive
}

// Error returns the sentence.
func (e *NotPositiveError) Error() string {
	return fmt.Sprintf("sparse.Factor: not positive definite: pivot %.3g of unknown %d; is there a condition on the boundary?", e.Pivot, e.Row)
}

// Cholesky is the factor L of P A Pᵀ = L Lᵀ: for each node of the tree the columns that it eliminates, a
// dense matrix with the rows of the node and those below.
type Cholesky struct {
	s    *Analysis
	cols [][]float64
}

// Factor returns the factor of a symmetric positive definite matrix. s may be nil, else it is the [Analysis] of
// a matrix with the same pattern. The error is a *NotPositiveError, or wraps ctx.Err(), which is looked at in every node
// and every 32 columns.
//
// A node of the dissection gathers its rows of A and what its children have left over in a dense matrix,
// eliminates its unknowns there, and leaves the rest to its parent: the multifrontal method of Duff and Reid,
// ACM TOMS 9 (1983). All nodes of one depth are independent of each other. On a grid of n × n unknowns it costs
// O(n³) operations, nearly all in products of dense matrices.
func Factor(ctx context.Context, A *Matrix, s *Analysis) (*Cholesky, error) {
	if s == nil {
		var err error
		if s, err = Analyze(ctx, A); err != nil {
			return nil, err
		}
	}
	need("sparse.Factor", "rows", A.Rows, s.n)
	f := &factoring{ctx: ctx, A: A, s: s, cols: make([][]float64, len(s.below)), rest: make([][]float64, len(s.below))}
	for d := len(s.level) - 1; d >= 0; d-- {
		if err := f.depth(s.level[d]); err != nil {
			return nil, err
		}
	}
	return &Cholesky{s, f.cols}, nil
}

// factoring is a factorisation under way.
type factoring struct {
	ctx        context.Context
	A          *Matrix
	s          *Analysis
	cols, rest [][]float64 // of each node: its columns of L, and what is left over for the parent
	spare      sync.Pool   // *front
}

// front is where a node is eliminated.
type front struct {
	row []int // by place: the row in F
	F   []float64
}

// depth eliminates nodes that do not depend on each other. A single one has all cores for its products.
func (f *factoring) depth(nodes []int) error {
	errs := make([]error, len(nodes))
	work := func(lo, hi int) {
		w, _ := f.spare.Get().(*front)
		if w == nil {
			w = &front{row: make([]int, f.s.n)}
		}
		for i := lo; i < hi; i++ {
			errs[i] = f.eliminate(nodes[i], w)
		}
		f.spare.Put(w)
	}
	if len(nodes) == 1 {
		work(0, 1)
	} else {
		kern.For(len(nodes), max(1, len(nodes)/64), work)
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// eliminate gathers and eliminates node k.
func (f *factoring) eliminate(k int, w *front) error {
	s, lo := f.s, f.s.tree.start[k]
	n, below := s.size(k), s.below[k]
	m := n + len(below)
	if len(w.F) < m*m {
		w.F = make([]float64, m*m)
	}
	F := w.F[:m*m]
	clear(F)
	for i := range n {
		w.row[lo+i] = i
	}
	for i, p := range below {
		w.row[p] = n + i
	}
	for j, i := range s.tree.order[lo : lo+n] {
		for p := f.A.Ptr[i]; p < f.A.Ptr[i+1]; p++ {
			if at := s.place[f.A.Index[p]]; at >= lo+j {
				F[w.row[at]*m+j] = f.A.Val[p]
			}
		}
	}
	for _, kid := range s.kids[k] {
		extend(F, m, f.rest[kid], s.below[kid], w.row)
		f.rest[kid] = nil
	}
	j, pivot := eliminate(F, m, n, func() bool { return f.ctx.Err() != nil })
	if j >= 0 {
		return &NotPositiveError{Row: s.tree.order[lo+j], Pivot: pivot}
	}
	if err := f.ctx.Err(); err != nil {
		return fmt.Errorf("sparse.Factor: %d of %d unknowns: %w", lo, s.n, err)
	}
	f.cols[k], f.rest[k] = kept(F, m, n)
	return nil
}

// extend adds the lower half of what a child has left over to F.
func extend(F []float64, m int, rest []float64, below, row []int) {
	b := len(below)
	for i, p := range below {
		to := F[row[p]*m:]
		for j, v := range rest[i*b : i*b+i+1] {
			to[row[below[j]]] += v
		}
	}
}

// kept copies the first n columns, and the lower half of what is right and below of them.
func kept(F []float64, m, n int) (cols, rest []float64) {
	cols = make([]float64, m*n)
	for i := range m {
		copy(cols[i*n:(i+1)*n], F[i*m:i*m+n])
	}
	b := m - n
	rest = make([]float64, b*b)
	for i := range b {
		copy(rest[i*b:i*b+i+1], F[(n+i)*m+n:])
	}
	return cols, rest
}

// NNZ returns the number of entries of L, with the zeros inside of its dense blocks.
func (c *Cholesky) NNZ() int { return c.s.NNZ() }

// Solve stores A⁻¹b in dst, which may be nil or b, and returns it. Several goroutines may call it at once.
func (c *Cholesky) Solve(dst, b []float64) []float64 {
	s := c.s
	need("sparse.Cholesky.Solve", "b", len(b), s.n)
	dst = take("sparse.Cholesky.Solve", "dst", dst, s.n)
	x := make([]float64, s.n)
	for k, i := range s.tree.order {
		x[k] = b[i]
	}
	for k, cols := range c.cols { // L y = b
		forward(cols, s.size(k), x[s.tree.start[k]:], s.below[k], x)
	}
	for k := len(c.cols) - 1; k >= 0; k-- { // Lᵀ x = y
		backward(c.cols[k], s.size(k), x[s.tree.start[k]:], s.below[k], x)
	}
	for k, i := range s.tree.order {
		dst[i] = x[k]
	}
	return dst
}

// forward solves with the columns of a node, whose own unknowns are the first n of top.
func forward(cols []float64, n int, top []float64, below []int, x []float64) {
	top = top[:n]
	for i := range n {
		v := top[i]
		for j, l := range cols[i*n : i*n+i] {
			v -= l * top[j]
		}
		top[i] = v / cols[i*n+i]
	}
	for i, p := range below {
		x[p] -= kern.Dot(cols[(n+i)*n:(n+i+1)*n], top)
	}
}

// backward solves with their transpose.
func backward(cols []float64, n int, top []float64, below []int, x []float64) {
	top = top[:n]
	for i, p := range below {
		kern.Axpy(top, -x[p], cols[(n+i)*n:(n+i+1)*n])
	}
	for i := n - 1; i >= 0; i-- {
		v := top[i] / cols[i*n+i]
		top[i] = v
		for j, l := range cols[i*n : i*n+i] {
			top[j] -= l * v
		}
	}
}
