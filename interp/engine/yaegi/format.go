package yaegi

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"sort"
	"strings"
)

// A printer writes a value of a session type the way package fmt writes a
// value of that type: it follows the types of the checker where reflect only
// knows their structure.
type printer struct {
	g     *Engine
	state fmt.State
	verb  rune
}

func (p *printer) sharpV() bool { return p.verb == 'v' && p.state.Flag('#') }
func (p *printer) plusV() bool  { return p.verb == 'v' && p.state.Flag('+') }
func (p *printer) str(s string) { io.WriteString(p.state, s) }

// value writes v, a value of type t. Methods are called unless v was reached
// through an unexported field, as in package fmt.
func (p *printer) value(t types.Type, v reflect.Value, depth int, methods bool) {
	t = types.Unalias(t)
	if methods && p.method(t, v) {
		return
	}
	if !tainted(t) && !types.IsInterface(t) {
		p.plain(v, depth)
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		p.plain(v, depth)
	case *types.Struct:
		p.structure(t, u, v, depth, methods)
	case *types.Slice:
		p.list(t, u.Elem(), v, depth, methods)
	case *types.Array:
		p.list(t, u.Elem(), v, depth, methods)
	case *types.Map:
		p.mapping(t, u, v, depth, methods)
	case *types.Pointer:
		p.pointer(t, u, v, depth, methods)
	case *types.Interface:
		p.iface(v, depth, methods)
	default:
		p.address(v)
	}
}

// method prints by Format, Error or String when t has it and the verb asks for it.
func (p *printer) method(t types.Type, v reflect.Value) bool {
	n := receiverNamed(t)
	if n == nil || !sessionType(n) {
		return false
	}
	b := Box{p.g.boxType(p.g.id(t)), interfaceOf(v)}
	if m, ok := p.g.method(b.t.id, "Format"); ok && m.Type().NumIn() == 3 {
		m.Call([]reflect.Value{reflect.ValueOf(&b).Elem(), reflect.ValueOf(&p.state).Elem(), reflect.ValueOf(p.verb)})
		return true
	}
	name := []string{"Error", "String"}
	if p.sharpV() {
		name = []string{"GoString"}
	} else if !strings.ContainsRune("vsxXq", p.verb) {
		return false
	}
	for _, m := range name {
		if s, ok := p.stringer(b, m); ok {
			fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), s)
			return true
		}
	}
	return false
}

// stringer calls a method that yields a string; a nil receiver prints as <nil>.
func (p *printer) stringer(b Box, name string) (s string, ok bool) {
	m, ok := p.g.method(b.t.id, name)
	if !ok || m.Type().NumIn() != 1 || m.Type().NumOut() != 1 || m.Type().Out(0).Kind() != reflect.String {
		return "", false
	}
	if v := b.value(); v.IsValid() && v.Kind() == reflect.Pointer && v.IsNil() {
		defer func() {
			if recover() != nil {
				s, ok = "<nil>", true
			}
		}()
	}
	r, _ := b.call(name)
	return r[0].String(), true
}

// interfaceOf returns what v holds; the interpreter's structs have only exported fields.
func interfaceOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// plain leaves a value without session types to package fmt.
func (p *printer) plain(v reflect.Value, depth int) {
	if !v.IsValid() {
		p.str("<nil>")
		return
	}
	if depth > 0 && v.Kind() == reflect.Pointer && !v.IsNil() {
		x := v.Interface()
		if _, ok := x.(fmt.Formatter); !ok && !hasText(x) {
			p.address(v)
			return
		}
	}
	fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), v.Interface())
}

func hasText(x any) bool {
	switch x.(type) {
	case error, fmt.Stringer:
		return true
	}
	return false
}

func (p *printer) structure(t types.Type, u *types.Struct, v reflect.Value, depth int, methods bool) {
	if p.sharpV() {
		p.str(goType(t))
	}
	p.str("{")
	for i := range u.NumFields() {
		if i > 0 {
			p.separator()
		}
		f := u.Field(i)
		if p.plusV() || p.sharpV() {
			p.str(f.Name() + ":")
		}
		p.value(f.Type(), v.Field(i), depth+1, methods && f.Exported())
	}
	p.str("}")
}

func (p *printer) separator() {
	if p.sharpV() {
		p.str(", ")
	} else {
		p.str(" ")
	}
}

func (p *printer) list(t, elem types.Type, v reflect.Value, depth int, methods bool) {
	if b, ok := elem.Underlying().(*types.Basic); ok && b.Kind() == types.Byte && strings.ContainsRune("sqxX", p.verb) {
		fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), v.Interface())
		return
	}
	if p.sharpV() {
		p.str(goType(t))
		if v.Kind() == reflect.Slice && v.IsNil() {
			p.str("(nil)")
			return
		}
	}
	p.str(map[bool]string{true: "{", false: "["}[p.sharpV()])
	for i := range v.Len() {
		if i > 0 {
			p.separator()
		}
		p.value(elem, v.Index(i), depth+1, methods)
	}
	p.str(map[bool]string{true: "}", false: "]"}[p.sharpV()])
}

func (p *printer) mapping(t types.Type, u *types.Map, v reflect.Value, depth int, methods bool) {
	if p.sharpV() {
		p.str(goType(t))
		if v.IsNil() {
			p.str("(nil)")
			return
		}
		p.str("{")
	} else {
		p.str("map[")
	}
	for i, k := range sortedKeys(v) {
		if i > 0 {
			p.separator()
		}
		p.value(u.Key(), k, depth+1, methods)
		p.str(":")
		p.value(u.Elem(), v.MapIndex(k), depth+1, methods)
	}
	p.str(map[bool]string{true: "}", false: "]"}[p.sharpV()])
}

// sortedKeys orders numbers and strings by value, anything else by its text.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		for a.Kind() == reflect.Interface {
			a = a.Elem()
		}
		for b.Kind() == reflect.Interface {
			b = b.Elem()
		}
		switch {
		case a.CanInt() && b.CanInt():
			return a.Int() < b.Int()
		case a.CanUint() && b.CanUint():
			return a.Uint() < b.Uint()
		case a.CanFloat() && b.CanFloat():
			return a.Float() < b.Float()
		}
		return fmt.Sprint(interfaceOf(a)) < fmt.Sprint(interfaceOf(b))
	})
	return keys
}

func (p *printer) pointer(t types.Type, u *types.Pointer, v reflect.Value, depth int, methods bool) {
	for v.IsValid() && v.Kind() == reflect.Interface { // how the interpreter keeps recursive types
		v = v.Elem()
	}
	if !v.IsValid() || v.IsNil() {
		if p.sharpV() {
			p.str("(" + goType(t) + ")(nil)")
		} else {
			p.str("<nil>")
		}
		return
	}
	if depth == 0 || depth < maxFollow && p.contents() {
		switch u.Elem().Underlying().(type) {
		case *types.Struct, *types.Array, *types.Slice, *types.Map:
			p.str("&")
			p.value(u.Elem(), v.Elem(), depth+1, methods)
			return
		}
	}
	p.address(v)
}

// maxFollow bounds how deep pointers are followed when contents are wanted.
const maxFollow = 8

// contents reports whether the reader wants what pointers point to instead of
// addresses, as package display does: an address differs from run to run.
func (p *printer) contents() bool {
	c, ok := p.state.(interface{ Contents() bool })
	return ok && c.Contents()
}

// iface writes what an interface holds.
func (p *printer) iface(v reflect.Value, depth int, methods bool) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		p.str("<nil>")
		return
	}
	switch x := p.g.unwrap(v.Interface()).(type) {
	case Box:
		p.value(x.t.t, x.value(), depth, methods)
	case nil:
		p.str("<nil>")
	default:
		p.plain(reflect.ValueOf(x), depth)
	}
}

// address writes a pointer, function or channel.
func (p *printer) address(v reflect.Value) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		p.str("<nil>")
	case v.Kind() == reflect.Func || v.Kind() == reflect.Chan || v.Kind() == reflect.Pointer || v.Kind() == reflect.UnsafePointer:
		if v.IsNil() {
			p.str("<nil>")
			return
		}
		if p.contents() {
			p.str("…")
			return
		}
		fmt.Fprintf(p.state, "%#x", v.Pointer())
	default:
		fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), v.Interface())
	}
}

// goType spells a type as package reflect does.
func goType(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return types.Default(t).String()
	case *types.Interface:
		if t.Empty() {
			return "interface {}"
		}
	case *types.Pointer:
		return "*" + goType(t.Elem())
	case *types.Slice:
		return "[]" + goType(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), goType(t.Elem()))
	case *types.Map:
		return "map[" + goType(t.Key()) + "]" + goType(t.Elem())
	case *types.Struct:
		return structText(t)
	}
	return types.TypeString(t, (*types.Package).Name)
}

func structText(t *types.Struct) string {
	if t.NumFields() == 0 {
		return "struct {}"
	}
	var fs []string
	for i := range t.NumFields() {
		f := t.Field(i)
		s := f.Name() + " " + goType(f.Type())
		if f.Embedded() {
			s = goType(f.Type())
		}
		if tag := t.Tag(i); tag != "" {
			s += fmt.Sprintf(" %q", tag)
		}
		fs = append(fs, s)
	}
	return "struct { " + strings.Join(fs, "; ") + " }"
}

// typeVerbs replaces %T of session values, which fmt reads off the box, by the
// type's name.
func typeVerbs(format string, args []any) (string, []any) {
	if !strings.Contains(format, "T") {
		return format, args
	}
	var b strings.Builder
	arg, copied := 0, false
	for i := 0; i < len(format); i++ {
		b.WriteByte(format[i])
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.", format[i]) >= 0; i++ {
			b.WriteByte(format[i])
		}
		if i >= len(format) || format[i] == '%' {
			if i < len(format) {
				b.WriteByte('%')
			}
			continue
		}
		if format[i] == '*' || format[i] == '[' {
			return format, args // explicit argument numbers: leave alone
		}
		c := format[i]
		if c == 'T' && arg < len(args) {
			if name, ok := typeName(args[arg]); ok {
				if !copied {
					args, copied = append([]any(nil), args...), true
				}
				args[arg], c = name, 's'
			}
		}
		b.WriteByte(c)
		arg++
	}
	return b.String(), args
}

func typeName(x any) (string, bool) {
	switch x := x.(type) {
	case Box:
		return x.Type(), true
	case interface{ inner() any }:
		return typeName(x.inner())
	}
	return "", false
}
