package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/mathdl/kernel/interp/engine"
)

// A checker checks one cell against the session. Only the cell, and older
// declarations that mention what it redeclares, go through go/types: the rest
// of the session takes part as objects already checked, so that a cell costs
// the same however long the session has grown.
type checker struct {
	s       *Session
	n       int
	cell    *parsed
	names   map[string]bool       // what the cell's declarations and statements declare
	vars    map[string]*types.Var // session variables for the cell's statements, by name
	changed map[types.Object]bool // objects that are no longer what they were
	again   []*decl               // older declarations to check again
	retype  map[string]*types.Var // variables whose type is declared anew
	dropped map[*decl]string      // older declarations that no longer compile, with the reason
	lost    map[string]bool       // variables that cannot be kept

	pkg     *types.Package
	info    *types.Info
	errs    []types.Error
	aliases map[string]string // path → name under which a type expression of ours refers to it
}

// check checks the cell and returns what the engine needs.
func (s *Session) check(n int, p *parsed) (*checker, []Diagnostic) {
	c := &checker{s: s, n: n, cell: p, names: map[string]bool{}, vars: map[string]*types.Var{}, changed: map[types.Object]bool{},
		retype: map[string]*types.Var{}, dropped: map[*decl]string{}, lost: map[string]bool{}}
	for _, d := range p.decls {
		for _, name := range declared(d) {
			c.names[name] = true
			c.replace(name)
		}
		if r := receiver(d); r != "" {
			c.replace(r)
		}
	}
	stmts := assigned(p.body)
	c.closure()
	c.run()
	if c.adopt(stmts) {
		c.run()
	}
	for c.dropBroken() {
		c.run()
	}
	return c, c.report()
}

// replace marks the current object of a name as changed.
func (c *checker) replace(name string) {
	if o := c.s.scope.objs[name]; o != nil {
		c.changed[o] = true
	}
}

// closure finds what depends on changed objects: declarations to check again,
// variables to give the new version of their type.
func (c *checker) closure() {
	if len(c.changed) == 0 {
		return
	}
	in := map[*decl]bool{}
	for _, d := range c.again {
		in[d] = true
	}
	decls := c.s.scope.decls()
	for grew := true; grew; {
		grew = false
		for _, d := range decls {
			if !in[d] && c.dropped[d] == "" && !c.overridden(d) && c.touched(d) {
				in[d], grew = true, true
				for _, o := range d.objs {
					c.changed[o] = true
				}
			}
		}
		for name, o := range c.s.scope.objs {
			v, ok := o.(*types.Var)
			if !ok || c.changed[v] || c.names[name] || c.vars[name] != nil {
				continue
			}
			uses := map[types.Object]bool{}
			typeUses(v.Type(), uses, map[types.Type]bool{})
			for u := range uses {
				if c.changed[u] {
					c.changed[v], c.retype[name], grew = true, v, true
					break
				}
			}
		}
	}
	c.again = nil
	for _, d := range decls {
		if in[d] {
			c.again = append(c.again, d)
		}
	}
}

// touched reports whether d mentions a changed object, is a method of a changed
// type, or declares a type whose methods change.
func (c *checker) touched(d *decl) bool {
	for o := range c.changed {
		if d.uses[o] || slices.Contains(d.objs, o) || d.recv != "" && d.recv == o.Name() && c.s.scope.objs[d.recv] == o {
			return true
		}
	}
	return false
}

// overridden reports whether the cell itself declares d anew.
func (c *checker) overridden(d *decl) bool {
	for _, o := range d.objs {
		if c.names[o.Name()] && d.recv == "" {
			return true
		}
	}
	if d.recv == "" {
		return false
	}
	if c.names[d.recv] && !c.keepsMethods(d) {
		return true
	}
	for _, x := range c.cell.decls {
		if f, ok := x.(*ast.FuncDecl); ok && receiver(f) == d.recv && f.Name.Name == d.node.(*ast.FuncDecl).Name.Name {
			return true
		}
	}
	return false
}

// keepsMethods reports whether the methods of a type declared anew stay: they
// do, unless the cell that declares the type brings methods itself or the type
// is the very cell being run again.
func (c *checker) keepsMethods(d *decl) bool {
	for _, x := range c.cell.decls {
		if receiver(x) == d.recv {
			return false
		}
	}
	return true
}

// run checks the cell, the declarations to check again, and the variables to retype.
func (c *checker) run() {
	c.errs, c.aliases = nil, map[string]string{}
	c.pkg = types.NewPackage(sessionPath, "main")
	c.info = newInfo()
	files := []*ast.File{{Name: ast.NewIdent("main"), Decls: append(slices.Clone(c.cell.decls), ast.Decl(c.cell.body))}}
	if len(c.again) > 0 || len(c.retype) > 0 {
		old := &ast.File{Name: ast.NewIdent("main")}
		for _, d := range c.again {
			old.Decls = append(old.Decls, d.node)
		}
		old.Decls = append(old.Decls, c.retyped()...)
		files = append(files, old)
	}
	c.populate(files)
	cfg := types.Config{Importer: c.s.pkgs, GoVersion: "go1.26", Error: func(err error) {
		if e, ok := err.(types.Error); ok {
			c.errs = append(c.errs, e)
		}
	}}
	types.NewChecker(&cfg, c.s.fset, c.pkg, c.info).Files(files)
	if c.keyed(files) {
		c.run()
	}
}

// keyed rewrites struct literals without field names for older session types
// that have unexported fields: go/types takes every cell for a package of its
// own and allows only names there. It reports whether it rewrote any.
func (c *checker) keyed(files []*ast.File) bool {
	if !slices.ContainsFunc(c.errs, func(e types.Error) bool { return strings.HasPrefix(e.Msg, "implicit assignment to unexported field") }) {
		return false
	}
	rewrote := false
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 || c.info.TypeOf(lit) == nil {
				return true
			}
			t := c.info.TypeOf(lit)
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			u, ok := t.Underlying().(*types.Struct)
			if _, has := lit.Elts[0].(*ast.KeyValueExpr); !ok || has || u.NumFields() != len(lit.Elts) {
				return true
			}
			for i, x := range lit.Elts {
				lit.Elts[i] = &ast.KeyValueExpr{Key: &ast.Ident{Name: u.Field(i).Name(), NamePos: x.Pos()}, Colon: x.Pos(), Value: x}
			}
			rewrote = true
			return true
		})
	}
	return rewrote
}

// retyped writes declarations of the variables whose type has a new version.
func (c *checker) retyped() []ast.Decl {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c.retype)) {
		fmt.Fprintf(&b, "var %s %s\n", name, types.TypeString(c.retype[name].Type(), c.qualify))
	}
	f, err := parser.ParseFile(c.s.fset, "_", "package main\n"+b.String(), parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	return f.Decls
}

// qualify names a package in a type expression written by retyped.
func (c *checker) qualify(p *types.Package) string {
	if p.Path() == sessionPath {
		return ""
	}
	if c.aliases[p.Path()] == "" {
		c.aliases[p.Path()] = fmt.Sprintf("%s__%d", p.Name(), len(c.aliases))
	}
	return c.aliases[p.Path()]
}

// populate puts the names the files mention into the package's scope: objects
// of the session and packages.
func (c *checker) populate(files []*ast.File) {
	var nodes []ast.Node
	for _, f := range files {
		for _, d := range f.Decls {
			nodes = append(nodes, d)
		}
	}
	here := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			for _, n := range declared(d) {
				here[n] = true
			}
		}
	}
	scope := c.pkg.Scope()
	for name := range idents(nodes...) {
		if here[name] {
			continue
		}
		if v := c.vars[name]; v != nil {
			scope.Insert(v)
		} else if o := c.s.scope.objs[name]; o != nil && (!c.changed[o] || c.keepsOld(name)) {
			scope.Insert(o)
		} else if p := c.s.packageNamed(name); p != nil {
			scope.Insert(types.NewPkgName(token.NoPos, c.pkg, name, p))
		}
	}
	scope.Insert(types.NewFunc(token.NoPos, c.pkg, valuesName, valuesType))
	for path, name := range c.aliases {
		if p, err := c.s.pkgs.Import(path); err == nil {
			scope.Insert(types.NewPkgName(token.NoPos, c.pkg, name, p))
		}
	}
}

// valuesType is func(...any).
var valuesType = types.NewSignatureType(nil, nil, nil,
	types.NewTuple(types.NewParam(token.NoPos, nil, "", types.NewSlice(types.Universe.Lookup("any").Type()))), nil, true)

// keepsOld reports whether statements of the cell may still read the old
// variable of a name they declare anew, as in x := x + 1.
func (c *checker) keepsOld(name string) bool {
	_, isVar := c.s.scope.objs[name].(*types.Var)
	return isVar && !c.names[name] && c.retype[name] == nil && !c.lost[name]
}

// adopt decides where the variables the statements declare are kept: in the
// storage a session variable of the same name and type has, else in new
// storage. It reports whether another check must follow because a declaration
// of this cell or an older one mentions a variable that is new.
func (c *checker) adopt(stmts map[string]bool) bool {
	again := false
	mentioned := map[string]bool{}
	for _, d := range c.cell.decls {
		maps.Copy(mentioned, idents(d))
	}
	for name, v := range c.locals() {
		old, _ := c.s.scope.objs[name].(*types.Var)
		if old != nil && !c.changed[old] && types.Identical(old.Type(), v.Type()) {
			c.vars[name] = old
			continue
		}
		if b, ok := v.Type().(*types.Basic); ok && b.Kind() == types.Invalid {
			continue // an error in its initialiser is reported
		}
		c.replace(name)
		c.names[name] = true
		delete(c.retype, name)
		c.vars[name] = types.NewVar(v.Pos(), c.pkg, name, v.Type())
		again = again || mentioned[name]
	}
	before := len(c.again) + len(c.retype)
	c.closure()
	for name := range stmts {
		delete(c.retype, name)
	}
	return again || len(c.again)+len(c.retype) != before
}

// locals returns the variables of the outermost scope of the statements.
func (c *checker) locals() map[string]*types.Var {
	out := map[string]*types.Var{}
	sc := c.info.Scopes[c.cell.body.Type]
	if sc == nil {
		return out
	}
	for _, name := range sc.Names() {
		if v, ok := sc.Lookup(name).(*types.Var); ok {
			out[name] = v
		}
	}
	return out
}

// dropBroken gives up older declarations that no longer compile; it reports
// whether there were any.
func (c *checker) dropBroken() bool {
	found := false
	for _, e := range c.errs {
		for _, d := range c.again {
			if c.dropped[d] == "" && d.node.Pos() <= e.Pos && e.Pos < d.node.End() {
				at, _ := position(c.s.fset, e.Pos)
				c.dropped[d] = fmt.Sprintf("In[%d]:%d:%d: %s", at.Cell, at.Line, at.Col, ownName.ReplaceAllString(e.Msg, ""))
				found = true
			}
		}
	}
	if !found {
		return c.dropLost()
	}
	c.again = slices.DeleteFunc(c.again, func(d *decl) bool { return c.dropped[d] != "" })
	return true
}

// dropLost gives up variables whose new type cannot be written.
func (c *checker) dropLost() bool {
	for name := range c.retype {
		o := c.pkg.Scope().Lookup(name)
		if o == nil || invalid(o.Type()) {
			delete(c.retype, name)
			c.lost[name] = true
			return true
		}
	}
	return false
}

func invalid(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Kind() == types.Invalid
}

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

// ownName is how go/types qualifies the session's names.
var ownName = regexp.MustCompile(`\bmain\.`)

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

// last returns the expression that is the last statement, nil when it is none.
func (c *checker) last() ast.Expr {
	list := c.cell.body.Body.List
	if len(list) == 0 {
		return nil
	}
	if s, ok := list[len(list)-1].(*ast.ExprStmt); ok {
		return s.X
	}
	return nil
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

// cellFor assembles what the engine runs.
func (c *checker) cellFor() *engine.Cell {
	out := &engine.Cell{N: c.n, Fset: c.s.fset, Info: c.info, Body: c.cell.body.Body.List, Hoisted: map[*types.Var]*types.Var{}}
	nodes := slices.Clone(c.cell.decls)
	for _, d := range c.again {
		nodes = append(nodes, d.node)
	}
	hasMain := false
	for _, d := range nodes {
		switch d := d.(type) {
		case *ast.FuncDecl:
			out.Funcs = append(out.Funcs, d)
			hasMain = hasMain || d.Recv == nil && d.Name.Name == "main"
		case *ast.GenDecl:
			for _, sp := range d.Specs {
				if ts, ok := sp.(*ast.TypeSpec); ok {
					if tn, ok := c.info.Defs[ts.Name].(*types.TypeName); ok {
						out.Types = append(out.Types, tn)
					}
				}
			}
		}
	}
	out.Calls = c.entryPoints()
	for name, v := range c.locals() {
		if g := c.vars[name]; g != nil {
			out.Hoisted[v] = g
			if c.s.scope.objs[name] != types.Object(g) {
				out.Vars = append(out.Vars, g)
			}
		}
	}
	for name, old := range c.retype {
		v, ok := c.pkg.Scope().Lookup(name).(*types.Var)
		if !ok {
			continue
		}
		out.Vars = append(out.Vars, v)
		if sameLayout(old.Type(), v.Type()) {
			out.Moves = append(out.Moves, engine.Move{From: old, To: v})
		}
	}
	slices.SortFunc(out.Vars, func(a, b *types.Var) int { return strings.Compare(a.Name(), b.Name()) })
	out.Show = c.shown()
	if call, ok := out.Show.(*ast.CallExpr); ok {
		out.List = isValues(call)
	}
	return out
}

// entryPoints returns the functions a cell calls by itself: init, and main
// when the cell is a program or has nothing else to run.
func (c *checker) entryPoints() []*types.Func {
	var calls []*types.Func
	for _, d := range c.cell.decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		o, _ := c.info.Defs[f.Name].(*types.Func)
		if o != nil && (f.Name.Name == "init" || f.Name.Name == "main" && (c.cell.program || len(c.cell.body.Body.List) == 0)) {
			calls = append(calls, o)
		}
	}
	return calls
}

// shown returns the expression whose value the cell shows.
func (c *checker) shown() ast.Expr {
	x := c.last()
	if x == nil || c.cell.quiet {
		return nil
	}
	if list, ok := x.(*ast.CallExpr); ok && isValues(list) {
		return list
	}
	tv := c.info.Types[x]
	if tv.IsVoid() || tv.Type == nil {
		return nil
	}
	if t, ok := tv.Type.(*types.Tuple); ok && t.Len() == 0 {
		return nil
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && c.prints(call) {
		return nil
	}
	return x
}

func isValues(x *ast.CallExpr) bool {
	id, ok := x.Fun.(*ast.Ident)
	return ok && id.Name == valuesName
}

// prints reports whether a call is of a function that shows something itself
// and whose results nobody wants: the printing functions of fmt, and cell.Claim.
func (c *checker) prints(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := c.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "fmt":
		return strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint")
	case modulePath + "/interp/cell":
		return f.Name() == "Claim"
	}
	return false
}

// sameLayout reports whether two versions of a type have the same structure, so that values can be carried over.
func sameLayout(a, b types.Type) bool {
	return layout(a, 0) == layout(b, 0)
}

// layout writes the structure of a type with session types expanded, recursive ones to some depth.
func layout(t types.Type, depth int) string {
	n, ok := types.Unalias(t).(*types.Named)
	if ok && (n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != sessionPath || depth > 4) {
		return types.TypeString(t, nil)
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		var b strings.Builder
		b.WriteString("struct{")
		for i := range u.NumFields() {
			f := u.Field(i)
			fmt.Fprintf(&b, "%s %s %q;", f.Name(), layout(f.Type(), depth+1), u.Tag(i))
		}
		return b.String() + "}"
	case *types.Pointer:
		return "*" + layout(u.Elem(), depth+1)
	case *types.Slice:
		return "[]" + layout(u.Elem(), depth+1)
	case *types.Array:
		return fmt.Sprintf("[%d]%s", u.Len(), layout(u.Elem(), depth+1))
	case *types.Map:
		return "map[" + layout(u.Key(), depth+1) + "]" + layout(u.Elem(), depth+1)
	case *types.Chan:
		return fmt.Sprintf("chan%d %s", u.Dir(), layout(u.Elem(), depth+1))
	case *types.Signature:
		return u.String()
	}
	return types.TypeString(t.Underlying(), nil)
}

// commit makes what the cell declares part of the session. It returns notes for
// the person about what could not be kept.
func (c *checker) commit() []string {
	sc := c.s.scope
	for o := range c.changed {
		if sc.objs[o.Name()] == o {
			delete(sc.objs, o.Name())
		}
		delete(sc.owner, o)
	}
	for name := range c.names {
		delete(sc.methods, name)
		delete(sc.imports, name)
	}
	for _, d := range c.again {
		if d.recv != "" {
			delete(sc.methods, d.recv)
		}
	}
	for _, d := range c.cell.decls {
		if r := receiver(d); r != "" {
			delete(sc.methods, r)
		}
	}
	for _, d := range c.again {
		c.enter(d.node, d.cell)
	}
	for _, d := range c.cell.decls {
		c.enter(d, c.n)
	}
	for name, v := range c.vars {
		sc.objs[name], sc.known[v] = v, true
		delete(sc.imports, name)
	}
	for name := range c.retype {
		if v := c.pkg.Scope().Lookup(name); v != nil {
			sc.objs[name], sc.known[v] = v, true
		}
	}
	return c.notes()
}

// enter records a declaration.
func (c *checker) enter(node ast.Decl, cell int) {
	d := &decl{node: node, cell: cell, recv: receiver(node), uses: map[types.Object]bool{}}
	for _, name := range declared(node) {
		if o := c.pkg.Scope().Lookup(name); o != nil {
			d.objs = append(d.objs, o)
			c.s.scope.objs[name], c.s.scope.owner[o], c.s.scope.known[o] = o, d, true
		}
	}
	if d.recv != "" {
		c.s.scope.methods[d.recv] = append(c.s.scope.methods[d.recv], d)
	}
	own := map[types.Object]bool{}
	for _, o := range d.objs {
		own[o] = true
	}
	ast.Inspect(node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := c.info.Uses[id]; o != nil && !own[o] && o.Pkg() != nil && o.Pkg().Path() == sessionPath &&
				(o.Parent() == c.pkg.Scope() || c.s.scope.known[o] || c.vars[o.Name()] == o) {
				d.uses[o] = true
			}
		}
		return true
	})
}

// notes tells what the session lost.
func (c *checker) notes() []string {
	var out []string
	for d, why := range c.dropped {
		out = append(out, fmt.Sprintf("note: %s no longer compiles and was dropped: %s", title(d), why))
	}
	for name := range c.lost {
		out = append(out, fmt.Sprintf("note: variable %s was dropped: its type was redefined", name))
	}
	for name, old := range c.retype {
		if v := c.pkg.Scope().Lookup(name); v != nil && !sameLayout(old.Type(), v.Type()) {
			out = append(out, fmt.Sprintf("note: variable %s was reset: its type %s was redefined", name, types.TypeString(v.Type(), shortName)))
		}
	}
	slices.Sort(out)
	return out
}

func title(d *decl) string {
	if f, ok := d.node.(*ast.FuncDecl); ok {
		if d.recv != "" {
			return "method " + d.recv + "." + f.Name.Name
		}
		return "func " + f.Name.Name
	}
	return strings.Join(declared(d.node), ", ")
}

// shortName qualifies names as a cell writes them.
func shortName(p *types.Package) string {
	if p.Path() == sessionPath {
		return ""
	}
	return p.Name()
}
