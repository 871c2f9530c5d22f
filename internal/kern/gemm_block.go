package kern

// operand is a matrix with both strides: element (i, j) is x[i*rs+j*cs]; one of the strides is 1.
type operand[T Float] struct {
	x      []T
	rs, cs int
}

func stored[T Float](t Op, x []T, ld int) operand[T] {
	if t == Trans {
		return operand[T]{x, 1, ld}
	}
	return operand[T]{x, ld, 1}
}

// from is the part of the matrix from row i and column j on.
func (o operand[T]) from(i, j int) operand[T] {
	return operand[T]{o.x[min(i*o.rs+j*o.cs, len(o.x)):], o.rs, o.cs}
}

// product is a matrix product under way. C is cut into pieces of rows × cols, and k into blocks of kb;
// B is copied beforehand, and A block by block, where that pays: into panels, in which the elements
// that a micro-kernel takes one after the other lie one after the other.
type product[T Float] struct {
	m, n, k     int
	alpha, beta T
	a, b        operand[T]
	c           []T
	ldc         int
	e           Epilogue[T]

	rows, cols, kb int
	packA          bool
	panels         []T // B in panels of panelWidth columns, block after block of k; nil if in place
	width          int // columns of a panel
}

const (
	pieceWork = 1 << 18 // multiplications worth a piece of their own
	mostK     = 512     // rows of a block of B
	farB      = 1 << 19 // bytes of B that do not stay near a core beside the rest
)

func gemm[T Float](ta, tb Op, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int, e Epilogue[T]) {
	p := product[T]{m: m, n: n, k: k, alpha: alpha, beta: beta, a: stored(ta, a, lda), b: stored(tb, b, ldb), c: c, ldc: ldc, e: e}
	p.multiply()
}

// multiply plans and does the product.
func (p *product[T]) multiply() {
	if p.m <= 0 || p.n <= 0 {
		return
	}
	if p.alpha == 0 {
		p.k = 0
	}
	if p.k > 0 && p.thinProduct() {
		p.e.finish(p.c, p.ldc, 0, p.m, 0, p.n)
		return
	}
	p.plan()
	p.compute()
}

// compute runs the plan.
func (p *product[T]) compute() {
	if p.panels == nil && p.rows >= p.m && p.cols >= p.n {
		p.piece(0, p.m, 0, p.n)
		return
	}
	p.run()
}

// plan chooses the cuts, which depend on the sizes and strides alone.
func (p *product[T]) plan() {
	es := size[T]()
	blocks := (p.k + mostK - 1) / mostK
	p.kb = p.k
	if blocks > 1 {
		p.kb = ((p.k+blocks-1)/blocks + 7) &^ 7
	}
	p.width = panelB[T]()
	p.rows, p.cols = p.m, p.n
	p.packA = p.farA()
	if work := p.m * p.n * p.k; work > pieceWork {
		p.cut(work)
	}
	inPlace := p.b.cs == 1 && p.alpha == 1 && p.nearB(p.k*p.b.rs*es)
	if !inPlace && p.k > 0 {
		p.panels = []T{}
	}
}

// nearRow is how many bytes apart rows may be of which a processor foresees the next: those are not copied.
const nearRow = 2560

// nearB tells whether B, which takes so many bytes, is not worth copying: each of its rows is met by few
// tiles, or its rows are near and it stays in the second cache.
func (p *product[T]) nearB(bytes int) bool {
	if p.b.rs*size[T]() <= nearRow {
		return p.m < 128 || p.m < 512 && bytes <= 3<<18 || bytes <= 1<<15
	}
	return p.m < 64
}

// farA tells whether A is worth copying: its rows crowd, or the elements of a column are far apart and met
// by many tiles.
func (p *product[T]) farA() bool {
	es := size[T]()
	if p.a.cs == 1 {
		return crowd(p.a.rs*es) && 2*p.n >= p.width && p.m > 8 && p.k >= 16
	}
	return p.a.cs*es > nearRow && p.n >= 128 && p.m >= 32 && p.k >= 16 && p.k*p.m*es > 1<<16
}

// crowd tells whether addresses so far apart fall upon a few sets of the first cache, which repeat every 4096
// bytes, so that a tile of rows has no room there.
func crowd(step int) bool {
	d := step % 4096
	return min(d, 4096-d) < 32
}

// cut chooses the pieces.
func (p *product[T]) cut(work int) {
	h, w := tileRows[T](), p.width
	pieces := min((work/pieceWork+1)&^1, 64) // even, for two processors
	if p.m >= p.n || p.m >= 8*h {
		p.rows = max(2*h, (p.m/pieces+h-1)/h*h)
		if p.k*p.n*size[T]() > farB {
			p.rows = max(p.rows, min(6*h, p.m/4/h*h)) // B comes from afar for each piece
		}
		most := max(2*h, (1<<19)/(size[T]()*p.kb)/h*h)
		p.rows = min(p.rows, most)
		p.rows = evenly(p.m, p.rows)
		return
	}
	if p.packA { // which each piece does
		pieces = min(pieces, 8)
	}
	p.cols = max(w, (p.n/pieces+w-1)/w*w)
}

// evenly is about step, so that n falls into an even number of pieces of this size, the last one hardly
// smaller: two processors then have the same to do.
func evenly(n, step int) int {
	pieces := (n + step - 1) / step
	if pieces > 2 {
		pieces &^= 1
	}
	return (n + pieces - 1) / pieces
}

// run packs B, then computes the pieces.
func (p *product[T]) run() {
	if p.panels != nil {
		n := (p.n + p.width - 1) / p.width
		buf, back := borrow[T](n * p.width * p.k)
		defer give(back)
		p.panels = buf
		share(n, max(4, (1<<15)/(p.width*p.k)), packArgs[T]{*p})
	}
	down, across := (p.m+p.rows-1)/p.rows, (p.n+p.cols-1)/p.cols
	share(down*across, 1, pieceArgs[T]{*p, across})
}

type packArgs[T Float] struct{ p product[T] }

func (a *packArgs[T]) piece(lo, hi int) { a.p.packPanels(lo, hi) }

type pieceArgs[T Float] struct {
	p      product[T]
	across int // pieces beside each other
}

func (a *pieceArgs[T]) piece(lo, hi int) {
	p := &a.p
	for q := lo; q < hi; q++ {
		i, j := q/a.across*p.rows, q%a.across*p.cols
		p.piece(i, min(i+p.rows, p.m), j, min(j+p.cols, p.n))
	}
}

// packPanels copies panels lo ≤ j < hi of op(B), times alpha: of each row width elements. Block l of k
// begins at panels[l*width*(number of panels)]. A few rows are copied to all panels before the next ones.
func (p *product[T]) packPanels(lo, hi int) {
	const few = 32
	n := (p.n + p.width - 1) / p.width
	for l := 0; l < p.k; l += p.kb {
		kb := min(p.kb, p.k-l)
		for r := 0; r < kb; r += few {
			h := min(few, kb-r)
			for j := lo; j < hi; j++ {
				d := p.panels[(l*n+j*kb+r)*p.width:][:h*p.width]
				pack(d, p.width, p.b.from(l+r, j*p.width), h, min(p.width, p.n-j*p.width))
				if p.alpha != 1 {
					Scale(d, p.alpha, d)
				}
			}
		}
	}
}

// piece computes rows i0 ≤ i < i1 and columns j0 ≤ j < j1 of C.
func (p *product[T]) piece(i0, i1, j0, j1 int) {
	if p.beta != 0 && p.beta != 1 || p.k == 0 {
		scaleRows(p.c[j0:], p.ldc, j1-j0, i0, i1, p.beta)
	}
	var buf []T
	if p.packA && p.k > 0 {
		b, back := borrow[T](packedRows[T](i1-i0) * p.kb)
		defer give(back)
		buf = b
	}
	for l := 0; l < p.k; l += p.kb {
		p.block(l, min(p.kb, p.k-l), i0, i1, j0, j1, buf)
	}
	p.e.finish(p.c, p.ldc, i0, i1, j0, j1)
}

// block adds what rows l ≤ r < l+kb of op(B) contribute to a piece.
func (p *product[T]) block(l, kb, i0, i1, j0, j1 int, buf []T) {
	s := strip[T]{m: i1 - i0, k: kb, segs: 1, ldc: p.ldc, acc: l > 0 || p.beta != 0}
	a := p.a.from(i0, l)
	s.a, s.rsA, s.csA = a.x, a.rs, a.cs
	if p.packA {
		packRows(buf, a, i1-i0, kb)
		s.a, s.rsA, s.csA, s.tileA = buf, 1, panelA[T](), panelA[T]()*kb
	}
	if p.panels == nil {
		s.n, s.b, s.rsB, s.c = j1-j0, p.b.from(l, j0).x, p.b.rs, p.c[i0*p.ldc+j0:]
		s.run()
		return
	}
	n := (p.n + p.width - 1) / p.width
	for j := j0; j < j1; j += p.width {
		s.n, s.rsB = min(p.width, j1-j), p.width
		s.b, s.next = p.panels[l*n*p.width+j*kb:], p.width*kb
		if s.next > len(s.b)-s.next {
			s.next = 0
		}
		s.c = p.c[i0*p.ldc+j:]
		s.run()
	}
}

// scaleRows multiplies rows lo ≤ i < hi of C by beta, and clears them if it is zero.
func scaleRows[T Float](c []T, ldc, n, lo, hi int, beta T) {
	if beta == 1 {
		return
	}
	for i := lo; i < hi; i++ {
		r := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(r)
		} else {
			Scale(r, beta, r)
		}
	}
}
