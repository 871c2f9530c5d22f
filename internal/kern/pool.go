package kern

import (
	"fmt"
	"math"
)

// Pool is the geometry of a pooling in two dimensions over windows of KH × KW pixels. Arrays are dense,
// channels last: x is N × H × W × C, y is N × OutH × OutW × C. Strides of 0 mean the size of the window.
type Pool struct {
	N, H, W, C       int
	KH, KW           int
	StrideH, StrideW int
	PadH, PadW       int // less than the window
}

func (g Pool) normal() Pool {
	if g.StrideH == 0 {
		g.StrideH = g.KH
	}
	if g.StrideW == 0 {
		g.StrideW = g.KW
	}
	if min(g.N, g.H, g.W, g.C, g.KH, g.KW, g.StrideH, g.StrideW) < 1 || min(g.PadH, g.PadW) < 0 ||
		g.PadH >= g.KH || g.PadW >= g.KW || g.OutH() < 1 || g.OutW() < 1 {
		panic(fmt.Sprintf("kern.Pool: geometry: got %+v, want positive sizes, pads below the window and a non-empty output", g))
	}
	return g
}

// OutH is the height of the output.
func (g Pool) OutH() int { return poolSize(g.H, g.KH, g.StrideH, g.PadH) }

// OutW is the width of the output.
func (g Pool) OutW() int { return poolSize(g.W, g.KW, g.StrideW, g.PadW) }

func poolSize(n, k, stride, pad int) int {
	if stride == 0 {
		stride = k
	}
	return outSize(n, k, stride, pad, 1)
}

// InLen is the number of elements of x.
func (g Pool) InLen() int { return g.N * g.H * g.W * g.C }

// OutLen is the number of elements of y.
func (g Pool) OutLen() int { return g.N * g.OutH() * g.OutW() * g.C }

// window is the part of the window of output pixel (i, j) inside of the image.
func (g *Pool) window(i, j int) (r0, r1, c0, c1 int) {
	r0, c0 = i*g.StrideH-g.PadH, j*g.StrideW-g.PadW
	r1, c1 = min(r0+g.KH, g.H), min(c0+g.KW, g.W)
	return max(r0, 0), r1, max(c0, 0), c1
}

// MaxPoolForward computes the largest value of each window, and in arg its place: the row-major index
// in the image, i·W + j, of the first pixel that has it. NaN counts as larger than every number. arg
// has the length of y; nil leaves it out.
func MaxPoolForward[T Float](g Pool, y []T, arg []int32, x []T) {
	g = g.normal()
	sameLen("MaxPoolForward", "input", len(x), g.InLen())
	sameLen("MaxPoolForward", "output", len(y), g.OutLen())
	if arg == nil {
		arg = make([]int32, len(y)) // the kernels write it anyway
	}
	sameLen("MaxPoolForward", "arg", len(arg), len(y))
	row := g.OutW() * g.C
	share(g.N*g.OutH(), rowGrain(g.W*g.C*g.KH), maxPool[T]{g, y, x, arg, row})
}

type maxPool[T Float] struct {
	g    Pool
	y, x []T
	arg  []int32
	row  int // elements of a row of y
}

func (m *maxPool[T]) piece(lo, hi int) {
	for r := lo; r < hi; r++ {
		maxRow(&m.g, r, m.y[r*m.row:(r+1)*m.row], m.arg[r*m.row:(r+1)*m.row], m.x)
	}
}

// maxRow computes a row, of number r counted through all images: what can be in one call where windows
// lie inside of the image, the others pixel by pixel.
func maxRow[T Float](g *Pool, r int, y []T, arg []int32, x []T) {
	n, i, ow := r/g.OutH(), r%g.OutH(), g.OutW()
	image := x[n*g.H*g.W*g.C:]
	j0 := (g.PadW + g.StrideW - 1) / g.StrideW // first and last window inside
	j1 := min(ow, (g.W+g.PadW-g.KW)/g.StrideW+1)
	r0 := i*g.StrideH - g.PadH
	if r0 < 0 || r0+g.KH > g.H || !maxPixelsAsm(g, y, arg, image, r0, j0*g.StrideW-g.PadW, j0, j1) {
		j0, j1 = 0, 0
	}
	for j := range ow {
		if j < j0 || j >= j1 {
			maxPixel(g, i, j, y[j*g.C:(j+1)*g.C], arg[j*g.C:(j+1)*g.C], image)
		}
	}
}

// maxPixel computes one output pixel.
func maxPixel[T Float](g *Pool, i, j int, y []T, arg []int32, image []T) {
	r0, r1, c0, c1 := g.window(i, j)
	for p := r0; p < r1; p++ {
		for q := c0; q < c1; q++ {
			at := p*g.W + q
			v := image[at*g.C:][:g.C]
			if p == r0 && q == c0 {
				copy(y, v)
				fillIndex(arg, int32(at))
				continue
			}
			maxUpdate(y, arg, v, int32(at))
		}
	}
}

func fillIndex(arg []int32, v int32) {
	for i := range arg {
		arg[i] = v
	}
}

// maxUpdate takes over the elements of v that are larger than those of y.
func maxUpdate[T Float](y []T, arg []int32, v []T, at int32) {
	v, arg = v[:len(y)], arg[:len(y)]
	for c := range y {
		if !(v[c] <= y[c]) && y[c] == y[c] {
			y[c], arg[c] = v[c], at
		}
	}
}

// MaxPoolBackward adds dy to the pixels of dx it came from; arg is that of MaxPoolForward.
func MaxPoolBackward[T Float](g Pool, dx, dy []T, arg []int32) {
	g = g.normal()
	sameLen("MaxPoolBackward", "input", len(dx), g.InLen())
	sameLen("MaxPoolBackward", "output", len(dy), g.OutLen())
	sameLen("MaxPoolBackward", "arg", len(arg), len(dy))
	share(g.N, 1, maxPoolGrad[T]{g, dx, dy, arg})
}

type maxPoolGrad[T Float] struct {
	g      Pool
	dx, dy []T
	arg    []int32
}

func (m *maxPoolGrad[T]) piece(lo, hi int) {
	c, in, out := m.g.C, m.g.H*m.g.W*m.g.C, m.g.OutH()*m.g.OutW()*m.g.C
	for n := lo; n < hi; n++ {
		d, a, image := m.dy[n*out:(n+1)*out], m.arg[n*out:(n+1)*out], m.dx[n*in:(n+1)*in]
		for len(d) > 0 {
			for k, v := range d[:c] {
				image[int(a[k])*c+k] += v
			}
			d, a = d[c:], a[c:]
		}
	}
}

// AvgPoolForward computes the mean of each window over its pixels inside of the image.
func AvgPoolForward[T Float](g Pool, y, x []T) {
	g = g.normal()
	sameLen("AvgPoolForward", "input", len(x), g.InLen())
	sameLen("AvgPoolForward", "output", len(y), g.OutLen())
	share(g.N*g.OutH(), rowGrain(g.W*g.C*g.KH), avgPool[T]{g, y, x, false})
}

// avgPool goes through rows of y; with back it adds them to x, otherwise it computes them.
type avgPool[T Float] struct {
	g    Pool
	y, x []T
	back bool
}

func (m *avgPool[T]) piece(lo, hi int) {
	for r := lo; r < hi; r++ {
		for j := range m.g.OutW() {
			m.pixel(r, j)
		}
	}
}

// pixel is that of column j in row r, counted through all images.
func (m *avgPool[T]) pixel(r, j int) {
	g, oh := &m.g, m.g.OutH()
	out := m.y[(r*g.OutW()+j)*g.C:][:g.C]
	if !m.back {
		clear(out)
	}
	r0, r1, c0, c1 := g.window(r%oh, j)
	a := 1 / T((r1-r0)*(c1-c0))
	for p := r0; p < r1; p++ {
		for q := c0; q < c1; q++ {
			in := m.x[((r/oh*g.H+p)*g.W+q)*g.C:][:g.C]
			if m.back {
				Axpy(in, a, out)
			} else {
				Axpy(out, a, in)
			}
		}
	}
}

// AvgPoolBackward is the adjoint of AvgPoolForward; it adds to dx.
func AvgPoolBackward[T Float](g Pool, dx, dy []T) {
	g = g.normal()
	sameLen("AvgPoolBackward", "input", len(dx), g.InLen())
	sameLen("AvgPoolBackward", "output", len(dy), g.OutLen())
	share(g.N*g.OutH(), g.OutH(), avgPool[T]{g, dy, dx, true}) // a piece is an image
}

// Image is the size of a batch of images, channels last: N × H × W × C.
type Image struct{ N, H, W, C int }

// Len is the number of elements.
func (g Image) Len() int { return g.N * g.H * g.W * g.C }

// UpsampleNearest repeats every pixel of x in squares of fh × fw pixels: y is N × H·fh × W·fw × C.
func UpsampleNearest[T Float](g Image, fh, fw int, y, x []T) {
	sameLen("UpsampleNearest", "input", len(x), g.Len())
	sameLen("UpsampleNearest", "output", len(y), g.Len()*fh*fw)
	share(g.N*g.H, rowGrain(g.W*fw*g.C*fh), nearest[T]{g, fh, fw, y, x})
}

type nearest[T Float] struct {
	g      Image
	fh, fw int
	y, x   []T
}

func (u *nearest[T]) piece(lo, hi int) {
	c, row := u.g.C, u.g.W*u.fw*u.g.C
	for r := lo; r < hi; r++ {
		out := u.y[r*u.fh*row : (r+1)*u.fh*row]
		for j := range u.g.W {
			v := u.x[(r*u.g.W+j)*c:][:c]
			for q := range u.fw {
				copy(out[(j*u.fw+q)*c:], v)
			}
		}
		for p := 1; p < u.fh; p++ {
			copy(out[p*row:(p+1)*row], out[:row])
		}
	}
}

// UpsampleNearestBackward is the adjoint of UpsampleNearest; it adds to dx.
func UpsampleNearestBackward[T Float](g Image, fh, fw int, dx, dy []T) {
	sameLen("UpsampleNearestBackward", "input", len(dx), g.Len())
	sameLen("UpsampleNearestBackward", "output", len(dy), g.Len()*fh*fw)
	share(g.N*g.H, rowGrain(g.W*g.C*fh*fw), nearestGrad[T]{g, fh, fw, dy, dx})
}

type nearestGrad[T Float] nearest[T]

func (u *nearestGrad[T]) piece(lo, hi int) {
	c, wide := u.g.C, u.g.W*u.fw
	for r := lo; r < hi; r++ {
		for p := range u.fh {
			for j := range wide {
				d := u.x[(r*u.g.W+j/u.fw)*c:][:c]
				Add(d, d, u.y[((r*u.fh+p)*wide+j)*c:][:c])
			}
		}
	}
}

// weight is the position of an output sample between two input samples.
type weight[T Float] struct {
	lo, hi int
	t      T // weight of hi
}

// weights are those of the samples of an axis: for each the first of its two inputs, as a number, and the
// weight of the second.
type weights[T Float] struct {
	of   []T
	last int // the last input
}

func (w weights[T]) at(i int) weight[T] {
	lo := int(w.of[2*i])
	return weight[T]{lo, min(lo+1, w.last), w.of[2*i+1]}
}

// bilinearWeights places n outputs over m inputs: with corners, the first and last samples coincide;
// otherwise samples are the centres of cells that cover the same interval. It writes 2n numbers to buf.
func bilinearWeights[T Float](buf []T, m, n int, corners bool) weights[T] {
	for i := range n {
		s := (float64(i)+0.5)*float64(m)/float64(n) - 0.5
		if corners {
			s = 0
			if n > 1 {
				s = float64(i) * float64(m-1) / float64(n-1)
			}
		}
		s = min(max(s, 0), float64(m-1))
		lo := math.Floor(s)
		buf[2*i], buf[2*i+1] = T(lo), T(s-lo)
	}
	return weights[T]{buf[:2*n], m - 1}
}

// UpsampleBilinear interpolates x to oh × ow pixels: y is N × oh × ow × C. With corners, the corner
// pixels of x and y coincide; otherwise pixels are squares that tile the same rectangle.
func UpsampleBilinear[T Float](g Image, oh, ow int, corners bool, y, x []T) {
	sameLen("UpsampleBilinear", "input", len(x), g.Len())
	sameLen("UpsampleBilinear", "output", len(y), g.N*oh*ow*g.C)
	newBilinear(g, oh, ow, corners, y, x, func(b bilinear[T]) { share(g.N*oh, rowGrain(4*ow*g.C), b) })
}

type bilinear[T Float] struct {
	g      Image
	oh, ow int
	hs, ws weights[T]
	y, x   []T
}

// newBilinear calls f with the arguments, which are no longer good afterwards.
func newBilinear[T Float](g Image, oh, ow int, corners bool, y, x []T, f func(bilinear[T])) {
	buf, back := borrow[T](2 * (oh + ow))
	defer give(back)
	f(bilinear[T]{g, oh, ow, bilinearWeights(buf, g.H, oh, corners), bilinearWeights(buf[2*oh:], g.W, ow, corners), y, x})
}

func (u *bilinear[T]) piece(lo, hi int) {
	g := u.g
	tmp, back := borrow[T](g.W * g.C)
	defer give(back)
	for r := lo; r < hi; r++ {
		h, row := u.hs.at(r%u.oh), u.x[r/u.oh*g.H*g.W*g.C:]
		copy(tmp, row[h.lo*len(tmp):])
		Axpby(tmp, h.t, row[h.hi*len(tmp):][:len(tmp)], 1-h.t)
		out := u.y[r*u.ow*g.C : (r+1)*u.ow*g.C]
		for j := range u.ow {
			w := u.ws.at(j)
			mix(out[j*g.C:(j+1)*g.C], tmp[w.lo*g.C:], tmp[w.hi*g.C:], w.t)
		}
	}
}

func mix[T Float](dst, a, b []T, t T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = (1-t)*a[i] + t*b[i]
	}
}

// UpsampleBilinearBackward is the adjoint of UpsampleBilinear; it adds to dx.
func UpsampleBilinearBackward[T Float](g Image, oh, ow int, corners bool, dx, dy []T) {
	sameLen("UpsampleBilinearBackward", "input", len(dx), g.Len())
	sameLen("UpsampleBilinearBackward", "output", len(dy), g.N*oh*ow*g.C)
	newBilinear(g, oh, ow, corners, dy, dx, func(b bilinear[T]) {
		share(g.N*oh, oh, bilinearGrad[T](b)) // a piece is an image
	})
}

type bilinearGrad[T Float] bilinear[T]

func (u *bilinearGrad[T]) piece(lo, hi int) {
	g := u.g
	tmp, back := borrow[T](g.W * g.C)
	defer give(back)
	for r := lo; r < hi; r++ {
		clear(tmp)
		for j := range u.ow {
			w, d := u.ws.at(j), u.y[(r*u.ow+j)*g.C:][:g.C]
			axpyShort(tmp[w.lo*g.C:][:g.C], 1-w.t, d)
			axpyShort(tmp[w.hi*g.C:][:g.C], w.t, d)
		}
		h, row := u.hs.at(r%u.oh), u.x[r/u.oh*g.H*g.W*g.C:]
		Axpy(row[h.lo*len(tmp):][:len(tmp)], 1-h.t, tmp)
		Axpy(row[h.hi*len(tmp):][:len(tmp)], h.t, tmp)
	}
}

// axpyShort is Axpy for a pixel of a few channels.
func axpyShort[T Float](y []T, alpha T, x []T) {
	if len(y) >= 16 {
		Axpy(y, alpha, x)
		return
	}
	x = x[:len(y)]
	for i := range y {
		y[i] += alpha * x[i]
	}
}
