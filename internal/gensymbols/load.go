package main

import (
	"cmp"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// pkg is a package that cells can import.
type pkg struct {
	*listed
	types *types.Package
}

// world is everything the outputs are made from.
type world struct {
	root    string // directory of the module
	fset    *token.FileSet
	pkgs    []*pkg                // sorted by import path
	out     map[string]string     // import path → why it was left out
	varying []*types.Const        // constants whose value is not the same on every platform
	absent  map[types.Object]bool // objects that some platform lacks
}

// load lists, compiles and reads the packages that match patterns.
func load(root string, patterns []string) (*world, error) {
	paths, out, err := choose(root, patterns)
	if err != nil {
		return nil, err
	}
	list, err := compile(root, paths)
	if err != nil {
		return nil, err
	}
	w := &world{root: root, out: out, absent: map[types.Object]bool{}}
	if err := w.read(list); err != nil {
		return nil, err
	}
	slices.SortFunc(w.pkgs, func(a, b *pkg) int { return cmp.Compare(a.ImportPath, b.ImportPath) })
	return w, nil
}

// read reads the export data of the listed packages. Packages that export
// nothing are left out here, since only now it is known.
func (w *world) read(list []*listed) error {
	byPath := map[string]*listed{}
	for _, l := range list {
		byPath[l.ImportPath] = l
	}
	fset := token.NewFileSet()
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		l := byPath[path]
		if l == nil {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(l.Export)
	})
	for _, l := range list {
		if l.DepOnly {
			continue
		}
		t, err := imp.Import(l.ImportPath)
		if err != nil {
			return fmt.Errorf("%s: %w", l.ImportPath, err)
		}
		if !exportsAny(t) {
			w.out[l.ImportPath] = "exports nothing"
			continue
		}
		w.pkgs = append(w.pkgs, &pkg{l, t})
	}
	w.fset = renamed(fset, list)
	return nil
}

// exportsAny reports whether p exports anything.
func exportsAny(p *types.Package) bool {
	return slices.ContainsFunc(p.Scope().Names(), token.IsExported)
}

// renamed returns a file set with the positions of fset, where a file is named
// by the import path of its package instead of its place on this machine.
func renamed(fset *token.FileSet, list []*listed) *token.FileSet {
	paths := map[string]string{}
	for _, l := range list {
		paths[filepath.ToSlash(l.Dir)] = l.ImportPath
	}
	r := token.NewFileSet()
	for f := range fset.Iterate {
		r.AddFile(portableName(f.Name(), paths), f.Base(), f.Size()).SetLines(f.Lines())
	}
	return r
}

// portableName is the name of a source file without its place on this machine.
// A file in no known directory, such as one that a //line comment names, keeps
// only its base name.
func portableName(name string, paths map[string]string) string {
	name = filepath.ToSlash(name)
	if rest, ok := strings.CutPrefix(name, "$GOROOT/src/"); ok {
		return rest
	}
	dir, base := path.Split(name)
	return path.Join(paths[path.Clean(dir)], base)
}

// exported returns the exported objects of p by name, without those that some
// platform lacks.
func (w *world) exported(p *types.Package) []types.Object {
	var objs []types.Object
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() && !w.absent[o] {
			objs = append(objs, o)
		}
	}
	return objs
}
