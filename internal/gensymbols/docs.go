package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
)

// docs adds the doc comments of each group to files. Unzipped and joined, the
// files of all groups are one JSON object: import path → name → comment.
func (w *world) docs(files map[string][]byte) error {
	sep := "{"
	for _, g := range groups {
		var b bytes.Buffer
		for _, p := range w.pkgs {
			if group(p.listed) != g {
				continue
			}
			m, err := comments(p.listed)
			if err != nil {
				return err
			}
			text, err := json.Marshal(m) // sorts the names
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s%q:%s\n", sep, p.ImportPath, text)
			sep = ","
		}
		if g == groups[len(groups)-1] {
			if sep == "{" {
				b.WriteString(sep)
			}
			b.WriteString("}\n")
		}
		z, err := zip(b.Bytes())
		if err != nil {
			return err
		}
		files["data/docs_"+g+".gz"] = z
	}
	return nil
}

// comments returns the doc comments of a package: of the package itself under
// the empty name, of package-level names, and of methods and fields as
// Type.Name. What has no comment has no entry.
func comments(l *listed) (map[string]string, error) {
	fset := token.NewFileSet()
	files, err := parse(fset, l, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	d, err := doc.NewFromFiles(fset, files, l.ImportPath)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.ImportPath, err)
	}
	m := index{}
	m.add("", d.Doc)
	m.values(d.Consts, d.Vars)
	m.funcs("", d.Funcs)
	for _, t := range d.Types {
		m.add(t.Name, t.Doc)
		m.values(t.Consts, t.Vars)
		m.funcs("", t.Funcs)
		m.funcs(t.Name+".", t.Methods)
		m.members(t)
	}
	return m, nil
}

// index maps names to their comments.
type index map[string]string

// add adds the first comment that is not empty.
func (m index) add(name string, comments ...string) {
	for _, c := range comments {
		if c != "" {
			m[name] = c
			return
		}
	}
}

// funcs adds functions, or methods with the type's name as prefix.
func (m index) funcs(prefix string, list []*doc.Func) {
	for _, f := range list {
		m.add(prefix+f.Name, f.Doc)
	}
}

// values adds constants and variables. A name in a group has its own comment,
// before it or after it on the line, or else that of the group.
func (m index) values(lists ...[]*doc.Value) {
	for _, list := range lists {
		for _, v := range list {
			for _, spec := range v.Decl.Specs {
				s := spec.(*ast.ValueSpec)
				for _, name := range s.Names {
					if name.IsExported() {
						m.add(name.Name, s.Doc.Text(), s.Comment.Text(), v.Doc)
					}
				}
			}
		}
	}
}

// members adds the fields of a struct and the methods of an interface.
func (m index) members(t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok || s.Name.Name != t.Name {
			continue
		}
		var fields *ast.FieldList
		switch u := s.Type.(type) {
		case *ast.StructType:
			fields = u.Fields
		case *ast.InterfaceType:
			fields = u.Methods
		default:
			continue
		}
		for _, f := range fields.List {
			for _, name := range f.Names {
				m.add(t.Name+"."+name.Name, f.Doc.Text(), f.Comment.Text())
			}
		}
	}
}
