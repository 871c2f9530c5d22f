package yaegi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/types"
	"io"
	"log"
	"os"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing/fstest"
	"time"

	"github.com/traefik/yaegi/interp"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/mathdl/kernel/interp/engine"
)

// Options is what the engine is built from; symbols, instances and sources
// come from package symbols.
type Options struct {
	Symbols   map[string]map[string]reflect.Value // "path/name" → symbol → value
	Instances map[string]string                   // "slices.Sort[[]int,int]" → name in package "instances"
	Sources   func() map[string]string            // "slices/sort.go" → text; asked for once, if at all
	Importer  types.Importer                      // types of all packages
	Stdin     io.Reader                           // what fmt.Scan reads
	Hooks     engine.Hooks
	MaxStack  uint64        // bytes of all goroutine stacks; zero means DefaultMaxStack
	MaxHeap   uint64        // bytes of live heap; zero means three quarters of the machine's memory
	Patience  time.Duration // how long a cell waits for what an interrupted one left behind; zero means DefaultPatience
}

// Engine runs checked cells on yaegi.
type Engine struct {
	opt Options
	in  *interp.Interpreter
	fs  fstest.MapFS

	names     map[types.Object]string // emitted names of session objects
	stored    map[*types.Var]bool     // session variables
	typeNames map[int]string          // emitted names of session types, by id
	helpers   map[string]string       // emitted helper functions, by what they do
	aliases   map[string]string       // import path → alias
	bodies    map[*types.Func]*body
	sources   map[string]*source
	seq       int
	files     int

	mu      sync.Mutex // guards ids, types, methods, rtypes
	ids     typeutil.Map
	types   []types.Type
	methods map[int]map[string]reflect.Value
	rtypes  map[int]reflect.Type
	wraps   map[reflect.Type]bool
	boxes   []*boxType

	deferring deferStack

	line     *int        // L__, the position of the running cell
	stopping atomic.Bool // an interrupt is under way
	ended    chan struct{}
	main     atomic.Uint64                           // goroutine of the running cell
	failed   atomic.Bool                             // a callback ended it on another goroutine
	cancel   atomic.Pointer[context.CancelCauseFunc] // ends the running cell
	halt     chan struct{}                           // closed by an interrupt; made anew by the next cell
	running  int
	outcome  atomic.Pointer[outcome]
}

// outcome is how the function of a cell ended.
type outcome struct {
	panicked bool
	value    any
	line     int
}

// Grace is how long compiled code has to notice a cancelled context before
// interpreted code is stopped under it.
const Grace = 15 * time.Millisecond

// New starts an interpreter.
func New(o Options) (*Engine, error) {
	g := &Engine{
		opt: o, fs: fstest.MapFS{}, names: map[types.Object]string{}, stored: map[*types.Var]bool{},
		typeNames: map[int]string{}, helpers: map[string]string{}, aliases: map[string]string{},
		bodies: map[*types.Func]*body{}, sources: map[string]*source{},
		methods: map[int]map[string]reflect.Value{}, rtypes: map[int]reflect.Type{}, wraps: map[reflect.Type]bool{},
		types: []types.Type{nil},
	}
	stdin := o.Stdin
	if stdin == nil {
		stdin = os.Stdin
	}
	g.in = interp.New(interp.Options{SourcecodeFilesystem: g.fs, Stdin: stdin, Stdout: stdWriter{1}, Stderr: io.Discard, Env: os.Environ()})
	for _, e := range []interp.Exports{g.exports(), g.restricted(), g.runtime()} {
		if err := g.in.Use(e); err != nil {
			return nil, fmt.Errorf("yaegi.New: %w", err)
		}
	}
	if err := g.eval("package main\nimport rt__ \"rt__\"\nvar L__ int\nfunc lines__() { rt__.Line(&L__) }\n"); err != nil {
		return nil, fmt.Errorf("yaegi.New: %w", err)
	}
	if _, err := g.in.Eval("lines__()"); err != nil {
		return nil, fmt.Errorf("yaegi.New: %w", err)
	}
	return g, nil
}

// stdWriter follows os.Stdout, which a session may have redirected.
type stdWriter struct{ fd int }

func (stdWriter) Write(p []byte) (int, error) { return os.Stdout.Write(p) }

// next returns a number no name has used.
func (g *Engine) next() int { g.seq++; return g.seq }

// id returns the number of a type; identical types have the same.
func (g *Engine) id(t types.Type) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	t = types.Unalias(t)
	if n, ok := g.ids.At(t).(int); ok {
		return n
	}
	n := len(g.types)
	g.types = append(g.types, t)
	g.ids.Set(t, n)
	return n
}

// typeByID returns the type numbered id.
func (g *Engine) typeByID(id int) types.Type {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.types[id]
}

// eval compiles a file; yaegi panics on some of what it cannot compile.
func (g *Engine) eval(src string) (err error) {
	defer log.SetOutput(log.Writer())
	log.SetOutput(io.Discard) // yaegi logs before it panics
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaegi: %v", r)
		}
	}()
	g.files++
	name := fmt.Sprintf("In%d", g.files)
	g.fs[name] = &fstest.MapFile{Data: []byte(src)}
	defer delete(g.fs, name)
	_, err = g.in.EvalPath(name)
	return err
}

// Load implements engine.Engine.
func (g *Engine) Load(c *engine.Cell) (err error) {
	e := &emitter{g: g, info: c.Info, fset: c.Fset, hoist: c.Hoisted, imports: map[string]bool{}, cell: c.N}
	src, err := e.write(c)
	if os.Getenv("MATHDL_YAEGI_DUMP") != "" {
		fmt.Fprintln(os.Stderr, src)
	}
	if err == nil {
		if err = g.eval(src); err != nil {
			err = &engine.Refusal{What: "the interpreter cannot compile this cell (" + err.Error() + ")", Remedy: "write it more simply"}
		}
	}
	if err != nil {
		for i := len(e.undo) - 1; i >= 0; i-- {
			e.undo[i]()
		}
	}
	return err
}

// write emits the cell, turning a refusal into an error.
func (e *emitter) write(c *engine.Cell) (src string, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *engine.Refusal:
			err = r
		case *engineRefusal:
			err = &engine.Refusal{What: r.what, Remedy: r.remedy}
		default:
			panic(r)
		}
	}()
	return e.unit(c), nil
}

// Run implements engine.Engine.
func (g *Engine) Run(ctx context.Context, c *engine.Cell) error {
	if !g.idle() {
		return &engine.BusyError{Cell: g.running}
	}
	g.ended, g.running = make(chan struct{}), c.N
	g.outcome.Store(nil)
	g.failed.Store(false)
	*g.line = c.N * lineBase
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if g.stopping.Swap(false) || g.halt == nil {
		g.halt = make(chan struct{})
	}
	g.cancel.Store(&cancel)
	go g.watch(ctx, cancel)
	ctx2, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	go g.interrupt(ctx, stop, g.ended, g.halt)
	// The statement sees the imports of the file that was compiled last, this cell's.
	_, err := g.in.EvalWithContext(ctx2, fmt.Sprintf("rt__.Enter(cell__%d)", c.N))
	if cause := context.Cause(ctx); cause != nil {
		g.settle()
		return cause
	}
	if o := g.outcome.Load(); o != nil {
		return g.verdict(o)
	}
	return err
}

// DefaultPatience suits a person who runs the next cell right after an interrupt.
const DefaultPatience = 2 * time.Second

// idle reports whether nothing of an earlier cell runs.
func (g *Engine) idle() bool {
	if g.ended == nil {
		return true
	}
	select {
	case <-g.ended:
		return true
	case <-time.After(cmp.Or(g.opt.Patience, DefaultPatience)):
		return false
	}
}

// interrupt stops the interpreter once ctx is done and compiled code has had its grace.
func (g *Engine) interrupt(ctx context.Context, stop func(), ended, halt chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	select {
	case <-ended: // it ended by itself, and then its context
		return
	default:
	}
	g.stopping.Store(true)
	close(halt)
	if !errors.As(context.Cause(ctx), new(*engine.LimitError)) { // a runaway gets no grace
		select {
		case <-ended:
		case <-time.After(Grace):
		}
	}
	stop()
}

// settle waits a little for a stopped cell to leave compiled code.
func (g *Engine) settle() {
	select {
	case <-g.ended:
	case <-time.After(100 * time.Millisecond):
	}
}

// verdict turns the end of a cell's function into an error.
func (g *Engine) verdict(o *outcome) error {
	if !o.panicked {
		return nil
	}
	if x, ok := o.value.(*exitPanic); ok {
		return &engine.ExitError{Code: x.code}
	}
	p := &engine.Panic{Value: o.value, Text: panicText(o.value), At: engine.Position{Cell: o.line / lineBase, Line: o.line % lineBase}}
	if err, ok := o.value.(error); ok && errors.As(err, new(runtime.Error)) {
		p.Text = err.Error()
	}
	return p
}

// enter runs the function of a cell and records how it ends.
func (g *Engine) enter(f func()) {
	ended := g.ended
	g.main.Store(goroutineID())
	o := g.protected(f)
	g.outcome.Store(o)
	abandoned := g.stopping.Load()
	close(ended)
	if abandoned {
		// Nobody waits for the interpreter any more. Returning into it would have
		// it read what the next cell may already be writing.
		runtime.Goexit()
	}
}

// protected calls f and turns a panic into an outcome.
func (g *Engine) protected(f func()) (o *outcome) {
	o = &outcome{panicked: true}
	defer func() {
		if !o.panicked {
			return
		}
		o.value, o.line = g.normal(recover()), *g.line
		if l, ok := o.value.(*located); ok {
			o.value, o.line = l.value, l.line
		}
		if o.value == nil { // runtime.Goexit: the deferred calls of enter's caller run next
			o.panicked = false
			g.outcome.Store(o)
			close(g.ended)
		}
	}()
	f()
	o.panicked = false
	return o
}
