package interp

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"go/types"
	"path"
	"slices"
	"strings"
	"sync"
)

// modulePath is where the short paths mathdl/... of cells lead.
const modulePath = "github.com/mathdl/kernel"

// Source holds the types of packages, decoded when first asked for.
type Source interface {
	Import(path string) (*types.Package, error)
	Paths() []string         // all import paths
	Name(path string) string // the name of a package, which may differ from the end of its path
}

// Packages is what cells may import: types, and documentation for inspection.
type Packages struct {
	src    Source
	known  map[string]bool
	byName map[string][]string // package name → paths
	docs   func() map[string]map[string]string
}

// NewPackages takes the types from src and a gzipped index of documentation, as
// package symbols holds it. The index is read when first asked for.
func NewPackages(src Source, docs []byte) *Packages {
	p := &Packages{src: src, known: map[string]bool{}, byName: map[string][]string{}}
	for _, path := range src.Paths() {
		p.known[path] = true
		p.byName[src.Name(path)] = append(p.byName[src.Name(path)], path)
	}
	p.docs = sync.OnceValue(func() map[string]map[string]string {
		m := map[string]map[string]string{}
		r, err := gzip.NewReader(bytes.NewReader(docs))
		for d := json.NewDecoder(r); err == nil; {
			err = d.Decode(&m)
		}
		return m
	})
	return p
}

// Import implements types.Importer.
func (p *Packages) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p.known[path] {
		return p.src.Import(path)
	}
	return nil, fmt.Errorf("package %q is not part of this kernel", path)
}

// resolve finds the package a cell means by an import path: mathdl/... is
// short for the packages of this module.
func (p *Packages) resolve(importPath string) (*types.Package, error) {
	long := importPath
	switch {
	case importPath == "mathdl/cell" || importPath == "mathdl/display":
		long = modulePath + "/interp/" + path.Base(importPath)
	case strings.HasPrefix(importPath, "mathdl/"):
		long = modulePath + "/" + importPath
	}
	if p.known[long] {
		return p.src.Import(long)
	}
	if importPath == "unsafe" {
		return nil, fmt.Errorf("package unsafe cannot be used in a cell")
	}
	return nil, fmt.Errorf("package %q is not part of this kernel; %s", importPath, p.similar(importPath))
}

// similar lists the packages a mistaken import path may have meant.
func (p *Packages) similar(importPath string) string {
	base := path.Base(importPath)
	near := slices.Clone(p.byName[base])
	for have := range p.known {
		if !slices.Contains(near, have) && (strings.Contains(have, importPath) || distance(path.Base(have), base) <= len(base)/4) {
			near = append(near, have)
		}
	}
	slices.Sort(near)
	if len(near) > 8 {
		near = near[:8]
	}
	tail := "there are the standard library, gonum.org/v1/gonum/..., gonum.org/v1/plot/... and " + strings.Join(p.own(), ", ")
	if len(near) == 0 {
		return tail
	}
	for i := range near {
		near[i] = shortPath(near[i])
	}
	return "similar names: " + strings.Join(near, ", ") + "; " + tail
}

// own lists the packages of this module by their short paths.
func (p *Packages) own() []string {
	var out []string
	for have := range p.known {
		if s := shortPath(have); s != have {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// shortPath returns the path as a cell would write it.
func shortPath(p string) string {
	if s, ok := strings.CutPrefix(p, modulePath+"/interp/"); ok {
		return "mathdl/" + s
	}
	if s, ok := strings.CutPrefix(p, modulePath+"/mathdl/"); ok {
		return "mathdl/" + s
	}
	return p
}

// distance is the number of letters to change, add or drop to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			prev, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, prev+cost)
		}
	}
	return row[len(b)]
}

// preferred decides between packages of the same name that cells use without
// importing them. The choice is the one a reader of numerical code expects.
var preferred = map[string]string{
	"rand": "math/rand/v2", "template": "text/template", "scanner": "text/scanner", "list": "container/list",
	"heap": "container/heap", "ring": "container/ring", "parser": "go/parser", "interp": "gonum.org/v1/gonum/interp",
	"slog": "log/slog", "draw": "gonum.org/v1/plot/vg/draw", "color": "image/color", "palette": "gonum.org/v1/plot/palette",
}

// auto returns the package meant by a name nobody imported, nil when there is
// none or several.
func (p *Packages) auto(name string) *types.Package {
	path, _ := p.autoPath(name)
	if path == "" {
		return nil
	}
	pkg, _ := p.Import(path)
	return pkg
}

// autoPath chooses between the packages of a name: one of this module first,
// then of the standard library, then of gonum. Of an ambiguous name it returns
// the candidates.
func (p *Packages) autoPath(name string) (path string, candidates []string) {
	if path, ok := preferred[name]; ok && p.known[path] {
		return path, nil
	}
	var own, std, rest []string
	for _, path := range p.byName[name] {
		switch {
		case strings.HasPrefix(path, modulePath):
			own = append(own, path)
		case !strings.Contains(strings.SplitN(path, "/", 2)[0], "."):
			std = append(std, path)
		default:
			rest = append(rest, path)
		}
	}
	for _, group := range [][]string{own, std, rest} {
		if len(group) == 1 {
			return group[0], nil
		}
		if len(group) > 1 {
			slices.Sort(group)
			return "", group
		}
	}
	return "", nil
}

// Doc returns the documentation of a name of a package: "" for the package
// itself, "Func", "Type", "Type.Method".
func (p *Packages) Doc(path, name string) string { return p.docs()[path][name] }
