package interp_test

import (
	"strings"
	"testing"

	"github.com/mathdl/kernel/interp"
)

// cut splits a cell at the mark for the cursor.
func cut(t *testing.T, code string) (string, int) {
	t.Helper()
	i := strings.Index(code, "‸")
	if i < 0 {
		t.Fatalf("no cursor in %q", code)
	}
	return code[:i] + code[i+len("‸"):], i
}

func TestComplete(t *testing.T) {
	s := open(t)
	run(s, 1, "import m \"math\"\ntype Point struct{ X, Y float64; hidden int }\nfunc (p *Point) Norm() float64 { return p.X }\nvar origin Point\nvalue := 3\nfunc vector(n int) []float64 { return nil }")
	for _, c := range []struct{ code, has, kind, lacks string }{
		{"strings.HasPre‸", "HasPrefix", "func", "HasSuffix"},
		{"origin.‸", "Norm", "method", "value"},
		{"origin.‸", "X", "field", ""},
		{"origin.‸", "hidden", "field", ""},
		{"val‸", "value", "var", "vector"},
		{"vec‸", "vector", "func", "value"},
		{"Poi‸", "Point", "type", ""},
		{"m.Sq‸", "Sqrt", "func", "Sin"},
		{"x := mat.NewDense(2, 2, nil)\nx.‸", "At", "method", "mat"},
		{"func f(argument int) int {\n\tlocal := argument\n\tif local > 1 { lo‸", "local", "var", "value"},
		{"func f(argument int) int { return arg‸", "argument", "var", ""},
		{"for i := range 3 { fmt.Println(orig‸) }", "origin", "var", ""},
		{"p := plot.New()\np.Title.Te‸", "Text", "field", "Padding"},
		{"fm‸", "fmt", "package", ""},
		{"swi‸", "switch", "keyword", ""},
		{"import \"gonum.org/v1/gonum/m‸", "gonum.org/v1/gonum/mat", "package", "fmt"},
		{"math.Pi.‸", "", "", "Sqrt"},
		{"strings.hasp‸", "HasPrefix", "func", ""},
		{"vector(3)[0] + origin.No‸", "Norm", "method", ""},
		{"‸", "origin", "var", ""},
	} {
		code, at := cut(t, c.code)
		got := s.Complete(code, at)
		items := map[string]interp.Item{}
		for _, it := range got.Items {
			items[it.Text] = it
		}
		if it, ok := items[c.has]; c.has != "" && (!ok || it.Kind != c.kind) {
			t.Errorf("%s: got %v, want %s %s", c.code, got.Items, c.kind, c.has)
		}
		if _, ok := items[c.lacks]; ok && c.lacks != "" {
			t.Errorf("%s: offers %s", c.code, c.lacks)
		}
		if code[got.From:at] != "" && c.has != "" && !strings.HasPrefix(strings.ToLower(c.has), strings.ToLower(code[got.From:at])) {
			t.Errorf("%s: replaces %q", c.code, code[got.From:got.To])
		}
	}
}

// TestCompleteLeavesTheSessionAlone checks that looking does not change what later cells see.
func TestCompleteLeavesTheSessionAlone(t *testing.T) {
	s := open(t)
	run(s, 1, "x := 1.5\nfunc f() float64 { return x }")
	for _, code := range []string{"x := \"text\"\nfunc f() string { return x‸", "import x \"math\"\nx.S‸", "type x struct{}\nvar y x‸", "f := 3\nf‸"} {
		text, at := cut(t, code)
		s.Complete(text, at)
		s.Inspect(text, at, 0)
	}
	if got := run(s, 2, "f(), x"); got != "= 1.5, 1.5\n" {
		t.Errorf("got %q", got)
	}
}

func TestInspect(t *testing.T) {
	s := open(t)
	run(s, 1, "// Area is documented.\nfunc Area(r float64) float64 { return math.Pi * r * r }\ntype Point struct{ X, Y float64 }\nfunc (p Point) Norm() float64 { return p.X }\nc := 2.5")
	for _, c := range []struct {
		code   string
		detail int
		want   []string
	}{
		{"strings.HasPref‸ix(a, b)", 0, []string{"func strings.HasPrefix(s string, prefix string) bool", "reports whether", "strings"}},
		{"strings.HasPrefix(‸", 0, []string{"HasPrefix(s"}},
		{"Area‸", 0, []string{"func Area(r float64) float64", "In[1], line 2"}},
		{"Area(2)‸", 0, nil},
		{"Ar‸ea(2)", 1, []string{"return math.Pi * r * r"}},
		{"c‸", 0, []string{"var c float64"}},
		{"Point‸", 0, []string{"type Point struct", "func (Point) Norm() float64"}},
		{"mat.New‸Dense", 0, []string{"NewDense creates a new Dense matrix"}},
		{"var d mat.Dense\nd.M‸ul(a, b)", 0, []string{"takes the matrix product"}},
		{"ma‸t", 0, []string{"package mat // import \"gonum.org/v1/gonum/mat\""}},
		{"len‸", 0, []string{"func len"}},
		{"nothing_of_the_kind‸", 0, nil},
		{"   ‸", 0, nil},
	} {
		code, at := cut(t, c.code)
		b, ok := s.Inspect(code, at, c.detail)
		if ok != (c.want != nil) {
			t.Errorf("%s: found %v: %s", c.code, ok, b.Plain())
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(b.Plain(), w) {
				t.Errorf("%s: %q lacks %q", c.code, b.Plain(), w)
			}
		}
	}
}

func TestIsComplete(t *testing.T) {
	s := open(t)
	for code, want := range map[string]interp.Completeness{
		"x := 1": interp.Complete, "": interp.Complete, "// note": interp.Complete, "func f() {}\nf()": interp.Complete,
		"func f() {": interp.Incomplete, "x :=": interp.Incomplete, "x := 3 +": interp.Incomplete, "fmt.Println(1,": interp.Incomplete,
		"s := `raw": interp.Incomplete, "if true {\n\tx()\n}": interp.Complete, "/* open": interp.Incomplete, "type T struct {\n\tA int": interp.Incomplete,
		"x := )": interp.Invalid, "\"open": interp.Invalid, "for }": interp.Invalid, "x = = 3": interp.Invalid, "func f() { ) }": interp.Invalid,
	} {
		if got, _ := s.IsComplete(code); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
	if _, indent := s.IsComplete("func f() {\n\tfor {"); indent != "\t\t" {
		t.Errorf("got indent %q", indent)
	}
}

func TestVariables(t *testing.T) {
	s := open(t)
	run(s, 1, "b := []float64{1}\na, err := strconv.Atoi(\"1\")\nfunc f() {}\nconst c = 1")
	var got []string
	for _, v := range s.Variables() {
		got = append(got, v.Name+" "+v.Type)
	}
	if want := "a int|b []float64|err error"; strings.Join(got, "|") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
