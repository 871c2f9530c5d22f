package yaegi

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

// body is the syntax of a function together with the types of its expressions.
type body struct {
	decl *ast.FuncDecl
	info *types.Info
	fset *token.FileSet
}

// source is a package of generic functions kept as text, for the instances
// nobody compiled beforehand.
type source struct {
	pkg  *types.Package
	info *types.Info
	fset *token.FileSet
	decl map[types.Object]*ast.FuncDecl
}

// instanceOf names the instance of a generic function that x, without its type
// arguments, refers to.
func (e *emitter) instanceOf(x ast.Expr) string {
	var id *ast.Ident
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	}
	inst, ok := e.info.Instances[id]
	if !ok {
		return e.expr(x)
	}
	f, ok := e.info.Uses[id].(*types.Func)
	if !ok {
		return e.typ(inst.Type)
	}
	args := make([]types.Type, inst.TypeArgs.Len())
	for i := range args {
		args[i] = e.sub(inst.TypeArgs.At(i))
	}
	f = f.Origin()
	if e.g.bodies[f] != nil {
		return e.instance(f, args)
	}
	if f.Pkg().Path() != sessionPath {
		return e.compiledInstance(id, f, args)
	}
	e.refuse(id, "the generic function %s", "declare it again", f.Name())
	return ""
}

// compiledInstance uses an instance the kernel was built with, or else writes
// one from the source of the package.
func (e *emitter) compiledInstance(at ast.Node, f *types.Func, args []types.Type) string {
	var names []string
	for _, a := range args {
		names = append(names, types.TypeString(a, nil))
	}
	key := f.Pkg().Path() + "." + f.Name() + "[" + strings.Join(names, ",") + "]"
	if n, ok := e.g.opt.Instances[key]; ok {
		e.imports["instances"] = true
		return e.g.alias("instances") + "." + n
	}
	src := e.g.source(f.Pkg().Path())
	if src == nil {
		e.refuse(at, "%s.%s for the type arguments [%s]", "the kernel has no instance of it", f.Pkg().Name(), f.Name(), strings.Join(names, ", "))
	}
	o := src.pkg.Scope().Lookup(f.Name())
	g, ok := o.(*types.Func)
	if !ok || src.decl[g] == nil || src.decl[g].Body == nil {
		e.refuse(at, "%s.%s", "the kernel has no instance of it", f.Pkg().Name(), f.Name())
	}
	return e.instance(g, args)
}

// instance returns the name of f with its type parameters replaced, writing it
// the first time. The type parameters of a method are those of its receiver.
func (e *emitter) instance(f *types.Func, args []types.Type) string {
	key := fmt.Sprintf("inst %p", f)
	for _, a := range args {
		key += fmt.Sprintf(" %d", e.g.id(a))
	}
	if n, ok := e.g.helpers[key]; ok {
		return n
	}
	n := fmt.Sprintf("%s__i%d", ascii(f.Name()), e.g.next())
	e.g.helpers[key] = n
	e.undo = append(e.undo, func() { delete(e.g.helpers, key) })
	b := e.g.bodies[f]
	sig := f.Type().(*types.Signature)
	params := sig.TypeParams()
	if sig.Recv() != nil {
		params = sig.RecvTypeParams()
	}
	env := map[*types.TypeParam]types.Type{}
	for i, a := range args {
		env[params.At(i)] = a
	}
	e.later(func() {
		if f.Name() == "overlaps" && f.Pkg().Path() == "slices" {
			fmt.Fprintf(&e.decls, "func %s(a, b %s) bool { return rt__.Overlaps(a, b) }\n", n, e.typ(types.NewSlice(args[0])))
			return
		}
		e.info, e.env, e.fset = b.info, env, b.fset
		e.writeFunc(n, b.decl, f)
	})
	return n
}

// methodFunc returns the emitted function of method f of session type t.
func (e *emitter) methodFunc(t types.Type, f *types.Func) string {
	n := receiverNamed(t)
	if n.TypeArgs().Len() == 0 {
		return e.funcName(f)
	}
	args := make([]types.Type, n.TypeArgs().Len())
	for i := range args {
		args[i] = e.sub(n.TypeArgs().At(i))
	}
	return e.instance(f.Origin(), args)
}

// source parses and checks a package of generic functions, nil when there is none.
func (g *Engine) source(path string) *source {
	if s, ok := g.sources[path]; ok {
		return s
	}
	g.sources[path] = nil
	s := &source{fset: token.NewFileSet(), decl: map[types.Object]*ast.FuncDecl{}, info: NewInfo()}
	var files []*ast.File
	if g.opt.Sources == nil {
		return nil
	}
	for name, text := range g.opt.Sources() {
		if dir, _, ok := strings.Cut(name, "/"); !ok || dir != path {
			continue
		}
		f, err := parser.ParseFile(s.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil
	}
	cfg := types.Config{Importer: g.opt.Importer, Error: func(error) {}}
	s.pkg, _ = cfg.Check(path, s.fset, files, s.info)
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if o, ok := s.info.Defs[fd.Name].(*types.Func); ok {
					s.decl[o] = fd
					g.bodies[o] = &body{decl: fd, info: s.info, fset: s.fset}
				}
			}
		}
	}
	g.sources[path] = s
	return s
}

// ownSource reports whether p is a package checked from its source here.
func (g *Engine) ownSource(p *types.Package) bool {
	if p == nil {
		return false
	}
	s := g.sources[p.Path()]
	return s != nil && s.pkg == p
}

// NewInfo returns the types.Info an engine needs filled.
func NewInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{},
	}
}
