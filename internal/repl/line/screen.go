package line

import (
	"fmt"
	"io"
	"strings"
)

// Size is the extent of a terminal in character cells.
type Size struct{ Cols, Rows int }

// defaultSize serves where the real one cannot be known.
var defaultSize = Size{80, 24}

// prompts stand before the first and before every further line of a cell.
type prompts struct {
	first, next string
	style       func(string) string
}

func (p prompts) of(line int) string {
	if line == 0 {
		return p.first
	}
	return p.next
}

// point is a cell of the screen, counted from where the prompt starts.
type point struct{ row, col int }

// layout breaks prompt and text into rows of at most cols columns and finds the
// cursor. A full row opens the next one at once, so that the cursor always has a place.
func layout(p prompts, text []rune, pos, cols int) (rows []string, at point) {
	var row strings.Builder
	col, start, line := 0, 0, 0
	open := func() {
		prompt := p.of(line)
		row.WriteString(p.style(prompt))
		col = Width(prompt)
		start = col
	}
	end := func() {
		rows = append(rows, row.String())
		row.Reset()
		col = 0
	}
	open()
	for i, r := range text {
		if i == pos {
			at = point{len(rows), col}
		}
		if r == '\n' {
			end()
			line++
			open()
			continue
		}
		g := glyph(r, max(0, col-start))
		w := Width(g)
		if col+w > cols {
			end()
			start = 0
		}
		row.WriteString(g)
		if col += w; col >= cols {
			end()
			start = 0
		}
	}
	if pos == len(text) {
		at = point{len(rows), col}
	}
	end()
	return rows, at
}

// screen draws rows below each other and remembers where it left the cursor.
type screen struct {
	out  io.Writer
	row  int // the cursor's row, counted from the first row drawn
	rows int // rows drawn
	top  int // the first row of the text that is drawn, when it is higher than the screen
}

// draw replaces what was drawn by rows, of which at most height fit, and puts the cursor at at.
func (s *screen) draw(rows []string, at point, height int) error {
	view, top := rows, 0
	if len(rows) > height {
		top = min(max(s.top, at.row-height+1), at.row)
		top = min(top, len(rows)-height)
		view = rows[top : top+height]
	}
	s.top = top
	var b strings.Builder
	s.home(&b)
	b.WriteString(strings.Join(view, "\r\n"))
	s.rows, s.row = len(view), at.row-top
	up(&b, s.rows-1-s.row)
	b.WriteString("\r")
	if at.col > 0 {
		fmt.Fprintf(&b, "\x1b[%dC", at.col)
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}

// finish draws all rows, puts the cursor below them and forgets them.
func (s *screen) finish(rows []string) error {
	var b strings.Builder
	s.home(&b)
	b.WriteString(strings.Join(rows, "\r\n") + "\r\n")
	s.forget()
	_, err := io.WriteString(s.out, b.String())
	return err
}

// below leaves what is drawn, writes rows under it, and forgets both.
func (s *screen) below(rows []string) error {
	var b strings.Builder
	if n := s.rows - 1 - s.row; n > 0 {
		fmt.Fprintf(&b, "\x1b[%dB", n)
	}
	b.WriteString("\r\n" + strings.Join(rows, "\r\n") + "\r\n")
	s.forget()
	_, err := io.WriteString(s.out, b.String())
	return err
}

// clear empties the whole screen.
func (s *screen) clear() error {
	s.forget()
	_, err := io.WriteString(s.out, "\x1b[H\x1b[2J")
	return err
}

func (s *screen) forget() { s.row, s.rows, s.top = 0, 0, 0 }

// home moves to the first row drawn and erases from there.
func (s *screen) home(b *strings.Builder) {
	up(b, s.row)
	b.WriteString("\r\x1b[J")
}

func up(b *strings.Builder, n int) {
	if n > 0 {
		fmt.Fprintf(b, "\x1b[%dA", n)
	}
}
