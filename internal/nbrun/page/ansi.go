package page

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// ansi returns text with colour escapes as HTML: the text escaped, spans for
// the colours and styles, all other escape sequences left out. The sixteen
// named colours become classes, so that they suit light and dark pages.
func ansi(s string) string {
	if !strings.Contains(s, "\x1b") {
		return html.EscapeString(s)
	}
	var b strings.Builder
	var st style
	for s != "" {
		n := strings.IndexByte(s, 0x1b)
		if n < 0 {
			n = len(s)
		}
		st.write(&b, s[:n])
		if s = s[n:]; s != "" {
			codes, n := escape(s)
			st.apply(codes)
			s = s[n:]
		}
	}
	return b.String()
}

// escape returns the length of the escape sequence s starts with and, when it
// sets the style, its numbers.
func escape(s string) (codes []int, n int) {
	if len(s) < 2 {
		return nil, 1
	}
	if s[1] == ']' { // a title or a link, ended by BEL or ESC \
		if n := strings.IndexByte(s, 0x07); n >= 0 {
			return nil, n + 1
		}
		return nil, 2
	}
	if s[1] != '[' {
		return nil, 1
	}
	for i := 2; i < len(s); i++ {
		if s[i] < 0x40 || s[i] > 0x7e {
			continue
		}
		if s[i] == 'm' {
			codes = numbers(s[2:i])
		}
		return codes, i + 1
	}
	return nil, len(s)
}

// numbers reads 1;31; what is missing is 0.
func numbers(s string) []int {
	var all []int
	for part := range strings.SplitSeq(strings.ReplaceAll(s, ":", ";"), ";") {
		n, err := strconv.Atoi(part)
		if err != nil {
			n = 0
		}
		all = append(all, n)
	}
	return all
}

// style is what the escapes so far ask for.
type style struct {
	bold, faint, italic, underline bool
	fg, bg                         string // class suffix 0…15, or #rrggbb, or ""
}

func (st *style) apply(codes []int) {
	for len(codes) > 0 {
		c := codes[0]
		codes = codes[1:]
		switch {
		case c == 0:
			*st = style{}
		case c == 1:
			st.bold = true
		case c == 2:
			st.faint = true
		case c == 3:
			st.italic = true
		case c == 4:
			st.underline = true
		case c == 22:
			st.bold, st.faint = false, false
		case c == 23:
			st.italic = false
		case c == 24:
			st.underline = false
		case c == 38:
			st.fg, codes = extended(codes)
		case c == 48:
			st.bg, codes = extended(codes)
		default:
			st.named(c)
		}
	}
}

// named sets one of the sixteen colours, or takes the default again.
func (st *style) named(c int) {
	switch {
	case c >= 30 && c <= 37:
		st.fg = strconv.Itoa(c - 30)
	case c >= 90 && c <= 97:
		st.fg = strconv.Itoa(c - 90 + 8)
	case c >= 40 && c <= 47:
		st.bg = strconv.Itoa(c - 40)
	case c >= 100 && c <= 107:
		st.bg = strconv.Itoa(c - 100 + 8)
	case c == 39:
		st.fg = ""
	case c == 49:
		st.bg = ""
	}
}

// extended takes the colour of 38;5;n or 38;2;r;g;b from what follows 38.
func extended(codes []int) (colour string, rest []int) {
	switch {
	case len(codes) >= 2 && codes[0] == 5:
		return indexed(codes[1]), codes[2:]
	case len(codes) >= 4 && codes[0] == 2:
		return rgb(codes[1], codes[2], codes[3]), codes[4:]
	}
	return "", nil
}

// indexed returns colour n of the 256: the sixteen, a 6×6×6 cube, 24 greys.
func indexed(n int) string {
	switch {
	case n < 0 || n > 255:
		return ""
	case n < 16:
		return strconv.Itoa(n)
	case n >= 232:
		g := 8 + 10*(n-232)
		return rgb(g, g, g)
	}
	level := func(i int) int {
		if i == 0 {
			return 0
		}
		return 55 + 40*i
	}
	n -= 16
	return rgb(level(n/36), level(n/6%6), level(n%6))
}

func rgb(r, g, b int) string { return fmt.Sprintf("#%02x%02x%02x", r&255, g&255, b&255) }

func (st style) write(b *strings.Builder, s string) {
	if s == "" {
		return
	}
	if st == (style{}) {
		b.WriteString(html.EscapeString(s))
		return
	}
	var classes, css []string
	add := func(on bool, class string) {
		if on {
			classes = append(classes, class)
		}
	}
	add(st.bold, "ab")
	add(st.faint, "ad")
	add(st.italic, "ai")
	add(st.underline, "au")
	for _, c := range [][3]string{{st.fg, "f", "color"}, {st.bg, "g", "background"}} {
		if strings.HasPrefix(c[0], "#") {
			css = append(css, c[2]+":"+c[0])
		} else {
			add(c[0] != "", c[1]+c[0])
		}
	}
	b.WriteString("<span")
	if len(classes) > 0 {
		b.WriteString(` class="` + strings.Join(classes, " ") + `"`)
	}
	if len(css) > 0 {
		b.WriteString(` style="` + strings.Join(css, ";") + `"`)
	}
	b.WriteString(">" + html.EscapeString(s) + "</span>")
}
