package nbformat

import (
	"bufio"
	"fmt"
	"io"
	"maps"
)

// Encode writes nb in the form Jupyter gives its files. It errs when w does,
// and when metadata or a bundle holds a value that is not JSON.
func Encode(w io.Writer, nb *Notebook) error {
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		cells[i] = c.tree(nb.Minor >= minorWithIDs)
	}
	tree := with(nb.Extra, map[string]any{
		"cells": cells, "metadata": object(nb.Metadata), "nbformat": 4, "nbformat_minor": nb.Minor,
	})
	buf := bufio.NewWriter(w)
	jw := &jsonWriter{w: buf}
	jw.value(tree, 0)
	if jw.err != nil {
		return fmt.Errorf("nbformat.Encode: %w", jw.err)
	}
	buf.WriteByte('\n')
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("nbformat.Encode: %w", err)
	}
	return nil
}

func (c *Cell) tree(ids bool) map[string]any {
	m := map[string]any{
		"cell_type": c.Type, "metadata": object(c.Metadata), "source": splitLines(c.Source),
	}
	if ids {
		m["id"] = c.ID
	}
	if c.Type == Code {
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			outputs[i] = o.tree()
		}
		m["execution_count"], m["outputs"] = number(c.Count), outputs
	}
	if c.Attachments != nil {
		all := map[string]any{}
		for name, bundle := range c.Attachments {
			all[name] = splitBundle(bundle)
		}
		m["attachments"] = all
	}
	return with(c.Extra, m)
}

func (o *Output) tree() map[string]any {
	m := map[string]any{"output_type": o.Type}
	switch o.Type {
	case Stream:
		m["name"], m["text"] = o.Name, splitLines(o.Text)
	case Display, Result:
		m["data"], m["metadata"] = splitBundle(o.Data), object(o.Metadata)
		if o.Type == Result {
			m["execution_count"] = number(o.Count)
		}
	case Failure:
		m["ename"], m["evalue"], m["traceback"] = o.EName, o.EValue, o.Traceback
	}
	return with(o.Extra, m)
}

// with returns the fields of m and those of extra that m does not have.
func with(extra, m map[string]any) map[string]any {
	if len(extra) == 0 {
		return m
	}
	all := maps.Clone(extra)
	maps.Copy(all, m)
	return all
}

func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func number(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// splitBundle returns a bundle whose texts are lists of lines.
func splitBundle(bundle map[string]any) map[string]any {
	split := make(map[string]any, len(bundle))
	for mime, v := range bundle {
		if s, ok := v.(string); ok && IsText(mime) {
			v = splitLines(s)
		}
		split[mime] = v
	}
	return split
}

// splitLines cuts s after each line end. The line ends are those of Python's
// str.splitlines, since the files of Jupyter are cut by it.
func splitLines(s string) []string {
	lines := []string{}
	start := 0
	for i, r := range s {
		if i < start || !isLineEnd(r) {
			continue
		}
		end := i + len(string(r))
		if r == '\r' && end < len(s) && s[end] == '\n' {
			end++
		}
		lines = append(lines, s[start:end])
		start = end
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, '\u2028', '\u2029':
		return true
	}
	return false
}
