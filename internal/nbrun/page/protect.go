package page

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A formula taken out of Markdown leaves a token: its number between two
// noncharacters, which no text may contain and no Markdown rule mentions, so
// that it counts as a letter everywhere.
const (
	tokenOpen  = "\ufdd0"
	tokenClose = "\ufdd1"
)

var tokenPattern = regexp.MustCompile(tokenOpen + `(\d+)` + tokenClose)

// document is the text of a Markdown cell with its formulas taken out.
type document struct {
	text     string // Markdown with tokens
	formulas []formula
	source   []string // of each formula, as the author wrote it
}

// protect takes the formulas out of Markdown. Code spans, fenced code,
// comments and link targets are passed over. Where it takes a formula out of
// code it does not know for code, an indented block say, restore brings it back.
func protect(s string) *document {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", tokenOpen, "\ufffd", tokenClose, "\ufffd").Replace(s)
	d := &document{}
	var b strings.Builder
	for i := 0; i < len(s); {
		if n := passOver(s, i); n > 0 {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		if s[i] != '$' && s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		f, ok := formulaAt(s, i)
		if !ok {
			n := skipLiteral(s[i:])
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		f.tex = unquote(f, s)
		fmt.Fprintf(&b, "%s%d%s", tokenOpen, len(d.formulas), tokenClose)
		d.formulas = append(d.formulas, f)
		d.source = append(d.source, s[f.start:f.end])
		i = f.end
	}
	d.text = b.String()
	return d
}

// passOver returns the length of what starts at s[i] and holds no formulas, or 0.
func passOver(s string, i int) int {
	rest := s[i:]
	switch {
	case rest[0] == '`' || rest[0] == '~':
		if n := fence(s, i); n > 0 {
			return n
		}
		return codeSpan(rest)
	case strings.HasPrefix(rest, "<!--"):
		if n := strings.Index(rest, "-->"); n >= 0 {
			return n + len("-->")
		}
	case strings.HasPrefix(rest, "]("):
		if n := strings.IndexAny(rest, " \t\n)"); n >= 0 {
			return n
		}
	}
	return 0
}

// fence returns the length of the fenced code that starts at s[i], or 0. A
// fence that is not closed goes to the end.
func fence(s string, i int) int {
	mark := run(s[i:])
	start := strings.LastIndexByte(s[:i], '\n') + 1
	if mark < 3 || strings.Trim(s[start:i], " \t>") != "" {
		return 0
	}
	first, _, _ := strings.Cut(s[i:], "\n")
	if s[i] == '`' && strings.Contains(first[mark:], "`") {
		return 0 // a code span
	}
	n := len(first)
	for i+n < len(s) {
		line, _, _ := strings.Cut(s[i+n+1:], "\n")
		n += 1 + len(line)
		closing := strings.Trim(line, " \t>")
		if len(closing) >= mark && closing[0] == s[i] && run(closing) == len(closing) {
			return n
		}
	}
	return n
}

// codeSpan returns the length of the code span s starts with. Backquotes that
// open none are passed over as well.
func codeSpan(s string) int {
	mark := run(s)
	if s[0] != '`' {
		return mark
	}
	for i := mark; i < len(s); {
		switch {
		case s[i] == '`':
			n := run(s[i:])
			i += n
			if n == mark {
				return i
			}
		case s[i] == '\n' && blankLine(s[i+1:]):
			return mark
		default:
			i++
		}
	}
	return mark
}

// run returns how often the first byte of s is repeated at its start.
func run(s string) int { return len(s) - len(strings.TrimLeft(s, s[:1])) }

var quotePrefix = regexp.MustCompile(`^[ \t]*(>[ \t]?)+`)

// unquote returns the TeX of f in s without the block quote marks that its
// further lines have when it starts behind such a mark.
func unquote(f formula, s string) string {
	source, before := s[f.start:f.end], s[:f.start]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	if !strings.Contains(source, "\n") || !quotePrefix.MatchString(line) {
		return f.tex
	}
	lines := strings.Split(source, "\n")
	for i, l := range lines[1:] {
		lines[i+1] = quotePrefix.ReplaceAllString(l, "")
	}
	if clean, ok := formulaAt(strings.Join(lines, "\n"), 0); ok {
		return clean.tex
	}
	return f.tex
}

// restore puts the sources of the formulas, passed through escape, in place of
// the tokens in s.
func (d *document) restore(s string, escape func(string) string) string {
	if !strings.Contains(s, tokenOpen) {
		return s
	}
	return tokenPattern.ReplaceAllStringFunc(s, func(token string) string {
		if n := d.number(token); n >= 0 {
			return escape(d.source[n])
		}
		return token
	})
}

// number returns the number in a token, -1 when there is no such formula.
func (d *document) number(token string) int {
	n, err := strconv.Atoi(strings.Trim(token, tokenOpen+tokenClose))
	if err != nil || n >= len(d.formulas) {
		return -1
	}
	return n
}
