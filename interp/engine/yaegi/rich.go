package yaegi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// MIMEBundle offers what the methods HTML, SVG, PNG, LaTeX, Markdown and JSON
// of a session type yield, in the form package display looks for; nil when the
// type has none of them.
func (b Box) MIMEBundle() map[string]any {
	out := map[string]any{}
	for name, mime := range richMethods {
		r, ok := b.call(name)
		if !ok || len(r) == 0 {
			continue
		}
		switch v := r[0].Interface().(type) {
		case string:
			out[mime] = v
		case []byte:
			out[mime] = v
			if mime != "image/png" {
				out[mime] = string(v)
			}
		}
	}
	if r, ok := b.call("MIMEBundle"); ok {
		if m, ok := r[0].Interface().(map[string]any); ok {
			return m
		}
	}
	if len(out) > 0 {
		out["text/plain"] = fmt.Sprint(b)
	}
	return out
}

var richMethods = map[string]string{
	"HTML": "text/html", "SVG": "image/svg+xml", "PNG": "image/png", "LaTeX": "text/latex", "Latex": "text/latex",
	"Markdown": "text/markdown",
}

// MarshalJSON encodes the value as encoding/json encodes a value of its type.
func (b Box) MarshalJSON() ([]byte, error) {
	var w bytes.Buffer
	err := b.t.g.encode(&w, b.t.t, b.value())
	return w.Bytes(), err
}

func (g *Engine) encode(w *bytes.Buffer, t types.Type, v reflect.Value) error {
	t = types.Unalias(t)
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		w.WriteString("null")
		return nil
	}
	if done, err := g.encodeMethod(w, t, v); done {
		return err
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if tainted(t) {
			return g.encodeStruct(w, u, v)
		}
	case *types.Pointer:
		if v.IsNil() {
			w.WriteString("null")
			return nil
		}
		return g.encode(w, u.Elem(), v.Elem())
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); !ok || b.Kind() != types.Byte {
			return g.encodeList(w, u.Elem(), v)
		}
		if v.IsNil() {
			w.WriteString("null")
			return nil
		}
		fmt.Fprintf(w, "%q", base64.StdEncoding.EncodeToString(v.Bytes()))
		return nil
	case *types.Array:
		return g.encodeList(w, u.Elem(), v)
	case *types.Map:
		return g.encodeMap(w, u, v)
	}
	j, err := json.Marshal(v.Interface())
	w.Write(j)
	return err
}

// encodeMethod encodes by MarshalJSON or MarshalText when the type has it.
func (g *Engine) encodeMethod(w *bytes.Buffer, t types.Type, v reflect.Value) (bool, error) {
	n := receiverNamed(t)
	if n == nil || !sessionType(n) {
		return false, nil
	}
	b := Box{g.boxType(g.id(t)), interfaceOf(v)}
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		r, ok := b.call(name)
		if !ok || len(r) != 2 {
			continue
		}
		if err, _ := r[1].Interface().(error); err != nil {
			return true, err
		}
		if name == "MarshalText" {
			j, err := json.Marshal(string(r[0].Bytes()))
			w.Write(j)
			return true, err
		}
		return true, json.Compact(w, r[0].Bytes())
	}
	return false, nil
}

func (g *Engine) encodeList(w *bytes.Buffer, elem types.Type, v reflect.Value) error {
	if v.Kind() == reflect.Slice && v.IsNil() {
		w.WriteString("null")
		return nil
	}
	w.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := g.encode(w, elem, v.Index(i)); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}

func (g *Engine) encodeMap(w *bytes.Buffer, u *types.Map, v reflect.Value) error {
	if v.IsNil() {
		w.WriteString("null")
		return nil
	}
	w.WriteByte('{')
	for i, k := range sortedKeys(v) {
		if i > 0 {
			w.WriteByte(',')
		}
		key, err := json.Marshal(fmt.Sprint(interfaceOf(k)))
		if err != nil {
			return err
		}
		w.Write(append(key, ':'))
		if err := g.encode(w, u.Elem(), v.MapIndex(k)); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

// encodeStruct writes the exported fields under their JSON names; those of
// embedded structs join the outer ones.
func (g *Engine) encodeStruct(w *bytes.Buffer, u *types.Struct, v reflect.Value) error {
	w.WriteByte('{')
	first := true
	err := g.encodeFields(w, u, v, &first)
	w.WriteByte('}')
	return err
}

func (g *Engine) encodeFields(w *bytes.Buffer, u *types.Struct, v reflect.Value, first *bool) error {
	for i := range u.NumFields() {
		f := u.Field(i)
		name, opts, _ := strings.Cut(reflect.StructTag(u.Tag(i)).Get("json"), ",")
		inner, embedded := f.Type().Underlying().(*types.Struct)
		if embedded && f.Embedded() && name == "" {
			if err := g.encodeFields(w, inner, v.Field(i), first); err != nil {
				return err
			}
			continue
		}
		if !f.Exported() || name == "-" && opts == "" || strings.Contains(opts, "omitempty") && emptyJSON(v.Field(i)) ||
			strings.Contains(opts, "omitzero") && v.Field(i).IsZero() {
			continue
		}
		if name == "" {
			name = f.Name()
		}
		if !*first {
			w.WriteByte(',')
		}
		*first = false
		w.WriteString(strconv.Quote(name) + ":")
		if err := g.encode(w, f.Type(), v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func emptyJSON(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
