package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// Which older declarations are checked again with a cell, and which variables change their type.

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
