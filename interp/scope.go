package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// sessionPath is the path of the package that all cells together form.
const sessionPath = "main"

// A decl is a declaration of the session that is still in force.
type decl struct {
	node ast.Decl
	cell int
	objs []types.Object        // what it declares
	recv string                // base type of a method
	uses map[types.Object]bool // session objects it mentions
}

// scope holds the names of a session. Every declaration makes new objects, so
// what an older function meant stays what it meant until it is checked again.
type scope struct {
	objs    map[string]types.Object // name → current object, variables included
	owner   map[types.Object]*decl  // of everything but variables
	methods map[string][]*decl      // by the name of the base type
	imports map[string]string       // explicit imports: local name → path
	known   map[types.Object]bool   // every object that ever was in objs
}

func newScope() *scope {
	return &scope{map[string]types.Object{}, map[types.Object]*decl{}, map[string][]*decl{}, map[string]string{}, map[types.Object]bool{}}
}

// decls lists the declarations in force in the order of their cells.
func (s *scope) decls() []*decl {
	seen := map[*decl]bool{}
	var out []*decl
	add := func(d *decl) {
		if !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	for o, d := range s.owner {
		if s.objs[o.Name()] == o {
			add(d)
		}
	}
	for _, ms := range s.methods {
		for _, d := range ms {
			add(d)
		}
	}
	slices.SortFunc(out, func(a, b *decl) int { return int(a.node.Pos()) - int(b.node.Pos()) })
	return out
}

// declared returns the names a declaration introduces; a method introduces none.
func declared(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, sp := range d.Specs {
			switch sp := sp.(type) {
			case *ast.TypeSpec:
				names = append(names, sp.Name.Name)
			case *ast.ValueSpec:
				for _, n := range sp.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

// receiver returns the name of the base type of a method's receiver.
func receiver(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	x := f.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.ParenExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.Ident:
			return y.Name
		default:
			return ""
		}
	}
}

// assigned returns the names the outermost statements of a cell declare.
func assigned(body *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	for _, s := range body.Body.List {
		for {
			l, ok := s.(*ast.LabeledStmt)
			if !ok {
				break
			}
			s = l.Stmt
		}
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				continue
			}
			for _, x := range s.Lhs {
				if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
					names[id.Name] = true
				}
			}
		case *ast.DeclStmt:
			for _, n := range declared(s.Decl.(*ast.GenDecl)) {
				if n != "_" {
					names[n] = true
				}
			}
		}
	}
	return names
}

// idents returns every identifier in the nodes.
func idents(nodes ...ast.Node) map[string]bool {
	out := map[string]bool{}
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				out[id.Name] = true
			}
			return true
		})
	}
	return out
}

// typeUses adds the session types that t is made of.
func typeUses(t types.Type, out map[types.Object]bool, seen map[types.Type]bool) {
	t = types.Unalias(t)
	if seen[t] {
		return
	}
	seen[t] = true
	tuple := func(tup *types.Tuple) {
		for i := range tup.Len() {
			typeUses(tup.At(i).Type(), out, seen)
		}
	}
	switch t := t.(type) {
	case *types.Named:
		if p := t.Obj().Pkg(); p != nil && p.Path() == sessionPath {
			out[t.Origin().Obj()] = true
		}
		for i := range t.TypeArgs().Len() {
			typeUses(t.TypeArgs().At(i), out, seen)
		}
	case *types.Map:
		typeUses(t.Key(), out, seen)
		typeUses(t.Elem(), out, seen)
	case *types.Struct:
		for i := range t.NumFields() {
			typeUses(t.Field(i).Type(), out, seen)
		}
	case *types.Signature:
		tuple(t.Params())
		tuple(t.Results())
	case interface{ Elem() types.Type }:
		typeUses(t.Elem(), out, seen)
	}
}
