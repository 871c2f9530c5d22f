package display

import (
	"fmt"
	"image"
	"maps"
	"reflect"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
)

// Of returns the best presentation of v, which always has a text/plain. It does not panic and does
// not change v.
func Of(v any) (b Bundle) {
	defer func() {
		if r := recover(); r != nil {
			b = Text(fmt.Sprintf("%s (cannot be shown: %s)", typeName(reflect.TypeOf(v)), panicText(r)))
		}
	}()
	switch v := v.(type) {
	case nil:
		return Text("<nil>")
	case Bundle:
		return complete(v)
	case *Bundle:
		if v != nil {
			return complete(*v)
		}
	}
	r := reflect.ValueOf(v)
	if isNil(r) && r.Kind() != reflect.Slice && r.Kind() != reflect.Map {
		return Text("(" + typeName(r.Type()) + ")(nil)")
	}
	b, notes := methods(v)
	if len(b.Data) == 0 {
		b = known(v, r)
	}
	if _, ok := b.Data[MIMEText].(string); !ok {
		b.Data[MIMEText] = plainText(r)
	}
	for _, n := range notes {
		b.Data[MIMEText] = b.Plain() + "\n" + n
	}
	return b
}

// complete returns a copy of b with a text/plain.
func complete(b Bundle) Bundle {
	b.Data = maps.Clone(b.Data)
	if b.Data == nil {
		b.Data = map[string]any{}
	}
	if _, ok := b.Data[MIMEText]; ok {
		return b
	}
	b.Data[MIMEText] = ""
	for _, mime := range []string{MIMEMarkdown, MIMELaTeX} {
		if s, ok := b.Data[mime].(string); ok {
			b.Data[MIMEText] = s
			return b
		}
	}
	if s, ok := b.Data[MIMEHTML].(string); ok {
		b.Data[MIMEText] = stripTags(s)
	} else if p, ok := b.Data[MIMEPNG].([]byte); ok {
		b.Data[MIMEText] = pngText(p)
	}
	return b
}

// known presents the types this package knows; anything else gets an empty bundle.
func known(v any, r reflect.Value) Bundle {
	b := presentation(v)
	if b.Data == nil && r.Kind() == reflect.Struct {
		b = presentation(pointerTo(r)) // the methods of matrices and plots are those of pointers
	}
	if b.Data == nil {
		b = numbers(r)
	}
	if b.Data == nil {
		b.Data = map[string]any{}
	}
	return b
}

func presentation(v any) Bundle {
	switch v := v.(type) {
	case *plot.Plot:
		return Plot(v, PlotOptions{})
	case []*plot.Plot:
		return Plots([][]*plot.Plot{v}, PlotOptions{})
	case [][]*plot.Plot:
		return Plots(v, PlotOptions{})
	case image.Image:
		return Image(v)
	case mat.Matrix:
		return matrix(v)
	case mat.CMatrix:
		return cmatrix(v)
	}
	return Bundle{}
}

// pointerTo returns a pointer to a copy of v.
func pointerTo(v reflect.Value) any {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// typeName returns the name of t, cut where it is an unnamed struct of many fields.
func typeName(t reflect.Type) string {
	if t == nil {
		return "<nil>"
	}
	return cut(t.String(), 80)
}

// panicText returns the text of a panic value without calling methods that may panic again.
func panicText(r any) (s string) {
	defer func() {
		if recover() != nil {
			s = fmt.Sprintf("a panic of type %T", r)
		}
	}()
	if err, ok := r.(error); ok {
		return cut(err.Error(), 500)
	}
	return cut(plainText(reflect.ValueOf(r)), 500)
}
