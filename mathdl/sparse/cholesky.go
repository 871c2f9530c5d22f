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
	s *Analysis
	L []float64
}

// Factor returns the factor of a symmetric positive definite matrix. s may be nil, else it is the [Analysis] of
// a matrix with the same pattern. The error is a *NotPositiveError, or wraps ctx.Err(), which is looked at in every node
// and every 96 columns.
//
// A node of the dissection gathers its columns of A and what its children have left over for them in a dense matrix,
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
	nodes := len(s.below)
	f := &factoring{ctx: ctx, A: A, s: s, L: make([]float64, s.cols[nodes]), rest: make([][]float64, nodes),
		stop: func() bool { return ctx.Err() != nil }}
	for d := len(s.level) - 1; d >= 0; d-- {
		if err := f.depth(s.level[d]); err != nil {
			return nil, err
		}
	}
	return &Cholesky{s, f.L}, nil
}

// factoring is a factorisation under way.
type factoring struct {
	ctx   context.Context
	A     *Matrix
	s     *Analysis
	L     []float64
	rest  [][]float64 // of each node: what is left over for the parent
	spare sync.Pool   // *front
	stop  func() bool
}

// front is what a goroutine needs to eliminate nodes.
type front struct {
	row     []int32     // by place: the row in the front
	rest    [][]float64 // by depth: room for what the children of one node leave over
	scratch []float64
}

// depth eliminates nodes that do not depend on each other, those of the crown after their subtrees. A single one has all
// cores for its products.
func (f *factoring) depth(nodes []int32) error {
	errs := make([]error, len(nodes))
	work := func(lo, hi int) {
		w, _ := f.spare.Get().(*front)
		if w == nil {
			w = &front{row: make([]int32, f.s.n)}
		}
		for i := lo; i < hi; i++ {
			errs[i] = f.subtree(int(nodes[i]), w)
		}
		f.spare.Put(w)
	}
	if len(nodes) == 1 {
		work(0, 1)
	} else {
		kern.For(len(nodes), 1, work)
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// subtree eliminates a node, in the crown after all that descend from it.
func (f *factoring) subtree(k int, w *front) error {
	first := k
	if f.s.tree.depth[k] == crown {
		first = f.s.first[k]
	}
	for ; first <= k; first++ {
		if err := f.eliminate(first, w); err != nil {
			return err
		}
	}
	return nil
}

// eliminate gathers and eliminates node k.
func (f *factoring) eliminate(k int, w *front) error {
	s, n, b := f.s, f.s.size(k), len(f.s.below[k])
	p := panel{A: f.L[s.cols[k]:s.cols[k+1]], m: n + b, n: n, stop: f.stop, scratch: w.room((n + b) * denseBlock)}
	f.gather(p.A, k, w.row)
	for _, kid := range s.kids[k] {
		extendColumns(p.A, n, f.rest[kid], s.up[kid])
	}
	if j, pivot := p.eliminate(0, n); j >= 0 {
		return &NotPositiveError{Row: int(s.tree.order[s.tree.start[k]+j]), Pivot: pivot}
	}
	C := w.leave(b*b, s.tree.depth[k])
	p.rest(C)
	for _, kid := range s.kids[k] {
		extendRest(C, n, b, f.rest[kid], s.up[kid])
		f.rest[kid] = nil
	}
	f.rest[k] = C
	if f.stop() {
		return fmt.Errorf("sparse.Factor: %d of %d unknowns: %w", s.tree.start[k], s.n, f.ctx.Err())
	}
	return nil
}

// room returns scratch of n numbers.
func (w *front) room(n int) []float64 {
	if len(w.scratch) < n {
		w.scratch = make([]float64, 2*n)
	}
	return w.scratch
}

// leave returns room for n numbers that a node of some depth leaves over. In a subtree it is shared: what the children of
// the node left is used up soon.
func (w *front) leave(n, depth int) []float64 {
	for len(w.rest) <= depth+1 {
		w.rest = append(w.rest, nil)
	}
	w.rest[depth+1] = w.rest[depth+1][:0]
	if depth <= crown {
		return make([]float64, n)
	}
	r := w.rest[depth]
	if cap(r) < len(r)+n {
		r = make([]float64, 0, 2*(len(r)+n)) // what there is stays where it is
	}
	w.rest[depth] = r[:len(r)+n]
	return r[len(r) : len(r)+n]
}

// gather copies what A has in the columns of node k.
func (f *factoring) gather(L []float64, k int, row []int32) {
	s, lo := f.s, f.s.tree.start[k]
	n := s.size(k)
	for i := range n {
		row[lo+i] = int32(i)
	}
	for i, p := range s.below[k] {
		row[p] = int32(n + i)
	}
	for j, i := range s.tree.order[lo : lo+n] {
		for p := f.A.Ptr[i]; p < f.A.Ptr[i+1]; p++ {
			if at := int(s.place[f.A.Index[p]]); at >= lo+j {
				L[int(row[at])*n+j] = f.A.Val[p]
			}
		}
	}
}

// extendColumns adds what of the lower half of rest belongs to the n columns of the parent; row i of rest is row up[i] there.
func extendColumns(L []float64, n int, rest []float64, up []int32) {
	own := 0
	for own < len(up) && int(up[own]) < n {
		own++
	}
	for i, r := range up {
		to := L[int(r)*n : int(r)*n+n]
		for j, v := range rest[i*len(up) : i*len(up)+min(own, i+1)] {
			to[up[j]] += v
		}
	}
}

// extendRest adds what is right and below of that to what the parent leaves over.
func extendRest(C []float64, n, b int, rest []float64, up []int32) {
	own := 0
	for own < len(up) && int(up[own]) < n {
		own++
	}
	for i := own; i < len(up); i++ {
		to, columns := C[(int(up[i])-n)*b:], up[own:i+1]
		for j, v := range rest[i*len(up)+own : i*len(up)+i+1] {
			to[int(columns[j])-n] += v
		}
	}
}

// NNZ returns the number of entries of L, with the zeros inside of its dense blocks.
func (c *Cholesky) NNZ() int { return c.s.NNZ() }
