package kern

// Images may be stored with the channel as the first index after the image, N × C × H × W, or as the
// last, N × H × W × C, which is what the kernels here work on.

// ToChannelsLast copies x (N × C × H × W) to y (N × H × W × C).
func ToChannelsLast[T Float](g Image, y, x []T) {
	sameLen("ToChannelsLast", "input", len(x), g.Len())
	sameLen("ToChannelsLast", "output", len(y), g.Len())
	s := g.H * g.W * g.C
	for n := range g.N {
		Transpose(y[n*s:(n+1)*s], g.C, x[n*s:(n+1)*s], g.C, g.H*g.W, g.H*g.W)
	}
}

// ToChannelsFirst copies x (N × H × W × C) to y (N × C × H × W).
func ToChannelsFirst[T Float](g Image, y, x []T) {
	sameLen("ToChannelsFirst", "input", len(x), g.Len())
	sameLen("ToChannelsFirst", "output", len(y), g.Len())
	s := g.H * g.W * g.C
	for n := range g.N {
		Transpose(y[n*s:(n+1)*s], g.H*g.W, x[n*s:(n+1)*s], g.H*g.W, g.C, g.C)
	}
}

// CopyRows copies a matrix of rows × cols elements:
//
//	for i := range rows { for j := range cols { dst[i*ldd+j] = src[i*lds+j] } }
//
// It panics with a *LengthError when a slice or a stride is too short.
func CopyRows[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	matrix("CopyRows", "dst", dst, rows, cols, ldd)
	matrix("CopyRows", "src", src, rows, cols, lds)
	if cols > 0 {
		share(rows, max(1, vecParallel/4/cols), copyRows[T]{dst, src, ldd, lds, cols})
	}
}

type copyRows[T Float] struct {
	dst, src       []T
	ldd, lds, cols int
}

func (c *copyRows[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		copy(c.dst[i*c.ldd:][:c.cols], c.src[i*c.lds:][:c.cols])
	}
}

// Widen copies single precision to double.
func Widen(dst []float64, x []float32) {
	sameLen("Widen", "source", len(x), len(dst))
	for i, v := range x {
		dst[i] = float64(v)
	}
}

// Narrow copies double precision to single, rounding to nearest.
func Narrow(dst []float32, x []float64) {
	sameLen("Narrow", "source", len(x), len(dst))
	for i, v := range x {
		dst[i] = float32(v)
	}
}
