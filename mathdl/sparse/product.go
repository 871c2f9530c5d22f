package sparse

import (
	"context"
	"slices"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
)

// productGrain is how many rows of a product of matrices a piece has.
const productGrain = 4096

// Mul returns the product A B. It panics with a *op.ShapeError if they do not fit.
func Mul(A, B *Matrix) *Matrix { return mul(context.Background(), A, B) }

// mul is Mul. It stops early, with some rows missing, when ctx is cancelled.
//
// Pieces of rows are made by themselves, on all cores, and then put together (Gustavson, ACM TOMS 4 (1978)).
func mul(ctx context.Context, A, B *Matrix) *Matrix {
	need("sparse.Mul", "rows of B", B.Rows, A.Cols)
	m := &Matrix{Rows: A.Rows, Cols: B.Cols, Ptr: make([]int, A.Rows+1)}
	pieces := make([]rows, (A.Rows+productGrain-1)/productGrain)
	var spare sync.Pool // *rowSum
	kern.For(A.Rows, productGrain, func(lo, hi int) {
		if ctx.Err() != nil {
			return
		}
		w, _ := spare.Get().(*rowSum)
		if w == nil {
			w = &rowSum{sum: make([]float64, B.Cols), mark: make([]int, B.Cols)}
		}
		pieces[lo/productGrain] = w.piece(A, B, lo, hi, m.Ptr[lo+1:])
		spare.Put(w)
	})
	for i := range A.Rows {
		m.Ptr[i+1] += m.Ptr[i]
	}
	n := m.Ptr[A.Rows]
	m.Index, m.Val = make([]int, 0, n), make([]float64, 0, n)
	for _, p := range pieces {
		m.Index, m.Val = append(m.Index, p.index...), append(m.Val, p.val...)
	}
	return m
}

// rows are some rows of a matrix, one after the other.
type rows struct {
	index []int
	val   []float64
}

// rowSum adds rows of B.
type rowSum struct {
	sum  []float64
	mark []int // i+1: the column has an entry in row i
	rows       // scratch
}

// piece returns the rows from lo to hi of A B, and stores how many entries each has.
func (w *rowSum) piece(A, B *Matrix, lo, hi int, count []int) rows {
	most := 0
	for _, k := range A.Index[A.Ptr[lo]:A.Ptr[hi]] {
		most += B.Ptr[k+1] - B.Ptr[k]
	}
	r := rows{w.index[:0], w.val[:0]}
	if cap(r.index) < most {
		r = rows{make([]int, 0, most), make([]float64, 0, most)}
	}
	for i := lo; i < hi; i++ {
		first := len(r.index)
		for p := A.Ptr[i]; p < A.Ptr[i+1]; p++ {
			k, v := A.Index[p], A.Val[p]
			for q := B.Ptr[k]; q < B.Ptr[k+1]; q++ {
				j := B.Index[q]
				if w.mark[j] != i+1 {
					w.mark[j], w.sum[j] = i+1, 0
					r.index = append(r.index, j)
				}
				w.sum[j] += v * B.Val[q]
			}
		}
		row := r.index[first:]
		sortRow(row)
		for _, j := range row {
			r.val = append(r.val, w.sum[j])
		}
		count[i-lo] = len(row)
	}
	w.rows = r
	return rows{slices.Clone(r.index), slices.Clone(r.val)}
}

// sortRow sorts a few numbers, most of them in order.
func sortRow(a []int) {
	for i := 1; i < len(a); i++ {
		v, j := a[i], i
		for ; j > 0 && a[j-1] > v; j-- {
			a[j] = a[j-1]
		}
		a[j] = v
	}
}
