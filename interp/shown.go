package interp

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mathdl/kernel/interp/engine"
)

// What the engine is to run, and which value a cell shows.

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
