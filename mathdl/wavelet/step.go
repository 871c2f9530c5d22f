package wavelet

// step is one level of the transform along one axis of extent n: analysis maps n numbers to low + high, the
// low-pass first, and synthesis is a left inverse of it.
type step struct {
	n, low, high          int
	analysis, synthesis   *matrix
	analysisT, synthesisT *matrix
}

// geometry collects what the matrices depend on.
type geometry struct {
	n      int
	stride int // 2, or 1 for a stationary transform
	dilate int // distance of two taps
	ext    Extension
	w      *Wavelet
	scale  float64
	lo, hi band1
}

// band1 is the low- or the high-pass of a step: filters, and the coefficients from first on.
type band1 struct {
	f, g         []float64 // analysis and synthesis
	fAt, gAt     int
	first, count int
}

// newStep makes the matrices of level j, from 1, of a transform.
func newStep(n, j int, w *Wavelet, ext Extension, stationary bool) *step {
	g := &geometry{n: n, stride: 2, dilate: 1, ext: ext, w: w, scale: 1}
	g.lo = band1{f: w.Lo, g: w.LoDual, fAt: w.LoAt, gAt: w.LoDualAt}
	g.hi = band1{f: w.Hi, g: w.HiDual, fAt: w.HiAt, gAt: w.HiDualAt}
	if stationary {
		g.stride, g.dilate, g.scale = 1, 1<<(j-1), 1/root2
		if w.Symmetric { // centre the high-pass, so that its coefficients have the symmetry of the signal
			g.hi.fAt--
			g.hi.gAt--
		}
	}
	g.count(&g.lo, 0)
	g.count(&g.hi, 1)
	s := &step{n: n, low: g.lo.count, high: g.hi.count}
	s.analysis = newMatrix(s.low+s.high, n, append(g.analyse(&g.lo, 0), g.analyse(&g.hi, s.low)...))
	s.synthesis = newMatrix(n, s.low+s.high, append(g.synthesise(&g.lo, 0), g.synthesise(&g.hi, s.low)...))
	s.analysisT, s.synthesisT = s.analysis.transpose(), s.synthesis.transpose()
	return s
}

// whole reports whether signals are reflected at their last sample, which symmetric filters preserve.
func (g *geometry) whole() bool { return g.ext == Symmetric && g.w.Symmetric }

// count decides which coefficients there are.
func (g *geometry) count(b *band1, parity int) {
	switch {
	case g.ext == Periodic:
		b.count = g.n / g.stride
	case g.whole() && g.stride == 1:
		b.count = g.n
	case g.whole():
		b.count = (g.n + 1 - parity) / 2
	default: // all that synthesis needs for 0 ≤ i < n: 0 ≤ i - stride·k - dilate·(m+gAt), m < len(g)
		last := g.n - 1 - g.dilate*b.gAt
		b.first = ceilDiv(-g.dilate*(b.gAt+len(b.g)-1), g.stride)
		b.count = floorDiv(last, g.stride) - b.first + 1
	}
}

// analyse returns the entries for c_k = Σ f[m] x[stride·k + dilate·(m+fAt)], in rows from row on.
func (g *geometry) analyse(b *band1, row int) []entry {
	var e []entry
	for k := range b.count {
		for m, v := range b.f {
			i := g.sample(g.stride*(k+b.first) + g.dilate*(m+b.fAt))
			e = append(e, entry{row + k, i, g.scale * v})
		}
	}
	return e
}

// sample is the place in [0, n) of the sample at i of the extended signal.
func (g *geometry) sample(i int) int {
	switch {
	case g.ext == Periodic:
		return mod(i, g.n)
	case g.whole():
		return mirror(i, g.n)
	}
	i = mod(i, 2*g.n)
	return min(i, 2*g.n-1-i)
}

// synthesise returns the entries for x[i] = Σ c_k g[i - stride·k - dilate·…], in columns from col on.
func (g *geometry) synthesise(b *band1, col int) []entry {
	var e []entry
	for i := range g.n {
		for m, v := range b.g {
			p := i - g.dilate*(m+b.gAt) // = stride·k
			if mod(p, g.stride) != 0 {
				continue
			}
			if k := g.coefficient(b, p); k >= 0 {
				e = append(e, entry{i, col + k, g.scale * v})
			}
		}
	}
	return e
}

// coefficient is the place of c_k, stride·k = p, or -1 if there is none.
func (g *geometry) coefficient(b *band1, p int) int {
	switch {
	case g.ext == Periodic:
		return mod(p, g.n) / g.stride
	case g.whole() && g.stride == 1:
		return mirror(p, g.n)
	case g.whole():
		// The low-pass sits at even, the high-pass at odd places; reflection keeps them apart.
		parity := 0
		if b == &g.hi {
			parity = 1
		}
		if g.n == 1 {
			return -parity
		}
		return mirror(p+parity, g.n) / 2
	}
	k := p/g.stride - b.first
	if k < 0 || k >= b.count {
		return -1
	}
	return k
}

// mirror reflects at 0 and at n-1.
func mirror(i, n int) int {
	if n == 1 {
		return 0
	}
	i = mod(i, 2*n-2)
	return min(i, 2*n-2-i)
}

func mod(a, b int) int {
	if a %= b; a < 0 {
		a += b
	}
	return a
}

func floorDiv(a, b int) int { return (a - mod(a, b)) / b }

func ceilDiv(a, b int) int { return -floorDiv(-a, b) }
