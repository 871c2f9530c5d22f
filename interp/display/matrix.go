package display

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

const (
	maxLines  = 10 // rows or columns of a matrix shown in full
	headLines = 6  // shown before the gap in a larger one
	tailLines = 3  // and after it
	maxRow    = 20 // elements of a slice shown in full in its table
	headRow   = 16
	digits    = 5 // significant digits
)

// gap stands for the indices left out.
const gap = -1

// A grid is a rectangle of numbers that have been formatted, without its middle if it is large.
type grid struct {
	caption    string
	rows, cols []int      // indices shown, with gap for those left out
	cells      [][]string // one for each of rows and cols; "" in a gap
	list       bool       // a slice, whose one row needs no number
}

// newGrid formats the cells at the given rows and columns.
func newGrid(caption string, rows, cols []int, cell func(i, j int) string) *grid {
	g := &grid{caption: caption, rows: rows, cols: cols}
	for _, i := range rows {
		line := make([]string, len(cols))
		for k, j := range cols {
			if i != gap && j != gap {
				line[k] = cell(i, j)
			}
		}
		g.cells = append(g.cells, line)
	}
	return g
}

// indices returns 0 … n-1 without the middle when n > limit.
func indices(n, limit, head int) []int {
	var out []int
	for i := range n {
		if n > limit && i >= head && i < n-tailLines {
			if i == head {
				out = append(out, gap)
			}
			continue
		}
		if n <= limit || i < head || i >= n-tailLines {
			out = append(out, i)
		}
	}
	return out
}

// span returns the indices shown of the rows or columns of a matrix.
func span(n int) []int { return indices(n, maxLines, headLines) }

// matrix presents a real matrix as table, formula and text.
func matrix(m mat.Matrix) Bundle {
	r, c := m.Dims()
	caption := fmt.Sprintf("%d×%d %s", r, c, typeName(reflect.TypeOf(m)))
	return newGrid(caption, span(r), span(c), func(i, j int) string { return number(m.At(i, j)) }).bundle()
}

func cmatrix(m mat.CMatrix) Bundle {
	r, c := m.Dims()
	caption := fmt.Sprintf("%d×%d %s", r, c, typeName(reflect.TypeOf(m)))
	return newGrid(caption, span(r), span(c), func(i, j int) string { return complexNumber(m.At(i, j)) }).bundle()
}

// bundle presents g in all types; an empty matrix has no formula.
func (g *grid) bundle() Bundle {
	b := Bundle{Data: map[string]any{MIMEText: g.text(), MIMEHTML: g.html()}}
	if len(g.rows) > 0 && len(g.cols) > 0 {
		b.Data[MIMELaTeX] = g.latex()
	}
	return b
}

// numbers presents slices and arrays of numbers, and slices of such slices of one length. Bytes are
// left out: they are rarely numbers to people.
func numbers(v reflect.Value) Bundle {
	if !isList(v) || v.Len() == 0 {
		return Bundle{}
	}
	if isNumber(v.Type().Elem()) {
		caption := fmt.Sprintf("%s of length %d", typeName(v.Type()), v.Len())
		g := newGrid(caption, []int{0}, indices(v.Len(), maxRow, headRow), func(_, j int) string { return reflected(v.Index(j)) })
		g.list = true
		return Bundle{Data: map[string]any{MIMEHTML: g.html()}} // short ones read better as Go prints them
	}
	cols, ok := rectangle(v)
	if !ok {
		return Bundle{}
	}
	caption := fmt.Sprintf("%d×%d %s", v.Len(), cols, typeName(v.Type()))
	return newGrid(caption, span(v.Len()), span(cols), func(i, j int) string { return reflected(v.Index(i).Index(j)) }).bundle()
}

// rectangle reports whether v holds lists of numbers of one length, and which.
func rectangle(v reflect.Value) (cols int, ok bool) {
	t := v.Type().Elem()
	if t.Kind() != reflect.Slice && t.Kind() != reflect.Array || !isNumber(t.Elem()) || t.NumMethod() > 0 {
		return 0, false
	}
	cols = v.Index(0).Len()
	for i := range v.Len() {
		if v.Index(i).Len() != cols {
			return 0, false
		}
	}
	return cols, cols > 0
}

func isList(v reflect.Value) bool {
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && !hasText(v.Type())
}

// isNumber reports whether t is a number without a text of its own, such as time.Duration has.
func isNumber(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return !hasText(t)
	}
	return false
}

func hasText(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[fmt.Stringer]()) || t.Implements(reflect.TypeFor[error]()) || t.Implements(reflect.TypeFor[fmt.Formatter]())
}

func reflected(v reflect.Value) string {
	switch {
	case v.CanFloat():
		return number(v.Float())
	case v.CanComplex():
		return complexNumber(v.Complex())
	}
	return scalar(v)
}

// number prints x with five significant digits; whole numbers that float64 holds exactly and that
// are not too long keep all of theirs.
func number(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e9 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', digits, 64)
}

func complexNumber(z complex128) string {
	im := number(imag(z))
	if !strings.HasPrefix(im, "-") && !strings.HasPrefix(im, "+") {
		im = "+" + im
	}
	return number(real(z)) + im + "i"
}
