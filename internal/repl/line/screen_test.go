package line

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// emulated is a screen that understands what this package sends, and nothing
// else: an unknown sequence is a failure.
type emulated struct {
	t          *testing.T
	cols, rows int
	cells      [][]string // all rows ever, the last e.rows of them visible
	row, col   int
	pending    bool // a full row wraps only with the next character
	bells      int
}

func newEmulated(t *testing.T, cols, rows int) *emulated {
	return &emulated{t: t, cols: cols, rows: rows, cells: make([][]string, 1)}
}

func (e *emulated) Write(b []byte) (int, error) {
	s := string(b)
	for s != "" {
		if rest, ok := strings.CutPrefix(s, "\x1b["); ok {
			s = e.sequence(rest)
			continue
		}
		r := []rune(s)[0]
		e.char(r)
		s = s[len(string(r)):]
	}
	return len(b), nil
}

func (e *emulated) char(r rune) {
	switch r {
	case '\r':
		e.col, e.pending = 0, false
	case '\n':
		e.pending = false
		e.down()
	case '\a':
		e.bells++
	default:
		if e.pending {
			e.col, e.pending = 0, false
			e.down()
		}
		e.put(r)
	}
}

func (e *emulated) down() {
	if e.row++; e.row == len(e.cells) {
		e.cells = append(e.cells, nil)
	}
}

func (e *emulated) put(r rune) {
	row := &e.cells[e.row]
	w := runeWidth(r)
	if w == 0 {
		(*row)[e.col-1] += string(r)
		return
	}
	for len(*row) < e.col+w {
		*row = append(*row, " ")
	}
	(*row)[e.col] = string(r)
	if w == 2 {
		(*row)[e.col+1] = ""
	}
	if e.col += w; e.col >= e.cols {
		e.col, e.pending = e.cols-1, true
	}
}

// sequence obeys what follows ESC [ and returns what is behind it.
func (e *emulated) sequence(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' && r != '?' || r > '?' })
	arg, final := s[:i], s[i]
	n := 1
	if v, err := strconv.Atoi(arg); err == nil {
		n = v
	}
	switch {
	case final == 'A':
		e.row -= n
		if e.row < max(0, len(e.cells)-e.rows) {
			e.t.Errorf("the cursor left the screen by %d rows up", n)
			e.row = max(0, len(e.cells)-e.rows)
		}
	case final == 'B':
		e.row = min(e.row+n, len(e.cells)-1)
	case final == 'C':
		e.col = min(e.col+n, e.cols-1)
	case final == 'J' && arg == "":
		e.cells = e.cells[:e.row+1]
		e.cells[e.row] = e.cells[e.row][:min(e.col, len(e.cells[e.row]))]
	case final == 'J' && arg == "2":
		e.cells = make([][]string, 1)
	case final == 'H':
		e.row, e.col = 0, 0
	case final == 'h' || final == 'l': // bracketed paste
	default:
		e.t.Errorf("unknown sequence ESC [ %q", s[:i+1])
	}
	e.pending = false
	return s[i+1:]
}

// String shows the visible rows with "█" before the cursor's cell.
func (e *emulated) String() string {
	var b strings.Builder
	for i := max(0, len(e.cells)-e.rows); i < len(e.cells); i++ {
		row := slices.Clone(e.cells[i])
		if i == e.row {
			for len(row) <= e.col {
				row = append(row, " ")
			}
			row[e.col] = "█" + row[e.col]
		}
		b.WriteString(strings.TrimRight(strings.Join(row, ""), " ") + "\n")
	}
	return b.String()
}

func TestLayout(t *testing.T) {
	p := prompts{"> ", ". ", func(s string) string { return s }}
	tests := []struct {
		name, text string
		pos, cols  int
		rows       string
		at         point
	}{
		{"empty", "", 0, 10, "> ", point{0, 2}},
		{"cursor inside", "abc", 1, 10, "> abc", point{0, 3}},
		{"two lines", "a\nb", 3, 10, "> a|. b", point{1, 3}},
		{"at a line end", "a\nb", 1, 10, "> a|. b", point{0, 3}},
		{"at a line start", "a\nb", 2, 10, "> a|. b", point{1, 2}},
		{"wrapped", "abcdef", 6, 6, "> abcd|ef", point{1, 2}},
		{"exactly full", "abcd", 4, 6, "> abcd|", point{1, 0}},
		{"full, then a line", "abcd\ne", 6, 6, "> abcd||. e", point{2, 3}},
		{"wide", "漢字漢", 3, 6, "> 漢字|漢", point{1, 2}},
		{"wide does not fit", "a漢字", 3, 6, "> a漢|字", point{1, 2}},
		{"combining", "e\u0301x", 3, 10, "> e\u0301x", point{0, 4}},
		{"tab", "\ta\tb", 4, 20, ">     a   b", point{0, 11}},
		{"control", "a\x01", 2, 20, "> a^A", point{0, 5}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, at := layout(p, []rune(test.text), test.pos, test.cols)
			if got := strings.Join(rows, "|"); got != test.rows || at != test.at {
				t.Errorf("got %q, cursor %v; want %q, %v", got, at, test.rows, test.at)
			}
			for i, row := range rows {
				if Width(row) > test.cols {
					t.Errorf("row %d is %d columns wide", i, Width(row))
				}
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	for _, test := range []struct {
		s    string
		cols int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"漢字", 4, "漢字"}, {"漢字漢", 4, "漢…"}, {"", 0, ""}, {"ab", 1, "…"},
	} {
		if got := Truncate(test.s, test.cols); got != test.want || Width(got) > test.cols {
			t.Errorf("Truncate(%q, %d): got %q, want %q", test.s, test.cols, got, test.want)
		}
	}
}

// TestTall edits more lines than the screen has rows: the rows around the
// cursor are shown, and the whole text once it is taken.
func TestTall(t *testing.T) {
	var text []string
	for i := range 9 {
		text = append(text, fmt.Sprintf("line%d", i))
	}
	e := newEmulated(t, 20, 4)
	s := screen{out: e}
	p := prompts{"> ", ". ", func(s string) string { return s }}
	runes := []rune(strings.Join(text, "\n"))
	show := func(pos int, want string) {
		t.Helper()
		rows, at := layout(p, runes, pos, e.cols)
		if err := s.draw(rows, at, e.rows); err != nil {
			t.Fatal(err)
		}
		if got := e.String(); got != want {
			t.Errorf("cursor at %d: got\n%swant\n%s", pos, got, want)
		}
	}
	show(len(runes), ". line5\n. line6\n. line7\n. line8█\n")
	show(len(runes)-12, ". line5\n. line6█\n. line7\n. line8\n")
	show(0, "> █line0\n. line1\n. line2\n. line3\n")
	show(18, "> line0\n. line1\n. line2\n. █line3\n")
	rows, _ := layout(p, runes, 0, e.cols)
	if err := s.finish(rows); err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, row := range e.cells {
		all += strings.TrimRight(strings.Join(row, ""), " ") + "|"
	}
	if want := "> line0|. line1|. line2|. line3|. line4|. line5|. line6|. line7|. line8||"; all != want {
		t.Errorf("after the end: got %q, want %q", all, want)
	}
}
