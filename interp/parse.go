package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"
)

// A parsed cell: its declarations as Go has them, its statements as the body
// of a function.
type parsed struct {
	imports []*ast.ImportSpec
	decls   []ast.Decl // types, constants, functions
	body    *ast.FuncDecl
	program bool // began with a package clause
	quiet   bool // the last statement ends in a semicolon
}

// bodyName is the function that holds a cell's statements. No cell can declare it.
const bodyName = "_cell"

// parse cuts up cell n and parses it.
func parse(fset *token.FileSet, n int, src string) (*parsed, []Diagnostic) {
	p, open, err := parseLoose(fset, n, src)
	if list, ok := err.(scanFailure); ok {
		return nil, scanErrors(n, scanner.ErrorList(list))
	}
	if err != nil {
		return nil, parseErrors(n, src, err, open)
	}
	return p, nil
}

// plain removes carriage returns and what is not UTF-8: of both, the scanner
// reports another length than they have.
func plain(src string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(src, "\uFFFD"), "\r", "")
}

// scanFailure is what the scanner says about a cell that cannot even be cut up.
type scanFailure scanner.ErrorList

func (f scanFailure) Error() string { return scanner.ErrorList(f).Error() }

// parseLoose parses what there is of a cell, errors or not. The synthetic file
// it parses carries line directives, so that every position reads
// In[n]:line:column of the cell. It reports whether brackets are left open.
func parseLoose(fset *token.FileSet, n int, src string) (p *parsed, open bool, err error) {
	src = plain(src)
	chunks, open, scan := split(src)
	var imports, decls, body strings.Builder
	p = &parsed{}
	for i, c := range chunks {
		text := directive(n, src, c.start) + src[c.start:c.end] + "\n"
		switch c.kind {
		case token.PACKAGE:
			p.program = true
		case token.IMPORT:
			imports.WriteString(text)
		case token.TYPE, token.CONST, token.FUNC:
			decls.WriteString(text)
		default:
			if i == len(chunks)-1 && isList(src[c.start:c.end]) {
				text = valuesName + "(" + strings.TrimSuffix(text, "\n") + ")\n"
			}
			body.WriteString(text)
			p.quiet = c.hidden
		}
	}
	file, err := parser.ParseFile(fset, "_", "package main\n"+imports.String()+decls.String()+"func "+bodyName+"() {\n"+body.String()+"}\n",
		parser.SkipObjectResolution|parser.AllErrors)
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == bodyName && d.Recv == nil {
				p.body = d
				continue
			}
			p.decls = append(p.decls, d)
		case *ast.GenDecl:
			if d.Tok != token.IMPORT {
				p.decls = append(p.decls, d)
			}
		}
	}
	p.imports = file.Imports
	if len(scan) > 0 {
		err = scanFailure(scan)
	}
	return p, open, err
}

// valuesName is the function to which a cell's last line passes several
// expressions separated by commas, so that each is shown.
const valuesName = "_values"

// isList reports whether text is a list of at least two expressions.
func isList(text string) bool {
	if !strings.Contains(text, ",") {
		return false
	}
	x, err := parser.ParseExpr("f(" + text + ")")
	call, ok := x.(*ast.CallExpr)
	return err == nil && ok && len(call.Args) > 1 && !call.Ellipsis.IsValid()
}

const directiveMark = "/*line In["

func directive(n int, src string, off int) string {
	line := 1 + strings.Count(src[:off], "\n")
	col := off - strings.LastIndex(src[:off], "\n")
	return fmt.Sprintf("%s%d]:%d:%d*/", directiveMark, n, line, col)
}

// A Diagnostic is a message about a place in a cell.
type Diagnostic struct {
	Cell, Line, Col int
	Message         string
}

// maxDiagnostics bounds how many messages a cell gets.
const maxDiagnostics = 10

func scanErrors(n int, errs scanner.ErrorList) []Diagnostic {
	var out []Diagnostic
	for _, e := range errs {
		out = append(out, Diagnostic{n, e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return out
}

// parseErrors turns what the parser says into messages about the cell. Brackets left open
// make it stumble over text the cell does not contain; that is said in one sentence.
func parseErrors(n int, src string, err error, open bool) []Diagnostic {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return []Diagnostic{{n, 1, 1, err.Error()}}
	}
	lines := strings.Split(src, "\n")
	var out []Diagnostic
	for _, e := range list {
		cell, line, col := n, e.Pos.Line, e.Pos.Column
		if _, err := fmt.Sscanf(e.Pos.Filename, "In[%d]", &cell); err != nil || line > len(lines) {
			line, col = len(lines), len(lines[len(lines)-1])+1
		}
		out = append(out, Diagnostic{cell, line, col, e.Msg})
	}
	if open {
		last := len(lines)
		return []Diagnostic{{n, last, len(lines[last-1]) + 1, "unexpected end of cell: a bracket is not closed"}}
	}
	return out
}

// position resolves a position of the session to a place in a cell; ok is
// false for positions in text no cell contains.
func position(fset *token.FileSet, p token.Pos) (d Diagnostic, ok bool) {
	pos := fset.Position(p)
	name := strings.TrimSuffix(strings.TrimPrefix(pos.Filename, "In["), "]")
	n, err := strconv.Atoi(name)
	return Diagnostic{Cell: n, Line: pos.Line, Col: pos.Column}, err == nil && strings.HasPrefix(pos.Filename, "In[")
}
