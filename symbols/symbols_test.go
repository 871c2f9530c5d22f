package symbols

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mathdl/kernel/internal/gensymbols/bundle"
)

// open opens the bundle.
func open(t testing.TB) (*bundle.Importer, *token.FileSet) {
	t.Helper()
	fset := token.NewFileSet()
	im, err := bundle.Open(Bundle, fset, Local)
	if err != nil {
		t.Fatal(err)
	}
	return im, fset
}

// everything returns the types of all packages.
func everything(t testing.TB) map[string]*types.Package {
	t.Helper()
	im, _ := open(t)
	all, err := im.All()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// unzip decompresses data.
func unzip(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestPackages(t *testing.T) {
	im, _ := open(t)
	if !slices.IsSorted(Packages) {
		t.Error("Packages is not sorted")
	}
	if !slices.Equal(im.Paths(), Packages) {
		t.Error("Packages and Bundle list different packages")
	}
	for _, p := range []string{"fmt", "math/rand/v2", "iter", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot/plotter"} {
		if !slices.Contains(Packages, p) {
			t.Errorf("%s is missing", p)
		}
	}
	for _, p := range Packages {
		if p == "unsafe" || p == "syscall" || p == "os/exec" || slices.Contains(strings.Split(p, "/"), "internal") {
			t.Errorf("%s is there", p)
		}
	}
}

func TestPositionsNameNoMachine(t *testing.T) {
	im, fset := open(t)
	if _, err := im.All(); err != nil {
		t.Fatal(err)
	}
	dense, err := im.Import("gonum.org/v1/gonum/mat")
	if err != nil {
		t.Fatal(err)
	}
	pos := fset.Position(dense.Scope().Lookup("NewDense").Pos())
	if pos.Filename != "gonum.org/v1/gonum/mat/dense.go" || pos.Line < 2 {
		t.Errorf("mat.NewDense is declared at %v", pos)
	}
	for f := range fset.Iterate {
		if filepath.IsAbs(f.Name()) || strings.ContainsAny(f.Name(), `@$\:`) {
			t.Errorf("%s", f.Name())
		}
	}
}

// TestTablesAgreeWithTypes holds every entry of the tables against the types,
// and looks for entries that are missing.
func TestTablesAgreeWithTypes(t *testing.T) {
	for p, pkg := range everything(t) {
		if p == "unsafe" {
			continue
		}
		table, scope := Symbols[path.Join(p, pkg.Name())], pkg.Scope()
		for name, v := range table {
			if o := scope.Lookup(strings.TrimPrefix(name, "_")); o == nil || !o.Exported() {
				t.Errorf("%s.%s is in the table only", p, name)
			} else if why := disagreement(v, o); why != "" && name[0] != '_' {
				t.Errorf("%s.%s: %s", p, name, why)
			}
		}
		for _, name := range scope.Names() {
			if _, ok := table[name]; ok == omitted(scope.Lookup(name)) {
				t.Errorf("%s.%s: in the table: %v", p, name, ok)
			}
		}
	}
	for key := range Symbols {
		if p := path.Dir(key); p != "instances" && !slices.Contains(Packages, p) {
			t.Errorf("%s is the table of no package", key)
		}
	}
}

// omitted reports whether o has no entry in a table.
func omitted(o types.Object) bool {
	if !o.Exported() {
		return true
	}
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().TypeParams() != nil
	case *types.TypeName:
		if n, ok := o.Type().(*types.Named); ok && n.TypeParams() != nil {
			return true
		}
		i, ok := o.Type().Underlying().(*types.Interface)
		return ok && !i.IsMethodSet()
	}
	return false
}

// disagreement says in what the value v is not the object o.
func disagreement(v reflect.Value, o types.Object) string {
	typ, want := v.Type(), o.Type()
	switch o := o.(type) {
	case *types.Var:
		if !v.CanAddr() {
			return "cannot be assigned to"
		}
	case *types.TypeName:
		if v.Kind() != reflect.Pointer || !v.IsNil() {
			return "not a nil pointer"
		}
		typ = typ.Elem()
	case *types.Const:
		if c, ok := v.Interface().(constant.Value); ok {
			b, _ := o.Type().(*types.Basic)
			switch {
			case b == nil || b.Info()&types.IsUntyped == 0:
				return "an untyped constant"
			case !constant.Compare(c, token.EQL, o.Val()):
				return fmt.Sprintf("got %v, want %v", c.ExactString(), o.Val().ExactString())
			}
			return ""
		}
		if fmt.Sprint(v) != o.Val().ExactString() && o.Val().Kind() == constant.Int && !hasString(typ) {
			return fmt.Sprintf("got %v, want %v", v, o.Val())
		}
		want = types.Default(want)
	}
	if !same(typ, want) {
		return fmt.Sprintf("got %v, want %v", typ, want)
	}
	return ""
}

// hasString reports whether a value of type t prints as it likes.
func hasString(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[fmt.Stringer]()) || t.Implements(reflect.TypeFor[error]())
}

// same reports whether r is the type t. Named types are the same by name.
func same(r reflect.Type, t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		o := t.Obj()
		if o.Pkg() == nil {
			return r.Name() == o.Name() // error
		}
		name, _, _ := strings.Cut(r.Name(), "[")
		return name == o.Name() && r.PkgPath() == o.Pkg().Path() && (t.TypeArgs().Len() > 0) == (name != r.Name())
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return r.Kind() == reflect.UnsafePointer
		}
		return r.PkgPath() == "" && r.Kind().String() == types.Typ[t.Kind()].Name()
	case *types.Pointer:
		return r.Kind() == reflect.Pointer && same(r.Elem(), t.Elem())
	case *types.Slice:
		return r.Kind() == reflect.Slice && same(r.Elem(), t.Elem())
	case *types.Array:
		return r.Kind() == reflect.Array && int64(r.Len()) == t.Len() && same(r.Elem(), t.Elem())
	case *types.Chan:
		return r.Kind() == reflect.Chan && same(r.Elem(), t.Elem())
	case *types.Map:
		return r.Kind() == reflect.Map && same(r.Key(), t.Key()) && same(r.Elem(), t.Elem())
	case *types.Signature:
		return sameSignature(r, t)
	case *types.Struct:
		if r.Kind() != reflect.Struct || r.NumField() != t.NumFields() {
			return false
		}
		for i := range t.NumFields() {
			if f := r.Field(i); f.Name != t.Field(i).Name() || !same(f.Type, t.Field(i).Type()) {
				return false
			}
		}
		return true
	case *types.Interface:
		return r.Kind() == reflect.Interface && r.NumMethod() == t.NumMethods()
	}
	return false
}

// sameSignature reports whether r is the type of a function like s.
func sameSignature(r reflect.Type, s *types.Signature) bool {
	if r.Kind() != reflect.Func || r.NumIn() != s.Params().Len() || r.NumOut() != s.Results().Len() || r.IsVariadic() != s.Variadic() {
		return false
	}
	for i := range r.NumIn() {
		if !same(r.In(i), s.Params().At(i).Type()) {
			return false
		}
	}
	for i := range r.NumOut() {
		if !same(r.Out(i), s.Results().At(i).Type()) {
			return false
		}
	}
	return true
}

// TestWrappers holds every wrapper against its interface, and looks for
// interfaces without one.
func TestWrappers(t *testing.T) {
	n := 0
	for key, table := range Symbols {
		for name, v := range table {
			if v.Kind() != reflect.Pointer || name[0] == '_' || v.Type().Elem().Kind() != reflect.Interface || v.CanAddr() {
				continue
			}
			i, w := v.Type().Elem(), table["_"+name]
			if !w.IsValid() {
				if implementable(i) && i.NumMethod() > 0 && key != instancesTable {
					t.Logf("%s.%s has no wrapper", key, name)
				}
				continue
			}
			n++
			if why := misfit(w.Type().Elem(), i); why != "" {
				t.Errorf("%s._%s: %s", key, name, why)
			}
		}
	}
	if n < 300 {
		t.Errorf("got only %d wrappers", n)
	}
	if !Symbols["gonum.org/v1/gonum/mat/mat"]["_Matrix"].IsValid() {
		t.Error("mat.Matrix has no wrapper")
	}
	if Symbols["reflect/reflect"]["_Type"].IsValid() {
		t.Error("reflect.Type has a wrapper, though nobody can implement it")
	}
}

// instancesTable is the key of the pseudo package.
const instancesTable = "instances/instances"

// implementable reports whether all methods of i are exported.
func implementable(i reflect.Type) bool {
	for m := range i.Methods() {
		if !m.IsExported() {
			return false
		}
	}
	return true
}

// misfit says why w is no wrapper of the interface i.
func misfit(w, i reflect.Type) string {
	if !w.Implements(i) {
		return "does not implement the interface"
	}
	if w.NumField() != i.NumMethod()+1 || w.Field(0).Name != "IValue" || w.Field(0).Type != reflect.TypeFor[any]() {
		return "has other fields than IValue and one for each method"
	}
	for m := range i.Methods() {
		if f, ok := w.FieldByName("W" + m.Name); !ok || f.Type != m.Type {
			return "has no field for " + m.Name
		}
	}
	return ""
}

// TestWrapperCalls lets one of our functions be the method of a wrapper.
func TestWrapperCalls(t *testing.T) {
	w := reflect.New(Symbols["fmt/fmt"]["_Stringer"].Type().Elem()).Elem()
	if got := fmt.Sprint(w.Interface()); got != "" {
		t.Errorf("an empty Stringer prints %q", got)
	}
	w.FieldByName("WString").Set(reflect.ValueOf(func() string { return "Φ" }))
	if got := fmt.Sprint(w.Interface()); got != "Φ" {
		t.Errorf("got %q, want Φ", got)
	}
}

func TestConstantsOfThisPlatform(t *testing.T) {
	all := everything(t)
	for _, c := range Local {
		o, ok := all[c.Path].Scope().Lookup(c.Name).(*types.Const)
		if !ok || !constant.Compare(o.Val(), token.EQL, c.Value) {
			t.Errorf("%s.%s: got %v, want %v", c.Path, c.Name, o, c.Value)
		}
	}
	if len(Local) == 0 {
		t.Error("no constant depends on the platform, not even os.PathSeparator")
	}
}

func TestDocs(t *testing.T) {
	var docs map[string]map[string]string
	if err := json.Unmarshal(unzip(t, Docs), &docs); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, name, part string }{
		{"gonum.org/v1/gonum/mat", "NewDense", "creates a new Dense matrix"},
		{"gonum.org/v1/gonum/mat", "", "Package mat"},
		{"gonum.org/v1/gonum/mat", "Dense.Mul", "matrix product"},
		{"gonum.org/v1/gonum/mat", "Matrix.Dims", "dimensions"},
		{"gonum.org/v1/plot", "Plot.BackgroundColor", "background color"},
		{"slices", "Sort", "sorts"},
		{"math", "Pi", "https"},
		{"io", "EOF", "end"},
	} {
		if text := docs[c.path][c.name]; !strings.Contains(text, c.part) {
			t.Errorf("%s.%s: got %q, want %q in it", c.path, c.name, text, c.part)
		}
	}
	for p := range docs {
		if !slices.Contains(Packages, p) {
			t.Errorf("%s has comments, but cells cannot import it", p)
		}
	}
	if len(docs) != len(Packages) {
		t.Errorf("got comments for %d packages, want %d", len(docs), len(Packages))
	}
}

func TestSources(t *testing.T) {
	names := map[string]bool{}
	for _, f := range txtar.Parse(unzip(t, Sources)).Files {
		names[f.Name] = true
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, 0)
		if err != nil {
			t.Error(err)
		} else if parsed.Name.Name != path.Dir(f.Name) {
			t.Errorf("%s: package %s", f.Name, parsed.Name.Name)
		}
		if strings.HasSuffix(f.Name, "_test.go") {
			t.Errorf("%s is a test", f.Name)
		}
	}
	for _, name := range []string{"slices/slices.go", "slices/sort.go", "slices/iter.go", "maps/maps.go", "cmp/cmp.go", "iter/iter.go"} {
		if !names[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

// TestInstances has go/types instantiate what the keys say, and compares.
func TestInstances(t *testing.T) {
	im, _ := open(t)
	src, keys := instancesSource(im)
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: im}).Check("x", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		v := Symbols[instancesTable][Instances[key]]
		if !v.IsValid() {
			t.Errorf("%s: no value %s", key, Instances[key])
			continue
		}
		if want := pkg.Scope().Lookup(fmt.Sprint("x", i)).Type(); !same(v.Type(), want) {
			t.Errorf("%s: got %v, want %v", key, v.Type(), want)
		}
	}
	for _, key := range []string{
		"slices.Sort[[]float64,float64]", "slices.Max[[]int,int]", "slices.Index[[]byte,byte]",
		"slices.Values[[]float64,float64]", "maps.Keys[map[string]float64,string,float64]", "cmp.Compare[string]",
		"slices.CompareFunc[[]int,[]string,int,string]", "math/rand/v2.N[int]", "iter.Seq[float64]",
		"slices.SortFunc[[][]float64,[]float64]", "sync.OnceValue[float64]",
	} {
		if Instances[key] == "" {
			t.Errorf("%s is missing", key)
		}
	}
	if _, ok := Instances["slices.Sort[[]bool,bool]"]; ok {
		t.Error("slices.Sort of bools is there")
	}
}

// instancesSource returns a Go file that declares x0, x1, ... with the types of
// the instances, and the keys of these.
func instancesSource(im *bundle.Importer) (src string, keys []string) {
	var imports, decls strings.Builder
	imported := map[string]string{}
	for key := range Instances {
		generic, _, _ := strings.Cut(key, "[")
		dot := strings.LastIndex(generic, ".")
		p, name := generic[:dot], key[dot+1:]
		as := imported[p]
		if as == "" {
			as = fmt.Sprint("p", len(imported))
			imported[p] = as
			fmt.Fprintf(&imports, "import %s %q\n", as, p)
		}
		keys = append(keys, key)
		eq := "= "
		if pkg, err := im.Import(p); err == nil {
			if _, ok := pkg.Scope().Lookup(generic[dot+1:]).(*types.TypeName); ok {
				eq = "*" // a type: the table has a pointer to it
			}
		}
		fmt.Fprintf(&decls, "var x%d %s%s.%s\n", len(keys)-1, eq, as, name)
	}
	imports.WriteString("import (\"hash\"; \"io\")\nvar _ hash.Hash\nvar _ io.Reader\n")
	return "package x\n" + imports.String() + decls.String(), keys
}

// BenchmarkImport opens the bundle and takes packages from it.
func BenchmarkImport(b *testing.B) {
	for _, paths := range [][]string{nil, {"fmt"}, {"fmt", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot/plotter"}, Packages} {
		b.Run(fmt.Sprint(len(paths)), func(b *testing.B) {
			for b.Loop() {
				im, _ := open(b)
				for _, p := range paths {
					if _, err := im.Import(p); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
