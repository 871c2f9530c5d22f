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
