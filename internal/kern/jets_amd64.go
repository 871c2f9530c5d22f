//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./jets -out ../jets_amd64.s -stubs ../jets_stubs_amd64.go -pkg kern"

// at8 is the address of the first number of a slice, nil for none.
func at8(x []float64) *byte { return (*byte)(unsafe.Pointer(unsafe.SliceData(x))) }

func (f *jetProduct) asm(y, x []float64) bool {
	if level == levelGo || f.points%JetPoints != 0 || f.points == 0 || f.rows == 0 || f.k == 0 {
		return false
	}
	yp, wp, bp, xp := at8(y), at8(f.w), at8(f.b), at8(x)
	rs, cs, stride := 8*f.rs, 8*f.cs, 8*f.points
	switch wide := f.points / 32; {
	case level == levelAVX512 && f.b != nil:
		jetBiasF64AVX512(yp, f.rows, wp, rs, cs, xp, f.k, bp, wide, stride)
	case level == levelAVX512 && f.sum:
		jetSumF64AVX512(yp, f.rows, wp, rs, cs, xp, f.k, bp, wide, stride)
	case level == levelAVX512:
		jetZeroF64AVX512(yp, f.rows, wp, rs, cs, xp, f.k, bp, wide, stride)
	case f.b != nil:
		jetBiasF64AVX2(yp, f.rows, wp, rs, cs, xp, f.k, bp, 4*wide, stride)
	case f.sum:
		jetSumF64AVX2(yp, f.rows, wp, rs, cs, xp, f.k, bp, 4*wide, stride)
	default:
		jetZeroF64AVX2(yp, f.rows, wp, rs, cs, xp, f.k, bp, 4*wide, stride)
	}
	return true
}

// jetOuterAsm sums over the first points of each row.
func jetOuterAsm(d []float64, ld int, g []float64, m int, x []float64, n, channels, points, row int) bool {
	if level == levelGo || points%JetPoints != 0 || points == 0 || channels == 0 || m == 0 || n == 0 {
		return false
	}
	stride := 8 * row
	nextG, nextX := m*stride-8*points, n*stride-8*points
	if level == levelAVX512 {
		jetOuterF64AVX512(at8(d), 8*ld, at8(g), m, at8(x), n, channels, points/8, stride, nextG, nextX)
	} else {
		jetOuterF64AVX2(at8(d), 8*ld, at8(g), m, at8(x), n, channels, points/4, stride, nextG, nextX)
	}
	return true
}

// pointers of slopes: those that are missing are not used, but loaded.
func (s *JetSlopes) pointers() (s1, s2, s3 *byte) {
	s1, s2, s3 = at8(s[0]), at8(s[1]), at8(s[2])
	if s2 == nil {
		s2 = s1
	}
	if s3 == nil {
		s3 = s1
	}
	return s1, s2, s3
}

func (f *JetChain) fast() bool { return level != levelGo && f.n%JetPoints == 0 && f.n > 0 }

func (f *JetChain) asm(y, a, h []float64, s JetSlopes) bool {
	if !f.fast() {
		return false
	}
	s1, s2, s3 := s.pointers()
	switch tanh := s[0] == nil; {
	case level == levelAVX512 && tanh:
		jetChainTanhF64AVX512(at8(y), nil, at8(a), at8(h), s1, s2, s3, f.first(), len(f.pairs), f.n)
	case level == levelAVX512:
		jetChainF64AVX512(at8(y), nil, at8(a), nil, s1, s2, s3, f.first(), len(f.pairs), f.n)
	case tanh:
		jetChainTanhF64AVX2(at8(y), nil, at8(a), at8(h), s1, s2, s3, f.first(), len(f.pairs), f.n)
	default:
		jetChainF64AVX2(at8(y), nil, at8(a), nil, s1, s2, s3, f.first(), len(f.pairs), f.n)
	}
	return true
}

func (f *JetChain) first() *byte { return (*byte)(unsafe.Pointer(unsafe.SliceData(f.list))) }

func (f *JetChain) asmBack(e, g, a, h []float64, s JetSlopes) bool {
	if !f.fast() {
		return false
	}
	s1, s2, s3 := s.pointers()
	switch tanh := s[0] == nil; {
	case level == levelAVX512 && len(f.pairs) == 0:
		jetValueBackTanhF64AVX512(at8(e), at8(g), at8(h), f.n)
	case len(f.pairs) == 0:
		jetValueBackTanhF64AVX2(at8(e), at8(g), at8(h), f.n)
	case level == levelAVX512 && tanh:
		jetChainBackTanhF64AVX512(at8(e), at8(g), at8(a), at8(h), s1, s2, s3, f.first(), len(f.pairs), f.n)
	case level == levelAVX512:
		jetChainBackF64AVX512(at8(e), at8(g), at8(a), nil, s1, s2, s3, f.first(), len(f.pairs), f.n)
	case tanh:
		jetChainBackTanhF64AVX2(at8(e), at8(g), at8(a), at8(h), s1, s2, s3, f.first(), len(f.pairs), f.n)
	default:
		jetChainBackF64AVX2(at8(e), at8(g), at8(a), nil, s1, s2, s3, f.first(), len(f.pairs), f.n)
	}
	return true
}

func bendFast(x, kappa []float64) bool {
	return level != levelGo && len(x) > 0 && len(kappa)%JetPoints == 0
}

func bendAsm(q, z, aq, ax, h, kappa []float64, s JetSlopes) bool {
	if !bendFast(q, kappa) {
		return false
	}
	s1, s2, _ := s.pointers()
	rows, points := len(q)/len(kappa), len(kappa)
	switch tanh := s[0] == nil; {
	case level == levelAVX512 && tanh:
		jetBendTanhF64AVX512(at8(q), at8(z), at8(aq), at8(ax), at8(h), s1, s2, at8(kappa), rows, points)
	case level == levelAVX512:
		jetBendF64AVX512(at8(q), at8(z), at8(aq), at8(ax), nil, s1, s2, at8(kappa), rows, points)
	case tanh:
		jetBendTanhF64AVX2(at8(q), at8(z), at8(aq), at8(ax), at8(h), s1, s2, at8(kappa), rows, points)
	default:
		jetBendF64AVX2(at8(q), at8(z), at8(aq), at8(ax), nil, s1, s2, at8(kappa), rows, points)
	}
	return true
}

func bendBackAsm(e, g, px, p, aq, ax, h, kappa []float64, s JetSlopes) bool {
	if !bendFast(e, kappa) {
		return false
	}
	s1, s2, s3 := s.pointers()
	rows, points := len(e)/len(kappa), len(kappa)
	switch tanh := s[0] == nil; {
	case level == levelAVX512 && tanh:
		jetBendBackTanhF64AVX512(at8(e), at8(g), at8(px), at8(p), at8(aq), at8(ax), at8(h), s1, s2, s3, at8(kappa), rows, points)
	case level == levelAVX512:
		jetBendBackF64AVX512(at8(e), at8(g), at8(px), at8(p), at8(aq), at8(ax), nil, s1, s2, s3, at8(kappa), rows, points)
	case tanh:
		jetBendBackTanhF64AVX2(at8(e), at8(g), at8(px), at8(p), at8(aq), at8(ax), at8(h), s1, s2, s3, at8(kappa), rows, points)
	default:
		jetBendBackF64AVX2(at8(e), at8(g), at8(px), at8(p), at8(aq), at8(ax), nil, s1, s2, s3, at8(kappa), rows, points)
	}
	return true
}

// The kernels of a JetTanh by step, of AVX2 and of AVX-512.
var tanhKernels = [2][5]func(y *byte, rows int, w *byte, rs, cs int, x *byte, k int, kappa *byte, blocks, stride, size int){
	{jetTanhAlongF64AVX2, jetTanhSlopeF64AVX2, jetTanhTurnF64AVX2, jetTanhCurveF64AVX2, jetTanhHomeF64AVX2},
	{jetTanhAlongF64AVX512, jetTanhSlopeF64AVX512, jetTanhTurnF64AVX512, jetTanhCurveF64AVX512, jetTanhHomeF64AVX512},
}

// asm does a step whose sums are those of w[j·rs+i·cs] x[i] over k rows of x.
func (f *JetTanh) asm(s tanhStep, w []float64, rs, cs int, x []float64, k int, kappa []float64) bool {
	if level == levelGo || f.points%JetPoints != 0 || f.points == 0 || f.m == 0 || k == 0 {
		return false
	}
	yp, rs8, cs8, stride := at8(f.z), 8*rs, 8*cs, 8*f.points
	wide, kernels := f.points/8, &tanhKernels[0]
	if level == levelAVX512 {
		wide, kernels = f.points/32, &tanhKernels[1]
	}
	kernels[s](yp, f.m, at8(w), rs8, cs8, at8(x), k, at8(kappa), wide, stride, f.m*stride)
	return true
}
