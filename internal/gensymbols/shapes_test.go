package main

import (
	"flag"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const shapesPath = module + "/internal/gensymbols/testdata/shapes"

// shapesWorld reads the fixture as if it were part of the standard library, so
// that its platforms are compared as well.
var shapesWorld = sync.OnceValues(func() (*world, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	list, err := compile(root, []string{shapesPath})
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		l.Standard = l.Standard || l.ImportPath == shapesPath
	}
	w := &world{root: root, out: map[string]string{}, absent: map[types.Object]bool{}}
	if err := w.read(list); err != nil {
		return nil, err
	}
	return w, w.compare([]platform{{"darwin", "arm64"}, {"windows", "amd64"}})
})

// fixture returns the world that consists of the fixture.
func fixture(t *testing.T) *world {
	t.Helper()
	w, err := shapesWorld()
	if err != nil {
		t.Fatal(err)
	}
	if len(w.pkgs) != 1 {
		t.Fatalf("got %d packages, want 1", len(w.pkgs))
	}
	return w
}

// shapesPackage returns the fixture.
func shapesPackage(t *testing.T) *pkg { return fixture(t).pkgs[0] }

func TestGolden(t *testing.T) {
	w := fixture(t)
	files := map[string][]byte{}
	if err := w.tables(files); err != nil {
		t.Fatal(err)
	}
	if err := w.instances(files); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("testdata", "golden")
	old, err := present(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := changes(old, files)
	if *update {
		if err := write(dir, files, names); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, name := range names {
		t.Errorf("%s changed; if that is right, run with -update", name)
	}
}

func TestPlatforms(t *testing.T) {
	w := fixture(t)
	var varying, absent []string
	for _, c := range w.varying {
		varying = append(varying, c.Name())
	}
	for o := range w.absent {
		absent = append(absent, o.Name())
	}
	slices.Sort(varying)
	if want := []string{"Flag", "System"}; !slices.Equal(varying, want) {
		t.Errorf("varying: got %v, want %v", varying, want)
	}
	if want := []string{"Fork"}; !slices.Equal(absent, want) {
		t.Errorf("absent: got %v, want %v", absent, want)
	}
	im := newImports()
	local, err := w.local(im)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`Name: "Flag", Type: types.Typ[types.Int], Value: constant.MakeInt64(int64(shapes.Flag))}`,
		`Name: "System", Type: types.Typ[types.UntypedString], Value: constant.MakeString(shapes.System)}`,
	} {
		if !strings.Contains(string(local), want) {
			t.Errorf("got %s, want %s in it", local, want)
		}
	}
}

func TestLocalRefusesNamedTypes(t *testing.T) {
	p := types.NewPackage("example.org/p", "p")
	named := types.NewNamed(types.NewTypeName(0, p, "T", nil), types.Typ[types.Int], nil)
	w := &world{varying: []*types.Const{types.NewConst(0, p, "X", named, nil)}}
	if _, err := w.local(newImports()); err == nil || !strings.Contains(err.Error(), "example.org/p.X") {
		t.Errorf("got %v, want an error that names the constant", err)
	}
}

func TestComments(t *testing.T) {
	m, err := comments(shapesPackage(t).listed)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"":            "Package shapes declares one of everything a symbol table must cope with.\n",
		"Small":       "Untyped constants, from harmless to too large for any Go type.\n",
		"Red":         "Red comes first.\n",
		"Blue":        "The colours, the last without a comment of its own.\n",
		"Default":     "Default has an unexported type.\n",
		"Count":       "Vars.\n",
		"Plain":       "Plain is a function.\n",
		"Map":         "Map is generic, and no value.\n",
		"Number":      "Number is a constraint.\n",
		"Circle":      "Circle is a struct.\n",
		"Circle.R":    "R is the radius.\n",
		"Circle.Y":    "X and Y are the centre.\n",
		"Circle.Area": "Area returns πr².\n",
		"Shape.Area":  "Area is the area.\n",
		"Solid.Rand":  "Rand mentions two packages of one name.\n",
		"List.Head":   "Head is the first element.\n",
	}
	for name, text := range want {
		if m[name] != text {
			t.Errorf("%q: got %q, want %q", name, m[name], text)
		}
	}
	for _, name := range []string{"Circle.r", "hidden", "unexported", "List.Tail", "Sealed.sealed"} {
		if text, ok := m[name]; ok {
			t.Errorf("%q: got %q, want nothing", name, text)
		}
	}
}

func TestPositionsArePortable(t *testing.T) {
	w := fixture(t)
	o := w.pkgs[0].types.Scope().Lookup("Circle")
	if got, want := w.fset.Position(o.Pos()).Filename, shapesPath+"/shapes.go"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for f := range w.fset.Iterate {
		if filepath.IsAbs(f.Name()) || strings.Contains(f.Name(), "$") || strings.Contains(f.Name(), "@") {
			t.Errorf("%s names a place on this machine", f.Name())
		}
	}
}

func TestPortableName(t *testing.T) {
	paths := map[string]string{"/home/me/mod/mat@v1": "example.org/mat"}
	for name, want := range map[string]string{
		"$GOROOT/src/math/rand/rand.go": "math/rand/rand.go",
		"/home/me/mod/mat@v1/dense.go":  "example.org/mat/dense.go",
		"/home/me/mod/else/gen.y":       "gen.y",
		"gen.y":                         "gen.y",
	} {
		if got := portableName(name, paths); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestCompileNamesBrokenPackages(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module example.org/m\n\ngo 1.26\n",
		"a/a.go":  "package a\n\nvar A int = \"no\"\n",
		"b/b.go":  "package b\n\nimport \"example.org/m/a\"\n\nvar B = a.A\n",
		"c/c.go":  "package c\n\nfunc C( {\n",
		"ok/o.go": "package ok\n\nvar OK int\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	_, err := compile(dir, []string{"./..."})
	if err == nil {
		t.Fatal("got no error")
	}
	for _, name := range []string{"example.org/m/a", "example.org/m/c"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %s in it", err, name)
		}
	}
	if strings.Contains(err.Error(), "example.org/m/ok") {
		t.Errorf("got %v, which blames a good package", err)
	}
}

func TestReasonOut(t *testing.T) {
	for path, want := range map[string]bool{
		"fmt": false, "math/rand/v2": false, "iter": false, "crypto/sha3": false, "embed": false,
		"internal/abi": true, "vendor/golang.org/x/net/idna": true, "crypto/internal/fips140": true,
		"unsafe": true, "syscall": true, "os/exec": true, "testing": true, "testing/fstest": true,
		"net/http/httptest": true, "net/http": false,
		"gonum.org/v1/gonum/mat": false, "gonum.org/v1/gonum/lapack/testlapack": true,
		"gonum.org/v1/gonum/graph/testgraph": true, "gonum.org/v1/gonum/optimize/functions": false,
		"gonum.org/v1/gonum/dsp/window/cmd/leakage": true,
		module + "/mathdl/op":                       false, module + "/mathdl/op/optest": true, module + "/mathdl/internal/x": true,
	} {
		if got := reasonOut(&listed{ImportPath: path}) != ""; got != want {
			t.Errorf("%s: left out %v, want %v", path, got, want)
		}
	}
	if reasonOut(&listed{ImportPath: "example.org/x", Name: "main"}) == "" {
		t.Error("a command is not left out")
	}
}

func TestChanges(t *testing.T) {
	old := map[string][]byte{"same": {1}, "changed": {1}, "stale": {1}}
	now := map[string][]byte{"same": {1}, "changed": {2}, "added": {}}
	if got, want := changes(old, now), []string{"added", "changed", "stale"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWriteRemovesStaleFilesOnly(t *testing.T) {
	dir := t.TempDir()
	keep := filepath.Join(dir, "doc.go")
	if err := os.WriteFile(keep, []byte("package p\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, files := range []map[string][]byte{
		{"a_sym.go": []byte("a"), "data/x.gz": []byte("x"), "symbols.go": []byte("s")},
		{"a_sym.go": []byte("b"), "symbols.go": []byte("s")},
	} {
		old, err := present(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := write(dir, files, changes(old, files)); err != nil {
			t.Fatal(err)
		}
		now, err := present(dir)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(now, files, slices.Equal) {
			t.Errorf("got %v, want %v", now, files)
		}
	}
	if _, err := os.Stat(keep); err != nil {
		t.Error(err)
	}
}

func TestDeterministic(t *testing.T) {
	w := fixture(t)
	first, err := w.generate("go")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := w.generate("go")
		if err != nil {
			t.Fatal(err)
		}
		if names := changes(first, again); len(names) > 0 {
			t.Errorf("%v differ from one run to the next", names)
		}
	}
}
