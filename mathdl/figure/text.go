package figure

import (
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// scripts is a text handler that sets ^{…} higher and _{…} lower, both smaller.
type scripts struct{ fonts *font.Cache }

var _ text.Handler = scripts{}

const (
	scriptSize = 0.72 // of the font
	raise      = 0.38 // of the font size
	lower      = 0.18
)

// run is a piece of text of one size and height.
type run struct {
	text   string
	script float64 // how much it is raised, in font sizes; 0 is the line itself
}

// runs cuts a line into pieces. A script without its closing brace is text.
func runs(s string) []run {
	var out []run
	for s != "" {
		i := strings.IndexAny(s, "^_")
		for i >= 0 && !strings.HasPrefix(s[i+1:], "{") {
			j := strings.IndexAny(s[i+1:], "^_")
			if j < 0 {
				i = -1
				break
			}
			i += 1 + j
		}
		end := -1
		if i >= 0 {
			end = strings.IndexByte(s[i:], '}')
		}
		if end < 0 {
			return append(out, run{text: s})
		}
		if i > 0 {
			out = append(out, run{text: s[:i]})
		}
		script := raise
		if s[i] == '_' {
			script = -lower
		}
		out = append(out, run{s[i+2 : i+end], script})
		s = s[i+end+1:]
	}
	return out
}

// Cache returns the fonts.
func (h scripts) Cache() *font.Cache { return h.fonts }

// Extents returns the extents of a font.
func (h scripts) Extents(f font.Font) font.Extents {
	face := h.fonts.Lookup(f, f.Size)
	return face.Extents()
}

// Lines splits a text into lines.
func (h scripts) Lines(s string) []string { return strings.Split(strings.TrimRight(s, "\n"), "\n") }

// face returns the face of a run in a text of font f.
func (h scripts) face(f font.Font, r run) font.Face {
	size := f.Size
	if r.script != 0 {
		size *= scriptSize
	}
	return h.fonts.Lookup(f, size)
}

// Box returns the size of a line. Scripts stay within the height of the line, so that labels with
// and without them stand alike.
func (h scripts) Box(s string, f font.Font) (width, height, depth vg.Length) {
	for _, r := range runs(s) {
		face := h.face(f, r)
		width += face.Width(r.text)
	}
	e := h.Extents(f)
	return width, e.Ascent, e.Descent
}

// Draw draws a text of one or more lines.
func (h scripts) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	s = strings.TrimRight(s, "\n")
	if s == "" {
		return
	}
	c.SetColor(sty.Color)
	c.Push()
	defer c.Pop()
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	lines := h.Lines(s)
	bottom := sty.Height(s)*vg.Length(sty.YAlign) - h.Extents(sty.Font).Ascent // where package text has it
	for i, line := range lines {
		width, _, _ := h.Box(line, sty.Font)
		at := vg.Point{X: vg.Length(sty.XAlign) * width, Y: bottom + vg.Length(len(lines)-i)*sty.Font.Size}
		for _, r := range runs(line) {
			face := h.face(sty.Font, r)
			c.FillString(face, at.Add(vg.Point{Y: sty.Font.Size * vg.Length(r.script)}), r.text)
			at.X += face.Width(r.text)
		}
	}
}

// axisLabel is the handler of axis labels. It reports no width: package plot makes room for labels
// as if they stood at the arithmetic middle of the axis, which on a logarithmic one is near its end.
type axisLabel struct{ scripts }

// Box returns the height of a line.
func (h axisLabel) Box(s string, f font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.scripts.Box(s, f)
	return 0, height, depth
}
