package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
)

// Options are what a page needs beside the notebook. The zero value works.
type Options struct {
	Title  string        // used when the notebook has neither a title in its metadata nor a heading of level 1
	Files  fs.FS         // where images named in the notebook are; nil means that there are none
	Claims []claim.Claim // shown in a table at the end
}

//go:embed page.tmpl
var pageText string

//go:embed style.css
var styleText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// Write writes the page of nb. It errs only when w does.
func Write(w io.Writer, nb *nbformat.Notebook, o Options) error {
	v := newBuilder(nb, o).view()
	var buf bytes.Buffer
	if err := pageTemplate.Execute(&buf, v); err != nil {
		return fmt.Errorf("page.Write: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("page.Write: %w", err)
	}
	return nil
}

// builder collects the parts of one page.
type builder struct {
	nb        *nbformat.Notebook
	options   Options
	markdown  *markdown
	numbers   *numbering
	documents map[*nbformat.Cell]*document // of the Markdown cells
	ids       map[string]bool              // ids in use
	headings  []heading
	math      bool // the page has a formula
}

// heading is a heading of a Markdown cell.
type heading struct {
	level           int
	id, html, plain string
}

func newBuilder(nb *nbformat.Notebook, o Options) *builder {
	b := &builder{
		nb: nb, options: o,
		numbers:   &numbering{targets: map[string]target{}},
		documents: map[*nbformat.Cell]*document{},
		ids:       map[string]bool{"main": true, "claims": true, "contents": true},
	}
	b.markdown = newMarkdown(b)
	for _, c := range nb.Cells {
		if c.Type == nbformat.Markdown && !c.HasTag(tagRemoveCell) {
			b.documents[c] = protect(c.Source)
			b.numbers.add(b.documents[c])
		}
	}
	return b
}

// pageView is what page.tmpl shows. Fields of the types of html/template are
// finished HTML; strings are escaped by the template.
type pageView struct {
	Lang, Title, Authors string
	Heading              bool // show Title as the heading of the page
	Style                template.CSS
	Script               template.JS // "" without formulas
	Contents             []contentsEntry
	Before               [2]template.HTML // the cell with the title: up to the title, and the rest
	Cells                []cellView
	Claims               []claimView
	Summary              string
	AllHold              bool
}

// contentsEntry is a line of the contents. Depth is 1 for the highest level shown.
type contentsEntry struct {
	Depth int
	ID    string
	Label template.HTML
}

// claimView is a line of the table of claims.
type claimView struct {
	claim.Claim
	Name, Source         template.HTML
	Got, Want, Tolerance string
}

func (b *builder) view() *pageView {
	v := &pageView{Lang: lang(b.nb), Authors: authors(b.nb)}
	for _, c := range b.nb.Cells {
		if cv, ok := b.cell(c); ok {
			v.Cells = append(v.Cells, cv)
		}
	}
	b.addClaims(v)
	v.Title, v.Heading = b.title()
	if !v.Heading && len(v.Cells) > 0 {
		v.takeTitle()
	}
	v.Contents = b.contents(len(v.Claims) > 0)
	v.Style = template.CSS(styleText)
	if b.math {
		v.Style = template.CSS(katexStyle() + styleText)
		v.Script = template.JS(katexScript + "\n" + typesetScript)
	}
	return v
}

// takeTitle takes the first cell out of the list when it starts with the
// title, so that authors and contents can stand where they belong.
func (v *pageView) takeTitle() {
	first := string(v.Cells[0].Markdown)
	if title, rest, ok := strings.Cut(first, "</h1>\n"); ok && strings.HasPrefix(title, "<h1") {
		v.Before = [2]template.HTML{template.HTML(title + "</h1>\n"), template.HTML(rest)}
		v.Cells = v.Cells[1:]
	}
}

func (b *builder) addClaims(v *pageView) {
	claims := b.options.Claims
	v.Summary, v.AllHold = claim.Summary(claims), claim.Hold(claims)
	for _, c := range claims {
		v.Claims = append(v.Claims, claimView{
			Claim: c,
			Name:  template.HTML(b.plainText(c.Name)), Source: template.HTML(b.plainText(c.Source)),
			Got: number(c.Got), Want: number(c.Want), Tolerance: number(c.Tolerance),
		})
	}
}

// number writes v with a minus sign that is as wide as a plus sign.
func number(v float64) string { return strings.ReplaceAll(claim.Number(v), "-", "−") }

// title returns the title of the page and whether it has to be shown as a
// heading, which it has unless the notebook has a heading of level 1.
func (b *builder) title() (title string, show bool) {
	title, _ = b.nb.Metadata["title"].(string)
	for _, h := range b.headings {
		if h.level == 1 {
			if title == "" {
				title = h.plain
			}
			return title, false
		}
	}
	if title == "" {
		title = b.options.Title
	}
	if title == "" {
		title = "Notebook"
	}
	return title, true
}

// contents lists the headings of the two highest levels below a single title.
// A list of one or two is none.
func (b *builder) contents(claims bool) []contentsEntry {
	top := 7
	titles := 0
	for _, h := range b.headings {
		if h.level == 1 {
			titles++
		}
	}
	single := titles == 1
	for _, h := range b.headings {
		if h.level > 1 || !single {
			top = min(top, h.level)
		}
	}
	var all []contentsEntry
	for _, h := range b.headings {
		if h.level >= top && h.level <= top+1 {
			all = append(all, contentsEntry{h.level - top + 1, h.id, template.HTML(h.html)})
		}
	}
	if claims {
		all = append(all, contentsEntry{1, "claims", "Claims"})
	}
	if len(all) < 3 {
		return nil
	}
	return all
}

var langPattern = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// lang returns the language of the text, from the field lang of the metadata.
func lang(nb *nbformat.Notebook) string {
	if l, _ := nb.Metadata["lang"].(string); langPattern.MatchString(l) {
		return l
	}
	return "en"
}

// authors returns the names in the field authors of the metadata.
func authors(nb *nbformat.Notebook) string {
	list, _ := nb.Metadata["authors"].([]any)
	var names []string
	for _, a := range list {
		if m, ok := a.(map[string]any); ok {
			if name, _ := m["name"].(string); name != "" {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}
