package line

import (
	"io"
	"strings"
	"unicode"
)

// handle does what k asks for; done when the text is to be taken.
func (t *edit) handle(k key) (done bool, err error) {
	walking := t.walking
	t.walking = false
	switch k.name {
	case "enter":
		return t.enter(), nil
	case "ctrl-c":
		return false, ErrInterrupted
	case "ctrl-d":
		if len(t.text) == 0 {
			return false, io.EOF
		}
		t.delete()
	case "tab":
		return false, t.tab()
	case "ctrl-r":
		return false, t.search()
	case "up", "ctrl-p", "down", "ctrl-n":
		t.vertical(k.name == "up" || k.name == "ctrl-p", walking)
	case "ctrl-l":
		return false, t.screen.clear()
	default:
		if !t.move(k.name) {
			t.change(k)
		}
	}
	return false, nil
}

// move handles the keys that only move the cursor.
func (t *edit) move(name string) bool {
	switch name {
	case "left", "ctrl-b":
		t.pos = max(0, t.pos-1)
	case "right", "ctrl-f":
		t.pos = min(len(t.text), t.pos+1)
	case "word-left", "alt-b":
		t.pos = t.wordLeft()
	case "word-right", "alt-f":
		t.pos = t.wordRight()
	case "home", "ctrl-a":
		t.pos = t.lineStart(t.pos)
	case "end", "ctrl-e":
		t.pos = t.lineEnd(t.pos)
	default:
		return false
	}
	return true
}

// change handles the keys that change the text.
func (t *edit) change(k key) {
	switch k.name {
	case "rune":
		t.typed(k.text)
	case "paste":
		t.insert(t.oneLine(k.text))
	case "alt-enter":
		t.newline(t.indent())
	case "backspace":
		if t.pos > 0 {
			t.cut(t.pos-1, t.pos)
		}
	case "delete":
		t.delete()
	case "ctrl-k":
		t.killTo(max(t.lineEnd(t.pos), min(t.pos+1, len(t.text)))) // at the end of a line: the line end
	case "ctrl-u":
		t.killTo(t.lineStart(t.pos))
	case "ctrl-w", "alt-backspace":
		t.killTo(t.wordLeft())
	case "alt-d":
		t.killTo(t.wordRight())
	case "ctrl-y":
		t.insert(string(t.kill))
	}
}

// typed inserts one rune; a closing bracket that opens a line moves out by one tab.
func (t *edit) typed(s string) {
	before := t.before()
	closes := s == "}" || s == ")"
	if closes && strings.HasSuffix(before, "\t") && strings.TrimSpace(before) == "" {
		t.cut(t.pos-1, t.pos)
	}
	t.insert(s)
}

// oneLine keeps line ends out of a text that has one line only.
func (t *edit) oneLine(s string) string {
	if t.Accept != nil {
		return s
	}
	return strings.ReplaceAll(s, "\n", " ")
}

func (t *edit) delete() {
	if t.pos < len(t.text) {
		t.cut(t.pos, t.pos+1)
	}
}

func (t *edit) killTo(i int) {
	if i != t.pos {
		t.kill = t.cut(min(i, t.pos), max(i, t.pos))
	}
}

// enter takes a complete text when the cursor is in its last line, and opens a new line otherwise.
func (t *edit) enter() bool {
	if !t.lastLine() {
		t.newline(t.indent())
		return false
	}
	if t.Accept == nil {
		return true
	}
	done, indent := t.Accept(t.String())
	if !done {
		t.newline(indent)
	}
	return done
}

func (t *edit) newline(indent string) {
	if t.Accept == nil {
		t.bell()
		return
	}
	t.insert("\n" + indent)
}

// vertical moves between the lines of the text and beyond them through the
// history. Once in the history it goes on there, past entries of several lines,
// until another key says that the entry shown is meant.
func (t *edit) vertical(back, walking bool) {
	if !walking {
		if back && t.up() || !back && t.down() {
			return
		}
		t.walk = walk{draft: t.String(), at: t.history().Len()}
	}
	text, ok := t.history().step(&t.walk, back)
	if !ok {
		t.bell()
	} else {
		t.set(text)
	}
	t.walking = ok || walking
}

// tab indents at the start of a line and completes behind a name.
func (t *edit) tab() error {
	if t.Complete == nil {
		t.bell()
		return nil
	}
	if strings.TrimFunc(t.before(), unicode.IsSpace) == "" {
		t.insert("\t")
		return nil
	}
	return t.complete()
}
