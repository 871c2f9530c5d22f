package page

import (
	"embed"
	"encoding/base64"
	"regexp"
	"sync"
)

//go:embed katex/katex.min.js
var katexScript string

//go:embed katex/katex.min.css katex/fonts/*.woff2
var katexFiles embed.FS

// typesetScript replaces the TeX of each formula by what KaTeX makes of it.
// All share one table of macros, so that a \newcommand in one cell serves the
// others.
//
//go:embed typeset.js
var typesetScript string

var fontPattern = regexp.MustCompile(`src:url\((fonts/[^)]+\.woff2)\) format\("woff2"\)[^}]*\}`)

// katexStyle returns the style sheet of KaTeX with its fonts in it.
var katexStyle = sync.OnceValue(func() string {
	css, err := katexFiles.ReadFile("katex/katex.min.css")
	if err != nil {
		panic(err) // an embedded file
	}
	return fontPattern.ReplaceAllStringFunc(string(css), func(src string) string {
		name := fontPattern.FindStringSubmatch(src)[1]
		font, err := katexFiles.ReadFile("katex/" + name)
		if err != nil {
			panic(err)
		}
		return `src:url(data:font/woff2;base64,` + base64.StdEncoding.EncodeToString(font) + `) format("woff2")}`
	})
})
