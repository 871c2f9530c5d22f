package sparse

import (
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Matrix is a sparse matrix: row i has the columns Index[Ptr[i]:Ptr[i+1]], increasing, with the values at the
// same places of Val. It is an op.Linear.
type Matrix struct {
	Rows, Cols int
	Ptr        []int
	Index      []int
	Val        []float64
}

var _ op.Linear = (*Matrix)(nil)

// rowGrain is how many rows a piece of a product has.
const rowGrain = 8192

// Triplets returns the rows × cols matrix that is the sum of v[k] at (i[k], j[k]). It panics with a
// *op.ShapeError if the lengths differ or an index is outside.
func Triplets(rows, cols int, i, j []int, v []float64) *Matrix {
	if len(j) != len(i) || len(v) != len(i) {
		panic(&op.ShapeError{Func: "sparse.Triplets", What: "j and v", Got: []int{len(j), len(v)}, Want: []int{len(i), len(i)}})
	}
	for k := range i {
		if uint(i[k]) >= uint(rows) || uint(j[k]) >= uint(cols) {
			panic(&op.ShapeError{Func: "sparse.Triplets", What: "place of an entry", Got: []int{i[k], j[k]}, Want: []int{rows, cols}})
		}
	}
	// Two stable countings, first by column, then by row, leave every row in order.
	byCol := counting(cols, j, nil)
	byRow := counting(rows, i, byCol)
	m := &Matrix{Rows: rows, Cols: cols, Ptr: make([]int, rows+1)}
	m.Index, m.Val = make([]int, 0, len(i)), make([]float64, 0, len(i))
	row := 0
	for _, k := range byRow {
		for row < i[k] {
			row++
			m.Ptr[row] = len(m.Index)
		}
		if n := len(m.Index); n > m.Ptr[row] && m.Index[n-1] == j[k] {
			m.Val[n-1] += v[k]
			continue
		}
		m.Index, m.Val = append(m.Index, j[k]), append(m.Val, v[k])
	}
	for row < rows {
		row++
		m.Ptr[row] = len(m.Index)
	}
	return m
}

// counting returns the places of key, taken in the given order (nil: as they are), sorted by key.
func counting(n int, key, order []int) []int {
	at := make([]int, n+1)
	for _, k := range key {
		at[k+1]++
	}
	for k := range n {
		at[k+1] += at[k]
	}
	out := make([]int, len(key))
	for k := range key {
		e := k
		if order != nil {
			e = order[k]
		}
		out[at[key[e]]] = e
		at[key[e]]++
	}
	return out
}

// Domain returns ℝ^Cols.
func (m *Matrix) Domain() op.Space { return op.R(m.Cols) }

// Range returns ℝ^Rows.
func (m *Matrix) Range() op.Space { return op.R(m.Rows) }

// NNZ returns the number of stored entries.
func (m *Matrix) NNZ() int { return len(m.Val) }

func take(where, what string, x []float64, n int) []float64 {
	if x == nil {
		return make([]float64, n)
	}
	need(where, what, len(x), n)
	return x
}

func need(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}

// Apply stores A x in dst, which may be nil and must not overlap x.
func (m *Matrix) Apply(dst, x []float64) []float64 {
	need("sparse.Matrix.Apply", "x", len(x), m.Cols)
	dst = take("sparse.Matrix.Apply", "dst", dst, m.Rows)
	kern.For(m.Rows, rowGrain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = m.row(i, x)
		}
	})
	return dst
}

func (m *Matrix) row(i int, x []float64) float64 {
	s := 0.0
	index := m.Index[m.Ptr[i]:m.Ptr[i+1]]
	val := m.Val[m.Ptr[i]:m.Ptr[i+1]][:len(index)]
	for k, j := range index {
		s += val[k] * x[j]
	}
	return s
}

// Adjoint stores Aᵀ y in dst, which may be nil and must not overlap y.
func (m *Matrix) Adjoint(dst, y []float64) []float64 {
	need("sparse.Matrix.Adjoint", "y", len(y), m.Rows)
	dst = take("sparse.Matrix.Adjoint", "dst", dst, m.Cols)
	clear(dst)
	for i, v := range y {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			dst[m.Index[k]] += m.Val[k] * v
		}
	}
	return dst
}

// At returns the entry at (i, j), zero where none is stored.
func (m *Matrix) At(i, j int) float64 {
	if k, ok := slices.BinarySearch(m.Index[m.Ptr[i]:m.Ptr[i+1]], j); ok {
		return m.Val[m.Ptr[i]+k]
	}
	return 0
}

// Diag returns the diagonal.
func (m *Matrix) Diag() []float64 {
	d := make([]float64, min(m.Rows, m.Cols))
	for i := range d {
		d[i] = m.At(i, i)
	}
	return d
}

// Transpose returns Aᵀ.
func (m *Matrix) Transpose() *Matrix {
	t := &Matrix{Rows: m.Cols, Cols: m.Rows, Ptr: make([]int, m.Cols+1), Index: make([]int, m.NNZ()), Val: make([]float64, m.NNZ())}
	for _, j := range m.Index {
		t.Ptr[j+1]++
	}
	for j := range m.Cols {
		t.Ptr[j+1] += t.Ptr[j]
	}
	at := slices.Clone(t.Ptr)
	for i := range m.Rows {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			j := m.Index[k]
			t.Index[at[j]], t.Val[at[j]] = i, m.Val[k]
			at[j]++
		}
	}
	return t
}

// Add returns αA + βB. It panics with a *op.ShapeError unless the shapes are equal.
func Add(α float64, A *Matrix, β float64, B *Matrix) *Matrix {
	if A.Rows != B.Rows || A.Cols != B.Cols {
		panic(&op.ShapeError{Func: "sparse.Add", What: "B", Got: []int{B.Rows, B.Cols}, Want: []int{A.Rows, A.Cols}})
	}
	m := &Matrix{Rows: A.Rows, Cols: A.Cols, Ptr: make([]int, A.Rows+1)}
	for i := range A.Rows {
		p, q := A.Ptr[i], B.Ptr[i]
		for p < A.Ptr[i+1] || q < B.Ptr[i+1] {
			j, v := m.Cols, 0.0
			if p < A.Ptr[i+1] {
				j = A.Index[p]
			}
			if q < B.Ptr[i+1] {
				j = min(j, B.Index[q])
			}
			if p < A.Ptr[i+1] && A.Index[p] == j {
				v += α * A.Val[p]
				p++
			}
			if q < B.Ptr[i+1] && B.Index[q] == j {
				v += β * B.Val[q]
				q++
			}
			m.Index, m.Val = append(m.Index, j), append(m.Val, v)
		}
		m.Ptr[i+1] = len(m.Index)
	}
	return m
}

// Sub returns the rows and columns of A with the given numbers, in their order, which must increase.
func (m *Matrix) Sub(keep []int) *Matrix {
	to := make([]int, m.Cols)
	for k, j := range keep {
		to[j] = k + 1
	}
	s := &Matrix{Rows: len(keep), Cols: len(keep), Ptr: make([]int, len(keep)+1)}
	s.Index, s.Val = make([]int, 0, m.NNZ()), make([]float64, 0, m.NNZ())
	for r, i := range keep {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			if to[m.Index[k]] > 0 {
				s.Index, s.Val = append(s.Index, to[m.Index[k]]-1), append(s.Val, m.Val[k])
			}
		}
		s.Ptr[r+1] = len(s.Index)
	}
	return s
}

// WithoutZeros returns the matrix without stored entries that are zero: right triangles make such, and what solves equations
// need not follow them.
func (m *Matrix) WithoutZeros() *Matrix {
	s := &Matrix{Rows: m.Rows, Cols: m.Cols, Ptr: make([]int, m.Rows+1)}
	s.Index, s.Val = make([]int, 0, m.NNZ()), make([]float64, 0, m.NNZ())
	for i := range m.Rows {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			if m.Val[k] != 0 {
				s.Index, s.Val = append(s.Index, m.Index[k]), append(s.Val, m.Val[k])
			}
		}
		s.Ptr[i+1] = len(s.Index)
	}
	return s
}
