package interp

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/interp/display"
	"github.com/mathdl/kernel/interp/engine"
)

// Options is what a session is made of.
type Options struct {
	Packages *Packages                                              // what cells may import
	Engine   func(h engine.Hooks, in Reader) (engine.Engine, error) // what runs them
	Output   *Output                                                // redirected stdout and stderr; nil leaves them alone
}

// Reader is what programs read when they read standard input: it asks the
// front end of the running cell for a line.
type Reader interface{ Read(p []byte) (int, error) }

// Session is a program that grows cell by cell.
type Session struct {
	pkgs   *Packages
	engine engine.Engine
	output *Output
	fset   *token.FileSet
	scope  *scope

	run     sync.Mutex // held while a cell runs
	front   sync.Mutex // held while the front end looks at or changes scope
	mu      sync.Mutex // guards what follows
	sink    Sink
	ctx     context.Context
	sources map[int]string
	claims  []cell.Record
	stdin   []byte
}

// New starts a session.
func New(o Options) (*Session, error) {
	s := &Session{pkgs: o.Packages, output: o.Output, fset: token.NewFileSet(), scope: newScope(), sources: map[int]string{}, ctx: context.Background()}
	e, err := o.Engine(engine.Hooks{Show: s.show, Goroutine: s.goroutine}, stdin{s})
	if err != nil {
		return nil, fmt.Errorf("interp.New: %w", err)
	}
	s.engine = e
	if o.Output != nil {
		o.Output.to(s.stream)
	}
	return s, nil
}

// Close gives stdout and stderr back.
func (s *Session) Close() {
	if s.output != nil {
		s.output.to(nil)
	}
}

// Run runs one cell, shown as In[n]. It returns nil or an *Error; when it
// returns, everything the cell wrote has reached out, and interpreted code of
// the cell has stopped. ctx interrupts it.
func (s *Session) Run(ctx context.Context, n int, code string, out Sink) error {
	s.run.Lock()
	defer s.run.Unlock()
	s.mu.Lock()
	s.sources[n], s.sink, s.ctx = code, out, ctx
	s.mu.Unlock()
	defer cell.SetHost(host{s})()
	defer s.flush()
	c, err := s.load(n, code)
	if err != nil {
		return err
	}
	if c == nil {
		return nil
	}
	return s.outcome(n, s.engine.Run(ctx, c))
}

// load parses, checks and loads a cell; it returns nil for one that has nothing to run.
func (s *Session) load(n int, code string) (c *engine.Cell, err error) {
	s.front.Lock()
	defer s.front.Unlock()
	defer func() {
		if r := recover(); r != nil {
			text := fmt.Sprintf("internal error: %v", r)
			c, err = nil, &Error{Kind: Internal, Message: text, Traceback: []string{text, string(debug.Stack())}}
		}
	}()
	p, diags := parse(s.fset, n, code)
	if len(diags) > 0 {
		return nil, s.diagnosed(SyntaxError, diags)
	}
	before := maps.Clone(s.scope.imports)
	c, err = s.loadParsed(n, p)
	if err != nil {
		s.scope.imports = before
	}
	return c, err
}

func (s *Session) loadParsed(n int, p *parsed) (*engine.Cell, error) {
	if diags := s.imports(p.imports); len(diags) > 0 {
		return nil, s.diagnosed(TypeError, diags)
	}
	chk, diags := s.check(n, p)
	if len(diags) > 0 {
		return nil, s.diagnosed(TypeError, diags)
	}
	c := chk.cellFor()
	if err := s.engine.Load(c); err != nil {
		return nil, s.refused(n, err)
	}
	for _, note := range chk.commit() {
		s.stream("stderr", note+"\n")
	}
	return c, nil
}

// imports takes in the import declarations of a cell.
func (s *Session) imports(specs []*ast.ImportSpec) []Diagnostic {
	var diags []Diagnostic
	for _, sp := range specs {
		path, _ := strconv.Unquote(sp.Path.Value)
		d, _ := position(s.fset, sp.Pos())
		pkg, err := s.pkgs.resolve(path)
		if err != nil {
			d.Message = err.Error()
			diags = append(diags, d)
			continue
		}
		name := pkg.Name()
		if sp.Name != nil {
			name = sp.Name.Name
		}
		switch name {
		case "_":
		case ".":
			d.Message = "a dot import would hide the session's own names; import " + pkg.Name() + " by name"
			diags = append(diags, d)
		default:
			s.scope.imports[name] = pkg.Path()
			delete(s.scope.objs, name)
		}
	}
	return diags
}

// packageNamed returns the package a name means: one imported under it, or the
// one package of that name the kernel knows.
func (s *Session) packageNamed(name string) *types.Package {
	if path, ok := s.scope.imports[name]; ok {
		pkg, _ := s.pkgs.Import(path)
		return pkg
	}
	return s.pkgs.auto(name)
}

// outcome turns what the engine says into an *Error.
func (s *Session) outcome(n int, err error) error {
	var p *engine.Panic
	var exit *engine.ExitError
	var limit *engine.LimitError
	var busy *engine.BusyError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return s.panicked(p)
	case errors.As(err, &exit):
		return &Error{Kind: Exit, Message: exit.Error(), Traceback: []string{exit.Error()}, Cause: err}
	case errors.As(err, &limit):
		return &Error{Kind: Exhausted, Message: limit.Error(), Traceback: []string{limit.Error()}, Cause: err}
	case errors.As(err, &busy):
		return &Error{Kind: Busy, Message: busy.Error(), Traceback: []string{busy.Error()}, Cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Interrupted, Message: "the cell ran out of time", Traceback: []string{fmt.Sprintf("In[%d]: the cell ran out of time", n)}, Cause: err}
	}
	return &Error{Kind: Interrupted, Message: "interrupted", Traceback: []string{fmt.Sprintf("In[%d]: interrupted", n)}, Cause: err}
}

// show receives the values of a cell's last expression.
func (s *Session) show(values []any) {
	var b display.Bundle
	if len(values) == 1 {
		b = display.Of(values[0])
	} else {
		var texts []string
		for _, v := range values {
			texts = append(texts, display.Of(v).Plain())
		}
		b = display.Text(strings.Join(texts, ", "))
	}
	s.flush()
	s.with(func(out Sink) { out.Result(b) })
}

// goroutine reports a panic outside the cell's own goroutine.
func (s *Session) goroutine(p *engine.Panic) {
	s.stream("stderr", "panic in a goroutine: "+p.Text+"\n"+strings.Join(s.excerpt(p.At.Cell, p.At.Line, 0), "\n")+"\n")
}

// with calls f with the sink of the cell, one caller at a time.
func (s *Session) with(f func(Sink)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sink != nil {
		f(s.sink)
	}
}

func (s *Session) stream(name, text string) { s.with(func(out Sink) { out.Stream(name, text) }) }

// flush waits until everything written so far has reached the sink.
func (s *Session) flush() {
	if s.output != nil {
		s.output.flush()
	}
}

// Claims returns the claims made so far, in order.
func (s *Session) Claims() []cell.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.claims)
}

// Variables lists the variables of the session by name.
func (s *Session) Variables() []Variable {
	s.front.Lock()
	defer s.front.Unlock()
	var out []Variable
	for name, o := range s.scope.objs {
		if v, ok := o.(*types.Var); ok {
			out = append(out, Variable{name, types.TypeString(v.Type(), shortName)})
		}
	}
	slices.SortFunc(out, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// host is the session as running code sees it.
type host struct{ s *Session }

func (h host) Context() context.Context {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	return h.s.ctx
}

func (h host) Display(b display.Bundle, id string, update bool) {
	h.s.flush()
	h.s.with(func(out Sink) { out.Display(b, id, update) })
}

func (h host) Clear(wait bool) {
	h.s.flush()
	h.s.with(func(out Sink) { out.Clear(wait) })
}

func (h host) Input(prompt string, password bool) (string, error) {
	h.s.flush()
	h.s.mu.Lock()
	out := h.s.sink
	h.s.mu.Unlock()
	return out.Input(prompt, password)
}

func (h host) Claim(r cell.Record) {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	h.s.claims = append(h.s.claims, r)
}

// stdin lets fmt.Scan and its like ask the front end for a line.
type stdin struct{ s *Session }

func (r stdin) Read(p []byte) (int, error) {
	if len(r.s.stdin) == 0 {
		line, err := host(r).Input("", false)
		if err != nil {
			return 0, err
		}
		r.s.stdin = []byte(line + "\n")
	}
	n := copy(p, r.s.stdin)
	r.s.stdin = r.s.stdin[n:]
	return n, nil
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{},
	}
}
