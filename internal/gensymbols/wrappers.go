package main

import (
	"fmt"
	"go/types"
	"io"
	"strings"
)

// prefix begins the names of the wrappers for the interfaces of a package.
func prefix(importPath string) string {
	return "_" + strings.NewReplacer("/", "_", "-", "_", ".", "_", "~", "_").Replace(importPath) + "_"
}

// wrappable reports whether a value made of functions can implement i outside
// its package.
func wrappable(i *types.Interface) bool {
	return i.IsMethodSet() && all(i.Methods(), func(m *types.Func) bool {
		return m.Exported() && writable(m.Type())
	})
}

// wrapper writes the declarations of a type called name that implements the
// interface i by calling its fields. The interpreter makes one when a value
// whose type it interprets goes where compiled code wants an i: IValue holds
// the value, and W followed by a method's name the method.
func (im *imports) wrapper(w io.Writer, name, of string, i *types.Interface) {
	fmt.Fprintf(w, "\n// %s implements %s by the functions in its fields.\n", name, of)
	fmt.Fprintf(w, "type %s struct {\nIValue interface{}\n", name)
	for m := range i.Methods() {
		params, _, results := im.signature(m.Signature())
		fmt.Fprintf(w, "W%s func%s %s\n", m.Name(), params, results)
	}
	fmt.Fprintln(w, "}")
	for m := range i.Methods() {
		params, args, results := im.signature(m.Signature())
		fmt.Fprintf(w, "\nfunc (W %s) %s%s %s {\n", name, m.Name(), params, results)
		if m.Name() == "String" && params == "()" && results == "(string)" {
			// Values are printed where nobody expects it, even half-made ones.
			fmt.Fprintln(w, "if W.WString == nil {\nreturn \"\"\n}")
		}
		if results != "" {
			fmt.Fprint(w, "return ")
		}
		fmt.Fprintf(w, "W.W%s%s\n}\n", m.Name(), args)
	}
}

// signature returns the parameters of a method, the arguments that pass them
// on, and its results. Parameters get names of our own, for theirs may be
// missing, or those of a package.
func (im *imports) signature(s *types.Signature) (params, args, results string) {
	var ps, as, rs []string
	for i := range s.Params().Len() {
		arg, t := fmt.Sprint("a", i), s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			ps = append(ps, arg+" ..."+im.typ(t.(*types.Slice).Elem()))
			arg += "..."
		} else {
			ps = append(ps, arg+" "+im.typ(t))
		}
		as = append(as, arg)
	}
	for v := range s.Results().Variables() {
		rs = append(rs, im.typ(v.Type()))
	}
	if len(rs) > 0 {
		results = "(" + strings.Join(rs, ", ") + ")"
	}
	return "(" + strings.Join(ps, ", ") + ")", "(" + strings.Join(as, ", ") + ")", results
}
