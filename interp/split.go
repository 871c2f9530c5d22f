package interp

import (
	"go/scanner"
	"go/token"
)

// A chunk is a piece of a cell between semicolons at the outermost level.
type chunk struct {
	kind       token.Token // PACKAGE, IMPORT, TYPE, FUNC, CONST, VAR, or ILLEGAL for a statement
	start, end int         // byte offsets in the cell
	hidden     bool        // followed by a semicolon the author wrote
}

type tok struct {
	t        token.Token
	off, end int
	auto     bool // a semicolon the scanner put in
}

// split cuts a cell at the semicolons outside all brackets, those in the
// headers of for, if and switch excepted, and classifies each piece by its
// first tokens. open reports brackets still open at the end.
func split(src string) (chunks []chunk, open bool, errs scanner.ErrorList) {
	toks, errs := tokens(src)
	depth, first, header := 0, -1, false
	for i, t := range toks {
		switch t.t {
		case token.FOR, token.IF, token.SWITCH, token.SELECT:
			header = header || depth == 0
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if depth == 0 && t.t == token.LBRACE && !literalBrace(toks, i) {
				header = false
			}
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.SEMICOLON:
			if depth == 0 && !(header && !t.auto) {
				header = false
				if first >= 0 {
					chunks = append(chunks, chunk{classify(toks[first:i]), toks[first].off, toks[i-1].end, !t.auto})
				}
				first = -1
				continue
			}
		}
		if first < 0 {
			first = i
		}
	}
	if first >= 0 {
		chunks = append(chunks, chunk{classify(toks[first:]), toks[first].off, toks[len(toks)-1].end, false})
	}
	return chunks, depth > 0, errs
}

// literalBrace reports whether the brace at i opens a function literal or a
// composite literal rather than the body of the statement: func( in a header.
func literalBrace(toks []tok, i int) bool {
	return i >= 2 && toks[i-1].t == token.RPAREN && opensFuncLit(toks, i-1)
}

// opensFuncLit reports whether the parenthesis closing at j belongs to func(...).
func opensFuncLit(toks []tok, j int) bool {
	for depth := 0; j >= 0; j-- {
		switch toks[j].t {
		case token.RPAREN:
			depth++
		case token.LPAREN:
			if depth--; depth == 0 {
				return j > 0 && toks[j-1].t == token.FUNC
			}
		}
	}
	return false
}

func tokens(src string) ([]tok, scanner.ErrorList) {
	f := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	var errs scanner.ErrorList
	s.Init(f, []byte(src), func(p token.Position, m string) { errs.Add(p, m) }, 0)
	var out []tok
	for {
		p, t, lit := s.Scan()
		if t == token.EOF {
			return out, errs
		}
		n, auto := len(lit), t == token.SEMICOLON && lit != ";"
		if lit == "" {
			n = len(t.String())
		}
		if auto {
			n = 0
		}
		out = append(out, tok{t, f.Offset(p), min(f.Offset(p)+n, len(src)), auto})
	}
}

// classify tells a declaration from a statement.
func classify(toks []tok) token.Token {
	switch t := toks[0].t; t {
	case token.PACKAGE, token.IMPORT, token.TYPE, token.CONST, token.VAR:
		return t
	case token.FUNC:
		if isFuncDecl(toks) {
			return token.FUNC
		}
	}
	return token.ILLEGAL
}

// isFuncDecl reports whether toks, which begin with func, declare a function
// or a method: func name, or func (receiver) name (.
func isFuncDecl(toks []tok) bool {
	if len(toks) < 3 {
		return false
	}
	if toks[1].t == token.IDENT {
		return true
	}
	depth := 0
	for i := 1; i < len(toks); i++ {
		switch toks[i].t {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			if depth--; depth == 0 {
				return i+2 < len(toks) && toks[i+1].t == token.IDENT && toks[i+2].t == token.LPAREN
			}
		}
	}
	return false
}
