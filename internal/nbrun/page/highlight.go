package page

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// predeclared maps the predeclared names of Go to their class.
var predeclared = func() map[string]string {
	m := map[string]string{}
	for class, names := range map[string]string{
		"ty": "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 " +
			"rune string uint uint8 uint16 uint32 uint64 uintptr",
		"bi": "append cap clear close complex copy delete imag len make max min new panic print println real recover",
		"nu": "true false nil iota",
	} {
		for _, name := range strings.Fields(names) {
			m[name] = class
		}
	}
	return m
}()

// span is one token of Go code, by bytes.
type span struct {
	from, to int
	kind     token.Token
}

// highlight returns Go code as HTML with a span for each token that has a
// colour. Any text will do: what is not Go stays as it is, and the text of the
// HTML is always code, with line ends as \n.
func highlight(code string) string {
	code = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(code)
	all := scan(code)
	var b strings.Builder
	at := 0
	for i, s := range all {
		b.WriteString(html.EscapeString(code[at:s.from]))
		next := token.EOF
		if i+1 < len(all) {
			next = all[i+1].kind
		}
		text := html.EscapeString(code[s.from:s.to])
		if class := class(s.kind, code[s.from:s.to], next); class != "" {
			text = `<span class="` + class + `">` + text + `</span>`
		}
		b.WriteString(text)
		at = s.to
	}
	b.WriteString(html.EscapeString(code[at:]))
	return b.String()
}

// scan returns the tokens of code, comments included; what is not Go and the
// semicolons the scanner puts in are left out.
func scan(code string) []span {
	var s scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	var all []span
	for {
		pos, kind, lit := s.Scan()
		if kind == token.EOF {
			return all
		}
		if kind == token.ILLEGAL || kind == token.SEMICOLON && lit != ";" {
			continue
		}
		if lit == "" { // an operator
			lit = kind.String()
		}
		from := file.Offset(pos)
		all = append(all, span{from, from + len(lit), kind})
	}
}

// class returns the class of a token, "" for plain text. A name before a
// parenthesis is a function.
func class(kind token.Token, text string, next token.Token) string {
	switch {
	case kind.IsKeyword():
		return "kw"
	case kind == token.STRING || kind == token.CHAR:
		return "st"
	case kind == token.INT || kind == token.FLOAT || kind == token.IMAG:
		return "nu"
	case kind == token.COMMENT:
		return "co"
	case kind != token.IDENT:
		return ""
	case predeclared[text] != "":
		return predeclared[text]
	case next == token.LPAREN:
		return "fn"
	}
	return ""
}
