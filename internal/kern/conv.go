package kern

import (
	"fmt"
	"sync"
)

// Conv is the geometry of a convolution in two dimensions (strictly, a correlation, as in all neural
// networks). Arrays are dense, channels last:
//
//	input    x: N × H × W × In
//	filter   w: KH × KW × In × Out
//	output   y: N × OutH × OutW × Out
//	y[n,i,j,o] = Σ_{p,q,c} x[n, i·StrideH-PadH+p·DilationH, j·StrideW-PadW+q·DilationW, c] · w[p,q,c,o]
//
// with x zero outside. A convolution in one dimension has H = KH = 1, or W = KW = 1. Strides and
// dilations of 0 mean 1.
type Conv struct {
	N, H, W, In, Out     int
	KH, KW               int
	StrideH, StrideW     int
	PadH, PadW           int
	DilationH, DilationW int
}

// normal returns the geometry with the defaults filled in; it panics if there is no such convolution.
func (g Conv) normal() Conv {
	g.StrideH, g.StrideW = max(g.StrideH, 1), max(g.StrideW, 1)
	g.DilationH, g.DilationW = max(g.DilationH, 1), max(g.DilationW, 1)
	if min(g.N, g.H, g.W, g.In, g.Out, g.KH, g.KW) < 1 || min(g.PadH, g.PadW) < 0 || g.OutH() < 1 || g.OutW() < 1 {
		panic(fmt.Sprintf("kern.Conv: geometry: got %+v, want positive sizes and a non-empty output", g))
	}
	return g
}

// OutH is the height of the output.
func (g Conv) OutH() int { return outSize(g.H, g.KH, g.StrideH, g.PadH, g.DilationH) }

// OutW is the width of the output.
func (g Conv) OutW() int { return outSize(g.W, g.KW, g.StrideW, g.PadW, g.DilationW) }

// outSize counts the windows of k taps that start within [-pad, n+pad-extent].
func outSize(n, k, stride, pad, dilation int) int {
	room := n + 2*pad - max(dilation, 1)*(k-1) - 1
	if room < 0 {
		return 0
	}
	return room/max(stride, 1) + 1
}

// InLen, FilterLen and OutLen are the numbers of elements of x, w and y.
func (g Conv) InLen() int { return g.N * g.H * g.W * g.In }

// FilterLen is the number of elements of w.
func (g Conv) FilterLen() int { return g.KH * g.KW * g.In * g.Out }

// OutLen is the number of elements of y.
func (g Conv) OutLen() int { return g.N * g.OutH() * g.OutW() * g.Out }

func checkConv[T Float](fn string, g Conv, x, w, y []T) {
	sameLen(fn, "input", len(x), g.InLen())
	sameLen(fn, "filter", len(w), g.FilterLen())
	sameLen(fn, "output", len(y), g.OutLen())
}

// taps is a run of outputs [lo, hi) along one axis that see the same taps [k0, k1) of the filter inside
// of the input: all of them in the interior, fewer near the border.
type taps struct{ lo, hi, k0, k1 int }

// runs splits the outputs of an axis with n inputs.
func runs(n, out, k, stride, pad, dilation int) []taps {
	var r []taps
	for o := range out {
		at := o*stride - pad // input under tap 0
		t := taps{o, o + 1, 0, k}
		if at < 0 {
			t.k0 = min(k, (-at+dilation-1)/dilation)
		}
		t.k1 = max(t.k0, min(k, (n-at+dilation-1)/dilation))
		if l := len(r) - 1; l >= 0 && r[l].k0 == t.k0 && r[l].k1 == t.k1 {
			r[l].hi = t.hi
		} else {
			r = append(r, t)
		}
	}
	return r
}

// clip returns the part of t within [lo, hi).
func (t taps) clip(lo, hi int) taps { return taps{max(t.lo, lo), min(t.hi, hi), t.k0, t.k1} }

// convPlan is a geometry with the runs along its axes.
type convPlan struct {
	Conv
	oh, ow int
	ys, xs []taps
}

// plans keeps those made, since a network has few geometries and uses them again and again.
var plans = struct {
	sync.RWMutex
	of map[Conv]*convPlan
}{of: make(map[Conv]*convPlan)}

const mostPlans = 1 << 10 // kept; then they are forgotten

func planConv(g Conv) *convPlan {
	plans.RLock()
	p := plans.of[g]
	plans.RUnlock()
	if p == nil {
		p = newConvPlan(g)
		plans.Lock()
		defer plans.Unlock()
		if len(plans.of) >= mostPlans {
			clear(plans.of)
		}
		plans.of[g] = p
	}
	return p
}

func newConvPlan(g Conv) *convPlan {
	return &convPlan{
		Conv: g, oh: g.OutH(), ow: g.OutW(),
		ys: runs(g.H, g.OutH(), g.KH, g.StrideH, g.PadH, g.DilationH),
		xs: runs(g.W, g.OutW(), g.KW, g.StrideW, g.PadW, g.DilationW),
	}
}

// convWork is the number of multiplications that make a piece of work.
const convWork = 1 << 20

// rowsPerPiece divides h rows of the given work each.
func rowsPerPiece(h, work int) int { return min(h, max(1, convWork/max(1, work))) }

// ConvForward computes y from x and w, and adds bias[o], if bias is not nil. It panics with a
// *LengthError if a slice has the wrong length.
//
// Filters of 3 × 3 with stride and dilation 1, at least 8 channels on either side and 128 pairs of them are
// done in tiles of 4 × 4 outputs with a quarter of the multiplications (Winograd 1980), and so are the
// derivatives. The price is an error of some 1e-6 of the standard deviation of the outputs in single
// precision (1e-15 in double), 1e-5 at most, and that what is not finite makes NaN of whole tiles.
func ConvForward[T Float](g Conv, y, x, w, bias []T) {
	g = g.normal()
	checkConv("ConvForward", g, x, w, y)
	if bias != nil {
		sameLen("ConvForward", "bias", len(bias), g.Out)
	}
	convolve(planConv(g), y, x, w, bias, false)
}

// convolve is ConvForward, adding to y if acc.
func convolve[T Float](p *convPlan, y, x, w, bias []T, acc bool) {
	if winoFits(p.Conv) {
		winoForward(p.Conv, y, x, w, bias, acc)
		return
	}
	step := rowsPerPiece(p.oh, p.ow*p.Out*p.KH*p.KW*p.In)
	per := (p.oh + step - 1) / step
	share(p.N*per, 1, convArgs[T]{p, y, x, w, bias, acc, step, per})
}

type convArgs[T Float] struct {
	p             *convPlan
	y, x, w, bias []T
	acc           bool
	step, per     int // rows of a piece, pieces of an image
}

func (c *convArgs[T]) piece(lo, hi int) {
	for k := lo; k < hi; k++ {
		r0 := k % c.per * c.step
		forwardRows(c.p, k/c.per, r0, min(r0+c.step, c.p.oh), c.y, c.x, c.w, c.bias, c.acc)
	}
}

// forwardRows computes rows r0 ≤ i < r1 of image n: along the rows where a run is long, and down the
// columns where it is a short border.
func forwardRows[T Float](p *convPlan, n, r0, r1 int, y, x, w, bias []T, acc bool) {
	if bias != nil {
		fillPixels(y[(n*p.oh+r0)*p.ow*p.Out:(n*p.oh+r1)*p.ow*p.Out], bias)
		acc = true
	}
	for _, ty := range p.ys {
		ty = ty.clip(r0, r1)
		for _, tx := range p.xs {
			if ty.hi-ty.lo > tx.hi-tx.lo {
				for j := tx.lo; j < tx.hi && ty.lo < ty.hi; j++ {
					forwardRun(p, n, ty, taps{j, j + 1, tx.k0, tx.k1}, true, y, x, w, acc)
				}
				continue
			}
			for i := ty.lo; i < ty.hi; i++ {
				forwardRun(p, n, taps{i, i + 1, ty.k0, ty.k1}, tx, false, y, x, w, acc)
			}
		}
	}
}

// forwardRun computes the outputs of one run, which is one pixel wide in one direction.
func forwardRun[T Float](p *convPlan, n int, ty, tx taps, down bool, y, x, w []T, acc bool) {
	s := strip[T]{
		m: tx.hi - tx.lo, n: p.Out, k: (tx.k1 - tx.k0) * p.In, segs: ty.k1 - ty.k0,
		rsA: p.StrideW * p.In, csA: 1, segA: p.DilationH * p.W * p.In,
		rsB: p.Out, segB: p.KW * p.In * p.Out,
		c: y[((n*p.oh+ty.lo)*p.ow+tx.lo)*p.Out:], ldc: p.Out, acc: acc,
	}
	if down {
		s.m, s.rsA, s.ldc = ty.hi-ty.lo, p.StrideH*p.W*p.In, p.ow*p.Out
	}
	if s.k == 0 || s.segs == 0 {
		s.k, s.segs = 0, 0
		s.run()
		return
	}
	i := ty.lo*p.StrideH - p.PadH + ty.k0*p.DilationH
	j := tx.lo*p.StrideW - p.PadW + tx.k0*p.DilationW
	s.a = x[((n*p.H+i)*p.W+j)*p.In:]
	s.b = w[(ty.k0*p.KW+tx.k0)*p.In*p.Out:]
	if p.DilationW == 1 {
		s.run()
		return
	}
	s.k = p.In
	for range tx.k1 - tx.k0 { // the taps of a row are not contiguous
		s.run()
		s.acc = true
		s.a, s.b = tail(s.a, min(len(s.a), p.DilationW*p.In)), s.b[p.In*p.Out:]
	}
}
