package page

import (
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"strings"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
)

// outputView is one output. Kind is its class: stream, stderr, text, figure,
// html, md, latex or error.
type outputView struct {
	Kind   string
	Prompt string // 3 for the value of In [3], "" for others
	Label  string // the words above an error
	Body   template.HTML
	Long   bool // text of many lines, in a box with a scroll bar
}

// longText is the number of lines from which on a text has a scroll bar.
const longText = 40

func (b *builder) output(c *nbformat.Cell, o *nbformat.Output) (outputView, bool) {
	switch o.Type {
	case nbformat.Stream:
		kind := "stream"
		if o.Name == "stderr" {
			kind = "stderr"
		}
		return textView(kind, o.Text)
	case nbformat.Failure:
		return errorView(c, o), true
	case nbformat.Display, nbformat.Result:
		v, ok := b.rich(c, o)
		if o.Type == nbformat.Result && o.Count > 0 {
			v.Prompt = fmt.Sprint(o.Count)
		}
		return v, ok
	}
	return outputView{}, false
}

func textView(kind, text string) (outputView, bool) {
	text = strings.TrimRight(text, "\n")
	long := strings.Count(text, "\n") >= longText
	return outputView{Kind: kind, Body: template.HTML("<pre>" + ansi(text) + "</pre>"), Long: long}, text != ""
}

func errorView(c *nbformat.Cell, o *nbformat.Output) outputView {
	text := strings.Join(o.Traceback, "\n")
	if text == "" {
		text = o.EValue
	}
	v, _ := textView("error", text)
	v.Label = o.EName
	if o.EName == "" || strings.Contains(strings.ToLower(text), strings.ToLower(o.EName)) {
		v.Label = "Error"
	}
	if c.HasTag(tagRaises) {
		v.Label += ", expected here"
	}
	return v
}

// rich shows the richest content of a bundle.
func (b *builder) rich(c *nbformat.Cell, o *nbformat.Output) (outputView, bool) {
	for _, show := range []struct {
		mime string
		view func(*nbformat.Cell, *nbformat.Output, string) (outputView, bool)
	}{
		{"text/html", b.htmlView},
		{"text/markdown", b.markdownView},
		{"image/svg+xml", b.figureView},
		{"image/png", b.figureView},
		{"image/jpeg", b.figureView},
		{"image/gif", b.figureView},
		{"image/webp", b.figureView},
		{"text/latex", b.latexView},
		{"application/json", b.jsonView},
		{"text/plain", b.plainView},
	} {
		if _, ok := o.Data[show.mime]; !ok {
			continue
		}
		if v, ok := show.view(c, o, show.mime); ok {
			return v, true
		}
	}
	return outputView{}, false
}

func content(o *nbformat.Output, mime string) string {
	s, _ := o.Data[mime].(string)
	return s
}

func (b *builder) htmlView(c *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	s := content(o, mime)
	body := b.fragment(s, finder(b.options.Files, nil))
	return outputView{Kind: "html", Body: template.HTML(body)}, strings.TrimSpace(s) != ""
}

func (b *builder) markdownView(c *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	d := protect(content(o, mime))
	b.numbers.add(d)
	body := b.markdown.html(d, finder(b.options.Files, c.Attachments), false)
	return outputView{Kind: "md", Body: template.HTML(body)}, strings.TrimSpace(body) != ""
}

func (b *builder) figureView(c *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	url, ok := dataURL(mime, content(o, mime))
	if !ok {
		return outputView{}, false
	}
	meta, _ := o.Metadata[mime].(map[string]any)
	img := `<img src="` + url + `" alt="` + html.EscapeString(altText(c, o, meta)) + `"` +
		pixels(meta, "width") + pixels(meta, "height") + `>`
	return outputView{Kind: "figure", Body: template.HTML("<figure>" + img + "</figure>")}, true
}

// altText says in words what a figure is: what the metadata says, or the text
// form of the output, or where it comes from.
func altText(c *nbformat.Cell, o *nbformat.Output, meta map[string]any) string {
	if alt, _ := meta["alt"].(string); alt != "" {
		return alt
	}
	if text := strings.TrimSpace(content(o, "text/plain")); text != "" && len(text) < 500 {
		return text
	}
	if c.Count > 0 {
		return fmt.Sprintf("Figure of cell %d", c.Count)
	}
	return "Figure"
}

// pixels returns the attribute width or height when the metadata has it.
func pixels(meta map[string]any, name string) string {
	if n, ok := meta[name].(json.Number); ok {
		if f, err := n.Float64(); err == nil && f > 0 && f < 1e5 {
			return fmt.Sprintf(` %s="%.0f"`, name, f)
		}
	}
	return ""
}

// latexView typesets text/latex. Without any delimiter all of it is a formula.
func (b *builder) latexView(_ *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	tex := strings.TrimSpace(content(o, mime))
	if tex == "" {
		return outputView{}, false
	}
	if len(formulas(tex)) == 0 {
		tex = "$$" + tex + "$$"
	}
	return outputView{Kind: "latex", Body: template.HTML(b.plainText(tex))}, true
}

func (b *builder) jsonView(_ *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o.Data[mime]); err != nil {
		return outputView{}, false
	}
	return textView("text", text.String())
}

func (b *builder) plainView(_ *nbformat.Cell, o *nbformat.Output, mime string) (outputView, bool) {
	return textView("text", content(o, mime))
}
