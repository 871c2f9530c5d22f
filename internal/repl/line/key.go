package line

import (
	"bufio"
	"strings"
	"unicode"
)

// key is one key press: a name such as "left" or "ctrl-a", or for "rune" and
// "paste" the text to insert. An unknown sequence has the name "".
type key struct{ name, text string }

// maxSequence bounds a control sequence; nothing a keyboard sends comes near.
const maxSequence = 32

// maxPaste bounds a paste whose end never comes.
const maxPaste = 8 << 20

// sequences maps what follows ESC [ or ESC O to a key.
var sequences = map[string]string{
	"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift-tab",
	"1~": "home", "7~": "home", "4~": "end", "8~": "end", "3~": "delete", "M": "enter",
	"1;5C": "word-right", "1;5D": "word-left", "1;3C": "word-right", "1;3D": "word-left",
	"1;9C": "word-right", "1;9D": "word-left", "5C": "word-right", "5D": "word-left",
	"13;2u": "alt-enter", "13;3u": "alt-enter", "27;2;13~": "alt-enter", "27;3;13~": "alt-enter",
	"200~": "paste",
}

// controls names the control characters that are keys of their own.
var controls = map[rune]string{'\r': "enter", '\n': "enter", '\t': "tab", '\b': "backspace", 0x7f: "backspace"}

// readKey decodes the next key.
func readKey(r *bufio.Reader) (key, error) {
	c, size, err := r.ReadRune()
	switch {
	case err != nil:
		return key{}, err
	case c == 0x1b:
		return readEscape(r)
	case c == unicode.ReplacementChar && size == 1: // not UTF-8
		return key{}, nil
	}
	return plainKey(c), nil
}

func plainKey(c rune) key {
	if name, ok := controls[c]; ok {
		return key{name: name}
	}
	if c < ' ' {
		return key{name: "ctrl-" + string(unicode.ToLower(c|0x40))}
	}
	if unicode.IsControl(c) {
		return key{}
	}
	return key{"rune", string(c)}
}

func readEscape(r *bufio.Reader) (key, error) {
	c, _, err := r.ReadRune()
	switch {
	case err != nil:
		return key{}, err
	case c == 'O':
		c, _, err = r.ReadRune()
		return key{name: sequences[string(c)]}, err
	case c == '[':
		return readSequence(r)
	}
	k := plainKey(c)
	if k.name == "rune" {
		return key{name: "alt-" + k.text}, nil
	}
	return key{name: "alt-" + k.name}, nil
}

// readSequence decodes what follows ESC [: parameters, then one final byte.
func readSequence(r *bufio.Reader) (key, error) {
	var seq strings.Builder
	for seq.Len() < maxSequence {
		c, err := r.ReadByte()
		if err != nil {
			return key{}, err
		}
		seq.WriteByte(c)
		if c < ' ' || c > '?' { // anything but a parameter ends it
			break
		}
	}
	name := sequences[seq.String()]
	if name == "paste" {
		return readPaste(r)
	}
	return key{name: name}, nil
}

// pasteEnd is sent by the terminal behind a paste.
const pasteEnd = "\x1b[201~"

func readPaste(r *bufio.Reader) (key, error) {
	var b []byte
	for len(b) < maxPaste {
		c, err := r.ReadByte()
		if err != nil {
			return key{}, err
		}
		b = append(b, c)
		if c == '~' && strings.HasSuffix(string(b[max(0, len(b)-len(pasteEnd)):]), pasteEnd) {
			b = b[:len(b)-len(pasteEnd)]
			break
		}
	}
	return key{"paste", clean(string(b))}, nil
}

// clean makes pasted text fit to edit: uniform line ends, no control
// characters but tabs, nothing that is not UTF-8.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSuffix(s, "\n")
}
