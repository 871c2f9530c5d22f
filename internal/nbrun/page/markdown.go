package page

import (
	"bytes"
	"html"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown renders the Markdown of one page.
type markdown struct {
	goldmark.Markdown
	b   *builder
	doc *document // the cell being rendered
	img func(src string) (string, bool)
}

func newMarkdown(b *builder) *markdown {
	m := &markdown{b: b}
	m.Markdown = goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithRendererOptions(
			gmhtml.WithUnsafe(), // the author's HTML
			renderer.WithNodeRenderers(util.Prioritized(m, 100)),
		),
	)
	return m
}

// html returns the HTML of d. With headings, those enter the contents of the page.
func (m *markdown) html(d *document, img func(string) (string, bool), headings bool) string {
	m.doc, m.img = d, img
	source := []byte(d.text)
	root := m.Parser().Parse(text.NewReader(source))
	m.transform(root, source, headings)
	var buf bytes.Buffer
	if err := m.Renderer().Render(&buf, source, root); err != nil {
		return "<pre>" + html.EscapeString(d.restore(d.text, same)) + "</pre>"
	}
	return d.restore(encodedToken.Replace(buf.String()), html.EscapeString)
}

func same(s string) string { return s }

// encodedToken undoes the percent encoding of tokens in link targets.
var encodedToken = strings.NewReplacer(url.PathEscape(tokenOpen), tokenOpen, url.PathEscape(tokenClose), tokenClose)

// transform puts formulas in place of tokens, gives headings their ids, and
// boxes tables that may be wider than the page.
func (m *markdown) transform(root ast.Node, source []byte, headings bool) {
	var texts []*ast.Text
	var titles []*ast.Heading
	var tables []ast.Node
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			if bytes.Contains(n.Segment.Value(source), []byte(tokenOpen)) && n.Parent().Kind() != ast.KindCodeSpan {
				texts = append(texts, n)
			}
		case *ast.Heading:
			titles = append(titles, n)
		case *extast.Table:
			tables = append(tables, n)
		case *ast.Link:
			n.Destination = pageLink(n.Destination)
		}
		return ast.WalkContinue, nil
	})
	for _, t := range texts {
		m.splitText(t, source)
	}
	for _, h := range titles {
		if headings {
			m.heading(h, source)
		}
	}
	for _, t := range tables {
		box := &wideNode{}
		t.Parent().ReplaceChild(t.Parent(), t, box)
		box.AppendChild(box, t)
	}
}

// splitText replaces a text that holds tokens by texts and formulas.
func (m *markdown) splitText(t *ast.Text, source []byte) {
	parent, at := t.Parent(), t.Segment.Start
	value := t.Segment.Value(source)
	for _, loc := range tokenPattern.FindAllIndex(value, -1) {
		n := m.doc.number(string(value[loc[0]:loc[1]]))
		if n < 0 {
			continue
		}
		start, end := t.Segment.Start+loc[0], t.Segment.Start+loc[1]
		if at < start {
			parent.InsertBefore(parent, t, ast.NewTextSegment(text.NewSegment(at, start)))
		}
		parent.InsertBefore(parent, t, &formulaNode{f: m.doc.formulas[n], source: m.doc.source[n]})
		at = end
	}
	t.Segment = text.NewSegment(at, t.Segment.Stop)
}

// pageLink leads links between notebooks to the pages of those notebooks.
func pageLink(dest []byte) []byte {
	u, err := url.Parse(string(dest))
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasSuffix(u.Path, ".ipynb") {
		return dest
	}
	return bytes.Replace(dest, []byte(".ipynb"), []byte(".html"), 1)
}

func (m *markdown) heading(h *ast.Heading, source []byte) {
	label, plain := m.inline(h, source)
	id := m.b.id(slug(plain))
	h.SetAttributeString("id", []byte(id))
	m.b.headings = append(m.b.headings, heading{level: h.Level, id: id, html: label, plain: plain})
}

// inline returns what is in a heading or in the words for an image: HTML
// without links and images, and plain text.
func (m *markdown) inline(n ast.Node, source []byte) (label, plain string) {
	var b, p strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := n.(*ast.CodeSpan); ok {
			b.WriteString(map[bool]string{true: "<code>", false: "</code>"}[entering])
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			s := unescape(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				s += " "
			}
			b.WriteString(html.EscapeString(s))
			p.WriteString(m.doc.restore(s, same))
		case *ast.AutoLink:
			b.WriteString(html.EscapeString(string(n.Label(source))))
			p.Write(n.Label(source))
		case *formulaNode:
			f := n.f
			f.anchor = "" // that is the id of the formula in the text
			b.WriteString(m.b.formula(f))
			p.WriteString(n.source)
		}
		return ast.WalkContinue, nil
	})
	return b.String(), p.String()
}

// unescape returns the text that Markdown source stands for.
func unescape(source []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(source))))
}

// slug returns the id Jupyter gives a heading, without what TeX and HTML would add.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\n':
			return '-'
		case r < ' ' || strings.ContainsRune(`"<>&$\{}`, r):
			return -1
		}
		return r
	}, strings.TrimSpace(s))
}

// id returns s, or s with a number where the page has an element s already.
func (b *builder) id(s string) string {
	if s == "" {
		s = "section"
	}
	id := s
	for n := 1; b.ids[id]; n++ {
		id = s + "-" + strconv.Itoa(n)
	}
	b.ids[id] = true
	return id
}

var (
	formulaKind = ast.NewNodeKind("Formula")
	wideKind    = ast.NewNodeKind("Wide")
)

// formulaNode is a formula in the syntax tree.
type formulaNode struct {
	ast.BaseInline
	f      formula
	source string // as the author wrote it
}

// Kind and Dump make formulaNode an ast.Node.
func (*formulaNode) Kind() ast.NodeKind { return formulaKind }

func (n *formulaNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.f.tex}, nil)
}

// wideNode is a box with a scroll bar around what may be wider than the page.
type wideNode struct{ ast.BaseBlock }

// Kind and Dump make wideNode an ast.Node.
func (*wideNode) Kind() ast.NodeKind { return wideKind }

func (n *wideNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
