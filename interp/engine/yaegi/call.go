package yaegi

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// call writes a conversion, a builtin or a call.
func (e *emitter) call(x *ast.CallExpr) string {
	if tv := e.info.Types[x.Fun]; tv.IsType() {
		return e.conversion(x, e.typeOf(x.Fun))
	}
	if e.spreads(x) {
		return e.spreadCall(x)
	}
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
		if b, ok := e.info.Uses[id].(*types.Builtin); ok {
			return e.builtin(x, b.Name())
		}
	}
	sig := e.typeOf(x.Fun).Underlying().(*types.Signature)
	callee := e.callee(x.Fun)
	if callee != nil && callee.Pkg() != nil && callee.Pkg().Path() != sessionPath {
		if s, ok := e.compiledCall(x, callee, sig); ok {
			return s
		}
	}
	args := e.args(x, sig, e.argPolicy(x, callee))
	if e.compiled(callee) {
		for i, a := range x.Args {
			args[i] = e.guarded(a, paramType(sig, i, x.Ellipsis.IsValid()), args[i])
		}
	}
	if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && callee != nil && sig.Recv() == nil {
		if s, ok := e.methodCall(sel, args, x.Ellipsis.IsValid()); ok {
			return s
		}
	}
	fun := e.expr(x.Fun)
	if _, ok := ast.Unparen(x.Fun).(*ast.FuncLit); ok {
		fun = "(" + fun + ")"
	}
	return fun + "(" + strings.Join(args, ", ") + dots(x.Ellipsis.IsValid()) + ")"
}

func dots(spread bool) string {
	if spread {
		return "..."
	}
	return ""
}

// callee returns the function or method called, nil for a function value.
func (e *emitter) callee(fun ast.Expr) *types.Func {
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		o, _ := e.info.Uses[f].(*types.Func)
		return o
	case *ast.SelectorExpr:
		if id, ok := f.X.(*ast.Ident); ok {
			if _, ok := e.info.Uses[id].(*types.PkgName); ok {
				o, _ := e.info.Uses[f.Sel].(*types.Func)
				return o
			}
		}
		if e.info.Types[f.X].IsType() {
			return nil
		}
		o, _, _ := e.selection(f)
		m, _ := o.(*types.Func)
		return m
	case *ast.IndexExpr:
		return e.callee(f.X)
	case *ast.IndexListExpr:
		return e.callee(f.X)
	}
	return nil
}

// methodCall writes x.M(args) when sel selects a method.
func (e *emitter) methodCall(sel *ast.SelectorExpr, args []string, spread bool) (string, bool) {
	if e.info.Selections[sel] == nil {
		return "", false
	}
	obj, path, recv := e.selection(sel)
	f, ok := obj.(*types.Func)
	if !ok {
		return "", false
	}
	text, at := e.fieldPath(e.operand(sel.X), recv, path[:len(path)-1])
	return e.callMethod(text, at, f, args, spread), true
}

// args writes the arguments of a call, each converted to its parameter's type.
// With raw a session value goes to an interface parameter as it is, unboxed.
func (e *emitter) args(x *ast.CallExpr, sig *types.Signature, raw func(i int) bool) []string {
	var out []string
	for i, a := range x.Args {
		t := paramType(sig, i, x.Ellipsis.IsValid())
		if raw != nil && types.IsInterface(e.sub(t)) && raw(i) {
			out = append(out, e.expr(a))
			continue
		}
		if x.Ellipsis.IsValid() && e.info.Types[a].IsNil() {
			out = append(out, "("+e.typ(t)+")(nil)")
			continue
		}
		out = append(out, e.conv(a, t))
	}
	return out
}

// guarded writes text, the value of x, as compiled code may call it: shielded
// when it is a function of the cell. Passing it through an interpreted function
// also makes a literal keep the variables of its iteration.
func (e *emitter) guarded(x ast.Expr, t types.Type, text string) string {
	sig, ok := e.sub(t).Underlying().(*types.Signature)
	if !ok || e.info.Types[x].IsNil() || e.compiledFunc(x) {
		return text
	}
	ft := e.typ(sig)
	h := e.helper("guard "+ft, func(h string) string {
		return fmt.Sprintf("func %s(f__ %s) %s { if f__ == nil { return nil }; return rt__.Guard(f__).(%s) }\n", h, ft, ft, ft)
	})
	return h + "(" + text + ")"
}

// compiledFunc reports whether x names a function of a compiled package.
func (e *emitter) compiledFunc(x ast.Expr) bool {
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok || e.info.Selections[sel] != nil {
		return false
	}
	f, ok := e.info.Uses[sel.Sel].(*types.Func)
	return ok && e.compiled(f)
}

// compiled reports whether f is a function of a compiled package.
func (e *emitter) compiled(f *types.Func) bool {
	return f != nil && f.Pkg() != nil && f.Pkg().Path() != sessionPath && !e.g.ownSource(f.Pkg())
}

func paramType(sig *types.Signature, i int, spread bool) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		t := sig.Params().At(n - 1).Type()
		if spread {
			return t
		}
		if s, ok := t.Underlying().(*types.Slice); ok {
			return s.Elem()
		}
		return types.Typ[types.Byte] // append([]byte, string...)
	}
	return sig.Params().At(i).Type()
}

// conversion writes T(x).
func (e *emitter) conversion(x *ast.CallExpr, to types.Type) string {
	a := x.Args[0]
	if types.IsInterface(to) {
		return e.conv(a, to)
	}
	if e.info.Types[a].IsNil() {
		return "(" + e.typ(to) + ")(nil)"
	}
	if v := e.info.Types[a].Value; v != nil {
		if b, ok := to.Underlying().(*types.Basic); ok && e.info.Types[x].Value == nil && b.Info()&types.IsNumeric != 0 {
			return e.constant(v, to) // T(1) inside an instance of generic code
		}
		return "(" + e.typ(to) + ")(" + e.expr(a) + ")"
	}
	if n, ok := to.(*types.Named); ok && !sessionType(n) { // a function type of a compiled package
		return "(" + e.typ(to) + ")(" + e.guarded(a, to, e.expr(a)) + ")"
	}
	return "(" + e.typ(to) + ")(" + e.expr(a) + ")"
}

// builtin writes a call of a predeclared function.
func (e *emitter) builtin(x *ast.CallExpr, name string) string {
	switch name {
	case "min", "max":
		return e.minmax(x, name)
	case "clear":
		return "rt__.Clear(" + e.expr(x.Args[0]) + ")"
	case "make":
		return e.makeCall(x)
	case "new":
		return e.newCall(x)
	case "append":
		return e.appendCall(x)
	case "panic":
		return "panic(rt__.Panic(" + e.conv(x.Args[0], anyType) + "))"
	case "recover":
		return e.recoverCall()
	case "delete":
		m := e.typeOf(x.Args[0]).Underlying().(*types.Map)
		return "delete(" + e.expr(x.Args[0]) + ", " + e.conv(x.Args[1], m.Key()) + ")"
	case "print", "println":
		var args []string
		for _, a := range x.Args {
			args = append(args, e.conv(a, anyType))
		}
		return "rt__.P" + name[1:] + "(" + strings.Join(args, ", ") + ")"
	case "complex":
		t := e.typeOf(x)
		part := types.Typ[types.Float64]
		if b, ok := t.Underlying().(*types.Basic); ok && b.Kind() == types.Complex64 {
			part = types.Typ[types.Float32]
		}
		return "complex(" + e.conv(x.Args[0], part) + ", " + e.conv(x.Args[1], part) + ")"
	}
	var args []string
	for _, a := range x.Args {
		args = append(args, e.expr(a))
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

// minmax writes a call of the helper that is min or max for the type.
func (e *emitter) minmax(x *ast.CallExpr, name string) string {
	t := e.typeOf(x)
	var args []string
	for _, a := range x.Args {
		args = append(args, e.conv(a, t))
	}
	h := e.helper(fmt.Sprintf("%s %d", name, e.g.id(t)), func(h string) string {
		op, nan := "<", ""
		if name == "max" {
			op = ">"
		}
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
			nan = "if y__ != y__ { return y__ }; if y__ == 0 && x__ == 0 && rt__." + strings.ToUpper(name[:1]) + name[1:] + "Zero(float64(x__), float64(y__)) { x__ = y__ }; "
		}
		ts := e.typ(t)
		return fmt.Sprintf("func %s(x__ %s, ys__ ...%s) %s { for _, y__ := range ys__ { %sif y__ %s x__ { x__ = y__ } }; return x__ }\n",
			h, ts, ts, ts, nan, op)
	})
	return h + "(" + strings.Join(args, ", ") + ")"
}

// makeCall writes make with its sizes checked against the kernel's limit.
func (e *emitter) makeCall(x *ast.CallExpr) string {
	t := e.typeOf(x)
	size := int64(8)
	switch u := t.Underlying().(type) {
	case *types.Slice:
		size = sizes.Sizeof(u.Elem())
	case *types.Chan:
		size = sizes.Sizeof(u.Elem())
	}
	out := "make(" + e.typ(t)
	for _, a := range x.Args[1:] {
		out += fmt.Sprintf(", rt__.Len(int(%s), %d)", e.expr(a), size)
	}
	return out + ")"
}

// newCall writes new(T), and new(expr) of Go 1.26.
func (e *emitter) newCall(x *ast.CallExpr) string {
	if e.info.Types[x.Args[0]].IsType() {
		return "new(" + e.typ(e.typeOf(x.Args[0])) + ")"
	}
	t := e.sub(e.typeOf(x)).Underlying().(*types.Pointer).Elem()
	return fmt.Sprintf("func() *%s { var v__ %s = %s; return &v__ }()", e.typ(t), e.typ(t), e.conv(x.Args[0], t))
}

func (e *emitter) appendCall(x *ast.CallExpr) string {
	t := e.typeOf(x)
	s := t.Underlying().(*types.Slice)
	first := e.expr(x.Args[0])
	if e.info.Types[x.Args[0]].IsNil() {
		first = e.typ(t) + "(nil)"
	}
	args := []string{first}
	for _, a := range x.Args[1:] {
		if x.Ellipsis.IsValid() {
			if b, ok := e.typeOf(a).Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
				args = append(args, "[]byte("+e.expr(a)+")")
				continue
			}
			args = append(args, e.expr(a))
			continue
		}
		args = append(args, e.conv(a, s.Elem()))
	}
	return "append(" + strings.Join(args, ", ") + dots(x.Ellipsis.IsValid()) + ")"
}

// recoverCall writes recover. In the literal of a defer statement it asks the
// defers of the function around; elsewhere those of whoever deferred the call.
func (e *emitter) recoverCall() string {
	if e.fn != nil && e.fn.deferred && e.fn.outer != nil && e.fn.outer.deferVar != "" {
		return e.fn.outer.deferVar + ".Recover()"
	}
	return "rt__.Recover()"
}
