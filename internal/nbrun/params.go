package nbrun

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
)

// Param is one value given from outside, as text.
type Param struct {
	Name, Value string
}

// Params are the values given from outside, in the order they are assigned;
// of several for one name the last counts. A *Params is a flag.Value that
// takes name=value.
type Params []Param

// String returns the values as name=value, separated by blanks.
func (p Params) String() string {
	var all []string
	for _, v := range p {
		all = append(all, v.Name+"="+v.Value)
	}
	return strings.Join(all, " ")
}

// Set adds one name=value.
func (p *Params) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	if !ok || !token.IsIdentifier(name) {
		return fmt.Errorf("nbrun.Params: got %q, want name=value", s)
	}
	*p = append(*p, Param{name, value})
	return nil
}

// last returns the values with only the last for each name.
func (p Params) last() Params {
	var kept Params
	for _, v := range p {
		kept = slices.DeleteFunc(kept, func(k Param) bool { return k.Name == v.Name })
		kept = append(kept, v)
	}
	return kept
}

// inject puts the cell that assigns params after the cell tagged parameters,
// in place of one that an earlier run left.
func inject(nb *nbformat.Notebook, params Params) error {
	if len(params) == 0 {
		return nil
	}
	tagged := func(tag string) func(*nbformat.Cell) bool {
		return func(c *nbformat.Cell) bool { return c.Type == nbformat.Code && c.HasTag(tag) }
	}
	at := slices.IndexFunc(nb.Cells, tagged(tagParameters))
	if at < 0 {
		return fmt.Errorf("nbrun.Run: parameter %s: the notebook has no code cell tagged %s", params[0].Name, tagParameters)
	}
	source, err := assignments(params.last(), defaults(nb.Cells[at].Source))
	if err != nil {
		return err
	}
	c := &nbformat.Cell{
		Type: nbformat.Code, ID: tagInjected, Source: source,
		Metadata: map[string]any{"tags": []any{tagInjected}},
	}
	if old := slices.IndexFunc(nb.Cells, tagged(tagInjected)); old >= 0 {
		nb.Cells[old] = c
		return nil
	}
	nb.Cells = slices.Insert(nb.Cells, at+1, c)
	return nil
}

// assignments returns the source of the injected cell.
func assignments(params Params, known []decl) (string, error) {
	lines := []string{"// Parameters"}
	for _, p := range params {
		i := slices.IndexFunc(known, func(d decl) bool { return d.name == p.Name })
		if i < 0 {
			return "", fmt.Errorf("nbrun.Run: parameter %s: not in the parameters cell, which has %s", p.Name, names(known))
		}
		if known[i].constant {
			return "", fmt.Errorf("nbrun.Run: parameter %s: the parameters cell declares it as a constant, want a variable", p.Name)
		}
		lines = append(lines, p.Name+" = "+literal(p.Value, known[i].text))
	}
	return strings.Join(lines, "\n"), nil
}

func names(known []decl) string {
	var all []string
	for _, d := range known {
		if !d.constant {
			all = append(all, d.name)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, ", ")
}

// literal returns value as a Go literal: as it stands when it is a number, a
// truth value or a quoted string, else as a string. For a name whose default
// is text, only a quoted string stands as it is: year=2022 is then "2022".
func literal(value string, text bool) string {
	e, err := parser.ParseExpr(strings.TrimSpace(value))
	if err != nil {
		return strconv.Quote(value)
	}
	sign := ""
	if u, ok := e.(*ast.UnaryExpr); ok && (u.Op == token.SUB || u.Op == token.ADD) {
		sign, e = u.Op.String(), u.X
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		quoted := e.Kind == token.STRING
		if quoted && sign == "" || !quoted && !text {
			return sign + e.Value
		}
	case *ast.Ident:
		if (e.Name == "true" || e.Name == "false") && sign == "" && !text {
			return e.Name
		}
	}
	return strconv.Quote(value)
}
