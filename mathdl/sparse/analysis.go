package sparse

import (
	"context"
	"fmt"
	"slices"
)

// Analysis is what the pattern of a symmetric matrix says about its factor: an order, the tree along which it
// is eliminated, the rows of L. It serves any number of matrices with that pattern, also at the same time.
type Analysis struct {
	n     int
	tree  tree
	place []int   // when an unknown is eliminated
	below [][]int // of each node of the tree: the rows of L under its diagonal block, as places, ascending
	kids  [][]int
	level [][]int // the nodes of each depth
}

// Analyze orders a symmetric matrix by [Order] and finds the pattern of its factor. The error wraps ctx.Err(), which is
// looked at in every node.
func Analyze(ctx context.Context, A *Matrix) (*Analysis, error) {
	need("sparse.Analyze", "columns", A.Cols, A.Rows)
	s := &Analysis{n: A.Rows, tree: dissect(ctx, A), place: make([]int, A.Rows)}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sparse.Analyze: %w", err)
	}
	for k, i := range s.tree.order {
		s.place[i] = k
	}
	nodes := len(s.tree.parent)
	s.below, s.kids = make([][]int, nodes), make([][]int, nodes)
	mark := make([]int, s.n)
	for k := range nodes {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("sparse.Analyze: %w", err)
		}
		s.below[k] = s.rows(A, k, mark)
		if p := s.tree.parent[k]; p >= 0 {
			s.kids[p] = append(s.kids[p], k)
		}
		d := s.tree.depth[k]
		for len(s.level) <= d {
			s.level = append(s.level, nil)
		}
		s.level[d] = append(s.level[d], k)
	}
	return s, nil
}

// rows lists the rows below node k: those of its unknowns, and those that its children leave over.
func (s *Analysis) rows(A *Matrix, k int, mark []int) (below []int) {
	lo, hi := s.tree.start[k], s.tree.start[k+1]
	add := func(p int) {
		if p >= hi && mark[p] != k+1 {
			mark[p] = k + 1
			below = append(below, p)
		}
	}
	for _, i := range s.tree.order[lo:hi] {
		for _, j := range A.Index[A.Ptr[i]:A.Ptr[i+1]] {
			add(s.place[j])
		}
	}
	for _, kid := range s.kids[k] {
		for _, p := range s.below[kid] {
			add(p)
		}
	}
	slices.Sort(below)
	return below
}

// size is the number of unknowns of node k.
func (s *Analysis) size(k int) int { return s.tree.start[k+1] - s.tree.start[k] }

// NNZ returns the number of entries of L, with the zeros inside of its dense blocks.
func (s *Analysis) NNZ() (n int) {
	for k, below := range s.below {
		m := s.size(k)
		n += m*(m+1)/2 + m*len(below)
	}
	return n
}
