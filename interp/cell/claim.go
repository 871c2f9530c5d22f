package cell

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/interp/display"
)

// Claim checks |got − want| ≤ tolerance, records the verdict with the host, shows it in a line, and
// returns it. The tolerance is absolute; zero asks for equality. source says where want comes from:
// a theorem, a table, a paper.
//
// A got or want that is not a number never holds; equal infinities do. A tolerance that is
// negative, infinite or not a number claims nothing: the verdict is an error, recorded as not held.
func Claim(name string, got, want, tolerance float64, source string) bool {
	r := Record{Name: name, Got: got, Want: want, Tolerance: tolerance, Source: source}
	r.Holds = sensible(tolerance) && (got == want || math.Abs(got-want) <= tolerance)
	h := host()
	h.Claim(r)
	h.Display(verdict(r), "", false)
	return r.Holds
}

func sensible(tolerance float64) bool { return tolerance >= 0 && !math.IsInf(tolerance, 1) }

// The colours of verdicts, legible on white and on black; the symbol says the same without them.
const (
	green = "#2e8b57"
	red   = "#d1495b"
)

// verdict presents r as a line.
func verdict(r Record) display.Bundle {
	symbol, word, color := "✗", "does not hold", red
	if r.Holds {
		symbol, word, color = "✓", "holds", green
	}
	name, text := oneLine(r.Name), sentence(r)
	h := fmt.Sprintf(`<div><span style="color:%s;font-weight:bold" title="%s">%s</span> <b>%s</b>: %s</div>`,
		color, word, symbol, html.EscapeString(name), html.EscapeString(text))
	return display.Bundle{Data: map[string]any{
		display.MIMEText: symbol + " " + name + ": " + text,
		display.MIMEHTML: h,
	}}
}

// sentence says what was got and wanted.
func sentence(r Record) string {
	s := fmt.Sprintf("tolerance %v is not a number ≥ 0", r.Tolerance)
	if sensible(r.Tolerance) {
		d := significant(r)
		s = "got " + format(r.Got, d) + ", want " + format(r.Want, d)
		if r.Tolerance > 0 {
			s += " ± " + format(r.Tolerance, 4)
		}
	}
	if r.Source != "" {
		s += " (" + oneLine(r.Source) + ")"
	}
	return s
}

// significant returns how many digits it takes to see what the tolerance decides, at least four;
// -1 means all.
func significant(r Record) int {
	size := math.Max(math.Abs(r.Got), math.Abs(r.Want))
	if r.Tolerance == 0 || math.IsInf(size, 0) || math.IsNaN(size) {
		return -1
	}
	return max(4, min(17, 2+int(math.Ceil(math.Log10(size/r.Tolerance)))))
}

// format is %.dg without padding.
func format(x float64, d int) string { return strconv.FormatFloat(x, 'g', d, 64) }

// oneLine joins the words of s.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
