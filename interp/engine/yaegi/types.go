package yaegi

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

var (
	anyType   = types.Universe.Lookup("any").Type()
	errorType = types.Universe.Lookup("error").Type()
	sizes     = types.SizesFor("gc", "amd64")
)

// sessionPath is the path of the package every cell belongs to.
const sessionPath = "main"

// sessionType reports whether n was declared in a cell.
func sessionType(n *types.Named) bool {
	return n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == sessionPath
}

// boxed reports whether values of interface type t are kept as interface{}
// holding a Box for session types: the empty interface, interfaces declared in
// cells and unnamed ones. The other interfaces belong to compiled packages and
// are kept as themselves, holding a wrapper.
func boxed(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || i.Empty() || sessionType(n)
}

// compiledIface reports whether t is a non-empty interface of a compiled package.
func compiledIface(t types.Type) bool { return types.IsInterface(t) && !boxed(t) }

// tainted reports whether yaegi loses the identity of t: a type declared in a
// cell, or one made of such types, or a struct with unexported fields.
func tainted(t types.Type) bool { return taint(t, map[types.Type]bool{}) }

func taint(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if sessionType(t) {
			return true
		}
		for i := range t.TypeArgs().Len() {
			if taint(t.TypeArgs().At(i), seen) {
				return true
			}
		}
		return t.TypeArgs().Len() > 0 && t.NumMethods() == 0 && taint(t.Underlying(), seen)
	case *types.Struct:
		for i := range t.NumFields() {
			if f := t.Field(i); !f.Exported() || f.Embedded() || taint(f.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return taintTuple(t.Params(), seen) || taintTuple(t.Results(), seen)
	case *types.Map:
		return taint(t.Key(), seen) || taint(t.Elem(), seen)
	case interface{ Elem() types.Type }:
		return taint(t.Elem(), seen)
	case *types.Interface:
		return !t.Empty()
	}
	return false
}

func taintTuple(t *types.Tuple, seen map[types.Type]bool) bool {
	for i := range t.Len() {
		if taint(t.At(i).Type(), seen) {
			return true
		}
	}
	return false
}

// typeOf returns the type of x in the current instance.
func (e *emitter) typeOf(x ast.Expr) types.Type {
	t := e.info.TypeOf(x)
	if t == nil {
		e.refuse(x, "an expression without a type", "")
	}
	return e.sub(t)
}

// typ writes a type.
func (e *emitter) typ(t types.Type) string {
	switch t := e.sub(t).(type) {
	case *types.Basic:
		return e.basic(t)
	case *types.Named:
		return e.namedType(t)
	case *types.Pointer:
		return "*" + e.typ(t.Elem())
	case *types.Slice:
		return "[]" + e.typ(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), e.typ(t.Elem()))
	case *types.Map:
		return "map[" + e.typ(t.Key()) + "]" + e.typ(t.Elem())
	case *types.Chan:
		return chanWord(t.Dir()) + "(" + e.typ(t.Elem()) + ")"
	case *types.Struct:
		return e.structType(t)
	case *types.Signature:
		var ps []string
		for i := range t.Params().Len() {
			p := e.sub(t.Params().At(i).Type())
			if t.Variadic() && i == t.Params().Len()-1 {
				ps = append(ps, "..."+e.typ(p.(*types.Slice).Elem()))
			} else {
				ps = append(ps, e.typ(p))
			}
		}
		return "func(" + strings.Join(ps, ", ") + ") " + e.results(t)
	case *types.Interface:
		return "interface{}"
	}
	return "interface{}"
}

func chanWord(d types.ChanDir) string {
	switch d {
	case types.SendOnly:
		return "chan<- "
	case types.RecvOnly:
		return "<-chan "
	}
	return "chan "
}

func (e *emitter) basic(t *types.Basic) string {
	if t.Kind() == types.UntypedNil {
		return "interface{}"
	}
	return types.Default(t).String()
}

func (e *emitter) namedType(t *types.Named) string {
	if t.Obj().Pkg() == nil { // error, comparable
		return t.Obj().Name()
	}
	if sessionType(t) || e.g.ownSource(t.Obj().Pkg()) {
		if types.IsInterface(t) {
			return "interface{}"
		}
		return e.named(t)
	}
	if t.TypeArgs().Len() > 0 && types.NewMethodSet(types.NewPointer(t)).Len() > 0 {
		panic(&engineRefusal{what: "the generic type " + types.TypeString(t, short), remedy: "the kernel has no instance of it"})
	}
	if t.TypeArgs().Len() > 0 || t.Obj().Parent() != nil && t.Obj().Parent() != t.Obj().Pkg().Scope() {
		return e.typ(t.Underlying())
	}
	return e.pkg(t.Obj().Pkg()) + "." + t.Obj().Name()
}

// structType writes a struct type; an embedded field becomes a field of that
// name, since selections are written out in full.
func (e *emitter) structType(t *types.Struct) string {
	var b strings.Builder
	b.WriteString("struct {")
	for i := range t.NumFields() {
		f := t.Field(i)
		name := f.Name()
		if name == "_" {
			name = fmt.Sprintf("blank%d__", i)
		}
		fmt.Fprintf(&b, " %s %s", name, e.typ(f.Type()))
		if tag := t.Tag(i); tag != "" {
			b.WriteString(" " + strconv.Quote(tag))
		}
		b.WriteString(";")
	}
	b.WriteString(" }")
	return b.String()
}

// pkg returns the alias under which the cell imports p.
func (e *emitter) pkg(p *types.Package) string {
	e.imports[p.Path()] = true
	return e.g.alias(p.Path())
}

// alias returns the unique name of an import path in emitted code.
func (g *Engine) alias(path string) string {
	if a, ok := g.aliases[path]; ok {
		return a
	}
	a := fmt.Sprintf("p%d__", len(g.aliases))
	g.aliases[path] = a
	return a
}

// name returns the emitted name of an object of the session or of a local one.
func (e *emitter) name(o types.Object) string {
	if v, ok := o.(*types.Var); ok {
		if h := e.hoist[v]; h != nil {
			o = h
		}
	}
	if s, ok := e.g.names[o]; ok {
		return s
	}
	if o.Pkg() == nil || o.Pkg().Path() != sessionPath {
		return local(o.Name())
	}
	if v, ok := o.(*types.Var); ok && !e.g.stored[v] {
		return local(o.Name())
	}
	s := fmt.Sprintf("%s__%d", ascii(o.Name()), e.g.next())
	e.g.names[o] = s
	e.undo = append(e.undo, func() { delete(e.g.names, o) })
	return s
}

// local returns the name of a local variable: its own, unless it would hide
// a name the emitted text relies on.
func local(s string) string {
	if s == "_" {
		return s
	}
	if types.Universe.Lookup(s) != nil || strings.Contains(s, "__") || s == "main" || s == "init" {
		return ascii(s) + "_u"
	}
	return ascii(s)
}

// ascii spells a name with letters that yaegi's scanner and reflect accept in every position.
func ascii(s string) string {
	plain := true
	for _, r := range s {
		if r > 127 {
			plain = false
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r > 127 {
			fmt.Fprintf(&b, "u%x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String() + "_g"
}
