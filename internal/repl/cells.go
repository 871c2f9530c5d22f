package repl

import (
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// marker opens a cell of a Go file in the percent format.
const marker = "// %%"

// joinCells writes cells as one Go file in the percent format.
func joinCells(cells []string) string {
	var b strings.Builder
	for i, code := range cells {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(marker + "\n" + strings.Trim(code, "\n") + "\n")
	}
	return b.String()
}

// splitCells finds the cells of a Go file: what stands between marker lines, or
// the whole file, whose package clause has no meaning in a session.
// Markdown cells, "// %% [markdown]", are left out.
func splitCells(text string) []string {
	text = strings.ReplaceAll(text, "\r", "") // Go ignores them as well
	var cells []string
	var cell strings.Builder
	skip := false
	flush := func() {
		code := strings.TrimRight(blankPackage(cell.String()), "\n")
		if !skip && hasCode(code) {
			cells = append(cells, code)
		}
		cell.Reset()
	}
	for l := range strings.Lines(text) {
		if strings.TrimSpace(l) == marker || strings.HasPrefix(l, marker+" ") {
			flush()
			skip = strings.HasPrefix(l[len(marker):], " [")
			continue
		}
		cell.WriteString(l)
	}
	flush()
	return cells
}

// hasCode reports whether code holds more than comments.
func hasCode(code string) bool {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(code)), []byte(code), nil, 0)
	_, tok, _ := s.Scan()
	return tok != token.EOF
}

// blankPackage removes a package clause and keeps every line where it is.
func blankPackage(code string) string {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", code, parser.PackageClauseOnly)
	if err != nil || f.Name == nil {
		return code
	}
	from, to := fset.Position(f.Package).Offset, fset.Position(f.Name.End()).Offset
	return code[:from] + strings.Repeat(" ", to-from) + code[to:]
}
