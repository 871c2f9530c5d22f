// Package engine is what a session needs from whatever executes its cells.
//
// A session hands over Go that go/types has accepted, as syntax trees with
// their type information; it never hands over text. An engine either runs the
// cell as the Go specification says or refuses it with a position and a way
// round (Refusal). Nothing here knows which interpreter stands behind.
//
// Names are a session's affair: every declared object is a distinct
// types.Object, so an engine keys its storage by object and never needs to
// know that x of the third cell replaced x of the first.
package engine

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// Cell is one checked cell.
type Cell struct {
	N    int            // the cell is shown as In[N]
	Fset *token.FileSet // positions of the whole session
	Info *types.Info    // of everything below

	Types []*types.TypeName // package-level types declared here, generic ones included
	Funcs []*ast.FuncDecl   // functions and methods declared here
	Vars  []*types.Var      // session variables that need new storage
	Moves []Move            // values carried from old storage to new before the body runs

	Body    []ast.Stmt                // statements in order; empty for a cell of declarations
	Hoisted map[*types.Var]*types.Var // variable of Body's outermost scope → session variable
	Show    ast.Expr                  // the last expression of Body whose value is wanted, or nil
	List    bool                      // Show is a call of a pseudo function: the values of its arguments are wanted
	Calls   []*types.Func             // functions to call after Body: init and main
}

// Move carries the value of From to To, whose types differ only in the version of a session type.
type Move struct{ From, To *types.Var }

// Engine executes checked cells, one at a time.
type Engine interface {
	// Load takes in the declarations of c without running anything. It returns
	// a *Refusal when c contains what the engine is known to get wrong; then the
	// engine is as it was before.
	Load(c *Cell) error
	// Run executes the body of a loaded cell and returns nil, a *Panic, an *ExitError,
	// a *BusyError, or the cause of ctx's end. When it returns the interpreted code of the cell has
	// stopped for good; variables keep the values they had.
	Run(ctx context.Context, c *Cell) error
}

// Hooks is what an engine reports back while a cell runs.
type Hooks struct {
	// Show receives the values of Cell.Show, converted to any as Go would.
	Show func(values []any)
	// Goroutine receives a panic of a goroutine the cell started.
	Goroutine func(p *Panic)
}

// Refusal says that the engine would run a construct wrongly, and a way round.
type Refusal struct {
	Pos    token.Pos
	What   string // names the construct
	Remedy string // a way round
}

func (r *Refusal) Error() string {
	if r.Remedy == "" {
		return r.What
	}
	return r.What + "; " + r.Remedy
}

// Panic is a panic that ended a cell.
type Panic struct {
	Value any      // what was passed to panic
	Text  string   // as Go prints it, without "panic: "
	At    Position // of the statement that panicked
}

// Position is a line of a cell.
type Position struct{ Cell, Line int }

func (p *Panic) Error() string {
	return fmt.Sprintf("panic: %s [In[%d]:%d]", p.Text, p.At.Cell, p.At.Line)
}

// Unwrap returns the error the cell panicked with, if it was one.
func (p *Panic) Unwrap() error { err, _ := p.Value.(error); return err }

// ExitError reports os.Exit, log.Fatal and their like.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// LimitError reports a cell stopped because it used up stack or memory.
type LimitError struct{ What string }

func (e *LimitError) Error() string { return e.What }

// BusyError reports that a compiled call of an interrupted cell still runs.
type BusyError struct{ Cell int }

func (e *BusyError) Error() string {
	return fmt.Sprintf("a compiled call started by In[%d] is still running and cannot be stopped; the next cell can run when it ends", e.Cell)
}
