package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"
)

// placeholder stands for the name at the cursor when the cell is checked.
const placeholder = "_cursor_"

// A cursor is a place in a cell that is still being written, with what the
// checker knows of it.
type cursor struct {
	from, to int    // the name around the cursor, as byte offsets
	prefix   string // the part of it before the cursor
	chk      *checker
	node     ast.Expr // the identifier or selector at the cursor, nil when it is in no expression
	inner    *types.Scope
}

// at checks the cell with the rest after the name at offset cut off and its
// brackets closed. With replace the name becomes the placeholder, so that an
// unfinished one is still an expression.
func (s *Session) at(code string, offset int, replace bool) *cursor {
	offset = max(0, min(offset, len(code)))
	c := &cursor{from: nameStart(code, offset), to: nameEnd(code, offset)}
	c.prefix = code[c.from:offset]
	name := code[c.from:c.to]
	if replace || name == "" {
		name = placeholder
	}
	text := code[:c.from] + name
	text += closers(text)
	p, _, _ := parseLoose(s.fset, 0, text)
	if p.body == nil {
		return c
	}
	imports, objs := s.scope.imports, s.scope.objs
	defer func() { s.scope.imports, s.scope.objs = imports, objs }()
	s.scope.imports, s.scope.objs = maps.Clone(imports), maps.Clone(objs)
	s.imports(p.imports)
	c.chk, _ = s.check(0, p)
	line := 1 + strings.Count(code[:c.from], "\n")
	col := c.from - strings.LastIndex(code[:c.from], "\n")
	c.find(name, line, col)
	return c
}

// find looks for the name at line:col in the checked cell.
func (c *cursor) find(name string, line, col int) {
	var roots []ast.Node
	for _, d := range c.chk.cell.decls {
		roots = append(roots, d)
	}
	for _, r := range append(roots, c.chk.cell.body) {
		ast.Inspect(r, func(n ast.Node) bool {
			x, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			id, isIdent := x.(*ast.Ident)
			if sel, ok := x.(*ast.SelectorExpr); ok {
				id, isIdent = sel.Sel, true
			}
			if !isIdent || id.Name != name || c.node != nil {
				return true
			}
			if d, ok := position(c.chk.s.fset, id.Pos()); ok && d.Line == line && d.Col == col {
				c.node = x
			}
			return true
		})
	}
	if c.node != nil {
		c.inner = c.scopeAt(c.node.Pos())
	}
}

// scopeAt returns the innermost scope of the cell's code around p.
func (c *cursor) scopeAt(p token.Pos) *types.Scope {
	var best *types.Scope
	for n, sc := range c.chk.info.Scopes {
		pos, end := n.Pos(), n.End()
		if f, ok := n.(*ast.FuncType); ok { // its scope is that of the body
			pos, end = f.Pos(), c.bodyEnd(f)
		}
		if _, isFile := n.(*ast.File); !isFile && pos <= p && p <= end && (best == nil || sc.Pos() >= best.Pos()) {
			best = sc
		}
	}
	return best
}

func (c *cursor) bodyEnd(f *ast.FuncType) token.Pos {
	end := f.End()
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Type == f {
				end = n.End()
			}
		case *ast.FuncLit:
			if n.Type == f {
				end = n.End()
			}
		}
		return true
	}
	for _, d := range c.chk.cell.decls {
		ast.Inspect(d, look)
	}
	ast.Inspect(c.chk.cell.body, look)
	return end
}

func isName(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func nameStart(s string, i int) int {
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !isName(r) {
			break
		}
		i -= n
	}
	return i
}

func nameEnd(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isName(r) {
			break
		}
		i += n
	}
	return i
}

// closers returns the brackets that are open at the end of text, in closing order.
func closers(text string) string {
	toks, _ := tokens(text)
	var open []token.Token
	for _, t := range toks {
		switch t.t {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, t.t)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	var b strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		switch open[i] {
		case token.LPAREN:
			b.WriteString(")")
		case token.LBRACK:
			b.WriteString("]")
		default:
			b.WriteString("\n}")
		}
	}
	return b.String()
}
