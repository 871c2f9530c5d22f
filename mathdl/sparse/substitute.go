package sparse

import "github.com/mathdl/kernel/internal/kern"

// wide is how many columns make products of a matrix and a vector worth a call.
const wide = 64

// Solve stores A⁻¹b in dst, which may be nil or b, and returns it. Several goroutines may call it at once.
func (c *Cholesky) Solve(dst, b []float64) []float64 {
	s := c.s
	need("sparse.Cholesky.Solve", "b", len(b), s.n)
	dst = take("sparse.Cholesky.Solve", "dst", dst, s.n)
	x := make([]float64, s.n)
	for k, i := range s.tree.order {
		x[k] = b[i]
	}
	var near []float64
	for k, below := range s.below { // L y = b
		n := s.size(k)
		near = room(near, len(below))
		forward(c.L[s.cols[k]:s.cols[k+1]], n, x[s.tree.start[k]:][:n], near)
		for i, p := range below {
			x[p] -= near[i]
		}
	}
	for k := len(s.below) - 1; k >= 0; k-- { // Lᵀ x = y
		n := s.size(k)
		near = room(near, len(s.below[k]))
		for i, p := range s.below[k] {
			near[i] = x[p]
		}
		backward(c.L[s.cols[k]:s.cols[k+1]], n, x[s.tree.start[k]:][:n], near)
	}
	for k, i := range s.tree.order {
		dst[i] = x[k]
	}
	return dst
}

func room(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n, 2*n)
	}
	return x[:n]
}

// forward solves with the columns of a node, n of its own unknowns, and stores what to take from the others.
func forward(L []float64, n int, x, others []float64) {
	for k := 0; k < n; k += denseBlock {
		w := min(denseBlock, n-k)
		minus(x[k:k+w], L[k*n:], n, x[:k])
		for i := k + w - 1; i >= k; i-- { // L⁻¹ on the diagonal
			v := 0.0
			for j, l := range L[i*n+k : i*n+i+1] {
				v += l * x[k+j]
			}
			x[i] = v
		}
	}
	clear(others)
	minus(others, L[n*n:], n, x)
	for i, v := range others {
		others[i] = -v
	}
}

// backward solves with their transpose, others being solved for.
func backward(L []float64, n int, x, others []float64) {
	minusTrans(x, L[n*n:], n, others)
	for k := (n - 1) / denseBlock * denseBlock; k >= 0; k -= denseBlock {
		w := min(denseBlock, n-k)
		for j := k; j < k+w; j++ {
			v := 0.0
			for i := j; i < k+w; i++ {
				v += L[i*n+j] * x[i]
			}
			x[j] = v
		}
		minusTrans(x[:k], L[k*n:], n, x[k:k+w])
	}
}

// minus subtracts the product of len(y) rows of A, ld apart, and x from y.
func minus(y, A []float64, ld int, x []float64) {
	if len(x) == 0 {
		return
	}
	if len(x) >= wide {
		for i := range y {
			y[i] -= kern.Dot(A[i*ld:i*ld+len(x)], x)
		}
		return
	}
	n, i := len(x), 0
	for ; i+4 <= len(y); i += 4 {
		a, b, c, d := A[i*ld:][:n], A[(i+1)*ld:][:n], A[(i+2)*ld:][:n], A[(i+3)*ld:][:n]
		var s, t, u, v float64
		for j, x := range x {
			s += a[j] * x
			t += b[j] * x
			u += c[j] * x
			v += d[j] * x
		}
		y[i] -= s
		y[i+1] -= t
		y[i+2] -= u
		y[i+3] -= v
	}
	for ; i < len(y); i++ {
		s := 0.0
		for j, a := range A[i*ld:][:n] {
			s += a * x[j]
		}
		y[i] -= s
	}
}

// minusTrans subtracts the sum of len(x) rows of A, ld apart, weighted by x, from y.
func minusTrans(y, A []float64, ld int, x []float64) {
	if len(y) == 0 {
		return
	}
	if len(y) >= wide {
		for i, v := range x {
			kern.Axpy(y, -v, A[i*ld:i*ld+len(y)])
		}
		return
	}
	n, i := len(y), 0
	for ; i+4 <= len(x); i += 4 {
		a, b, c, d := A[i*ld:][:n], A[(i+1)*ld:][:n], A[(i+2)*ld:][:n], A[(i+3)*ld:][:n]
		s, t, u, v := x[i], x[i+1], x[i+2], x[i+3]
		for j := range y {
			y[j] -= s*a[j] + t*b[j] + u*c[j] + v*d[j]
		}
	}
	for ; i < len(x); i++ {
		for j, a := range A[i*ld:][:n] {
			y[j] -= x[i] * a
		}
	}
}
