package kern

import (
	"math"
	"testing"
)

// errorOf is the error of got, relative to the standard deviation of want: at most, and in the mean.
func errorOf[T Float](got []T, want []float64) (most, mean float64) {
	var scale float64
	for i, v := range got {
		d := float64(v) - want[i]
		most, mean, scale = max(most, math.Abs(d)), mean+d*d, scale+want[i]*want[i]
	}
	return most / math.Sqrt(scale/float64(len(got))), math.Sqrt(mean / scale)
}

// The errors are what the comments say: in single precision 1e-6 in the mean and 1e-5 at most.
func TestWinogradError(t *testing.T) {
	for _, c := range []int{16, 64} {
		testWinogradError[float32](t, c, 1e-6, 1e-5)
		testWinogradError[float64](t, c, 2e-15, 2e-14)
	}
}

func testWinogradError[T Float](t *testing.T, c int, mean, most float64) {
	g := Conv{N: 1, H: 32, W: 32, In: c, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1}
	if !winoFits(g.normal()) {
		t.Fatalf("%+v is not done in tiles", g)
	}
	rnd := source(3)
	normal := func(n int) ([]T, []float64) {
		v, d := make([]T, n), make([]float64, n)
		Normal(v, rnd)
		for i := range d {
			d[i] = float64(v[i])
		}
		return v, d
	}
	x, x64 := normal(g.InLen())
	w, w64 := normal(g.FilterLen())
	dy, dy64 := normal(g.OutLen())
	y, dx, dw := make([]T, len(dy)), make([]T, len(x)), make([]T, len(w))
	y64, dx64, dw64 := make([]float64, len(dy)), make([]float64, len(x)), make([]float64, len(w))
	refConv[T](g, y64, x64, w64, dx64, dw64, dy64)
	ConvForward(g, y, x, w, nil)
	ConvBackwardData(g, dx, dy, w)
	ConvBackwardFilter(g, dw, x, dy)
	for _, p := range []struct {
		name string
		got  []T
		want []float64
	}{{"y", y, y64}, {"dx", dx, dx64}, {"dw", dw, dw64}} {
		if a, b := errorOf(p.got, p.want); a > most || b > mean {
			t.Errorf("%T, %d channels, %s: got errors of at most %.2g, in the mean %.2g; want %.2g and %.2g", *new(T), c, p.name, a, b, most, mean)
		}
	}
}

// Something not finite stays near where it was, and does not get lost.
func TestWinogradNaN(t *testing.T) {
	g := Conv{N: 2, H: 32, W: 32, In: 16, Out: 8, KH: 3, KW: 3, PadH: 1, PadW: 1}
	x, w, y := make([]float32, g.InLen()), make([]float32, g.FilterLen()), make([]float32, g.OutLen())
	Normal(x, source(1))
	Normal(w, source(2))
	const r, s = 13, 18
	x[(r*g.W+s)*g.In+5] = float32(math.Inf(1))
	ConvForward(g, y, x, w, nil)
	for i, v := range y {
		k, p, q := i/g.Out/(g.H*g.W), i/g.Out/g.W%g.H, i/g.Out%g.W
		near := k == 0 && max(p-r, r-p, q-s, s-q) <= 1
		far := k > 0 || max(p-r, r-p, q-s, s-q) > 5
		finite := !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0)
		if near && finite || far && !finite {
			t.Fatalf("image %d, pixel (%d, %d): got %v beside an infinity at (%d, %d) of image 0", k, p, q, v, r, s)
		}
	}
}
