package wavelet

import "github.com/mathdl/kernel/internal/kern"

// matrix is a sparse matrix by rows: row i has the entries from[i] ≤ e < from[i+1].
type matrix struct {
	rows, cols int
	from       []int
	at         []int32
	val        []float64
}

// entry is one of the numbers a matrix is made of; those at the same place add up.
type entry struct {
	i, j int
	v    float64
}

// newMatrix sorts entries by row, and by column in a row.
func newMatrix(rows, cols int, entries []entry) *matrix {
	// Sorting by column, then stably by row, is two counting sorts.
	entries = bucket(entries, cols, func(e entry) int { return e.j })
	entries = bucket(entries, rows, func(e entry) int { return e.i })
	m := &matrix{rows: rows, cols: cols, from: make([]int, rows+1)}
	row := 0
	for k, e := range entries {
		for row < e.i {
			row++
			m.from[row] = len(m.at)
		}
		if k > 0 && entries[k-1].i == e.i && entries[k-1].j == e.j {
			m.val[len(m.val)-1] += e.v
			continue
		}
		m.at, m.val = append(m.at, int32(e.j)), append(m.val, e.v)
	}
	for row < rows {
		row++
		m.from[row] = len(m.at)
	}
	return m
}

// bucket sorts entries by a key below n.
func bucket(entries []entry, n int, key func(entry) int) []entry {
	count := make([]int, n+1)
	for _, e := range entries {
		count[key(e)+1]++
	}
	for k := range n {
		count[k+1] += count[k]
	}
	out := make([]entry, len(entries))
	for _, e := range entries {
		k := key(e)
		out[count[k]] = e
		count[k]++
	}
	return out
}

// transpose returns the transpose.
func (m *matrix) transpose() *matrix {
	entries := make([]entry, 0, len(m.val))
	for i := range m.rows {
		for e := m.from[i]; e < m.from[i+1]; e++ {
			entries = append(entries, entry{int(m.at[e]), i, m.val[e]})
		}
	}
	return newMatrix(m.cols, m.rows, entries)
}

// along multiplies the middle axis of x, outer × cols × inner, and stores outer × rows × inner in dst.
func (m *matrix) along(dst, x []float64, outer, inner int) {
	if inner == 1 {
		m.lines(dst, x, outer)
		return
	}
	kern.For(outer*m.rows, max(1, 8192/inner), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			o, i := r/m.rows, r%m.rows
			d := dst[r*inner:][:inner]
			clear(d)
			block := x[o*m.cols*inner:]
			e := m.from[i]
			for ; e+1 < m.from[i+1]; e += 2 {
				addTwo(d, block[int(m.at[e])*inner:], block[int(m.at[e+1])*inner:], m.val[e], m.val[e+1])
			}
			if e < m.from[i+1] {
				addTwo(d, block[int(m.at[e])*inner:], d, m.val[e], 0)
			}
		}
	})
}

// addTwo adds a·x + b·y to d.
func addTwo(d, x, y []float64, a, b float64) {
	x, y = x[:len(d)], y[:len(d)]
	if b == 0 {
		for k, v := range x {
			d[k] += a * v
		}
		return
	}
	for k, v := range x {
		d[k] += a*v + b*y[k]
	}
}

// lines multiplies every row of x, count × cols.
func (m *matrix) lines(dst, x []float64, count int) {
	kern.For((count+3)/4, max(1, 2048/(m.rows+1)), func(lo, hi int) {
		for b := lo; b < hi; b++ {
			r := 4 * b
			if r+4 <= count {
				m.four(dst[r*m.rows:], x[r*m.cols:])
				continue
			}
			for ; r < count; r++ {
				m.one(dst[r*m.rows:], x[r*m.cols:])
			}
		}
	})
}

func (m *matrix) one(dst, x []float64) {
	for i := range m.rows {
		s := 0.0
		for e := m.from[i]; e < m.from[i+1]; e++ {
			s += m.val[e] * x[m.at[e]]
		}
		dst[i] = s
	}
}

// four multiplies four rows at once, so that every entry is read once for them; sums have the order of one.
func (m *matrix) four(dst, x []float64) {
	n := m.cols
	x0, x1, x2, x3 := x[:n], x[n:2*n], x[2*n:3*n], x[3*n:4*n]
	for i := range m.rows {
		var s0, s1, s2, s3 float64
		lo, hi := m.from[i], m.from[i+1]
		at := m.at[lo:hi]
		for e, v := range m.val[lo:hi] {
			j := at[e]
			s0 += v * x0[j]
			s1 += v * x1[j]
			s2 += v * x2[j]
			s3 += v * x3[j]
		}
		dst[i], dst[m.rows+i], dst[2*m.rows+i], dst[3*m.rows+i] = s0, s1, s2, s3
	}
}
