package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A loop is a statement that break or continue may refer to.
type loop struct {
	label    string
	loops    bool   // continue may refer to it
	copyBack string // written before continue: the iteration's copy of the loop variables
	fn       *rangeFn
}

// rangeFn is a range over a function: its body has become a function literal,
// and leaving it early means setting flag and returning false.
type rangeFn struct {
	flag  string
	done  string // set while the body runs and once it has been left
	exits []escape
}

type escape struct {
	tok    token.Token // BREAK, CONTINUE or RETURN
	target *loop
}

// pushLoop enters a loop and returns the function that leaves it.
func (e *emitter) pushLoop(l *loop) func() {
	st := e.fn
	st.loops = append(st.loops, l)
	return func() { st.loops = st.loops[:len(st.loops)-1] }
}

// innerRangeFn returns the innermost range over a function around the statement, nil when there is none.
func (e *emitter) innerRangeFn() *rangeFn {
	for i := len(e.fn.loops) - 1; i >= 0; i-- {
		if f := e.fn.loops[i].fn; f != nil {
			return f
		}
	}
	return nil
}

// branch writes break, continue, goto and fallthrough.
func (e *emitter) branch(w stmtWriter, s *ast.BranchStmt) {
	switch s.Tok {
	case token.FALLTHROUGH:
		w.WriteString("fallthrough\n")
		return
	case token.GOTO:
		if e.innerRangeFn() != nil {
			e.refuse(s, "goto in the body of a range over a function", "use a labelled break or continue")
		}
		fmt.Fprintf(w, "goto %s\n", local(s.Label.Name))
		return
	}
	label := ""
	if s.Label != nil {
		label = local(s.Label.Name)
	}
	for i := len(e.fn.loops) - 1; i >= 0; i-- {
		l := e.fn.loops[i]
		if label == "" && (l.loops || s.Tok == token.BREAK) || label != "" && l.label == label {
			e.jump(w, s.Tok, l, label)
			return
		}
	}
	e.refuse(s, "this %s", "", s.Tok)
}

// jump writes the way to target from where the emitter stands.
func (e *emitter) jump(w stmtWriter, tok token.Token, target *loop, label string) {
	for i := len(e.fn.loops) - 1; i >= 0; i-- {
		l := e.fn.loops[i]
		if l == target {
			break
		}
		if l.fn != nil { // a function literal stands between
			e.escape(w, l.fn, escape{tok, target})
			return
		}
	}
	switch {
	case target != nil && target.fn != nil && tok == token.CONTINUE:
		fmt.Fprintf(w, "%s = false\nreturn true\n", target.fn.done)
	case target != nil && target.fn != nil:
		w.WriteString("return false\n")
	case tok == token.RETURN:
		w.WriteString("return\n")
	case tok == token.CONTINUE && target.copyBack != "":
		fmt.Fprintf(w, "{ %s; continue %s }\n", target.copyBack, label)
	default:
		fmt.Fprintf(w, "%s %s\n", tok, target.label)
	}
}

func (e *emitter) escape(w stmtWriter, f *rangeFn, x escape) {
	k := 0
	for k < len(f.exits) && f.exits[k] != x {
		k++
	}
	if k == len(f.exits) {
		f.exits = append(f.exits, x)
	}
	fmt.Fprintf(w, "%s = %d\nreturn false\n", f.flag, k+1)
}

// leave writes return from inside the body of a range over a function; the results are set.
func (e *emitter) leave(w stmtWriter) { e.jump(w, token.RETURN, nil, "") }

// forStmt writes a for statement. Since Go 1.22 each iteration has its own
// copy of the loop variables; it matters when a closure or pointer keeps one.
func (e *emitter) forStmt(w stmtWriter, s *ast.ForStmt, label string) {
	vars := e.keptVars(s)
	if s.Init != nil {
		w.WriteString("{\n")
		defer w.WriteString("}\n")
		e.mark(w, s.Init)
	}
	if len(vars) > 0 {
		e.forCopies(w, s, label, vars)
		return
	}
	if s.Init != nil {
		e.stmt(w, s.Init)
	}
	l := &loop{label: label, loops: true}
	defer e.pushLoop(l)()
	cond, post := "", ""
	if s.Cond != nil {
		cond = e.expr(s.Cond)
	}
	if s.Post != nil {
		post = e.inline(s.Post)
	}
	if strings.Contains(post, "\n") { // needs several statements
		e.forLong(w, s, l, cond, post)
		return
	}
	fmt.Fprintf(w, "%sfor ; %s; %s {\n", labelled(label), cond, post)
	e.block(w, s.Body.List)
	w.WriteString("}\n")
}

// inline writes a simple statement for the head of a for loop.
func (e *emitter) inline(s ast.Stmt) string {
	var b strings.Builder
	switch s := s.(type) {
	case *ast.IncDecStmt:
		e.incDec(&b, s)
	case *ast.AssignStmt:
		e.assign(&b, s)
	default:
		e.stmt(&b, s)
	}
	return strings.TrimSpace(b.String())
}

// forLong writes a loop whose post statement does not fit in the head.
func (e *emitter) forLong(w stmtWriter, s *ast.ForStmt, l *loop, cond, post string) {
	first := e.temp("first")
	fmt.Fprintf(w, "%s := true\n%sfor {\nif !%s {\n%s\n}\n%s = false\n", first, labelled(l.label), first, post, first)
	if cond != "" {
		fmt.Fprintf(w, "if !(%s) { break }\n", cond)
	}
	e.block(w, s.Body.List)
	w.WriteString("}\n")
}

// keptVars returns the loop variables that the body may keep beyond an
// iteration: captured by a literal or with their address taken.
func (e *emitter) keptVars(s *ast.ForStmt) []*ast.Ident {
	a, ok := s.Init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE {
		return nil
	}
	var kept []*ast.Ident
	any := false
	for _, l := range a.Lhs {
		id := l.(*ast.Ident)
		if id.Name == "_" {
			continue
		}
		kept = append(kept, id)
		any = any || e.kept(s, e.info.Defs[id])
	}
	if !any {
		return nil
	}
	return kept
}

// kept reports whether o is used in a function literal under n, or has its address taken.
func (e *emitter) kept(n ast.Node, o types.Object) bool {
	found := false
	var walk func(n ast.Node, inLit bool)
	walk = func(n ast.Node, inLit bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				if !inLit {
					walk(m.Body, true)
					return false
				}
			case *ast.UnaryExpr:
				if id := rootIdent(m.X); m.Op == token.AND && id != nil && e.info.Uses[id] == o {
					found = true
				}
			case *ast.SelectorExpr: // a method call may take the address
				if id, ok := m.X.(*ast.Ident); ok && e.info.Uses[id] == o && e.info.Selections[m] != nil &&
					e.info.Selections[m].Kind() == types.MethodVal {
					found = true
				}
			case *ast.SliceExpr:
				if id := rootIdent(m.X); id != nil && e.info.Uses[id] == o {
					found = true
				}
			case *ast.RangeStmt: // its body may become a literal
				if _, ok := e.typeOf(m.X).Underlying().(*types.Signature); ok && !inLit {
					walk(m.Body, true)
				}
			case *ast.Ident:
				found = found || inLit && e.info.Uses[m] == o
			}
			return !found
		})
	}
	walk(n, false)
	return found
}

// rootIdent returns x of x, x.f, x[i] and parenthesised forms.
func rootIdent(x ast.Expr) *ast.Ident {
	for {
		switch y := x.(type) {
		case *ast.Ident:
			return y
		case *ast.SelectorExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.ParenExpr:
			x = y.X
		default:
			return nil
		}
	}
}

// forCopies writes a loop whose iterations own their variables: the variable
// of the source is declared anew in each iteration from one that lives outside.
func (e *emitter) forCopies(w stmtWriter, s *ast.ForStmt, label string, vars []*ast.Ident) {
	e.stmt(w, s.Init)
	var outer, in, back []string
	for _, id := range vars {
		n, o := e.ident(id), e.temp("v")
		outer = append(outer, fmt.Sprintf("%s := %s\n", o, n))
		in = append(in, fmt.Sprintf("%s := %s\n", n, o))
		back = append(back, fmt.Sprintf("%s = %s", o, n))
	}
	first := e.temp("first")
	l := &loop{label: label, loops: true, copyBack: strings.Join(back, "; ")}
	defer e.pushLoop(l)()
	fmt.Fprintf(w, "%s%s := true\n%sfor {\n%s", strings.Join(outer, ""), first, labelled(label), strings.Join(in, ""))
	fmt.Fprintf(w, "if %s { %s = false } else {\n", first, first)
	if s.Post != nil {
		fmt.Fprintf(w, "%s\n", e.inline(s.Post))
	}
	w.WriteString("}\n")
	if s.Cond != nil {
		fmt.Fprintf(w, "if !(%s) { break }\n", e.expr(s.Cond))
	}
	e.block(w, s.Body.List)
	fmt.Fprintf(w, "%s\n}\n", l.copyBack)
}

// rangeStmt writes a range statement by what it ranges over.
func (e *emitter) rangeStmt(w stmtWriter, s *ast.RangeStmt, label string) {
	switch t := e.typeOf(s.X).Underlying().(type) {
	case *types.Basic:
		if t.Info()&types.IsInteger != 0 {
			e.rangeInt(w, s, label)
			return
		}
		e.rangePlain(w, s, label, types.Typ[types.Int], types.Typ[types.Rune])
	case *types.Signature:
		e.rangeFunc(w, s, label, t)
	case *types.Map:
		e.rangePlain(w, s, label, t.Key(), t.Elem())
	case *types.Chan:
		e.rangePlain(w, s, label, t.Elem(), nil)
	case *types.Slice:
		e.rangePlain(w, s, label, types.Typ[types.Int], t.Elem())
	case *types.Array:
		e.rangePlain(w, s, label, types.Typ[types.Int], t.Elem())
	case *types.Pointer:
		a := e.sub(t.Elem()).Underlying().(*types.Array)
		e.rangePlain(w, s, label, types.Typ[types.Int], a.Elem())
	default:
		e.refuse(s.X, "range over %s", "", types.TypeString(t, short))
	}
}

// rangePlain writes a range yaegi knows. Key and value go through variables of
// the loop's own and are stored at the start of the body, anew each time.
func (e *emitter) rangePlain(w stmtWriter, s *ast.RangeStmt, label string, kt, vt types.Type) {
	l := &loop{label: label, loops: true}
	defer e.pushLoop(l)()
	x := e.expr(s.X)
	if _, ok := e.typeOf(s.X).Underlying().(*types.Pointer); ok {
		x = "(*" + x + ")[:]"
	}
	direct := s.Tok == token.DEFINE && !e.keptRange(s)
	k, kAssign := e.rangeVar(s.Key, kt, s.Tok == token.DEFINE, direct)
	v, vAssign := e.rangeVar(s.Value, vt, s.Tok == token.DEFINE, direct)
	head := ""
	switch {
	case v != "_" && v != "":
		head = k + ", " + v + " := "
	case k != "_" && k != "":
		head = k + " := "
	}
	fmt.Fprintf(w, "%sfor %srange %s {\n%s%s", labelled(label), head, x, kAssign, vAssign)
	e.block(w, s.Body.List)
	w.WriteString("}\n")
}

func (e *emitter) keptRange(s *ast.RangeStmt) bool {
	for _, x := range []ast.Expr{s.Key, s.Value} {
		if id, ok := x.(*ast.Ident); ok && id.Name != "_" && e.kept(s.Body, e.info.Defs[id]) {
			return true
		}
	}
	return false
}

// rangeVar returns the loop's own variable for key or value and the statements
// that pass it on to what the source names.
func (e *emitter) rangeVar(x ast.Expr, t types.Type, define, direct bool) (name, assign string) {
	if x == nil || isBlank(x) || t == nil {
		return "_", ""
	}
	if direct {
		return e.ident(x.(*ast.Ident)), ""
	}
	n := e.temp("k")
	var b strings.Builder
	e.store(&b, x, define, n, t)
	return n, b.String()
}

// rangeInt writes for i := range n.
func (e *emitter) rangeInt(w stmtWriter, s *ast.RangeStmt, label string) {
	t := e.typeOf(s.X)
	if s.Key != nil && !isBlank(s.Key) {
		t, _ = e.target(s.Key, s.Tok == token.DEFINE)
	}
	t = types.Default(t)
	i, n := e.temp("i"), e.temp("n")
	fmt.Fprintf(w, "{\nvar %s %s = %s\n", n, e.typ(t), e.conv(s.X, t))
	l := &loop{label: label, loops: true}
	defer e.pushLoop(l)()
	if s.Tok == token.DEFINE && !isBlank(s.Key) && !e.keptRange(s) && !e.assigned(s.Body, s.Key.(*ast.Ident)) {
		i = e.ident(s.Key.(*ast.Ident))
	}
	fmt.Fprintf(w, "%sfor %s := %s; %s < %s; %s++ {\n", labelled(label), i, e.zeroOf(t), i, n, i)
	if s.Key != nil && !isBlank(s.Key) && i != e.identOr(s.Key) {
		e.store(w, s.Key, s.Tok == token.DEFINE, i, t)
	}
	e.block(w, s.Body.List)
	w.WriteString("}\n}\n")
}

func (e *emitter) identOr(x ast.Expr) string {
	if id, ok := x.(*ast.Ident); ok {
		return e.ident(id)
	}
	return ""
}

func (e *emitter) zeroOf(t types.Type) string {
	if t == types.Typ[types.Int] {
		return "0"
	}
	return e.typ(t) + "(0)"
}

// assigned reports whether the body assigns to the variable id declares.
func (e *emitter) assigned(body ast.Node, id *ast.Ident) bool {
	o, found := e.info.Defs[id], false
	is := func(x ast.Expr) bool { y, ok := ast.Unparen(x).(*ast.Ident); return ok && e.info.Uses[y] == o }
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				found = found || is(l)
			}
		case *ast.IncDecStmt:
			found = found || is(n.X)
		case *ast.RangeStmt:
			found = found || n.Key != nil && is(n.Key) || n.Value != nil && is(n.Value)
		}
		return !found
	})
	return found
}

// rangeFunc writes a range over a function: the body becomes the yield function.
func (e *emitter) rangeFunc(w stmtWriter, s *ast.RangeStmt, label string, t *types.Signature) {
	yield := e.sub(t.Params().At(0).Type()).Underlying().(*types.Signature)
	f := &rangeFn{flag: e.temp("flag"), done: e.temp("done")}
	done := f.done
	var body strings.Builder
	var ps []string
	pop := e.pushLoop(&loop{label: label, loops: true, fn: f})
	for i, x := range []ast.Expr{s.Key, s.Value} {
		if i >= yield.Params().Len() {
			break
		}
		pt := e.sub(yield.Params().At(i).Type())
		n := e.temp("y")
		ps = append(ps, n+" "+e.typ(pt))
		if x != nil && !isBlank(x) {
			e.store(&body, x, s.Tok == token.DEFINE, n, pt)
		}
	}
	e.block(&body, s.Body.List)
	pop()
	fmt.Fprintf(w, "{\n%s, %s := 0, false\n_ = %s\n%s(func(%s) bool {\nif %s { panic(rt__.RangeDone()) }\n%s = true\n%s%s = false\nreturn true\n})\n%s = true\n",
		f.flag, done, f.flag, e.operand(s.X), strings.Join(ps, ", "), done, done, body.String(), done, done)
	for k, x := range f.exits {
		fmt.Fprintf(w, "if %s == %d {\n", f.flag, k+1)
		label := ""
		if x.target != nil {
			label = x.target.label
		}
		e.jump(w, x.tok, x.target, label)
		w.WriteString("}\n")
	}
	w.WriteString("}\n")
}
