package nbformat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxSize is the largest notebook file that is read, in bytes.
const MaxSize = 512 << 20

// FormatError says where a file stops being a notebook: at a byte for a fault
// of JSON, at a field for a fault of the notebook.
type FormatError struct {
	Offset int64  // byte offset in the file; -1 when Field says where
	Field  string // for example "cells[3].source"
	What   string // what was found, and what was expected
}

// Error names the place and the fault.
func (e *FormatError) Error() string {
	where := e.Field
	if e.Offset >= 0 {
		where = fmt.Sprintf("byte %d", e.Offset)
	}
	if where == "" {
		return "nbformat.Decode: " + e.What
	}
	return fmt.Sprintf("nbformat.Decode: %s: %s", where, e.What)
}

// Decode reads one notebook. The error is a [*FormatError] unless r fails.
func Decode(r io.Reader) (*Notebook, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("nbformat.Decode: %w", err)
	}
	if len(data) > MaxSize {
		return nil, &FormatError{MaxSize, "", fmt.Sprintf("file is larger than %d MiB", MaxSize>>20)}
	}
	tree, err := parse(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	d := &decoder{}
	nb := d.notebook(tree)
	if d.err != nil {
		return nil, d.err
	}
	return nb, nil
}

// parse returns the JSON value of the file, which has to be an object.
func parse(data []byte) (map[string]any, error) {
	if i := invalidUTF8(data); i >= 0 {
		return nil, &FormatError{int64(i), "", "invalid UTF-8"}
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, &FormatError{syntax.Offset, "", syntax.Error()}
		}
		return nil, &FormatError{0, "", err.Error()}
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, &FormatError{dec.InputOffset(), "", err.Error()}
	}
	tree, ok := v.(map[string]any)
	if !ok {
		return nil, &FormatError{0, "", "got " + kind(v) + ", want an object"}
	}
	return tree, nil
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// decoder turns the JSON tree into the model. It takes the fields it knows out
// of each object, so that what is left is Extra, and keeps the first error.
type decoder struct {
	err *FormatError
}

func (d *decoder) fail(field, format string, args ...any) {
	if d.err == nil {
		d.err = &FormatError{-1, field, fmt.Sprintf(format, args...)}
	}
}

func (d *decoder) notebook(m map[string]any) *Notebook {
	major, known := d.count(m, "nbformat", "")
	if !known || major != 4 {
		d.err = &FormatError{-1, "nbformat", refusal(major, known)}
		return nil
	}
	nb := &Notebook{}
	nb.Minor, _ = d.count(m, "nbformat_minor", "")
	nb.Metadata = d.object(m, "metadata", "")
	for i, c := range d.objects(m, "cells", "") {
		nb.Cells = append(nb.Cells, d.cell(c, fmt.Sprintf("cells[%d]", i)))
	}
	nb.Extra = rest(m)
	return nb
}

func refusal(major int, known bool) string {
	switch {
	case !known:
		return "got none: the file is not a notebook"
	case major < 4:
		return fmt.Sprintf("got format %d, want 4: open the notebook in Jupyter and save it, which upgrades it", major)
	}
	return fmt.Sprintf("got format %d, want 4: the file is newer than this program", major)
}

func (d *decoder) cell(m map[string]any, at string) *Cell {
	c := &Cell{
		Type:     d.text(m, "cell_type", at),
		ID:       d.text(m, "id", at),
		Source:   d.lines(m, "source", at),
		Metadata: d.object(m, "metadata", at),
	}
	if c.Type == "" {
		d.fail(at+".cell_type", "got none, want %q, %q or %q", Code, Markdown, Raw)
	}
	if c.Type == Code {
		c.Count, _ = d.count(m, "execution_count", at)
		for i, o := range d.objects(m, "outputs", at) {
			c.Outputs = append(c.Outputs, d.output(o, fmt.Sprintf("%s.outputs[%d]", at, i)))
		}
	}
	if _, ok := m["attachments"]; ok {
		c.Attachments = map[string]map[string]any{}
		all := d.object(m, "attachments", at)
		for name := range all {
			c.Attachments[name] = joinBundle(d.object(all, name, at+".attachments"))
		}
	}
	c.Extra = rest(m)
	return c
}

func (d *decoder) output(m map[string]any, at string) *Output {
	o := &Output{Type: d.text(m, "output_type", at)}
	switch o.Type {
	case Stream:
		o.Name, o.Text = d.text(m, "name", at), d.lines(m, "text", at)
	case Display, Result:
		o.Data = joinBundle(d.object(m, "data", at))
		o.Metadata = d.object(m, "metadata", at)
		if o.Type == Result {
			o.Count, _ = d.count(m, "execution_count", at)
		}
	case Failure:
		o.EName, o.EValue = d.text(m, "ename", at), d.text(m, "evalue", at)
		o.Traceback = d.strings(m, "traceback", at)
	case "":
		d.fail(at+".output_type", "got none")
	}
	o.Extra = rest(m)
	return o
}

// rest returns what is left of m, nil when nothing is.
func rest(m map[string]any) map[string]any {
	if len(m) == 0 {
		return nil
	}
	return m
}
