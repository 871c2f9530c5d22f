package nbrun

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"plain\n", "plain\n"},
		{"abc\rX", "Xbc"},
		{"abc\r", "abc"},
		{"abc\r\ndef", "abc\ndef"},
		{"\rabc", "abc"},
		{"10 %\r 5 %\n", " 5 %\n"},
		{"abc\b\bX", "aXc"},
		{"\b\ba", "a"},
		{"long line\r\x1b[Kshort", "short"},
		{"abc\rX\x1b[K", "X"},
		{"abc\r\x1b[2Kx", "x"},
		{"ab\x1b[2Kc", "ab\x1b[2Kc"}, // nothing moves the cursor: left alone
		{"\x1b[31mred\x1b[0m\r\x1b[32mgre", "\x1b[0m\x1b[32mgre"},
		{"\x1b[1mtitle\x1b[0m\n", "\x1b[1mtitle\x1b[0m\n"},
		{"äöü\rÄ", "Äöü"},
		{"a\r\xff", "\xff"},
		{"a\r\xc3", "a\xc3"},
		{"a\r\x1b", "a\x1b"},
		{"a\r\x1b[3", "a\x1b[3"},
	}
	for _, test := range tests {
		f := &fold{}
		f.write(test.in)
		if got := f.text(); got != test.want {
			t.Errorf("fold(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// FuzzFold writes a text in two pieces, after a line so long that it is folded
// on the way, and compares with the text in one piece.
func FuzzFold(f *testing.F) {
	f.Add("abc\rX", 2)
	f.Add("a\r\x1b[31mb\bc\n\xc3\xa9", 4)
	f.Fuzz(func(t *testing.T, s string, cut int) {
		if cut < 0 || cut > len(s) {
			return
		}
		whole, pieces, folded := &fold{}, &fold{}, &fold{}
		whole.write(s)
		pieces.write(s[:cut])
		pieces.write(s[cut:])
		if pieces.text() != whole.text() {
			t.Errorf("got %q in pieces, want %q", pieces.text(), whole.text())
		}
		if strings.ContainsAny(s, "\x1b\n") || cut > 0 && !validEnd(s[:cut]) {
			return
		}
		folded.write(s[:cut])
		folded.line = newTerminalLine(string(folded.line)).raw(nil)
		folded.write(s[cut:])
		if folded.text() != whole.text() {
			t.Errorf("got %q folded on the way, want %q", folded.text(), whole.text())
		}
	})
}

func validEnd(s string) bool { return strings.ToValidUTF8(s, "") == s }
