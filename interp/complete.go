package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Complete offers the names that can stand at a byte offset of a cell: fields
// and methods behind a dot, members of packages, names in scope, packages not
// imported yet, import paths inside an import declaration.
func (s *Session) Complete(code string, offset int) (out Completion) {
	s.front.Lock()
	defer s.front.Unlock()
	offset = max(0, min(offset, len(code)))
	defer func() { // half a program may surprise the checker
		if recover() != nil {
			out = Completion{From: offset, To: offset}
		}
	}()
	if c, ok := s.importPaths(code, offset); ok {
		return c
	}
	c := s.at(code, offset, true)
	out = Completion{From: c.from, To: c.to}
	var items []Item
	switch x := c.node.(type) {
	case *ast.SelectorExpr:
		items = c.members(x)
	case *ast.Ident:
		items = c.names()
	default:
		if c.from == 0 || code[c.from-1] != '.' {
			items = s.sessionNames()
		}
	}
	out.Items = matching(items, c.prefix)
	return out
}

// matching keeps the items that begin with prefix; when none does, those that
// do in other case.
func matching(items []Item, prefix string) []Item {
	keep := func(match func(string) bool) []Item {
		var out []Item
		seen := map[string]bool{}
		for _, it := range items {
			if !seen[it.Text] && match(it.Text) {
				seen[it.Text] = true
				out = append(out, it)
			}
		}
		slices.SortFunc(out, func(a, b Item) int { return strings.Compare(a.Text, b.Text) })
		return out
	}
	if out := keep(func(t string) bool { return strings.HasPrefix(t, prefix) }); len(out) > 0 {
		return out
	}
	low := strings.ToLower(prefix)
	return keep(func(t string) bool { return strings.HasPrefix(strings.ToLower(t), low) })
}

// members lists what may follow the dot of x.
func (c *cursor) members(x *ast.SelectorExpr) []Item {
	if id, ok := x.X.(*ast.Ident); ok {
		if p, ok := c.chk.info.Uses[id].(*types.PkgName); ok {
			return packageItems(p.Imported())
		}
	}
	tv, ok := c.chk.info.Types[x.X]
	if !ok || tv.Type == nil || invalid(tv.Type) {
		return nil
	}
	return memberItems(tv.Type, c.chk.pkg)
}

func packageItems(p *types.Package) []Item {
	var out []Item
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() {
			out = append(out, item(o))
		}
	}
	return out
}

// memberItems lists the methods and, for structs, the fields of t, promoted ones included.
func memberItems(t types.Type, from *types.Package) []Item {
	var out []Item
	visible := func(o types.Object) bool { return o.Exported() || o.Pkg() != nil && o.Pkg().Path() == from.Path() }
	mt := t
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) {
		mt = types.NewPointer(t)
	}
	ms := types.NewMethodSet(mt)
	for i := range ms.Len() {
		if o := ms.At(i).Obj(); visible(o) {
			out = append(out, Item{o.Name(), "method", strings.TrimPrefix(types.TypeString(ms.At(i).Type(), shortName), "func")})
		}
	}
	seen := map[types.Type]bool{}
	var fields func(t types.Type)
	fields = func(t types.Type) {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		u, ok := t.Underlying().(*types.Struct)
		if !ok || seen[t] {
			return
		}
		seen[t] = true
		for i := range u.NumFields() {
			f := u.Field(i)
			if visible(f) {
				out = append(out, Item{f.Name(), "field", types.TypeString(f.Type(), shortName)})
			}
			if f.Embedded() {
				fields(f.Type())
			}
		}
	}
	fields(t)
	return out
}

// names lists the names in scope at the cursor.
func (c *cursor) names() []Item {
	out := c.chk.s.sessionNames()
	for sc := c.inner; sc != nil && sc != types.Universe; sc = sc.Parent() {
		for _, name := range sc.Names() {
			if o := sc.Lookup(name); name != placeholder && name != bodyName && sc != c.chk.pkg.Scope() {
				out = append([]Item{item(o)}, out...)
			}
		}
	}
	for _, d := range c.chk.cell.decls {
		for _, name := range declared(d) {
			if o := c.chk.pkg.Scope().Lookup(name); o != nil {
				out = append([]Item{item(o)}, out...)
			}
		}
	}
	return out
}

// sessionNames lists the names every cell can use: the session's, packages,
// the predeclared ones and keywords.
func (s *Session) sessionNames() []Item {
	var out []Item
	for _, o := range s.scope.objs {
		out = append(out, item(o))
	}
	for name, path := range s.scope.imports {
		out = append(out, Item{name, "package", path})
	}
	for name := range s.pkgs.byName {
		if p, _ := s.pkgs.autoPath(name); p != "" {
			out = append(out, Item{name, "package", shortPath(p)})
		}
	}
	for _, name := range types.Universe.Names() {
		out = append(out, item(types.Universe.Lookup(name)))
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		out = append(out, Item{t.String(), "keyword", ""})
	}
	return out
}

func item(o types.Object) Item {
	it := Item{Text: o.Name(), Kind: "var"}
	if o.Type() != nil {
		it.Detail = types.TypeString(o.Type(), shortName)
	}
	switch o := o.(type) {
	case *types.Func:
		it.Kind, it.Detail = "func", strings.TrimPrefix(it.Detail, "func")
	case *types.Builtin:
		it.Kind, it.Detail = "func", ""
	case *types.TypeName:
		it.Kind, it.Detail = "type", types.TypeString(o.Type().Underlying(), shortName)
		if len(it.Detail) > 60 {
			it.Detail = kindWord(o.Type())
		}
	case *types.Const:
		it.Kind, it.Detail = "const", o.Val().String()
	case *types.PkgName:
		it.Kind, it.Detail = "package", shortPath(o.Imported().Path())
	}
	return it
}

func kindWord(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	case *types.Signature:
		return "func"
	}
	return ""
}

// importPaths completes the string literal of an import declaration.
func (s *Session) importPaths(code string, offset int) (Completion, bool) {
	line := code[strings.LastIndex(code[:offset], "\n")+1 : offset]
	quote := strings.LastIndex(line, `"`)
	if quote < 0 || strings.Count(line, `"`)%2 == 0 || !inImport(code[:offset]) {
		return Completion{}, false
	}
	prefix := line[quote+1:]
	var items []Item
	for path := range s.pkgs.known {
		items = append(items, Item{shortPath(path), "package", s.pkgs.src.Name(path)})
	}
	return Completion{From: offset - len(prefix), To: offset, Items: matching(items, prefix)}, true
}

// inImport reports whether text ends inside an import declaration.
func inImport(text string) bool {
	chunks, _, _ := split(text)
	return len(chunks) > 0 && chunks[len(chunks)-1].kind == token.IMPORT
}
