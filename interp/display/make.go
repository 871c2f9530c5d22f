package display

import (
	"bytes"
	"fmt"
	"html"
	"image/png"
	"regexp"
	"strings"
)

// Text returns s as it stands.
func Text(s string) Bundle { return Bundle{Data: map[string]any{MIMEText: s}} }

// HTML returns a fragment of a page. Its plain text is what remains without tags.
func HTML(s string) Bundle { return of(MIMEHTML, s, stripTags(s)) }

// Markdown returns a text in Markdown, which is its own plain text.
func Markdown(s string) Bundle { return of(MIMEMarkdown, s, s) }

// LaTeX returns a formula. Without delimiters of its own ($, \(, \[ or an environment of amsmath
// that brings display mode) it is set as a displayed formula.
func LaTeX(s string) Bundle { return of(MIMELaTeX, delimit(s), s) }

// SVG returns a drawing.
func SVG(s string) Bundle { return of(MIMESVG, s, "SVG image") }

// PNG returns an image that is shown w × h CSS pixels large; a w or h of zero or less leaves the
// size to the reader.
func PNG(data []byte, w, h int) Bundle {
	b := of(MIMEPNG, data, pngText(data))
	if w > 0 && h > 0 {
		b.Metadata = map[string]any{MIMEPNG: map[string]any{"width": w, "height": h}}
	}
	return b
}

// of returns a bundle of one type and text/plain.
func of(mime string, data any, plain string) Bundle {
	return Bundle{Data: map[string]any{mime: data, MIMEText: plain}}
}

func pngText(data []byte) string {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Sprintf("PNG image (%v)", err)
	}
	return fmt.Sprintf("PNG image, %d×%d pixels", c.Width, c.Height)
}

var (
	invisible = regexp.MustCompile(`(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>`)
	breaks    = regexp.MustCompile(`(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/caption)\b[^>]*>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// stripTags returns what a reader of the page would see, roughly.
func stripTags(s string) string {
	s = invisible.ReplaceAllString(s, "")
	s = breaks.ReplaceAllString(s, "\n")
	s = tag.ReplaceAllString(s, " ")
	var lines []string
	for l := range strings.Lines(s) {
		if l = strings.Join(strings.Fields(html.UnescapeString(l)), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

var delimiters = regexp.MustCompile(`\$|\\\(|\\\[|\\begin\{(?:equation|align|gather|multline|eqnarray|alignat|flalign|math|displaymath)\*?\}`)

func delimit(s string) string {
	if delimiters.MatchString(s) {
		return s
	}
	return "$$" + s + "$$"
}
