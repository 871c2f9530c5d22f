package figure

import (
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/mathdl/kernel/internal/golden"
)

// raster draws p as package display does, at one pixel for a CSS pixel.
func raster(p *plot.Plot) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(5*vg.Inch, vg.Inch*10/3), vgimg.UseDPI(96))
	d := draw.New(c)
	p.Draw(draw.Crop(d, 3, -3, 3, -3))
	return c.Image()
}

// packet returns a matrix with something to see.
func packet(rows, cols int) []float64 {
	out := make([]float64, rows*cols)
	for i := range rows {
		for j := range cols {
			y, x := float64(i)/float64(rows)-0.4, float64(j)/float64(cols)-0.5
			out[i*cols+j] = math.Exp(-20*(x*x+y*y)) * math.Cos(20*x)
		}
	}
	return out
}

// powers returns n values of c·x^r at x = 4, 8, 16, …
func powers(n int, c, r float64) (x, y []float64) {
	for k := range n {
		x = append(x, math.Pow(2, float64(k+2)))
		y = append(y, c*math.Pow(x[k], r))
	}
	return x, y
}

func decay(n int, rate, floor float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 2.3*math.Exp(-float64(i)/rate) + floor
	}
	return out
}

// hat is a function with a jump of slope and a singular point on n × n squares of two triangles.
func hat(n int) (x, y []float64, cells [][3]int, z []float64) {
	for i := range (n + 1) * (n + 1) {
		r, c := i/(n+1), i%(n+1)
		x, y = append(x, -1+2*float64(c)/float64(n)), append(y, -1+2*float64(r)/float64(n))
		z = append(z, math.Sqrt(math.Hypot(x[i], y[i]))*math.Sin(math.Atan2(math.Abs(y[i]), x[i])/2))
		if r < n && c < n {
			cells = append(cells, [3]int{i, i + 1, i + n + 2}, [3]int{i, i + n + 2, i + n + 1})
		}
	}
	return x, y, cells, z
}

func examples() map[string]*plot.Plot {
	rnd := rand.New(rand.NewPCG(1, 2))
	x, y := powers(10, 1.3, -1)
	_, z := powers(10, 0.8, -0.5)
	var px, py []float64
	var class []int
	for i := range 200 {
		k := i % 4
		px, py, class = append(px, float64(k%2)*2+rnd.NormFloat64()*0.5), append(py, float64(k/2)*2+rnd.NormFloat64()*0.5), append(class, k)
	}
	var small [][]float64
	var captions []string
	for k := range 12 {
		small, captions = append(small, packet(6+k%2*0, 6)), append(captions, fmt.Sprint("N = ", k))
		small[k][k] = 2
	}
	mx, my, cells, mz := hat(24)
	counts := [][]int{{40, 1, 0}, {3, 35, 2}, {0, 0, 7}}
	return map[string]*plot.Plot{
		"curves": Curves(&CurveSettings{Title: "Loss", XLabel: "epoch", YLabel: "cross entropy", LogY: true},
			Series{Name: "training", Y: decay(60, 8, 0.001)}, Series{Name: "test", Y: decay(60, 9, 0.05)}),
		"gaps": Curves(&CurveSettings{XLabel: "x", YMin: -2, YMax: 2},
			Series{Name: "points", Points: true, Y: []float64{0, 1, math.NaN(), 1, 0, math.Inf(1), 1}}, Series{Y: []float64{-1, 5, -1, -1.5}, NoLine: true}),
		"loglog": Loglog(&LoglogSettings{Title: "Best N-term approximation", XLabel: "N", YLabel: "‖f − f_{N}‖_{2}", Guides: []float64{-1}},
			Series{Name: "shearlets", X: x, Y: y}, Series{Name: "wavelets", X: x, Y: z}),
		"image":    Image(packet(32, 32), 32, 32, &ImageSettings{Title: "A wave packet", Label: "amplitude"}),
		"wide":     Image([]float64{0, 1e-5, 2e-5, 3e-5, 4e-5, math.NaN(), 1e-5, 2e-5}, 2, 4, &ImageSettings{Palette: Diverging}),
		"montage":  Montage(small, 6, 6, &MontageSettings{Title: "Digits", Captions: captions}),
		"field":    Field(func(x, y float64) float64 { return x*x - y*y + 0.3*math.Sin(5*x) }, &FieldSettings{XLabel: "w_{1}", YLabel: "w_{2}", Label: "E(w)", N: 60}),
		"cells":    FieldGrid([]float64{0, 1, 2, 3, 4, 5}, 2, 3, &FieldSettings{XMin: 0, XMax: 3, YMin: 0, YMax: 2, Contours: -1}),
		"scatter":  Scatter(px, py, class, &ScatterSettings{Title: "Four classes", Names: []string{"a", "b", "c", "d"}}),
		"bars":     Bars(&BarSettings{YLabel: "accuracy", Names: []string{"sequential", "shuffled"}, Format: func(x float64) string { return fmt.Sprintf("%.2f", x) }}, Series{Name: "network", Y: []float64{0.93, 0.97}}, Series{Name: "linear", Y: []float64{0.88, -0.2}}),
		"surface":  MeshSurface(mx, my, cells, mz, &SurfaceSettings{Title: "r^{1/2} sin θ/2", XLabel: "x", YLabel: "y", Label: "u"}),
		"edges":    MeshSurface(mx, my, cells, mz, &SurfaceSettings{Azimuth: 215, Elevation: 40, Height: 0.4, Edges: true, Palette: Diverging, Min: -1, Max: 1.5, XLabel: "x", YLabel: "y"}),
		"confused": ConfusionMatrix(counts, &ConfusionSettings{Title: "Test part"}),
	}
}

// TestLooks compares with images that a person has approved. The tolerance leaves room for
// rasterisers that round differently.
func TestLooks(t *testing.T) {
	for name, p := range examples() {
		t.Run(name, func(t *testing.T) {
			golden.Image(t, "testdata/"+name+".png", raster(p), 0.12)
		})
	}
}

// TestDrawsAnything draws what is empty, constant, infinite or extreme: no figure may panic, which
// would be an error message in place of the picture.
func TestDrawsAnything(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	lists := [][]float64{nil, {}, {1}, {0}, {nan}, {inf, -inf}, {1, 1, 1}, {0, 0}, {-1, -2}, {1e-320, 1e-310}, {1e300, -1e300}, {math.MaxFloat64, -math.MaxFloat64},
		{1, 1 + 1e-15}, {nan, 1, nan}, {1e-300, 1e300}, {-5, 0, 5}, {5e-324}, {math.MaxFloat64}}
	for i, y := range lists {
		for _, set := range []*CurveSettings{nil, {LogX: true}, {LogY: true}, {LogX: true, LogY: true, XMin: -1, XMax: 1}, {XMin: nan, XMax: inf, YMin: 2, YMax: 1}} {
			raster(Curves(set, Series{Name: "a", Y: y, Points: true}, Series{Y: y}))
		}
		raster(Loglog(&LoglogSettings{Guides: []float64{-1, nan, inf}}, Series{Name: "a", Y: y}))
		raster(Image(y, 1, len(y), nil))
		raster(Image(y, len(y), 1, &ImageSettings{Palette: Diverging, Min: nan, Max: 1}))
		raster(Montage([][]float64{y, y}, 1, len(y), &MontageSettings{Captions: []string{"one"}, Each: true}))
		raster(FieldGrid(y, 1, len(y), nil))
		raster(FieldGrid(y, len(y), 1, &FieldSettings{XMin: 1, XMax: 0, Levels: []float64{nan, 0}}))
		raster(FieldGrid(slices.Concat(y, y), 2, len(y), nil))
		raster(Scatter(y, y, nil, nil))
		raster(Scatter(y, y, make([]int, len(y)), &ScatterSettings{Names: []string{"one"}}))
		raster(Bars(nil, Series{Name: "a", Y: y}, Series{Y: y}))
		raster(Bars(&BarSettings{Names: make([]string, len(y))}, Series{Y: y}))
		Gray(y, 1, len(y), &GraySettings{Scale: -1})
		if i%4 == 1 { // these paint millions of pixels
			raster(MeshSurface(y, y, nil, y, nil))
		}
		if len(y) > 2 && i > 6 {
			raster(MeshSurface(y, []float64{0, 1, 2}, [][3]int{{0, 1, 2}}, []float64{1, 0, 1}, &SurfaceSettings{Azimuth: nan, Height: inf}))
			raster(MeshSurface([]float64{0, 1, 0}, []float64{0, 0, 1}, [][3]int{{0, 1, 2}, {2, 2, 2}}, y, &SurfaceSettings{Elevation: 90, Edges: true}))
		}
	}
	raster(Curves(nil))
	raster(Loglog(nil))
	raster(Bars(nil))
	raster(Montage(nil, 8, 8, nil))
	raster(Montage([][]float64{{}}, 0, 0, &MontageSettings{Columns: 100}))
	raster(ConfusionMatrix(nil, nil))
	raster(ConfusionMatrix([][]int{{-1}}, nil))
	raster(Scatter([]float64{1, 2, 3}, []float64{1, 2, 3}, []int{-1, 1 << 40, 2}, nil))
	raster(Field(func(x, y float64) float64 { return 1 / x }, &FieldSettings{N: 3}))
	raster(Field(math.Hypot, &FieldSettings{N: 50, Contours: 1000}))
}

func TestShapeErrors(t *testing.T) {
	x := make([]float64, 7)
	tests := map[string]func(){
		"figure.Image: x: got length 7, want 8":               func() { Image(x, 2, 4, nil) },
		"figure.Gray: x: got length 7, want 8":                func() { Gray(x, 2, 4, nil) },
		"figure.Colors: x: got length 7, want 8":              func() { Colors(x, 2, 4, nil, 0, 0) },
		"figure.Montage: an image: got length 7, want 8":      func() { Montage([][]float64{x}, 2, 4, nil) },
		"figure.FieldGrid: z: got length 7, want 8":           func() { FieldGrid(x, 2, 4, nil) },
		"figure.MeshSurface: z: got length 6, want 7":         func() { MeshSurface(x, x, nil, x[1:], nil) },
		"figure.Scatter: y: got length 6, want 7":             func() { Scatter(x, x[1:], nil, nil) },
		"figure.Scatter: class: got length 1, want 7":         func() { Scatter(x, x, []int{0}, nil) },
		"figure.Curves: Series.X: got length 6, want 7":       func() { Curves(nil, Series{X: x[1:], Y: x}) },
		"figure.Bars: Series.Y: got length 6, want 7":         func() { Bars(nil, Series{Y: x}, Series{Y: x[1:]}) },
		"figure.Slope: x: got length 6, want 7":               func() { Slope(x[1:], x) },
		"figure.ConfusionMatrix: a row: got length 1, want 2": func() { ConfusionMatrix([][]int{{1, 2}, {1}}, nil) },
		"figure.Curves: Series.X: got length 0, want 7":       func() { Loglog(nil, Series{X: x[:0], Y: x}) },
		"figure.Bars: Series.Y: got length 7, want 1":         func() { Bars(&BarSettings{Names: []string{"a"}}, Series{Y: x}) },
		"figure.Gray: x: got length 7, want -7":               func() { Gray(x, -1, 7, nil) },
	}
	for want, f := range tests {
		func() {
			defer func() {
				var e *ShapeError
				if err, ok := recover().(error); !ok || !errors.As(err, &e) || e.Error() != want {
					t.Errorf("got %v, want %s", err, want)
				}
			}()
			f()
		}()
	}
}

func TestSlope(t *testing.T) {
	for _, r := range []float64{-1, -0.5, 0, 2} {
		x, y := powers(8, 3, r)
		slope, factor := Slope(x, y)
		if math.Abs(slope-r) > 1e-12 || math.Abs(factor-3) > 1e-11 {
			t.Errorf("3·x^%v: got slope %v, factor %v", r, slope, factor)
		}
		x, y = append(x, 0, -1, 5, math.NaN()), append(y, 1, 1, -1, 1)
		if again, _ := Slope(x, y); again != slope {
			t.Errorf("values without a logarithm count: %v, %v", again, slope)
		}
	}
	for _, x := range [][]float64{nil, {1}, {2, 2}, {-1, -2}} {
		if slope, factor := Slope(x, make([]float64, len(x))); !math.IsNaN(slope) || !math.IsNaN(factor) {
			t.Errorf("%v: got %v", x, slope)
		}
	}
}

func TestGray(t *testing.T) {
	m := Gray([]float64{0, 1, 2, 4, math.NaN(), 8}, 2, 3, &GraySettings{Scale: 2})
	if m.Bounds().Size() != image.Pt(6, 4) {
		t.Errorf("size %v", m.Bounds())
	}
	for _, test := range []struct {
		x, y int
		want uint8
	}{{0, 0, 0}, {1, 1, 0}, {2, 1, 32}, {5, 0, 64}, {0, 2, 128}, {3, 3, 0}, {5, 3, 255}} {
		if got := m.GrayAt(test.x, test.y).Y; got != test.want {
			t.Errorf("pixel (%d, %d): got %d, want %d", test.x, test.y, got, test.want)
		}
	}
	if got := Gray([]float64{0, 1}, 1, 2, &GraySettings{Invert: true, Min: 0, Max: 2}); got.GrayAt(0, 0).Y != 255 || got.GrayAt(1, 0).Y != 127 {
		t.Errorf("inverted: %v", got.Pix)
	}
}

func TestMagnify(t *testing.T) {
	m := Colors([]float64{0, 1, 2, 3, 4, math.NaN()}, 2, 3, nil, 0, 0)
	big := magnify(m, 10)
	if big.Bounds().Size() != image.Pt(12, 8) {
		t.Fatalf("size %v", big.Bounds())
	}
	for y := range 8 {
		for x := range 12 {
			if big.NRGBAAt(x, y) != m.NRGBAAt(x/4, y/4) {
				t.Fatalf("pixel (%d, %d)", x, y)
			}
		}
	}
	if m.NRGBAAt(2, 1).A != 0 || m.NRGBAAt(1, 1) != Sequential(1) || m.NRGBAAt(0, 0) != Sequential(0) {
		t.Errorf("colours %v", m.Pix)
	}
	if magnify(m, 2) != m {
		t.Error("a large image was copied")
	}
}

func TestInputsAreNotChanged(t *testing.T) {
	z := packet(10, 10)
	x, y := powers(5, 1, -1)
	keep := slices.Concat(z, x, y)
	raster(Image(z, 10, 10, nil))
	raster(FieldGrid(z, 10, 10, nil))
	raster(Loglog(nil, Series{X: x, Y: y}))
	raster(Montage([][]float64{z}, 10, 10, nil))
	if !slices.Equal(keep, slices.Concat(z, x, y)) {
		t.Error("a figure changed its data")
	}
}
