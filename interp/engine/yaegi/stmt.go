package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// lineBase separates cell and line in the marker that says where a cell is.
const lineBase = 100000

// mark writes the assignment that records the line of s, when s can panic.
func (e *emitter) mark(w stmtWriter, s ast.Node) {
	if !e.risky(s) {
		return
	}
	p := e.fset.Position(s.Pos())
	var n int
	if _, err := fmt.Sscanf(p.Filename, "In[%d]", &n); err == nil {
		fmt.Fprintf(w, "L__ = %d\n", n*lineBase+p.Line)
	}
}

// risky reports whether running the statement itself, not the blocks in it, can panic or block.
func (e *emitter) risky(s ast.Node) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr, *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.SendStmt,
			*ast.RangeStmt, *ast.SelectStmt:
			found = true
		case *ast.SelectorExpr:
			if sel := e.info.Selections[n]; sel != nil {
				_, ptr := sel.Recv().Underlying().(*types.Pointer)
				found = found || ptr || sel.Indirect()
			}
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.BinaryExpr:
			found = found || n.Op == token.QUO || n.Op == token.REM || n.Op == token.SHL || n.Op == token.SHR
		case *ast.AssignStmt:
			found = found || n.Tok == token.QUO_ASSIGN || n.Tok == token.REM_ASSIGN
		}
		return !found
	})
	return found
}

// stmt writes one statement.
func (e *emitter) stmt(w stmtWriter, s ast.Stmt) { e.labelledStmt(w, s, "") }

func (e *emitter) block(w stmtWriter, list []ast.Stmt) {
	for _, s := range list {
		e.stmt(w, s)
	}
}

func (e *emitter) labelledStmt(w stmtWriter, s ast.Stmt, label string) {
	switch s.(type) {
	case *ast.BlockStmt, *ast.LabeledStmt, *ast.EmptyStmt, *ast.BranchStmt, *ast.ForStmt:
	default:
		e.mark(w, s)
	}
	switch s := s.(type) {
	case *ast.EmptyStmt:
	case *ast.ExprStmt:
		e.exprStmt(w, s.X)
	case *ast.SendStmt:
		c := e.typeOf(s.Chan).Underlying().(*types.Chan)
		fmt.Fprintf(w, "%s <- %s\n", e.expr(s.Chan), e.conv(s.Value, c.Elem()))
	case *ast.IncDecStmt:
		e.incDec(w, s)
	case *ast.AssignStmt:
		e.assign(w, s)
	case *ast.GoStmt:
		e.goStmt(w, s)
	case *ast.DeferStmt:
		e.deferStmt(w, s)
	case *ast.ReturnStmt:
		e.returnStmt(w, s)
	case *ast.BranchStmt:
		e.branch(w, s)
	case *ast.BlockStmt:
		w.WriteString("{\n")
		e.block(w, s.List)
		w.WriteString("}\n")
	case *ast.IfStmt:
		e.ifStmt(w, s)
	case *ast.SwitchStmt:
		e.switchStmt(w, s, label)
	case *ast.TypeSwitchStmt:
		e.typeSwitch(w, s, label)
	case *ast.SelectStmt:
		e.selectStmt(w, s, label)
	case *ast.ForStmt:
		e.forStmt(w, s, label)
	case *ast.RangeStmt:
		e.rangeStmt(w, s, label)
	case *ast.DeclStmt:
		e.declStmt(w, s.Decl.(*ast.GenDecl))
	case *ast.LabeledStmt:
		e.labeled(w, s)
	default:
		e.refuse(s, "this statement", "")
	}
}

func labelled(label string) string {
	if label == "" {
		return ""
	}
	return label + ":\n"
}

// labeled writes L: stmt. The label moves to the loop itself, inside whatever is written around it.
func (e *emitter) labeled(w stmtWriter, s *ast.LabeledStmt) {
	switch s.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		e.labelledStmt(w, s.Stmt, local(s.Label.Name))
	default:
		fmt.Fprintf(w, "%s:\n", local(s.Label.Name))
		e.stmt(w, s.Stmt)
	}
}

// exprStmt writes an expression for its effect.
func (e *emitter) exprStmt(w stmtWriter, x ast.Expr) {
	if e.info.Types[x].IsNil() {
		return
	}
	switch y := ast.Unparen(x).(type) {
	case *ast.CallExpr:
		if t := e.info.Types[y]; t.IsVoid() || e.isCall(y) {
			fmt.Fprintf(w, "%s\n", e.expr(y))
			return
		}
	case *ast.UnaryExpr:
		if y.Op == token.ARROW {
			fmt.Fprintf(w, "%s\n", e.expr(y))
			return
		}
	}
	fmt.Fprintf(w, "_ = %s\n", e.expr(x))
}

// isCall reports whether x calls a function, as opposed to converting or using
// a builtin that has a value.
func (e *emitter) isCall(x *ast.CallExpr) bool {
	if e.info.Types[x.Fun].IsType() {
		return false
	}
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
		if b, ok := e.info.Uses[id].(*types.Builtin); ok {
			return b.Name() == "copy" || b.Name() == "recover"
		}
	}
	return true
}

func (e *emitter) incDec(w stmtWriter, s *ast.IncDecStmt) {
	if key, ok := e.packageVar(s.X); ok {
		t := e.typeOf(s.X)
		fmt.Fprintf(w, "rt__.SetVar(%q, %s %s %s(1))\n", key, e.expr(s.X), s.Tok.String()[:1], e.typ(t))
		return
	}
	fmt.Fprintf(w, "%s%s\n", e.expr(s.X), s.Tok)
}

func (e *emitter) ifStmt(w stmtWriter, s *ast.IfStmt) {
	if s.Init != nil {
		w.WriteString("{\n")
		e.stmt(w, s.Init)
		defer w.WriteString("}\n")
	}
	fmt.Fprintf(w, "if %s {\n", e.expr(s.Cond))
	e.block(w, s.Body.List)
	if s.Else == nil {
		w.WriteString("}\n")
		return
	}
	w.WriteString("} else {\n")
	if b, ok := s.Else.(*ast.BlockStmt); ok {
		e.block(w, b.List)
	} else {
		e.stmt(w, s.Else)
	}
	w.WriteString("}\n")
}

// switchStmt writes a switch. One over an interface compares with rt__.Eq.
func (e *emitter) switchStmt(w stmtWriter, s *ast.SwitchStmt, label string) {
	w.WriteString("{\n")
	defer w.WriteString("}\n")
	if s.Init != nil {
		e.stmt(w, s.Init)
	}
	var tag types.Type
	var name string
	if s.Tag != nil {
		tag = types.Default(e.typeOf(s.Tag))
		name = e.temp("tag")
		fmt.Fprintf(w, "var %s %s = %s\n_ = %s\n", name, e.typ(tag), e.conv(s.Tag, tag), name)
	}
	fmt.Fprintf(w, "%sswitch {\n", labelled(label))
	defer e.pushLoop(&loop{label: label})()
	for i, st := range s.Body.List {
		c := st.(*ast.CaseClause)
		if c.List == nil {
			if i < len(s.Body.List)-1 && (fallsThrough(c) || i > 0 && fallsThrough(s.Body.List[i-1].(*ast.CaseClause))) {
				e.refuse(c, "fallthrough out of or into a default clause that is not the last", "write the default clause last")
			}
			w.WriteString("default:\n")
		} else {
			var conds []string
			for _, x := range c.List {
				conds = append(conds, e.caseCond(x, tag, name))
			}
			fmt.Fprintf(w, "case %s:\n", strings.Join(conds, " || "))
		}
		e.block(w, c.Body)
	}
	w.WriteString("}\n")
}

func fallsThrough(c *ast.CaseClause) bool {
	if len(c.Body) == 0 {
		return false
	}
	b, ok := c.Body[len(c.Body)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

func (e *emitter) caseCond(x ast.Expr, tag types.Type, name string) string {
	switch {
	case tag == nil:
		return e.conv(x, types.Typ[types.Bool])
	case e.info.Types[x].IsNil():
		return name + " == nil"
	case types.IsInterface(tag) || types.IsInterface(e.typeOf(x)) || aggregate(tag):
		return "rt__.Eq(" + e.convText(name, tag, anyType) + ", " + e.conv(x, anyType) + ")"
	}
	return name + " == " + e.conv(x, tag)
}

func (e *emitter) selectStmt(w stmtWriter, s *ast.SelectStmt, label string) {
	fmt.Fprintf(w, "%sselect {\n", labelled(label))
	defer e.pushLoop(&loop{label: label})()
	for _, st := range s.Body.List {
		c := st.(*ast.CommClause)
		if c.Comm == nil {
			w.WriteString("default:\n")
		} else {
			e.comm(w, c.Comm)
		}
		e.block(w, c.Body)
	}
	w.WriteString("}\n")
}

// comm writes the head of a clause; what is received goes through variables of
// its own, so that any assignment may follow.
func (e *emitter) comm(w stmtWriter, s ast.Stmt) {
	switch s := s.(type) {
	case *ast.SendStmt:
		c := e.typeOf(s.Chan).Underlying().(*types.Chan)
		fmt.Fprintf(w, "case %s <- %s:\n", e.expr(s.Chan), e.conv(s.Value, c.Elem()))
	case *ast.ExprStmt:
		fmt.Fprintf(w, "case %s:\n", e.expr(s.X))
	case *ast.AssignStmt:
		rx := ast.Unparen(s.Rhs[0]).(*ast.UnaryExpr)
		elem := e.typeOf(rx.X).Underlying().(*types.Chan).Elem()
		ts := e.temps(len(s.Lhs))
		fmt.Fprintf(w, "case %s := %s:\n", strings.Join(ts, ", "), e.expr(rx))
		for i, l := range s.Lhs {
			t := elem
			if i == 1 {
				t = types.Typ[types.Bool]
			}
			e.store(w, l, s.Tok == token.DEFINE, ts[i], t)
		}
	}
}

// goStmt writes go f(x): function and arguments are evaluated now, a panic is
// reported instead of ending the process.
func (e *emitter) goStmt(w stmtWriter, s *ast.GoStmt) {
	pre, call := e.frozen(s.Call, false)
	line := 0
	if p := e.fset.Position(s.Pos()); strings.HasPrefix(p.Filename, "In[") {
		fmt.Sscanf(p.Filename, "In[%d]", &line)
		line = line*lineBase + p.Line
	}
	fmt.Fprintf(w, "%sgo func() { defer func() { rt__.Goroutine(recover(), %d) }(); %s }()\n", pre, line, call)
}

// deferStmt pushes the call on the defers of the function.
func (e *emitter) deferStmt(w stmtWriter, s *ast.DeferStmt) {
	pre, call := e.frozen(s.Call, true)
	st := e.fn
	f := e.temp("f") // a literal keeps its variables only when it is assigned
	fmt.Fprintf(w, "%s%s := func() { %s }\n%s.Push(%s)\n", pre, f, call, st.deferVar, f)
}

// frozen evaluates the function and the arguments of a call into temporaries
// and returns the statements that do so and the call on them.
func (e *emitter) frozen(x *ast.CallExpr, deferred bool) (pre, call string) {
	if e.spreads(x) {
		var rest string
		pre = e.spread(x, func(y *ast.CallExpr) { rest, call = e.frozen(y, deferred) })
		return pre + rest, call
	}
	fun := ast.Unparen(x.Fun)
	var b strings.Builder
	if id, ok := fun.(*ast.Ident); ok {
		if bi, ok := e.info.Uses[id].(*types.Builtin); ok {
			return e.frozenBuiltin(x, bi.Name())
		}
	}
	sig, ok := e.typeOf(fun).Underlying().(*types.Signature)
	if !ok {
		return "", e.expr(x)
	}
	args := e.args(x, sig, e.argPolicy(x, e.callee(fun)))
	for i, a := range args {
		if e.info.Types[x.Args[i]].Value != nil || e.info.Types[x.Args[i]].IsNil() {
			continue
		}
		t := e.temp("a")
		fmt.Fprintf(&b, "%s := %s\n", t, a)
		args[i] = t
	}
	list := strings.Join(args, ", ") + dots(x.Ellipsis.IsValid())
	if lit, ok := fun.(*ast.FuncLit); ok {
		f := e.temp("f")
		fmt.Fprintf(&b, "%s := func%s\n", f, e.function(lit.Type, sig, lit.Body, "", deferred))
		return b.String(), f + "(" + list + ")"
	}
	if c := e.callee(fun); c != nil {
		if s, ok := e.compiledCall(x, c, sig); ok {
			return "", s
		}
		if sel, isSel := fun.(*ast.SelectorExpr); !isSel || e.info.Selections[sel] == nil {
			return b.String(), e.expr(fun) + "(" + list + ")"
		}
	}
	f := e.temp("f")
	fmt.Fprintf(&b, "%s := %s\n", f, e.expr(fun))
	return b.String(), f + "(" + list + ")"
}

// frozenBuiltin does the same for the builtins that may be deferred.
func (e *emitter) frozenBuiltin(x *ast.CallExpr, name string) (pre, call string) {
	if name == "recover" || len(x.Args) == 0 {
		return "", e.expr(x)
	}
	if name == "panic" {
		t := e.temp("a")
		return fmt.Sprintf("%s := %s\n", t, e.conv(x.Args[0], anyType)), "panic(rt__.Panic(" + t + "))"
	}
	if name == "close" {
		t := e.temp("a")
		return fmt.Sprintf("%s := %s\n", t, e.expr(x.Args[0])), "close(" + t + ")"
	}
	return "", e.expr(x)
}

// returnStmt writes return. In the body of a range over a function it sets the
// results and ends the iteration.
func (e *emitter) returnStmt(w stmtWriter, s *ast.ReturnStmt) {
	var vals []string
	res := e.fn.sig.Results()
	switch {
	case len(s.Results) == 1 && res.Len() > 1:
		vals = e.returnTuple(w, s.Results[0], res)
	default:
		for i, r := range s.Results {
			vals = append(vals, e.conv(r, res.At(i).Type()))
		}
	}
	if e.innerRangeFn() != nil || e.fn.deferVar != "" {
		e.setResults(w, vals)
		e.leave(w)
		return
	}
	if len(vals) > 1 && (len(e.fn.results) > 0 || strings.ContainsAny(strings.Join(vals, ""), "({")) {
		e.hold(w, vals)
	}
	fmt.Fprintf(w, "return %s\n", strings.Join(vals, ", "))
}

// hold puts the values of results into variables: yaegi would assign one named result before it reads the next, and loses values beside
// calls.
func (e *emitter) hold(w stmtWriter, vals []string) {
	for i, v := range vals {
		vals[i] = e.temp("r")
		fmt.Fprintf(w, "var %s %s = %s\n", vals[i], e.typ(e.fn.sig.Results().At(i).Type()), v)
	}
}

// setResults assigns the results, all values before any result.
func (e *emitter) setResults(w stmtWriter, vals []string) {
	if len(vals) == 1 {
		fmt.Fprintf(w, "%s = %s\n", e.fn.results[0], vals[0])
		return
	}
	e.hold(w, vals)
	for i, v := range vals {
		fmt.Fprintf(w, "%s = %s\n", e.fn.results[i], v)
	}
}

// returnTuple writes return f() where f has several results.
func (e *emitter) returnTuple(w stmtWriter, x ast.Expr, res *types.Tuple) []string {
	tup := e.typeOf(x).(*types.Tuple)
	ts := e.temps(tup.Len())
	fmt.Fprintf(w, "%s := %s\n", strings.Join(ts, ", "), e.multi(x, tup.Len()))
	for i := range ts {
		ts[i] = e.convText(ts[i], tup.At(i).Type(), res.At(i).Type())
	}
	return ts
}
