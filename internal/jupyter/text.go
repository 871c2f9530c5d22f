package jupyter

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// A unit is what a client counts a position in code by.
type unit int

const (
	codePoints unit = iota
	utf16Units      // before protocol 5.2
)

// unitOf returns the unit of clients that speak version of the protocol. A
// version that cannot be read is taken for a new one.
func unitOf(version string) unit {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n == 2 && (major < 5 || major == 5 && minor < 2) {
		return utf16Units
	}
	return codePoints
}

func (u unit) width(r rune) int {
	if u == utf16Units {
		return utf16.RuneLen(r)
	}
	return 1
}

// offset returns the byte at position pos of code, the nearest there is if pos
// lies outside or within a character.
func (u unit) offset(code string, pos int) int {
	at := 0
	for i, r := range code {
		if at >= pos {
			return i
		}
		at += u.width(r)
	}
	return len(code)
}

// position is the inverse of offset.
func (u unit) position(code string, offset int) int {
	at := 0
	for i, r := range code {
		if i >= offset || i+utf8.RuneLen(r) > offset {
			return at
		}
		at += u.width(r)
	}
	return at
}
