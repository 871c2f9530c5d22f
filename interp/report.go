package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// What is said of a cell that does not compile.

// hint tells which packages an undefined name may mean.
func (c *checker) hint(msg string) string {
	name, ok := strings.CutPrefix(msg, "undefined: ")
	if !ok {
		return ""
	}
	if _, many := c.s.pkgs.autoPath(name); len(many) > 0 {
		return " (several packages have this name; import the one you mean: " + strings.Join(many, ", ") + ")"
	}
	return ""
}

// report returns the messages about the cell, without those that a notebook does not want.
func (c *checker) report() []Diagnostic {
	var out []Diagnostic
	seen := map[Diagnostic]bool{}
	for _, e := range c.errs {
		d, ok := position(c.s.fset, e.Pos)
		if !ok || c.allowed(e) {
			continue
		}
		d.Message = ownName.ReplaceAllString(e.Msg, "") + c.hint(e.Msg)
		if !seen[d] && !strings.HasPrefix(e.Msg, "\t") {
			out = append(out, d)
		}
		seen[d] = true
	}
	return append(out, c.early()...)
}

// early finds uses of a variable in the statements before they declare it. They
// escape go/types when declarations of the cell need the variable in scope.
func (c *checker) early() []Diagnostic {
	var out []Diagnostic
	ast.Inspect(c.cell.body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, _ := c.info.Uses[id].(*types.Var)
		if v == nil || c.vars[id.Name] != v || c.s.scope.objs[id.Name] == types.Object(v) {
			return true
		}
		if local := c.locals()[id.Name]; local != nil && id.Pos() < local.Pos() {
			d, _ := position(c.s.fset, id.Pos())
			d.Message = fmt.Sprintf("%s is used before the cell declares it with another type; choose another name", id.Name)
			out = append(out, d)
		}
		return true
	})
	return out
}

// allowed reports whether go/types complains about something a cell may do:
// leave a variable of its outermost scope unused, end in an expression.
func (c *checker) allowed(e types.Error) bool {
	if name, ok := strings.CutPrefix(e.Msg, "declared and not used: "); ok {
		v := c.locals()[name]
		return v != nil && v.Pos() == e.Pos
	}
	if x := c.last(); x != nil && strings.HasSuffix(e.Msg, "is not used") && x.Pos() <= e.Pos && e.Pos < x.End() {
		return !insideLiteral(x, e.Pos)
	}
	return false
}

func insideLiteral(x ast.Expr, p token.Pos) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncLit); ok && f.Body.Pos() <= p && p < f.Body.End() {
			found = true
		}
		return !found
	})
	return found
}
