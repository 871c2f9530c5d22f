package page

import (
	"strings"
	"testing"
)

// found writes the formulas of a Markdown text as <tex> and <<tex>>, references as <ref:label>.
func found(d *document) string {
	var parts []string
	for _, f := range d.formulas {
		switch {
		case f.ref != "":
			parts = append(parts, "<ref:"+f.ref+">")
		case f.display:
			parts = append(parts, "<<"+f.tex+">>")
		default:
			parts = append(parts, "<"+f.tex+">")
		}
	}
	return strings.Join(parts, " ")
}

func TestFormulasOfMarkdown(t *testing.T) {
	tests := []struct{ in, want string }{
		{`$a_1 * b_2 * c$`, `<a_1 * b_2 * c>`},
		{`a $x$, $y$.`, `<x> <y>`},
		{`$5 and $6`, ``},
		{`costs $5, then $x$`, `<x>`},
		{`$20,000 and USD$30,000`, ``},
		{`$x$1`, ``},
		{`$ x $ and $ x^2 $ but $ 5 or $ 6`, `<x> <x^2>`},
		{`$x $ and $ y$`, ``},
		{`\$x\$ and \\$y$`, `<y>`},
		{`$\$5$`, `<\$5>`},
		{`$\text{for $n$ even}$`, `<\text{for $n$ even}>`},
		{"$a\nb$", "<a\nb>"},
		{"$a\n\nb$", ""},
		{"$$a\n\nb$$", "<<a\n\nb>>"},
		{`$$ \begin{pmatrix} a \\ b \end{pmatrix} $$`, `<<\begin{pmatrix} a \\ b \end{pmatrix}>>`},
		{`$$`, ``}, {`$`, ``}, {`$$$$`, ``}, {`$$$`, ``}, {`\`, ``}, {`$$x`, ``},
		{`\(x\) and \[y\]`, `<x> <<y>>`},
		{`\\(x\\) and \\[y\\]`, `<x> <<y>>`},
		{`\(x`, ``},
		{"\\begin{align}\na &= b \\\\\nc\n\\end{align}", "<<\\begin{align}\na &= b \\\\\nc\n\\end{align}>>"},
		{`\begin{align*}x\end{align*}`, `<<\begin{align*}x\end{align*}>>`},
		{`\begin{matrix}\begin{matrix}a\end{matrix}\end{matrix}b`, `<<\begin{matrix}\begin{matrix}a\end{matrix}\end{matrix}>>`},
		{`\begin{itemize}\item $x$\end{itemize}`, `<x>`},
		{`\begin{align}x`, ``},
		{`see \eqref{eq:a} and \ref{b}`, `<ref:eq:a> <ref:b>`},
		{"`$x$` and ``$y`$``", ``},
		{"`$x", ``},
		{"```\n$x$\n```\n$y$", `<y>`},
		{"~~~go\n$x$\n~~~~\n$y$", `<y>`},
		{"```\n$x$", ``},
		{"> ```\n> $x$\n> ```\n> $y$", `<y>`},
		{"> $$\n> a\n> - b\n> $$", "<<a\n- b>>"},
		{"> > $a\n> > b$", "<a\nb>"},
		{"<!-- $x$ --> $y$", `<y>`},
		{"[t](http://a/$b$c) $y$", `<y>`},
		{"[$x$](u)", `<x>`},
		{"~~$x$~~", `<x>`},
		{"a\r\n$$\r\nx\r\n$$", "<<x>>"},
	}
	for _, test := range tests {
		if got := found(protect(test.in)); got != test.want {
			t.Errorf("%q: got %s, want %s", test.in, got, test.want)
		}
	}
}

func TestLongSearchesEnd(t *testing.T) {
	for _, piece := range []string{"$${", `\begin{align}`, "$x ", "`", `\(`, "\\begin{a", "$", "[](", "<!--"} {
		protect(strings.Repeat(piece, 1<<14))
	}
	if got := found(protect("$$" + strings.Repeat("x", maxFormula) + "$$")); got != "" {
		t.Errorf("got a formula of %d bytes", len(got))
	}
}

func TestMarkdown(t *testing.T) {
	tests := []struct {
		in         string
		want, miss []string
	}{
		{`$a_1 * b_2 * c$`, []string{`<span class="math">\(a_1 * b_2 * c\)</span>`}, []string{"<em>"}},
		{`**bold $x$** and *$y$*-algebra`, []string{`<strong>bold <span class="math">\(x\)</span></strong>`, `<em><span class="math">\(y\)</span></em>-algebra`}, nil},
		{"text $$\nf'\n- g\n+ h\n= 0\n> 1\n$$ more", []string{`<p>text <span class="math display">\[f&#39;
- g
+ h
= 0
&gt; 1\]</span> more</p>`}, []string{"<li>", "<blockquote>", "<h1>"}},
		{"| a | b |\n|--|--|\n| $|x|$ | $\\|y\\|$ |", []string{`<td><span class="math">\(|x|\)</span></td>`, `<td><span class="math">\(\|y\|\)</span></td>`, `<div class="wide">`}, nil},
		{"    indented $x$ code", []string{"<code>indented $x$ code"}, []string{"math"}},
		{"`$x$` and ``a`$b$``", []string{"<code>$x$</code>"}, []string{"math"}},
		{"```go\nx := \"$a$\" // $b$\n```", []string{`<span class="st">&#34;$a$&#34;</span>`, `<span class="co">// $b$</span>`}, []string{"math"}},
		{"```python\n<b>$x$</b>\n```", []string{"&lt;b&gt;$x$&lt;/b&gt;"}, nil},
		{"<div title=\"$a$\">\n$x<y$ <b>$z$</b> <code>$w$</code>\n</div>", []string{`title="$a$"`, `<b><span class="math">\(z\)</span></b>`, `<code>$w$</code>`}, nil},
		{"![about $x$](no.png)", []string{"image not found: about $x$"}, []string{"<img"}},
		{"![far](https://example.org/a.png)", []string{`href="https://example.org/a.png"`, "image: far"}, []string{"<img"}},
		{"[a $x$](http://h/$b$)", []string{`<a href="http://h/$b$">a <span class="math">\(x\)</span></a>`}, nil},
		{"[n](04-x.ipynb#Sec) [far](https://h/a.ipynb)", []string{`href="04-x.html#Sec"`, `href="https://h/a.ipynb"`}, nil},
		{"- [x] done\n- [ ] not", []string{`type="checkbox"`}, nil},
		{"~~gone~~ https://example.org", []string{"<del>gone</del>", `<a href="https://example.org">`}, nil},
		{"hard\\\nbreak $x$\nsoft", []string{"<br>", "\\)</span>\nsoft"}, nil},
		{"\ufdd00\ufdd1 $x$", []string{"\ufffd0\ufffd"}, []string{"\ufdd0"}},
		{"$<script>alert(1)</script>$", []string{`\(&lt;script&gt;`}, []string{"<script>"}},
		{"## A $x^2$ & `c`", []string{`id="A-x^2--c"`}, nil},
	}
	for _, test := range tests {
		b := newBuilder(emptyNotebook(), Options{})
		got := b.markdown.html(protect(test.in), finder(nil, nil), true)
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%q: got\n%s\nwant %s", test.in, got, want)
			}
		}
		for _, miss := range test.miss {
			if strings.Contains(got, miss) {
				t.Errorf("%q: got\n%s\nnot wanted: %s", test.in, got, miss)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	b := newBuilder(emptyNotebook(), Options{})
	docs := []*document{
		protect(`before \eqref{c} $$x \label{a}$$ \begin{equation} y \end{equation}`),
		protect("\\begin{align} a \\label{b} \\\\ b \\nonumber \\\\ c &= \\eqref{a} \\label{c} \\end{align}"),
		protect(`$$z \tag{$\ast$} \label{d}$$ \eqref{d} \ref{a} \ref{none}`),
		protect(`\begin{eqnarray} a &=& b \end{eqnarray} \begin{multline}m\end{multline}`),
	}
	var out strings.Builder
	for _, d := range docs {
		b.numbers.add(d)
	}
	for _, d := range docs {
		out.WriteString(b.markdown.html(d, finder(nil, nil), true))
	}
	for _, want := range []string{
		`before <a href="#eq-b">(3)</a>`,
		`<span class="math display" id="eq-a">\[x\tag{1} \]</span>`,
		`\begin{equation*} y \end{equation*}`,
		`a\tag{2} \\ b \nonumber \\ c &amp;= \text{(1)}\tag{3}` + "\n" + `\end{align*}`,
		`z \tag{$\ast$}`, `<a href="#eq-d">(<span class="math">\(\ast\)</span>)</a>`, `<a href="#eq-a">1</a>`, `<span class="missing">??</span>`,
		`\begin{array}{rcl} a &amp;=&amp; b \end{array}`, `\begin{gather*}m\end{gather*}`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant %s", out.String(), want)
		}
	}
}

func TestAdapt(t *testing.T) {
	tests := []struct{ tex, want string }{
		{`\newcommand{\R}{\mathbb{R}}`, `\providecommand{\R}{}\renewcommand{\R}{\mathbb{R}}`},
		{`\newcommand\norm[1]{\|#1\|}`, `\providecommand{\norm}{}\renewcommand{\norm}[1]{\|#1\|}`},
		{`\DeclareMathOperator*{\argmin}{arg\,min}`, `\providecommand{\argmin}{}\renewcommand{\argmin}{\operatorname*{arg\,min}}`},
		{`\begin{alignat}{2}a\end{alignat}`, `\begin{alignat*}{2}a\end{alignat*}`},
		{`\begin{align*}a\end{align*}`, `\begin{align*}a\end{align*}`},
		{`\begin{flalign}a\end{flalign}`, `\begin{align*}a\end{align*}`},
		{`\begin{aligned}a\end{aligned}`, `\begin{aligned}a\end{aligned}`},
	}
	for _, test := range tests {
		if got := adapt(test.tex); got != test.want {
			t.Errorf("%s: got %s, want %s", test.tex, got, test.want)
		}
	}
}

func TestFragment(t *testing.T) {
	tests := []struct{ in, want string }{
		{`<b>$x$</b>`, `<b><span class="math">\(x\)</span></b>`},
		{`<td>$a &lt; b$</td>`, `<td><span class="math">\(a &lt; b\)</span></td>`},
		{`<script>let a = "$x$ <b>";</script>$y$`, `<script>let a = "$x$ <b>";</script><span class="math">\(y\)</span>`},
		{`<PRE>$x$</PRE><style>$</style>$y$`, `<PRE>$x$</PRE><style>$</style><span class="math">\(y\)</span>`},
		{`<a title="$x$ > $y$">z</a>`, `<a title="$x$ > $y$">z</a>`},
		{`<!-- $x$ -->`, `<!-- $x$ -->`},
		{`1 < 2 $x$`, `1 < 2 <span class="math">\(x\)</span>`},
		{`<pre>$x$`, `<pre>$x$`},
		{`<b`, `<b`}, {`<`, `<`}, {``, ``}, {`<!--`, `<!--`},
		{`<img src="data:image/png;base64,AA==">`, `<img src="data:image/png;base64,AA==">`},
		{`<img alt='x' SRC='no.png'>`, `<img alt='x' SRC='no.png'>`},
	}
	for _, test := range tests {
		b := newBuilder(emptyNotebook(), Options{})
		if got := b.fragment(test.in, finder(nil, nil)); got != test.want {
			t.Errorf("%q: got %s, want %s", test.in, got, test.want)
		}
	}
}

// FuzzMarkdown checks that no token stays and that nothing of the text is lost.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"$a$ `$b$` **c**", "> $$\n> x\n> $$", "| $|x|$ |\n|-|\n| \\eqref{a} |", "# $x$\n![$y$](z)", "\\begin{align}\n\\end{align}", "<b title='$x$'>$<i>$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := newBuilder(emptyNotebook(), Options{})
		d := protect(s)
		b.numbers.add(d)
		got := b.markdown.html(d, finder(nil, nil), true)
		if strings.Contains(got, tokenOpen) {
			t.Errorf("a token stayed in %q", got)
		}
		if back := d.restore(d.text, same); back != normal(s) {
			t.Errorf("got %q back, want %q", back, normal(s))
		}
	})
}

func normal(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", tokenOpen, "\ufffd", tokenClose, "\ufffd").Replace(s)
}
