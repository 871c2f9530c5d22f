package repl

import "strings"

// style decorates text with colours, or leaves it alone when false.
type style bool

// The attributes in use: bold green, bold red, and none.
const green, red, plain = "\x1b[1;32m", "\x1b[1;31m", "\x1b[0m"

func (s style) prompt(text string) string { return s.in(green, text) }

// failure colours what says what is wrong (the first line) and where (a caret).
func (s style) failure(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if i == 0 || strings.Trim(l, " \t|^~") == "" && strings.Contains(l, "^") {
			lines[i] = s.in(red, l)
		}
	}
	return strings.Join(lines, "\n")
}

func (s style) in(colour, text string) string {
	if !s || text == "" {
		return text
	}
	return colour + text + plain
}
