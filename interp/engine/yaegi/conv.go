package yaegi

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// conv writes x converted to type to, which it is assignable to.
func (e *emitter) conv(x ast.Expr, to types.Type) string {
	tv := e.info.Types[x]
	to = e.sub(to)
	if tv.IsNil() {
		return "nil"
	}
	from := e.typeOf(x)
	if untyped(from) {
		if !types.IsInterface(to) {
			from = to
		} else {
			from = types.Default(from)
		}
	}
	if tv.Value != nil {
		return e.convText(e.constant(tv.Value, from), from, to)
	}
	text := e.expr(x)
	if untyped(e.typeOf(x)) && e.typ(from) != "bool" { // a comparison of named boolean type
		text = e.typ(from) + "(" + text + ")"
	}
	return e.convText(text, from, to)
}

func untyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

// convText writes the implicit conversion of a value of type from to type to.
func (e *emitter) convText(text string, from, to types.Type) string {
	from, to = e.sub(from), e.sub(to)
	switch {
	case !types.IsInterface(to):
		if types.Identical(from, to) {
			return text
		}
		return "(" + e.typ(to) + ")(" + text + ")"
	case types.IsInterface(from):
		return e.ifaceText(text, from, to)
	case boxed(to):
		return e.box(text, from)
	case tainted(from):
		return e.wrap(text, from, to)
	}
	return text
}

// ifaceText converts between interface types.
func (e *emitter) ifaceText(text string, from, to types.Type) string {
	switch {
	case boxed(from) && boxed(to):
		return text
	case boxed(to):
		return "rt__.Unwrap(" + text + ")"
	case boxed(from):
		return e.toCompiled(to) + "(" + text + ")"
	}
	return text
}

// box writes the value as a cell keeps it in an interface.
func (e *emitter) box(text string, from types.Type) string {
	if !tainted(from) {
		return text
	}
	if _, ok := from.Underlying().(*types.Signature); ok { // makes a literal keep its variables
		ft := e.typ(from)
		text = e.helper("keep "+ft, func(h string) string { return fmt.Sprintf("func %s(f__ %s) %s { return f__ }\n", h, ft, ft) }) + "(" + text + ")"
	}
	return fmt.Sprintf("rt__.Box(%d, %s)", e.g.id(from), text)
}

// wrap writes the conversion of a session type to a compiled interface: the
// interface's wrapper, its methods bound to the value.
func (e *emitter) wrap(text string, from, to types.Type) string {
	key := fmt.Sprintf("wrap %d %d", e.g.id(from), e.g.id(to))
	name := e.helper(key, func(name string) string {
		var ms []string
		it := to.Underlying().(*types.Interface)
		for i := range it.NumMethods() {
			m := it.Method(i)
			sig := m.Type().(*types.Signature)
			ps, args := e.params(sig, "p")
			ms = append(ms, fmt.Sprintf("func(%s) %s { %s%s }", strings.Join(ps, ", "), e.results(sig), returning(sig),
				e.method("v__", from, m.Name(), m.Pkg(), args, sig.Variadic())))
		}
		return fmt.Sprintf("func %s(v__ %s) %s { return rt__.Wrap(%d, rt__.Box(%d, v__), %s).(%s) }\n",
			name, e.typ(from), e.typ(to), e.ifaceID(to), e.g.id(from), strings.Join(ms, ", "), e.typ(to))
	})
	return name + "(" + text + ")"
}

// ifaceID returns the id of a compiled interface. One whose methods nobody
// outside its package can write has no wrapper and is refused.
func (e *emitter) ifaceID(t types.Type) int {
	id := e.g.id(t)
	if _, ok := e.g.wrapperOf(t); !ok {
		panic(&engineRefusal{what: fmt.Sprintf("a session type in the interface %s", types.TypeString(t, nil)),
			remedy: "the kernel has no adapter for it"})
	}
	return id
}

// toCompiled returns the function that converts a boxed interface value to a compiled interface.
func (e *emitter) toCompiled(to types.Type) string {
	return e.helper(fmt.Sprintf("to %d", e.g.id(to)), func(name string) string {
		return fmt.Sprintf("func %s(x__ interface{}) %s { if x__ == nil { return nil }; return rt__.To(x__, %d).(%s) }\n",
			name, e.typ(to), e.ifaceID(to), e.typ(to))
	})
}

// helper returns the name of the top-level function known under key, writing
// it when no cell has needed it yet.
func (e *emitter) helper(key string, write func(name string) string) string {
	if n, ok := e.g.helpers[key]; ok {
		return n
	}
	n := fmt.Sprintf("h__%d", e.g.next())
	e.g.helpers[key] = n
	e.undo = append(e.undo, func() { delete(e.g.helpers, key) })
	env := e.env
	e.queue = append(e.queue, func() {
		old, fn := e.env, e.fn
		e.env, e.fn = env, nil
		e.decls.WriteString(write(n))
		e.env, e.fn = old, fn
	})
	return n
}

// constant writes a constant of type t.
func (e *emitter) constant(v constant.Value, t types.Type) string {
	t = e.sub(t)
	b, ok := t.Underlying().(*types.Basic)
	if !ok { // cannot be: constants have basic types
		return v.ExactString()
	}
	lit, plain := literal(v, b)
	if named, ok := t.(*types.Basic); ok && types.Typ[plain] == types.Default(named) {
		return lit
	}
	return e.typ(t) + "(" + lit + ")"
}

// literal writes v as a literal fit for the basic type b; plain is the type
// the literal has by itself.
func literal(v constant.Value, b *types.Basic) (lit string, plain types.BasicKind) {
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		return v.String(), types.Bool
	case info&types.IsString != 0:
		return strconv.Quote(constant.StringVal(v)), types.String
	case info&types.IsInteger != 0:
		return intLit(constant.ToInt(v)), types.Int
	case info&types.IsFloat != 0:
		return floatLit(constant.ToFloat(v)), types.Float64
	}
	c := constant.ToComplex(v)
	return "complex(" + floatLit(constant.Real(c)) + ", " + floatLit(constant.Imag(c)) + ")", types.Complex128
}

// intLit writes an integer; one beyond int64 in two halves, since yaegi takes a literal for an int.
func intLit(v constant.Value) string {
	if u, ok := constant.Uint64Val(v); ok && u > math.MaxInt64 {
		return fmt.Sprintf("uint64(%d)<<32 | uint64(%d)", u>>32, u&math.MaxUint32)
	}
	return signed(v.ExactString())
}

func floatLit(v constant.Value) string {
	f, _ := constant.Float64Val(v)
	if r, ok := constant.Val(v).(*big.Float); ok && math.IsInf(f, 0) {
		return signed(r.Text('g', 20))
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return signed(s)
}

// signed puts a negative literal in parentheses.
func signed(s string) string {
	if strings.HasPrefix(s, "-") {
		return "(" + s + ")"
	}
	return s
}
