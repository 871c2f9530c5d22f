package repl

import (
	"regexp"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
)

// cursor is where on the screen the next character of a cell's output goes,
// in rows counted from the cell's beginning. Rows before wall cannot be
// reached, because what came then took a number of rows nobody knows.
type cursor struct{ row, col, wall int }

// colours are the sequences that take no room.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// advance follows text on a screen of cols columns; 0 columns never wrap.
func (c *cursor) advance(text string, cols int) {
	text = colours.ReplaceAllString(text, "")
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			c.row++
			c.col = 0
		}
		if k := strings.LastIndexByte(l, '\r'); k >= 0 {
			l, c.col = l[k+1:], 0
		}
		c.along(l, cols)
	}
	if strings.ContainsRune(text, 0x1b) {
		c.wall = c.row + 1 // it may have moved anywhere
	}
}

// along follows the characters of one line.
func (c *cursor) along(l string, cols int) {
	for _, r := range l {
		w := line.Width(string(r))
		if r == '\t' {
			w = 8 - c.col%8
		}
		if cols > 0 && c.col+w > cols {
			c.row++
			c.col = 0
		}
		c.col += w
	}
}

// block says that something of unknown height was shown and a new row begun.
func (c *cursor) block() {
	c.row++
	c.col, c.wall = 0, c.row
}
