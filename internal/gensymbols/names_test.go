package main

import (
	"go/types"
	"testing"
)

func TestImportable(t *testing.T) {
	for path, want := range map[string]bool{
		"fmt":                               true,
		"gonum.org/v1/gonum/mat":            true,
		"internal/abi":                      false,
		"crypto/internal/fips140":           false,
		"vendor/golang.org/x/net/idna":      false,
		"gonum.org/v1/gonum/internal/order": false,
		module + "/internal/kern":           true,
		module + "/mathdl/internal/x":       false,
	} {
		if got := importable(path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestImportNames(t *testing.T) {
	im := newImports()
	for _, c := range []struct{ path, name, want string }{
		{"math/rand", "rand", "rand"},
		{"math/rand/v2", "rand", "rand2"},
		{"crypto/rand", "rand", "rand3"},
		{"math/rand/v2", "rand", "rand2"},
		{"gonum.org/v1/gonum/unit/constant", "constant", "constant2"},
		{"go/constant", "constant", "constant"},
	} {
		if got := im.use(c.path, c.name); got != c.want {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
	const decl = "import (\nrand3 \"crypto/rand\"\n\"go/constant\"\n\"math/rand\"\nrand2 \"math/rand/v2\"\n\n" +
		"constant2 \"gonum.org/v1/gonum/unit/constant\"\n)\n"
	if got := im.String(); got != decl {
		t.Errorf("got %s, want %s", got, decl)
	}
}

func TestWritable(t *testing.T) {
	scope := shapesPackage(t).types.Scope()
	for name, want := range map[string]bool{
		"Shape": true, "Solid": true, "Private": false, "Sealed": false, "Odd": true, "Any": true,
	} {
		i := scope.Lookup(name).Type().Underlying().(*types.Interface)
		if got := wrappable(i); got != want {
			t.Errorf("%s: wrappable %v, want %v", name, got, want)
		}
	}
	p := types.NewPackage("example.org/p", "p")
	field := types.NewField(0, p, "x", types.Typ[types.Int], false)
	for _, typ := range []types.Type{
		types.NewStruct([]*types.Var{field}, nil),
		types.Typ[types.UnsafePointer],
		scope.Lookup("hidden").Type(),
		types.NewSlice(scope.Lookup("hidden").Type()),
	} {
		if writable(typ) {
			t.Errorf("%v: another package cannot write this", typ)
		}
	}
}
