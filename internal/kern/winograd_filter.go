package kern

// winoFilterBackward is ConvBackwardFilter in tiles. Its pieces of the tiles have their own sums, in the 36
// places, which are added in order.
func winoFilterBackward[T Float](g Conv, dw, x, dy []T) {
	p := newWino[T](g, winoDeep)
	blocks := (p.tiles + p.block - 1) / p.block
	n, size := g.In*g.Out, winoArea*p.filter
	pieces := min(blocks, filterPieces, max(2, min(p.tiles/winoSums, winoSpace/size)))
	u, back := borrow[T](pieces * size)
	defer give(back)
	share(pieces, 1, winoSumArgs[T]{p, u, x, dy, blocks, pieces})
	share(n, winoFilterPiece, winoFilterGradArgs[T]{u, dw, n, p.filter, pieces})
}

const (
	winoDeep  = 8 * winoUnit // tiles that are worth reading and writing the sums once
	winoSums  = 64           // tiles that are worth sums of their own
	winoSpace = 1 << 23      // elements of all sums
)

type winoSumArgs[T Float] struct {
	p              wino[T]
	u, x, dy       []T
	blocks, pieces int
}

func (a *winoSumArgs[T]) piece(lo, hi int) {
	p, size := &a.p, winoArea*a.p.filter
	buf, back := borrow[T](winoArea*(p.in+p.out) + p.borders())
	defer give(back)
	v, m, edge := buf[:winoArea*p.in], buf[winoArea*p.in:winoArea*(p.in+p.out)], buf[winoArea*(p.in+p.out):]
	for k := lo; k < hi; k++ {
		u := a.u[k*size : (k+1)*size]
		first := a.blocks * k / a.pieces
		for b := first; b < a.blocks*(k+1)/a.pieces; b++ {
			t0, t1 := b*p.block, min((b+1)*p.block, p.tiles)
			p.gather(winoInput, v, edge, a.x, t0, t1)
			p.gather(winoOutputGrad, m, edge, a.dy, t0, t1)
			for e := range winoArea {
				s := strip[T]{
					m: p.In, n: p.Out, k: t1 - t0, segs: 1,
					a: v[e*p.in:], rsA: 1, csA: p.pin,
					b: m[e*p.out:], rsB: p.pout,
					c: u[e*p.filter:], ldc: p.Out, acc: b > first,
				}
				s.run()
			}
		}
	}
}

type winoFilterGradArgs[T Float] struct {
	u, dw            []T
	n, place, pieces int
}

// piece adds the sums, and maps them to the filter.
func (f *winoFilterGradArgs[T]) piece(lo, hi int) {
	size := winoArea * f.place
	for e := range winoArea {
		d := f.u[e*f.place+lo : e*f.place+hi]
		for k := 1; k < f.pieces; k++ {
			Add(d, d, f.u[k*size+e*f.place+lo:][:hi-lo])
		}
	}
	s := squares[T]{m: winoFilterGrad, n: hi - lo, tiles: 1}
	s.src = grid[T]{f.u[lo:], winoSide * f.place, f.place, 0}
	s.dst = grid[T]{f.dw[lo:], 3 * f.n, f.n, 0}
	s.run()
}
