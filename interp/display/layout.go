package display

import (
	"strings"
	"unicode/utf8"
)

// width is the number of columns beyond which a value takes several lines.
const width = 100

// A node is a piece of text that may be broken into lines: a leaf, which is its open, or a group of
// parts between open and close.
type node struct {
	label       string // field or key, with its colon
	open, close string
	parts       []node
	group       bool
}

// layout writes n on one line if it fits, else its parts below each other.
func layout(n node) string {
	var b strings.Builder
	n.write(&b, 0)
	return b.String()
}

func (n node) write(b *strings.Builder, indent int) {
	label := n.label
	if label != "" {
		label += " "
	}
	if !n.breaks() || n.fits(width-indent) {
		n.flat(b, label)
		return
	}
	b.WriteString(label + n.open + "\n")
	for _, p := range n.parts {
		b.WriteString(strings.Repeat(" ", indent+2))
		p.write(b, indent+2)
		b.WriteByte('\n')
	}
	b.WriteString(strings.Repeat(" ", indent) + n.close)
}

func (n node) flat(b *strings.Builder, label string) {
	b.WriteString(label + n.open)
	for i, p := range n.parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		p.flat(b, p.label)
	}
	b.WriteString(n.close)
}

// fits reports whether n is one line of at most the given columns.
func (n node) fits(columns int) bool {
	var b strings.Builder
	n.flat(&b, n.label)
	return utf8.RuneCountInString(b.String()) <= columns && !strings.Contains(b.String(), "\n")
}

// breaks reports whether the parts of n may stand below each other: those of structs and maps, and
// of lists of more than short words, since a column of a hundred numbers is harder to read than rows.
func (n node) breaks() bool {
	for _, p := range n.parts {
		if p.label != "" || p.group || len(p.open) > 24 {
			return true
		}
	}
	return false
}

// flatText writes n on one line.
func flatText(n node) string {
	var b strings.Builder
	n.flat(&b, "")
	return b.String()
}
