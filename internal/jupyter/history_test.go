package jupyter

import (
	"strings"
	"testing"
)

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "a\nb", true}, {"**", "a", true},
		{"a*", "abc", true}, {"a*", "ba", false}, {"*b*", "abc", true}, {"*b", "abc", false}, {"*c", "abc", true},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"a?c", "a𝜃c", true}, {"?", "", false},
		{"*ab*ab", "abxabab", true}, {"*ab*ab", "abxaba", false},
		{"[ab]", "a", true}, {"[ab]", "c", false}, {"[a-c]x", "bx", true}, {"[^a-c]", "b", false}, {"[^a-c]", "d", true},
		{"[]]", "]", true}, {"[^]]", "]", false}, {"[a-]", "-", true}, {"[a-]", "b", false}, {"[*]", "*", true}, {"[*]", "x", false},
		{"[", "[", false}, {"[a", "a", false}, {"a*[", "ab", false}, {"Ab", "ab", false}, {"*[0-9]", "6*7", true},
	} {
		if got := glob([]rune(c.pattern), []rune(c.s)); got != c.want {
			t.Errorf("glob(%q, %q): got %v", c.pattern, c.s, got)
		}
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var h history
	const n = 4 * historyLength
	for line := 1; line <= n; line++ {
		h.add(entry{line: line})
		if len(h.entries) > 2*historyLength {
			t.Fatalf("cells kept: got %d, want about %d", len(h.entries), historyLength)
		}
	}
	if len(h.entries) < historyLength || h.entries[len(h.entries)-1].line != n {
		t.Errorf("got %d cells to line %d, want at least %d to %d", len(h.entries), h.entries[len(h.entries)-1].line, historyLength, n)
	}
}

func FuzzGlob(f *testing.F) {
	f.Add("*a?[b-d]*", "xayc")
	f.Add("[^]", "]")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 100 || len(s) > 100 {
			return
		}
		p := []rune(pattern)
		if got := glob(p, []rune(s)); got != slow(p, []rune(s)) {
			t.Errorf("glob(%q, %q): got %v", pattern, s, got)
		}
		if !glob([]rune("*"+strings.Repeat("?", len([]rune(s)))), []rune(s)) {
			t.Errorf("%q is not matched by as many question marks", s)
		}
	})
}

// slow is glob by the definition: a star is nothing or one more character. It
// keeps the sets of places that the pattern can have reached.
func slow(p, s []rune) bool {
	at := map[int]bool{0: true}
	stars := func() {
		for i := range p {
			if at[i] && p[i] == '*' {
				at[i+1] = true
			}
		}
	}
	for _, c := range s {
		stars()
		next := make(map[int]bool)
		for i := range at {
			switch {
			case i < len(p) && p[i] == '*':
				next[i] = true
			case i < len(p):
				if n := matchOne(p[i:], c); n > 0 {
					next[i+n] = true
				}
			}
		}
		at = next
	}
	stars()
	return at[len(p)]
}
