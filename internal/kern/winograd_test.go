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

// The error in single precision is what the comment in winograd.go says.
func TestWinogradError(t *testing.T) {
	for _, c := range []int{16, 64} {
		g := Conv{N: 1, H: 32, W: 32, In: c, Out: 16, KH: 3, KW: 3, PadH: 1, PadW: 1}
		if !winoFits(g.normal()) {
			t.Fatalf("%+v is not done in tiles", g)
		}
		x, w, dy := make([]float64, g.InLen()), make([]float64, g.FilterLen()), make([]float64, g.OutLen())
		x32, w32, dy32 := make([]float32, len(x)), make([]float32, len(w)), make([]float32, len(dy))
		rnd := source(3)
		for i, v := range [][]float32{x32, w32, dy32} {
			Normal(v, rnd)
			Widen([][]float64{x, w, dy}[i], v)
		}
		y, dx, dw := make([]float64, len(dy)), make([]float64, len(x)), make([]float64, len(w))
		refConv[float32](g, y, x, w, dx, dw, dy)
		y32, dx32, dw32 := make([]float32, len(y)), make([]float32, len(dx)), make([]float32, len(dw))
		ConvForward(g, y32, x32, w32, nil)
		ConvBackwardData(g, dx32, dy32, w32)
		ConvBackwardFilter(g, dw32, x32, dy32)
		for _, p := range []struct {
			name string
			got  []float32
			want []float64
		}{{"y", y32, y}, {"dx", dx32, dx}, {"dw", dw32, dw}} {
			most, mean := errorOf(p.got, p.want)
			t.Logf("%d channels, %s: at most %.2g, in the mean %.2g", c, p.name, most, mean)
			if most > 1e-5 || mean > 1e-6 {
				t.Errorf("%d channels, %s: got errors of at most %.2g, in the mean %.2g; want 1e-5 and 1e-6", c, p.name, most, mean)
			}
		}
	}
}
