package page

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
)

// The cell tags a page heeds.
const (
	tagRemoveCell   = "remove-cell"
	tagRemoveInput  = "remove-input"
	tagRemoveOutput = "remove-output"
	tagHideInput    = "hide-input"
	tagRaises       = "raises-exception"
)

// cellView is one cell: Markdown, or Code and Outputs.
type cellView struct {
	Markdown template.HTML
	ID       string // in-3 of a cell that ran
	Prompt   string // 3, or a blank when the cell did not run
	Code     template.HTML
	Hidden   bool // the code is folded
	Outputs  []outputView
}

// cell returns the view of c; false when nothing of it is shown.
func (b *builder) cell(c *nbformat.Cell) (cellView, bool) {
	if c.HasTag(tagRemoveCell) {
		return cellView{}, false
	}
	switch c.Type {
	case nbformat.Markdown:
		images := finder(b.options.Files, c.Attachments)
		v := cellView{Markdown: template.HTML(b.markdown.html(b.documents[c], images, true))}
		return v, strings.TrimSpace(string(v.Markdown)) != ""
	case nbformat.Code:
		return b.codeCell(c)
	case nbformat.Raw:
		if mime, _ := c.Metadata["format"].(string); mime == "text/html" {
			return cellView{Markdown: template.HTML(c.Source)}, true
		}
	}
	return cellView{}, false
}

func (b *builder) codeCell(c *nbformat.Cell) (cellView, bool) {
	v := cellView{Prompt: "\u2007"}
	if c.Count > 0 {
		v.Prompt = strconv.Itoa(c.Count)
		v.ID = b.id("in-" + v.Prompt)
	}
	if !c.HasTag(tagRemoveInput) {
		v.Code = template.HTML(highlight(strings.Trim(c.Source, "\n")))
		v.Hidden = c.HasTag(tagHideInput) || hiddenBy(c, "source_hidden")
	}
	if !c.HasTag(tagRemoveOutput) && !hiddenBy(c, "outputs_hidden") {
		for _, o := range c.Outputs {
			if ov, ok := b.output(c, o); ok {
				v.Outputs = append(v.Outputs, ov)
			}
		}
	}
	return v, strings.TrimSpace(string(v.Code)) != "" || len(v.Outputs) > 0
}

// hiddenBy reports whether a front end has folded a part of the cell.
func hiddenBy(c *nbformat.Cell, key string) bool {
	m, _ := c.Metadata["jupyter"].(map[string]any)
	hidden, _ := m[key].(bool)
	return hidden
}
