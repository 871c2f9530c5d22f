package display

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
)

// presenters lists the methods by which a type presents itself. Names that the compiler can see let
// the linker drop the methods of all other names.
var presenters = []struct {
	name, mime string
	of         func(reflect.Value) reflect.Value
}{
	{"HTML", MIMEHTML, func(v reflect.Value) reflect.Value { return v.MethodByName("HTML") }},
	{"Markdown", MIMEMarkdown, func(v reflect.Value) reflect.Value { return v.MethodByName("Markdown") }},
	{"LaTeX", MIMELaTeX, func(v reflect.Value) reflect.Value { return v.MethodByName("LaTeX") }},
	{"Latex", MIMELaTeX, func(v reflect.Value) reflect.Value { return v.MethodByName("Latex") }},
	{"SVG", MIMESVG, func(v reflect.Value) reflect.Value { return v.MethodByName("SVG") }},
	{"PNG", MIMEPNG, func(v reflect.Value) reflect.Value { return v.MethodByName("PNG") }},
	{"JSON", MIMEJSON, func(v reflect.Value) reflect.Value { return v.MethodByName("JSON") }},
	{"MIMEBundle", "", func(v reflect.Value) reflect.Value { return v.MethodByName("MIMEBundle") }},
}

// methods collects what the methods of v yield, and notes about those that failed.
func methods(v any) (Bundle, []string) {
	data := map[string]any{}
	var notes []string
	r := reflect.ValueOf(v)
	if r.NumMethod() == 0 {
		return Bundle{Data: data}, nil
	}
	for _, p := range presenters {
		out, err := call(p.of(r), p.name)
		if err != nil {
			notes = append(notes, err.Error())
			continue
		}
		if p.mime == "" {
			addAll(data, out)
		} else if c, ok := content(p.mime, out); ok {
			data[p.mime] = c
		}
	}
	return Bundle{Data: data}, notes
}

// addAll adds what a MIMEBundle method yields.
func addAll(data map[string]any, out reflect.Value) {
	b, _ := value(out).(map[string]any)
	maps.Copy(data, b)
	maps.DeleteFunc(data, func(_ string, v any) bool { return v == nil })
}

// call calls the method m, if it has no parameters and yields a value, or a value and an error. The
// invalid value stands for a missing method.
func call(m reflect.Value, name string) (out reflect.Value, err error) {
	if !m.IsValid() {
		return m, nil
	}
	t := m.Type()
	if t.NumIn() != 0 || t.NumOut() == 0 || t.NumOut() > 2 || t.NumOut() == 2 && t.Out(1) != reflect.TypeFor[error]() {
		return reflect.Value{}, nil
	}
	defer func() {
		if r := recover(); r != nil {
			out, err = reflect.Value{}, fmt.Errorf("%%!v(PANIC=%s method: %s)", name, panicText(r))
		}
	}()
	res := m.Call(nil)
	if len(res) == 2 && !res[1].IsNil() {
		return reflect.Value{}, fmt.Errorf("%s method: %s", name, panicText(res[1].Interface()))
	}
	return res[0], nil
}

// content turns the result of a method into the content of a MIME type. What is empty, or of
// another type than the method should yield, is no content.
func content(mime string, out reflect.Value) (any, bool) {
	if !out.IsValid() {
		return nil, false
	}
	v := value(out)
	if mime == MIMEJSON {
		if p, ok := v.([]byte); ok {
			return json.RawMessage(p), json.Valid(p)
		}
		j, err := marshal(v)
		return j, err == nil
	}
	var p []byte
	switch {
	case out.Kind() == reflect.String:
		p = []byte(out.String())
	case out.Kind() == reflect.Slice && out.Type().Elem().Kind() == reflect.Uint8:
		p = out.Bytes()
	}
	if mime == MIMEPNG {
		return p, len(p) > 0
	}
	return string(p), len(p) > 0
}

func value(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}
