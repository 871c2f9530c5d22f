package display

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The spaces that align numbers in a table: as wide as a digit, and as a full stop.
const (
	figureSpace      = '\u2007'
	punctuationSpace = '\u2008'
)

// The style of tables. Opacity instead of grey serves light and dark pages alike.
const (
	tableStyle   = "border-collapse:collapse;text-align:right;font-variant-numeric:tabular-nums"
	captionStyle = "caption-side:top;text-align:left;white-space:nowrap;opacity:.7"
	headStyle    = "font-weight:normal;opacity:.6"
)

// align pads the numbers of a column so that their decimal points stand below each other. digit is
// the space as wide as a digit, point the one as wide as a point.
func align(column []string, digit, point rune) []string {
	before, after, points := 0, 0, false
	for _, s := range column {
		i := pointAt(s)
		before, after = max(before, utf8.RuneCountInString(s[:i])), max(after, utf8.RuneCountInString(s[i:]))
		points = points || strings.Contains(s, ".")
	}
	out := make([]string, len(column))
	for k, s := range column {
		i := pointAt(s)
		pad := after - utf8.RuneCountInString(s[i:])
		right := strings.Repeat(string(digit), pad)
		if points && pad > 0 && !strings.Contains(s, ".") {
			right = string(point) + strings.Repeat(string(digit), pad-1)
		}
		out[k] = strings.Repeat(string(digit), before-utf8.RuneCountInString(s[:i])) + s + right
	}
	return out
}

// pointAt returns where the fraction or exponent of a number begins. Complex numbers, infinities
// and NaN have none.
func pointAt(s string) int {
	if i := strings.IndexAny(s, ".e"); i >= 0 && !strings.HasSuffix(s, "i") {
		return i
	}
	return len(s)
}

// columns returns the cells of g column by column, aligned.
func (g *grid) columns(digit, point rune) [][]string {
	out := make([][]string, len(g.cols))
	for k := range g.cols {
		var column []string
		for i := range g.rows {
			if g.rows[i] != gap {
				column = append(column, g.cells[i][k])
			}
		}
		out[k] = align(column, digit, point)
	}
	return out
}

// html returns g as a table.
func (g *grid) html() string {
	var b strings.Builder
	b.WriteString(`<table style="` + tableStyle + `"><caption style="` + captionStyle + `">` + html.EscapeString(g.caption) + "</caption>")
	if len(g.rows) > 0 && len(g.cols) > 0 {
		g.htmlHead(&b)
		g.htmlBody(&b)
	}
	b.WriteString("</table>")
	return b.String()
}

func (g *grid) htmlHead(b *strings.Builder) {
	b.WriteString("<thead><tr>")
	if !g.list {
		b.WriteString("<td></td>")
	}
	for _, j := range g.cols {
		g.htmlIndex(b, "col", j, "⋯")
	}
	b.WriteString("</tr></thead>")
}

func (g *grid) htmlIndex(b *strings.Builder, scope string, index int, dots string) {
	if index == gap {
		b.WriteString(`<td style="` + headStyle + `">` + dots + "</td>")
		return
	}
	b.WriteString(`<th scope="` + scope + `" style="` + headStyle + `">` + strconv.Itoa(index) + "</th>")
}

func (g *grid) htmlBody(b *strings.Builder) {
	columns := g.columns(figureSpace, punctuationSpace)
	b.WriteString("<tbody>")
	line := 0
	for _, i := range g.rows {
		b.WriteString("<tr>")
		if !g.list {
			g.htmlIndex(b, "row", i, "⋮")
		}
		for k, j := range g.cols {
			cell := dots(i, j)
			if cell == "" {
				cell = html.EscapeString(columns[k][line])
			}
			b.WriteString("<td>" + string(figureSpace) + cell + "</td>") // apart even where no style does it
		}
		b.WriteString("</tr>")
		if i != gap {
			line++
		}
	}
	b.WriteString("</tbody>")
}

// dots returns what stands for the cells left out at row i and column j, "" where none are.
func dots(i, j int) string {
	switch {
	case i == gap && j == gap:
		return "⋱"
	case i == gap:
		return "⋮"
	case j == gap:
		return "⋯"
	}
	return ""
}

// text returns g between tall brackets, its caption above.
func (g *grid) text() string {
	if len(g.rows) == 0 || len(g.cols) == 0 {
		return g.caption
	}
	columns := g.columns(' ', ' ')
	var b strings.Builder
	b.WriteString(g.caption)
	line := 0
	for r, i := range g.rows {
		open, end := brackets(r, len(g.rows))
		cells := make([]string, len(g.cols))
		for k, j := range g.cols {
			if cells[k] = dots(i, j); cells[k] == "" {
				cells[k] = columns[k][line]
			} else if j != gap {
				cells[k] = center(cells[k], utf8.RuneCountInString(columns[k][0]))
			}
		}
		b.WriteString("\n" + open + strings.Join(cells, "  ") + end)
		if i != gap {
			line++
		}
	}
	return b.String()
}

func brackets(row, rows int) (string, string) {
	switch {
	case rows == 1:
		return "[", "]"
	case row == 0:
		return "⎡", "⎤"
	case row == rows-1:
		return "⎣", "⎦"
	}
	return "⎢", "⎥"
}

func center(s string, width int) string {
	left := (width - 1) / 2
	return strings.Repeat(" ", left) + s + strings.Repeat(" ", max(0, width-1-left))
}

// latex returns g as a displayed matrix.
func (g *grid) latex() string {
	var b strings.Builder
	b.WriteString("$$\\begin{bmatrix}\n")
	for r, i := range g.rows {
		for k, j := range g.cols {
			if k > 0 {
				b.WriteString(" & ")
			}
			b.WriteString(latexCell(i, j, g.cells[r][k]))
		}
		b.WriteString(" \\\\\n")
	}
	b.WriteString("\\end{bmatrix}$$")
	return b.String()
}

func latexCell(i, j int, s string) string {
	switch dots(i, j) {
	case "⋱":
		return `\ddots`
	case "⋮":
		return `\vdots`
	case "⋯":
		return `\cdots`
	}
	s = strings.NewReplacer("NaN", `\mathrm{NaN}`, "+Inf", `+\infty`, "-Inf", `-\infty`).Replace(s)
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok || strings.HasSuffix(s, "i") {
		return s
	}
	n, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	return mantissa + ` \cdot 10^{` + strconv.Itoa(n) + "}"
}
