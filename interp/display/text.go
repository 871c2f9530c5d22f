package display

import (
	"fmt"
	"image"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
)

const (
	maxText   = 64 << 10 // bytes of a text
	maxString = 4 << 10  // bytes of a quoted string
	maxItems  = 100      // elements of a list printed in full
	headItems = 50       // elements before the gap in a longer one
	tailItems = 3        // and after it
)

// plainText returns the text/plain of any value.
func plainText(v reflect.Value) string {
	w := &walker{left: maxText}
	return cut(layout(w.value(v, 0)), maxText)
}

// cut shortens s to n bytes, whole runes, and marks the cut.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// A walker turns a value into nodes. It remembers the pointers it came through, and how much text
// it may still make.
type walker struct {
	left int
	path []visit
}

type visit struct {
	p uintptr
	t reflect.Type
}

// leaf makes a node without parts.
func (w *walker) leaf(s string) node {
	w.left -= len(s) + 1
	return node{open: s}
}

// value makes the node of v. depth is 0 for the value that is shown itself.
func (w *walker) value(v reflect.Value, depth int) node {
	if !v.IsValid() {
		return w.leaf("<nil>")
	}
	if w.left <= 0 {
		return node{open: "…"}
	}
	if s, ok := byMethod(v, depth); ok {
		return w.leaf(cut(s, maxText))
	}
	switch v.Kind() {
	case reflect.String:
		return w.leaf(quote(v.String()))
	case reflect.Interface:
		return w.value(v.Elem(), depth)
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return w.reference(v, depth)
	case reflect.Array:
		return w.list(v, depth)
	case reflect.Struct:
		return w.structure(v, depth)
	}
	return w.leaf(scalar(v))
}

// scalar prints what has no parts.
func scalar(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32:
		return fmt.Sprint(float32(v.Float()))
	case reflect.Float64:
		return fmt.Sprint(v.Float())
	case reflect.Complex64:
		return fmt.Sprint(complex64(v.Complex()))
	case reflect.Complex128:
		return fmt.Sprint(v.Complex())
	}
	if isNil(v) {
		return "<nil>"
	}
	return typeName(v.Type()) // functions, channels, unsafe pointers: what they are, not where
}

// reference follows pointers, maps and slices, unless it is inside the same one already.
func (w *walker) reference(v reflect.Value, depth int) node {
	here := visit{v.Pointer(), v.Type()}
	if !v.IsNil() && (v.Kind() == reflect.Pointer || v.Len() > 0) {
		for _, p := range w.path {
			if p == here {
				return w.leaf(typeName(v.Type()) + "(…)")
			}
		}
		if depth >= maxDepth {
			return w.leaf(typeName(v.Type()) + "(…)")
		}
		w.path = append(w.path, here)
		defer func() { w.path = w.path[:len(w.path)-1] }()
	}
	switch {
	case v.Kind() == reflect.Slice:
		return w.list(v, depth)
	case v.Kind() == reflect.Map:
		return w.mapping(v, depth)
	case v.IsNil():
		return w.leaf("<nil>")
	}
	n := w.value(v.Elem(), depth+1)
	n.open = "&" + n.open
	return n
}

func (w *walker) structure(v reflect.Value, depth int) node {
	n := node{open: "{", close: "}", group: true}
	w.left -= 2
	for i := range v.NumField() {
		if w.left <= 0 {
			n.parts = append(n.parts, node{open: "…"})
			break
		}
		name := v.Type().Field(i).Name
		w.left -= len(name) + 1
		part := w.value(v.Field(i), depth+1)
		part.label = name + ":"
		n.parts = append(n.parts, part)
	}
	return n
}

func (w *walker) list(v reflect.Value, depth int) node {
	n := node{open: "[", close: "]", group: true}
	w.left -= 2
	w.items(&n, v.Len(), func(i int) node { return w.value(v.Index(i), depth+1) })
	return n
}

// items adds the parts of a list or map, without the middle of a long one.
func (w *walker) items(n *node, length int, item func(int) node) {
	gap := length > maxItems
	if gap {
		n.close += fmt.Sprintf(" (length %d)", length)
	}
	for i := 0; i < length; i++ {
		if gap && i == headItems {
			n.parts = append(n.parts, node{open: "…"})
			i = length - tailItems
		}
		if w.left <= 0 {
			n.parts = append(n.parts, node{open: "…"})
			return
		}
		n.parts = append(n.parts, item(i))
	}
}

func (w *walker) mapping(v reflect.Value, depth int) node {
	n := node{open: "map[", close: "]", group: true}
	w.left -= 5
	list := w.entries(v, depth)
	w.items(&n, len(list), func(i int) node {
		w.left -= len(list[i].text) + 1
		part := w.value(list[i].value, depth+1)
		part.label = list[i].text + ":"
		return part
	})
	return n
}

// byMethod prints a value by its own methods, or one this package has a table or a drawing for,
// when it is a part of another value, by its size.
func byMethod(v reflect.Value, depth int) (string, bool) {
	if !v.CanInterface() || v.Kind() == reflect.Interface {
		return "", false
	}
	x := v.Interface()
	if s, ok := stub(x, v, depth); ok {
		return s, true
	}
	name := "Format"
	var text func() string
	switch x := x.(type) {
	case reflect.Value:
		return plainText(x), true
	case time.Time:
		return x.Round(0).String(), true // without the reading of the monotonic clock
	case fmt.Formatter:
		text = func() string { return formatted(x) }
	case error:
		name, text = "Error", x.Error
	case fmt.Stringer:
		name, text = "String", x.String
	default:
		return "", false
	}
	if isNil(v) && v.Kind() == reflect.Pointer {
		return "<nil>", true
	}
	return guarded(name, text), true
}

func guarded(name string, text func() string) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprintf("%%!v(PANIC=%s method: %s)", name, panicText(r))
		}
	}()
	return text()
}

// stub returns a short form of a matrix, plot or image inside another value.
func stub(x any, v reflect.Value, depth int) (s string, ok bool) {
	if depth == 0 || isNil(v) {
		return "", false
	}
	name := typeName(v.Type())
	defer func() {
		if recover() != nil {
			s, ok = name+"(…)", true
		}
	}()
	switch x := x.(type) {
	case *plot.Plot:
		return fmt.Sprintf("%s(%q)", name, x.Title.Text), true
	case mat.Vector:
		return fmt.Sprintf("%s(%d)", name, x.Len()), true
	case mat.Matrix:
		r, c := x.Dims()
		return fmt.Sprintf("%s(%d×%d)", name, r, c), true
	case mat.CMatrix:
		r, c := x.Dims()
		return fmt.Sprintf("%s(%d×%d)", name, r, c), true
	case image.Image:
		size := x.Bounds().Size()
		return fmt.Sprintf("%s(%d×%d)", name, size.X, size.Y), true
	}
	return "", false
}

// quote quotes s as Go does, cut when it is long.
func quote(s string) string {
	if len(s) <= maxString {
		return strconv.Quote(s)
	}
	head := strings.TrimSuffix(cut(s, maxString), "…")
	return strconv.Quote(head) + fmt.Sprintf("… (%d bytes)", len(s))
}
