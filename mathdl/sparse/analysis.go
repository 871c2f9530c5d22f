package sparse

import (
	"context"
	"fmt"
	"slices"
)

// crown is the depth of the tree below which subtrees are eliminated as a whole, each by one goroutine.
const crown = 5

// Analysis is what the pattern of a symmetric matrix says about its factor: an order, the tree along which it
// is eliminated, the rows of L. It serves any number of matrices with that pattern, also at the same time.
type Analysis struct {
	n     int
	tree  tree
	place []int32   // when an unknown is eliminated
	below [][]int32 // of each node of the tree: the rows of L under its diagonal block, as places, ascending
	up    [][]int32 // where those are in the front of the parent
	kids  [][]int32
	first []int     // the first node of the subtree of each, which ends with the node
	cols  []int     // where the columns of each node are in L
	level [][]int32 // the nodes of each depth, to that of the crown
}

// Analyze orders a symmetric matrix by [Order] and finds the pattern of its factor. The error wraps ctx.Err(), which is
// looked at in every node.
func Analyze(ctx context.Context, A *Matrix) (*Analysis, error) {
	need("sparse.Analyze", "columns", A.Cols, A.Rows)
	s := &Analysis{n: A.Rows, tree: dissect(ctx, A), place: make([]int32, A.Rows)}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sparse.Analyze: %w", err)
	}
	for k, i := range s.tree.order {
		s.place[i] = int32(k)
	}
	s.family()
	nodes := len(s.kids)
	s.below, s.up, s.cols = make([][]int32, nodes), make([][]int32, nodes), make([]int, nodes+1)
	p := patterns{s: s, A: A, mark: make([]int32, s.n), where: make([]int32, s.n)}
	for k := range nodes {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("sparse.Analyze: %w", err)
		}
		s.below[k] = p.rows(k)
		for _, kid := range s.kids[k] {
			s.up[kid] = p.positions(s.below[kid])
		}
		s.cols[k+1] = s.cols[k] + s.size(k)*(s.size(k)+len(s.below[k]))
	}
	return s, nil
}

// family fills in who descends from whom.
func (s *Analysis) family() {
	nodes := len(s.tree.parent)
	s.kids, s.first = make([][]int32, nodes), make([]int, nodes)
	for k := range nodes {
		if s.first[k] = k; len(s.kids[k]) > 0 {
			s.first[k] = s.first[s.kids[k][0]]
		}
		if p := s.tree.parent[k]; p >= 0 {
			s.kids[p] = append(s.kids[p], int32(k))
		}
		d := s.tree.depth[k]
		if d > crown {
			continue
		}
		for len(s.level) <= d {
			s.level = append(s.level, nil)
		}
		s.level[d] = append(s.level[d], int32(k))
	}
}

// patterns is an analysis under way.
type patterns struct {
	s           *Analysis
	A           *Matrix
	mark, where []int32
	row, free   []int32 // scratch, and where results are cut from
}

// rows lists the rows below node k: those of its unknowns, and those that its children leave over.
func (p *patterns) rows(k int) []int32 {
	s, lo, hi, stamp := p.s, p.s.tree.start[k], p.s.tree.start[k+1], int32(k+1)
	below := p.row[:0]
	for _, i := range s.tree.order[lo:hi] {
		for _, j := range p.A.Index[p.A.Ptr[i]:p.A.Ptr[i+1]] {
			if q := s.place[j]; int(q) >= hi && p.mark[q] != stamp {
				p.mark[q] = stamp
				below = append(below, q)
			}
		}
	}
	for _, kid := range s.kids[k] {
		for _, q := range s.below[kid] {
			if int(q) >= hi && p.mark[q] != stamp {
				p.mark[q] = stamp
				below = append(below, q)
			}
		}
	}
	slices.Sort(below)
	p.row = below
	out := p.cut(len(below))
	copy(out, below)
	for i, q := range below {
		p.where[q] = int32(hi - lo + i)
	}
	for q := lo; q < hi; q++ {
		p.where[q] = int32(q - lo)
	}
	return out
}

// positions says where rows are in the front of node k, whose rows have just been found.
func (p *patterns) positions(below []int32) []int32 {
	out := p.cut(len(below))
	for i, q := range below {
		out[i] = p.where[q]
	}
	return out
}

// cut returns n numbers from a large piece.
func (p *patterns) cut(n int) []int32 {
	if len(p.free) < n {
		p.free = make([]int32, max(n, 4*p.s.n))
	}
	out := p.free[:n:n]
	p.free = p.free[n:]
	return out
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
