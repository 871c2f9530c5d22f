package sparse

import (
	"fmt"
	"math"
	"slices"
)

// Analysis is what the pattern of a symmetric matrix says about its factor: an order, the elimination tree, the
// columns of L. It serves any number of matrices with that pattern, also at the same time.
type Analysis struct {
	n            int
	order, place []int // order[k] is eliminated k-th; place is the inverse
	parent       []int
	ptr          []int // columns of L
}

// NotPositiveError says that a matrix has no Cholesky factor.
type NotPositiveError struct {
	Row   int     // the unknown at which it showed
	Pivot float64 // what should have been positive
}

// Error returns the sentence.
func (e *NotPositiveError) Error() string {
	return fmt.Sprintf("sparse.Factor: not positive definite: pivot %.3g of unknown %d; is there a condition on the boundary?", e.Pivot, e.Row)
}

// Analyze orders a symmetric matrix by [Order] and counts the entries of its factor.
func Analyze(A *Matrix) *Analysis {
	need("sparse.Analyze", "columns", A.Cols, A.Rows)
	n := A.Rows
	s := &Analysis{n: n, order: Order(A), place: make([]int, n), parent: make([]int, n), ptr: make([]int, n+1)}
	for k, i := range s.order {
		s.place[i] = k
	}
	s.tree(A)
	s.postorder()
	s.tree(A)
	s.count(A)
	return s
}

// NNZ returns the number of entries of L.
func (s *Analysis) NNZ() int { return s.ptr[s.n] }

// tree finds the elimination tree; Davis 2006, section 4.1.
func (s *Analysis) tree(A *Matrix) {
	up := make([]int, s.n)
	for k := range s.n {
		s.parent[k], up[k] = -1, -1
		row := s.order[k]
		for _, j := range A.Index[A.Ptr[row]:A.Ptr[row+1]] {
			for i := s.place[j]; i != -1 && i < k; {
				next := up[i]
				up[i] = k
				if next == -1 {
					s.parent[i] = k
				}
				i = next
			}
		}
	}
}

// postorder renumbers so that every subtree is contiguous, which keeps what is used together together.
func (s *Analysis) postorder() {
	head, next := make([]int, s.n), make([]int, s.n)
	for i := range head {
		head[i] = -1
	}
	for i := s.n - 1; i >= 0; i-- {
		if p := s.parent[i]; p >= 0 {
			next[i], head[p] = head[p], i
		}
	}
	post, stack := make([]int, 0, s.n), []int(nil)
	for root := range s.n {
		if s.parent[root] >= 0 {
			continue
		}
		stack = append(stack[:0], root)
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			if c := head[v]; c >= 0 {
				head[v] = next[c]
				stack = append(stack, c)
				continue
			}
			post = append(post, s.order[v])
			stack = stack[:len(stack)-1]
		}
	}
	s.order = post
	for k, i := range s.order {
		s.place[i] = k
	}
}

// count finds the lengths of the columns of L by walking the pattern of each row.
func (s *Analysis) count(A *Matrix) {
	mark, length := make([]int, s.n), make([]int, s.n)
	for k := range s.n {
		mark[k] = k
		length[k]++
		row := s.order[k]
		for _, j := range A.Index[A.Ptr[row]:A.Ptr[row+1]] {
			for i := s.place[j]; i < k && mark[i] != k; i = s.parent[i] {
				mark[i] = k
				length[i]++
			}
		}
	}
	for k := range s.n {
		s.ptr[k+1] = s.ptr[k] + length[k]
	}
}

// Cholesky is the factor L of P A Pᵀ = L Lᵀ.
type Cholesky struct {
	s     *Analysis
	index []int32
	val   []float64
}

// Factor returns the factor of a symmetric positive definite matrix. s may be nil, else it is the [Analysis] of
// a matrix with the same pattern. The error is a *NotPositiveError.
//
// The rows of L are found one after the other; Davis 2006, section 4.7.
func Factor(A *Matrix, s *Analysis) (*Cholesky, error) {
	if s == nil {
		s = Analyze(A)
	}
	need("sparse.Factor", "rows", A.Rows, s.n)
	c := &Cholesky{s: s, index: make([]int32, s.NNZ()), val: make([]float64, s.NNZ())}
	end := slices.Clone(s.ptr[:s.n])
	mark, stack, x := make([]int, s.n), make([]int, s.n), make([]float64, s.n)
	for k := range s.n {
		d, top := c.reach(A, k, mark, stack, x)
		for _, i := range stack[top:] {
			d -= c.eliminate(i, k, x, end)
		}
		if !(d > 0) || math.IsInf(d, 1) {
			return nil, &NotPositiveError{Row: s.order[k], Pivot: d}
		}
		c.index[end[k]], c.val[end[k]] = int32(k), math.Sqrt(d)
		end[k]++
	}
	return c, nil
}

// reach scatters row k of the matrix and lists the columns that row k of L has, in order, in stack[top:].
func (c *Cholesky) reach(A *Matrix, k int, mark, stack []int, x []float64) (d float64, top int) {
	s := c.s
	top = s.n
	mark[k] = k + 1
	row := s.order[k]
	for p := A.Ptr[row]; p < A.Ptr[row+1]; p++ {
		i := s.place[A.Index[p]]
		if i > k {
			continue
		}
		if i == k {
			d = A.Val[p]
			continue
		}
		x[i] = A.Val[p]
		n := 0
		for ; mark[i] != k+1; i = s.parent[i] {
			stack[n] = i
			n++
			mark[i] = k + 1
		}
		for n > 0 {
			n--
			top--
			stack[top] = stack[n]
		}
	}
	return d, top
}

// eliminate computes L[k,i], subtracts what follows from it in row k, and returns its square.
func (c *Cholesky) eliminate(i, k int, x []float64, end []int) float64 {
	lo, hi := c.s.ptr[i], end[i]
	l := x[i] / c.val[lo]
	x[i] = 0
	index := c.index[lo+1 : hi]
	val := c.val[lo+1 : hi][:len(index)]
	for p, r := range index {
		x[r] -= val[p] * l
	}
	c.index[hi], c.val[hi] = int32(k), l
	end[i]++
	return l * l
}

// NNZ returns the number of entries of L.
func (c *Cholesky) NNZ() int { return len(c.val) }

// Solve stores A⁻¹b in dst, which may be nil or b, and returns it. Several goroutines may call it at once.
func (c *Cholesky) Solve(dst, b []float64) []float64 {
	s := c.s
	need("sparse.Cholesky.Solve", "b", len(b), s.n)
	dst = take("sparse.Cholesky.Solve", "dst", dst, s.n)
	x := make([]float64, s.n)
	for k, i := range s.order {
		x[k] = b[i]
	}
	for k := range s.n { // L y = b
		lo, hi := s.ptr[k], s.ptr[k+1]
		x[k] /= c.val[lo]
		for p := lo + 1; p < hi; p++ {
			x[c.index[p]] -= c.val[p] * x[k]
		}
	}
	for k := s.n - 1; k >= 0; k-- { // Lᵀ x = y
		lo, hi := s.ptr[k], s.ptr[k+1]
		v := x[k]
		for p := lo + 1; p < hi; p++ {
			v -= c.val[p] * x[c.index[p]]
		}
		x[k] = v / c.val[lo]
	}
	for k, i := range s.order {
		dst[i] = x[k]
	}
	return dst
}
