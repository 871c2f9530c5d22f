package kern

// A convolution with a filter of 3 × 3, one pixel after the other, needs 9 multiplications for an output
// and a pair of channels. The minimal algorithm F(4×4, 3×3) of Winograd (1980), as Lavin and Gray (2016) use
// it for networks, needs 36 for a tile of 4 × 4 outputs, a quarter: with d the 6 × 6 inputs under a tile,
//
//	y = Aᵀ [ Σ_c (G w_c Gᵀ) ⊙ (Bᵀ d_c B) ] A,
//
// where the sum over the channels is, for each of the 36 places and all tiles at once, a matrix product.
// Filter derivatives are its adjoint: dw = Gᵀ [ Σ_tiles (Bᵀ d B) ⊙ (A dy Aᵀ) ] G.
//
// A, B and G belong to the points 0, ±1/√2, ±√2 and ∞. With them the error is a few times that of the
// definition, a quarter of what the usual points 0, ±1, ±2 and ∞ give: in single precision, with standard
// normal inputs and filters and 16 to 128 channels, below 1e-5 of the standard deviation of the outputs
// everywhere, 1e-6 in the mean. Something not finite makes NaN of its tile and the tiles beside it.

const (
	winoTile = 4 // side of a tile of outputs
	winoSide = 6 // side of the inputs under it
	winoArea = winoSide * winoSide
)

// winoFits says whether the tiles are the faster way, a rule that was measured: the products must
// outweigh the maps, so there have to be some channels, and tiles must not hang over the border much.
func winoFits(g Conv) bool {
	if g.KH != 3 || g.KW != 3 || g.StrideH != 1 || g.StrideW != 1 || g.DilationH != 1 || g.DilationW != 1 {
		return false
	}
	th, tw := winoCount(g.OutH()), winoCount(g.OutW())
	return min(g.In, g.Out) >= winoFewest && g.In*g.Out >= winoPairs && g.N*th*tw >= winoLeast &&
		3*g.OutH()*g.OutW() >= 2*winoTile*winoTile*th*tw
}

const (
	winoFewest = 8
	winoPairs  = 128 // pairs of channels
	winoLeast  = 16  // tiles
)

func winoCount(n int) int { return (n + winoTile - 1) / winoTile }

// winoPad is n rounded up to whole vectors of any processor.
func winoPad[T Float](n int) int {
	l := laneBytes / size[T]()
	return (n + l - 1) / l * l
}

// wino is a convolution in tiles, which are numbered along rows, images one after the other, and done
// in blocks.
type wino[T Float] struct {
	Conv
	oh, ow, th, tw int
	tiles, block   int
	pin, pout      int // channels with padding
	in, out        int // from one of the 36 places to the next: of inputs and of outputs
	filter         int // the same of filters
}

// newWino plans: blocks of so many tiles that their inputs and outputs stay near the core, but, unless there
// are fewer, of at least the given number.
func newWino[T Float](g Conv, least int) wino[T] {
	w := wino[T]{Conv: g, oh: g.OutH(), ow: g.OutW(), pin: winoPad[T](g.In), pout: winoPad[T](g.Out)}
	w.th, w.tw = winoCount(w.oh), winoCount(w.ow)
	w.tiles = g.N * w.th * w.tw
	w.block = max(least, winoBytes/(winoArea*winoUnit*(w.pin+w.pout)*size[T]())*winoUnit)
	pieces := (w.tiles + w.block - 1) / w.block
	pieces = (pieces + 1) &^ 1 // even, for two processors
	w.block = min(w.block, (w.tiles+pieces-1)/pieces)
	line := laneBytes / size[T]() // so that the places do not fall on the same lines of the cache
	w.in, w.out = w.block*w.pin+line, w.block*w.pout+line
	w.filter = winoPad[T](g.In*g.Out) + line
	return w
}

const (
	winoBytes = 1 << 19 // the space for the inputs and the outputs of a block
	winoUnit  = 14      // rows of the largest micro-kernel
)

// borders is the space for a few tiles with the pixels around them, or of outputs.
func (w *wino[T]) borders() int {
	return winoSide*(winoFew*winoTile+2)*w.In + winoTile*winoFew*winoTile*w.Out
}

// winoFew is how many tiles at the border are done at a time.
const winoFew = 4

// inside returns the part [a, b) of the tiles [j, k) along an axis of n pixels of which all side pixels, the
// first of them at tile*4 - pad, exist.
func inside(j, k, side, pad, n int) (a, b int) {
	a = min(max(j, (pad+winoTile-1)/winoTile), k)
	b = a
	if n+pad >= side {
		b = min(max(a, (n+pad-side)/winoTile+1), k)
	}
	return a, b
}

// gather maps what is under the tiles [lo, hi) of x to v: inputs by Bᵀ, or derivatives of outputs by A.
func (w *wino[T]) gather(m winoMap, v, buf, x []T, lo, hi int) {
	s := source4[T]{m: m, h: w.H, w: w.W, c: w.In, padH: w.PadH, padW: w.PadW, pitch: w.pin, place: w.in}
	if m == winoOutputGrad {
		s = source4[T]{m: m, h: w.oh, w: w.ow, c: w.Out, pitch: w.pout, place: w.out}
	}
	s.v, s.buf = v, buf
	for t := lo; t < hi; {
		n, i, j := t/(w.th*w.tw), t/w.tw%w.th, t%w.tw
		k := min(w.tw, j+hi-t)
		s.row(x[n*s.h*s.w*s.c:(n+1)*s.h*s.w*s.c], i, j, k, t-lo)
		t += k - j
	}
}

// source4 is an image that is mapped tile by tile.
type source4[T Float] struct {
	m          winoMap
	h, w, c    int // of the image
	padH, padW int
	v, buf     []T
	pitch      int // from a tile to the next in v
	place      int // from one of the 36 places to the next
}

// row maps tiles [j, k) of row i of an image; the first goes to position at.
func (s *source4[T]) row(x []T, i, j, k, at int) {
	side := winoIn[s.m]
	a, b := inside(j, k, side, s.padW, s.w)
	if ya, yb := inside(i, i+1, side, s.padH, s.h); ya == yb {
		a, b = j, j
	}
	for ; j < a; j += winoFew {
		n := min(winoFew, a-j)
		s.border(x, i, j, n, at)
		at += n
	}
	if b > a {
		first := ((i*winoTile-s.padH)*s.w + a*winoTile - s.padW) * s.c
		s.squares(grid[T]{x[first:], s.w * s.c, s.c, winoTile * s.c}, b-a, at)
		at += b - a
	}
	for j = b; j < k; j += winoFew {
		n := min(winoFew, k-j)
		s.border(x, i, j, n, at)
		at += n
	}
}

// border maps n tiles some of whose pixels do not exist: by way of a copy with zeros in their place.
func (s *source4[T]) border(x []T, i, j, n, at int) {
	side := winoIn[s.m]
	wide := (n-1)*winoTile + side
	c0 := j*winoTile - s.padW
	lo, hi := max(0, -c0), max(0, min(wide, s.w-c0)) // columns that exist
	for p := range side {
		d := s.buf[p*wide*s.c : (p+1)*wide*s.c]
		r := i*winoTile - s.padH + p
		if r < 0 || r >= s.h || lo >= hi {
			clear(d)
			continue
		}
		clear(d[:lo*s.c])
		copy(d[lo*s.c:hi*s.c], x[(r*s.w+c0+lo)*s.c:])
		clear(d[hi*s.c:])
	}
	s.squares(grid[T]{s.buf, wide * s.c, s.c, winoTile * s.c}, n, at)
}

func (s *source4[T]) squares(src grid[T], n, at int) {
	q := squares[T]{m: s.m, src: src, n: s.c, tiles: n}
	q.dst = grid[T]{s.v[at*s.pitch:], winoSide * s.place, s.place, s.pitch}
	q.run()
}

// scatter maps the products u of tiles [lo, hi) to outputs y, to which it adds if acc; bias is padded.
func (w *wino[T]) scatter(y, u, buf, bias []T, lo, hi int, acc bool) {
	for t := lo; t < hi; {
		n, i, j := t/(w.th*w.tw), t/w.tw%w.th, t%w.tw
		k := min(w.tw, j+hi-t)
		w.outputs(y[n*w.oh*w.ow*w.Out:(n+1)*w.oh*w.ow*w.Out], u[(t-lo)*w.pout:], buf, bias, i, j, k, acc)
		t += k - j
	}
}

// outputs computes tiles [j, k) of row i of an image.
func (w *wino[T]) outputs(y, u, buf, bias []T, i, j, k int, acc bool) {
	row, c := w.ow*w.Out, w.Out
	b := j
	if (i+1)*winoTile <= w.oh {
		b = max(j, min(k, w.ow/winoTile))
	}
	if b > j {
		w.results(u, grid[T]{y[i*winoTile*row+j*winoTile*c:], row, c, winoTile * c}, bias, b-j, acc)
	}
	for at := b; at < k; at += winoFew {
		n := min(winoFew, k-at)
		wide := n * winoTile * c
		w.results(u[(at-j)*w.pout:], grid[T]{buf, wide, c, winoTile * c}, bias, n, false)
		have := min(wide, row-at*winoTile*c)
		for p := range min(winoTile, w.oh-i*winoTile) {
			d, s := y[(i*winoTile+p)*row+at*winoTile*c:][:have], buf[p*wide:][:have]
			if acc {
				Add(d, d, s)
			} else {
				copy(d, s)
			}
		}
	}
}

func (w *wino[T]) results(u []T, dst grid[T], bias []T, n int, acc bool) {
	s := squares[T]{m: winoOutput, src: grid[T]{u, winoSide * w.out, w.out, w.pout}, dst: dst, n: w.Out, tiles: n, bias: bias}
	if acc {
		s.m = winoOutputAdd
	}
	s.run()
}

// winoForward is ConvForward in tiles, adding to y if acc.
func winoForward[T Float](g Conv, y, x, w, bias []T, acc bool) {
	p := newWino[T](g, winoUnit)
	buf, back := borrow[T](winoArea*p.filter + p.pout)
	defer give(back)
	u, b := buf[:winoArea*p.filter], buf[winoArea*p.filter:]
	clear(b)
	copy(b, bias)
	n := g.In * g.Out
	share(n, winoFilterPiece, winoFilterArgs[T]{u, w, n, p.filter})
	share(p.tiles, p.block, winoArgsForward[T]{p, y, x, u, b, acc})
}

// winoFilterPiece is how many entries of a filter are mapped at a time.
const winoFilterPiece = 1 << 10

type winoFilterArgs[T Float] struct {
	u, w     []T
	n, place int
}

func (f *winoFilterArgs[T]) piece(lo, hi int) {
	s := squares[T]{m: winoFilter, n: hi - lo, tiles: 1}
	s.src = grid[T]{f.w[lo:], 3 * f.n, f.n, 0}
	s.dst = grid[T]{f.u[lo:], winoSide * f.place, f.place, 0}
	s.run()
}

type winoArgsForward[T Float] struct {
	p             wino[T]
	y, x, u, bias []T
	acc           bool
}

func (a *winoArgsForward[T]) piece(lo, hi int) {
	p := &a.p
	buf, back := borrow[T](winoArea*(p.in+p.out) + p.borders())
	defer give(back)
	v, m, edge := buf[:winoArea*p.in], buf[winoArea*p.in:winoArea*(p.in+p.out)], buf[winoArea*(p.in+p.out):]
	p.gather(winoInput, v, edge, a.x, lo, hi)
	for e := range winoArea {
		s := strip[T]{
			m: hi - lo, n: p.Out, k: p.In, segs: 1,
			a: v[e*p.in:], rsA: p.pin, csA: 1,
			b: a.u[e*p.filter:], rsB: p.Out,
			c: m[e*p.out:], ldc: p.pout,
		}
		s.run()
	}
	p.scatter(a.y, m, edge, a.bias, lo, hi, a.acc)
}
