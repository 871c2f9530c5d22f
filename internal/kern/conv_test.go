package kern

import (
	"fmt"
	"math"
	"testing"
)

// refConv computes the three products of a convolution from the definition.
func refConv[T Float](g Conv, y, x, w, dx, dw, dy []float64) {
	g = g.normal()
	oh, ow := g.OutH(), g.OutW()
	for n := range g.N {
		for i := range oh {
			for j := range ow {
				for p := range g.KH {
					for q := range g.KW {
						r, s := i*g.StrideH-g.PadH+p*g.DilationH, j*g.StrideW-g.PadW+q*g.DilationW
						if r < 0 || s < 0 || r >= g.H || s >= g.W {
							continue
						}
						xi, yi := ((n*g.H+r)*g.W+s)*g.In, ((n*oh+i)*ow+j)*g.Out
						for c := range g.In {
							wi := ((p*g.KW+q)*g.In + c) * g.Out
							for o := range g.Out {
								y[yi+o] += x[xi+c] * w[wi+o]
								dx[xi+c] += dy[yi+o] * w[wi+o]
								dw[wi+o] += x[xi+c] * dy[yi+o]
							}
						}
					}
				}
			}
		}
	}
}

var convShapes = []Conv{
	{N: 1, H: 1, W: 1, In: 1, Out: 1, KH: 1, KW: 1},
	{N: 2, H: 7, W: 9, In: 3, Out: 5, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{N: 1, H: 20, W: 34, In: 16, Out: 33, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{N: 2, H: 8, W: 8, In: 4, Out: 17, KH: 2, KW: 2, StrideH: 2, StrideW: 2},
	{N: 1, H: 11, W: 13, In: 5, Out: 6, KH: 3, KW: 5, StrideH: 2, StrideW: 3, PadH: 2, PadW: 1},
	{N: 2, H: 12, W: 10, In: 3, Out: 4, KH: 3, KW: 3, PadH: 2, PadW: 2, DilationH: 2, DilationW: 2},
	{N: 1, H: 9, W: 14, In: 2, Out: 3, KH: 3, KW: 2, StrideW: 2, PadH: 4, PadW: 3, DilationH: 3, DilationW: 2},
	{N: 3, H: 1, W: 40, In: 6, Out: 7, KH: 1, KW: 5, PadW: 2},
	{N: 3, H: 40, W: 1, In: 6, Out: 7, KH: 5, KW: 1, PadH: 2},
	{N: 1, H: 5, W: 5, In: 32, Out: 1, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{N: 1, H: 2, W: 3, In: 2, Out: 2, KH: 5, KW: 5, PadH: 3, PadW: 4},
	{N: 1, H: 6, W: 6, In: 2, Out: 2, KH: 1, KW: 1, PadH: 1, PadW: 1},
	{N: 2, H: 33, W: 30, In: 1, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{N: 2, H: 15, W: 13, In: 9, Out: 8, KH: 3, KW: 3, PadH: 1, PadW: 1}, // from here on in tiles
	{N: 1, H: 23, W: 18, In: 17, Out: 40, KH: 3, KW: 3},
	{N: 3, H: 14, W: 11, In: 8, Out: 12, KH: 3, KW: 3, PadH: 2, PadW: 1},
	{N: 1, H: 38, W: 44, In: 33, Out: 32, KH: 3, KW: 3, PadH: 1, PadW: 1},
	{N: 1, H: 13, W: 16, In: 8, Out: 8, KH: 3, KW: 3, PadH: 3, PadW: 4},
	{N: 40, H: 4, W: 3, In: 8, Out: 8, KH: 3, KW: 3, PadH: 1, PadW: 1},
}

func testConv[T Float](t *testing.T, g Conv) {
	rnd := source(1)
	vec := func(n int) ([]T, []float64, func()) {
		v, ok := guarded[T](t, rnd, n, 1)
		d := make([]float64, n)
		for i := range d {
			d[i] = float64(v[i])
		}
		return v, d, ok
	}
	x, x64, ok1 := vec(g.InLen())
	w, w64, ok2 := vec(g.FilterLen())
	y, y64, ok3 := vec(g.OutLen())
	dx, dx64, ok4 := vec(g.InLen())
	dw, dw64, ok5 := vec(g.FilterLen())
	dy, dy64, ok6 := vec(g.OutLen())
	bias, bias64, ok7 := vec(g.Out)
	dbias, _, _ := vec(g.In)
	before := append([]T(nil), dx...)
	for i := range y64 {
		y64[i] = bias64[i%g.Out]
	}
	refConv[T](g, y64, x64, w64, dx64, dw64, dy64)
	ConvForward(g, y, x, w, bias)
	ConvBackwardData(g, dx, dy, w)
	ConvBackwardFilter(g, dw, x, dy)
	for _, ok := range []func(){ok1, ok2, ok3, ok4, ok5, ok6, ok7} {
		ok()
	}
	tol := 40 * eps[T]() * math.Sqrt(float64(g.KH*g.KW*max(g.In, g.Out)+g.N*g.H*g.W))
	closeTo(t, "y", y, y64, tol)
	closeTo(t, "dx", dx, dx64, tol)
	closeTo(t, "dw", dw, dw64, tol)
	for i := range dx64 {
		dx64[i] += float64(dbias[i%g.In]) - float64(before[i])
	}
	ConvTranspose(g, dx, dy, w, dbias)
	ok4()
	closeTo(t, "transposed", dx, dx64, tol)
}

// closeTo compares with a tolerance relative to the largest wanted value or 1.
func closeTo[T Float](t *testing.T, what string, got []T, want []float64, tol float64) {
	t.Helper()
	scale := 1.0
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - want[i]); !(d <= tol*scale) {
			t.Fatalf("%s[%d]: got %v, want %v ± %.2g", what, i, v, want[i], tol*scale)
		}
	}
}

func TestConv(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, g := range convShapes {
			t.Run(fmt.Sprintf("%+v", g), func(t *testing.T) {
				testConv[float64](t, g)
				testConv[float32](t, g)
			})
		}
	})
}

func TestConvPanics(t *testing.T) {
	defer func() {
		if _, ok := recover().(*LengthError); !ok {
			t.Fatal("a short output was accepted")
		}
	}()
	g := Conv{N: 1, H: 3, W: 3, In: 1, Out: 1, KH: 1, KW: 1}
	ConvForward(g, make([]float64, 8), make([]float64, 9), make([]float64, 1), nil)
}
