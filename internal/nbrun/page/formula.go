package page

import (
	"strings"
)

// formula is one formula of a text, or a reference to one.
type formula struct {
	start, end int    // bytes of the text, delimiters included
	tex        string // without delimiters
	display    bool
	ref        string // of \ref and \eqref: the label referred to; tex is then empty
	parens     bool   // \eqref: the number stands in parentheses
	anchor     string // id of the element, "" for none; set by numbering
}

// maxFormula bounds the search for the end of a formula, in bytes.
const maxFormula = 32 << 10

// environments are the LaTeX environments that are formulas by themselves.
var environments = map[string]bool{
	"equation": true, "align": true, "alignat": true, "gather": true, "multline": true, "eqnarray": true,
	"flalign": true, "CD": true, "split": true, "aligned": true, "gathered": true, "cases": true, "array": true,
	"matrix": true, "pmatrix": true, "bmatrix": true, "Bmatrix": true, "vmatrix": true, "Vmatrix": true,
}

// formulaAt returns the formula that starts at s[i], which is $ or \.
func formulaAt(s string, i int) (formula, bool) {
	rest := s[i:]
	switch {
	case strings.HasPrefix(rest, "$$"):
		return delimited(s, i, "$$", "$$", true)
	case rest[0] == '$':
		return dollar(s, i)
	case strings.HasPrefix(rest, `\(`):
		return delimited(s, i, `\(`, `\)`, false)
	case strings.HasPrefix(rest, `\[`):
		return delimited(s, i, `\[`, `\]`, true)
	case strings.HasPrefix(rest, `\\(`):
		return delimited(s, i, `\\(`, `\\)`, false)
	case strings.HasPrefix(rest, `\\[`):
		return delimited(s, i, `\\[`, `\\]`, true)
	case strings.HasPrefix(rest, `\begin{`):
		return environment(s, i)
	case strings.HasPrefix(rest, `\ref{`):
		return reference(s, i, `\ref{`)
	case strings.HasPrefix(rest, `\eqref{`):
		return reference(s, i, `\eqref{`)
	}
	return formula{}, false
}

// delimited finds the formula from open to close.
func delimited(s string, i int, open, close string, display bool) (formula, bool) {
	from := i + len(open)
	n := find(s[from:], close, display)
	if n < 0 {
		return formula{}, false
	}
	tex := strings.TrimSpace(s[from : from+n])
	return formula{start: i, end: from + n + len(close), tex: tex, display: display}, tex != ""
}

// dollar finds the formula between single dollar signs.
func dollar(s string, i int) (formula, bool) {
	f, ok := delimited(s, i, "$", "$", false)
	if !ok {
		return f, false
	}
	inner := s[i+1 : f.end-1]
	if f.end < len(s) && s[f.end] >= '0' && s[f.end] <= '9' {
		return f, false
	}
	before, after := blank(inner[0]), blank(inner[len(inner)-1])
	if before && after { // not Pandoc's, but Jupyter's
		return f, len(f.tex) == 1 || strings.ContainsAny(f.tex, `\^_=`)
	}
	return f, !before && !after
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// find returns where close stands in s, outside of braces and not behind a
// backslash, or -1. Only a display formula may contain a blank line.
func find(s, close string, display bool) int {
	depth := 0
	for i := 0; i < min(len(s), maxFormula); i++ {
		if depth == 0 && strings.HasPrefix(s[i:], close) {
			return i
		}
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth = max(0, depth-1)
		case '\n':
			if !display && blankLine(s[i+1:]) {
				return -1
			}
		}
	}
	return -1
}

// blankLine reports whether the first line of s is blank.
func blankLine(s string) bool {
	line, _, found := strings.Cut(s, "\n")
	return found && strings.TrimSpace(line) == ""
}

// environment finds \begin{name}…\end{name}, with others of the name nested.
func environment(s string, i int) (formula, bool) {
	name, _, ok := strings.Cut(s[i+len(`\begin{`):min(len(s), i+40)], "}")
	if !ok || !environments[strings.TrimSuffix(name, "*")] {
		return formula{}, false
	}
	begin, end := `\begin{`+name+`}`, `\end{`+name+`}`
	depth, at := 1, i+len(begin)
	for depth > 0 {
		tail := s[at:min(len(s), i+maxFormula)]
		n := strings.Index(tail, end)
		if n < 0 {
			return formula{}, false
		}
		if b := strings.Index(tail[:n], begin); b >= 0 {
			depth, at = depth+1, at+b+len(begin)
		} else {
			depth, at = depth-1, at+n+len(end)
		}
	}
	return formula{start: i, end: at, tex: s[i:at], display: true}, true
}

func reference(s string, i int, command string) (formula, bool) {
	from := i + len(command)
	label, _, ok := strings.Cut(s[from:min(len(s), from+200)], "}")
	f := formula{start: i, end: from + len(label) + 1, ref: label, parens: command == `\eqref{`}
	return f, ok && label != "" && !strings.ContainsAny(label, "{\n")
}

// formulas returns the formulas of a text without markup.
func formulas(s string) []formula {
	var all []formula
	for i := 0; i < len(s); {
		if s[i] != '$' && s[i] != '\\' {
			i++
			continue
		}
		if f, ok := formulaAt(s, i); ok {
			all = append(all, f)
			i = f.end
			continue
		}
		i += skipLiteral(s[i:])
	}
	return all
}

// skipLiteral returns how many bytes to pass where a $ or \ starts no formula.
func skipLiteral(s string) int {
	if s[0] == '\\' || strings.HasPrefix(s, "$$") {
		return min(2, len(s))
	}
	return 1
}
