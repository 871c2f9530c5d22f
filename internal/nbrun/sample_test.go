package nbrun_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/interp/display"
)

var update = flag.Bool("update", false, "write testdata/sample.golden.ipynb anew")

// sample plays the cells of testdata/sample.ipynb, found by a word in them.
type sample struct {
	fake
	png, svg []byte
}

func (s *sample) Run(_ context.Context, _ int, code string, out interp.Sink) error {
	switch {
	case strings.Contains(code, "figure.Rates"):
		out.Stream("stdout", "wavelets     4096 coefficients, ")
		out.Stream("stdout", "largest 31.7\nshearlets   65536 coefficients, largest 12.04\n")
		out.Display(display.Bundle{
			Data:     map[string]any{display.MIMEPNG: s.png, display.MIMEText: "Error of the best N-term approximation by wavelets and by shearlets, double logarithmic"},
			Metadata: map[string]any{display.MIMEPNG: map[string]any{"width": 606, "height": 346}},
		}, "", false)
	case strings.Contains(code, "approx.Balls"):
		out.Result(display.Bundle{Data: map[string]any{display.MIMESVG: string(s.svg), display.MIMEText: "The unit balls for p = 2, 1 and ½"}})
	case strings.Contains(code, "approx.Slopes"):
		s.claims = append(s.claims,
			cell.Record{Name: "slope for wavelets", Got: -0.4873, Want: -0.5, Tolerance: 0.1, Source: "Theorem 5.4", Holds: true},
			cell.Record{Name: "slope for shearlets, $\\sigma_N$", Got: -0.8121, Want: -1, Tolerance: 0.1, Source: "Theorem 5.9"})
		out.Stream("stderr", "claim fails: slope for shearlets: got -0.8121, want -1 ± 0.1\n")
		out.Result(text("[]float64{-0.4873, -0.8121}"))
	case strings.Contains(code, "var h float64"):
		return &interp.Error{Kind: interp.TypeError, Message: "cannot use size (variable of type int) as float64 value in variable declaration", Traceback: []string{
			"\x1b[1;31mTypeError\x1b[0m at In[8]:1:17: cannot use size (variable of type int) as float64 value in variable declaration",
			"\x1b[2m  1 |\x1b[0m var h float64 = size",
			"\x1b[2m    |\x1b[0m                 \x1b[31m^~~~\x1b[0m",
		}}
	case strings.Contains(code, "approx.Summary"):
		out.Display(display.Bundle{Data: map[string]any{
			display.MIMEText:  "wavelets -0.487 0.031\nshearlets -0.812 0.018",
			display.MIMEHTML:  "<table>\n<thead><tr><th>system</th><th>slope</th><th>error at $N = 2^{10}$</th></tr></thead>\n<tbody><tr><td>wavelets</td><td>-0.487</td><td>0.031</td></tr>\n<tr><td>shearlets</td><td>-0.812</td><td>0.018</td></tr></tbody></table>",
			display.MIMEJSON:  map[string]any{"wavelets": -0.487, "shearlets": -0.812},
			display.MIMELaTeX: "",
		}}, "", false)
		out.Result(display.Bundle{Data: map[string]any{display.MIMELaTeX: `$$\gamma^* = \sup\{\gamma : \sigma_N(f) = O(N^{-\gamma})\} \approx 0.81$$`, display.MIMEText: "γ* ≈ 0.81"}})
	case strings.Contains(code, "approx.Train"):
		for _, p := range []string{" 10 %", " 50 %", "100 %"} {
			out.Stream("stdout", "\rtraining "+p)
		}
		out.Stream("stdout", "\nloss 0.0123\n")
		return &interp.Error{Kind: interp.Panic, Message: "index out of range [64] with length 64", Traceback: []string{
			"\x1b[1;31mpanic\x1b[0m: index out of range [64] with length 64",
			"",
			"\x1b[36mIn[10]:1\x1b[0m  approx.Train(f)",
			"         called from \x1b[36mapprox.(*Net).step\x1b[0m",
		}}
	}
	return nil
}

func openSample(t *testing.T) func() (nbrun.Session, error) {
	png, svg := read(t, "rates.png"), read(t, "ball.svg")
	return func() (nbrun.Session, error) { return &sample{png: png, svg: svg}, nil }
}

var versionField = regexp.MustCompile(`"version": "[^"]*"`)

func TestSampleNotebook(t *testing.T) {
	dir := t.TempDir()
	o := nbrun.Options{
		Params: nbrun.Params{{Name: "size", Value: "128"}, {Name: "system", Value: "wavelets"}},
		Out:    filepath.Join(dir, "out", "sample.ipynb"), HTML: filepath.Join(dir, "out", "sample.html"),
		Claims: filepath.Join(dir, "claims.json"),
	}
	report, err := nbrun.File(t.Context(), "testdata/sample.ipynb", openSample(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if report.OK() || len(report.Claims) != 2 || report.Err == nil {
		t.Errorf("got OK %t, %d claims, error %v; want a failing claim and a failing cell", report.OK(), len(report.Claims), report.Err)
	}
	got, err := os.ReadFile(o.Out)
	if err != nil {
		t.Fatal(err)
	}
	got = versionField.ReplaceAll(got, []byte(`"version": "1.26"`)) // of the toolchain
	golden := "testdata/sample.golden.ipynb"
	if *update {
		if err := os.WriteFile(golden, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, "sample.golden.ipynb"); !bytes.Equal(got, want) {
		t.Errorf("the executed notebook differs from %s; see it with -update", golden)
	}
	if _, err := nbformat.Decode(bytes.NewReader(got)); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile(o.HTML)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>Approximation of cartoon-like functions</title>", "index out of range [64]", "✗ fails", `href="#in-7">In[7]</a>`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	claims, err := os.ReadFile(o.Claims)
	if err != nil || !strings.Contains(string(claims), `"notebook": "sample.ipynb"`) {
		t.Errorf("got %v, claims %s", err, claims)
	}
	if p := os.Getenv("MATHDL_SAMPLE"); p != "" { // to look at
		_ = os.WriteFile(p, page, 0o666)
	}
}

func TestTwoRunsGiveTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	var files [2][]byte
	for i := range files {
		o := nbrun.Options{Out: filepath.Join(dir, "a.ipynb"), HTML: filepath.Join(dir, "a.html")}
		if _, err := nbrun.File(t.Context(), "testdata/sample.ipynb", openSample(t), o); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{o.Out, o.HTML} {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[i] = append(files[i], data...)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the second run gave other bytes")
	}
}
