package page

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// RegisterFuncs makes markdown the renderer of the nodes that look different
// on a page than by default: formulas, code, images, HTML.
func (m *markdown) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(formulaKind, leaf(func(n ast.Node, _ []byte) string {
		return m.b.formula(n.(*formulaNode).f)
	}))
	reg.Register(ast.KindFencedCodeBlock, leaf(func(n ast.Node, source []byte) string {
		return m.code(n, string(n.(*ast.FencedCodeBlock).Language(source)), source)
	}))
	reg.Register(ast.KindCodeBlock, leaf(func(n ast.Node, source []byte) string {
		return m.code(n, "", source)
	}))
	reg.Register(ast.KindImage, leaf(func(n ast.Node, source []byte) string {
		return m.image(n.(*ast.Image), source)
	}))
	reg.Register(ast.KindHTMLBlock, leaf(func(n ast.Node, source []byte) string {
		raw := lines(n, source)
		if b := n.(*ast.HTMLBlock); b.HasClosure() {
			raw += string(b.ClosureLine.Value(source))
		}
		return m.b.fragment(m.doc.restore(raw, same), m.img)
	}))
	reg.Register(ast.KindRawHTML, leaf(func(n ast.Node, source []byte) string {
		var b strings.Builder
		segments := n.(*ast.RawHTML).Segments
		for i := range segments.Len() {
			s := segments.At(i)
			b.Write(s.Value(source))
		}
		return m.b.fragment(m.doc.restore(b.String(), same), m.img)
	}))
	reg.Register(wideKind, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		tag := "</div>\n"
		if entering {
			tag = `<div class="wide">`
		}
		_, err := w.WriteString(tag)
		return ast.WalkContinue, err
	})
}

// leaf makes a renderer of a function that renders a node with all below it.
func leaf(f func(n ast.Node, source []byte) string) renderer.NodeRendererFunc {
	return func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, err := w.WriteString(f(n, source))
		return ast.WalkSkipChildren, err
	}
}

func lines(n ast.Node, source []byte) string { return string(n.Lines().Value(source)) }

func (m *markdown) code(n ast.Node, language string, source []byte) string {
	code := m.doc.restore(lines(n, source), same)
	switch strings.ToLower(language) {
	case "go", "golang":
		return "<pre><code>" + highlight(code) + "</code></pre>\n"
	}
	return "<pre><code>" + html.EscapeString(code) + "</code></pre>\n"
}

// image returns the img element, or a link or words in its place when there
// is no way to have the image in the page.
func (m *markdown) image(n *ast.Image, source []byte) string {
	_, alt := m.inline(n, source)
	title := ""
	if n.Title != nil {
		title = ` title="` + html.EscapeString(unescape(n.Title)) + `"`
	}
	src := m.doc.restore(string(n.Destination), same)
	if data, ok := m.img(src); ok {
		return `<img src="` + html.EscapeString(data) + `" alt="` + html.EscapeString(alt) + `"` + title + `>`
	}
	if alt == "" {
		alt = src
	}
	if remote(src) {
		return `<a class="missing" href="` + html.EscapeString(src) + `"` + title + `>image: ` + html.EscapeString(alt) + `</a>`
	}
	return `<span class="missing">image not found: ` + html.EscapeString(alt) + `</span>`
}

func remote(src string) bool {
	return strings.HasPrefix(src, "https://") || strings.HasPrefix(src, "http://")
}
