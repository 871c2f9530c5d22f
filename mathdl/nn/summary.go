package nn

import (
	"fmt"
	"html"
	"strings"
	"text/tabwriter"
)

// Summary is a table of the parts of a model; it shows itself as text, and as HTML in a notebook.
type Summary struct {
	Title string
	Rows  []SummaryRow
	P, C  int // parameters in all, and those that are not zero
}

// SummaryRow is one line: a map with its shape and its parameters.
type SummaryRow struct {
	Name  string // "T₁"
	Map   string // "ℝ⁶⁴ → ℝ³²"
	Shape string // "W: 32 × 64, b: 32"
	P, C  int    // parameters, and those that are not zero
	Rho   string // what is applied afterwards
}

// Summary returns the table of the affine maps of Φ with their shapes, numbers of parameters and of
// non-zero ones, whose sum is C(Φ).
func (Φ *Network) Summary() Summary {
	s := Summary{Title: fmt.Sprintf("Φ: %s → %s, L = %d, ρ = %s", space(Φ.N(0)), space(Φ.N(Φ.L())), Φ.L(), Φ.Rho.Name), P: Φ.P(), C: Φ.C()}
	for l, T := range Φ.T {
		m, n := Φ.N(l+1), Φ.N(l)
		r := SummaryRow{
			Name: "T" + subscript(l+1), Map: space(n) + " → " + space(m),
			Shape: fmt.Sprintf("W: %d × %d, b: %d", m, n, m), P: m * (n + 1), C: T.C(),
		}
		if l < Φ.L()-1 {
			r.Rho = Φ.Rho.Name
		}
		s.Rows = append(s.Rows, r)
	}
	return s
}

// space writes ℝⁿ with a raised exponent.
func space(n int) string {
	if n == 1 {
		return "ℝ"
	}
	raised := map[rune]rune{'0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹'}
	return "ℝ" + strings.Map(func(r rune) rune { return raised[r] }, fmt.Sprint(n))
}

// String returns the table as text.
func (s Summary) String() string {
	var b strings.Builder
	b.WriteString(s.Title + "\n")
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "\tmap\tparameters\tnumber\tnon-zero\tthen")
	for _, r := range s.Rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%s\n", r.Name, r.Map, r.Shape, r.P, r.C, r.Rho)
	}
	fmt.Fprintf(w, "\t\t\t%d\t%d\tC(Φ) = %d\n", s.P, s.C, s.C)
	w.Flush()
	return trimLines(b.String())
}

// trimLines removes the blanks at the ends of lines.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// HTML returns the table for a notebook.
func (s Summary) HTML() string {
	var b strings.Builder
	cell := func(tag, align, text string) {
		fmt.Fprintf(&b, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(text), tag)
	}
	line := func(tag string, text ...string) {
		b.WriteString("<tr>")
		for i, t := range text {
			align := "left"
			if i == 3 || i == 4 {
				align = "right"
			}
			cell(tag, align, t)
		}
		b.WriteString("</tr>\n")
	}
	fmt.Fprintf(&b, "<table>\n<caption style=\"text-align:left\">%s</caption>\n<thead>", html.EscapeString(s.Title))
	line("th", "", "map", "parameters", "number", "non-zero", "then")
	b.WriteString("</thead>\n<tbody>\n")
	for _, r := range s.Rows {
		line("td", r.Name, r.Map, r.Shape, fmt.Sprint(r.P), fmt.Sprint(r.C), r.Rho)
	}
	line("td", "", "", "", fmt.Sprint(s.P), fmt.Sprint(s.C), fmt.Sprintf("C(Φ) = %d", s.C))
	b.WriteString("</tbody>\n</table>\n")
	return b.String()
}
