package bundle

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"
)

// The packages under test; b's name differs from its path.
var sources = []struct{ path, text string }{
	{"example.org/a/v2", `package a
const Separator = '/'
const Limit int = 10
type T struct { N int; next *T }
func (t *T) Len() int { return t.N }
type List[E any] struct { Head E }
func Sort[S ~[]E, E interface{ ~int | ~string }](s S) {}
`},
	{"example.org/b", `package b
import "example.org/a/v2"
type U struct { a.T }
func Use(t *a.T, l a.List[float64]) U { return U{} }
var unexported int
`},
}

// check type-checks the packages under test from their sources.
func check(t testing.TB) (*token.FileSet, []*types.Package) {
	t.Helper()
	fset, done := token.NewFileSet(), importer{}
	var pkgs []*types.Package
	for _, s := range sources {
		f, err := parser.ParseFile(fset, s.path+"/x.go", s.text, 0)
		if err != nil {
			t.Fatal(err)
		}
		p, err := (&types.Config{Importer: done}).Check(s.path, fset, []*ast.File{f}, nil)
		if err != nil {
			t.Fatal(err)
		}
		done[s.path] = p
		pkgs = append(pkgs, p)
	}
	return fset, pkgs
}

// importer imports from a map.
type importer map[string]*types.Package

func (im importer) Import(path string) (*types.Package, error) {
	if p := im[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no %s", path)
}

// written returns the bundle of the packages under test.
func written(t testing.TB) []byte {
	t.Helper()
	fset, pkgs := check(t)
	var b bytes.Buffer
	if err := Write(&b, fset, pkgs); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open opens a bundle that must be good.
func open(t *testing.T, data []byte, local ...Const) (*Importer, *token.FileSet) {
	t.Helper()
	fset := token.NewFileSet()
	im, err := Open(data, fset, local)
	if err != nil {
		t.Fatal(err)
	}
	return im, fset
}

// load imports a package that must be there.
func load(t *testing.T, im *Importer, path string) *types.Package {
	t.Helper()
	p, err := im.Import(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRoundTrip(t *testing.T) {
	_, pkgs := check(t)
	im, fset := open(t, written(t))
	for _, want := range pkgs {
		got := load(t, im, want.Path())
		if got.Name() != want.Name() || !got.Complete() {
			t.Errorf("%s: got package %s, complete %v", want.Path(), got.Name(), got.Complete())
		}
		for _, name := range want.Scope().Names() {
			o := want.Scope().Lookup(name)
			g := got.Scope().Lookup(name)
			if !o.Exported() {
				continue
			}
			if g == nil || g.String() != o.String() {
				t.Errorf("got %v, want %v", g, o)
			}
		}
	}
	pos := fset.Position(load(t, im, "example.org/a/v2").Scope().Lookup("Sort").Pos())
	if pos.Filename != "example.org/a/v2/x.go" || pos.Line != 7 {
		t.Errorf("Sort is declared at %v", pos)
	}
}

func TestTypesAreShared(t *testing.T) {
	for _, order := range [][]string{{"example.org/a/v2", "example.org/b"}, {"example.org/b", "example.org/a/v2"}} {
		im, _ := open(t, written(t))
		for _, path := range order {
			load(t, im, path)
		}
		a, b := load(t, im, "example.org/a/v2"), load(t, im, "example.org/b")
		used := b.Scope().Lookup("Use").(*types.Func).Signature().Params().At(0).Type().(*types.Pointer).Elem()
		if T := a.Scope().Lookup("T").Type(); !types.Identical(used, T) {
			t.Errorf("order %v: b's a.T is another type than a's", order)
		}
		if load(t, im, "example.org/a/v2") != a {
			t.Error("importing again gives another package")
		}
	}
}

// TestImporterServesGoTypes checks a program against the bundle.
func TestImporterServesGoTypes(t *testing.T) {
	im, _ := open(t, written(t))
	fset := token.NewFileSet()
	const text = `package main
import ("example.org/a/v2"; "example.org/b"; "unsafe")
var u = b.Use(&a.T{}, a.List[float64]{Head: 1})
var n = u.Len()
var _ = unsafe.Sizeof(n)
func init() { a.Sort([]string{"x"}) }
`
	f, err := parser.ParseFile(fset, "x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: im}).Check("main", fset, []*ast.File{f}, nil); err != nil {
		t.Error(err)
	}
}

func TestLocalConstantsWin(t *testing.T) {
	im, _ := open(t, written(t),
		Const{"example.org/a/v2", "Separator", types.Typ[types.UntypedRune], constant.MakeInt64('\\')},
		Const{"example.org/a/v2", "Limit", types.Typ[types.Int], constant.MakeInt64(20)})
	load(t, im, "example.org/b") // mentions a first
	scope := load(t, im, "example.org/a/v2").Scope()
	for name, want := range map[string]string{"Separator": "92", "Limit": "20"} {
		c := scope.Lookup(name).(*types.Const)
		if c.Val().ExactString() != want {
			t.Errorf("%s: got %v, want %s", name, c.Val(), want)
		}
	}
	if scope.Lookup("Sort") == nil {
		t.Error("the rest of the package is lost")
	}
}

func TestBundlesJoin(t *testing.T) {
	fset, pkgs := check(t)
	var b bytes.Buffer
	for _, p := range pkgs {
		if err := Write(&b, fset, []*types.Package{p}); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(&b, fset, nil); err != nil {
		t.Fatal(err)
	}
	im, _ := open(t, b.Bytes())
	if got, want := im.Paths(), []string{"example.org/a/v2", "example.org/b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	all, err := im.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 || all["unsafe"] != types.Unsafe {
		t.Errorf("got %v, want both packages and unsafe", all)
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	first := written(t)
	fset, pkgs := check(t)
	slices.Reverse(pkgs)
	var b bytes.Buffer
	if err := Write(&b, fset, pkgs); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, b.Bytes()) {
		t.Error("the order of the packages changes the bytes")
	}
}

func TestImportErrs(t *testing.T) {
	im, _ := open(t, written(t))
	if _, err := im.Import("example.org/c"); err == nil {
		t.Error("got no error for a package that is not there")
	}
	for name, data := range map[string][]byte{"rubbish": []byte("rubbish"), "zipped rubbish": pack([]byte("rubbish")), "nothing": pack(nil)} {
		im, _ = open(t, appendRecord(nil, "p", "p", data))
		if _, err := im.Import("p"); err == nil {
			t.Errorf("%s: got no error", name)
		}
		if _, err := im.All(); err == nil {
			t.Errorf("All: %s: got no error", name)
		}
	}
}

// pack compresses b.
func pack(b []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(b)
	w.Close()
	return z.Bytes()
}

func TestOpenErrs(t *testing.T) {
	record := appendRecord(nil, "path", "name", []byte("data"))
	good := written(t)
	for name, data := range map[string][]byte{
		"cut short":     good[:len(good)-4],
		"cut record":    record[:len(record)-1],
		"cut length":    {0x80},
		"endless":       bytes.Repeat([]byte{0xff}, 20),
		"beyond an int": {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
	} {
		if _, err := Open(data, token.NewFileSet(), nil); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

// FuzzOpen holds that no directory of records makes Open panic, and that what
// it accepts is what was there.
func FuzzOpen(f *testing.F) {
	f.Add(appendRecord(nil, "path", "name", []byte("data")))
	f.Add(appendRecord(appendRecord(nil, "a", "a", nil), "b", "b", []byte{1}))
	f.Add([]byte{0x80, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		im, err := Open(data, token.NewFileSet(), nil)
		if err != nil {
			return
		}
		size := 0
		for _, path := range im.Paths() {
			size += len(path) + len(im.records[path].name) + len(im.records[path].data)
		}
		if size > len(data) {
			t.Errorf("%d bytes in records from %d", size, len(data))
		}
	})
}
