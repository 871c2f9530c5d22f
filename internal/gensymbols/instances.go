package main

import (
	"bytes"
	"fmt"
	"go/format"
	"go/types"
	"strings"
	"unicode"
)

// instance is a generic function or type with type arguments.
type instance struct {
	of   types.Object
	args []types.Type
	name string // identifier in the pseudo package
}

// keys returns the names of i in symbols.Instances: the import path, the name
// and the type arguments with full import paths. byte and uint8 are one type,
// and so are rune and int32, but go/types keeps the spelling of the source, so
// i is entered under both.
func (i instance) keys() []string {
	var plain, other []string
	for _, t := range i.args {
		plain = append(plain, types.TypeString(t, nil))
		other = append(other, types.TypeString(respell(t), nil))
	}
	prefix := i.of.Pkg().Path() + "." + i.of.Name() + "["
	names := []string{prefix + strings.Join(plain, ",") + "]"}
	if name := prefix + strings.Join(other, ",") + "]"; name != names[0] {
		names = append(names, name)
	}
	return names
}

// respell writes byte for uint8 and rune for int32.
func respell(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Basic:
		switch t.Kind() {
		case types.Uint8:
			return types.Universe.Lookup("byte").Type()
		case types.Int32:
			return types.Universe.Lookup("rune").Type()
		}
	case *types.Slice:
		return types.NewSlice(respell(t.Elem()))
	case *types.Map:
		return types.NewMap(respell(t.Key()), respell(t.Elem()))
	}
	return t
}

// instantiate returns the instances of all generic functions and types in p.
func (w *world) instantiate(p *types.Package) []instance {
	var is []instance
	ctxt := types.NewContext()
	for _, o := range w.exported(p) {
		list, t := typeParams(o)
		if list == nil {
			continue
		}
		n := 0
		for _, args := range candidates(list, t.Underlying()) {
			if _, err := types.Instantiate(ctxt, t, args, true); err != nil {
				continue // the constraints exclude it
			}
			is = append(is, instance{o, args, fmt.Sprintf("%s_%s_%d", exportedName(p.Path()), o.Name(), n)})
			n++
		}
	}
	return is
}

// typeParams returns the type parameters and the type of a generic function or
// type, and nil for everything else. Constraints are no types of values.
func typeParams(o types.Object) (*types.TypeParamList, types.Type) {
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().TypeParams(), o.Signature()
	case *types.TypeName:
		t, ok := o.Type().(*types.Named)
		if !ok || !generic(o) {
			return nil, nil
		}
		if i, ok := t.Underlying().(*types.Interface); ok && !i.IsMethodSet() {
			return nil, nil
		}
		return t.TypeParams(), t
	}
	return nil, nil
}

// exportedName turns an import path into an exported identifier: math/rand/v2
// becomes MathRandV2.
func exportedName(path string) string {
	var b strings.Builder
	for _, elem := range strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(elem[:1]) + elem[1:])
	}
	return b.String()
}

// instances adds one Go file with the instances of each package to files.
func (w *world) instances(files map[string][]byte) error {
	for _, p := range w.pkgs {
		is := w.instantiate(p.types)
		if len(is) == 0 {
			continue
		}
		src, err := instanceFile(is)
		if err != nil {
			return fmt.Errorf("%s: %w", p.ImportPath, err)
		}
		files["instances_"+fileName(p)+"_sym.go"] = src
	}
	return nil
}

// instanceFile returns the Go file for the instances in one package. A
// function is its value, a type a nil pointer to it, as in all tables.
func instanceFile(is []instance) ([]byte, error) {
	im := newImports()
	var values, index bytes.Buffer
	for _, i := range is {
		var args []string
		for _, t := range i.args {
			args = append(args, im.typ(t))
		}
		expr := im.name(i.of) + "[" + strings.Join(args, ", ") + "]"
		if _, ok := i.of.(*types.TypeName); ok {
			expr = "(*" + expr + ")(nil)"
		}
		fmt.Fprintf(&values, "s[%q] = reflect.ValueOf(%s)\n", i.name, expr)
		for _, key := range i.keys() {
			fmt.Fprintf(&index, "Instances[%q] = %q\n", key, i.name)
		}
	}
	im.use("reflect", "reflect")
	var b bytes.Buffer
	fmt.Fprintf(&b, "%spackage symbols\n\n%s\n", header, im)
	fmt.Fprintf(&b, "func init() {\ns := Symbols[%q]\n", instancesKey)
	fmt.Fprintf(&b, "if s == nil {\ns = map[string]reflect.Value{}\nSymbols[%q] = s\n}\n", instancesKey)
	fmt.Fprintf(&b, "%s\n%s}\n", &values, &index)
	return format.Source(b.Bytes())
}

// instancesKey is the pseudo package that holds the instances.
const instancesKey = "instances/instances"
