package page

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp/cell"
)

func emptyNotebook() *nbformat.Notebook { return nbformat.New() }

func markdownCell(source string) *nbformat.Cell {
	return &nbformat.Cell{Type: nbformat.Markdown, Source: source, Metadata: map[string]any{}}
}

func codeCell(source string, outputs ...*nbformat.Output) *nbformat.Cell {
	return &nbformat.Cell{Type: nbformat.Code, Source: source, Count: 3, Metadata: map[string]any{}, Outputs: outputs}
}

func display(mime, content string, more ...string) *nbformat.Output {
	o := &nbformat.Output{Type: nbformat.Display, Data: map[string]any{mime: content}}
	for i := 0; i+1 < len(more); i += 2 {
		o.Data[more[i]] = more[i+1]
	}
	return o
}

func render(t *testing.T, o Options, cells ...*nbformat.Cell) string {
	t.Helper()
	nb := nbformat.New()
	nb.Cells = cells
	return renderNotebook(t, nb, o)
}

func renderNotebook(t *testing.T, nb *nbformat.Notebook, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, nb, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// body returns the page without style and KaTeX.
func body(page string) string {
	_, rest, _ := strings.Cut(page, "</head>")
	main, _, _ := strings.Cut(rest, "</main>")
	return main + "</main></body>"
}

var void = regexp.MustCompile(`<((?:input|img|br|hr)\b[^>]*)>`)

// balanced checks that each element is closed where it has to be.
func balanced(t *testing.T, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(void.ReplaceAllString(page, "<$1/>")))
	d.Entity = xml.HTMLEntity
	for {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatalf("page is not well formed: %v", err)
		}
	}
}

func sampleNotebook(t *testing.T) *nbformat.Notebook {
	t.Helper()
	f, err := os.Open("../testdata/sample.golden.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	nb, err := nbformat.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestSamplePage(t *testing.T) {
	page := renderNotebook(t, sampleNotebook(t), Options{Claims: []claim.Claim{{Cell: 7, Record: cell.Record{Name: "$x$ & <b>", Got: math.NaN(), Holds: false}}}})
	for _, want := range []string{
		`<html lang="en">`, `<title>Approximation of cartoon-like functions</title>`,
		`<p class="authors">Ada Lovelace, Émile Borel</p>`,
		`<nav class="contents"`, `<li class="depth2"><a href="#What-is-known">What is known</a></li>`, `<a href="#claims">Claims</a>`,
		`<section class="cell" id="in-5">`, `<span class="prompt">In[5]</span>`, `<span class="prompt">Out[7]</span>`,
		`width="606" height="346">`, `alt="Error of the best N-term approximation`, `src="data:image/svg+xml;base64,`,
		`<th>error at <span class="math">\(N = 2^{10}\)</span></th>`,
		`Error, expected here`, `<div class="out stderr">`, `<pre>training 100 %`,
		`id="eq-eq:stechkin"`, `<a href="#eq-eq:stechkin">(1)</a>`, `$5 of electricity a year, not $6`, `href="04-shearlets.html"`,
		`<th scope="row"><span class="math">\(x\)</span> &amp; &lt;b&gt;</th>`, `1 claim, 1 fails.`, `✗ fails`, `<td class="num">NaN</td>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("got %d headings of level 1", n)
	}
	balanced(t, body(page))
}

var (
	idPattern   = regexp.MustCompile(`\sid="([^"]*)"`)
	hrefPattern = regexp.MustCompile(`href="#([^"]*)"`)
)

func TestIDsAreUniqueAndReached(t *testing.T) {
	page := body(render(t, Options{Claims: []claim.Claim{{Cell: 3}}},
		markdownCell("# A\n## A\n## claims\n## \n## A-1\n# <b>"), codeCell("x"), codeCell("y"), markdownCell("## A\n## main")))
	ids := map[string]bool{}
	for _, m := range idPattern.FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %q twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range hrefPattern.FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("nothing at #%s", m[1])
		}
	}
}

func TestHostileContentIsEscaped(t *testing.T) {
	const bad = `</pre></style></script><script>alert("1")</script><img src=x onerror="alert(1)">`
	c := codeCell(bad,
		&nbformat.Output{Type: nbformat.Stream, Name: "stdout", Text: bad},
		&nbformat.Output{Type: nbformat.Stream, Name: bad, Text: "x"},
		&nbformat.Output{Type: nbformat.Failure, EName: bad, EValue: bad, Traceback: []string{bad}},
		display("text/plain", bad),
		display("image/png", bad),
		display("image/png", `"><script>alert(1)</script>`, "text/plain", bad),
		display("image/png", "iVBORw0KGgo=", "text/plain", bad),
		display("image/svg+xml", bad),
		display("text/latex", "$"+bad+"$"),
		&nbformat.Output{Type: nbformat.Display, Data: map[string]any{"application/json": map[string]any{bad: bad}}},
		&nbformat.Output{Type: bad},
	)
	c.Metadata["tags"] = []any{bad}
	nb := nbformat.New()
	nb.Cells = []*nbformat.Cell{c, markdownCell("$" + bad + "$ \\ref{" + bad + "} `" + bad + "`\n```" + bad + "\n" + bad + "\n```\n$$x\\label{\"><script>}$$\\eqref{\"><script>}")}
	nb.Metadata = map[string]any{"title": bad, "lang": bad, "authors": []any{map[string]any{"name": bad}}}
	page := renderNotebook(t, nb, Options{Claims: []claim.Claim{{Notebook: bad, Record: cell.Record{Name: bad, Source: bad}}}})
	if n := strings.Count(page, "<script>"); n != 1 { // KaTeX
		t.Errorf("got %d scripts", n)
	}
	main := body(page)
	balanced(t, main)
	if strings.Contains(main, "<img src=x") || !strings.Contains(page, `lang="en"`) {
		t.Error("something of the notebook became markup")
	}
}

func TestAuthorsHTMLIsKept(t *testing.T) {
	page := render(t, Options{}, markdownCell("<details><summary>s</summary>\n\n**b**\n</details>"),
		codeCell("x", display("text/html", "<table><tr><td onclick=\"f()\">1</td></tr></table><script>f</script>")))
	if !strings.Contains(page, "<details><summary>s</summary>") || !strings.Contains(page, `<td onclick="f()">`) || !strings.Contains(page, "<script>f</script>") {
		t.Error("HTML of the author is changed")
	}
}

func TestPageAsksForNothing(t *testing.T) {
	page := renderNotebook(t, sampleNotebook(t), Options{})
	if !strings.Contains(page, `content="default-src 'none';`) {
		t.Error("no content security policy")
	}
	style, _, _ := strings.Cut(page, "</style>")
	for _, m := range regexp.MustCompile(`url\(([^)]{0,40})`).FindAllStringSubmatch(style, -1) {
		if !strings.HasPrefix(m[1], "data:") {
			t.Errorf("style has %s", m[0])
		}
	}
	for _, m := range regexp.MustCompile(`(?:src|srcset|data|action)="([^"]{0,40})`).FindAllStringSubmatch(body(page), -1) {
		if !strings.HasPrefix(m[1], "data:") {
			t.Errorf("page has %s", m[0])
		}
	}
	if strings.Contains(page, "<link") || strings.Contains(page, "@import") {
		t.Error("page links to a style sheet")
	}
}

func TestKaTeXOnlyWhereItIsNeeded(t *testing.T) {
	plain := render(t, Options{}, markdownCell("costs \\$5, `$x$`"), codeCell("x := \"$y$\""))
	if strings.Contains(plain, "<script") || strings.Contains(plain, "KaTeX") || len(plain) > 40_000 {
		t.Errorf("a page of %d bytes without formulas has KaTeX", len(plain))
	}
	for name, c := range map[string]*nbformat.Cell{
		"markdown": markdownCell("$x$"),
		"latex":    codeCell("x", display("text/latex", `\gamma`)),
		"html":     codeCell("x", display("text/html", `<td>$x$</td>`)),
		"output":   codeCell("x", display("text/markdown", `$x$`)),
	} {
		page := render(t, Options{}, c)
		if n := strings.Count(page, "url(data:font/woff2;base64,"); n != 20 || !strings.Contains(page, "katex.render(tex") {
			t.Errorf("%s: got %d fonts", name, n)
		}
	}
}

func TestKaTeXIsTheVersionOfItsNotice(t *testing.T) {
	notice, err := os.ReadFile("katex/NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	const version = "0.19.1"
	if !strings.Contains(string(notice), "KaTeX "+version) || !strings.Contains(katexScript, `"`+version+`"`) {
		t.Errorf("script, notice and test do not agree on the version %s", version)
	}
	if strings.Contains(katexScript, "</script") || strings.Contains(typesetScript, "</script") {
		t.Error("a script ends itself")
	}
}

func TestRichestContentIsShown(t *testing.T) {
	png := base64.StdEncoding.EncodeToString([]byte("png"))
	order := [][2]string{
		{"text/html", "<i>html</i>"}, {"text/markdown", "*markdown*"}, {"image/svg+xml", "<svg/>"}, {"image/png", png},
		{"image/jpeg", png}, {"image/gif", png}, {"image/webp", png}, {"text/latex", "$x$"}, {"application/json", "j"}, {"text/plain", "plain"},
	}
	want := []string{"<i>html</i>", "<em>markdown</em>", "data:image/svg+xml", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp", `\(x\)`, "&#34;j&#34;", "<pre>plain</pre>"}
	for i := range order {
		o := &nbformat.Output{Type: nbformat.Display, Data: map[string]any{"application/x-unknown": "u"}}
		for _, m := range order[i:] {
			o.Data[m[0]] = m[1]
		}
		page := body(render(t, Options{}, codeCell("x", o)))
		if n := strings.Count(page, `<div class="out`); n != 1 || !strings.Contains(page, want[i]) {
			t.Errorf("%s: got %d outputs in %s", order[i][0], n, page)
		}
	}
	if page := body(render(t, Options{}, codeCell("x", display("application/x-unknown", "u")))); strings.Contains(page, "class=\"out") {
		t.Error("an unknown type is shown")
	}
}

func TestImages(t *testing.T) {
	files := fstest.MapFS{"fig/a b.png": {Data: []byte("file")}, "secret.txt": {Data: []byte("secret")}}
	c := markdownCell("![one](fig/a%20b.png) ![two](attachment:c.png \"t\") ![three](../x.png) ![four](/etc/x.png) ![five](secret.txt)\n\n<img alt='six' src='fig/a%20b.png' width=4>")
	c.Attachments = map[string]map[string]any{"c.png": {"image/png": base64.StdEncoding.EncodeToString([]byte("attached"))}}
	page := body(render(t, Options{Files: files}, c, codeCell("x", display("text/html", `<img src="fig/a%20b.png">`))))
	file := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte("file"))
	for _, want := range []string{
		`<img src="` + file + `" alt="one">`,
		`<img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString([]byte("attached")) + `" alt="two" title="t">`,
		"image not found: three", "image not found: four", "image not found: five",
		`<img alt='six' src="` + file + `" width=4>`,
		`<img src="` + file + `">`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("got\n%s\nwant %s", page, want)
		}
	}
}

func TestTags(t *testing.T) {
	tagged := func(tag string) string {
		c := codeCell("the_input", &nbformat.Output{Type: nbformat.Stream, Text: "the_output"})
		c.Metadata["tags"] = []any{tag}
		return body(render(t, Options{}, c))
	}
	tests := []struct {
		tag                    string
		input, output, details bool
	}{
		{"none", true, true, false}, {"remove-cell", false, false, false}, {"remove-input", false, true, false},
		{"remove-output", true, false, false}, {"hide-input", true, true, true},
	}
	for _, test := range tests {
		page := tagged(test.tag)
		if strings.Contains(page, "the_input") != test.input || strings.Contains(page, "the_output") != test.output || strings.Contains(page, "<details>") != test.details {
			t.Errorf("%s: got %s", test.tag, page)
		}
	}
	raw := &nbformat.Cell{Type: nbformat.Raw, Source: "<i>raw</i>", Metadata: map[string]any{}}
	if strings.Contains(render(t, Options{}, raw), "raw</i>") {
		t.Error("a raw cell without format is shown")
	}
	raw.Metadata["format"] = "text/html"
	if !strings.Contains(render(t, Options{}, raw), "<i>raw</i>") {
		t.Error("a raw cell of HTML is not shown")
	}
}

func TestTitle(t *testing.T) {
	tests := []struct {
		cells []*nbformat.Cell
		want  string
	}{
		{nil, "<h1>File</h1>"},
		{[]*nbformat.Cell{markdownCell("## Second")}, "<h1>File</h1>"},
		{[]*nbformat.Cell{codeCell("x"), markdownCell("# Later")}, `<h1 id="Later">Later</h1>`},
		{[]*nbformat.Cell{markdownCell("# A `b` $c$\nrest")}, `<h1 id="A-b-c">A <code>b</code> <span class="math">\(c\)</span></h1>`},
	}
	for i, test := range tests {
		page := body(render(t, Options{Title: "File"}, test.cells...))
		if strings.Count(page, "<h1") != 1 || !strings.Contains(page, test.want) {
			t.Errorf("%d: got %s", i, page)
		}
	}
	if page := render(t, Options{}); !strings.Contains(page, "<title>Notebook</title>") {
		t.Error("a page without any title has none")
	}
}

func TestContents(t *testing.T) {
	page := body(render(t, Options{}, markdownCell("# T\n## A\n### B $x$\n#### C\n## [D](u) `e`")))
	want := `<ul>
<li class="depth1"><a href="#A">A</a></li>
<li class="depth2"><a href="#B-x">B <span class="math">\(x\)</span></a></li>
<li class="depth1"><a href="#D-e">D <code>e</code></a></li>
</ul>`
	if !strings.Contains(page, want) {
		t.Errorf("got %s\nwant %s", page, want)
	}
	if page := body(render(t, Options{}, markdownCell("# T\n## A\n## B"))); strings.Contains(page, "<nav") {
		t.Error("two headings have contents")
	}
	several := body(render(t, Options{}, markdownCell("# A\n## B\n### C\n# D")))
	if !strings.Contains(several, `<li class="depth2"><a href="#B">`) || strings.Contains(several, `href="#C"`) {
		t.Errorf("several titles: got %s", several)
	}
}

func TestLongTextHasAScrollBar(t *testing.T) {
	page := body(render(t, Options{}, codeCell("x", &nbformat.Output{Type: nbformat.Stream, Name: "stdout", Text: strings.Repeat("line\n", 50)})))
	if !strings.Contains(page, `<div class="body long" tabindex="0">`) {
		t.Errorf("got %s", page)
	}
}

func TestWriteErrors(t *testing.T) {
	broken := errors.New("broken")
	if err := Write(brokenWriter{broken}, nbformat.New(), Options{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

// TestContrast computes the contrast of text and background as WCAG 2 defines
// it, and asks for its level AA, 4.5, in the light and the dark style.
func TestContrast(t *testing.T) {
	light, dark := colours(t, strings.Index(styleText, ":root")), colours(t, strings.LastIndex(styleText, "  :root"))
	inks := map[string][]string{
		"bg":        {"ink", "soft", "link", "bad", "good"},
		"code":      {"ink", "soft", "kw", "ty", "fn", "st", "nu", "co", "bi"},
		"bad-soft":  {"ink", "bad"},
		"warn-soft": {"ink", "warn"},
	}
	for i := range 16 {
		for _, bg := range []string{"bg", "bad-soft", "warn-soft"} {
			inks[bg] = append(inks[bg], fmt.Sprint("f", i))
		}
		inks[fmt.Sprint("g", i%8)] = []string{"ink", "f15"}
	}
	for name, style := range map[string]map[string]float64{"light": light, "dark": dark} {
		for bg, all := range inks {
			for _, ink := range all {
				if c := contrast(style[ink], style[bg]); c < 4.5 || math.IsNaN(c) {
					t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", name, ink, bg, c)
				}
			}
		}
	}
}

// colours returns the luminance of the variables of the rule at byte i of the style.
func colours(t *testing.T, i int) map[string]float64 {
	t.Helper()
	rule, _, _ := strings.Cut(styleText[i:], "}")
	all := map[string]float64{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(rule, -1) {
		v, err := strconv.ParseUint(m[2], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		all[m[1]] = 0.2126*linear(v>>16) + 0.7152*linear(v>>8&255) + 0.0722*linear(v&255)
	}
	return all
}

func linear(v uint64) float64 {
	c := float64(v) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
