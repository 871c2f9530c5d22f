package kern

// strip is the product every matrix kernel here is made of: a sum of small products, of which each
// operand is given by its first element and its strides,
//
//	C(i,j) (+)= Σ_{s<segs} Σ_{l<k} a[i*rsA + l*csA + s*segA] · b[j + l*rsB + s*segB],  C(i,j) = c[i*ldc+j]
//
// for i < m, j < n. It adds to C if acc, and overwrites it otherwise. A convolution has a segment for
// each row of its filter, a plain matrix product one segment.
type strip[T Float] struct {
	m, n, k, segs  int
	a              []T
	rsA, csA, segA int
	b              []T
	rsB, segB      int
	c              []T
	ldc            int
	acc            bool

	next  int // if not 0, as much of B is needed for the next strip, so far from the beginning of this one
	tileA int // if not 0, A is in panels of one tile of rows each, this far apart
}

// run computes the strip. It is a piece of work for one thread.
func (p *strip[T]) run() {
	if p.m <= 0 || p.n <= 0 {
		return
	}
	if !p.asm() {
		p.portable()
	}
}

// portable is run without assembly: row by row of C, four rows of B at a time.
func (p *strip[T]) portable() {
	for i := range p.m {
		c := p.c[i*p.ldc : i*p.ldc+p.n]
		if !p.acc {
			clear(c)
		}
		for s := range p.segs {
			a, b := p.rowA(i)+s*p.segA, s*p.segB
			l := 0
			for ; l+4 <= p.k; l += 4 {
				axpy4(c, p.a, a, p.csA, p.b, b, p.rsB)
				a, b = a+4*p.csA, b+4*p.rsB
			}
			for ; l < p.k; l++ {
				v, r := p.a[a], p.b[b:b+len(c)]
				for j := range c {
					c[j] += v * r[j]
				}
				a, b = a+p.csA, b+p.rsB
			}
		}
	}
}

// rowA is where row i of A begins.
func (p *strip[T]) rowA(i int) int {
	if p.tileA > 0 {
		return i/goTileRows*p.tileA + i%goTileRows*p.rsA
	}
	return i * p.rsA
}

// axpy4 adds four rows of B, starting at b[bo], times four elements of A, starting at a[ao].
func axpy4[T Float](c, a []T, ao, csA int, b []T, bo, rsB int) {
	a0, a1, a2, a3 := a[ao], a[ao+csA], a[ao+2*csA], a[ao+3*csA]
	b0 := b[bo:][:len(c)]
	b1 := b[bo+rsB:][:len(c)]
	b2 := b[bo+2*rsB:][:len(c)]
	b3 := b[bo+3*rsB:][:len(c)]
	for j := range c {
		c[j] += a0*b0[j] + a1*b1[j] + (a2*b2[j] + a3*b3[j])
	}
}
