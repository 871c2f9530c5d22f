package display

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
)

// maxDepth bounds how deep values are followed.
const maxDepth = 16

// JSON returns v as JSON, with its indented text as plain text. NaN and infinities become null. A
// value that has no JSON, a function for example, yields a text that says so.
func JSON(v any) Bundle {
	j, err := marshal(v)
	if err != nil {
		return Text("display.JSON: " + err.Error())
	}
	var text bytes.Buffer
	if json.Indent(&text, j, "", "  ") != nil {
		text.Write(j)
	}
	return of(MIMEJSON, j, cut(text.String(), maxText))
}

// marshal encodes v, a second time with null for NaN and infinities when the first meets one.
func marshal(v any) (j json.RawMessage, err error) {
	defer func() {
		if r := recover(); r != nil {
			j, err = nil, fmt.Errorf("panic: %s", panicText(r))
		}
	}()
	j, err = json.Marshal(v)
	var unsupported *json.UnsupportedValueError
	if !errors.As(err, &unsupported) {
		return j, err
	}
	if f := unsupported.Value; !f.IsValid() || !f.CanFloat() {
		return nil, err // a cycle
	}
	tree, err := finite(reflect.ValueOf(v), 0)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

// hasEncoding reports whether encoding/json would ask the value itself.
func hasEncoding(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// finite copies v into maps, slices and scalars, with nil for what is not a finite number.
func finite(v reflect.Value, depth int) (any, error) {
	if depth > 10*maxDepth {
		return nil, errors.New("too deep")
	}
	if !v.IsValid() || isNil(v) {
		return nil, nil
	}
	if hasEncoding(v.Type()) && v.CanInterface() {
		return v.Interface(), nil
	}
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, nil
		}
	case reflect.Interface, reflect.Pointer:
		return finite(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		return finiteList(v, depth)
	case reflect.Map:
		return finiteMap(v, depth)
	case reflect.Struct:
		return finiteStruct(v, depth)
	}
	return v.Interface(), nil
}

func finiteList(v reflect.Value, depth int) (any, error) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return v.Interface(), nil // base64, as always
	}
	out := make([]any, v.Len())
	for i := range out {
		x, err := finite(v.Index(i), depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

// finiteMap keeps the keys, whose encoding is a matter of encoding/json.
func finiteMap(v reflect.Value, depth int) (any, error) {
	out := reflect.MakeMap(reflect.MapOf(v.Type().Key(), reflect.TypeFor[any]()))
	for it := v.MapRange(); it.Next(); {
		x, err := finite(it.Value(), depth+1)
		if err != nil {
			return nil, err
		}
		e := reflect.New(reflect.TypeFor[any]()).Elem()
		if x != nil {
			e.Set(reflect.ValueOf(x))
		}
		out.SetMapIndex(it.Key(), e)
	}
	return out.Interface(), nil
}

// finiteStruct names the fields by their tags; fields of embedded structs join the outer ones
// unless those have the same name.
func finiteStruct(v reflect.Value, depth int) (any, error) {
	out := map[string]any{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := v.Field(i)
		if f.PkgPath != "" && !f.Anonymous || name == "-" && opts == "" ||
			strings.Contains(opts, "omitempty") && empty(field) || strings.Contains(opts, "omitzero") && field.IsZero() {
			continue
		}
		x, err := finite(field, depth+1)
		if err != nil {
			return nil, err
		}
		inner, embedded := x.(map[string]any)
		if f.Anonymous && name == "" && embedded {
			for k, e := range inner {
				if _, ok := out[k]; !ok {
					out[k] = e
				}
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		out[name] = x
	}
	return out, nil
}

// empty is what omitempty means by it.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
