package golden

import (
	"fmt"
	"strings"
)

// context is the number of equal lines shown around a change.
const context = 3

// maxTable bounds the size of the alignment table; larger differences are
// shown as everything removed and everything added.
const maxTable = 4 << 20

// edit is one line of a diff: ' ' in both, '-' only in want, '+' only in got.
type edit struct {
	op   byte
	text string
}

// Diff returns a line diff from want to got, "" when they are equal. Lines only
// in want start with "-", lines only in got with "+"; equal lines far from any
// change are replaced by the line number at which the next part starts.
func Diff(want, got string) string {
	a, b := lines(want), lines(got)
	edits := align(a, b)
	if !changed(edits) {
		return ""
	}
	return format(edits)
}

// lines splits s and makes the absence of a final newline visible.
func lines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if s == "" {
		return nil
	}
	if !strings.HasSuffix(s, "\n") {
		return strings.Split(s+" (no newline at the end)", "\n")
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

func changed(edits []edit) bool {
	for _, e := range edits {
		if e.op != ' ' {
			return true
		}
	}
	return false
}

// align finds a shortest edit script: what both ends share is set aside, the
// middle goes through the table of longest common subsequences.
func align(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	edits := appendLines(nil, ' ', a[:head])
	edits = append(edits, alignMiddle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return appendLines(edits, ' ', a[len(a)-tail:])
}

func appendLines(edits []edit, op byte, lines []string) []edit {
	for _, l := range lines {
		edits = append(edits, edit{op, l})
	}
	return edits
}

func alignMiddle(a, b []string) []edit {
	if len(a)*len(b) > maxTable {
		return appendLines(appendLines(nil, '-', a), '+', b)
	}
	length := common(a, b)
	var edits []edit
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			edits = append(edits, edit{' ', a[i]})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			edits = append(edits, edit{'-', a[i]})
			i++
		default:
			edits = append(edits, edit{'+', b[j]})
			j++
		}
	}
	return appendLines(appendLines(edits, '-', a[i:]), '+', b[j:])
}

// common returns the table whose entry [i][j] is the length of the longest
// common subsequence of a[i:] and b[j:].
func common(a, b []string) [][]int32 {
	table := make([][]int32, len(a)+1)
	for i := range table {
		table[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// format prints the edits with context lines around each change.
func format(edits []edit) string {
	near := make([]bool, len(edits))
	for i, e := range edits {
		if e.op == ' ' {
			continue
		}
		for k := max(0, i-context); k <= min(len(edits)-1, i+context); k++ {
			near[k] = true
		}
	}
	var out strings.Builder
	line, skipped := 0, false
	for i, e := range edits {
		if e.op != '+' {
			line++
		}
		if !near[i] {
			skipped = true
			continue
		}
		if skipped {
			fmt.Fprintf(&out, "@ line %d\n", line)
			skipped = false
		}
		fmt.Fprintf(&out, "%c %s\n", e.op, e.text)
	}
	return out.String()
}
