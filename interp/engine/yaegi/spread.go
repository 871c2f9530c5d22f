package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// spreads reports whether x is f(g()) with the several results of g for arguments.
func (e *emitter) spreads(x *ast.CallExpr) bool {
	return len(x.Args) == 1 && isCallExpr(x.Args[0]) && isTuple(e.typeOf(x.Args[0]))
}

func isTuple(t types.Type) bool { _, ok := t.(*types.Tuple); return ok }

// spread calls write with f(r1, r2) for x, a call f(g()), and returns the statement by which g sets the variables r1 and
// r2. What f names is evaluated after g then, so that a call in it, or a receive, which is to
// happen before g, is refused.
func (e *emitter) spread(x *ast.CallExpr, write func(y *ast.CallExpr)) (pre string) {
	ast.Inspect(x.Fun, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if !e.info.Types[n.Fun].IsType() {
				e.refuse(x.Args[0], "a call whose several results are the arguments of the result of another call", "assign them to variables first")
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				e.refuse(x.Args[0], "a call whose several results are the arguments of what comes from a channel", "assign them to variables first")
			}
		}
		return true
	})
	y := &ast.CallExpr{Fun: x.Fun, Lparen: x.Lparen, Rparen: x.Rparen}
	e.info.Types[y] = e.info.Types[x]
	defer delete(e.info.Types, y)
	tup := e.typeOf(x.Args[0]).(*types.Tuple)
	names := e.temps(tup.Len())
	for i, name := range names {
		id := &ast.Ident{Name: name, NamePos: x.Args[0].Pos()}
		v := types.NewVar(id.NamePos, nil, name, tup.At(i).Type())
		e.info.Uses[id], e.info.Types[id], e.g.names[v] = v, types.TypeAndValue{Type: v.Type()}, name
		defer func() {
			delete(e.info.Uses, id)
			delete(e.info.Types, id)
			delete(e.g.names, v)
		}()
		y.Args = append(y.Args, id)
	}
	pre = fmt.Sprintf("%s := %s\n", strings.Join(names, ", "), e.multi(x.Args[0], len(names)))
	write(y)
	return pre
}

// spreadCall writes the expression f(g()), a function around both calls.
func (e *emitter) spreadCall(x *ast.CallExpr) string {
	var call string
	pre := e.spread(x, func(y *ast.CallExpr) { call = e.call(y) })
	if e.info.Types[x].IsVoid() {
		return fmt.Sprintf("(func() { %s%s })()", pre, call)
	}
	tup, ok := e.typeOf(x).(*types.Tuple)
	if !ok {
		tup = types.NewTuple(types.NewVar(x.Pos(), nil, "", e.typeOf(x)))
	}
	rs := e.temps(tup.Len())
	names := strings.Join(rs, ", ")
	return fmt.Sprintf("(func() %s { %s%s := %s\nreturn %s })()",
		e.results(types.NewSignatureType(nil, nil, nil, nil, tup, false)), pre, names, call, names)
}
