package yaegi_test

import (
	"context"
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/gensymbols/bundle"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
	"github.com/mathdl/kernel/interp/engine"
	"github.com/mathdl/kernel/interp/engine/yaegi"
	"github.com/mathdl/kernel/interp/engine/yaegi/probe"
	"github.com/mathdl/kernel/symbols"
)

const probePath = "github.com/mathdl/kernel/interp/engine/yaegi/probe"

// shape is the adapter of probe.Shape, of the form the generator of symbols writes.
type shape struct {
	IValue any
	WArea  func() float64
	WName  func() string
}

func (s shape) Area() float64 { return s.WArea() }
func (s shape) Name() string  { return s.WName() }

// source adds package probe to the packages of the kernel.
type source struct {
	*bundle.Importer
	probe *types.Package
}

func (s source) Paths() []string { return append(s.Importer.Paths(), probePath) }
func (s source) Name(path string) string {
	if path == probePath {
		return "probe"
	}
	return s.Importer.Name(path)
}
func (s source) Import(path string) (*types.Package, error) {
	if path == probePath {
		return s.probe, nil
	}
	return s.Importer.Import(path)
}

func open(t *testing.T) *interp.Session {
	t.Helper()
	im, err := bundle.Open(symbols.Bundle, token.NewFileSet(), symbols.Local)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "probe/probe.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&types.Config{Importer: im}).Check(probePath, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf
	syms := maps.Clone(symbols.Symbols)
	syms[probePath+"/probe"] = map[string]reflect.Value{
		"ErrProbe": v(&probe.ErrProbe).Elem(), "Verbose": v(&probe.Verbose).Elem(), "Big": v(constant.MakeInt64(probe.Big)),
		"Shape": v((*probe.Shape)(nil)), "_Shape": v((*shape)(nil)), "Describe": v(probe.Describe), "Keep": v(probe.Keep),
		"Integrate": v(probe.Integrate), "Parallel": v(probe.Parallel), "Spin": v(probe.Spin), "Boom": v(probe.Boom),
		"Point": v((*probe.Point)(nil)), "Option": v((*probe.Option)(nil)), "WithN": v(probe.WithN), "New": v(probe.New), "Seq": v(probe.Seq),
	}
	src := source{im, p}
	s, err := interp.New(interp.Options{Packages: interp.NewPackages(src, symbols.Docs), Engine: func(h engine.Hooks, in interp.Reader) (engine.Engine, error) {
		return yaegi.New(yaegi.Options{Symbols: syms, Instances: symbols.Instances, Importer: src, Stdin: in, Hooks: h, Patience: 50 * time.Millisecond})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// results collects what cells show.
type results struct{ b strings.Builder }

func (r *results) Stream(name, text string)                   { r.b.WriteString(text) }
func (r *results) Display(b display.Bundle, _ string, _ bool) { r.b.WriteString(b.Plain() + "\n") }
func (r *results) Result(b display.Bundle)                    { r.b.WriteString(b.Plain() + "\n") }
func (r *results) Clear(bool)                                 {}
func (r *results) Input(string, bool) (string, error)         { return "", errors.New("nobody") }

func run(ctx context.Context, s *interp.Session, n int, code string) string {
	r := &results{}
	if err := s.Run(ctx, n, code, r); err != nil {
		return strings.TrimSpace(r.b.String() + " " + err.Error())
	}
	return strings.TrimSpace(r.b.String())
}

// TestBorder passes values, functions and types of cells into compiled code and back.
func TestBorder(t *testing.T) {
	s := open(t)
	for i, c := range []struct{ code, want string }{
		{"type Sq struct{ s float64 }\nfunc (q Sq) Area() float64 { return q.s * q.s }\nfunc (q Sq) Name() string { return \"sq\" }\ntype Ci struct{ s float64 }\nfunc (c *Ci) Area() float64 { return 3 * c.s }\nfunc (c *Ci) Name() string { return \"ci\" }", ""},
		{"probe.Describe(Sq{2})", `"sq 4.000"`},
		{"probe.Describe(&Sq{3})", `"sq 9.000"`},
		{"probe.Describe(&Ci{1})", `"ci 3.000"`},
		{"func kind(s probe.Shape) string { switch v := s.(type) { case Sq: return fmt.Sprint(\"Sq\", v.s); case *Ci: return \"*Ci\"; case nil: return \"nil\" }; return \"?\" }", ""},
		{"kind(Sq{1}), kind(&Ci{}), kind(&Sq{}), kind(nil)", `"Sq1", "*Ci", "?", "nil"`},
		{"kind(probe.Keep(Sq{5})), probe.Keep(Sq{5}) == probe.Shape(Sq{5}), probe.Keep(Sq{5}) == probe.Shape(Sq{6})", `"Sq5", true, false`},
		{"q, ok := probe.Keep(&Ci{7}).(*Ci)\nq.s, ok", "7, true"},
		{"shapes := []probe.Shape{Sq{1}, &Ci{2}}\nt := 0.0\nfor _, x := range shapes { t += x.Area() }\nt", "7"},
		{"math.Round(1000*probe.Integrate(func(x float64) float64 { return x * x }, 0, 3, 1000)) / 1000", "9"},
		{"func sq(x float64) float64 { return x * x }\ntype FF func(float64) float64\nvar ff FF = sq\nprobe.Integrate(sq, 0, 3, 10) == probe.Integrate(ff, 0, 3, 10)", "true"},
		{"probe.Integrate(func(x float64) float64 { panic(\"cb\") }, 0, 1, 3)", "Panic: cb [In[12]:1]"},
		{"func safe() (err any) { defer func() { err = recover() }(); probe.Integrate(func(x float64) float64 { panic(\"cb\") }, 0, 1, 3); return }\nsafe()", `"cb"`},
		{"probe.Boom()", "Panic: boom from compiled code [In[14]:1]"},
		{"1", "1"},
		{"probe.New(probe.WithN(4)), probe.New()", "4, 0"},
		{"p := probe.Point{1, 2}\npp := &p\npp.X = 10\np.Scale(2).Norm(), p", "416, {X:20 Y:4}"},
		{"type Q struct { probe.Point; Z float64 }\nw := Q{probe.Point{3, 4}, 5}\nw.Scale(2)\nw.Norm(), w.X, w.Point.Y", "100, 6, 8"},
		{"probe.Verbose = true\nprobe.Verbose", "true"},
		{"errors.Is(fmt.Errorf(\"w: %w\", probe.ErrProbe), probe.ErrProbe), probe.Big", "true, 4611686018427387904"},
		{"n := 0\nfor v := range probe.Seq(5) { if v == 3 { break }; n += v }\nn", "3"},
	} {
		if got := run(t.Context(), s, i+1, c.code); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.code, got, c.want)
		}
	}
}

// TestAbandonedCall interrupts a compiled call that cannot be stopped: the cell
// ends, the next one says why it must wait, and the one after runs.
func TestAbandonedCall(t *testing.T) {
	s := open(t)
	run(t.Context(), s, 1, "x := 1")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if got := run(ctx, s, 2, "probe.Spin(time.Second)\nx = 2"); !strings.HasPrefix(got, "KeyboardInterrupt") {
		t.Errorf("got %q, want an interrupt", got)
	}
	if got := run(t.Context(), s, 3, "x"); !strings.HasPrefix(got, "Busy: a compiled call started by In[2]") {
		t.Errorf("got %q, want Busy", got)
	}
	for deadline := time.Now().Add(time.Minute); ; {
		got := run(t.Context(), s, 4, "x")
		if got == "1" {
			break
		}
		if !strings.HasPrefix(got, "Busy") || time.Now().After(deadline) {
			t.Fatalf("got %q, want 1 once the call has ended", got)
		}
	}
}
