package kern

// ConvBackwardData adds to dx the derivative with respect to the input:
//
//	dx[n,i,j,c] += Σ_{p,q,o} dy[n, (i+PadH-p·DilationH)/StrideH, (j+PadW-q·DilationW)/StrideW, o] · w[p,q,c,o]
//
// over the terms whose indices are integers inside of dy. It is the adjoint of ConvForward in x. It panics
// with a *LengthError if a slice has the wrong length.
func ConvBackwardData[T Float](g Conv, dx, dy, w []T) {
	g = g.normal()
	checkConv("ConvBackwardData", g, dx, w, dy)
	transposed(g, dx, dy, w, nil, true)
}

// ConvTranspose computes the transposed convolution: it is ConvBackwardData, but overwrites dx, and adds
// bias[c], if bias is not nil. As a layer its input is dy, with Out channels, and its output dx, with In;
// ConvForward and ConvBackwardFilter, with the same two exchanged, give its derivatives.
func ConvTranspose[T Float](g Conv, dx, dy, w, bias []T) {
	g = g.normal()
	checkConv("ConvTranspose", g, dx, w, dy)
	if bias != nil {
		sameLen("ConvTranspose", "bias", len(bias), g.In)
	}
	transposed(g, dx, dy, w, bias, false)
}

// transposed chooses between a convolution with the filter reversed, and the way through spread.
func transposed[T Float](g Conv, dx, dy, w, bias []T, acc bool) {
	f := Conv{
		N: g.N, H: g.OutH(), W: g.OutW(), In: g.Out, Out: g.In, KH: g.KH, KW: g.KW,
		PadH: g.DilationH*(g.KH-1) - g.PadH, PadW: g.DilationW*(g.KW-1) - g.PadW,
		StrideH: 1, StrideW: 1, DilationH: g.DilationH, DilationW: g.DilationW,
	}
	t, back := borrow[T](len(w))
	defer give(back)
	if g.StrideH == 1 && g.StrideW == 1 && f.PadH >= 0 && f.PadW >= 0 {
		swapFilter(g, t, w, true)
		convolve(planConv(f), dx, dy, t, bias, acc)
		return
	}
	swapFilter(g, t, w, false)
	spread(g, dx, dy, t, bias, acc)
}

// swapFilter sets t to w with the roles of input and output channels exchanged, and the taps reversed if
// flip.
func swapFilter[T Float](g Conv, t, w []T, flip bool) {
	size := g.In * g.Out
	for k := range g.KH * g.KW {
		d := k
		if flip {
			d = g.KH*g.KW - 1 - k
		}
		Transpose(t[d*size:(d+1)*size], g.In, w[k*size:(k+1)*size], g.In, g.Out, g.Out)
	}
}

// spread is transposed for any geometry, tap by tap; each piece owns rows of dx.
func spread[T Float](g Conv, dx, dy, wt, bias []T, acc bool) {
	step := rowsPerPiece(g.H, g.W*g.In*g.KH*g.KW*g.Out)
	per := (g.H + step - 1) / step
	share(g.N*per, 1, spreadArgs[T]{g, dx, dy, wt, bias, acc, step, per})
}

type spreadArgs[T Float] struct {
	g                Conv
	dx, dy, wt, bias []T
	acc              bool
	step, per        int // rows of a piece, pieces of an image
}

func (s *spreadArgs[T]) piece(lo, hi int) {
	row := s.g.W * s.g.In
	for k := lo; k < hi; k++ {
		n, r0 := k/s.per, k%s.per*s.step
		for i := r0; i < min(r0+s.step, s.g.H); i++ {
			if !s.acc {
				fillPixels(s.dx[(n*s.g.H+i)*row:][:row], s.bias)
			}
			spreadRow(s.g, n, i, s.dx, s.dy, s.wt)
		}
	}
}

// fillPixels sets every pixel to bias, or to zero if that is nil.
func fillPixels[T Float](x, bias []T) {
	if bias == nil {
		clear(x)
		return
	}
	for ; len(x) > 0; x = x[len(bias):] {
		copy(x, bias)
	}
}

func spreadRow[T Float](g Conv, n, i int, dx, dy, wt []T) {
	oh, ow := g.OutH(), g.OutW()
	for p := range g.KH {
		r := i + g.PadH - p*g.DilationH
		if r < 0 || r%g.StrideH != 0 || r/g.StrideH >= oh {
			continue
		}
		for q := range g.KW {
			// j = o·stride + off must lie in [0, W)
			off := q*g.DilationW - g.PadW
			o0 := 0
			if off < 0 {
				o0 = (-off + g.StrideW - 1) / g.StrideW
			}
			o1 := min(ow, (g.W-off+g.StrideW-1)/g.StrideW)
			if o0 >= o1 {
				continue
			}
			s := strip[T]{
				m: o1 - o0, n: g.In, k: g.Out, segs: 1,
				a: dy[((n*oh+r/g.StrideH)*ow+o0)*g.Out:], rsA: g.Out, csA: 1,
				b: wt[(p*g.KW+q)*g.In*g.Out:], rsB: g.In,
				c: dx[((n*g.H+i)*g.W+o0*g.StrideW+off)*g.In:], ldc: g.StrideW * g.In, acc: true,
			}
			s.run()
		}
	}
}

// ConvBackwardFilter adds to dw the derivative with respect to the filter:
//
//	dw[p,q,c,o] += Σ_{n,i,j} x[n, i·StrideH-PadH+p·DilationH, j·StrideW-PadW+q·DilationW, c] · dy[n,i,j,o]
//
// It panics with a *LengthError if a slice has the wrong length. The derivative with respect to the
// bias is ColSums of dy, taken as a matrix with Out columns.
func ConvBackwardFilter[T Float](g Conv, dw, x, dy []T) {
	g = g.normal()
	checkConv("ConvBackwardFilter", g, x, dw, dy)
	if winoFits(g) {
		winoFilterBackward(g, dw, x, dy)
		return
	}
	p := planConv(g)
	// Pieces, whose number depends on the geometry alone, have their own sums, added in order at the end.
	rows := g.N * p.oh
	pieces := min(rows, filterPieces, 1+rows*p.ow*len(dw)/(4*convWork))
	if pieces == 1 {
		filterRows(p, 0, rows, dw, x, dy)
		return
	}
	part, back := borrow[T](pieces * len(dw))
	defer give(back)
	clear(part)
	share(pieces, 1, filterArgs[T]{p, part, x, dy, rows, pieces})
	addRows(dw, part, 0, pieces, len(dw))
}

type filterArgs[T Float] struct {
	p            *convPlan
	part, x, dy  []T
	rows, pieces int
}

func (f *filterArgs[T]) piece(lo, hi int) {
	n := len(f.part) / f.pieces
	for k := lo; k < hi; k++ {
		filterRows(f.p, f.rows*k/f.pieces, f.rows*(k+1)/f.pieces, f.part[k*n:(k+1)*n], f.x, f.dy)
	}
}

// filterPieces is the largest number of partial sums of a filter derivative.
const filterPieces = 16

// filterRows adds what output rows lo ≤ r < hi, counted through all images, contribute: a few rows at a
// time, for all taps, but narrow borders at once.
func filterRows[T Float](p *convPlan, lo, hi int, dw, x, dy []T) {
	for n := lo / p.oh; n*p.oh < hi; n++ {
		for _, ty := range p.ys {
			ty = ty.clip(lo-n*p.oh, hi-n*p.oh)
			block := max(1, filterBlock/max(1, p.ow*(p.In+p.Out)))
			for i := ty.lo; i < ty.hi; i += block {
				for _, tx := range p.xs {
					if tx.hi-tx.lo >= ty.hi-ty.lo {
						filterRun(p, n, ty.clip(i, i+block), tx, dw, x, dy)
					}
				}
			}
			for _, tx := range p.xs {
				if tx.hi-tx.lo < ty.hi-ty.lo {
					filterRun(p, n, ty, tx, dw, x, dy)
				}
			}
		}
	}
}

// filterBlock is the number of elements of x and dy that should stay in the cache for all taps.
const filterBlock = 1 << 13

// filterRun adds what a rectangle of outputs that sees the same taps contributes.
func filterRun[T Float](p *convPlan, n int, ty, tx taps, dw, x, dy []T) {
	s := strip[T]{
		m: (tx.k1 - tx.k0) * p.In, n: p.Out, k: tx.hi - tx.lo, segs: ty.hi - ty.lo,
		rsA: 1, csA: p.StrideW * p.In, segA: p.StrideH * p.W * p.In,
		b: dy[((n*p.oh+ty.lo)*p.ow+tx.lo)*p.Out:], rsB: p.Out, segB: p.ow * p.Out,
		ldc: p.Out, acc: true,
	}
	if s.m == 0 {
		return
	}
	if s.k < s.segs { // a narrow border: along its columns
		s.k, s.segs = s.segs, s.k
		s.csA, s.segA = s.segA, s.csA
		s.rsB, s.segB = s.segB, s.rsB
	}
	runs, step := 1, 0
	if p.DilationW > 1 {
		runs, step, s.m = tx.k1-tx.k0, p.DilationW, p.In
	}
	for k := ty.k0; k < ty.k1; k++ {
		i := ty.lo*p.StrideH - p.PadH + k*p.DilationH
		j := tx.lo*p.StrideW - p.PadW + tx.k0*p.DilationW
		for q := range runs {
			s.a = x[((n*p.H+i)*p.W+j+q*step)*p.In:]
			s.c = dw[(k*p.KW+tx.k0+q)*p.In*p.Out:]
			s.run()
		}
	}
}
