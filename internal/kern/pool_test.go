package kern

import (
	"fmt"
	"math"
	"testing"
)

var poolShapes = []Pool{
	{N: 1, H: 1, W: 1, C: 1, KH: 1, KW: 1},
	{N: 2, H: 6, W: 8, C: 3, KH: 2, KW: 2},
	{N: 1, H: 9, W: 11, C: 17, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
	{N: 1, H: 7, W: 30, C: 32, KH: 2, KW: 3, StrideH: 1, StrideW: 2},
	{N: 2, H: 5, W: 4, C: 9, KH: 5, KW: 4},
	{N: 1, H: 4, W: 3, C: 2, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 2, PadW: 2},
}

func testPool[T Float](t *testing.T, g Pool) {
	rnd := source(1)
	x, okX := guarded[T](t, rnd, g.InLen(), 1)
	for i := range x {
		x[i] = T(rnd.IntN(9)) // with ties
	}
	y, okY := guarded[T](t, rnd, g.OutLen(), 2)
	avg, okA := guarded[T](t, rnd, g.OutLen(), 0)
	dy, _ := guarded[T](t, rnd, g.OutLen(), 0)
	dx, okD := guarded[T](t, rnd, g.InLen(), 3)
	da, okE := guarded[T](t, rnd, g.InLen(), 3)
	wantD, wantA := append([]T(nil), dx...), make([]float64, len(da))
	for i := range wantA {
		wantA[i] = float64(da[i])
	}
	arg := make([]int32, g.OutLen())
	MaxPoolForward(g, y, arg, x)
	MaxPoolBackward(g, dx, dy, arg)
	AvgPoolForward(g, avg, x)
	AvgPoolBackward(g, da, dy)
	for _, ok := range []func(){okX, okY, okA, okD, okE} {
		ok()
	}
	g = g.normal()
	oh, ow := g.OutH(), g.OutW()
	for o := range y {
		c, j, i, n := o%g.C, o/g.C%ow, o/g.C/ow%oh, o/g.C/ow/oh
		r0, r1, c0, c1 := g.window(i, j)
		best, at, sum := T(math.Inf(-1)), 0, 0.0
		for p := r0; p < r1; p++ {
			for q := c0; q < c1; q++ {
				v := x[((n*g.H+p)*g.W+q)*g.C+c]
				sum += float64(v)
				if v > best {
					best, at = v, p*g.W+q
				}
				wantA[((n*g.H+p)*g.W+q)*g.C+c] += float64(dy[o]) / float64((r1-r0)*(c1-c0))
			}
		}
		wantD[(n*g.H*g.W+at)*g.C+c] += dy[o]
		if y[o] != best || int(arg[o]) != at {
			t.Fatalf("maximum %d: got %v at %d, want %v at %d", o, y[o], arg[o], best, at)
		}
		if want := sum / float64((r1-r0)*(c1-c0)); math.Abs(float64(avg[o])-want) > 60*eps[T]() {
			t.Fatalf("mean %d: got %v, want %v", o, avg[o], want)
		}
	}
	for i := range dx {
		if dx[i] != wantD[i] {
			t.Fatalf("derivative %d: got %v, want %v", i, dx[i], wantD[i])
		}
	}
	closeTo(t, "derivative of the mean", da, wantA, 60*eps[T]())
}

func TestPool(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, g := range poolShapes {
			t.Run(fmt.Sprintf("%+v", g), func(t *testing.T) {
				testPool[float64](t, g)
				testPool[float32](t, g)
			})
		}
	})
}

func TestMaxPoolNaN(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		nan := float32(math.NaN())
		g := Pool{N: 1, H: 2, W: 2, C: 1, KH: 2, KW: 2}
		y, arg := make([]float32, 1), make([]int32, 1)
		for at := range 4 {
			x := []float32{5, 6, 7, 8}
			x[at] = nan
			MaxPoolForward(g, y, arg, x)
			if y[0] == y[0] || int(arg[0]) != at {
				t.Errorf("NaN at %d: got %v at %d", at, y[0], arg[0])
			}
		}
	})
}

// adjoint checks ⟨A x, y⟩ = ⟨x, A* y⟩ for A* that adds to its result.
func adjoint[T Float](t *testing.T, what string, in, out int, A func(y, x []T), star func(dx, dy []T)) {
	t.Helper()
	rnd := source(7)
	x, okX := guarded[T](t, rnd, in, 1)
	y, okY := guarded[T](t, rnd, out, 2)
	dx, okD := guarded[T](t, rnd, in, 0)
	ax, okA := guarded[T](t, rnd, out, 0)
	clear(dx)
	A(ax, x)
	star(dx, y)
	for _, ok := range []func(){okX, okY, okD, okA} {
		ok()
	}
	l, r := float64(Dot(ax, y)), float64(Dot(x, dx))
	if math.Abs(l-r) > 100*eps[T]()*float64(in+out) {
		t.Errorf("%s: ⟨Ax,y⟩ = %v, ⟨x,A*y⟩ = %v", what, l, r)
	}
}

func TestUpsample(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, g := range []Image{{1, 1, 1, 1}, {2, 3, 5, 4}, {1, 8, 8, 16}, {1, 5, 1, 33}} {
			adjoint(t, "nearest", g.Len(), 6*g.Len(),
				func(y, x []float64) { UpsampleNearest(g, 2, 3, y, x) },
				func(dx, dy []float64) { UpsampleNearestBackward(g, 2, 3, dx, dy) })
			for _, corners := range []bool{false, true} {
				for _, o := range [][2]int{{7, 9}, {2, 2}, {1, 1}} {
					adjoint(t, "bilinear", g.Len(), g.N*o[0]*o[1]*g.C,
						func(y, x []float32) { UpsampleBilinear(g, o[0], o[1], corners, y, x) },
						func(dx, dy []float32) { UpsampleBilinearBackward(g, o[0], o[1], corners, dx, dy) })
				}
			}
		}
	})
}

// Interpolation reproduces constants, and linear functions with corners; nearest repeats.
func TestUpsampleValues(t *testing.T) {
	y := make([]float64, 7)
	UpsampleBilinear(Image{1, 1, 4, 1}, 1, 7, true, y, []float64{0, 1, 2, 3})
	closeTo(t, "linear function", y, []float64{0, 0.5, 1, 1.5, 2, 2.5, 3}, 1e-15)
	y = make([]float64, 4)
	UpsampleBilinear(Image{1, 1, 2, 1}, 1, 4, false, y, []float64{0, 1})
	closeTo(t, "centres", y, []float64{0, 0.25, 0.75, 1}, 1e-15)
	y = make([]float64, 12)
	UpsampleNearest(Image{1, 1, 2, 2}, 2, 1, y[:8], []float64{1, 2, 3, 4})
	closeTo(t, "nearest", y[:8], []float64{1, 2, 3, 4, 1, 2, 3, 4}, 0)
}

func TestLayout(t *testing.T) {
	g := Image{2, 3, 5, 7}
	x, y, z := make([]float32, g.Len()), make([]float32, g.Len()), make([]float32, g.Len())
	for i := range x {
		x[i] = float32(i)
	}
	ToChannelsFirst(g, y, x)
	if got, want := y[(0*7+4)*15+1*5+3], x[(0*15+1*5+3)*7+4]; got != want {
		t.Errorf("pixel (1,3), channel 4: got %v, want %v", got, want)
	}
	ToChannelsLast(g, z, y)
	closeTo(t, "there and back", z, func() (d []float64) {
		for _, v := range x {
			d = append(d, float64(v))
		}
		return d
	}(), 0)
	w, back := make([]float64, len(x)), make([]float32, len(x))
	Widen(w, x)
	Narrow(back, w)
	for i := range back {
		if back[i] != x[i] || w[i] != float64(x[i]) {
			t.Fatalf("element %d: got %v and %v, want %v", i, w[i], back[i], x[i])
		}
	}
}
