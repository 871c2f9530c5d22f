package yaegi

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// engineRefusal is a refusal raised where no syntax is at hand.
type engineRefusal struct{ what, remedy string }

// opaque lists compiled functions that keep or print a value given as any and
// never look inside it by reflection, or that know boxes: a Box may be passed.
// A key is a package path, or a package path and a function or type name.
var opaque = map[string]bool{
	"fmt": true, "log": true, "container/list": true, "container/ring": true, "container/heap": true,
	"sync": true, "sync/atomic": true, "context": true, "errors.Is": true, "testing": true,
	"encoding/json.Marshal": true, "encoding/json.MarshalIndent": true, "encoding/json.Encoder": true,
	"github.com/mathdl/kernel/interp/cell": true, "github.com/mathdl/kernel/interp/display": true,
}

// transparent lists compiled functions that must see the value itself.
var transparent = map[string]bool{
	"fmt.Sscan": true, "fmt.Sscanf": true, "fmt.Sscanln": true, "fmt.Scan": true, "fmt.Scanf": true, "fmt.Scanln": true,
	"fmt.Fscan": true, "fmt.Fscanf": true, "fmt.Fscanln": true,
	"sort.Slice": true, "sort.SliceStable": true, "sort.SliceIsSorted": true, "reflect.Swapper": true,
	"encoding/json.Unmarshal": true, "encoding/json.Decoder": true,
}

// keys returns the names under which the tables list f, most specific first.
func keys(f *types.Func) []string {
	p := f.Pkg().Path()
	if recv := f.Type().(*types.Signature).Recv(); recv != nil {
		if n := receiverNamed(recv.Type()); n != nil {
			return []string{p + "." + n.Obj().Name(), p}
		}
	}
	return []string{p + "." + f.Name(), p}
}

// argPolicy says how session values reach the interface parameters of a
// compiled function: boxed where the function is known to treat them as
// opaque, as themselves where it is known to look inside. Any other function
// may do either, so plain data passes as itself and the rest is refused.
func (e *emitter) argPolicy(x *ast.CallExpr, f *types.Func) func(int) bool {
	if f == nil || f.Pkg() == nil || f.Pkg().Path() == sessionPath || e.g.ownSource(f.Pkg()) {
		return nil
	}
	ks := keys(f)
	for _, k := range ks {
		if transparent[k] {
			return func(i int) bool { return e.looksInside(x.Args[i], f) }
		}
		if opaque[k] {
			return nil
		}
	}
	return func(i int) bool {
		t := e.typeOf(x.Args[i])
		to := paramType(f.Type().(*types.Signature), i, x.Ellipsis.IsValid())
		if !tainted(t) || types.IsInterface(t) || compiledIface(to) {
			return false
		}
		e.plainData(x.Args[i], t, f)
		return true
	}
}

func (e *emitter) looksInside(a ast.Expr, f *types.Func) bool {
	t := e.typeOf(a)
	if types.IsInterface(t) || !tainted(t) {
		return false
	}
	if strings.HasPrefix(f.Pkg().Path(), "encoding/") && e.hasMethod(t, "UnmarshalJSON", "UnmarshalText") {
		e.refuse(a, "decoding into a session type with methods of its own (%s)", "decode into a plain struct and convert", types.TypeString(t, short))
	}
	return true
}

// plainData refuses a session value passed to a function that may look at its
// type, unless nothing of the type can be told apart.
func (e *emitter) plainData(a ast.Expr, t types.Type, f *types.Func) {
	if f.Pkg().Path() == "reflect" {
		e.refuse(a, "reflection on the session type %s", "convert it to an unnamed type first", types.TypeString(t, short))
	}
	if n := receiverNamed(t); n != nil && types.NewMethodSet(types.NewPointer(n)).Len() > 0 || hidden(t) {
		e.refuse(a, "passing %s, a session type with methods or unexported fields, to %s.%s, which may inspect it",
			"pass its exported fields or an unnamed type", types.TypeString(t, short), f.Pkg().Path(), f.Name())
	}
}

func (e *emitter) hasMethod(t types.Type, names ...string) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	ms := types.NewMethodSet(types.NewPointer(t))
	for _, n := range names {
		if ms.Lookup(nil, n) != nil {
			return true
		}
	}
	return false
}

// hidden reports whether a struct in t has unexported or embedded fields.
func hidden(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); !f.Exported() || f.Embedded() {
				return true
			}
		}
	case *types.Pointer:
		_, again := u.Elem().Underlying().(*types.Pointer)
		return !again && hidden(u.Elem())
	case *types.Slice:
		return hidden(u.Elem())
	}
	return false
}

// short qualifies names as a cell writes them.
func short(p *types.Package) string {
	if p.Path() == sessionPath {
		return ""
	}
	return p.Name()
}

// compiledCall writes the calls of compiled functions that need more than
// their arguments converted.
func (e *emitter) compiledCall(x *ast.CallExpr, f *types.Func, sig *types.Signature) (string, bool) {
	switch name := f.FullName(); name {
	case "errors.As":
		return e.errorsAs(x)
	case "fmt.Printf", "fmt.Sprintf", "fmt.Fprintf", "fmt.Errorf", "fmt.Appendf":
		return "rt__." + f.Name() + "(" + strings.Join(e.args(x, sig, nil), ", ") + dots(x.Ellipsis.IsValid()) + ")", true
	case "time.Sleep":
		return "rt__.Sleep(" + e.conv(x.Args[0], sig.Params().At(0).Type()) + ")", true
	}
	return "", false
}

// replaced lists methods of compiled types that would block for good or end the
// process, with what stands in for them.
var replaced = map[string]string{
	"(*sync.Mutex).Lock": "Lock", "(*sync.RWMutex).Lock": "Lock", "(*sync.RWMutex).RLock": "RLock",
	"(*sync.Mutex).Unlock": "Unlock", "(*sync.RWMutex).Unlock": "Unlock", "(*sync.RWMutex).RUnlock": "RUnlock",
	"(*sync.WaitGroup).Wait": "Wait",
	"(*log.Logger).Fatal":    "Fatal", "(*log.Logger).Fatalf": "Fatalf", "(*log.Logger).Fatalln": "Fatalln",
}

// errorsAs writes errors.As(err, &target), which must know session types.
func (e *emitter) errorsAs(x *ast.CallExpr) (string, bool) {
	if len(x.Args) != 2 {
		return "", false
	}
	p, ok := e.typeOf(x.Args[1]).Underlying().(*types.Pointer)
	if !ok {
		return "", false
	}
	t := e.sub(p.Elem())
	return fmt.Sprintf("rt__.ErrorsAs(%s, %d, %s)", e.conv(x.Args[0], errorType), e.isID(t), e.expr(x.Args[1])), true
}
