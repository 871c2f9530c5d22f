package yaegi

import (
	"fmt"
	"go/types"
	"reflect"
)

// A Box is a value of a session type inside an interface. The interpreter
// gives all session types of one structure the same reflect.Type; the box
// keeps apart what Go keeps apart. Boxes are equal when type and value are.
type Box struct {
	t *boxType
	v any
}

// boxType is the type of boxed values: one for each type, so pointers compare.
type boxType struct {
	g  *Engine
	id int
	t  types.Type
}

// box makes a Box; values that are boxes already stay as they are.
func (g *Engine) box(id int, v any) any {
	return Box{g.boxType(id), v}
}

func (g *Engine) boxType(id int) *boxType {
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.boxes) <= id {
		g.boxes = append(g.boxes, nil)
	}
	if g.boxes[id] == nil {
		g.boxes[id] = &boxType{g, id, g.types[id]}
	}
	return g.boxes[id]
}

// Type returns the name of the dynamic type, as %T prints it.
func (b Box) Type() string { return goType(b.t.t) }

// Format prints the value as fmt prints a value of its type.
func (b Box) Format(f fmt.State, verb rune) {
	p := &printer{g: b.t.g, state: f, verb: verb}
	p.value(b.t.t, b.value(), 0, true)
}

// value returns the value with the right nil when the interpreter passed none.
func (b Box) value() reflect.Value { return reflect.ValueOf(b.v) }

// method returns the table entry of a method of the boxed type.
func (g *Engine) method(id int, name string) (reflect.Value, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m, ok := g.methods[id][name]
	return m, ok
}

// call calls a method without parameters of a boxed value and returns its results.
func (b Box) call(name string, args ...reflect.Value) ([]reflect.Value, bool) {
	m, ok := b.t.g.method(b.t.id, name)
	if !ok || m.Type().NumIn() != 1+len(args) {
		return nil, false
	}
	return m.Call(append([]reflect.Value{reflect.ValueOf(&b).Elem()}, args...)), true
}

// unwrap returns what a wrapper of a compiled interface holds, else x.
func (g *Engine) unwrap(x any) any {
	if x == nil {
		return nil
	}
	switch w := x.(type) {
	case Box:
		return x
	case interface{ inner() any }:
		return w.inner()
	}
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Pointer && !v.IsNil() && g.isWrap(v.Type().Elem()) {
		return v.Elem().Field(0).Interface()
	}
	return x
}

func (g *Engine) isWrap(t reflect.Type) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.wraps[t]
}

// eq is == on interface values.
func (g *Engine) eq(a, b any) bool { return g.unwrap(a) == g.unwrap(b) }

// is reports whether x holds the type numbered id, or implements it when it is an interface.
func (g *Engine) is(x any, id int) bool {
	x = g.unwrap(x)
	if x == nil {
		return false
	}
	t := g.typeByID(id)
	if types.IsInterface(t) {
		return g.implements(x, id)
	}
	if b, ok := x.(Box); ok {
		return b.t.id == id
	}
	if tainted(t) {
		return false
	}
	rt, ok := g.rtype(t)
	return ok && reflect.TypeOf(x) == rt
}

// implements reports whether x has the methods of the interface numbered id.
func (g *Engine) implements(x any, id int) bool {
	if x == nil {
		return false
	}
	it := g.typeByID(id).Underlying().(*types.Interface)
	if b, ok := x.(Box); ok {
		return types.Implements(b.t.t, it)
	}
	rt := reflect.TypeOf(x)
	for i := range it.NumMethods() {
		m := it.Method(i)
		rm, ok := rt.MethodByName(m.Name())
		if !ok {
			return false
		}
		want, ok := g.rtype(m.Type())
		if !ok || !sameSignature(rm.Type, want, rt.Kind() != reflect.Interface) {
			return false
		}
	}
	return true
}

// sameSignature compares a method's type, with its receiver first, to a function type.
func sameSignature(m, f reflect.Type, recv bool) bool {
	k := 0
	if recv {
		k = 1
	}
	if m.NumIn()-k != f.NumIn() || m.NumOut() != f.NumOut() || m.IsVariadic() != f.IsVariadic() {
		return false
	}
	for i := range f.NumIn() {
		if m.In(i+k) != f.In(i) {
			return false
		}
	}
	for i := range f.NumOut() {
		if m.Out(i) != f.Out(i) {
			return false
		}
	}
	return true
}

// loadAs stores x in *p when x holds the type numbered id.
func (g *Engine) loadAs(x any, id int, p any) bool {
	x = g.unwrap(x)
	d := reflect.ValueOf(p).Elem()
	if b, ok := x.(Box); ok {
		return b.t.id == id && assign(d, b.v)
	}
	if x == nil || tainted(g.typeByID(id)) || reflect.TypeOf(x) != d.Type() {
		return false
	}
	d.Set(reflect.ValueOf(x))
	return true
}

// load stores what the box holds in *p.
func (g *Engine) load(x any, p any) {
	if b, ok := g.unwrap(x).(Box); ok {
		assign(reflect.ValueOf(p).Elem(), b.v)
	}
}

// assign stores v in d, whose interpreted type is the same though reflect may spell it otherwise.
func assign(d reflect.Value, v any) bool {
	s := reflect.ValueOf(v)
	switch {
	case !s.IsValid():
		d.SetZero()
	case s.Type().AssignableTo(d.Type()):
		d.Set(s)
	case s.Type().ConvertibleTo(d.Type()):
		d.Set(s.Convert(d.Type()))
	default:
		return false
	}
	return true
}

// rtype returns the reflect type of a type without session types in it.
func (g *Engine) rtype(t types.Type) (reflect.Type, bool) {
	id := g.id(t)
	g.mu.Lock()
	r, ok := g.rtypes[id]
	g.mu.Unlock()
	if !ok {
		r = g.buildType(t)
		g.mu.Lock()
		g.rtypes[id] = r
		g.mu.Unlock()
	}
	return r, r != nil
}

func (g *Engine) buildType(t types.Type) reflect.Type {
	elem := func(t types.Type) reflect.Type { r, _ := g.rtype(t); return r }
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return basicTypes[t.Kind()]
	case *types.Named:
		return g.symbolType(t)
	case *types.Interface:
		if t.Empty() {
			return reflect.TypeFor[any]()
		}
	case *types.Pointer:
		if r := elem(t.Elem()); r != nil {
			return reflect.PointerTo(r)
		}
	case *types.Slice:
		if r := elem(t.Elem()); r != nil {
			return reflect.SliceOf(r)
		}
	case *types.Array:
		if r := elem(t.Elem()); r != nil {
			return reflect.ArrayOf(int(t.Len()), r)
		}
	case *types.Map:
		if k, v := elem(t.Key()), elem(t.Elem()); k != nil && v != nil {
			return reflect.MapOf(k, v)
		}
	case *types.Chan:
		if r := elem(t.Elem()); r != nil {
			return reflect.ChanOf(map[types.ChanDir]reflect.ChanDir{types.SendRecv: reflect.BothDir, types.SendOnly: reflect.SendDir,
				types.RecvOnly: reflect.RecvDir}[t.Dir()], r)
		}
	case *types.Signature:
		return g.funcType(t)
	case *types.Struct:
		return g.plainStruct(t)
	}
	return nil
}

// plainStruct builds an unnamed struct type; all its fields are exported.
func (g *Engine) plainStruct(t *types.Struct) reflect.Type {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		r, ok := g.rtype(t.Field(i).Type())
		if !ok || !t.Field(i).Exported() || t.Field(i).Embedded() {
			return nil
		}
		fields[i] = reflect.StructField{Name: t.Field(i).Name(), Type: r, Tag: reflect.StructTag(t.Tag(i))}
	}
	return reflect.StructOf(fields)
}

func (g *Engine) funcType(t *types.Signature) reflect.Type {
	list := func(tup *types.Tuple) ([]reflect.Type, bool) {
		var out []reflect.Type
		for i := range tup.Len() {
			r, ok := g.rtype(tup.At(i).Type())
			if !ok {
				return nil, false
			}
			out = append(out, r)
		}
		return out, true
	}
	in, ok1 := list(t.Params())
	out, ok2 := list(t.Results())
	if !ok1 || !ok2 {
		return nil
	}
	return reflect.FuncOf(in, out, t.Variadic())
}

func (g *Engine) symbolType(t *types.Named) reflect.Type {
	o := t.Obj()
	if o.Pkg() == nil {
		return reflect.TypeFor[error]()
	}
	if t.TypeArgs().Len() > 0 {
		return nil
	}
	v, ok := g.opt.Symbols[o.Pkg().Path()+"/"+o.Pkg().Name()][o.Name()]
	if !ok || v.Kind() != reflect.Pointer {
		return nil
	}
	return v.Type().Elem()
}

var basicTypes = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
}
