package nbrun_test

import (
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun"
)

func TestParameters(t *testing.T) {
	const cell = "import \"fmt\"\nn, λ := 64, 0.1 // sizes\nvar (\n\ttitle string\n\tdebug = false\n\tc = complex(1, 2)\n)\nvar grid []int = []int{1, 2}\nseed = 7\nname := \"a\"\nconst K = 3\nf(n)\ngrid[0] = 5\np.x = 1\nfor i := 0; i < n; i++ {\n\tinner := 1\n}\nfunc g() { local := 2 }\nx += 1\n"
	tests := []struct{ params, want string }{
		{"n=128", "n = 128"},
		{"n= 128 ", "n = 128"},
		{"n=-3", "n = -3"},
		{"λ=1e-3", "λ = 1e-3"},
		{"λ=0x1p-2", "λ = 0x1p-2"},
		{"c=2i", "c = 2i"},
		{"debug=true", "debug = true"},
		{"seed='a'", "seed = 'a'"},
		{"name=wavelets", `name = "wavelets"`},
		{"name=2022", `name = "2022"`},
		{"name=true", `name = "true"`},
		{`name="2022"`, `name = "2022"`},
		{"title=3", `title = "3"`},
		{"title=`a\nb`", "title = `a\nb`"},
		{"title=", `title = ""`},
		{"title=a=b", `title = "a=b"`},
		{"n=abc", `n = "abc"`}, // a type error when it runs
		{"n=1; os.Exit(0)", `n = "1; os.Exit(0)"`},
		{"n=3 // x", "n = 3"},
		{"name=\"a\" + \"b\"", `name = "\"a\" + \"b\""`},
		{"name=-\"a\"", `name = "-\"a\""`},
		{"grid=[]int{3}", `grid = "[]int{3}"`},
		{"n=1 λ=2 n=3", "λ = 2\nn = 3"},
	}
	for _, test := range tests {
		var params nbrun.Params
		for _, p := range splitParams(test.params) {
			if err := params.Set(p); err != nil {
				t.Fatal(err)
			}
		}
		nb := notebook("a", cell, "b")
		tag(nb.Cells[1], "x", "parameters")
		s := &fake{}
		run(t, nb, s, nbrun.Options{Params: params})
		if got := strings.TrimPrefix(s.ran[2], "// Parameters\n"); len(s.ran) != 4 || got != test.want {
			t.Errorf("%s: got %q, want %q", test.params, got, test.want)
		}
		if c := nb.Cells[2]; c.ID != "injected-parameters" || !c.HasTag("injected-parameters") {
			t.Errorf("got cell %+v", c)
		}
	}
	for _, bad := range []struct{ param, want string }{
		{"m=1", "not in the parameters cell, which has n, λ, title, debug, c, grid, seed, name"},
		{"inner=1", "not in"}, {"local=1", "not in"}, {"f=1", "not in"}, {"p=1", "not in"}, {"x=1", "not in"}, {"fmt=1", "not in"},
		{"K=1", "declares it as a constant"},
	} {
		var params nbrun.Params
		if err := params.Set(bad.param); err != nil {
			t.Fatal(err)
		}
		nb := notebook(cell)
		tag(nb.Cells[0], "parameters")
		if _, err := nbrun.Run(t.Context(), nb, &fake{}, nbrun.Options{Params: params}); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%s: got %v, want %q", bad.param, err, bad.want)
		}
	}
}

// splitParams cuts "a=1 b=2" where a new name starts.
func splitParams(s string) []string {
	if strings.HasPrefix(s, "n=1 λ") {
		return strings.Fields(s)
	}
	return []string{s}
}

func TestInjectedCellIsReplaced(t *testing.T) {
	nb := notebook("n := 1", "b")
	tag(nb.Cells[0], "parameters")
	for _, v := range []string{"2", "3"} {
		s := &fake{}
		run(t, nb, s, nbrun.Options{Params: nbrun.Params{{Name: "n", Value: v}}})
		if len(nb.Cells) != 3 || s.ran[1] != "// Parameters\nn = "+v {
			t.Errorf("got %d cells, ran %q", len(nb.Cells), s.ran)
		}
	}
	s := &fake{}
	run(t, nb, s, nbrun.Options{})
	if len(s.ran) != 3 {
		t.Errorf("a run without parameters ran %q", s.ran)
	}
}

func TestParametersNeedTheirCell(t *testing.T) {
	_, err := nbrun.Run(t.Context(), notebook("n := 1"), &fake{}, nbrun.Options{Params: nbrun.Params{{Name: "n", Value: "1"}}})
	if err == nil || !strings.Contains(err.Error(), "no code cell tagged parameters") {
		t.Errorf("got %v", err)
	}
}

func TestParamsFlag(t *testing.T) {
	var p nbrun.Params
	for _, bad := range []string{"", "n", "=1", "1n=2", "a b=1", "func=1"} {
		if err := p.Set(bad); err == nil {
			t.Errorf("Set(%q): got no error", bad)
		}
	}
	if err := p.Set(" n =1=2"); err != nil || p.String() != "n=1=2" {
		t.Errorf("got %v, %q", err, p.String())
	}
}

func FuzzParameters(f *testing.F) {
	f.Add("n := 1\nvar (", "1")
	f.Add("var a, b string = \"x\", `y`", "-\"q\"")
	f.Fuzz(func(t *testing.T, source, value string) {
		nb := notebook(source, "b")
		tag(nb.Cells[0], "parameters")
		o := nbrun.Options{Params: nbrun.Params{{Name: "a", Value: value}}}
		if _, err := nbrun.Run(t.Context(), nb, &fake{}, o); err == nil && len(nb.Cells) != 3 {
			t.Errorf("got %d cells and no error", len(nb.Cells))
		}
	})
}
