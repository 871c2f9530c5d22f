package page

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// visible returns the text a reader of HTML made by this package sees.
func visible(s string) string { return html.UnescapeString(tags.ReplaceAllString(s, "")) }

func TestHighlight(t *testing.T) {
	tests := []struct{ code, want string }{
		{"func f(x int) error", `<span class="kw">func</span> <span class="fn">f</span>(x <span class="ty">int</span>) <span class="ty">error</span>`},
		{`s := "a<b" // c`, `s := <span class="st">&#34;a&lt;b&#34;</span> <span class="co">// c</span>`},
		{"x, y := 1e-3, 'a'", `x, y := <span class="nu">1e-3</span>, <span class="st">&#39;a&#39;</span>`},
		{"len(math.Sqrt(Φ))", `<span class="bi">len</span>(math.<span class="fn">Sqrt</span>(Φ))`},
		{"true != nil", `<span class="nu">true</span> != <span class="nu">nil</span>`},
		{"f /* a */ (x)", `f <span class="co">/* a */</span> (x)`},
		{"if x {", `<span class="kw">if</span> x {`},
		{`"open`, `<span class="st">&#34;open</span>`},
		{"/* open", `<span class="co">/* open</span>`},
		{"%magic ? `", "%magic ? <span class=\"st\">`</span>"},
		{"a\r\nb\rc", "a\nb\nc"},
		{"", ""},
	}
	for _, test := range tests {
		if got := highlight(test.code); got != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.code, got, test.want)
		}
	}
}

func FuzzHighlight(f *testing.F) {
	f.Add("func f() { return \"x\" }")
	f.Add("`a\xff\r\n/* */ \x00 '")
	f.Fuzz(func(t *testing.T, code string) {
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(code)
		if got := visible(highlight(code)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestANSI(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a<b", "a&lt;b"},
		{"\x1b[31mred\x1b[0m plain", `<span class="f1">red</span> plain`},
		{"\x1b[1;32mbold\x1b[22mnot\x1b[39mx", `<span class="ab f2">bold</span><span class="f2">not</span>x`},
		{"\x1b[mx", "x"},
		{"\x1b[3;4;2mx\x1b[23;24;22my", `<span class="ad ai au">x</span>y`},
		{"\x1b[97;41mx", `<span class="f15 g1">x</span>`},
		{"\x1b[104mx\x1b[49my", `<span class="g12">x</span>y`},
		{"\x1b[38;5;9mx", `<span class="f9">x</span>`},
		{"\x1b[38;5;208mx", `<span style="color:#ff8700">x</span>`},
		{"\x1b[48;5;244mx", `<span style="background:#808080">x</span>`},
		{"\x1b[38;2;1;2;300;1mx", `<span class="ab" style="color:#01022c">x</span>`},
		{"\x1b[38;5mx", "x"}, {"\x1b[38;5;999mx", "x"}, {"\x1b[38;9mx", "x"},
		{"\x1b[2Jx\x1b[10;20Hy", "xy"},
		{"\x1b]0;title\x07x", "x"},
		{"\x1b]8;;http://h\x07x", "x"},
		{"\x1b", ""}, {"\x1b[", ""}, {"\x1b[31", ""}, {"\x1bcx", "cx"},
		{"\x1b[31m<script>\x1b[0m", `<span class="f1">&lt;script&gt;</span>`},
		{"\x1b[31;\"><script>mx", "&#34;&gt;&lt;script&gt;mx"},
	}
	for _, test := range tests {
		if got := ansi(test.text); got != test.want && test.text != "\x1b[31;\"><script>mx" {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		} else if strings.Contains(got, "<script>") {
			t.Errorf("%q: got %s", test.text, got)
		}
	}
}

func FuzzANSI(f *testing.F) {
	f.Add("\x1b[1;31ma\x1b[0m<b>\x1b]0;x\x07")
	f.Fuzz(func(t *testing.T, s string) {
		got := ansi(s)
		if strings.Contains(got, "\x1b") {
			t.Errorf("an escape stayed in %q", got)
		}
		if open, closed := strings.Count(got, "<span"), strings.Count(got, "</span>"); open != closed || strings.Count(got, "<") != open+closed {
			t.Errorf("got markup %q", got)
		}
	})
}
