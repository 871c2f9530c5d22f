package yaegi

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
)

// errorWrap is a session type in an error variable. It compares and unwraps
// like the value it holds.
type errorWrap struct {
	g      *Engine
	box    Box
	WError func() string
}

func (w *errorWrap) inner() any    { return w.box }
func (w *errorWrap) Error() string { return w.WError() }

// Is reports whether target holds the same value, or the value's own Is says so.
func (w *errorWrap) Is(target error) bool {
	if b, ok := w.g.unwrap(target).(Box); ok && reflect.TypeOf(b.v).Comparable() && b == w.box {
		return true
	}
	r, ok := w.box.call("Is", reflect.ValueOf(&target).Elem())
	return ok && r[0].Bool()
}

// Unwrap returns what the value's own Unwrap returns, nil without one.
func (w *errorWrap) Unwrap() error {
	r, ok := w.box.call("Unwrap")
	if !ok || len(r) != 1 {
		return nil
	}
	err, _ := r[0].Interface().(error)
	return err
}

// wrapperOf returns the adapter struct of a compiled interface.
func (g *Engine) wrapperOf(t types.Type) (reflect.Type, bool) {
	t = types.Unalias(t)
	if types.Identical(t, errorType) {
		return reflect.TypeFor[errorWrap](), true
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil, false
	}
	p := n.Obj().Pkg()
	v, ok := g.opt.Symbols[p.Path()+"/"+p.Name()]["_"+n.Obj().Name()]
	if !ok {
		return nil, false
	}
	return v.Type().Elem(), true
}

// wrapValue makes the adapter for the interface numbered id around a box; the
// functions are its methods in alphabetical order.
func (g *Engine) wrapValue(id int, box any, fns ...any) any {
	t := g.typeByID(id)
	if types.Identical(t, errorType) {
		return &errorWrap{g: g, box: box.(Box), WError: fns[0].(func() string)}
	}
	w, _ := g.wrapperOf(t)
	p := reflect.New(w)
	p.Elem().Field(0).Set(reflect.ValueOf(box))
	it := t.Underlying().(*types.Interface)
	for i, f := range fns {
		d := p.Elem().FieldByName("W" + it.Method(i).Name())
		d.Set(reflect.ValueOf(g.guard(f)).Convert(d.Type()))
	}
	return p.Interface()
}

// addMethod enters a method of the type numbered id.
func (g *Engine) addMethod(id int, name string, f any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.methods[id] == nil {
		g.methods[id] = map[string]reflect.Value{}
	}
	g.methods[id][name] = reflect.ValueOf(f)
}

// lookup returns the method of what x holds as a function whose first
// parameter is the receiver, of the type of like.
func (g *Engine) lookup(x any, name string, like any) any {
	x = g.unwrap(x)
	if x == nil {
		panic(runtimeError{"nil pointer"})
	}
	if b, ok := x.(Box); ok {
		if m, ok := g.method(b.t.id, name); ok {
			return m.Interface()
		}
		panic(fmt.Sprintf("%s has no method %s", b.Type(), name))
	}
	m := reflect.ValueOf(x).MethodByName(name)
	return reflect.MakeFunc(reflect.TypeOf(like), func(args []reflect.Value) []reflect.Value {
		if m.Type().IsVariadic() {
			return m.CallSlice(args[1:])
		}
		return m.Call(args[1:])
	}).Interface()
}

// to converts what x holds to the compiled interface numbered id, which it implements.
func (g *Engine) to(x any, id int) any {
	b, ok := g.unwrap(x).(Box)
	if !ok {
		return x
	}
	it := g.typeByID(id).Underlying().(*types.Interface)
	fns := make([]any, it.NumMethods())
	for i := range fns {
		m, _ := g.method(b.t.id, it.Method(i).Name())
		ft, ok := g.rtype(it.Method(i).Type())
		if !ok {
			panic(fmt.Sprintf("%s cannot be converted to %s", b.Type(), goType(g.typeByID(id))))
		}
		fns[i] = bound(m, reflect.ValueOf(&b).Elem(), ft).Interface()
	}
	return g.wrapValue(id, b, fns...)
}

// bound fixes the first argument of m.
func bound(m, recv reflect.Value, ft reflect.Type) reflect.Value {
	return reflect.MakeFunc(ft, func(args []reflect.Value) []reflect.Value {
		if ft.IsVariadic() {
			return m.CallSlice(append([]reflect.Value{recv}, args...))
		}
		return m.Call(append([]reflect.Value{recv}, args...))
	})
}

// as returns what x holds as the compiled interface numbered id, nil when it does not implement it.
func (g *Engine) as(x any, id int) any {
	if u := g.unwrap(x); u == nil || !g.implements(u, id) {
		return nil
	}
	return g.to(g.unwrap(x), id)
}

// errorsAs is errors.As for a target whose type is numbered id.
func (g *Engine) errorsAs(err error, id int, target any) bool {
	if !tainted(g.typeByID(id)) && !boxed(g.typeByID(id)) {
		return errors.As(err, target)
	}
	for err != nil {
		if types.IsInterface(g.typeByID(id)) {
			if g.implements(g.unwrap(err), id) {
				return assign(reflect.ValueOf(target).Elem(), g.unwrap(err))
			}
		} else if g.loadAs(err, id, target) {
			return true
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				if g.errorsAs(e, id, target) {
					return true
				}
			}
			return false
		}
		err = errors.Unwrap(err)
	}
	return false
}

// badAssert panics as a failed type assertion to the type numbered id.
func (g *Engine) badAssert(x any, id int) {
	t := g.typeByID(id)
	want := goType(t)
	x = g.unwrap(x)
	have := "nil"
	if x != nil {
		have = fmt.Sprintf("%T", x)
	}
	if b, ok := x.(Box); ok {
		have = b.Type()
	}
	text := fmt.Sprintf("interface conversion: interface {} is %s, not %s", have, want)
	if types.IsInterface(t) {
		text = fmt.Sprintf("interface conversion: interface is nil, not %s", want)
		if x != nil {
			text = fmt.Sprintf("interface conversion: %s is not %s: missing method", have, want)
		}
	}
	panic(assertError(text))
}

type assertError string

// RuntimeError marks the value as a runtime.Error.
func (assertError) RuntimeError()   {}
func (e assertError) Error() string { return string(e) }
