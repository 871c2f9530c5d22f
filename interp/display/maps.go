package display

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// entry is one entry of a map, with the text of its key where it is needed.
type entry struct {
	key, value reflect.Value
	text       string
}

// entries returns the entries of a map in the order of their keys: numbers and strings by value,
// the others by their text.
func (w *walker) entries(m reflect.Value, depth int) []entry {
	list := make([]entry, 0, m.Len())
	for it := m.MapRange(); it.Next(); {
		e := entry{key: it.Key(), value: it.Value()}
		if rank(elem(e.key)) == unordered {
			e.text = w.keyText(e.key, depth)
		}
		list = append(list, e)
	}
	slices.SortStableFunc(list, compareKeys)
	for i := range list {
		if list[i].text == "" && (len(list) <= maxItems || i < headItems || i >= len(list)-tailItems) {
			list[i].text = w.keyText(list[i].key, depth)
		}
	}
	return list
}

func (w *walker) keyText(k reflect.Value, depth int) string {
	part := &walker{left: maxString, path: w.path}
	return cut(flatText(part.value(k, depth+1)), maxString)
}

const unordered = 4

// rank orders keys of different kinds, which a map of interfaces may have.
func rank(k reflect.Value) int {
	switch {
	case k.CanInt():
		return 0
	case k.CanUint():
		return 1
	case k.CanFloat():
		return 2
	case k.Kind() == reflect.String:
		return 3
	}
	return unordered
}

func compareKeys(a, b entry) int {
	x, y := elem(a.key), elem(b.key)
	if c := cmp.Compare(rank(x), rank(y)); c != 0 {
		return c
	}
	switch rank(x) {
	case 0:
		return cmp.Compare(x.Int(), y.Int())
	case 1:
		return cmp.Compare(x.Uint(), y.Uint())
	case 2:
		return cmp.Compare(x.Float(), y.Float())
	case 3:
		return strings.Compare(x.String(), y.String())
	}
	return strings.Compare(a.text, b.text)
}

// elem returns what an interface holds.
func elem(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	return v
}
