package repl

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/repl/line"
)

// script runs input as a pipe would.
func script(t *testing.T, input string) (f *fake, out, diag string, err error) {
	t.Helper()
	f = &fake{}
	var o, e strings.Builder
	err = Run(t.Context(), f, Options{In: strings.NewReader(input), Out: &o, Err: &e, Banner: "never shown"})
	return f, o.String(), e.String(), err
}

func TestScript(t *testing.T) {
	tests := []struct{ name, in, out, diag string }{
		{"empty", "", "", ""},
		{"blank", "\n \n\t\n", "", ""},
		{"result", "value 3\n", "3\n", ""},
		{"no line end", "value 3", "3\n", ""},
		{"carriage returns", "value 3\r\nvalue 4\r\n", "3\n4\n", ""},
		{"streams", "print a\nwarn b\n", "a", "b"},
		{"cells do not part the output", "print a\nprint b\n", "ab", ""},
		{"stream without a line end", "print a\nvalue 3\n", "a\n3\n", ""},
		{"several lines", "{\nprint a\\n\n}\nvalue 1\n", "a\n1\n", ""},
		{"cut off", "{\nprint a\\n\n", "a\n", ""},
		{"input from the script", "ask name?\nEmmy\nvalue 1\n", "got \"Emmy\"\n1\n", ""},
		{"value behind an open line", "print a\nwarn b\nvalue 1\n", "a\n1\n", "b"},
		{"last state of what is replaced", "{\nshow p 1%\nupdate p 50%\nprint x\\n\nupdate p 100%\n}\n", "x\n100%\n", ""},
		{"cleared", "{\nshow p 1%\nclear wait\nvalue 2\n}\n", "2\n", ""},
		{"image", "image AAAA\n", "[image]\n", ""},
		{"vars", ":vars\n", "x   int\nΦ1  *nn.Network\n", ""},
		{"question", "?radon.New\n", "package radon, detail 0\n", ""},
		{"question behind", "radon.New?\n", "package radon, detail 0\n", ""},
		{"more detail", "radon??\n", "package radon, detail 1\n", ""},
		{"quit", "value 1\n:quit\nvalue 2\n", "1\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, out, diag, err := script(t, test.in)
			if out != test.out || diag != test.diag || err != nil {
				t.Errorf("got %q, %q, %v; want %q, %q", out, diag, err, test.out, test.diag)
			}
		})
	}
}

func TestScriptFails(t *testing.T) {
	tests := []struct{ name, in, diag string }{
		{"cell", "fail\nvalue 1\n", "In[1]:1:5: undefined: y\n  1 | x + y\n    |     ^\n"},
		{"any error", "break\nvalue 1\n", "broken\n"},
		{"no input left", "ask name?", "repl: no input: EOF\n"},
		{"unknown command", ":nonsense\nvalue 1\n", "no command :nonsense; :help lists them\n"},
		{"unknown name", "?nothing\nvalue 1\n", "nothing is known about nothing\n"},
		{"load nothing", ":load\n", ":load wants a file\n"},
		{"save nowhere", ":save\n", ":save wants a file\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, out, diag, err := script(t, test.in)
			if out != "" || diag != test.diag || !errors.Is(err, ErrFailed) {
				t.Errorf("got %q, %q, %v; want %q and ErrFailed", out, diag, err, test.diag)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot interrupt itself on Windows")
	}
	_, _, diag, err := script(t, "signal\n")
	if !errors.Is(err, ErrFailed) || diag != "interrupted\n" {
		t.Errorf("got %q, %v", diag, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Run(ctx, &fake{}, Options{In: strings.NewReader("value 1\n"), Out: &strings.Builder{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: got %v", err)
	}
}

func TestTime(t *testing.T) {
	for _, in := range []string{":time value 1\nvalue 2\n", ":time\nvalue 1\n:time\nvalue 2\n"} {
		_, out, diag, err := script(t, in)
		if out != "1\n2\n" || strings.Count(diag, " s\n") != 1 || err != nil {
			t.Errorf("%q: got %q, %q, %v; want one duration", in, out, diag, err)
		}
	}
}

// TestSaveLoad checks that what is saved can be loaded and is then the same session.
func TestSaveLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a b.go")
	in := "value 1\n{\n\tprint a\\n\n}\n:save " + file + "\n"
	_, _, diag, err := script(t, in)
	if err != nil || diag != "2 cells in "+file+"\n" {
		t.Fatalf("save: %q, %v", diag, err)
	}
	text, err := os.ReadFile(file)
	if want := "// %%\nvalue 1\n\n// %%\n{\n\tprint a\\n\n}\n"; err != nil || string(text) != want {
		t.Errorf("got %q, %v; want %q", text, err, want)
	}
	f, out, _, err := script(t, ":load "+file+"\n")
	if want := []string{"value 1", "{\n\tprint a\\n\n}"}; err != nil || out != "1\na\n" || !slices.Equal(f.ran, want) {
		t.Errorf("loaded: ran %q, out %q, %v", f.ran, out, err)
	}
	if _, _, diag, err = script(t, ":save "+file+"\n"); !errors.Is(err, ErrFailed) || !strings.Contains(diag, ":save! replaces it") {
		t.Errorf("saved over a file: %q, %v", diag, err)
	}
	if _, _, _, err = script(t, "value 7\n:save! "+file+"\n"); err != nil {
		t.Errorf("replacing: %v", err)
	}
	if _, _, _, err = script(t, ":save "+filepath.Join(dir, "no", "f.go")+"\n"); !errors.Is(err, ErrFailed) {
		t.Errorf("saved into a folder that is not there: %v", err)
	}
}

func TestLoadStops(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.go")
	if err := os.WriteFile(file, []byte("// %%\nvalue 1\n// %%\nfail\n// %%\nvalue 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, out, _, err := script(t, ":load "+file+"\n")
	if out != "1\n" || len(f.ran) != 2 || !errors.Is(err, ErrFailed) {
		t.Errorf("got %q after %q, %v", out, f.ran, err)
	}
}

// person runs keys as somebody at a terminal would type them, with colours.
func person(t *testing.T, keys string, env map[string]string) (f *fake, out, diag string, err error) {
	t.Helper()
	f = &fake{}
	var o, e strings.Builder
	options := Options{
		In: strings.NewReader(keys), Out: &o, Err: &e, History: filepath.Join(t.TempDir(), "history"),
		Env: func(name string) string { return env[name] },
	}
	size := func() line.Size { return line.Size{Cols: 60, Rows: 20} }
	err = newTerminal(f, options, size, nil).loop(t.Context())
	return f, o.String(), e.String(), err
}

func TestPerson(t *testing.T) {
	f, out, diag, err := person(t, "fail\r{\rvalue 2\r}\rgiven up\x03rad\t\r:q\t\r", nil)
	if want := []string{"fail", "{\n\tvalue 2\n}", "rad"}; err != nil || !slices.Equal(f.ran, want) {
		t.Errorf("ran %q, %v; want %q", f.ran, err, want)
	}
	for _, want := range []string{green + "In[1]: " + plain, green + "In[2]: " + plain + "{", green + "  ...: " + plain, "l2\n", "radius  var float64"} {
		if !strings.Contains(out, want) {
			t.Errorf("out %q lacks %q", out, want)
		}
	}
	want := red + "In[1]:1:5: undefined: y" + plain + "\n  1 | x + y\n" + red + "    |     ^" + plain + "\n"
	if diag != want {
		t.Errorf("got %q, want %q", diag, want)
	}
}

func TestPersonWithoutColour(t *testing.T) {
	_, out, diag, err := person(t, "fail\r\x04", map[string]string{"NO_COLOR": "1"})
	if err != nil || strings.Contains(out+diag, "\x1b[1;") {
		t.Errorf("got %q, %q, %v; want no colours", out, diag, err)
	}
}

func TestPersonIsAsked(t *testing.T) {
	_, out, _, err := person(t, "ask name?\rEmmy\rsecret key:\rabc\r\x04", nil)
	if err != nil || !strings.Contains(out, "got \"Emmy\"\n") || !strings.Contains(out, "got \"abc\"\n") {
		t.Errorf("got %q, %v", out, err)
	}
	if strings.Count(out, "abc") != 1 {
		t.Errorf("the hidden answer was echoed: %q", out)
	}
	if _, _, diag, err := person(t, "ask name?\rEm\x03value 1\r\x04", nil); err != nil || !strings.Contains(diag, "interrupted") {
		t.Errorf("ctrl-c at a prompt: got %q, %v; want the cell to be interrupted", diag, err)
	}
}

func TestHistoryIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	for _, keys := range []string{"{\rvalue 1\r}\r\x04", "\x1b[A\r\x04"} {
		f := &fake{}
		var o, e strings.Builder
		r := newTerminal(f, Options{In: strings.NewReader(keys), Out: &o, Err: &e, History: file, Env: os.Getenv}, nil, nil)
		if err := r.loop(t.Context()); err != nil || len(f.ran) != 1 || f.ran[0] != "{\n\tvalue 1\n}" {
			t.Errorf("ran %q, %v, %s", f.ran, err, e.String())
		}
	}
}

func TestHistoryFile(t *testing.T) {
	dir := t.TempDir()
	got := HistoryFile(func(name string) string { return map[string]string{"XDG_STATE_HOME": dir}[name] })
	if want := filepath.Join(dir, "mathdl", "history"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got = HistoryFile(func(string) string { return "relative" })
	if !filepath.IsAbs(got) || strings.Contains(got, "relative") {
		t.Errorf("a relative XDG_STATE_HOME gave %q", got)
	}
}

func TestQuestion(t *testing.T) {
	for _, test := range []struct {
		text, name string
		detail     int
		ok         bool
	}{
		{"?x", "x", 0, true}, {"x?", "x", 0, true}, {" ?? mat.Dense ", "mat.Dense", 1, true}, {"Φ.L??", "Φ.L", 1, true},
		{"?x?", "x", 1, true}, {"x", "", 0, false}, {"?", "", 0, false}, {"x + y?", "", 0, false},
		{"// why?", "", 0, false}, {`s := "?`, "", 0, false}, {"x?\ny", "", 0, false}, {"1x?", "", 0, false},
	} {
		name, detail, ok := question(test.text)
		if name != test.name || detail != test.detail || ok != test.ok {
			t.Errorf("question(%q): got %q, %d, %v", test.text, name, detail, ok)
		}
	}
}

// TestHelp holds the list to the table.
func TestHelp(t *testing.T) {
	_, out, _, err := script(t, ":help\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{":help", ":vars", ":time", ":load FILE", ":save FILE", ":quit", "?NAME"} {
		if !strings.Contains(out, name) {
			t.Errorf(":help lacks %s:\n%s", name, out)
		}
	}
}

func TestSplitCells(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"whole file", "\nx := 1\ny := 2\n", []string{"\nx := 1\ny := 2"}},
		{"package clause", "// Comment.\npackage main\n\nvar x = 1\n", []string{"// Comment.\n            \n\nvar x = 1"}},
		{"cells", "// %%\na\n\n// %%\nb\n", []string{"a", "b"}},
		{"header", "// ---\n// name: x\n// ---\n\n// %%\na\n", []string{"a"}},
		{"title and markdown", "// %% first\na\n// %% [markdown]\n// # Text\n// %%\nb\n", []string{"a", "b"}},
		{"carriage returns", "// %%\r\na\r\n// %%\r\nb\r\n", []string{"a", "b"}},
		{"no marker", "// %%%\na\n", []string{"// %%%\na"}},
		{"not Go", "@#$", []string{"@#$"}},
	} {
		if got := splitCells(test.text); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzSplitCells(f *testing.F) {
	f.Add("// %%\na\n// %%\nb\n")
	f.Add("package main\nfunc main() {}\n")
	f.Add("package")
	f.Fuzz(func(t *testing.T, text string) {
		cells := splitCells(text)
		again := splitCells(joinCells(cells))
		for i, c := range cells {
			if strings.Contains(c, "package") || strings.HasPrefix(c, "\n") {
				return // package clauses are removed once more, blank lines in front as well
			}
			if i < len(again) && again[i] != c {
				t.Errorf("cell %d: %q came back as %q", i, c, again[i])
			}
		}
		if len(again) != len(cells) {
			t.Errorf("%d cells came back as %d", len(cells), len(again))
		}
	})
}
