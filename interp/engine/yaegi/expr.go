package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// expr writes an expression with a single value of its own type.
func (e *emitter) expr(x ast.Expr) string {
	if tv := e.info.Types[x]; tv.Value != nil {
		return e.constant(tv.Value, types.Default(e.typeOf(x)))
	}
	switch x := x.(type) {
	case *ast.Ident:
		return e.ident(x)
	case *ast.ParenExpr:
		return "(" + e.expr(x.X) + ")"
	case *ast.FuncLit:
		return "func" + e.function(x.Type, e.sub(e.typeOf(x)).(*types.Signature), x.Body, "", false)
	case *ast.CompositeLit:
		return e.composite(x, e.typeOf(x))
	case *ast.SelectorExpr:
		return e.selector(x)
	case *ast.IndexExpr:
		return e.index(x)
	case *ast.IndexListExpr:
		return e.instanceOf(x.X)
	case *ast.SliceExpr:
		return e.slice(x)
	case *ast.StarExpr:
		return "(*" + e.expr(x.X) + ")"
	case *ast.UnaryExpr:
		return e.unary(x)
	case *ast.BinaryExpr:
		return e.binary(x)
	case *ast.CallExpr:
		return e.call(x)
	case *ast.TypeAssertExpr:
		return e.assert(x, false)
	}
	return e.typ(e.typeOf(x)) // a type
}

func (e *emitter) ident(x *ast.Ident) string {
	o := e.info.Uses[x]
	if o == nil {
		o = e.info.Defs[x]
	}
	switch o := o.(type) {
	case nil:
		return local(x.Name) // the variable of a type switch
	case *types.Nil:
		return "nil"
	case *types.TypeName:
		return e.typ(o.Type())
	case *types.Func:
		if _, ok := e.info.Instances[x]; ok {
			return e.instanceOf(x)
		}
		return e.funcName(o)
	}
	return e.name(o)
}

// funcName names a package-level function as a value.
func (e *emitter) funcName(f *types.Func) string {
	if e.g.ownSource(f.Pkg()) {
		return e.instance(f, nil)
	}
	if f.Pkg() != nil && f.Pkg().Path() != sessionPath {
		return e.pkg(f.Pkg()) + "." + f.Name()
	}
	return e.name(f)
}

func (e *emitter) index(x *ast.IndexExpr) string {
	if tv := e.info.Types[x.Index]; tv.IsType() {
		return e.instanceOf(x.X)
	}
	base := e.typeOf(x.X)
	if m, ok := base.Underlying().(*types.Map); ok {
		e.checkKey(x, m.Key())
		return e.expr(x.X) + "[" + e.conv(x.Index, m.Key()) + "]"
	}
	return e.operand(x.X) + "[" + e.expr(x.Index) + "]"
}

// checkKey refuses maps whose keys yaegi cannot compare as Go does.
func (e *emitter) checkKey(at ast.Node, k types.Type) {
	if compiledIface(k) {
		e.refuse(at, "a map whose keys are of the interface type %s", "use any as the key type", types.TypeString(k, nil))
	}
}

// operand writes x so that a postfix operator may follow.
func (e *emitter) operand(x ast.Expr) string {
	s := e.expr(x)
	if _, ok := x.(*ast.UnaryExpr); ok {
		return "(" + s + ")"
	}
	return s
}

func (e *emitter) slice(x *ast.SliceExpr) string {
	part := func(y ast.Expr) string {
		if y == nil {
			return ""
		}
		return e.expr(y)
	}
	s := e.operand(x.X) + "[" + part(x.Low) + ":" + part(x.High)
	if x.Slice3 {
		s += ":" + part(x.Max)
	}
	return s + "]"
}

func (e *emitter) unary(x *ast.UnaryExpr) string {
	if x.Op == token.AND {
		if lit, ok := ast.Unparen(x.X).(*ast.CompositeLit); ok {
			return "&" + e.composite(lit, e.typeOf(lit))
		}
		return "&" + e.expr(x.X)
	}
	if x.Op == token.ARROW {
		return "<-" + e.operand(x.X)
	}
	return x.Op.String() + "(" + e.expr(x.X) + ")"
}

func (e *emitter) binary(x *ast.BinaryExpr) string {
	l, r := e.typeOf(x.X), e.typeOf(x.Y)
	if x.Op == token.EQL || x.Op == token.NEQ {
		return e.equality(x, l, r)
	}
	if x.Op == token.SHL || x.Op == token.SHR {
		return "(" + e.conv(x.X, e.typeOf(x)) + " " + x.Op.String() + " " + e.expr(x.Y) + ")"
	}
	t := l
	if b, ok := l.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = r
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
	}
	if x.Op == token.LAND || x.Op == token.LOR {
		return "(" + e.expr(x.X) + " " + x.Op.String() + " " + e.expr(x.Y) + ")"
	}
	return "(" + e.conv(x.X, t) + " " + x.Op.String() + " " + e.conv(x.Y, t) + ")"
}

// equality writes == and !=. Interfaces are compared by rt__.Eq, which knows
// the types of boxed values; so are arrays and structs that contain them.
func (e *emitter) equality(x *ast.BinaryExpr, l, r types.Type) string {
	if e.info.Types[x.X].IsNil() {
		return "(nil " + x.Op.String() + " " + e.expr(x.Y) + ")"
	}
	if e.info.Types[x.Y].IsNil() {
		return "(" + e.expr(x.X) + " " + x.Op.String() + " nil)"
	}
	if !types.IsInterface(l) && !types.IsInterface(r) && !aggregate(l) {
		t := l
		if b, ok := l.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			t = r
		}
		if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			t = types.Default(t)
		}
		return "(" + e.conv(x.X, t) + " " + x.Op.String() + " " + e.conv(x.Y, t) + ")"
	}
	s := "rt__.Eq(" + e.conv(x.X, anyType) + ", " + e.conv(x.Y, anyType) + ")"
	if x.Op == token.NEQ {
		return "!" + s
	}
	return s
}

func aggregate(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// composite writes a composite literal of type t.
func (e *emitter) composite(x *ast.CompositeLit, t types.Type) string {
	if p, ok := t.Underlying().(*types.Pointer); ok { // elided &T in []*T{{…}}
		return "&" + e.composite(x, p.Elem())
	}
	var parts []string
	switch u := t.Underlying().(type) {
	case *types.Struct:
		parts = e.structFields(x, u)
	case *types.Map:
		e.checkKey(x, u.Key())
		for _, el := range x.Elts {
			kv := el.(*ast.KeyValueExpr)
			parts = append(parts, e.element(kv.Key, u.Key())+": "+e.element(kv.Value, u.Elem()))
		}
	case *types.Slice:
		parts = e.elements(x.Elts, u.Elem())
	case *types.Array:
		parts = e.elements(x.Elts, u.Elem())
	}
	return e.typ(t) + "{" + strings.Join(parts, ", ") + "}"
}

func (e *emitter) structFields(x *ast.CompositeLit, u *types.Struct) []string {
	var parts []string
	for i, el := range x.Elts {
		f, v := u.Field(min(i, u.NumFields()-1)), el
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			name := kv.Key.(*ast.Ident).Name
			for j := range u.NumFields() {
				if u.Field(j).Name() == name {
					f = u.Field(j)
				}
			}
			v = kv.Value
		}
		if f.Name() == "_" {
			continue
		}
		text := e.element(v, f.Type())
		if f.Pkg().Path() != sessionPath {
			text = e.guarded(v, f.Type(), text)
		}
		parts = append(parts, f.Name()+": "+text)
	}
	return parts
}

func (e *emitter) elements(elts []ast.Expr, t types.Type) []string {
	var parts []string
	for _, el := range elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			parts = append(parts, e.expr(kv.Key)+": "+e.element(kv.Value, t))
			continue
		}
		parts = append(parts, e.element(el, t))
	}
	return parts
}

// element writes an element of a composite literal, whose own type may be elided.
func (e *emitter) element(x ast.Expr, t types.Type) string {
	if lit, ok := x.(*ast.CompositeLit); ok && lit.Type == nil {
		return e.composite(lit, e.sub(t))
	}
	return e.conv(x, t)
}

// selector writes p.Name, x.f or a method value.
func (e *emitter) selector(x *ast.SelectorExpr) string {
	if id, ok := x.X.(*ast.Ident); ok {
		if pn, ok := e.info.Uses[id].(*types.PkgName); ok {
			return e.qualified(x, pn.Imported())
		}
	}
	if tv := e.info.Types[x.X]; tv.IsType() {
		return e.methodExpr(x)
	}
	obj, path, recv := e.selection(x)
	if f, ok := obj.(*types.Func); ok {
		return e.methodValue(x, f, recv)
	}
	text, _ := e.fieldPath(e.operand(x.X), recv, path)
	return text
}

func (e *emitter) qualified(x *ast.SelectorExpr, p *types.Package) string {
	o := p.Scope().Lookup(x.Sel.Name)
	if _, ok := e.info.Instances[x.Sel]; ok {
		return e.instanceOf(x)
	}
	if t, ok := o.(*types.TypeName); ok {
		return e.typ(t.Type())
	}
	if f, ok := o.(*types.Func); ok {
		return e.funcName(f)
	}
	return e.pkg(p) + "." + x.Sel.Name
}

// selection finds what x.Sel selects: the object, the path of field indices to
// it, and the type of x.X. Inside an instance it looks again, since the type
// the checker saw may have been a type parameter.
func (e *emitter) selection(x *ast.SelectorExpr) (types.Object, []int, types.Type) {
	recv := e.typeOf(x.X)
	if s := e.info.Selections[x]; s != nil && len(e.env) == 0 {
		return s.Obj(), s.Index(), recv
	}
	pkg := e.info.ObjectOf(x.Sel).Pkg()
	o, path, _ := types.LookupFieldOrMethod(recv, true, pkg, x.Sel.Name)
	if o == nil {
		e.refuse(x, "the selection %s", "write it without type parameters", x.Sel.Name)
	}
	return o, path, recv
}

// fieldPath follows path from text, a value of type t, writing out embedded
// fields; the last index is included when it is a field. It returns the type reached.
func (e *emitter) fieldPath(text string, t types.Type, path []int) (string, types.Type) {
	for _, i := range path {
		t = e.sub(t)
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = e.sub(p.Elem())
		}
		f := t.Underlying().(*types.Struct).Field(i)
		if f.Exported() || f.Pkg().Path() == sessionPath || !f.Embedded() {
			text += "." + f.Name()
		}
		t = f.Type()
	}
	return text, e.sub(t)
}

// method writes the call recv.name(args…) for recv of type t.
func (e *emitter) method(recv string, t types.Type, name string, pkg *types.Package, args []string, spread bool) string {
	o, path, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	f := o.(*types.Func)
	text, at := e.fieldPath(recv, t, path[:len(path)-1])
	return e.callMethod(text, at, f, args, spread)
}

// callMethod writes the call of method f on text, a value of type t that has it directly.
func (e *emitter) callMethod(text string, t types.Type, f *types.Func, args []string, spread bool) string {
	dots := ""
	if spread {
		dots = "..."
	}
	if types.IsInterface(t) && boxed(t) {
		return e.dynamicCall(f) + "(" + strings.Join(append([]string{text}, args...), ", ") + dots + ")"
	}
	if r := replaced[f.FullName()]; r != "" && !types.IsInterface(t) {
		return "rt__." + r + "(" + strings.Join(append([]string{receiver(text, t, f)}, args...), ", ") + dots + ")"
	}
	if n := receiverNamed(t); n == nil || !sessionType(n) && !e.g.ownSource(n.Obj().Pkg()) || types.IsInterface(t) {
		return text + "." + f.Name() + "(" + strings.Join(args, ", ") + dots + ")"
	}
	return e.methodFunc(t, f) + "(" + strings.Join(append([]string{receiver(text, t, f)}, args...), ", ") + dots + ")"
}

// receiver adapts text to what the method takes: a value or a pointer.
func receiver(text string, t types.Type, f *types.Func) string {
	_, have := t.Underlying().(*types.Pointer)
	_, want := f.Type().(*types.Signature).Recv().Type().Underlying().(*types.Pointer)
	switch {
	case have && !want:
		return "*" + text
	case want && !have:
		return "&" + text
	}
	return text
}

func receiverNamed(t types.Type) *types.Named {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if _, named := types.Unalias(t).(*types.Named); !named {
			t = p.Elem()
		}
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// dynamicCall returns the function that calls method f of whatever a boxed interface holds.
func (e *emitter) dynamicCall(f *types.Func) string {
	sig := e.sub(f.Type()).(*types.Signature)
	key := fmt.Sprintf("call %s %d", f.Name(), e.g.id(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())))
	return e.helper(key, func(name string) string {
		ps, args := e.params(sig, "p")
		if sig.Variadic() {
			args[len(args)-1] += "..."
		}
		ft := "func(" + strings.Join(append([]string{"b__ interface{}"}, ps...), ", ") + ") " + e.results(sig)
		return fmt.Sprintf("func %s(%s) %s { %srt__.Lookup(b__, %q, (%s)(nil)).(%s)(%s) }\n",
			name, strings.TrimSuffix(strings.TrimPrefix(ft, "func("), ") "+e.results(sig)), e.results(sig), returning(sig),
			f.Name(), ft, ft, strings.Join(append([]string{"b__"}, args...), ", "))
	})
}

// methodValue writes x.M used as a value: a closure that has evaluated x.
func (e *emitter) methodValue(x *ast.SelectorExpr, f *types.Func, recv types.Type) string {
	sig := e.typeOf(x).(*types.Signature)
	ps, args := e.params(sig, "p")
	_, path, _ := e.selection(x)
	text, at := e.fieldPath(e.operand(x.X), recv, path[:len(path)-1])
	_, want := f.Type().(*types.Signature).Recv().Type().Underlying().(*types.Pointer)
	_, have := at.Underlying().(*types.Pointer)
	bt := at
	if want && !have && !types.IsInterface(at) {
		text, bt = "&"+text, types.NewPointer(at)
	}
	ft := e.typ(sig)
	return fmt.Sprintf("func() %s { r__ := %s; return func(%s) %s { %s%s } }()", ft, text, strings.Join(ps, ", "),
		e.results(sig), returning(sig), e.callMethod("r__", bt, f, args, sig.Variadic()))
}

// methodExpr writes T.M, a function whose first parameter is the receiver.
func (e *emitter) methodExpr(x *ast.SelectorExpr) string {
	sig := e.typeOf(x).(*types.Signature)
	ps, args := e.params(sig, "p")
	t := e.typeOf(x.X)
	o, path, _ := types.LookupFieldOrMethod(t, true, e.info.ObjectOf(x.Sel).Pkg(), x.Sel.Name)
	text, at := e.fieldPath(args[0], t, path[:len(path)-1])
	return fmt.Sprintf("func(%s) %s { %s%s }", strings.Join(ps, ", "), e.results(sig), returning(sig),
		e.callMethod(text, at, o.(*types.Func), args[1:], sig.Variadic()))
}
