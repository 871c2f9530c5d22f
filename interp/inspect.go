package interp

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"html"
	"strings"

	"github.com/mathdl/kernel/interp/display"
)

// Inspect describes the name at a byte offset of a cell: its declaration, its
// documentation, where it comes from. With detail 1 a name declared in a cell
// is shown with its source.
func (s *Session) Inspect(code string, offset, detail int) (b display.Bundle, found bool) {
	s.front.Lock()
	defer s.front.Unlock()
	defer func() { // half a program may surprise the checker
		if recover() != nil {
			b, found = display.Bundle{}, false
		}
	}()
	o := s.objectAt(code, offset)
	if o == nil {
		return display.Bundle{}, false
	}
	sig, doc, origin := s.signature(o), s.documentation(o), s.origin(o)
	if detail > 0 {
		if src := s.sourceOf(o); src != "" {
			sig = src
		}
	}
	return describe(sig, doc, origin), true
}

// objectAt finds what the name at offset, or the one called by the
// parenthesis before it, refers to.
func (s *Session) objectAt(code string, offset int) types.Object {
	offset = max(0, min(offset, len(code)))
	if nameStart(code, offset) == nameEnd(code, offset) {
		offset = len(strings.TrimRight(code[:offset], " \t("))
		if nameStart(code, offset) == offset {
			return nil
		}
	}
	c := s.at(code, offset, false)
	switch x := c.node.(type) {
	case *ast.SelectorExpr:
		return c.chk.info.ObjectOf(x.Sel)
	case *ast.Ident:
		if o := c.chk.info.ObjectOf(x); o != nil {
			return o
		}
		if p := s.packageNamed(x.Name); p != nil {
			return types.NewPkgName(token.NoPos, nil, x.Name, p)
		}
	}
	return nil
}

// signature writes the declaration of o.
func (s *Session) signature(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return fmt.Sprintf("package %s // import %q", o.Imported().Name(), shortPath(o.Imported().Path()))
	case *types.TypeName:
		return s.typeText(o)
	case *types.Builtin:
		return "func " + o.Name()
	}
	return types.ObjectString(o, shortName)
}

// typeText writes a type with its exported fields and methods.
func (s *Session) typeText(o *types.TypeName) string {
	var b strings.Builder
	b.WriteString(types.ObjectString(o, shortName))
	n, ok := types.Unalias(o.Type()).(*types.Named)
	if !ok || types.IsInterface(n) {
		return pretty(b.String())
	}
	ms := types.NewMethodSet(types.NewPointer(n))
	text := pretty(b.String())
	for i := range ms.Len() {
		if m := ms.At(i).Obj(); m.Exported() {
			text += "\nfunc (" + n.Obj().Name() + ") " + m.Name() + strings.TrimPrefix(types.TypeString(m.Type(), shortName), "func")
		}
	}
	return text
}

// pretty breaks a struct or interface type over lines.
func pretty(decl string) string {
	src := strings.NewReplacer("{", "{\n", "; ", "\n", "}", "\n}").Replace(decl)
	if out, err := format.Source([]byte(src)); err == nil && strings.Count(decl, ";") > 0 {
		return string(out)
	}
	return decl
}

// documentation returns the doc comment of o.
func (s *Session) documentation(o types.Object) string {
	if p, ok := o.(*types.PkgName); ok {
		return s.pkgs.Doc(p.Imported().Path(), "")
	}
	if o.Pkg() == nil {
		return s.pkgs.Doc("builtin", o.Name())
	}
	if o.Pkg().Path() == sessionPath {
		return ""
	}
	name := o.Name()
	if owner := ownerOf(o); owner != "" {
		name = owner + "." + name
	}
	return s.pkgs.Doc(o.Pkg().Path(), name)
}

// ownerOf returns the type a method or field belongs to, when it can be told.
func ownerOf(o types.Object) string {
	switch o := o.(type) {
	case *types.Func:
		if r := o.Type().(*types.Signature).Recv(); r != nil {
			t := r.Type()
			if p, ok := t.(*types.Pointer); ok {
				t = p.Elem()
			}
			if n, ok := types.Unalias(t).(*types.Named); ok {
				return n.Obj().Name()
			}
		}
	case *types.Var:
		if !o.IsField() || o.Pkg() == nil {
			return ""
		}
		for _, name := range o.Pkg().Scope().Names() {
			tn, ok := o.Pkg().Scope().Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			if u, ok := tn.Type().Underlying().(*types.Struct); ok {
				for i := range u.NumFields() {
					if u.Field(i) == o {
						return name
					}
				}
			}
		}
	}
	return ""
}

// origin says where o was declared.
func (s *Session) origin(o types.Object) string {
	if d, ok := position(s.fset, o.Pos()); ok && d.Cell > 0 {
		return fmt.Sprintf("In[%d], line %d", d.Cell, d.Line)
	}
	if o.Pkg() != nil && o.Pkg().Path() != sessionPath {
		return shortPath(o.Pkg().Path())
	}
	return ""
}

// sourceOf returns the source of a declaration of the session.
func (s *Session) sourceOf(o types.Object) string {
	d := s.scope.owner[o]
	if d == nil {
		return ""
	}
	var b bytes.Buffer
	if err := format.Node(&b, s.fset, d.node); err != nil {
		return ""
	}
	return b.String()
}

// describe lays out what is known of a name.
func describe(sig, doc, origin string) display.Bundle {
	plain, page := sig, "<pre><code>"+html.EscapeString(sig)+"</code></pre>"
	if doc = strings.TrimSpace(doc); doc != "" {
		plain += "\n\n" + doc
		page += "<p style=\"white-space:pre-wrap\">" + html.EscapeString(doc) + "</p>"
	}
	if origin != "" {
		plain += "\n\n" + origin
		page += "<p><small>" + html.EscapeString(origin) + "</small></p>"
	}
	return display.Bundle{Data: map[string]any{display.MIMEText: plain, display.MIMEHTML: page}, Metadata: map[string]any{}}
}

// IsComplete says whether a cell can be run as it stands, and for one that
// goes on, how far its next line is indented.
func (s *Session) IsComplete(code string) (c Completeness, indent string) {
	_, diags := parse(token.NewFileSet(), 1, code)
	if len(diags) == 0 {
		return Complete, ""
	}
	if !s.unfinished(code, diags[0]) {
		return Invalid, ""
	}
	depth := strings.Count(closers(code), "}") + strings.Count(closers(code), ")") + strings.Count(closers(code), "]")
	return Incomplete, strings.Repeat("\t", depth)
}

// unfinished reports whether the first thing wrong with a cell is that it ends.
func (s *Session) unfinished(code string, d Diagnostic) bool {
	if strings.Contains(d.Message, "not terminated") {
		return strings.Contains(d.Message, "raw string") || strings.Contains(d.Message, "comment")
	}
	lines := strings.Split(strings.TrimRight(code, " \t\n"), "\n")
	last := len(lines)
	return d.Line > last || d.Line == last && d.Col > len(lines[last-1])
}
