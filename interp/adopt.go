package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// What a cell takes over from the session: variables that its statements assign, and those that cannot be kept.

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
