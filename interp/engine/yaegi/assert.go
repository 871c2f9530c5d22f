package yaegi

import (
	"fmt"
	"go/ast"
	"go/types"
)

// assert writes x.(T); with ok as an expression of two values.
func (e *emitter) assert(x *ast.TypeAssertExpr, ok bool) string {
	return e.asserter(e.typeOf(x.Type), ok) + "(" + e.conv(x.X, anyType) + ")"
}

// asserter returns the function that takes a boxed interface value and yields
// the T in it, or panics as Go does, or with ok reports whether there is one.
func (e *emitter) asserter(t types.Type, ok bool) string {
	id := e.g.id(t)
	if ok {
		return e.helper(fmt.Sprintf("asok %d", id), func(name string) string {
			return fmt.Sprintf("func %s(x__ interface{}) (v__ %s, ok__ bool) { %s }\n", name, e.typ(t), e.assertBody(t))
		})
	}
	inner := e.asserter(t, true)
	return e.helper(fmt.Sprintf("as %d", id), func(name string) string {
		return fmt.Sprintf("func %s(x__ interface{}) %s { v__, ok__ := %s(x__); if !ok__ { rt__.BadAssert(x__, %d) }; return v__ }\n",
			name, e.typ(t), inner, id)
	})
}

func (e *emitter) assertBody(t types.Type) string {
	id := e.g.id(t)
	switch {
	case types.IsInterface(t) && boxed(t):
		return fmt.Sprintf("x__ = rt__.Unwrap(x__); if rt__.Implements(x__, %d) { return x__, true }; return nil, false", id)
	case types.IsInterface(t):
		return fmt.Sprintf("y__ := rt__.As(x__, %d); if y__ == nil { return }; return y__.(%s), true", e.ifaceID(t), e.typ(t))
	}
	return fmt.Sprintf("ok__ = rt__.LoadAs(x__, %d, &v__); return", id)
}

// typeSwitch writes a type switch as a switch over assertions.
func (e *emitter) typeSwitch(w stmtWriter, s *ast.TypeSwitchStmt, label string) {
	fmt.Fprintf(w, "{\n")
	if s.Init != nil {
		e.stmt(w, s.Init)
	}
	var name string
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		name = a.Lhs[0].(*ast.Ident).Name
		x = a.Rhs[0].(*ast.TypeAssertExpr).X
	case *ast.ExprStmt:
		x = a.X.(*ast.TypeAssertExpr).X
	}
	from := e.typeOf(x)
	t, whole := e.temp("t"), e.temp("x")
	fmt.Fprintf(w, "%s := %s\n%s := %s\n_ = %s\n", whole, e.expr(x), t, e.convText(whole, from, anyType), t)
	fmt.Fprintf(w, "%sswitch {\n", labelled(label))
	defer e.pushLoop(&loop{label: label})()
	for _, c := range s.Body.List {
		e.typeCase(w, c.(*ast.CaseClause), name, t, whole, from)
	}
	fmt.Fprintf(w, "}\n}\n")
}

func (e *emitter) typeCase(w stmtWriter, c *ast.CaseClause, name, t, whole string, from types.Type) {
	if c.List == nil {
		fmt.Fprintf(w, "default:\n")
	} else {
		cond := ""
		for i, x := range c.List {
			if i > 0 {
				cond += " || "
			}
			if e.info.Types[x].IsNil() {
				cond += t + " == nil"
			} else {
				cond += fmt.Sprintf("rt__.Is(%s, %d)", t, e.isID(e.typeOf(x)))
			}
		}
		fmt.Fprintf(w, "case %s:\n", cond)
	}
	if name != "" && name != "_" {
		v, vt := whole, from
		if len(c.List) == 1 && !e.info.Types[c.List[0]].IsNil() {
			vt = e.typeOf(c.List[0])
			v = e.asserter(vt, false) + "(" + t + ")"
		}
		n := local(name)
		fmt.Fprintf(w, "var %s %s = %s\n_ = %s\n", n, e.typ(vt), v, n)
	}
	for _, s := range c.Body {
		e.stmt(w, s)
	}
}

// isID returns the id under which rt__.Is knows t.
func (e *emitter) isID(t types.Type) int {
	if compiledIface(t) {
		return e.ifaceID(t)
	}
	return e.g.id(t)
}
