package main

import (
	"fmt"
	"go/types"
	"iter"
	"maps"
	"slices"
	"strings"
)

// imports are the packages one generated file imports, each under a name that
// is its own.
type imports struct {
	byPath map[string]string // import path → name in the file
	taken  map[string]bool
}

// newImports returns the imports of a file that declares nothing named like a
// package. The generator's own packages are named first, so that they keep
// their usual names; they are imported only if used.
func newImports() *imports {
	im := &imports{map[string]string{}, map[string]bool{}}
	for _, name := range ordinary {
		im.taken[name] = true
	}
	return im
}

// ordinary are the packages whose names newImports keeps free.
var ordinary = map[string]string{"reflect": "reflect", "go/constant": "constant", "go/token": "token"}

// use returns the name under which the file imports a package.
func (im *imports) use(path, name string) string {
	if as, ok := im.byPath[path]; ok {
		return as
	}
	as := name
	if ordinary[path] == "" {
		for n := 2; im.taken[as]; n++ {
			as = fmt.Sprint(name, n)
		}
	}
	im.byPath[path], im.taken[as] = as, true
	return as
}

// qualify is a types.Qualifier that imports what it is asked for.
func (im *imports) qualify(p *types.Package) string { return im.use(p.Path(), p.Name()) }

// name returns the Go expression for a package-level object.
func (im *imports) name(o types.Object) string { return im.qualify(o.Pkg()) + "." + o.Name() }

// typ returns the Go expression for a type.
func (im *imports) typ(t types.Type) string { return types.TypeString(t, im.qualify) }

// String returns the import declaration, the standard library first.
func (im *imports) String() string {
	var parts [2][]string
	for _, path := range slices.Sorted(maps.Keys(im.byPath)) {
		line := fmt.Sprintf("%q\n", path)
		if as := im.byPath[path]; path != as && !strings.HasSuffix(path, "/"+as) {
			line = as + " " + line
		}
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") {
			parts[1] = append(parts[1], line)
		} else {
			parts[0] = append(parts[0], line)
		}
	}
	return "import (\n" + strings.Join(parts[0], "") + "\n" + strings.Join(parts[1], "") + ")\n"
}

// writable reports whether another package can write the type t down: it must
// mention no unexported name and no internal package.
func writable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Alias:
		return writableName(t.Obj()) && all(t.TypeArgs().Types(), writable)
	case *types.Named:
		return writableName(t.Obj()) && all(t.TypeArgs().Types(), writable)
	case *types.Pointer:
		return writable(t.Elem())
	case *types.Slice:
		return writable(t.Elem())
	case *types.Array:
		return writable(t.Elem())
	case *types.Chan:
		return writable(t.Elem())
	case *types.Map:
		return writable(t.Key()) && writable(t.Elem())
	case *types.Signature:
		ok := func(v *types.Var) bool { return writable(v.Type()) }
		return all(t.Params().Variables(), ok) && all(t.Results().Variables(), ok)
	case *types.Struct:
		return all(t.Fields(), func(f *types.Var) bool { return f.Exported() && writable(f.Type()) })
	case *types.Interface:
		ok := func(m *types.Func) bool { return m.Exported() && writable(m.Type()) }
		return all(t.EmbeddedTypes(), writable) && all(t.ExplicitMethods(), ok)
	case *types.Basic:
		return t.Kind() != types.UnsafePointer
	}
	return false
}

// all reports whether ok holds for everything in seq.
func all[E any](seq iter.Seq[E], ok func(E) bool) bool {
	for e := range seq {
		if !ok(e) {
			return false
		}
	}
	return true
}

// writableName reports whether another package can name a type.
func writableName(o *types.TypeName) bool {
	if o.Pkg() == nil {
		return true // error, any, comparable
	}
	return o.Exported() && o.Parent() == o.Pkg().Scope() && importable(o.Pkg().Path())
}

// importable reports whether package symbols may import a package: not one the
// standard library vendors, and an internal one only from around it.
func importable(path string) bool {
	elems := strings.Split(path, "/")
	for i, elem := range slices.Backward(elems) {
		if elem == "internal" {
			around := strings.Join(elems[:i], "/")
			return i > 0 && strings.HasPrefix(module+"/symbols", around+"/")
		}
	}
	return elems[0] != "vendor"
}
