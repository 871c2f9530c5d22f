package display

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mathdl/kernel/internal/golden"
)

// counting returns the r × c matrix of 0, step, 2·step, …
func counting(r, c int, step float64) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	for i := range r {
		for j := range c {
			m.Set(i, j, step*float64(i*c+j))
		}
	}
	return m
}

func TestMatrices(t *testing.T) {
	odd := mat.NewDense(3, 3, []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e-12, -123456.789, 100000000, 0.5, 2, 1.0 / 3})
	sym := mat.NewSymDense(3, []float64{2, -1, 0, -1, 2, -1, 0, -1, 2})
	tri := mat.NewTriDense(3, mat.Upper, []float64{1, 2, 3, 0, 4, 5, 0, 0, 6})
	band := mat.NewBandDense(4, 4, 1, 0, []float64{-1, 1, 2, 3, 4, 5, 6, 7})
	complex := mat.NewCDense(2, 2, []complex128{1, 2i, -0.5 - 1i, 0})
	tests := []struct {
		name string
		v    any
	}{
		{"dense", mat.NewDense(2, 2, []float64{1, 0.5, -10, 1.0 / 3})},
		{"odd values", odd}, {"symmetric", sym}, {"triangular", tri}, {"banded", band}, {"complex", complex},
		{"transposed", odd.T()}, {"column", mat.NewVecDense(3, []float64{1, 22.5, 1e-5})}, {"row", mat.NewVecDense(3, []float64{1, 2, 3}).T()},
		{"one", mat.NewDense(1, 1, []float64{7})}, {"zero value", &mat.Dense{}}, {"by value", *mat.NewDense(1, 2, []float64{3, 4})},
		{"10×10 is whole", counting(10, 10, 1)}, {"large", counting(100, 120, 0.25)}, {"tall", counting(11, 2, 1)}, {"wide", counting(2, 11, 1)},
		{"diagonal", mat.NewDiagDense(2, []float64{1, 2})},
		{"slice", []float64{1, 0.25, 1e-9}}, {"ints", []int{3, -4}}, {"array", [3]float32{0.1, 0.2, 0.3}}, {"long slice", make([]uint, 40)},
		{"rows", [][]float64{{1, 2}, {3, 4.5}}}, {"array of arrays", [2][2]int{{1, 2}, {3, 4}}}, {"complex rows", [][]complex128{{1i, -1}}},
	}
	var all strings.Builder
	for _, test := range tests {
		b := Of(test.v)
		html, _ := b.Data[MIMEHTML].(string)
		wellFormed(t, html)
		tex, _ := b.Data[MIMELaTeX].(string)
		fmt.Fprintf(&all, "--- %s\n%s\n%s\n%s\n", test.name, b.Plain(), strings.ReplaceAll(html, "<tr>", "\n<tr>"), tex)
	}
	golden.Text(t, "testdata/matrices.golden", all.String())
}

// TestTableShows checks what a reader of the table is told: every shown number with its indices,
// scopes on the heads, and a caption that is escaped.
func TestTableShows(t *testing.T) {
	html := Of(counting(30, 30, 1)).Data[MIMEHTML].(string)
	for _, want := range []string{"<caption", "30×30 *mat.Dense", "899</td>", ">29</th>", `<th scope="col"`, `<th scope="row"`, "⋯", "⋮", "⋱"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if strings.Contains(html, "450</td>") || strings.Count(html, "<tr>") != 11 {
		t.Errorf("the middle is there: %s", html)
	}
	type hostile struct {
		X int `json:"<script>alert(1)</script>"`
	}
	v := [][]hostileNumber{{1, 2}}
	for _, x := range []any{v, []struct {
		X int `x:"<script>&"`
	}{}, hostile{}} {
		if html, ok := Of(x).Data[MIMEHTML].(string); ok {
			wellFormed(t, html)
			if strings.Contains(html, "<script") {
				t.Error(html)
			}
		}
	}
	g := newGrid(`<script>alert("1")</script>`, []int{0}, []int{0}, func(int, int) string { return "<img src=x>" })
	wellFormed(t, g.html())
	if strings.Contains(g.html(), "<script") || strings.Contains(g.html(), "<img") {
		t.Error(g.html())
	}
}

type hostileNumber float64

func TestNotTables(t *testing.T) {
	for _, v := range []any{[]time.Duration{1}, []byte("ab"), []int{}, [][]int{}, [][]int{{}}, [][]float64{{1}, {1, 2}}, []string{"a"}, [][]string{{"a"}}, []any{1}} {
		if b := Of(v); len(b.Data) != 1 {
			t.Errorf("%T %v: got %v, want only text", v, v, b.Data)
		}
	}
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 1: "1", -2.5: "-2.5", 1.0 / 3: "0.33333", 2.0 / 3e6: "6.6667e-07", 123456: "123456",
		123456.5: "1.2346e+05", 999999999: "999999999", 1e9: "1e+09", 0.1 + 0.2: "0.3", 99999.5: "1e+05", 12345.6: "12346"} {
		if got := number(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

func TestAlign(t *testing.T) {
	got := align([]string{"1", "-22.5", "0.333", "1e-05", "NaN"}, '_', '.')
	want := []string{"__1.___", "-22.5__", "__0.333", "__1e-05", "NaN.___"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func lineOf(y ...float64) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = "Loss", "epoch", "L"
	xy := make(plotter.XYs, len(y))
	for i := range y {
		xy[i] = plotter.XY{X: float64(i), Y: y[i]}
	}
	l, err := plotter.NewLine(xy)
	if err != nil {
		panic(err)
	}
	p.Add(l)
	return p
}

func pixels(t *testing.T, b Bundle) image.Image {
	t.Helper()
	data, _ := b.Data[MIMEPNG].([]byte)
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v: %v", err, b.Data[MIMEText])
	}
	return m
}

func TestPlot(t *testing.T) {
	p := lineOf(3, 2, 1)
	b := Of(p)
	if got := pixels(t, b).Bounds().Size(); got != image.Pt(960, 640) {
		t.Errorf("size %v", got)
	}
	if want := map[string]any{"width": 480, "height": 320}; !reflect.DeepEqual(b.Metadata[MIMEPNG], want) {
		t.Errorf("metadata %v", b.Metadata)
	}
	if b.Plain() != `*plot.Plot "Loss" (x: epoch, y: L)` {
		t.Error(b.Plain())
	}
	if v := Of(*p); !reflect.DeepEqual(v, b) {
		t.Error("a plot by value is shown differently")
	}
	b = Plot(p, PlotOptions{Width: 300 * CSS, Density: 1})
	if got := pixels(t, b).Bounds().Size(); got != image.Pt(300, 200) {
		t.Errorf("size %v", got)
	}
	b = Plot(p, PlotOptions{Height: 200 * CSS, SVG: true})
	s, _ := b.Data[MIMESVG].(string)
	if !strings.HasPrefix(s, "<svg") || !strings.Contains(s, `width="225pt"`) || b.Data[MIMEPNG] != nil {
		t.Errorf("SVG: %.300s", s)
	}
	if s != Plot(p, PlotOptions{Height: 200 * CSS, SVG: true}).Data[MIMESVG] {
		t.Error("two SVG drawings of a plot differ")
	}
}

// TestPlotIsTrimmed draws a band in the middle: what is blank above and below goes, but for a margin,
// unless the height was asked for.
func TestPlotIsTrimmed(t *testing.T) {
	p := plot.New()
	p.HideAxes()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	p.Add(band{})
	b := Of(p)
	size := pixels(t, b).Bounds().Size()
	shown := b.Metadata[MIMEPNG].(map[string]any)["height"].(int)
	if size.X != 960 || size.Y != 2*shown || shown < 60+16-2 || shown > 60+16+2 {
		t.Errorf("%v pixels, shown %d high", size, shown)
	}
	if got := pixels(t, Plot(p, PlotOptions{Height: DefaultHeight})).Bounds().Size(); got != image.Pt(960, 640) {
		t.Errorf("with a height asked for: %v", got)
	}
	if got := pixels(t, Of(plot.New())).Bounds().Size(); got != image.Pt(960, 640) {
		t.Errorf("empty axes: %v", got)
	}
	p = plot.New()
	p.HideAxes()
	if got := pixels(t, Of(p)).Bounds().Size(); got != image.Pt(960, 640) {
		t.Errorf("nothing at all: %v", got)
	}
}

// band is a plotter of a line 60 CSS pixels thick.
type band struct{}

func (band) Plot(c draw.Canvas, _ *plot.Plot) {
	y := c.Center().Y
	c.StrokeLine2(draw.LineStyle{Color: color.Black, Width: 60 * CSS}, c.Min.X, y, c.Max.X, y)
}

func TestPlotThatCannotBeDrawn(t *testing.T) {
	p := lineOf(1, 0, -1)
	p.Y.Scale = plot.LogScale{}
	if got := Of(p).Plain(); !strings.Contains(got, "cannot be drawn: \"Values must be greater than 0") {
		t.Error(got)
	}
	if got := Plot(nil, PlotOptions{}).Plain(); got != "(*plot.Plot)(nil)" {
		t.Error(got)
	}
	for _, w := range []vg.Length{vg.Length(math.Inf(1)), vg.Length(math.NaN()), 1e9} {
		if got := Plot(lineOf(1, 2), PlotOptions{Width: w, Height: 1e6}).Plain(); !strings.Contains(got, "cannot be drawn") {
			t.Errorf("width %v: %s", w, got)
		}
	}
}

func TestPlots(t *testing.T) {
	b := Of([][]*plot.Plot{{lineOf(1, 2), lineOf(2000, 1)}, {nil, lineOf(1, 1)}, {lineOf(1, 2)}})
	if got := pixels(t, b).Bounds().Size(); got != image.Pt(1920, 1920) {
		t.Errorf("size %v", got)
	}
	if strings.Count(b.Plain(), "\n") != 3 {
		t.Error(b.Plain())
	}
	row := []*plot.Plot{lineOf(1, 2), lineOf(2, 1), lineOf(2, 1), nil}
	if b := Of(row); !reflect.DeepEqual(b.Metadata[MIMEPNG], map[string]any{"width": 960, "height": 160}) {
		t.Errorf("row: %v", b.Metadata)
	}
	if row[0] == nil || row[3] != nil {
		t.Error("the row given was changed")
	}
	for _, empty := range []any{[]*plot.Plot{}, [][]*plot.Plot{}, [][]*plot.Plot{{nil}}} {
		if b := Of(empty); b.Plain() != "no plots" || len(b.Data) != 1 {
			t.Errorf("%v", b.Data)
		}
	}
}

// panicky is an image whose pixels panic.
type panicky struct{ *image.Gray }

func (panicky) At(x, y int) color.Color { panic("no pixels") }

func TestImage(t *testing.T) {
	small := image.NewGray(image.Rect(-1, 2, 7, 10))
	small.SetGray(-1, 2, color.Gray{200})
	tests := []struct {
		m           image.Image
		pixels, css image.Point
	}{
		{small, image.Pt(128, 128), image.Pt(128, 128)},
		{image.NewRGBA(image.Rect(0, 0, 28, 14)), image.Pt(112, 56), image.Pt(112, 56)},
		{image.NewRGBA(image.Rect(0, 0, 64, 10)), image.Pt(64, 10), image.Pt(64, 10)},
		{image.NewGray(image.Rect(0, 0, 1920, 480)), image.Pt(1920, 480), image.Pt(960, 240)},
		{image.NewGray(image.Rect(0, 0, 4096, 1)), image.Pt(2048, 1), image.Pt(960, 1)},
	}
	for _, test := range tests {
		b := Of(test.m)
		m := pixels(t, b)
		if got := m.Bounds().Size(); got != test.pixels {
			t.Errorf("%v: %v pixels, want %v", test.m.Bounds(), got, test.pixels)
		}
		want := map[string]any{"width": test.css.X, "height": test.css.Y}
		if !reflect.DeepEqual(b.Metadata[MIMEPNG], want) {
			t.Errorf("%v: %v, want %v", test.m.Bounds(), b.Metadata, want)
		}
	}
	m := pixels(t, Of(small))
	for _, p := range []image.Point{{0, 0}, {15, 15}, {16, 0}, {0, 16}} {
		want := color.Gray{200}
		if p.X > 15 || p.Y > 15 {
			want.Y = 0
		}
		if got := m.At(p.X, p.Y); got != want {
			t.Errorf("pixel %v: %v, want %v", p, got, want)
		}
	}
	if b := Of(image.NewGray(image.Rectangle{})); b.Plain() != "*image.Gray, 0×0 pixels" || len(b.Data) != 1 {
		t.Errorf("empty: %v", b.Data)
	}
	if got := Of(panicky{small}).Plain(); !strings.Contains(got, `cannot be drawn: "no pixels"`) {
		t.Error(got)
	}
}

func TestConstructors(t *testing.T) {
	tests := []struct {
		b           Bundle
		mime        string
		data, plain string
	}{
		{Text("<a>"), MIMEText, "<a>", "<a>"},
		{HTML("<h1>A</h1><p>b&nbsp;<i>c</i><!-- d --><style>p{}</style></p>"), MIMEHTML, "", "A\nb c"},
		{HTML("a < b"), MIMEHTML, "a < b", "a < b"},
		{Markdown("*a*"), MIMEMarkdown, "*a*", "*a*"},
		{LaTeX(`\frac12`), MIMELaTeX, `$$\frac12$$`, `\frac12`},
		{LaTeX(`$x$`), MIMELaTeX, `$x$`, `$x$`},
		{LaTeX(`\begin{align*}a&=b\end{align*}`), MIMELaTeX, `\begin{align*}a&=b\end{align*}`, `\begin{align*}a&=b\end{align*}`},
		{LaTeX(`\begin{pmatrix}1\end{pmatrix}`), MIMELaTeX, `$$\begin{pmatrix}1\end{pmatrix}$$`, `\begin{pmatrix}1\end{pmatrix}`},
		{SVG("<svg/>"), MIMESVG, "<svg/>", "SVG image"},
	}
	for _, test := range tests {
		if test.data != "" && test.b.Data[test.mime] != test.data {
			t.Errorf("got %v, want %s", test.b.Data[test.mime], test.data)
		}
		if test.b.Plain() != test.plain {
			t.Errorf("plain text: got %q, want %q", test.b.Plain(), test.plain)
		}
	}
	if b := PNG(nil, 0, 5); b.Metadata != nil || !strings.HasPrefix(b.Plain(), "PNG image (") {
		t.Errorf("PNG: %v", b)
	}
	if b := PNG(encodePNG(image.NewGray(image.Rect(0, 0, 2, 3))), 20, 30); b.Plain() != "PNG image, 2×3 pixels" || b.Metadata == nil {
		t.Errorf("PNG: %v", b)
	}
}

func TestJSON(t *testing.T) {
	type inner struct{ A, B float64 }
	type outer struct {
		inner
		B     string
		Skip  float64 `json:"-"`
		Empty []int   `json:"e,omitempty"`
		When  time.Time
		List  []float64      `json:"list"`
		Map   map[int]any    `json:"map"`
		Raw   []byte         `json:"raw"`
		P     *float64       `json:"p"`
		Any   any            `json:"any"`
		none  map[string]int //nolint:unused // must not be read
	}
	nan := math.NaN()
	v := outer{inner: inner{nan, 1}, B: "b", List: []float64{1, math.Inf(1)}, Map: map[int]any{2: nan, 1: "x"}, Raw: []byte("hi"), P: &nan, none: nil}
	want := `{"A":null,"B":"b","When":"0001-01-01T00:00:00Z","any":null,"list":[1,null],"map":{"1":"x","2":null},"p":null,"raw":"aGk="}`
	j, _ := JSON(v).Data[MIMEJSON].(json.RawMessage)
	if string(j) != want {
		t.Errorf("got  %s\nwant %s", j, want)
	}
	if b := JSON([]int{1, 2}); b.Plain() != "[\n  1,\n  2\n]" {
		t.Errorf("plain text: %s", b.Plain())
	}
	ring := &list{V: 1}
	ring.Next = ring
	cyclic := map[string]any{"x": nan}
	cyclic["self"] = cyclic
	for _, v := range []any{func() {}, make(chan int), ring, cyclic, angryJSON{}, []any{nan, func() {}}} {
		if b := JSON(v); !strings.HasPrefix(b.Plain(), "display.JSON: ") || b.Data[MIMEJSON] != nil {
			t.Errorf("%T: %v", v, b.Data)
		}
	}
}

type angryJSON struct{}

func (angryJSON) MarshalJSON() ([]byte, error) { panic("no") }
