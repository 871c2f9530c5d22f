package kern

// thin is the number of rows or columns of C up to which a product is one of matrix and vector.
const thin = 3

// thinProduct computes products whose C has very few rows or columns, which would leave a micro-kernel
// mostly idle; it reports false if this is not one of them.
func (p *product[T]) thinProduct() bool {
	switch {
	case p.n <= thin && p.m > 4*p.n && p.a.cs == 1:
		p.dots(p.a, p.b, p.m, p.n, p.ldc, 1)
	case p.m <= thin && p.n > 4*p.m && p.b.rs == 1 && p.b.cs != 1:
		p.dots(operand[T]{p.b.x, p.b.cs, p.b.rs}, operand[T]{p.a.x, p.a.cs, p.a.rs}, p.n, p.m, 1, p.ldc)
	case p.n <= thin && p.m > 4*p.n:
		p.flip()
	default:
		return false
	}
	return true
}

// dots computes C(i,j) for i < rows, j < cols as inner products of the rows of A, which are contiguous,
// with the columns of B; C(i,j) is c[i*ri+j*cj].
func (p *product[T]) dots(a, b operand[T], rows, cols, ri, cj int) {
	x, back := borrow[T](cols * p.k)
	defer give(back)
	for j := range cols {
		for l := range p.k {
			x[j*p.k+l] = b.x[l*b.rs+j*b.cs]
		}
	}
	grain := max(4, pieceWork/8/max(1, p.k)) &^ 3
	if rows <= grain {
		p.dotRange(a, x, cols, ri, cj, 0, rows)
		return
	}
	share(rows, grain, dotArgs[T]{*p, a, x, cols, ri, cj})
}

type dotArgs[T Float] struct {
	p            product[T]
	a            operand[T]
	x            []T
	cols, ri, cj int
}

func (d *dotArgs[T]) piece(lo, hi int) { d.p.dotRange(d.a, d.x, d.cols, d.ri, d.cj, lo, hi) }

// dotRange computes rows lo ≤ i < hi.
func (p *product[T]) dotRange(a operand[T], x []T, cols, ri, cj, lo, hi int) {
	var buf [64]T
	for i := lo; i < hi; i += len(buf) {
		n := min(len(buf), hi-i)
		for j := range cols {
			dotRows(buf[:n], a.x[i*a.rs:], a.rs, x[j*p.k:(j+1)*p.k])
			for q, s := range buf[:n] {
				c := &p.c[(i+q)*ri+j*cj]
				if s *= p.alpha; p.beta != 0 {
					s += p.beta * *c
				}
				*c = s
			}
		}
	}
}

// dotRows computes
//
//	for i := range dst { dst[i] = Σ_l a[i*lda+l] * x[l] }
func dotRows[T Float](dst, a []T, lda int, x []T) {
	n := len(dst) &^ 3
	if n > 0 && len(x) > 0 && dotRowsAsm(dst[:n], a[:(n-1)*lda+len(x)], lda, x) {
		dst, a = dst[n:], a[min(n*lda, len(a)):]
	}
	for i := range dst {
		dst[i] = Dot(a[i*lda:i*lda+len(x)], x)
	}
}

// flip computes the transposed product into a buffer, and C from that.
func (p *product[T]) flip() {
	t, back := borrow[T](p.n * p.m)
	defer give(back)
	q := product[T]{
		m: p.n, n: p.m, k: p.k, alpha: 1,
		a: operand[T]{p.b.x, p.b.cs, p.b.rs}, b: operand[T]{p.a.x, p.a.cs, p.a.rs}, c: t, ldc: p.m,
	}
	q.plan()
	q.compute()
	for i := range p.m {
		for j := range p.n {
			s, c := p.alpha*t[j*p.m+i], &p.c[i*p.ldc+j]
			if p.beta != 0 {
				s += p.beta * *c
			}
			*c = s
		}
	}
}
