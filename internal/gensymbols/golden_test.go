package main

import (
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	symbols "github.com/mathdl/kernel/internal/gensymbols/testdata/golden"
	"github.com/mathdl/kernel/internal/gensymbols/testdata/shapes"
)

// golden returns the compiled table of the fixture.
func golden(t *testing.T) map[string]reflect.Value {
	t.Helper()
	m := symbols.Symbols[shapesPath+"/shapes"]
	if m == nil {
		t.Fatal("the table is missing")
	}
	return m
}

func TestTableNames(t *testing.T) {
	m := golden(t)
	for _, name := range []string{
		"Map", "Count1", "Largest", "Copy", "Number", "List", // generic
		"hidden", "unexported", // not exported
		"Fork",                // not everywhere
		"_Sealed", "_Private", // not to be implemented elsewhere
		"_Number", "_Circle", "_Ints",
	} {
		if _, ok := m[name]; ok {
			t.Errorf("%s is in the table", name)
		}
	}
	for _, name := range []string{"Sealed", "Private", "Any", "_Any", "_Shape", "_Solid", "_Odd", "Reader", "_Reader", "Flag", "System"} {
		if _, ok := m[name]; !ok {
			t.Errorf("%s is not in the table", name)
		}
	}
}

func TestTableValues(t *testing.T) {
	m := golden(t)
	if got := m["Plain"].Interface().(func(int) int)(3); got != 3 {
		t.Errorf("Plain: got %d, want 3", got)
	}
	m["Count"].SetInt(5)
	if shapes.Count != 5 {
		t.Errorf("Count: setting the entry left the variable at %d", shapes.Count)
	}
	if v := m["Default"]; !v.CanAddr() || v.Type().Name() != "hidden" {
		t.Errorf("Default: got %v", v.Type())
	}
	if got, want := m["Circle"].Type(), reflect.TypeFor[*shapes.Circle](); got != want || !m["Circle"].IsNil() {
		t.Errorf("Circle: got %v, want a nil %v", got, want)
	}
	if got, want := m["Ints"].Type(), reflect.TypeFor[*shapes.List[int]](); got != want {
		t.Errorf("Ints: got %v, want %v", got, want)
	}
	if got := m["Green"].Interface(); got != shapes.Green {
		t.Errorf("Green: got %v (%T)", got, got)
	}
	if got := m["MaxShort"].Interface(); got != shapes.MaxShort {
		t.Errorf("MaxShort: got %v (%T)", got, got)
	}
	if got := m["Yes"].Interface(); got != true {
		t.Errorf("Yes: got %v (%T)", got, got)
	}
}

// TestConstants holds what the compiled table says of untyped constants
// against the export data, to the last digit.
func TestConstants(t *testing.T) {
	m, scope := golden(t), shapesPackage(t).types.Scope()
	n := 0
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !c.Exported() || name == "System" {
			continue
		}
		b, ok := c.Type().(*types.Basic)
		if !ok || b.Info()&types.IsUntyped == 0 || b.Kind() == types.UntypedBool {
			continue
		}
		n++
		got, ok := m[name].Interface().(constant.Value)
		if !ok {
			t.Errorf("%s: got a %v, want a constant.Value", name, m[name].Type())
			continue
		}
		want := c.Val()
		switch {
		case b.Info()&types.IsFloat != 0:
			want = constant.ToFloat(want)
		case b.Info()&types.IsComplex != 0:
			want = constant.ToComplex(want)
		}
		if got.Kind() != want.Kind() || got.ExactString() != want.ExactString() {
			t.Errorf("%s: got %v %s, want %v %s", name, got.Kind(), got.ExactString(), want.Kind(), want.ExactString())
		}
	}
	if n != 14 {
		t.Errorf("compared %d constants, want 14", n)
	}
}

func TestWrapperForwards(t *testing.T) {
	typ := golden(t)["_Shape"].Type().Elem()
	v := reflect.New(typ).Elem()
	s := v.Interface().(shapes.Shape)
	if got := s.String(); got != "" {
		t.Errorf("String of an empty wrapper: got %q", got)
	}
	v.FieldByName("IValue").Set(reflect.ValueOf(1))
	v.FieldByName("WArea").Set(reflect.ValueOf(func() float64 { return 2 }))
	v.FieldByName("WString").Set(reflect.ValueOf(func() string { return "two" }))
	var passed []string
	v.FieldByName("WScale").Set(reflect.ValueOf(func(_ float64, _ int, w ...string) (shapes.Shape, error) {
		passed = w
		return nil, nil
	}))
	s = v.Interface().(shapes.Shape)
	if s.Area() != 2 || s.String() != "two" {
		t.Errorf("got %v and %q, want 2 and two", s.Area(), s.String())
	}
	if _, err := s.Scale(1, 2, "a", "b"); err != nil || !slices.Equal(passed, []string{"a", "b"}) {
		t.Errorf("Scale passed on %v", passed)
	}
	if solid := golden(t)["_Solid"].Type().Elem(); !solid.Implements(reflect.TypeFor[shapes.Solid]()) {
		t.Error("the wrapper of Solid is no Solid")
	}
	if n := golden(t)["_Any"].Type().Elem().NumField(); n != 1 {
		t.Errorf("the wrapper of Any has %d fields, want 1", n)
	}
}

func TestInstances(t *testing.T) {
	values := symbols.Symbols[instancesKey]
	want := map[string]reflect.Type{
		"Map[[]int,int,float64]":      reflect.TypeFor[func([]int, func(int) float64) []float64](),
		"Count1[string,[]float64]":    reflect.TypeFor[func(map[string][]float64) int](),
		"Largest[float64]":            reflect.TypeFor[func(float64, float64) float64](),
		"Copy[io.Reader]":             reflect.TypeOf(shapes.Copy[shapes.Reader]),
		"List[[]float64]":             reflect.TypeFor[*shapes.List[[]float64]](),
		"List[uint8]":                 reflect.TypeFor[*shapes.List[byte]](),
		"List[byte]":                  reflect.TypeFor[*shapes.List[byte]](),
		"Map[[]string,string,string]": reflect.TypeFor[func([]string, func(string) string) []string](),
		"Count1[int,bool]":            reflect.TypeFor[func(map[int]bool) int](),
		"List[rune]":                  reflect.TypeFor[*shapes.List[int32]](),
	}
	for key, typ := range want {
		name, ok := symbols.Instances[shapesPath+"."+key]
		if !ok {
			t.Errorf("%s: no instance", key)
		} else if got := values[name].Type(); got != typ {
			t.Errorf("%s: got %v, want %v", key, got, typ)
		}
	}
	count := map[string]int{}
	for name := range values {
		count[strings.Split(name, "_")[1]]++
	}
	for name, n := range map[string]int{"Map": 9, "Count1": 12, "Largest": 2, "Copy": 1, "List": 9} {
		if count[name] != n {
			t.Errorf("%s: got %d instances, want %d", name, count[name], n)
		}
	}
}
