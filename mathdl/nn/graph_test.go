package nn

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// graphs covers every layer.
func graphs() map[string]*Graph {
	r := pcg(1)
	return map[string]*Graph{
		"dense":      NewGraph([]int{5}, r, Dense{N: 7}, Act{Tanh}, Dropout{0.3}, Dense{N: 3, NoBias: true}),
		"conv":       NewGraph([]int{6, 5, 2}, r, Conv{Out: 3}, Act{Softplus}, Conv{Out: 2, K: [2]int{1, 1}, NoBias: true}, Flatten{}, Dense{N: 4}),
		"conv 1-d":   NewGraph([]int{1, 9, 2}, r, Conv{Out: 3, K: [2]int{1, 5}, Window: ad.Window{Dilation: [2]int{1, 2}}}),
		"strided":    NewGraph([]int{7, 7, 1}, r, Conv{Out: 2, Window: ad.Window{Stride: [2]int{2, 2}}}, Conv{Out: 2, Valid: true}),
		"transposed": NewGraph([]int{3, 4, 2}, r, ConvTranspose{Out: 3}, ConvTranspose{Out: 1, K: [2]int{3, 3}, Window: ad.Window{Stride: [2]int{1, 1}, Pad: [2]int{1, 1}}, NoBias: true}),
		"pool":       NewGraph([]int{4, 6, 2}, r, Pool{}, Pool{K: [2]int{2, 3}, Mean: true}),
		"upsample":   NewGraph([]int{2, 3, 2}, r, Upsample{}, Upsample{By: 2, Bilinear: true}, GlobalMean{}),
		"batch norm": NewGraph([]int{3, 3, 2}, r, Conv{Out: 4, NoBias: true}, BatchNorm{}, Act{Sigmoid}),
		"group norm": NewGraph([]int{3, 3, 4}, r, GroupNorm{Groups: 2}, Act{Tanh}, GroupNorm{}),
		"residual":   NewGraph([]int{4}, r, Residual{Sequence{Dense{N: 4}, Act{Tanh}}}, Residual{Dense{N: 4}}),
		"skip":       NewGraph([]int{2, 2, 1}, r, Skip{Conv{Out: 2}}, Reshape{[]int{6, 2}}, Flatten{}),
		"func":       NewGraph([]int{3}, r, Func{Name: "square", F: ad.Square}, Dense{N: 2}),
		"U-Net":      UNet{In: []int{8, 8, 1}, Channels: []int{2, 3, 4}, Norm: true, Residual: true, Rho: Tanh}.New(r),
	}
}

func TestGraphs(t *testing.T) {
	for name, g := range graphs() {
		t.Run(name, func(t *testing.T) {
			x := make([]float64, g.Domain().Size())
			gaussian(x, 1, pcg(3))
			optest.Smooth(t, g, x, 1e-6)

			X := mat.NewDense(3, len(x), nil)
			gaussian(X.RawMatrix().Data, 1, pcg(4))
			Y := g.Batch(nil, X)
			for i := range 3 {
				want := g.Apply(nil, X.RawRowView(i))
				for j, w := range want {
					if math.Abs(Y.At(i, j)-w) > 1e-12*(1+math.Abs(w)) {
						t.Fatalf("row %d: Batch gives %v, Apply %v", i, Y.At(i, j), w)
					}
				}
			}
			if got := product(g.Out()); got != Y.RawMatrix().Cols {
				t.Errorf("Out says %d numbers, got %d", got, Y.RawMatrix().Cols)
			}
			checkLayout(t, g)
			checkTheta(t, g, X)
		})
	}
}

func checkLayout(t *testing.T, g *Graph) {
	at, names, state := 0, map[string]bool{}, false
	for _, b := range g.Layout() {
		if b.Lo != at || b.Hi-b.Lo != product(b.Shape) || names[b.Name] || state && !b.State {
			t.Errorf("block %+v after %d", b, at)
		}
		at, names[b.Name], state = b.Hi, true, b.State
	}
	if at != len(g.Params()) {
		t.Errorf("the layout ends at %d of %d", at, len(g.Params()))
	}
	rows, p := 0, 0
	for _, r := range g.Summary().Rows {
		rows, p = rows+1, p+r.P
	}
	if p != g.P() || rows == 0 {
		t.Errorf("the summary counts %d parameters in %d rows, want %d:\n%v", p, rows, g.P(), g.Summary())
	}
}

// checkTheta compares the gradient for the parameters with differences, in training mode.
func checkTheta(t *testing.T, g *Graph, X *mat.Dense) {
	n := g.P()
	if n == 0 {
		return
	}
	f := func(grad []float64) float64 {
		tape := ad.NewTape(ad.Float64)
		p := NewPass(tape, g)
		p.Train = true
		r, c := X.Dims()
		y := ad.Sum(ad.Square(g.Record(p, tape.Var(X.RawMatrix().Data, r, c))))
		if grad != nil {
			at := 0
			for _, v := range ad.Grad(y, p.Theta...) {
				at += copy(grad[at:], v.Float64s(nil))
			}
		}
		return y.Float()
	}
	grad := make([]float64, len(g.Params()))
	f(grad)
	θ := g.Params()
	for k := 0; k < n; k += 1 + n/17 {
		const h = 1e-5
		old := θ[k]
		θ[k] = old + h
		p := f(nil)
		θ[k] = old - h
		m := f(nil)
		θ[k] = old
		if fd := (p - m) / (2 * h); math.Abs(fd-grad[k]) > 1e-5*(1+math.Abs(fd)) {
			t.Errorf("parameter %d: gradient %v, difference %v", k, grad[k], fd)
		}
	}
	for _, v := range grad[n:] {
		if v != 0 {
			t.Error("running moments have a gradient")
		}
	}
}

// A Graph of dense layers is the Network with the same parameters.
func TestGraphIsNetwork(t *testing.T) {
	Φ := noisy(New([]int{4, 6, 3}, GELU, pcg(1)), pcg(2))
	g := NewGraph([]int{4}, nil, Dense{N: 6}, Act{GELU}, Dense{N: 3})
	copy(g.Params(), Φ.Params())
	x := []float64{1, -2, 0.5, 3}
	a, b := Φ.Apply(nil, x), g.Apply(nil, x)
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-13 {
			t.Errorf("got %v, want %v", b, a)
		}
	}
	if g.C() != Φ.C() || g.P() != Φ.P() {
		t.Errorf("got C = %d, P = %d", g.C(), g.P())
	}
}

// The U-Net of the speed tables: 1-16-32-64 on 128² images.
func TestUNetShapes(t *testing.T) {
	g := UNet{In: []int{128, 128, 1}, Channels: []int{16, 32, 64}}.New(nil)
	if !slices.Equal(g.Out(), []int{128, 128, 1}) {
		t.Errorf("got %v", g.Out())
	}
	double := func(in, out int) int { return 9*in*out + out + 9*out*out + out }
	want := double(1, 16) + double(16, 32) + double(32, 64) + // down
		(4*64*32 + 32) + double(64, 32) + (4*32*16 + 16) + double(32, 16) + 17 // up, 1×1
	if g.P() != want {
		t.Errorf("got %d parameters, want %d", g.P(), want)
	}
}

func TestBatchNormModes(t *testing.T) {
	g := NewGraph([]int{2}, pcg(1), BatchNorm{Momentum: 1})
	tape := ad.NewTape(ad.Float64)
	p := NewPass(tape, g)
	p.Train = true
	X := mat.NewDense(4, 2, []float64{1, 10, 2, 20, 3, 30, 4, 40})
	g.Record(p, tape.Var(X.RawMatrix().Data, 4, 2))
	tape.Replay()
	if got := g.Params()[4:]; math.Abs(got[0]-2.5) > 1e-14 || math.Abs(got[2]-5.0/3) > 1e-14 {
		t.Errorf("running moments with momentum 1: got %v", got)
	}
	if y := g.Apply(nil, []float64{2.5, 25}); math.Abs(y[0]) > 1e-12 || math.Abs(y[1]) > 1e-12 {
		t.Errorf("after training: got %v", y)
	}
}

func TestGraphMasks(t *testing.T) {
	g := NewGraph([]int{3}, pcg(1), Dense{N: 2}, BatchNorm{})
	g.Params()[1] = 0
	g.KeepZeros()
	if m := g.Mask(); m[1] != 0 || m[0] != 1 || slices.Contains(m[len(m)-4:], 0) {
		t.Errorf("got mask %v", m)
	}
	g.Init(Glorot, pcg(5))
	if g.Params()[1] != 0 || g.Params()[0] == 0 {
		t.Errorf("a new start ignores the mask: %v", g.Params())
	}
}

func TestGraphMisuse(t *testing.T) {
	for _, c := range []struct {
		want string
		f    func()
	}{
		{"conv 3×3 → 4: got shape [5], want images", func() { NewGraph([]int{5}, nil, Conv{Out: 4}) }},
		{"images that the filter fits into", func() { NewGraph([]int{2, 2, 1}, nil, Conv{Out: 4, Valid: true}) }},
		{"x + F(x): got shape [3], want F(x) of shape [2]", func() { NewGraph([]int{2}, nil, Residual{Dense{N: 3}}) }},
		{"(x, F(x)): got shape [1 1 2]", func() { NewGraph([]int{2, 2, 2}, nil, Skip{Pool{}}) }},
		{"divisible by 3", func() { NewGraph([]int{2, 2, 4}, nil, GroupNorm{Groups: 3}) }},
		{"want 0 ≤ P < 1", func() { NewGraph([]int{2}, nil, Dropout{1}) }},
		{"want 12 elements", func() { NewGraph([]int{2, 2, 2}, nil, Reshape{[]int{3, 4}}) }},
		{"divisible by 4 for 3 levels", func() { UNet{In: []int{6, 8, 1}, Channels: []int{1, 2, 3}}.New(nil) }},
		{"at least one level", func() { UNet{In: []int{8, 8, 1}}.New(nil) }},
		{"nn.Graph.Batch: dst", func() {
			NewGraph([]int{2}, nil, Dense{N: 2}).Batch(mat.NewDense(1, 1, nil), mat.NewDense(1, 2, nil))
		}},
		{"nn.Graph.Record: rows: got shape [1 3], want [1 2]", func() {
			ApplyRows(NewGraph([]int{2}, nil, Dense{N: 2}), nil, mat.NewDense(1, 3, nil))
		}},
		{"nn.ApplyRows: dst: got shape [1 1], want [1 2]", func() {
			ApplyRows(NewGraph([]int{2}, nil, Dense{N: 2}), mat.NewDense(1, 1, nil), mat.NewDense(1, 2, nil))
		}},
		{"nn.Graph.Batch: X: got shape [1 3], want [1 2]", func() {
			NewGraph([]int{2}, nil, Dense{N: 2}).Batch(nil, mat.NewDense(1, 3, nil))
		}},
	} {
		func() {
			defer func() {
				if r := recover(); !strings.Contains(fmt.Sprint(r), c.want) {
					t.Errorf("got panic %v, want %q", r, c.want)
				}
			}()
			c.f()
		}()
	}
	var _ op.Smooth = &Graph{}
}
