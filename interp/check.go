package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
)

// A checker checks one cell against the session. Only the cell, and older
// declarations that mention what it redeclares, go through go/types: the rest
// of the session takes part as objects already checked, so that a cell costs
// the same however long the session has grown.
type checker struct {
	s       *Session
	n       int
	cell    *parsed
	names   map[string]bool       // what the cell's declarations and statements declare
	vars    map[string]*types.Var // session variables for the cell's statements, by name
	changed map[types.Object]bool // objects that are no longer what they were
	again   []*decl               // older declarations to check again
	retype  map[string]*types.Var // variables whose type is declared anew
	dropped map[*decl]string      // older declarations that no longer compile, with the reason
	lost    map[string]bool       // variables that cannot be kept

	pkg     *types.Package
	info    *types.Info
	errs    []types.Error
	aliases map[string]string // path → name under which a type expression of ours refers to it
}

// check checks the cell and returns what the engine needs.
func (s *Session) check(n int, p *parsed) (*checker, []Diagnostic) {
	c := &checker{s: s, n: n, cell: p, names: map[string]bool{}, vars: map[string]*types.Var{}, changed: map[types.Object]bool{},
		retype: map[string]*types.Var{}, dropped: map[*decl]string{}, lost: map[string]bool{}}
	for _, d := range p.decls {
		for _, name := range declared(d) {
			c.names[name] = true
			c.replace(name)
		}
		if r := receiver(d); r != "" {
			c.replace(r)
		}
	}
	stmts := assigned(p.body)
	c.closure()
	c.run()
	if c.adopt(stmts) {
		c.run()
	}
	for c.dropBroken() {
		c.run()
	}
	return c, c.report()
}

// run checks the cell, the declarations to check again, and the variables to retype.
func (c *checker) run() {
	c.errs, c.aliases = nil, map[string]string{}
	c.pkg = types.NewPackage(sessionPath, "main")
	c.info = newInfo()
	files := []*ast.File{{Name: ast.NewIdent("main"), Decls: append(slices.Clone(c.cell.decls), ast.Decl(c.cell.body))}}
	if len(c.again) > 0 || len(c.retype) > 0 {
		old := &ast.File{Name: ast.NewIdent("main")}
		for _, d := range c.again {
			old.Decls = append(old.Decls, d.node)
		}
		old.Decls = append(old.Decls, c.retyped()...)
		files = append(files, old)
	}
	c.populate(files)
	cfg := types.Config{Importer: c.s.pkgs, GoVersion: "go1.26", Error: func(err error) {
		if e, ok := err.(types.Error); ok {
			c.errs = append(c.errs, e)
		}
	}}
	types.NewChecker(&cfg, c.s.fset, c.pkg, c.info).Files(files)
	if c.keyed(files) {
		c.run()
	}
}

// qualify names a package in a type expression written by retyped.
func (c *checker) qualify(p *types.Package) string {
	if p.Path() == sessionPath {
		return ""
	}
	if c.aliases[p.Path()] == "" {
		c.aliases[p.Path()] = fmt.Sprintf("%s__%d", p.Name(), len(c.aliases))
	}
	return c.aliases[p.Path()]
}

// valuesType is func(...any).
var valuesType = types.NewSignatureType(nil, nil, nil,
	types.NewTuple(types.NewParam(token.NoPos, nil, "", types.NewSlice(types.Universe.Lookup("any").Type()))), nil, true)

// ownName is how go/types qualifies the session's names.
var ownName = regexp.MustCompile(`\bmain\.`)
