package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// assign writes an assignment or a short variable declaration.
func (e *emitter) assign(w stmtWriter, s *ast.AssignStmt) {
	switch {
	case s.Tok != token.ASSIGN && s.Tok != token.DEFINE:
		e.opAssign(w, s)
	case len(s.Lhs) == 1 && len(s.Rhs) == 1:
		e.assignOne(w, s.Lhs[0], s.Rhs[0], s.Tok == token.DEFINE)
	case len(s.Rhs) == 1:
		e.assignTuple(w, s.Lhs, s.Rhs[0], s.Tok == token.DEFINE)
	default:
		e.assignMany(w, s)
	}
}

// opAssign writes x op= y.
func (e *emitter) opAssign(w stmtWriter, s *ast.AssignStmt) {
	t := e.typeOf(s.Lhs[0])
	r := ""
	if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
		r = e.expr(s.Rhs[0])
	} else {
		r = e.conv(s.Rhs[0], t)
	}
	if key, ok := e.packageVar(s.Lhs[0]); ok {
		op := strings.TrimSuffix(s.Tok.String(), "=")
		fmt.Fprintf(w, "rt__.SetVar(%q, %s %s %s)\n", key, e.expr(s.Lhs[0]), op, r)
		return
	}
	fmt.Fprintf(w, "%s %s %s\n", e.expr(s.Lhs[0]), s.Tok, r)
}

// assignOne writes x = y or x := y.
func (e *emitter) assignOne(w stmtWriter, l, r ast.Expr, define bool) {
	if isBlank(l) {
		e.discard(w, r)
		return
	}
	t, isNew := e.target(l, define)
	text := e.conv(r, t)
	if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok { // a field of a compiled struct
		if o := e.info.ObjectOf(sel.Sel); o != nil && o.Pkg() != nil && o.Pkg().Path() != sessionPath {
			text = e.guarded(r, t, text)
		}
	}
	if isNew {
		e.declare(w, l.(*ast.Ident), t, text)
		return
	}
	e.set(w, l, text)
}

// discard writes _ = x.
func (e *emitter) discard(w stmtWriter, x ast.Expr) {
	if e.info.Types[x].IsNil() {
		return
	}
	fmt.Fprintf(w, "_ = %s\n", e.expr(x))
}

// target returns the type of an assignment's left side, and whether it declares
// a local variable.
func (e *emitter) target(l ast.Expr, define bool) (types.Type, bool) {
	if id, ok := l.(*ast.Ident); ok && define {
		if v, ok := e.info.Defs[id].(*types.Var); ok {
			return e.sub(v.Type()), e.hoist[v] == nil
		}
		return e.sub(e.info.Uses[id].Type()), false
	}
	return e.typeOf(l), false
}

// declare writes a new local variable. The declared type is written out: yaegi
// would otherwise infer its own.
func (e *emitter) declare(w stmtWriter, id *ast.Ident, t types.Type, text string) {
	if _, ok := t.Underlying().(*types.Basic); ok || text == "nil" || types.IsInterface(t) {
		fmt.Fprintf(w, "var %s %s = %s\n", e.ident(id), e.typ(t), text)
		return
	}
	fmt.Fprintf(w, "%s := %s\n", e.ident(id), text)
}

// set writes the assignment of text, of the type of l, to l.
func (e *emitter) set(w stmtWriter, l ast.Expr, text string) {
	if key, ok := e.packageVar(l); ok {
		fmt.Fprintf(w, "rt__.SetVar(%q, %s)\n", key, text)
		return
	}
	fmt.Fprintf(w, "%s = %s\n", e.expr(l), text)
}

// packageVar reports whether l is a variable of a compiled package, which
// yaegi cannot assign to.
func (e *emitter) packageVar(l ast.Expr) (string, bool) {
	sel, ok := ast.Unparen(l).(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	pn, ok := e.info.Uses[id].(*types.PkgName)
	if !ok {
		return "", false
	}
	return pn.Imported().Path() + "." + sel.Sel.Name, true
}

// store assigns text, a value of type from, to l, declaring it when define says so.
func (e *emitter) store(w stmtWriter, l ast.Expr, define bool, text string, from types.Type) {
	if isBlank(l) {
		fmt.Fprintf(w, "_ = %s\n", text)
		return
	}
	t, isNew := e.target(l, define)
	text = e.convText(text, from, t)
	if isNew {
		fmt.Fprintf(w, "var %s %s = %s\n", e.ident(l.(*ast.Ident)), e.typ(t), text)
		return
	}
	e.set(w, l, text)
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

// assignTuple writes a, b = f() and the comma-ok forms, through temporaries.
func (e *emitter) assignTuple(w stmtWriter, lhs []ast.Expr, r ast.Expr, define bool) {
	ts := e.temps(len(lhs))
	fmt.Fprintf(w, "%s := %s\n", strings.Join(ts, ", "), e.multi(r, len(lhs)))
	for i, l := range lhs {
		e.store(w, l, define, ts[i], e.tupleAt(r, i))
	}
}

// tupleAt returns the type of the i-th value of a call or comma-ok expression.
func (e *emitter) tupleAt(x ast.Expr, i int) types.Type {
	if tup, ok := e.typeOf(x).(*types.Tuple); ok {
		if i == 1 && !isCallExpr(x) {
			return types.Typ[types.Bool]
		}
		return e.sub(tup.At(i).Type())
	}
	if i == 1 {
		return types.Typ[types.Bool]
	}
	return e.typeOf(x)
}

func isCallExpr(x ast.Expr) bool { _, ok := ast.Unparen(x).(*ast.CallExpr); return ok }

// multi writes an expression with n values.
func (e *emitter) multi(x ast.Expr, n int) string {
	switch y := ast.Unparen(x).(type) {
	case *ast.TypeAssertExpr:
		return e.assert(y, n == 2)
	case *ast.IndexExpr:
		if m, ok := e.typeOf(y.X).Underlying().(*types.Map); ok {
			e.checkKey(y, m.Key())
			return e.expr(y.X) + "[" + e.conv(y.Index, m.Key()) + "]"
		}
	case *ast.UnaryExpr:
		return "<-" + e.operand(y.X)
	}
	return e.expr(x)
}

// assignMany writes a, b = x, y and a, b := x, y: right sides first, then the assignments, of which those to elements and
// fields come first and in one: what is on the left of them is as it was before.
func (e *emitter) assignMany(w stmtWriter, s *ast.AssignStmt) {
	define := s.Tok == token.DEFINE
	texts, plain := e.rightSides(w, s, define)
	var ls, rs []string
	for i, l := range s.Lhs {
		if _, ok := l.(*ast.Ident); plain || !ok && !e.isPackageVar(l) {
			ls, rs = append(ls, e.expr(l)), append(rs, texts[i])
		}
	}
	if len(ls) > 0 {
		fmt.Fprintf(w, "%s = %s\n", strings.Join(ls, ", "), strings.Join(rs, ", "))
	}
	for i, l := range s.Lhs {
		id, ok := l.(*ast.Ident)
		if plain || isBlank(l) || !ok && !e.isPackageVar(l) {
			continue
		}
		if t, isNew := e.target(l, define); isNew {
			fmt.Fprintf(w, "var %s %s = %s\n", e.ident(id), e.typ(t), texts[i])
			continue
		}
		e.set(w, l, texts[i])
	}
}

func (e *emitter) isPackageVar(l ast.Expr) bool { _, ok := e.packageVar(l); return ok }

// rightSides returns the values of a parallel assignment, as they are if all of them are plain, in variables otherwise:
// beside a call or a literal of a composite type yaegi leaves out the other assignments.
func (e *emitter) rightSides(w stmtWriter, s *ast.AssignStmt, define bool) (texts []string, plain bool) {
	texts, plain = make([]string, len(s.Rhs)), !define
	for i, r := range s.Rhs {
		l := s.Lhs[i]
		if e.isPackageVar(l) || isBlank(l) {
			plain = false
			continue
		}
		t, _ := e.target(l, define)
		texts[i] = e.conv(r, t)
		plain = plain && texts[i] != "nil" && !strings.ContainsAny(texts[i], "({")
	}
	if plain {
		return texts, true
	}
	for i, r := range s.Rhs {
		if isBlank(s.Lhs[i]) {
			e.discard(w, r)
			continue
		}
		t, _ := e.target(s.Lhs[i], define)
		if texts[i] == "" {
			texts[i] = e.conv(r, t)
		}
		name := e.temp("r")
		fmt.Fprintf(w, "var %s %s = %s\n", name, e.typ(t), texts[i])
		texts[i] = name
	}
	return texts, false
}

// declStmt writes a declaration inside a function. Types go to the top level,
// constants have been folded into their uses.
func (e *emitter) declStmt(w stmtWriter, d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, sp := range d.Specs {
		e.varSpec(w, sp.(*ast.ValueSpec))
	}
}

func (e *emitter) varSpec(w stmtWriter, s *ast.ValueSpec) {
	if len(s.Values) == 1 && len(s.Names) > 1 {
		lhs := make([]ast.Expr, len(s.Names))
		for i, n := range s.Names {
			lhs[i] = n
		}
		e.assignTuple(w, lhs, s.Values[0], true)
		return
	}
	texts := make([]string, len(s.Names))
	for i, n := range s.Names {
		t := e.declared(n, s)
		switch {
		case len(s.Values) == 0:
			texts[i] = e.temp("z")
			fmt.Fprintf(w, "var %s %s\n", texts[i], e.typ(t))
		case n.Name == "_":
			e.discard(w, s.Values[i])
		default:
			texts[i] = e.temp("r")
			fmt.Fprintf(w, "var %s %s = %s\n", texts[i], e.typ(t), e.conv(s.Values[i], t))
		}
	}
	for i, n := range s.Names {
		if n.Name == "_" {
			continue
		}
		t, isNew := e.target(n, true)
		if isNew {
			fmt.Fprintf(w, "var %s %s = %s\n", e.ident(n), e.typ(t), texts[i])
			continue
		}
		e.set(w, n, texts[i])
	}
}

func (e *emitter) declared(n *ast.Ident, s *ast.ValueSpec) types.Type {
	if v, ok := e.info.Defs[n].(*types.Var); ok {
		return e.sub(v.Type())
	}
	return e.typeOf(s.Type)
}
