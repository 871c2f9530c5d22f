package line

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Candidate is one way to complete a name. Detail, its type or signature, is
// shown beside it when few candidates are left.
type Candidate struct{ Text, Detail string }

// fewCandidates are listed one per row with their details.
const fewCandidates = 10

// complete replaces the name before the cursor by what all candidates begin
// with, and lists them when that adds nothing.
func (t *edit) complete() error {
	from, to, items := t.Complete(t.String(), t.offset())
	if len(items) == 0 || from < 0 || from > to || to > len(t.String()) {
		t.bell()
		return nil
	}
	typed := t.String()[from:to]
	shared := sharedPrefix(items)
	if len(items) == 1 || len(shared) > len(typed) {
		t.replace(from, to, shared)
		return nil
	}
	size := t.size()
	return t.screen.below(list(items, Size{size.Cols, max(3, size.Rows*2/3)}))
}

func sharedPrefix(items []Candidate) string {
	shared := items[0].Text
	for _, item := range items[1:] {
		n := 0
		for n < min(len(shared), len(item.Text)) && shared[n] == item.Text[n] {
			n++
		}
		shared = shared[:n]
	}
	for !utf8.ValidString(shared) { // the texts part inside a rune
		shared = shared[:len(shared)-1]
	}
	return shared
}

// list arranges candidates in at most size.Rows rows: few with their details, more in columns.
func list(items []Candidate, size Size) []string {
	width := 0
	for _, item := range items {
		width = max(width, Width(item.Text))
	}
	if len(items) <= min(fewCandidates, size.Rows) {
		return details(items, width, size.Cols)
	}
	return columns(items, width+2, size)
}

func details(items []Candidate, width, cols int) []string {
	rows := make([]string, len(items))
	for i, item := range items {
		row := item.Text
		if item.Detail != "" {
			detail, _, _ := strings.Cut(item.Detail, "\n")
			row += strings.Repeat(" ", width+2-Width(item.Text)) + detail
		}
		rows[i] = Truncate(row, cols-1)
	}
	return rows
}

// columns fills columns of the given width from top to bottom.
func columns(items []Candidate, width int, size Size) []string {
	n := max(1, (size.Cols-1)/width)
	rest := 0
	if most := n * (size.Rows - 1); len(items) > most {
		rest = len(items) - most
		items = items[:most]
	}
	rows := make([]string, (len(items)+n-1)/n)
	for i, item := range items {
		row := &rows[i%len(rows)]
		if i >= len(rows) {
			*row += strings.Repeat(" ", max(0, width*(i/len(rows))-Width(*row)))
		}
		*row += item.Text
	}
	for i := range rows {
		rows[i] = Truncate(rows[i], size.Cols-1)
	}
	if rest > 0 {
		rows = append(rows, fmt.Sprintf("… and %d more", rest))
	}
	return rows
}
