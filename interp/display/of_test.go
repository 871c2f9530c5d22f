package display

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"maps"
	"math"
	"math/big"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"

	"github.com/mathdl/kernel/internal/golden"
)

type (
	point   struct{ X, Y float64 }
	named   string
	celsius float64
	list    struct {
		V    int
		Next *list
	}
	tree  struct{ L, R *tree }
	loud  struct{ Name string }
	mixed struct {
		P     *point
		Any   any
		F     func(float64) float64
		C     chan int
		Err   error
		M     map[string]int
		D     time.Duration
		inner []string
	}
)

func (c celsius) String() string { return fmt.Sprintf("%.1f °C", float64(c)) }
func (l *loud) String() string   { return "LOUD " + l.Name }

func TestText(t *testing.T) {
	ring := &list{V: 1, Next: &list{V: 2}}
	ring.Next.Next = ring
	self := []any{1}
	self[0] = self
	var nilErr *os.PathError
	var a any = 7
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"nil", nil, "<nil>"},
		{"int", 42, "42"},
		{"negative", int8(-3), "-3"},
		{"float", 3.14, "3.14"},
		{"float32", float32(0.1), "0.1"},
		{"large float", 1e21, "1e+21"},
		{"NaN", math.NaN(), "NaN"},
		{"Inf", math.Inf(-1), "-Inf"},
		{"bool", true, "true"},
		{"complex", 1 + 2i, "(1+2i)"},
		{"rune", 'a', "97"},
		{"uintptr", uintptr(5), "5"},
		{"string", "hi\n\"you\"", `"hi\n\"you\""`},
		{"named string", named("x"), `"x"`},
		{"invalid UTF-8", "a\xffb", `"a\xffb"`},
		{"Stringer", celsius(21.5), "21.5 °C"},
		{"duration", 1500 * time.Millisecond, "1.5s"},
		{"month", time.March, "March"},
		{"time without monotonic clock", time.Unix(0, 0).UTC(), "1970-01-01 00:00:00 +0000 UTC"},
		{"error", errors.New("no"), "no"},
		{"joined", errors.Join(errors.New("a"), io.EOF), "a\nEOF"},
		{"big", big.NewInt(12345678901234567), "12345678901234567"},
		{"bytes", []byte("hi"), "[104 105]"},
		{"ints", []int{1, 2, 3}, "[1 2 3]"},
		{"floats", []float64{1, 0.5, math.NaN()}, "[1 0.5 NaN]"},
		{"array", [2]bool{true, false}, "[true false]"},
		{"strings", []string{"a b", "c"}, `["a b" "c"]`},
		{"errors", []error{io.EOF, nil}, "[EOF <nil>]"},
		{"durations", []time.Duration{time.Second}, "[1s]"},
		{"any", []any{1, "a", nil, celsius(1)}, `[1 "a" <nil> 1.0 °C]`},
		{"nil slice", []int(nil), "[]"},
		{"nil map", map[string]int(nil), "map[]"},
		{"ragged", [][]float64{{1}, {2, 3}}, "[[1] [2 3]]"},
		{"map", map[string]int{"b": 2, "a": 1}, `map["a":1 "b":2]`},
		{"map of ints", map[int]bool{10: true, 9: false}, "map[9:false 10:true]"},
		{"map of NaN", map[float64]int{math.NaN(): 1, 0: 2}, "map[NaN:1 0:2]"},
		{"map of kinds", map[any]int{"a": 1, 2: 2, 1.5: 3, 1: 4, true: 5}, `map[1:4 2:2 1.5:3 "a":1 true:5]`},
		{"map of pointers", map[*point]int{{2, 1}: 1, {1, 2}: 2}, "map[&{X:1 Y:2}:2 &{X:2 Y:1}:1]"},
		{"map of structs", map[point]int{{2, 1}: 1, {1, 2}: 2}, "map[{X:1 Y:2}:2 {X:2 Y:1}:1]"},
		{"struct", point{1, 2}, "{X:1 Y:2}"},
		{"pointer to struct", &point{1, 2}, "&{X:1 Y:2}"},
		{"pointer to int", new(int), "&0"},
		{"pointer to interface", &a, "&7"},
		{"pointer to pointer", func() **point { p := &point{1, 2}; return &p }(), "&&{X:1 Y:2}"},
		{"pointers in a slice", []*point{{1, 2}, nil}, "[&{X:1 Y:2} <nil>]"},
		{"empty struct", struct{}{}, "{}"},
		{"cycle", ring, "&{V:1 Next:&{V:2 Next:*display.list(…)}}"},
		{"cycle of a slice", self, "[[]interface {}(…)]"},
		{"typed nil", (*point)(nil), "(*display.point)(nil)"},
		{"typed nil error", error(nilErr), "(*fs.PathError)(nil)"},
		{"typed nil with String", (*loud)(nil), "(*display.loud)(nil)"},
		{"nil func", (func())(nil), "(func())(nil)"},
		{"func", math.Sin, "func(float64) float64"},
		{"chan", make(chan<- int, 3), "chan<- int"},
		{"unsafe pointer", unsafe.Pointer(&ring), "unsafe.Pointer"},
		{"reflect.Type", reflect.TypeFor[int](), "int"},
		{"reflect.Value", reflect.ValueOf([]int{1}), "[1]"},
		{"invalid reflect.Value", reflect.Value{}, "<nil>"},
		{"context", context.Background(), "context.Background"},
		{"mixed", mixed{P: &point{1, 2}, Any: 3, F: math.Sin, D: time.Second, inner: []string{"x"}},
			"{P:&{X:1 Y:2} Any:3 F:func(float64) float64 C:<nil> Err:<nil> M:map[] D:1s inner:[\"x\"]}"},
		{"pointer method in a struct", struct{ L *loud }{&loud{"x"}}, "{L:LOUD x}"},
		{"matrix inside", struct{ W *mat.Dense }{mat.NewDense(3, 2, nil)}, "{W:*mat.Dense(3×2)}"},
		{"vector inside", []any{mat.NewVecDense(4, nil), (*mat.Dense)(nil)}, "[*mat.VecDense(4) <nil>]"},
		{"plot inside", []any{plot.New()}, `[*plot.Plot("")]`},
		{"image inside", []image.Image{image.NewGray(image.Rect(0, 0, 3, 2))}, "[*image.Gray(3×2)]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Of(test.v).Plain(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestTextAsFmt holds the promise that scalars look as fmt prints them.
func TestTextAsFmt(t *testing.T) {
	for _, v := range []any{1, -1, uint8(255), 0.1, 1e6, 1e-7, 123456789.0, float32(16777216), math.Copysign(0, -1), math.MaxFloat64,
		int64(math.MinInt64), uint64(math.MaxUint64), complex64(1i), false, [3]int{1, 2, 3}, []float32{0.1}, []uint{7}, point{1, 2}} {
		if got, want := Of(v).Plain(), fmt.Sprintf("%+v", v); got != want {
			t.Errorf("%T: got %s, want %s", v, got, want)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	deep := &list{}
	for i := range 10000 {
		deep = &list{V: i, Next: deep}
	}
	dag := &tree{}
	for range 40 {
		dag = &tree{dag, dag}
	}
	wide := map[int]map[int]string{}
	for i := range 300 {
		wide[i] = map[int]string{1: strings.Repeat("é", 5000)}
	}
	keys := map[any]int{}
	for i := range 5000 {
		keys[[2]string{strings.Repeat("k", 3000), fmt.Sprint(i)}] = i
	}
	fields := map[string]any{"deep": deep, "dag": dag, "wide": wide, "keys": keys,
		"string": strings.Repeat("ü", 1<<20), "error": errors.New(strings.Repeat("e", 1<<20)),
		"nested": [][][]string{{{strings.Repeat("x", 1<<20)}}}, "square": make([][]string, 1000)}
	fields["all"] = maps.Clone(fields)
	for name, v := range fields {
		got := Of(v).Plain()
		if len(got) > maxText+len("…") || !utf8.ValidString(got) {
			t.Errorf("%s: %d bytes, valid %v", name, len(got), utf8.ValidString(got))
		}
		if !strings.Contains(got, "…") && name != "square" {
			t.Errorf("%s: nothing marks what is left out: %.100s", name, got)
		}
	}
}

func TestLongList(t *testing.T) {
	x := make([]int, 1000)
	for i := range x {
		x[i] = i
	}
	got := Of(x).Plain()
	if !strings.HasPrefix(got, "[0 1 2 ") || !strings.HasSuffix(got, " 49 … 997 998 999] (length 1000)") {
		t.Errorf("got %s", got)
	}
	if got := Of(x[:maxItems]).Plain(); got != fmt.Sprint(x[:maxItems]) {
		t.Errorf("%d elements: got %s", maxItems, got)
	}
	m := map[int]int{}
	for i := range 1000 {
		m[i] = -i
	}
	if got := Of(m).Plain(); !strings.HasSuffix(got, "…\n  997: -997\n  998: -998\n  999: -999\n] (length 1000)") {
		t.Errorf("map: got %s", got)
	}
}

func TestNoAddresses(t *testing.T) {
	x := 1
	values := []any{&x, []*int{&x}, map[string]*int{"a": &x}, struct{ p *int }{&x}, make(chan int), func() {}, unsafe.Pointer(&x),
		[]func(){func() {}}, []chan int{make(chan int)}, &sync.Mutex{}, reflect.ValueOf(&x), any(&x), [1]unsafe.Pointer{unsafe.Pointer(&x)},
		context.WithValue(context.Background(), point{}, &x), []any{&x, func() {}}}
	for _, v := range values {
		b := Of(v)
		for mime, d := range b.Data {
			if s := fmt.Sprint(d); strings.Contains(s, "0xc") || strings.Contains(s, fmt.Sprintf("%x", &x)[2:]) {
				t.Errorf("%T: %s holds an address: %s", v, mime, s)
			}
		}
	}
}

func TestLayout(t *testing.T) {
	type layer struct {
		Name string
		W, B []float64
	}
	v := struct {
		Title  string
		Layers []layer
		Sizes  map[string]int
	}{"a network with a title that takes its space", []layer{
		{"hidden", make([]float64, 60), []float64{1, 2}}, {"output", []float64{1}, nil},
	}, map[string]int{"in": 2, "out": 1}}
	golden.Text(t, "testdata/layout.golden", Of(&v).Plain()+"\n")
}

// Types that misbehave.
type (
	angry   struct{}
	broken  struct{}
	picky   struct{}
	sickly  struct{ err error }
	refuses struct{ T string }
)

func (angry) String() string        { panic("no <b>") }
func (broken) HTML() string         { panic(angry{}) }
func (broken) LaTeX() string        { return "x^2" }
func (broken) String() string       { return "broken" }
func (picky) HTML(int) string       { return "never called" }
func (picky) SVG() int              { return 3 }
func (picky) PNG() []byte           { return nil }
func (sickly) PNG() ([]byte, error) { return []byte("x"), errors.New("sensor <off>") }
func (s sickly) JSON() (any, error) { return map[string]float64{"x": math.NaN(), "y": 1}, s.err }
func (r refuses) MIMEBundle() map[string]any {
	return map[string]any{"text/html": "<i>" + r.T + "</i>", "image/png": nil}
}

func TestMethods(t *testing.T) {
	if got := Of(angry{}).Plain(); got != `%!v(PANIC=String method: "no <b>")` {
		t.Errorf("angry: %s", got)
	}
	b := Of(broken{})
	if b.Data[MIMELaTeX] != "x^2" || b.Data[MIMEHTML] != nil {
		t.Errorf("broken: %v", b.Data)
	}
	if want := "broken\n%!v(PANIC=HTML method: %!v(PANIC=String method: \"no <b>\"))"; b.Plain() != want {
		t.Errorf("broken: got %s, want %s", b.Plain(), want)
	}
	if b := Of(picky{}); len(b.Data) != 1 || b.Plain() != "{}" {
		t.Errorf("picky: %v", b.Data)
	}
	b = Of(sickly{})
	if j, _ := b.Data[MIMEJSON].(json.RawMessage); string(j) != `{"x":null,"y":1}` {
		t.Errorf("sickly: %s", j)
	}
	if !strings.HasSuffix(b.Plain(), "PNG method: sensor <off>") {
		t.Errorf("sickly: %s", b.Plain())
	}
	if b := Of(sickly{io.EOF}); b.Data[MIMEJSON] != nil {
		t.Errorf("sickly with error: %v", b.Data)
	}
	b = Of(refuses{"a"})
	if keys := slices.Sorted(maps.Keys(b.Data)); !slices.Equal(keys, []string{MIMEHTML, MIMEText}) || b.Plain() != `{T:"a"}` {
		t.Errorf("MIMEBundle: %v", b.Data)
	}
}

type every struct{}

func (every) HTML() []byte         { return []byte("<b>1</b>") }
func (every) Markdown() string     { return "**1**" }
func (every) Latex() string        { return "$1$" }
func (every) SVG() (string, error) { return "<svg/>", nil }
func (every) PNG() []byte          { return []byte("png") }
func (every) JSON() any            { return []float64{1, math.Inf(1)} }
func (every) MIMEBundle() map[string]any {
	return map[string]any{"text/x-more": "1", MIMEHTML: "<i>1</i>"}
}
func (every) Error() string                 { return "one" }
func (every) Format(s fmt.State, verb rune) { io.WriteString(s, "formatted "+string(verb)) }

func TestAllMethods(t *testing.T) {
	b := Of(every{})
	want := map[string]any{MIMEHTML: "<i>1</i>", MIMEMarkdown: "**1**", MIMELaTeX: "$1$", MIMESVG: "<svg/>",
		MIMEPNG: []byte("png"), MIMEJSON: json.RawMessage("[1,null]"), "text/x-more": "1", MIMEText: "formatted v"}
	if !reflect.DeepEqual(b.Data, want) {
		t.Errorf("got  %v\nwant %v", b.Data, want)
	}
}

// boxed stands for a value that an interpreter has wrapped.
type boxed struct{ v any }

func (b boxed) MIMEBundle() map[string]any { return map[string]any{} }
func (b boxed) Format(s fmt.State, verb rune) {
	if c, ok := s.(interface{ Contents() bool }); ok && c.Contents() {
		io.WriteString(s, "deep ")
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), b.v)
}

// chatty writes without end, or nearly.
type chatty struct{}

func (chatty) Format(s fmt.State, _ rune) {
	for range 1 << 20 {
		if n, err := io.WriteString(s, "é and so on "); n != 13 || err != nil {
			panic("a short write")
		}
	}
}

func TestFormat(t *testing.T) {
	if got := Of(boxed{point{1, 2}}).Plain(); got != "deep {X:1 Y:2}" {
		t.Errorf("boxed: %s", got)
	}
	if got := Of([]any{boxed{2.5}, boxed{-1}}).Plain(); got != "[deep 2.5 deep -1]" {
		t.Errorf("boxed inside: %s", got)
	}
	if got := Of(mat.Formatted(mat.NewDense(1, 2, []float64{1, 2}))).Plain(); got != "[1  2]" {
		t.Errorf("mat.Formatted: %s", got)
	}
	if got := Of(chatty{}).Plain(); len(got) > maxText+3 || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
		t.Errorf("chatty: %d bytes", len(got))
	}
	if got := Of(big.NewFloat(0.5)).Plain(); got != "0.5" {
		t.Errorf("big.Float: %s", got)
	}
}

func TestBundlesPassThrough(t *testing.T) {
	in := Bundle{Data: map[string]any{MIMEHTML: "<p>a &lt; b</p><script>x()</script><p>c</p>"}, Metadata: map[string]any{"k": 1}}
	for _, v := range []any{in, &in} {
		b := Of(v)
		if b.Plain() != "a < b\nc" || b.Metadata["k"] != 1 || b.Data[MIMEHTML] != in.Data[MIMEHTML] {
			t.Errorf("%T: %v", v, b)
		}
	}
	if len(in.Data) != 1 {
		t.Error("the bundle given was changed")
	}
	if got := Of((*Bundle)(nil)).Plain(); got != "(*display.Bundle)(nil)" {
		t.Errorf("nil: %s", got)
	}
	if _, ok := Of(Bundle{}).Data[MIMEText]; !ok {
		t.Error("the empty bundle got no text")
	}
	if got := Of(LaTeX("x")).Plain(); got != "x" {
		t.Errorf("LaTeX: %s", got)
	}
}

func TestDeterministicAndUnchanged(t *testing.T) {
	m := map[string]any{}
	for i := range 200 {
		m[fmt.Sprint("k", i)] = []any{i, map[int]string{i: "x", -i: "y"}}
	}
	p := plot.New()
	p.Title.Text = "empty"
	values := []any{m, mat.NewDense(3, 3, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}), p, []float64{1, 2}}
	for _, v := range values {
		before := fmt.Sprintf("%#v", v)
		a, b := Of(v), Of(v)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%T: two presentations differ", v)
		}
		if fmt.Sprintf("%#v", v) != before {
			t.Errorf("%T: changed by being shown", v)
		}
	}
}

// wellFormed fails t unless s is well-formed XML and holds only harmless elements.
func wellFormed(t *testing.T, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<root>" + s + "</root>"))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if !slices.Contains([]string{"root", "table", "caption", "thead", "tbody", "tr", "th", "td"}, e.Name.Local) {
				t.Errorf("element %s in %s", e.Name.Local, s)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "<script>", "\xff\x00", "∑", strings.Repeat("x", 5000)} {
		f.Add(s, 1.5, 7)
	}
	f.Fuzz(func(t *testing.T, s string, x float64, n int) {
		type record struct {
			S    string
			X    *float64
			M    map[string]any
			Self *record
		}
		r := &record{S: s, X: &x, M: map[string]any{s: []any{x, n, s}, "n": n}}
		r.Self = r
		b := Of(r)
		if !utf8.ValidString(b.Plain()) || b.Plain() != Of(r).Plain() {
			t.Errorf("%q", b.Plain())
		}
		for _, v := range []any{[]float64{x, x * x, float64(n)}, [][]float64{{x, -x}, {float64(n), 0}}, s} {
			if html, ok := Of(v).Data[MIMEHTML].(string); ok {
				wellFormed(t, html)
			}
		}
	})
}
