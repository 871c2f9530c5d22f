package line

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
)

// brackets accepts a text whose braces balance and indents by their depth.
func brackets(text string) (bool, string) {
	depth := strings.Count(text, "{") - strings.Count(text, "}")
	if depth <= 0 {
		return true, ""
	}
	return false, strings.Repeat("\t", depth)
}

// words completes from a fixed list.
func words(text string, offset int) (from, to int, items []Candidate) {
	from = offset
	for from > 0 && isWord(rune(text[from-1])) {
		from--
	}
	for _, w := range []string{"Println", "Printf", "Print", "radon", "σ1", "τ1"} {
		if from < offset && strings.HasPrefix(w, text[from:offset]) {
			items = append(items, Candidate{w, "func " + w})
		}
	}
	return from, offset, items
}

func newEditor(t *testing.T, keys string, cols, rows int) (*Editor, *emulated) {
	screen := newEmulated(t, cols, rows)
	return &Editor{
		In: bufio.NewReader(strings.NewReader(keys)), Out: screen,
		Size:   func() Size { return Size{cols, rows} },
		Accept: brackets, Complete: words, History: &History{},
	}, screen
}

const (
	left, right, upKey, downKey = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
	home, end, del              = "\x1b[H", "\x1bOF", "\x1b[3~"
)

// TestKeys types and looks at the text that is taken.
func TestKeys(t *testing.T) {
	tests := []struct{ name, keys, want string }{
		{"plain", "x := 1\r", "x := 1"},
		{"greek", "Φ := 1\x7f2\r", "Φ := 2"},
		{"linefeed ends too", "x\n", "x"},
		{"insert in front", "bc" + left + left + "a\r", "abc"},
		{"beyond the ends", left + "a" + right + right + "b\r", "ab"},
		{"home and end", "b" + home + "a" + end + "c\r", "abc"},
		{"home and end by control", "b\x01a\x05c\r", "abc"},
		{"delete", "abc" + home + del + "\r", "bc"},
		{"ctrl-d deletes", "abc\x01\x04\r", "bc"},
		{"backspace at the start", "\x7fa\r", "a"},
		{"kill and yank", "a b c\x01\x0b\x19\x19\r", "a b ca b c"},
		{"kill line start", "abc\x15d\r", "d"},
		{"kill word", "foo bar.baz\x17\r", "foo bar."},
		{"word moves", "foo bar\x1bb\x1bbX\x1bfY\r", "XfooY bar"},
		{"word by ctrl-arrow", "foo bar\x1b[1;5D-\x1b[1;5C+\r", "foo -bar+"},
		{"kill next word", "foo bar\x01\x1bd\r", " bar"},
		{"unknown sequences", "a\x1b[99;99Xb\x1bOqc\x00\x1c\r", "abc"},
		{"not UTF-8", "a\xff\xfeb\r", "ab"},
		{"continuation and indent", "f {\rg {\rh\r}\r}\r", "f {\n\tg {\n\t\th\n\t}\n}"},
		{"enter inside opens a line", "f {\r}" + upKey + "\x05\rx" + downKey + "\r", "f {\nx\n}"},
		{"alt-enter", "a\x1b\rb\r", "a\nb"},
		{"up and down keep the column", "{abc\rd}" + upKey + "X" + downKey + "Y\r", "{abXc\n\td}Y"},
		{"joined by delete", "{\r}" + upKey + "\x05" + del + "\r", "{}"},
		{"ctrl-k at the end joins", "{\r}" + upKey + "\x05\x0b\r", "{}"},
		{"paste", "\x1b[200~func f() {\r\n\treturn\r\n}\r\n\x1b[201~\r", "func f() {\n\treturn\n}"},
		{"paste is cleaned", "\x1b[200~a\x1b[31mb\x07\xffc\x1b[201~\r", "a[31mbc"},
		{"paste with a bracket", "\x1b[200~a~b\x1b[201c~\x1b[201~\r", "a~b[201c~"},
		{"tab indents", "\tx\r", "\tx"},
		{"tab completes", "rad\t\r", "radon"},
		{"tab completes inside", "rad(1)" + left + left + left + "\t\r", "radon(1)"},
		{"tab extends", "Pr\t\r", "Print"},
		{"tab behind nothing known", "zz\t\r", "zz"},
		{"tab with greek before", "Φ+rad\t\r", "Φ+radon"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, _ := newEditor(t, test.keys, 40, 10)
			got, err := e.Read("> ", ". ")
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name, keys string
		want       error
	}{
		{"ctrl-d", "\x04", io.EOF},
		{"ctrl-d after deleting", "a\x7f\x04", io.EOF},
		{"ctrl-c", "abc\x03", ErrInterrupted},
		{"input ends", "abc", io.EOF},
		{"input ends in a sequence", "abc\x1b[", io.EOF},
		{"input ends in a paste", "\x1b[200~abc", io.EOF},
		{"input ends in a search", "\x12abc", io.EOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			e, _ := newEditor(t, test.keys, 40, 10)
			if text, err := e.Read("> ", ". "); !errors.Is(err, test.want) {
				t.Errorf("got %q, %v; want %v", text, err, test.want)
			}
		})
	}
}

// TestScreen looks at what a person sees when the input ends.
func TestScreen(t *testing.T) {
	tests := []struct{ name, keys, want string }{
		{"prompt", "", "> █\n"},
		{"cursor", "abc" + left, "> ab█c\n"},
		{"two lines", "{\rx", "> {\n.     x█\n"},
		{"dedent", "{\r}", "> {\n. }█\n"},
		{"wrap", "123456789012345678", "> 123456789012345678\n█\n"},
		{"wrap and back", "1234567890123456789" + strings.Repeat(left, 4), "> 123456789012345█678\n9\n"},
		{"shrunk", "1234567890123456789\x15ab", "> ab█\n"},
		{"taken", "x\r", "> x\n█\n"},
		{"given up", "{\rx\x03", "> {\n.     x^C\n█\n"},
		{"list", "Print\t", "> Print\nPrintln  func Prin…\nPrintf   func Prin…\nPrint    func Print\n> Print█\n"},
		{"cleared", "abc\x0c", "> abc█\n"},
		{"search", "\x12on", "search ‘on’: sec█ond\n"},
		{"search older", "\x12e\x12", "search ‘e’: {█e}\n"},
		{"search given up", "x\x12on\x07", "> x█\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, screen := newEditor(t, test.keys, 20, 10)
			e.History = &History{entries: []string{"first", "{e}", "second"}}
			var got string
			e.In = bufio.NewReader(typist{strings.NewReader(test.keys), func() { got = screen.String() }})
			if _, err := e.Read("> ", ". "); err == nil || errors.Is(err, ErrInterrupted) {
				got = screen.String()
			}
			if got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// typist delivers a byte per read, as a person types, and calls done where the input ends.
type typist struct {
	io.Reader
	done func()
}

func (r typist) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b[:1])
	if err != nil {
		r.done()
	}
	return n, err
}

func TestHistoryKeys(t *testing.T) {
	entries := []string{"a := 1", "f {\n\tb\n}", "a := 2", "c"}
	tests := []struct{ name, keys, want string }{
		{"last", upKey + "\r", "c"},
		{"beyond the first", strings.Repeat(upKey, 9) + "\r", "a := 1"},
		{"back to the draft", "x" + upKey + downKey + "\r", "x"},
		{"by prefix", "a" + upKey + upKey + "\r", "a := 1"},
		{"whole cell", upKey + upKey + upKey + "\r", "f {\n\tb\n}"},
		{"past a cell of several lines", upKey + upKey + upKey + upKey + "\r", "a := 1"},
		{"and forth", upKey + upKey + upKey + upKey + downKey + downKey + "\r", "a := 2"},
		{"into the cell", upKey + upKey + upKey + left + upKey + upKey + "X" + downKey + downKey + "\r", "Xf {\n\tb\n}"},
		{"edited", upKey + "d\r", "cd"},
		{"draft again", "zz" + upKey + "\r", "zz"},
		{"ctrl-p and ctrl-n", "\x10\x10\x0e\r", "c"},
		{"search", "\x12:=\r\r", "a := 2"},
		{"search older", "\x12:=\x12\r\r", "a := 1"},
		{"search edited", "\x12:=" + right + "X\r", "a :X= 2"},
		{"search shortened", "\x12:= 1\x7f\r\r", "a := 2"},
		{"search without a hit", "x\x12zz\r\r", "x"},
		{"search given up", "x\x12b\x07\r", "x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, _ := newEditor(t, test.keys, 40, 10)
			e.History = &History{entries: entries}
			got, err := e.Read("> ", ". ")
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	e, screen := newEditor(t, "name\r", 40, 10)
	if got, err := e.Line("who? ", false); got != "name" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, want := screen.String(), "who? name\n█\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	e, screen = newEditor(t, "se\x1b\rcret\t\x1b[200~a\nb\x1b[201~"+upKey+"\r", 40, 10)
	if got, err := e.Line("password: ", true); got != "secreta b" || err != nil {
		t.Errorf("hidden: got %q, %v", got, err)
	}
	if got, want := screen.String(), "password:\n█\n"; got != want {
		t.Errorf("hidden: got\n%swant\n%s", got, want)
	}
}

func TestRaw(t *testing.T) {
	e, _ := newEditor(t, "x\r", 40, 10)
	raw := 0
	e.Raw = func() (func() error, error) {
		raw++
		return func() error { raw--; return nil }, nil
	}
	if _, err := e.Read("> ", ". "); err != nil || raw != 0 {
		t.Errorf("raw mode entered and left: balance %d, %v", raw, err)
	}
	e.Raw = func() (func() error, error) { return nil, errors.New("no terminal") }
	if _, err := e.Read("> ", ". "); err == nil {
		t.Error("a terminal that cannot be made raw is no error")
	}
}

func TestListColumns(t *testing.T) {
	var items []Candidate
	for c := 'a'; c <= 'z'; c++ {
		items = append(items, Candidate{Text: string(c) + "x"})
	}
	rows := list(items, Size{17, 4}) // columns of 4: four fit
	want := "ax  dx  gx  jx|bx  ex  hx  kx|cx  fx  ix  lx|… and 14 more"
	if got := strings.Join(rows, "|"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, cols := range []int{4, 10, 80, 200} {
		for _, row := range list(items, Size{cols, 30}) {
			if Width(row) > cols {
				t.Errorf("%d columns: row %q", cols, row)
			}
		}
	}
}

func TestSharedPrefix(t *testing.T) {
	for _, test := range []struct {
		texts []string
		want  string
	}{
		{[]string{"a"}, "a"}, {[]string{"abc", "abd"}, "ab"}, {[]string{"a", "b"}, ""},
		{[]string{"xσ", "xτ"}, "x"}, // σ and τ share their first byte
	} {
		var items []Candidate
		for _, s := range test.texts {
			items = append(items, Candidate{Text: s})
		}
		if got := sharedPrefix(items); got != test.want {
			t.Errorf("%q: got %q, want %q", test.texts, got, test.want)
		}
	}
}

func FuzzEditor(f *testing.F) {
	for _, keys := range []string{
		"x := 1\r", "f {\rg\r}\r", upKey + upKey + "\r", "\x12a\x12\x07\r", "\x1b[200~a\n\tb\x1b[201~\r",
		"Pr\t\t" + left + "\x0b\x19\x17\r", "漢字" + home + del + "\r", "\x1b[1;5D\x1bb\x1bd\xff\r",
	} {
		f.Add(keys, 20, 5)
	}
	f.Fuzz(func(t *testing.T, keys string, cols, rows int) {
		if cols < 4 || cols > 200 || rows < 1 || rows > 100 {
			return
		}
		e, screen := newEditor(t, keys, cols, rows)
		e.In = bufio.NewReader(typist{strings.NewReader(keys), func() {}})
		e.History = &History{entries: []string{"a", "f {\n\tb\n}", "ab"}}
		text, err := e.Read("> ", ". ")
		if err == nil {
			if done, _ := brackets(text); !done {
				t.Errorf("took %q, which is not complete", text)
			}
		}
		for _, row := range screen.cells {
			if len(row) > cols {
				t.Errorf("a row of %d columns on a screen of %d", len(row), cols)
			}
		}
	})
}
