package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// What the session remembers of a cell that has run.

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
