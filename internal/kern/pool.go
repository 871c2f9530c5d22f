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
		arg = make([]int32, len(y))
	}
	sameLen("MaxPoolForward", "arg", len(arg), len(y))
	row := g.OutW() * g.C
	For(g.N*g.OutH(), rowGrain(g.W*g.C*g.KH), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			maxRow(&g, r, y[r*row:(r+1)*row], arg[r*row:(r+1)*row], x)
		}
	})
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
	out := g.OutH() * g.OutW() * g.C
	For(g.N, 1, func(lo, hi int) {
		for n := lo; n < hi; n++ {
			d, a, image := dy[n*out:(n+1)*out], arg[n*out:(n+1)*out], dx[n*g.H*g.W*g.C:(n+1)*g.H*g.W*g.C]
			for len(d) > 0 {
				for c, v := range d[:g.C] {
					image[int(a[c])*g.C+c] += v
				}
				d, a = d[g.C:], a[g.C:]
			}
		}
	})
}

// AvgPoolForward computes the mean of each window over its pixels inside of the image.
func AvgPoolForward[T Float](g Pool, y, x []T) {
	g = g.normal()
	sameLen("AvgPoolForward", "input", len(x), g.InLen())
	sameLen("AvgPoolForward", "output", len(y), g.OutLen())
	oh, ow := g.OutH(), g.OutW()
	For(g.N*oh, rowGrain(g.W*g.C*g.KH), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			for j := range ow {
				out := y[(r*ow+j)*g.C:][:g.C]
				clear(out)
				r0, r1, c0, c1 := g.window(r%oh, j)
				a := 1 / T((r1-r0)*(c1-c0))
				for p := r0; p < r1; p++ {
					for q := c0; q < c1; q++ {
						Axpy(out, a, x[((r/oh*g.H+p)*g.W+q)*g.C:][:g.C])
					}
				}
			}
		}
	})
}

// AvgPoolBackward is the adjoint of AvgPoolForward; it adds to dx.
func AvgPoolBackward[T Float](g Pool, dx, dy []T) {
	g = g.normal()
	sameLen("AvgPoolBackward", "input", len(dx), g.InLen())
	sameLen("AvgPoolBackward", "output", len(dy), g.OutLen())
	oh, ow := g.OutH(), g.OutW()
	For(g.N, 1, func(lo, hi int) {
		for r := lo * oh; r < hi*oh; r++ {
			for j := range ow {
				d := dy[(r*ow+j)*g.C:][:g.C]
				r0, r1, c0, c1 := g.window(r%oh, j)
				a := 1 / T((r1-r0)*(c1-c0))
				for p := r0; p < r1; p++ {
					for q := c0; q < c1; q++ {
						Axpy(dx[((r/oh*g.H+p)*g.W+q)*g.C:][:g.C], a, d)
					}
				}
			}
		}
	})
}

// Image is the size of a batch of images, channels last: N × H × W × C.
type Image struct{ N, H, W, C int }

// Len is the number of elements.
func (g Image) Len() int { return g.N * g.H * g.W * g.C }

// UpsampleNearest repeats every pixel of x in squares of fh × fw pixels: y is N × H·fh × W·fw × C.
func UpsampleNearest[T Float](g Image, fh, fw int, y, x []T) {
	sameLen("UpsampleNearest", "input", len(x), g.Len())
	sameLen("UpsampleNearest", "output", len(y), g.Len()*fh*fw)
	row := g.W * fw * g.C
	For(g.N*g.H, rowGrain(row*fh), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			out := y[r*fh*row : (r+1)*fh*row]
			for j := range g.W {
				v := x[(r*g.W+j)*g.C:][:g.C]
				for q := range fw {
					copy(out[(j*fw+q)*g.C:], v)
				}
			}
			for p := 1; p < fh; p++ {
				copy(out[p*row:(p+1)*row], out[:row])
			}
		}
	})
}

// UpsampleNearestBackward is the adjoint of UpsampleNearest; it adds to dx.
func UpsampleNearestBackward[T Float](g Image, fh, fw int, dx, dy []T) {
	sameLen("UpsampleNearestBackward", "input", len(dx), g.Len())
	sameLen("UpsampleNearestBackward", "output", len(dy), g.Len()*fh*fw)
	For(g.N*g.H, rowGrain(g.W*g.C*fh*fw), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			for p := range fh {
				for j := range g.W * fw {
					d := dx[(r*g.W+j/fw)*g.C:][:g.C]
					Add(d, d, dy[((r*fh+p)*g.W*fw+j)*g.C:][:g.C])
				}
			}
		}
	})
}

// weight is the position of an output sample between two input samples.
type weight[T Float] struct {
	lo, hi int
	t      T // weight of hi
}

// bilinearWeights places n outputs over m inputs: with corners, the first and last samples coincide;
// otherwise samples are the centres of cells that cover the same interval.
func bilinearWeights[T Float](m, n int, corners bool) []weight[T] {
	w := make([]weight[T], n)
	for i := range w {
		s := (float64(i)+0.5)*float64(m)/float64(n) - 0.5
		if corners {
			s = 0
			if n > 1 {
				s = float64(i) * float64(m-1) / float64(n-1)
			}
		}
		s = min(max(s, 0), float64(m-1))
		lo := int(math.Floor(s))
		w[i] = weight[T]{lo, min(lo+1, m-1), T(s - float64(lo))}
	}
	return w
}

// UpsampleBilinear interpolates x to oh × ow pixels: y is N × oh × ow × C. With corners, the corner
// pixels of x and y coincide; otherwise pixels are squares that tile the same rectangle.
func UpsampleBilinear[T Float](g Image, oh, ow int, corners bool, y, x []T) {
	sameLen("UpsampleBilinear", "input", len(x), g.Len())
	sameLen("UpsampleBilinear", "output", len(y), g.N*oh*ow*g.C)
	ws, hs := bilinearWeights[T](g.W, ow, corners), bilinearWeights[T](g.H, oh, corners)
	For(g.N*oh, rowGrain(4*ow*g.C), func(lo, hi int) {
		tmp := make([]T, g.W*g.C)
		for r := lo; r < hi; r++ {
			h, row := hs[r%oh], x[r/oh*g.H*g.W*g.C:]
			copy(tmp, row[h.lo*len(tmp):])
			Axpby(tmp, h.t, row[h.hi*len(tmp):][:len(tmp)], 1-h.t)
			out := y[r*ow*g.C : (r+1)*ow*g.C]
			for j, w := range ws {
				mix(out[j*g.C:(j+1)*g.C], tmp[w.lo*g.C:], tmp[w.hi*g.C:], w.t)
			}
		}
	})
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
	ws, hs := bilinearWeights[T](g.W, ow, corners), bilinearWeights[T](g.H, oh, corners)
	For(g.N, 1, func(lo, hi int) {
		tmp := make([]T, g.W*g.C)
		for r := lo * oh; r < hi*oh; r++ {
			clear(tmp)
			for j, w := range ws {
				d := dy[(r*ow+j)*g.C:][:g.C]
				axpyShort(tmp[w.lo*g.C:][:g.C], 1-w.t, d)
				axpyShort(tmp[w.hi*g.C:][:g.C], w.t, d)
			}
			h, row := hs[r%oh], dx[r/oh*g.H*g.W*g.C:]
			Axpy(row[h.lo*len(tmp):][:len(tmp)], 1-h.t, tmp)
			Axpy(row[h.hi*len(tmp):][:len(tmp)], h.t, tmp)
		}
	})
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
