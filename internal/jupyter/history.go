package jupyter

import (
	"context"
	"slices"
)

const (
	historyLength  = 10_000 // cells kept
	historySession = 1      // number of this process: earlier ones are not kept
)

// entry is a stored cell.
type entry struct {
	line   int // its number
	code   string
	output string // text of its result
}

// history is the stored cells, the oldest first.
type history struct{ entries []entry }

func (h *history) add(e entry) {
	if len(h.entries) >= historyLength+historyLength/4 {
		h.entries = slices.Clone(h.entries[len(h.entries)-historyLength+1:])
	}
	h.entries = append(h.entries, e)
}

// historyRequest asks for cells in one of three ways: the last N, those with
// Start ≤ line < Stop, or the last N that match Pattern.
type historyRequest struct {
	Output  bool   `json:"output"`
	Access  string `json:"hist_access_type"`
	Session int    `json:"session"` // 0 means this one, -1 the one before
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`
	N       *int   `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

func (k *Kernel) historyOf(_ context.Context, r *request) (any, error) {
	q := historyRequest{Pattern: "*"}
	if err := decode(r, &q); err != nil {
		return nil, err
	}
	found := k.history.find(&q)
	rows := make([]any, len(found))
	for i, e := range found {
		rows[i] = e.row(q.Output)
	}
	return historyReply{statusOK, rows}, nil
}

// row is the triple (session, line, input) of the protocol.
func (e entry) row(output bool) []any {
	if !output {
		return []any{historySession, e.line, e.code}
	}
	var result any // null if there was none
	if e.output != "" {
		result = e.output
	}
	return []any{historySession, e.line, []any{e.code, result}}
}

func (h *history) find(q *historyRequest) []entry {
	switch q.Access {
	case "tail":
		return last(h.entries, q.N)
	case "range":
		return h.between(q)
	case "search":
		return h.search(q)
	}
	return nil
}

// last returns the last n entries, all if n is nil.
func last(es []entry, n *int) []entry {
	if n == nil {
		return es
	}
	return es[len(es)-min(max(*n, 0), len(es)):]
}

func (h *history) between(q *historyRequest) []entry {
	if q.Session != 0 && q.Session != historySession {
		return nil
	}
	var found []entry
	for _, e := range h.entries {
		if e.line >= q.Start && (q.Stop == nil || e.line < *q.Stop) {
			found = append(found, e)
		}
	}
	return found
}

// search goes from the newest to the oldest, so that of equal cells the newest
// is kept, and returns what it found in the order of the history.
func (h *history) search(q *historyRequest) []entry {
	var found []entry
	pattern, seen := []rune(q.Pattern), make(map[string]bool)
	for _, e := range slices.Backward(h.entries) {
		if q.N != nil && len(found) >= *q.N {
			break
		}
		if q.Unique && seen[e.code] || !glob(pattern, []rune(e.code)) {
			continue
		}
		seen[e.code] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

// glob reports whether the whole of s matches the pattern: * is any text, ? any
// character, [a-z] one of a set and [^a-z] one outside of it; a ] that comes
// first in a set belongs to it. It tries again at the last * only, as earlier
// ones need not give way: the time is at most the product of the lengths.
func glob(p, s []rune) bool {
	starP, starS := -1, 0
	i, j := 0, 0
	for j < len(s) {
		if i < len(p) && p[i] == '*' {
			starP, starS = i, j
			i++
			continue
		}
		if n := matchOne(p[i:], s[j]); n > 0 {
			i, j = i+n, j+1
			continue
		}
		if starP < 0 {
			return false
		}
		starS++
		i, j = starP+1, starS
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// matchOne returns how much of the pattern stands for the one character c, 0 if
// c does not match.
func matchOne(p []rune, c rune) int {
	switch {
	case len(p) == 0:
		return 0
	case p[0] == '?':
		return 1
	case p[0] == '[':
		return matchSet(p, c)
	case p[0] == c:
		return 1
	}
	return 0
}

// matchSet is matchOne for a pattern that starts with a set.
func matchSet(p []rune, c rune) int {
	i := 1
	not := i < len(p) && p[i] == '^'
	if not {
		i++
	}
	in := false
	for first := i; i < len(p); i++ {
		if p[i] == ']' && i > first {
			if in == not {
				return 0
			}
			return i + 1
		}
		lo, hi := p[i], p[i]
		if i+2 < len(p) && p[i+1] == '-' && p[i+2] != ']' {
			hi = p[i+2]
			i += 2
		}
		in = in || lo <= c && c <= hi
	}
	return 0 // a set that does not end
}
