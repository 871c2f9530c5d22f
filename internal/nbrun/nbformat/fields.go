package nbformat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// take removes key from m and returns its value, nil when it is absent or null.
func take(m map[string]any, key string) any {
	v := m[key]
	delete(m, key)
	return v
}

// kind names the JSON type of v for messages.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a truth value"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}

// field names the field key of the object at.
func field(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

func (d *decoder) text(m map[string]any, key, at string) string {
	v := take(m, key)
	s, ok := v.(string)
	if !ok && v != nil {
		d.fail(field(at, key), "got %s, want a string", kind(v))
	}
	return s
}

// lines takes a multi-line text: a string, or a list of strings.
func (d *decoder) lines(m map[string]any, key, at string) string {
	v := take(m, key)
	if v == nil {
		return ""
	}
	s, ok := join(v)
	if !ok {
		d.fail(field(at, key), "got %s, want a string or a list of strings", kind(v))
	}
	return s
}

func (d *decoder) strings(m map[string]any, key, at string) []string {
	list, _ := take(m, key).([]any)
	all := make([]string, 0, len(list))
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			d.fail(field(at, key), "got a list holding %s, want strings", kind(v))
		}
		all = append(all, s)
	}
	return all
}

// object takes an object; an absent one is empty.
func (d *decoder) object(m map[string]any, key, at string) map[string]any {
	v := take(m, key)
	if v == nil {
		return map[string]any{}
	}
	obj, ok := v.(map[string]any)
	if !ok {
		d.fail(field(at, key), "got %s, want an object", kind(v))
		return map[string]any{}
	}
	return obj
}

// objects takes a list of objects; an absent one is empty.
func (d *decoder) objects(m map[string]any, key, at string) []map[string]any {
	v := take(m, key)
	list, ok := v.([]any)
	if !ok && v != nil {
		d.fail(field(at, key), "got %s, want a list", kind(v))
	}
	all := make([]map[string]any, 0, len(list))
	for i, e := range list {
		obj, ok := e.(map[string]any)
		if !ok {
			d.fail(fmt.Sprintf("%s[%d]", field(at, key), i), "got %s, want an object", kind(e))
			return nil
		}
		all = append(all, obj)
	}
	return all
}

// count takes a whole number ≥ 0 and reports whether it is there; null counts as absent.
func (d *decoder) count(m map[string]any, key, at string) (int, bool) {
	v := take(m, key)
	if v == nil {
		return 0, false
	}
	n, ok := v.(json.Number)
	i, err := strconv.Atoi(n.String())
	if !ok || err != nil || i < 0 {
		d.fail(field(at, key), "got %v, want a whole number", v)
		return 0, false
	}
	return i, true
}

// join returns the text of a string or of a list of strings.
func join(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return s, true
	}
	list, ok := v.([]any)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

// IsJSON reports whether content of the MIME type is a JSON value rather than text.
func IsJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// IsText reports whether content of the MIME type is text the file stores as a list of lines.
func IsText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript"
}

// joinBundle makes strings of the lists of lines in a MIME bundle, in place.
func joinBundle(bundle map[string]any) map[string]any {
	for mime, v := range bundle {
		if s, ok := join(v); ok && !IsJSON(mime) {
			bundle[mime] = s
		}
	}
	return bundle
}
