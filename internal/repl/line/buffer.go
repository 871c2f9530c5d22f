package line

import (
	"slices"
	"strings"
	"unicode"
)

// buffer is the text being edited and the cursor in it, 0 ≤ pos ≤ len(text).
type buffer struct {
	text []rune
	pos  int
	kill []rune
}

func (b *buffer) String() string { return string(b.text) }

// set replaces the text and puts the cursor behind it.
func (b *buffer) set(s string) { b.text = []rune(s); b.pos = len(b.text) }

// offset is the cursor in bytes of the text.
func (b *buffer) offset() int { return len(string(b.text[:b.pos])) }

// replace puts s in place of the bytes [from, to) of the text and the cursor behind it.
func (b *buffer) replace(from, to int, s string) {
	text := b.String()
	head := []rune(text[:from] + s)
	b.text = append(slices.Clone(head), []rune(text[to:])...)
	b.pos = len(head)
}

func (b *buffer) insert(s string) {
	runes := []rune(s)
	b.text = slices.Insert(b.text, b.pos, runes...)
	b.pos += len(runes)
}

// cut removes the runes [from, to) and leaves the cursor at from.
func (b *buffer) cut(from, to int) []rune {
	gone := slices.Clone(b.text[from:to])
	b.text = slices.Delete(b.text, from, to)
	b.pos = from
	return gone
}

// lineStart is the index of the first rune of the line that holds i.
func (b *buffer) lineStart(i int) int {
	for i > 0 && b.text[i-1] != '\n' {
		i--
	}
	return i
}

// lineEnd is the index of the line end at or behind i.
func (b *buffer) lineEnd(i int) int {
	for i < len(b.text) && b.text[i] != '\n' {
		i++
	}
	return i
}

// before is the part of the cursor's line that stands before it.
func (b *buffer) before() string { return string(b.text[b.lineStart(b.pos):b.pos]) }

// indent is the white space the cursor's line starts with.
func (b *buffer) indent() string {
	line := string(b.text[b.lineStart(b.pos):b.pos])
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// lastLine reports whether no line follows the cursor's.
func (b *buffer) lastLine() bool { return b.lineEnd(b.pos) == len(b.text) }

// up moves to the same column of the line before; false when there is none.
func (b *buffer) up() bool {
	start := b.lineStart(b.pos)
	if start == 0 {
		return false
	}
	column := b.pos - start
	b.pos = min(b.lineStart(start-1)+column, start-1)
	return true
}

// down moves to the same column of the next line; false when there is none.
func (b *buffer) down() bool {
	end := b.lineEnd(b.pos)
	if end == len(b.text) {
		return false
	}
	column := b.pos - b.lineStart(b.pos)
	b.pos = min(end+1+column, b.lineEnd(end+1))
	return true
}

// wordLeft is where the word before the cursor starts.
func (b *buffer) wordLeft() int {
	i := b.pos
	for i > 0 && !isWord(b.text[i-1]) {
		i--
	}
	for i > 0 && isWord(b.text[i-1]) {
		i--
	}
	return i
}

// wordRight is where the word behind the cursor ends.
func (b *buffer) wordRight() int {
	i := b.pos
	for i < len(b.text) && !isWord(b.text[i]) {
		i++
	}
	for i < len(b.text) && isWord(b.text[i]) {
		i++
	}
	return i
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
