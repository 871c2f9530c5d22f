// Package session is the one place where the generated symbols, the engine and
// the session meet: what runs cells in the kernel, in the terminal, in the
// headless runner, in the benchmarks and in tests is made here.
package session

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"go/token"
	"io"
	"sync"

	"golang.org/x/tools/txtar"

	"github.com/mathdl/kernel/internal/gensymbols/bundle"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/engine"
	"github.com/mathdl/kernel/interp/engine/yaegi"
	_ "github.com/mathdl/kernel/mathdl/fastblas" // a cell that multiplies with gonum is fast as well
	"github.com/mathdl/kernel/symbols"
)

// Open starts a session that can import everything package symbols holds. Its
// cells' output is taken from out, which may be nil: then what compiled code
// writes to standard output goes there, past the cell.
func Open(out *interp.Output) (*interp.Session, error) {
	types, err := bundle.Open(symbols.Bundle, token.NewFileSet(), symbols.Local)
	if err != nil {
		return nil, fmt.Errorf("session.Open: %w", err)
	}
	s, err := interp.New(interp.Options{
		Packages: interp.NewPackages(types, symbols.Docs),
		Output:   out,
		Engine: func(h engine.Hooks, in interp.Reader) (engine.Engine, error) {
			return yaegi.New(yaegi.Options{
				Symbols: symbols.Symbols, Instances: symbols.Instances, Sources: sources,
				Importer: types, Stdin: in, Hooks: h,
			})
		},
	})
	if err != nil {
		return nil, fmt.Errorf("session.Open: %w", err)
	}
	return s, nil
}

// sources returns the files of the packages whose generic functions are
// instantiated on demand.
var sources = sync.OnceValue(func() map[string]string {
	files := map[string]string{}
	r, err := gzip.NewReader(bytes.NewReader(symbols.Sources))
	if err != nil {
		return files
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return files
	}
	for _, f := range txtar.Parse(b).Files {
		files[f.Name] = string(f.Data)
	}
	return files
})
