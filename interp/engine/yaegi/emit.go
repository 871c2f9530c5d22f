package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"

	"github.com/mathdl/kernel/interp/engine"
)

// An emitter writes one cell as Go of the kind yaegi runs correctly. It walks
// the checked syntax trees and writes text; every implicit conversion of Go
// becomes an explicit one on the way, so that nothing is left to the
// interpreter's idea of types.
type emitter struct {
	g     *Engine
	info  *types.Info
	env   map[*types.TypeParam]types.Type // inside an instance of generic code
	fn    *fnState
	hoist map[*types.Var]*types.Var
	fset  *token.FileSet
	cell  int

	decls   strings.Builder // finished top-level declarations
	inits   []string        // functions to run before the body
	imports map[string]bool // paths used
	queue   []func()        // declarations still to be written
	undo    []func()        // restores the engine's tables when the cell is refused
	tmp     int
}

// A stmtWriter takes the text of statements.
type stmtWriter = *strings.Builder

// fnState is what a function body being written must know of its surroundings.
type fnState struct {
	sig      *types.Signature
	results  []string // names of the results, when they need any
	deferVar string   // holds the *defers of this function, "" when it has none
	deferred bool     // the literal is the operand of a defer statement
	outer    *fnState // enclosing function
	loops    []*loop  // what break and continue may mean, innermost last
}

func (e *emitter) refuse(at ast.Node, what, remedy string, args ...any) {
	panic(&engine.Refusal{Pos: at.Pos(), What: fmt.Sprintf(what, args...), Remedy: remedy})
}

func (e *emitter) temp(prefix string) string {
	e.tmp++
	return fmt.Sprintf("%s__t%d", prefix, e.tmp)
}

func (e *emitter) temps(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = e.temp("r")
	}
	return names
}

// unit writes the whole cell and returns its source text.
func (e *emitter) unit(c *engine.Cell) string {
	for _, f := range c.Funcs {
		obj := e.info.Defs[f.Name].(*types.Func)
		e.g.bodies[obj] = &body{decl: f, info: e.info, fset: e.fset}
	}
	for _, t := range c.Types {
		e.typeDecl(t)
	}
	for _, v := range c.Vars {
		e.g.stored[v] = true
		fmt.Fprintf(&e.decls, "var %s %s\n", e.name(v), e.typ(v.Type()))
	}
	for _, f := range c.Funcs {
		e.funcDecl(f)
	}
	body := e.cellBody(c)
	e.drain()
	fmt.Fprintf(&e.decls, "func cell__%d() {\n", c.N)
	for _, i := range e.inits {
		fmt.Fprintf(&e.decls, "%s()\n", i)
	}
	fmt.Fprintf(&e.decls, "%s}\n", body)
	return e.header() + e.decls.String()
}

func (e *emitter) drain() {
	for len(e.queue) > 0 {
		f := e.queue[0]
		e.queue = e.queue[1:]
		f()
	}
}

// later queues a declaration that is written outside any function or instance.
func (e *emitter) later(f func()) {
	e.queue = append(e.queue, func() {
		info, env, fn, fset := e.info, e.env, e.fn, e.fset
		e.env, e.fn = nil, nil
		f()
		e.info, e.env, e.fn, e.fset = info, env, fn, fset
	})
}

func (e *emitter) header() string {
	var paths []string
	for p := range e.imports {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	var b strings.Builder
	b.WriteString("package main\nimport rt__ \"rt__\"\n")
	for _, p := range paths {
		fmt.Fprintf(&b, "import %s %q\n", e.g.alias(p), p)
	}
	return b.String()
}

// cellBody writes the statements of the cell.
func (e *emitter) cellBody(c *engine.Cell) string {
	e.fn = &fnState{sig: types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	defer func() { e.fn = nil }()
	var b strings.Builder
	for _, m := range c.Moves {
		fmt.Fprintf(&b, "rt__.Move(&%s, &%s)\n", e.name(m.To), e.name(m.From))
	}
	b.WriteString(e.funcBody(c.Body, func(w stmtWriter, s ast.Stmt) bool {
		x, ok := s.(*ast.ExprStmt)
		if !ok || c.Show == nil || x.X != c.Show {
			return false
		}
		e.mark(w, s)
		if c.List {
			e.showList(w, c.Show.(*ast.CallExpr).Args)
		} else {
			e.show(w, c.Show)
		}
		return true
	}))
	for _, f := range c.Calls {
		fmt.Fprintf(&b, "%s()\n", e.name(f))
	}
	return b.String()
}

// show passes the value of the last expression to the session.
func (e *emitter) show(w stmtWriter, x ast.Expr) {
	tup, ok := e.typeOf(x).(*types.Tuple)
	if !ok || e.info.Types[x].IsNil() {
		fmt.Fprintf(w, "rt__.Show(%s)\n", e.conv(x, anyType))
		return
	}
	names, args := e.temps(tup.Len()), []string{}
	for i, n := range names {
		args = append(args, e.convText(n, tup.At(i).Type(), anyType))
	}
	fmt.Fprintf(w, "%s := %s\nrt__.Show(%s)\n", strings.Join(names, ", "), e.expr(x), strings.Join(args, ", "))
}

// showList passes several values.
func (e *emitter) showList(w stmtWriter, list []ast.Expr) {
	var args []string
	for _, x := range list {
		args = append(args, e.conv(x, anyType))
	}
	fmt.Fprintf(w, "rt__.Show(%s)\n", strings.Join(args, ", "))
}

// typeDecl writes a session type and the table its values are called by once
// they sit in an interface.
func (e *emitter) typeDecl(tn *types.TypeName) {
	n, ok := tn.Type().(*types.Named)
	if !ok || tn.IsAlias() || n.TypeParams().Len() > 0 || types.IsInterface(n) {
		return // aliases are resolved, generic types written per instance
	}
	e.named(n)
}

// named returns the emitted name of a session type, writing the type the first time.
func (e *emitter) named(n *types.Named) string {
	id := e.g.id(n)
	if s, ok := e.g.typeNames[id]; ok {
		return s
	}
	s := fmt.Sprintf("%s__T%d", ascii(n.Obj().Name()), id)
	e.g.typeNames[id] = s
	e.undo = append(e.undo, func() { delete(e.g.typeNames, id) })
	e.later(func() {
		fmt.Fprintf(&e.decls, "type %s %s\n", s, e.typ(n.Underlying()))
		if sessionType(n) {
			e.register(n)
			e.register(types.NewPointer(n))
		}
	})
	return s
}

// register writes the table by which rt__ calls the methods of a boxed value.
func (e *emitter) register(t types.Type) {
	ms := types.NewMethodSet(t)
	if ms.Len() == 0 {
		return
	}
	id := e.g.id(t)
	var b strings.Builder
	for i := range ms.Len() {
		m := ms.At(i).Obj().(*types.Func)
		if !m.Exported() && m.Pkg().Path() != sessionPath {
			continue
		}
		sig := ms.At(i).Type().(*types.Signature)
		ps, args := e.params(sig, "p")
		fmt.Fprintf(&b, "rt__.Method(%d, %q, func(%s) %s { var v__ %s; rt__.Load(b__, &v__); %s%s })\n",
			id, m.Name(), strings.Join(append([]string{"b__ interface{}"}, ps...), ", "), e.results(sig), e.typ(t),
			returning(sig), e.method("v__", t, m.Name(), m.Pkg(), args, sig.Variadic()))
	}
	name := fmt.Sprintf("methods__%d", id)
	fmt.Fprintf(&e.decls, "func %s() {\n%s}\n", name, b.String())
	e.inits = append(e.inits, name)
}

func returning(sig *types.Signature) string {
	if sig.Results().Len() > 0 {
		return "return "
	}
	return ""
}

// params returns the parameter list of sig with names made from prefix, and
// the arguments that pass them on.
func (e *emitter) params(sig *types.Signature, prefix string) (params, args []string) {
	for i := range sig.Params().Len() {
		n := fmt.Sprintf("%s%d__", prefix, i)
		t := sig.Params().At(i).Type()
		if sig.Variadic() && i == sig.Params().Len()-1 {
			params = append(params, n+" ..."+e.typ(e.sub(t).(*types.Slice).Elem()))
		} else {
			params = append(params, n+" "+e.typ(t))
		}
		args = append(args, n)
	}
	return params, args
}

func (e *emitter) results(sig *types.Signature) string {
	var rs []string
	for i := range sig.Results().Len() {
		rs = append(rs, e.typ(sig.Results().At(i).Type()))
	}
	switch len(rs) {
	case 0:
		return ""
	case 1:
		return rs[0]
	}
	return "(" + strings.Join(rs, ", ") + ")"
}

// funcDecl writes a function or a method, generic ones only per instance. A
// method becomes a function whose first parameter is the receiver.
func (e *emitter) funcDecl(d *ast.FuncDecl) {
	obj := e.info.Defs[d.Name].(*types.Func)
	sig := obj.Type().(*types.Signature)
	if sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0 {
		return
	}
	e.writeFunc(e.name(obj), d, obj)
}

func (e *emitter) writeFunc(name string, d *ast.FuncDecl, obj *types.Func) {
	if d.Body == nil {
		e.refuse(d, "%s has no body", "write one", d.Name.Name)
	}
	sig := obj.Type().(*types.Signature)
	var recv string
	if d.Recv != nil {
		rn := "_"
		if ns := d.Recv.List[0].Names; len(ns) > 0 {
			rn = local(ns[0].Name)
		}
		recv = rn + " " + e.typ(sig.Recv().Type())
	}
	text := e.function(d.Type, sig, d.Body, recv, false)
	fmt.Fprintf(&e.decls, "func %s%s\n", name, text)
}

// function writes everything of a function after its name.
func (e *emitter) function(ft *ast.FuncType, sig *types.Signature, body *ast.BlockStmt, recv string, deferred bool) string {
	st := &fnState{sig: sig, outer: e.fn, deferred: deferred}
	e.fn = st
	defer func() { e.fn = st.outer }()
	var ps []string
	if recv != "" {
		ps = append(ps, recv)
	}
	names := fieldNames(ft.Params)
	for k := range sig.Params().Len() {
		t := sig.Params().At(k).Type()
		dots := ""
		if sig.Variadic() && k == sig.Params().Len()-1 {
			dots, t = "...", e.sub(t).(*types.Slice).Elem()
		}
		ps = append(ps, names[k]+" "+dots+e.typ(t))
	}
	res := e.resultList(ft, sig, body, st)
	return fmt.Sprintf("(%s) %s {\n%s}", strings.Join(ps, ", "), res, e.funcBody(body.List, nil))
}

// fieldNames lists the emitted names of parameters or results, "_" for unnamed ones.
func fieldNames(l *ast.FieldList) []string {
	var names []string
	for _, f := range l.List {
		if len(f.Names) == 0 {
			names = append(names, "_")
		}
		for _, n := range f.Names {
			names = append(names, local(n.Name))
		}
	}
	return names
}

// resultList writes the results; they get names when the source names them, or
// when a return must set them from inside a literal that the source does not have.
func (e *emitter) resultList(ft *ast.FuncType, sig *types.Signature, body *ast.BlockStmt, st *fnState) string {
	if sig.Results().Len() == 0 {
		return ""
	}
	if len(ft.Results.List[0].Names) == 0 && !e.rangesFunc(body) && !hasDefer(body.List) {
		return e.results(sig)
	}
	var rs []string
	for k, n := range fieldNames(ft.Results) {
		if n == "_" {
			n = fmt.Sprintf("res%d__", k)
		}
		st.results = append(st.results, n)
		rs = append(rs, n+" "+e.typ(sig.Results().At(k).Type()))
	}
	return "(" + strings.Join(rs, ", ") + ")"
}

// funcBody writes the statements of a function. With defer statements among
// them they become a literal, run by compiled code that makes the deferred
// calls as Go does; returning from the literal means setting the results.
func (e *emitter) funcBody(list []ast.Stmt, special func(stmtWriter, ast.Stmt) bool) string {
	var b strings.Builder
	protected := hasDefer(list)
	if protected {
		e.fn.deferVar = e.temp("d")
		fmt.Fprintf(&b, "%s := rt__.NewDefers()\n%s.Protect(func() {\n", e.fn.deferVar, e.fn.deferVar)
	}
	for _, s := range list {
		if special == nil || !special(&b, s) {
			e.stmt(&b, s)
		}
	}
	if protected {
		fmt.Fprintf(&b, "})\nreturn %s\n", strings.Join(e.fn.results, ", "))
	}
	return b.String()
}

// hasDefer reports whether list contains a defer statement of this function.
func hasDefer(list []ast.Stmt) bool {
	return anyNode(list, func(n ast.Node) bool { _, ok := n.(*ast.DeferStmt); return ok })
}

// rangesFunc reports whether body ranges over a function outside nested literals.
func (e *emitter) rangesFunc(body *ast.BlockStmt) bool {
	return anyNode(body.List, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok {
			return false
		}
		_, ok = e.typeOf(r.X).Underlying().(*types.Signature)
		return ok
	})
}

// anyNode reports whether some node of list outside function literals satisfies is.
func anyNode(list []ast.Stmt, is func(ast.Node) bool) bool {
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok || found {
				return false
			}
			found = n != nil && is(n)
			return !found
		})
	}
	return found
}
