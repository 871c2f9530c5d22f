package nbformat

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// jsonWriter writes JSON as Python's json.dumps does with sort_keys, indent=1
// and ensure_ascii=False, which encoding/json cannot: it escapes U+2028 and
// leaves no choice about it. The first error is kept; write errors are kept by w.
type jsonWriter struct {
	w   *bufio.Writer
	err error
}

func (j *jsonWriter) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		j.w.WriteString("null")
	case bool:
		j.w.WriteString(strconv.FormatBool(v))
	case string:
		j.string(v)
	case int:
		j.w.WriteString(strconv.Itoa(v))
	case json.Number:
		j.number(v)
	case []string:
		list(j, len(v), depth, func(i int) { j.string(v[i]) })
	case []any:
		list(j, len(v), depth, func(i int) { j.value(v[i], depth+1) })
	case map[string]any:
		j.object(v, depth)
	default:
		j.other(v, depth)
	}
}

func (j *jsonWriter) number(n json.Number) {
	if !json.Valid([]byte(n)) {
		j.fail(fmt.Errorf("got number %q, want a JSON number", string(n)))
	}
	j.w.WriteString(string(n))
}

// other writes a value that is not of the tree Decode makes, through encoding/json.
func (j *jsonWriter) other(v any, depth int) {
	tree, err := Tree(v)
	if err != nil {
		j.fail(err)
		return
	}
	j.value(tree, depth)
}

func (j *jsonWriter) fail(err error) {
	if j.err == nil {
		j.err = err
	}
}

func (j *jsonWriter) object(m map[string]any, depth int) {
	if len(m) == 0 {
		j.w.WriteString("{}")
		return
	}
	j.w.WriteByte('{')
	for i, key := range slices.Sorted(maps.Keys(m)) {
		j.next(i, depth)
		j.string(key)
		j.w.WriteString(": ")
		j.value(m[key], depth+1)
	}
	j.newline(depth)
	j.w.WriteByte('}')
}

func list(j *jsonWriter, n, depth int, item func(i int)) {
	if n == 0 {
		j.w.WriteString("[]")
		return
	}
	j.w.WriteByte('[')
	for i := range n {
		j.next(i, depth)
		item(i)
	}
	j.newline(depth)
	j.w.WriteByte(']')
}

// next starts item i of a list or object at depth.
func (j *jsonWriter) next(i, depth int) {
	if i > 0 {
		j.w.WriteByte(',')
	}
	j.newline(depth + 1)
}

func (j *jsonWriter) newline(depth int) {
	j.w.WriteByte('\n')
	for range depth {
		j.w.WriteByte(' ')
	}
}

func (j *jsonWriter) string(s string) {
	j.w.WriteByte('"')
	for _, r := range s { // invalid UTF-8 arrives as U+FFFD
		switch {
		case r == '"' || r == '\\':
			j.w.WriteByte('\\')
			j.w.WriteByte(byte(r))
		case r < 0x20:
			j.w.WriteString(control(r))
		default:
			j.w.WriteRune(r)
		}
	}
	j.w.WriteByte('"')
}

func control(r rune) string {
	if i := strings.IndexRune("\b\f\n\r\t", r); i >= 0 {
		return `\` + "bfnrt"[i:i+1]
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// Tree returns v as the values a notebook is made of: nil, bool, string,
// [json.Number], []any and map[string]any. It errs where encoding/json does.
func Tree(v any) (any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var tree any
	err = dec.Decode(&tree)
	return tree, err
}
