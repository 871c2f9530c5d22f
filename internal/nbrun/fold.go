package nbrun

import (
	"strings"
	"unicode/utf8"
)

// maxLine is the length from which on an unfinished line is folded at once, so
// that a progress line of a million updates takes no room.
const maxLine = 16 << 10

// fold collects the text of a stream as a terminal would show it: \r moves to
// the start of the line, \b one to the left, ESC[K erases to the right, and
// what is written replaces what was there. Lines without \r and \b pass
// unchanged, whatever escape sequences they hold.
type fold struct {
	done strings.Builder // finished lines
	line []byte          // the last line as it came, without newline
	base int             // length of line when it was last folded
}

func (f *fold) write(s string) {
	for {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			break
		}
		f.line = append(f.line, s[:i]...)
		f.done.WriteString(newTerminalLine(string(f.line)).text())
		f.done.WriteByte('\n')
		f.line, f.base, s = f.line[:0], 0, s[i+1:]
	}
	f.line = append(f.line, s...)
	if len(f.line) > 2*f.base+maxLine && foldable(string(f.line)) {
		f.line = newTerminalLine(string(f.line)).raw(f.line[:0])
		f.base = len(f.line)
	}
}

func (f *fold) size() int { return f.done.Len() + len(f.line) }

// text returns all text so far.
func (f *fold) text() string {
	return f.done.String() + newTerminalLine(string(f.line)).text()
}

func foldable(s string) bool { return strings.ContainsAny(s, "\r\b") }

// terminalLine is one line of a terminal: what stands in each column.
type terminalLine struct {
	cols []string // a character, with the escape sequences that came before it
	at   int      // column of the cursor
	rest string   // bytes after the last character: escapes, or a character not yet complete
	as   string   // the line itself, when nothing moves the cursor
}

func newTerminalLine(s string) *terminalLine {
	if !foldable(s) {
		return &terminalLine{as: s}
	}
	l := &terminalLine{}
	for len(s) > 0 {
		s = s[l.next(s):]
	}
	return l
}

// next takes one character or escape sequence off s and returns its length.
func (l *terminalLine) next(s string) int {
	switch s[0] {
	case '\r':
		l.at = 0
		return 1
	case '\b':
		l.at = max(0, l.at-1)
		return 1
	case 0x1b:
		return l.escape(s)
	}
	if !utf8.FullRuneInString(s) {
		l.rest += s
		return len(s)
	}
	_, n := utf8.DecodeRuneInString(s)
	l.put(l.rest + s[:n])
	l.rest = ""
	return n
}

func (l *terminalLine) put(char string) {
	if l.at < len(l.cols) {
		l.cols[l.at] = char
	} else {
		l.cols = append(l.cols, char)
	}
	l.at++
}

// escape takes a control sequence: the erasures act, others are kept.
func (l *terminalLine) escape(s string) int {
	n := sequence(s)
	switch s[:n] {
	case "\x1b[K", "\x1b[0K":
		l.cols = l.cols[:min(l.at, len(l.cols))]
	case "\x1b[2K":
		for i := range l.cols {
			l.cols[i] = " "
		}
		l.cols = l.cols[:min(l.at, len(l.cols))]
	default:
		l.rest += s[:n]
	}
	return n
}

// sequence returns the length of the escape sequence s starts with.
func sequence(s string) int {
	if len(s) < 2 || s[1] != '[' {
		return 1
	}
	for i := 2; i < len(s); i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i + 1
		}
	}
	return len(s)
}

// text returns the line as it is seen.
func (l *terminalLine) text() string { return l.as + strings.Join(l.cols, "") + l.rest }

// raw appends to dst bytes that bring a terminal into the same state.
func (l *terminalLine) raw(dst []byte) []byte {
	dst = append(dst, l.as...)
	for _, c := range l.cols {
		dst = append(dst, c...)
	}
	if l.at < len(l.cols) {
		dst = append(dst, '\r')
		for _, c := range l.cols[:l.at] {
			dst = append(dst, c...)
		}
	}
	return append(dst, l.rest...)
}
