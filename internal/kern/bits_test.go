package kern

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// parallelCalls are calls of kernels that are large enough to be shared, by name, and the arrays they work on.
func parallelCalls[T Float]() (calls map[string]func(), arrays [][]T) {
	src := rand.NewPCG(1, 2)
	rnd := rand.New(src)
	const n = 1 << 17
	x, y, z := make([]T, n), make([]T, n), make([]T, n)
	c := Conv{N: 4, H: 32, W: 32, In: 16, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1}.normal()
	strided := Conv{N: 4, H: 32, W: 32, In: 16, Out: 16, KH: 2, KW: 2, StrideH: 2, StrideW: 2}.normal()
	w, dw := make([]T, c.FilterLen()), make([]T, c.FilterLen())
	in, out := x[:c.InLen()], y[:c.OutLen()]
	p := Pool{N: 4, H: 32, W: 32, C: 16, KH: 2, KW: 2}
	arg := make([]int32, p.OutLen())
	img := Image{N: 4, H: 32, W: 32, C: 8}
	v := make([]T, 256)
	one := make([]T, 256)
	calls = map[string]func(){
		"Gemm":      func() { Gemm(NoTrans, Trans, 300, 200, 100, 1, x, 100, y, 100, 0, z, 200) },
		"Gemm thin": func() { Gemm(NoTrans, NoTrans, 1000, 1, 100, 1, x, 100, y, 1, 0, z, 1) },
		"Gemm flat": func() { Gemm(Trans, NoTrans, 2, 1000, 100, 1, x, 2, y, 1000, 0, z, 1000) },
		"Epilogue": func() {
			GemmEpilogue(NoTrans, NoTrans, 300, 200, 100, 1, x, 100, y, 200, 0, z, 200, Epilogue[T]{Row: one, Act: ActTanh})
		},
		"GemmBatch":   func() { GemmBatch(NoTrans, NoTrans, 16, 64, 64, 64, 1, x, 64, 4096, y, 64, 4096, 0, z, 64, 4096) },
		"Tanh":        func() { Tanh(y, x) },
		"Sin":         func() { Sin(y, x) },
		"GELUErf":     func() { GELUErf(y, x) },
		"Adam":        func() { Adam(x, y, z, y, AdamStep{Rate: 1e-3, Beta1: .9, Beta2: .999, Eps: 1e-8, Step: 1}) },
		"Sum":         func() { v[0] = Sum(x) },
		"Dot":         func() { v[0] = Dot(x, y) },
		"RowSums":     func() { RowSums(z, x, 512, 256, 256) },
		"ColSums":     func() { ColSums(v, x, 512, 256, 256) },
		"AddRow":      func() { AddRow(x, 512, 256, 256, v) },
		"AddCol":      func() { AddCol(x, 512, 256, 256, z) },
		"MulRow":      func() { MulRow(y, 256, x, 512, 256, 256, v) },
		"LogSumExp":   func() { LogSumExpRows(z, x, 512, 256, 256) },
		"Softmax":     func() { SoftmaxRows(z, 256, x, 512, 256, 256) },
		"SoftmaxGrad": func() { SoftmaxGradRows(z, 256, x, 256, y, 256, 512, 256) },
		"CopyRows":    func() { CopyRows(y, 256, x[7:], 500, 250, 201) },
		"ReLUMask":    func() { ReLUMask(y, x, y) },
		"Transpose":   func() { Transpose(y, 512, x, 512, 256, 256) },
		"Moments":     func() { Moments(v, one, x, 512, 256) },
		"BatchNorm":   func() { BatchNorm(y, x, v, v, one, one, 512, 256) },
		"BatchNormGrad": func() {
			BatchNormGrad(z, v, v, x, y, one, one, one, 512, 256)
		},
		"ConvForward":        func() { ConvForward(c, out, in, w, nil) },
		"ConvBackwardData":   func() { ConvBackwardData(c, in, out, w) },
		"ConvBackwardFilter": func() { ConvBackwardFilter(c, dw, in, out) },
		"ConvTranspose":      func() { ConvTranspose(strided, in, y[:strided.OutLen()], w[:strided.FilterLen()], nil) },
		"MaxPool":            func() { MaxPoolForward(p, y[:p.OutLen()], arg, x[:p.InLen()]) },
		"MaxPoolGrad":        func() { MaxPoolBackward(p, x[:p.InLen()], y[:p.OutLen()], arg) },
		"AvgPool":            func() { AvgPoolForward(p, y[:p.OutLen()], x[:p.InLen()]) },
		"AvgPoolGrad":        func() { AvgPoolBackward(p, x[:p.InLen()], y[:p.OutLen()]) },
		"Nearest":            func() { UpsampleNearest(img, 2, 2, y, x[:img.Len()]) },
		"NearestGrad":        func() { UpsampleNearestBackward(img, 2, 2, x[:img.Len()], y) },
		"Bilinear":           func() { UpsampleBilinear(img, 64, 64, true, y, x[:img.Len()]) },
		"BilinearGrad":       func() { UpsampleBilinearBackward(img, 64, 64, true, x[:img.Len()], y) },
		"Uniform": func() {
			src.Seed(1, 2)
			Uniform(x, rnd)
		},
		"Normal": func() {
			src.Seed(1, 2)
			Normal(x, rnd)
		},
	}
	return calls, [][]T{x, y, z, w, dw, v, one}
}

// Whatever the number of processors, a kernel leaves the same bits.
func TestSameBits(t *testing.T) {
	sameBits[float32](t)
	sameBits[float64](t)
}

func sameBits[T Float](t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	calls, arrays := parallelCalls[T]()
	for name, f := range calls {
		var want []uint64
		for _, procs := range []int{1, 2, 7} {
			runtime.GOMAXPROCS(procs)
			fillAll(arrays)
			f()
			if got := digests(arrays); want == nil {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("%T %s: other bits on %d processors than on one", *new(T), name, procs)
			}
		}
	}
}

// fillAll sets the arrays to numbers in [½, 1), the same each time.
func fillAll[T Float](arrays [][]T) {
	s := uint64(1)
	for _, a := range arrays {
		for i := range a {
			s = s*6364136223846793005 + 1442695040888963407
			a[i] = T(0.5 + float64(s>>40)*0x1p-25)
		}
	}
}

// digests tells arrays apart that differ in a bit.
func digests[T Float](arrays [][]T) (d []uint64) {
	for _, a := range arrays {
		h := uint64(14695981039346656037)
		for _, v := range a {
			h = (h ^ math.Float64bits(float64(v))) * 1099511628211
		}
		d = append(d, h)
	}
	return d
}
