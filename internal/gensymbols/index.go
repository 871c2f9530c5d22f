package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/types"
	"slices"
)

// declared is the fixed part of the generated index.
const declared = `
// Symbols maps an import path followed by the package's name, "math/rand/v2/rand",
// to the exported names of the package and their values: functions as they
// are, variables addressable, types as nil pointers to them, constants typed or
// as a constant.Value, and under "_Name" a struct of functions that implements
// the interface Name. Instances of generic declarations are in the pseudo
// package "` + instancesKey + `".
var Symbols = map[string]map[string]reflect.Value{}

// Instances maps a generic name with type arguments, as in
// "slices.Sort[[]float64,float64]", to its name in the pseudo package. The key
// is the import path, a dot, the name, and the type arguments as
// types.TypeString writes them without a qualifier, joined by commas.
var Instances = map[string]string{}

// Bundle holds the types of all packages in the format of package bundle.
var Bundle = slices.Concat(typesStd, typesModules, typesOwn)

// Docs holds the doc comments: zipped JSON, import path → name → comment. The
// name is "" for the package, "Name" for what it declares, and "Type.Name" for
// methods and fields.
var Docs = slices.Concat(docsStd, docsModules, docsOwn)

// Sources holds the sources of the generic packages: a zipped txtar archive
// with files such as slices/sort.go.
//
//go:embed data/sources.gz
var Sources []byte

// The parts of Bundle and Docs; both formats can be joined.
var (
	//go:embed data/types_std.bundle
	typesStd []byte
	//go:embed data/types_modules.bundle
	typesModules []byte
	//go:embed data/types_own.bundle
	typesOwn []byte
	//go:embed data/docs_std.gz
	docsStd []byte
	//go:embed data/docs_modules.gz
	docsModules []byte
	//go:embed data/docs_own.gz
	docsOwn []byte
)
`

// index adds the Go file that declares what package symbols holds.
func (w *world) index(files map[string][]byte, toolchain string) error {
	im := newImports()
	im.byPath["embed"] = "_"
	for path, name := range map[string]string{
		"reflect": "reflect", "slices": "slices", "go/types": "types", "go/constant": "constant",
		module + "/internal/gensymbols/bundle": "bundle",
	} {
		im.use(path, name)
	}
	local, err := w.local(im)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%spackage symbols\n\n%s\n", header, im)
	fmt.Fprintf(&b, "// Toolchain is the Go version whose standard library is described here.\nconst Toolchain = %q\n", toolchain)
	fmt.Fprintf(&b, "%s\n// Local holds the constants that differ between platforms, as they are on this\n", declared)
	fmt.Fprintf(&b, "// one; Bundle has them as they are on %s/%s.\nvar Local = []bundle.Const{\n%s}\n", home.os, home.arch, local)
	fmt.Fprintf(&b, "\n// Packages lists the import paths that cells can use, sorted.\nvar Packages = []string{\n")
	for _, p := range w.pkgs {
		fmt.Fprintf(&b, "%q,\n", p.ImportPath)
	}
	b.WriteString("}\n")
	src, err := format.Source(b.Bytes())
	files["symbols.go"] = src
	return err
}

// local returns the elements of symbols.Local.
func (w *world) local(im *imports) ([]byte, error) {
	varying := slices.SortedFunc(slices.Values(w.varying), func(a, b *types.Const) int {
		return cmp.Or(cmp.Compare(a.Pkg().Path(), b.Pkg().Path()), cmp.Compare(a.Name(), b.Name()))
	})
	var b bytes.Buffer
	for _, c := range varying {
		kind, make := "", ""
		if t, ok := c.Type().(*types.Basic); ok {
			kind, make = kinds[t.Kind()], "MakeInt64(int64(%s))"
			if t.Info()&types.IsString != 0 {
				make = "MakeString(%s)"
			}
		}
		if kind == "" {
			return nil, fmt.Errorf("%s.%s differs between platforms: no support for its type %s", c.Pkg().Path(), c.Name(), c.Type())
		}
		fmt.Fprintf(&b, "{Path: %q, Name: %q, Type: types.Typ[types.%s], Value: constant."+make+"},\n", c.Pkg().Path(), c.Name(), kind, im.name(c))
	}
	return b.Bytes(), nil
}

// kinds are the types that constants of a platform have, by their names in
// go/types.
var kinds = map[types.BasicKind]string{
	types.Int:           "Int",
	types.String:        "String",
	types.UntypedInt:    "UntypedInt",
	types.UntypedRune:   "UntypedRune",
	types.UntypedString: "UntypedString",
}
