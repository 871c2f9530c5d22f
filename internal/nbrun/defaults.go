package nbrun

import (
	"go/scanner"
	"go/token"
)

// decl is one name the parameters cell sets.
type decl struct {
	name     string
	text     bool // the default is a string
	constant bool
}

// tok is one token of a cell.
type tok struct {
	kind token.Token
	lit  string
}

// defaults returns the names that src declares or sets outside of functions
// and blocks. It works on tokens, since a cell mixes statements and
// declarations in ways no Go file does.
func defaults(src string) []decl {
	var all []decl
	for _, stmt := range split(tokens(src), token.SEMICOLON) {
		switch stmt[0].kind {
		case token.VAR, token.CONST:
			all = append(all, group(stmt[1:], stmt[0].kind)...)
		case token.IDENT:
			all = append(all, spec(stmt, token.IDENT)...)
		}
	}
	return all
}

func tokens(src string) []tok {
	var s scanner.Scanner
	set := token.NewFileSet()
	s.Init(set.AddFile("", set.Base(), len(src)), []byte(src), func(token.Position, string) {}, 0)
	var all []tok
	for {
		_, kind, lit := s.Scan()
		if kind == token.EOF {
			return all
		}
		all = append(all, tok{kind, lit})
	}
}

// split cuts list at each sep outside of brackets and drops empty parts.
func split(list []tok, sep token.Token) [][]tok {
	var parts [][]tok
	depth, start := 0, 0
	for i, t := range list {
		switch t.kind {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case sep:
			if depth == 0 {
				if start < i {
					parts = append(parts, list[start:i])
				}
				start = i + 1
			}
		}
	}
	if start < len(list) {
		parts = append(parts, list[start:])
	}
	return parts
}

// group returns the names of a var or const declaration, in parentheses or not.
func group(list []tok, kind token.Token) []decl {
	if len(list) < 2 || list[0].kind != token.LPAREN {
		return spec(list, kind)
	}
	var all []decl
	for _, s := range split(list[1:len(list)-1], token.SEMICOLON) {
		all = append(all, spec(s, kind)...)
	}
	return all
}

// spec returns the names left of := or =. With kind IDENT it is a statement,
// where nothing but names may stand there: neither a.b = 1 nor f(x) sets a
// parameter. With VAR and CONST a type may follow the names.
func spec(list []tok, kind token.Token) []decl {
	head, values := list, []tok(nil)
	for i, t := range list {
		if t.kind == token.DEFINE || t.kind == token.ASSIGN {
			head, values = list[:i], list[i+1:]
			break
		}
	}
	var all []decl
	for len(head) > 0 && head[0].kind == token.IDENT {
		all = append(all, decl{name: head[0].lit, constant: kind == token.CONST})
		head = head[1:]
		if len(head) == 0 || head[0].kind != token.COMMA {
			break
		}
		head = head[1:]
	}
	if kind == token.IDENT && (len(head) > 0 || values == nil) {
		return nil
	}
	typed := len(head) == 1 && head[0].lit == "string"
	parts := split(values, token.COMMA)
	for i := range all {
		quoted := len(parts) == len(all) && len(parts[i]) == 1 && parts[i][0].kind == token.STRING
		all[i].text = typed || quoted
	}
	return all
}
