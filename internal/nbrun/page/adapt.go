package page

import "regexp"

// adaptations are the differences between the LaTeX of notebooks, which is
// that of MathJax, and what KaTeX takes.
var adaptations = []struct {
	from *regexp.Regexp
	to   string
}{
	// KaTeX would number these, rows without a label included.
	{regexp.MustCompile(`\\(begin|end)\{(equation|align|alignat|gather)\}`), `\$1{$2*}`},
	// Environments it does not know become their nearest kin.
	{regexp.MustCompile(`\\(begin|end)\{multline\*?\}`), `\$1{gather*}`},
	{regexp.MustCompile(`\\(begin|end)\{flalign\*?\}`), `\$1{align*}`},
	{regexp.MustCompile(`\\begin\{eqnarray\*?\}`), `\begin{array}{rcl}`},
	{regexp.MustCompile(`\\end\{eqnarray\*?\}`), `\end{array}`},
	// It refuses to define anew what it has, such as \R.
	{regexp.MustCompile(`\\newcommand\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?`), `\providecommand{$1}{}\renewcommand{$1}`},
	{regexp.MustCompile(`\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{([^{}]*)\}`),
		`\providecommand{$2}{}\renewcommand{$2}{\operatorname$1{$3}}`},
}

// adapt returns tex as KaTeX takes it.
func adapt(tex string) string {
	for _, a := range adaptations {
		tex = a.from.ReplaceAllString(tex, a.to)
	}
	return tex
}
