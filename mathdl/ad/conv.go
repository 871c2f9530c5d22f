package ad

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// Window says how a filter or a pooling moves over images: {vertical, horizontal}. Zero strides mean 1
// for filters and the size of the window for pooling; zero dilations mean 1.
type Window struct {
	Stride, Pad, Dilation [2]int
}

// images returns the extents of x, which is N × H × W × C: channels last.
func images(where string, x *Var) (n, h, w, c int) {
	needDims(where, "images", x, 4)
	s := x.val.shape
	return s[0], s[1], s[2], s[3]
}

// geometry of the filter w (KH × KW × In × Out) on images of the given shape.
func geometry(shape, w []int, g Window) kern.Conv {
	return kern.Conv{
		N: shape[0], H: shape[1], W: shape[2], In: w[2], Out: w[3], KH: w[0], KW: w[1],
		StrideH: g.Stride[0], StrideW: g.Stride[1], PadH: g.Pad[0], PadW: g.Pad[1],
		DilationH: g.Dilation[0], DilationW: g.Dilation[1],
	}
}

// Conv2D convolves images with filters (strictly, it correlates them):
//
//	y[n,i,j,o] = Σ_{p,q,c} x[n, s i − P + d p, s j − P + d q, c] · w[p,q,c,o]
//
// with x zero outside, stride s, padding P and dilation d: x is N × H × W × In, w is KH × KW × In × Out,
// y is N × H′ × W′ × Out with H′ = ⌊(H + 2P − d(KH−1) − 1)/s⌋ + 1. Signals in one dimension have H = KH
// = 1. The bias b, of length Out, is added to every pixel; nil means none. It panics with a
// *op.ShapeError if the channels differ, and if y is empty.
func Conv2D(x, w, b *Var, g Window) *Var {
	_, _, _, c := images("ad.Conv2D", x)
	needDims("ad.Conv2D", "w", w, 4)
	if w.val.shape[2] != c {
		mismatch("ad.Conv2D", "channels: w", w.val.shape, x.val.shape)
	}
	k := geometry(x.val.shape, w.val.shape, g)
	if k.OutH() < 1 || k.OutW() < 1 {
		panic(fmt.Sprintf("ad.Conv2D: got filter %v and window %+v on images %v, want a non-empty result", w.val.shape, g, x.val.shape))
	}
	e := extents{n: 4, d: [maxDims]int{k.N, k.OutH(), k.OutW(), k.Out}}
	if b == nil {
		return x.tape.filter(opConv, e.slice(), x, w, g)
	}
	needLen("ad.Conv2D", "b", b.Len(), k.Out)
	v := x.tape.emit(opConv, e.slice(), x, w, b)
	v.extra = &g
	return v.run()
}

// filter records one of the three trilinear relatives of a convolution.
func (t *Tape) filter(o opcode, shape []int, a, b *Var, g Window) *Var {
	v := t.emit(o, shape, a, b)
	v.extra = &g
	return v.run()
}

// ConvTranspose2D is the adjoint of [Conv2D] in x, also called transposed or fractionally strided
// convolution: y is N × H′ × W′ × Out, w is KH × KW × In × Out as for the convolution that it belongs
// to, the result is N × h × w × In. The extents h and w must be such that the convolution maps images of
// that size to H′ × W′; it panics with a *op.ShapeError otherwise.
func ConvTranspose2D(y, w *Var, h, width int, g Window) *Var {
	n, yh, yw, c := images("ad.ConvTranspose2D", y)
	needDims("ad.ConvTranspose2D", "w", w, 4)
	if w.val.shape[3] != c {
		mismatch("ad.ConvTranspose2D", "channels: w", w.val.shape, y.val.shape)
	}
	e := extents{n: 4, d: [maxDims]int{n, h, width, w.val.shape[2]}}
	if k := geometry(e.slice(), w.val.shape, g); k.OutH() != yh || k.OutW() != yw {
		mismatch("ad.ConvTranspose2D", "the convolution gives images of", []int{k.OutH(), k.OutW()}, []int{yh, yw})
	}
	return y.tape.filter(opConvData, e.slice(), y, w, g)
}

func convFwd[T kern.Float](v *Var) {
	x, w := v.in[0], v.in[1]
	var b []T
	if len(v.in) == 3 {
		b = data[T](v.in[2])
	}
	kern.ConvForward(geometry(x.val.shape, w.val.shape, *v.extra.(*Window)), data[T](v), data[T](x), data[T](w), b)
}

func convDataFwd[T kern.Float](v *Var) {
	y, w := v.in[0], v.in[1]
	kern.ConvTranspose(geometry(v.val.shape, w.val.shape, *v.extra.(*Window)), data[T](v), data[T](y), data[T](w), nil)
}

func convFilterFwd[T kern.Float](v *Var) {
	x, y := v.in[0], v.in[1]
	clear(data[T](v))
	kern.ConvBackwardFilter(geometry(x.val.shape, v.val.shape, *v.extra.(*Window)), data[T](v), data[T](x), data[T](y))
}

// The trilinear form ⟨x * w, y⟩ has three partial derivatives: y(x, w), x(y, w), w(x, y). Each is the
// derivative of the others.

func convVJP(v, g *Var, i int) *Var {
	x, w, k := v.in[0], v.in[1], *v.extra.(*Window)
	switch i {
	case 0:
		return v.tape.filter(opConvData, x.val.shape, g, w, k)
	case 1:
		return v.tape.filter(opConvFilter, w.val.shape, x, g, k)
	}
	return foldTo(g, v.in[2].val.shape)
}

func convJVP(v, t *Var, i int) *Var {
	x, w, k := v.in[0], v.in[1], *v.extra.(*Window)
	switch i {
	case 0:
		return v.tape.filter(opConv, v.val.shape, t, w, k)
	case 1:
		return v.tape.filter(opConv, v.val.shape, x, t, k)
	}
	return expandTo(t, v.val.shape)
}

func convDataVJP(v, g *Var, i int) *Var {
	y, w, k := v.in[0], v.in[1], *v.extra.(*Window)
	if i == 0 {
		return v.tape.filter(opConv, y.val.shape, g, w, k)
	}
	return v.tape.filter(opConvFilter, w.val.shape, g, y, k)
}

func convFilterVJP(v, g *Var, i int) *Var {
	x, y, k := v.in[0], v.in[1], *v.extra.(*Window)
	if i == 0 {
		return v.tape.filter(opConvData, x.val.shape, y, g, k)
	}
	return v.tape.filter(opConv, y.val.shape, x, g, k)
}

// pool is what the pooling operations keep.
type pool struct {
	g   kern.Pool
	arg []int32 // of a maximum: where it was
}

func newPool(where string, x *Var, kh, kw int, g Window) *pool {
	n, h, w, c := images(where, x)
	p := kern.Pool{N: n, H: h, W: w, C: c, KH: kh, KW: kw, StrideH: g.Stride[0], StrideW: g.Stride[1], PadH: g.Pad[0], PadW: g.Pad[1]}
	if kh < 1 || kw < 1 || g.Pad[0] >= kh || g.Pad[1] >= kw || g.Dilation[0] > 1 || g.Dilation[1] > 1 || p.OutH() < 1 || p.OutW() < 1 {
		panic(fmt.Sprintf("%s: got windows of %d × %d with %+v on images %v, want a non-empty result, padding below the window and no dilation",
			where, kh, kw, g, x.val.shape))
	}
	return &pool{g: p}
}

func (p *pool) out() []int { return []int{p.g.N, p.g.OutH(), p.g.OutW(), p.g.C} }

// pooled records a map between images that keeps p, after the variable that fills it in, if any.
func pooled(o opcode, shape []int, x *Var, p any, after *Var) *Var {
	v := x.tape.emit(o, shape, x)
	v.extra, v.after = p, after
	return v.run()
}

// MaxPool2D returns the largest value of each window of kh × kw pixels, N × H × W × C → N × H′ × W′ × C.
// The derivative is that of the first such pixel. It panics if the result is empty.
func MaxPool2D(x *Var, kh, kw int, g Window) *Var {
	p := newPool("ad.MaxPool2D", x, kh, kw, g)
	p.arg = make([]int32, p.g.OutLen())
	return pooled(opMaxPool, p.out(), x, p, nil)
}

// AvgPool2D returns the mean of each window of kh × kw pixels over its pixels inside of the image,
// N × H × W × C → N × H′ × W′ × C. It panics if the result is empty.
func AvgPool2D(x *Var, kh, kw int, g Window) *Var {
	p := newPool("ad.AvgPool2D", x, kh, kw, g)
	return pooled(opAvgPool, p.out(), x, p, nil)
}

func maxPoolFwd[T kern.Float](v *Var) {
	p := v.extra.(*pool)
	kern.MaxPoolForward(p.g, data[T](v), p.arg, data[T](v.in[0]))
}

// maxSpread puts every element where the maximum was; maxTake is its adjoint.
func maxSpreadFwd[T kern.Float](v *Var) {
	p := v.extra.(*pool)
	clear(data[T](v))
	kern.MaxPoolBackward(p.g, data[T](v), data[T](v.in[0]), p.arg)
}

func maxTakeFwd[T kern.Float](v *Var) {
	p := v.extra.(*pool)
	x, y := data[T](v.in[0]), data[T](v)
	c, image, out := p.g.C, p.g.H*p.g.W*p.g.C, p.g.OutH()*p.g.OutW()*p.g.C
	for i, a := range p.arg {
		y[i] = x[i/out*image+int(a)*c+i%c]
	}
}

func avgPoolFwd[T kern.Float](v *Var) {
	kern.AvgPoolForward(v.extra.(*pool).g, data[T](v), data[T](v.in[0]))
}

func avgSpreadFwd[T kern.Float](v *Var) {
	clear(data[T](v))
	kern.AvgPoolBackward(v.extra.(*pool).g, data[T](v), data[T](v.in[0]))
}

// resize is an interpolation of images to another size.
type resize struct {
	g       kern.Image
	h, w    int  // of the result
	nearest bool // repeat pixels; otherwise interpolate
	corners bool // corner pixels coincide
}

// UpsampleNearest repeats every pixel in squares of fh × fw, N × H × W × C → N × H·fh × W·fw × C.
// It panics unless both factors are positive.
func UpsampleNearest(x *Var, fh, fw int) *Var {
	if fh < 1 || fw < 1 {
		panic(fmt.Sprintf("ad.UpsampleNearest: got factors %d and %d, want positive ones", fh, fw))
	}
	n, h, w, c := images("ad.UpsampleNearest", x)
	r := &resize{g: kern.Image{N: n, H: h, W: w, C: c}, h: h * fh, w: w * fw, nearest: true}
	return pooled(opUpsample, []int{n, r.h, r.w, c}, x, r, nil)
}

// UpsampleBilinear interpolates images to h × w pixels, N × H × W × C → N × h × w × C. With corners the
// corner pixels of both coincide; otherwise pixels are squares that tile the same rectangle.
// It panics unless h and w are positive.
func UpsampleBilinear(x *Var, h, w int, corners bool) *Var {
	if h < 1 || w < 1 {
		panic(fmt.Sprintf("ad.UpsampleBilinear: got %d × %d pixels, want positive extents", h, w))
	}
	n, H, W, c := images("ad.UpsampleBilinear", x)
	r := &resize{g: kern.Image{N: n, H: H, W: W, C: c}, h: h, w: w, corners: corners}
	return pooled(opUpsample, []int{n, h, w, c}, x, r, nil)
}

func upsampleFwd[T kern.Float](v *Var) {
	if r := v.extra.(*resize); r.nearest {
		kern.UpsampleNearest(r.g, r.h/r.g.H, r.w/r.g.W, data[T](v), data[T](v.in[0]))
	} else {
		kern.UpsampleBilinear(r.g, r.h, r.w, r.corners, data[T](v), data[T](v.in[0]))
	}
}

func downsampleFwd[T kern.Float](v *Var) {
	clear(data[T](v))
	if r := v.extra.(*resize); r.nearest {
		kern.UpsampleNearestBackward(r.g, r.h/r.g.H, r.w/r.g.W, data[T](v), data[T](v.in[0]))
	} else {
		kern.UpsampleBilinearBackward(r.g, r.h, r.w, r.corners, data[T](v), data[T](v.in[0]))
	}
}

// partner is the derivative of a linear map between images by its adjoint primitive.
func partner(o opcode) func(v, g *Var, _ int) *Var {
	return func(v, g *Var, _ int) *Var { return pooled(o, v.in[0].val.shape, g, v.extra, v.origin()) }
}

// origin is the variable that fills in what v and its derivatives share.
func (v *Var) origin() *Var {
	if v.after != nil {
		return v.after
	}
	return v
}
