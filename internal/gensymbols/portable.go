package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"sync"
)

// abroad are the platforms, besides home, that the tables must compile on.
var abroad = []platform{{"linux", "arm64"}, {"darwin", "arm64"}, {"windows", "amd64"}}

// compare compares the standard library as it is at home with what it is on
// each platform: packages missing on one are left out, objects missing are
// marked absent, and constants with another value go to w.varying.
func (w *world) compare(platforms []platform) error {
	found := make([]map[string]*types.Package, len(platforms))
	errs := make([]error, len(platforms))
	var wg sync.WaitGroup
	for i, p := range platforms {
		wg.Go(func() { found[i], errs[i] = declarations(w.root, p, w.std()) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i, there := range found {
		w.pkgs = slices.DeleteFunc(w.pkgs, func(p *pkg) bool {
			if !p.Standard {
				return false
			}
			t := there[p.ImportPath]
			if t == nil || !exportsAny(t) {
				w.out[p.ImportPath] = "missing on " + platforms[i].os
				return true
			}
			w.compareScopes(p.types.Scope(), t.Scope())
			return false
		})
	}
	return nil
}

// std returns the import paths of the packages of the standard library.
func (w *world) std() []string {
	var paths []string
	for _, p := range w.pkgs {
		if p.Standard {
			paths = append(paths, p.ImportPath)
		}
	}
	return paths
}

// compareScopes compares the exported objects of one package on two platforms.
func (w *world) compareScopes(here, there *types.Scope) {
	for _, name := range here.Names() {
		o, t := here.Lookup(name), there.Lookup(name)
		if !o.Exported() {
			continue
		}
		if t == nil {
			w.absent[o] = true
			continue
		}
		c, ok := o.(*types.Const)
		d, ok2 := t.(*types.Const)
		if ok && ok2 && !sameValue(c.Val(), d.Val()) && !slices.Contains(w.varying, c) {
			w.varying = append(w.varying, c)
		}
	}
}

// sameValue reports whether two constants agree. Floating-point constants
// never depend on the platform, and their values differ in the last of several
// hundred bits with the way they were read.
func sameValue(x, y constant.Value) bool {
	if x.Kind() != y.Kind() {
		return false
	}
	switch x.Kind() {
	case constant.Bool, constant.String, constant.Int:
		return constant.Compare(x, token.EQL, y)
	}
	return true
}

// declarations type-checks the declarations of packages and of all they
// import, without function bodies, as they are on a platform. Nothing is
// compiled, so it takes well below a second. Packages that the platform lacks
// are not in the result.
func declarations(root string, p platform, paths []string) (map[string]*types.Package, error) {
	list, err := goList(root, p, append([]string{"-deps", "-json=ImportPath,Dir,GoFiles,ImportMap,Error"}, paths...)...)
	if err != nil {
		return nil, err
	}
	done := map[string]*types.Package{}
	fset := token.NewFileSet()
	for _, l := range list { // dependencies come first
		if l.ImportPath == "unsafe" || l.Error != nil || len(l.GoFiles) == 0 {
			continue
		}
		files, err := parse(fset, l, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		conf := types.Config{
			IgnoreFuncBodies: true,
			Importer:         checked{done, l.ImportMap},
			Sizes:            types.SizesFor("gc", p.arch),
		}
		if done[l.ImportPath], err = conf.Check(l.ImportPath, fset, files, nil); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", p.os, p.arch, err)
		}
	}
	return done, nil
}

// parse parses the files of a package.
func parse(fset *token.FileSet, l *listed, mode parser.Mode) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range l.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, mode)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// checked imports packages that were type-checked before.
type checked struct {
	done map[string]*types.Package
	as   map[string]string // import path in the source → the package meant
}

// Import implements types.Importer.
func (c checked) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if as, ok := c.as[path]; ok {
		path = as
	}
	if p := c.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %q", path)
}
