package line

import (
	"fmt"
	"unicode"
)

// tabWidth is the distance of tab stops, counted from where a line's text starts.
const tabWidth = 4

// wide holds the runes that take two columns: the East Asian wide and fullwidth
// ranges and the emoji blocks, rounded to whole blocks where that does no harm.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x25fd, 0x25fe, 1},
		{0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x26bd, 0x26be, 1}, {0x26d4, 0x26d4, 1},
		{0x2705, 0x2705, 1}, {0x270a, 0x270b, 1}, {0x274c, 0x274c, 1}, {0x2753, 0x2755, 1},
		{0x2795, 0x2797, 1}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b50, 1},
		{0x2e80, 0x303e, 1}, {0x3041, 0x33ff, 1}, {0x3400, 0x4dbf, 1}, {0x4e00, 0x9fff, 1},
		{0xa000, 0xa4cf, 1}, {0xa960, 0xa97f, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1},
		{0xfe30, 0xfe6f, 1}, {0xff01, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18aff, 1}, {0x1b000, 0x1b2ff, 1}, {0x1f300, 0x1f64f, 1},
		{0x1f680, 0x1f6ff, 1}, {0x1f900, 0x1faff, 1}, {0x20000, 0x3fffd, 1},
	},
}

// runeWidth is the number of columns r takes.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// Width is the number of columns s takes on a terminal, when it holds no control characters.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// Truncate shortens s to at most cols columns, with "…" where something is missing.
func Truncate(s string, cols int) string {
	if Width(s) <= cols {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > cols-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// glyph is how r looks when col columns precede it in its line.
func glyph(r rune, col int) string {
	switch {
	case r == '\t':
		return "        "[:tabWidth-col%tabWidth]
	case r < ' ' || r == 0x7f:
		return "^" + string(r^0x40)
	case unicode.IsControl(r):
		return fmt.Sprintf("<%02x>", r)
	}
	return string(r)
}
