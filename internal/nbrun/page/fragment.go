package page

import (
	"html"
	"regexp"
	"strings"
)

// opaque are the elements whose content is not running text.
var opaque = map[string]bool{
	"script": true, "style": true, "pre": true, "code": true, "textarea": true, "svg": true,
	"math": true, "title": true, "template": true, "xmp": true,
}

// fragment returns HTML of the author with its formulas marked for
// typesetting and its images, found by img, put in.
func (b *builder) fragment(s string, img func(string) (string, bool)) string {
	var out strings.Builder
	for len(s) > 0 {
		i := nextTag(s)
		out.WriteString(b.htmlText(s[:i]))
		s = s[i:]
		if s == "" {
			break
		}
		n := markup(s)
		if name := tagName(s[:n]); opaque[name] {
			n += elementRest(s[n:], name)
		} else if name == "img" {
			out.WriteString(inlineImage(s[:n], img))
			s = s[n:]
			continue
		}
		out.WriteString(s[:n])
		s = s[n:]
	}
	return out.String()
}

// nextTag returns where the next tag or comment of s starts, len(s) if nowhere.
func nextTag(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if c := s[i+1] | 0x20; s[i] == '<' && (c >= 'a' && c <= 'z' || s[i+1] == '/' || s[i+1] == '!' || s[i+1] == '?') {
			return i
		}
	}
	return len(s)
}

// markup returns the length of the tag or comment s starts with; > in quotes
// does not end a tag.
func markup(s string) int {
	if strings.HasPrefix(s, "<!--") {
		if n := strings.Index(s, "-->"); n >= 0 {
			return n + len("-->")
		}
		return len(s)
	}
	quote := byte(0)
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(s)
}

var tagNamePattern = regexp.MustCompile(`^<([A-Za-z][A-Za-z0-9-]*)`)

// tagName returns the name of an opening tag in small letters, "" for anything else.
func tagName(tag string) string {
	m := tagNamePattern.FindStringSubmatch(tag)
	if m == nil || strings.HasSuffix(tag, "/>") {
		return ""
	}
	return strings.ToLower(m[1])
}

// elementRest returns the length of what remains of the element up to its end tag.
func elementRest(s, name string) int {
	for at := 0; ; {
		n := strings.Index(s[at:], "</")
		if n < 0 {
			return len(s)
		}
		at += n
		if tail := s[at+2:]; len(tail) >= len(name) && strings.EqualFold(tail[:len(name)], name) {
			return at
		}
		at += 2
	}
}

// htmlText marks the formulas in the text between tags, which has character references.
func (b *builder) htmlText(s string) string {
	var out strings.Builder
	at := 0
	for _, f := range formulas(s) {
		out.WriteString(s[at:f.start])
		f.tex = adapt(html.UnescapeString(f.tex))
		out.WriteString(b.formula(f))
		at = f.end
	}
	out.WriteString(s[at:])
	return out.String()
}

// plainText is htmlText for text that is not HTML.
func (b *builder) plainText(s string) string {
	var out strings.Builder
	at := 0
	for _, f := range formulas(s) {
		out.WriteString(html.EscapeString(s[at:f.start]))
		f.tex = adapt(f.tex)
		out.WriteString(b.formula(f))
		at = f.end
	}
	out.WriteString(html.EscapeString(s[at:]))
	return out.String()
}

// formula returns the element of one formula: its TeX, for KaTeX to replace.
func (b *builder) formula(f formula) string {
	if f.ref != "" {
		return b.reference(f)
	}
	b.math = true
	tex := html.EscapeString(b.numbers.refs(f.tex))
	if !f.display {
		return `<span class="math">\(` + tex + `\)</span>`
	}
	id := ""
	if f.anchor != "" {
		id = ` id="` + html.EscapeString(f.anchor) + `"`
	}
	return `<span class="math display"` + id + `>\[` + tex + `\]</span>`
}

// reference returns the number a \ref or \eqref stands for, as a link.
func (b *builder) reference(f formula) string {
	t, ok := b.numbers.targets[f.ref]
	number := "??"
	if ok {
		number = b.plainText(t.number) // a \tag may hold TeX
	}
	if f.parens {
		number = "(" + number + ")"
	}
	if !ok {
		return `<span class="missing">` + number + `</span>`
	}
	return `<a href="#` + html.EscapeString(t.anchor) + `">` + number + `</a>`
}

var srcPattern = regexp.MustCompile(`(?i)(\ssrc\s*=\s*)("[^"]*"|'[^']*')`)

// inlineImage returns the img tag with its source replaced by the image.
func inlineImage(tag string, img func(string) (string, bool)) string {
	loc := srcPattern.FindStringSubmatchIndex(tag)
	if loc == nil {
		return tag
	}
	src := html.UnescapeString(tag[loc[4]+1 : loc[5]-1])
	data, ok := img(src)
	if !ok {
		return tag
	}
	return tag[:loc[4]] + `"` + html.EscapeString(data) + `"` + tag[loc[5]:]
}
