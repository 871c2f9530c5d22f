package yaegi

import (
	"context"
	"errors"
	"fmt"
	"go/constant"
	"go/types"
	"io"
	"log"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"github.com/traefik/yaegi/interp"

	"github.com/mathdl/kernel/interp/engine"
)

// runtime returns package rt__, the compiled functions emitted code relies on.
func (g *Engine) runtime() interp.Exports {
	fn := map[string]any{
		"Line":  func(p *int) { g.line = p },
		"Enter": g.enter,
		"Show":  func(v ...any) { g.show(v) },

		"Box": g.box, "Unwrap": g.unwrap, "Load": g.load, "LoadAs": g.loadAs, "Is": g.is, "Eq": g.eq,
		"Implements": g.implements, "BadAssert": g.badAssert, "Move": move,
		"Method": g.addMethod, "Lookup": g.lookup, "Wrap": g.wrapValue, "To": g.to, "As": g.as, "ErrorsAs": g.errorsAs,

		"NewDefers": func() *Defers { return &Defers{g: g} },
		"Panic":     goPanic, "Recover": g.recoverHere, "Goroutine": g.goroutine, "RangeDone": rangeDone, "Guard": g.guard,

		"Len": checkLen, "Clear": func(x any) { reflect.ValueOf(x).Clear() }, "Overlaps": overlaps,
		"MinZero": func(x, y float64) bool { return math.Signbit(y) && !math.Signbit(x) },
		"MaxZero": func(x, y float64) bool { return !math.Signbit(y) && math.Signbit(x) },
		"SetVar":  g.setVar, "Unlock": unlock, "RUnlock": runlock, "Lock": g.lock, "RLock": g.rlock, "Wait": g.wait, "Sleep": g.sleep, "Fatal": fatal, "Fatalf": fatalf, "Fatalln": fatalln,

		"Print": func(a ...any) { fmt.Fprint(os.Stderr, spaced(a, "")) }, "Println": func(a ...any) { fmt.Fprintln(os.Stderr, spaced(a, " ")) },
		"Printf":  func(f string, a ...any) (int, error) { f, a = typeVerbs(f, a); return fmt.Printf(f, a...) },
		"Sprintf": func(f string, a ...any) string { f, a = typeVerbs(f, a); return fmt.Sprintf(f, a...) },
		"Errorf":  func(f string, a ...any) error { f, a = typeVerbs(f, a); return fmt.Errorf(f, g.asErrors(a)...) },
		"Fprintf": func(w io.Writer, f string, a ...any) (int, error) {
			f, a = typeVerbs(f, a)
			return fmt.Fprintf(w, f, a...)
		},
		"Appendf": func(b []byte, f string, a ...any) []byte { f, a = typeVerbs(f, a); return fmt.Appendf(b, f, a...) },
	}
	m := map[string]reflect.Value{"Defers": reflect.ValueOf((*Defers)(nil))}
	for name, f := range fn {
		m[name] = reflect.ValueOf(f)
	}
	return interp.Exports{"rt__/rt__": m}
}

// spaced prints operands as the builtins print and println do.
func spaced(a []any, sep string) string {
	var s []string
	for _, x := range a {
		if f, ok := x.(float64); ok {
			s = append(s, fmt.Sprintf("%+e", f))
			continue
		}
		s = append(s, fmt.Sprint(x))
	}
	return strings.Join(s, sep)
}

// asErrors returns the arguments of Errorf with session errors as errors, for %w.
func (g *Engine) asErrors(a []any) []any {
	out := append([]any(nil), a...)
	for i, x := range out {
		if b, ok := x.(Box); ok && types.Implements(b.t.t, errorType.Underlying().(*types.Interface)) {
			out[i] = g.to(b, g.id(errorType))
		}
	}
	return out
}

func (g *Engine) show(v []any) {
	for i := range v {
		v[i] = g.normal(v[i])
	}
	if g.opt.Hooks.Show != nil && !g.failed.Load() && !g.stopping.Load() {
		g.opt.Hooks.Show(v)
	}
}

// normal undoes what the interpreter does to a value it passes as interface{}:
// reflect.Values become what they hold, wrappers what they wrap.
func (g *Engine) normal(x any) any {
	if v, ok := x.(reflect.Value); ok {
		if !v.IsValid() {
			return nil
		}
		x = v.Interface()
	}
	if p, ok := x.(interp.Panic); ok {
		return g.normal(p.Value)
	}
	if s, ok := x.(string); ok && strings.HasPrefix(s, "reflect") {
		return runtimeError{s}
	}
	if e, ok := x.(*reflect.ValueError); ok {
		return runtimeError{e.Error()}
	}
	return g.unwrap(x)
}

// runtimeError is a run-time panic of Go that reached us as a panic of package reflect.
type runtimeError struct{ text string }

// RuntimeError marks the value as a runtime.Error.
func (runtimeError) RuntimeError() {}

// Error returns the message the Go runtime has for what reflect complained about.
func (e runtimeError) Error() string {
	for _, m := range []struct{ part, text string }{
		{"index out of range", "runtime error: index out of range"},
		{"slice bounds out of range", "runtime error: slice bounds out of range"},
		{"slice index out of bounds", "runtime error: slice bounds out of range"},
		{"assignment to entry in nil map", "assignment to entry in nil map"},
		{"negative len", "runtime error: makeslice: len out of range"},
		{"negative cap", "runtime error: makeslice: cap out of range"},
		{"len > cap", "runtime error: makeslice: cap out of range"},
		{"on zero Value", "runtime error: invalid memory address or nil pointer dereference"},
		{"nil pointer", "runtime error: invalid memory address or nil pointer dereference"},
		{"call of nil function", "runtime error: invalid memory address or nil pointer dereference"},
		{"call of reflect.Value.", "runtime error: invalid memory address or nil pointer dereference"},
	} {
		if strings.Contains(e.text, m.part) {
			return m.text
		}
	}
	return e.text
}

// panicText writes a panic value as the Go runtime does, without "panic: ".
func panicText(v any) string {
	switch v := v.(type) {
	case runtime.Error:
		return v.Error()
	case error:
		return v.Error()
	case Box:
		if s, ok := v.call("Error"); ok {
			return s[0].String()
		}
		return fmt.Sprintf("%s(%v)", v.Type(), v)
	case fmt.Stringer:
		return v.String()
	case string:
		return v
	case nil:
		return "panic called with nil argument (use runtime.PanicNilError)"
	}
	switch reflect.TypeOf(v).Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return fmt.Sprintf("%T(%v)", v, v)
	}
	return fmt.Sprintf("(%T) %v", v, v)
}

// located is a panic on its way through deferred calls, with the line where it began.
type located struct {
	value any
	line  int
}

// goPanic returns what panic panics with: panic(nil) is an error of its own.
func goPanic(v any) any {
	if v == nil {
		return new(runtime.PanicNilError)
	}
	return v
}

func rangeDone() any {
	return runtimeError{"range function continued iteration after loop body exit"}
}

// goroutine reports the panic of a goroutine the cell started in the given line.
func (g *Engine) goroutine(r any, line int) {
	r = g.normal(r)
	if l, ok := r.(*located); ok {
		r = l.value
	}
	if r == nil || r == context.Canceled {
		return
	}
	if x, ok := r.(*exitPanic); ok {
		r = fmt.Sprintf("exit status %d in a goroutine", x.code)
	}
	if g.opt.Hooks.Goroutine != nil {
		g.opt.Hooks.Goroutine(&engine.Panic{Value: r, Text: panicText(r), At: engine.Position{Cell: line / lineBase, Line: line % lineBase}})
	}
}

// MaxMake bounds a single make; more is a mistake on the machines this runs on.
const MaxMake = 8 << 30

// checkLen panics as the runtime does when n elements of size bytes are out of question.
func checkLen(n int, size int64) int {
	if n < 0 {
		panic(runtimeError{"runtime error: makeslice: len out of range"})
	}
	if size > 0 && int64(n) > MaxMake/size {
		panic(runtimeError{fmt.Sprintf("makeslice: %d elements of %d bytes are more than the kernel's limit of %d GiB", n, size, MaxMake>>30)})
	}
	return n
}

// overlaps reports whether two slices of one type share memory.
func overlaps(a, b any) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if x.Len() == 0 || y.Len() == 0 || x.Type().Elem().Size() == 0 {
		return false
	}
	size := x.Type().Elem().Size()
	ax, bx := uintptr(unsafe.Pointer(x.Pointer())), uintptr(unsafe.Pointer(y.Pointer()))
	return ax <= bx+uintptr(y.Len())*size-1 && bx <= ax+uintptr(x.Len())*size-1
}

// setVar assigns to a variable of a compiled package.
func (g *Engine) setVar(key string, v any) {
	i := strings.LastIndex(key, ".")
	path, name := key[:i], key[i+1:]
	for p, syms := range g.opt.Symbols {
		if strings.HasPrefix(p, path+"/") && !strings.Contains(p[len(path)+1:], "/") {
			if d := syms[name]; d.CanSet() {
				assign(d, v)
				return
			}
		}
	}
	panic(fmt.Sprintf("%s cannot be assigned to from a cell", key))
}

// exitPanic unwinds a cell that wants to end the process.
type exitPanic struct{ code int }

func exit(code int) { panic(&exitPanic{code}) }

func fatal(l *log.Logger, a ...any)                 { l.Output(2, fmt.Sprint(a...)); exit(1) }
func fatalf(l *log.Logger, format string, a ...any) { l.Output(2, fmt.Sprintf(format, a...)); exit(1) }
func fatalln(l *log.Logger, a ...any)               { l.Output(2, fmt.Sprintln(a...)); exit(1) }

// exports returns the compiled packages as yaegi takes them.
func (g *Engine) exports() interp.Exports {
	e := interp.Exports{}
	for path, syms := range g.opt.Symbols {
		m := make(map[string]reflect.Value, len(syms))
		for name, v := range syms {
			m[name] = v
			if strings.HasPrefix(name, "_") && v.Kind() == reflect.Pointer {
				g.wraps[v.Type().Elem()] = true
			}
		}
		e[path] = m
	}
	return e
}

// restricted replaces what would end the process or escape the capture of output.
func (g *Engine) restricted() interp.Exports {
	std := log.Default()
	v := reflect.ValueOf
	self := os.Getpid()
	return interp.Exports{
		"os/os": {
			"Exit": v(exit),
			"FindProcess": v(func(pid int) (*os.Process, error) {
				if pid == self {
					return nil, errors.New("os.FindProcess: the kernel's own process is out of reach")
				}
				return os.FindProcess(pid)
			}),
		},
		"log/log": {
			"Fatal": v(func(a ...any) { fatal(std, a...) }), "Fatalf": v(func(f string, a ...any) { fatalf(std, f, a...) }),
			"Fatalln": v(func(a ...any) { fatalln(std, a...) }),
			"Print":   v(log.Print), "Printf": v(log.Printf), "Println": v(log.Println), "Panic": v(log.Panic), "Panicf": v(log.Panicf),
			"Panicln": v(log.Panicln), "Default": v(log.Default), "SetOutput": v(log.SetOutput), "Writer": v(log.Writer), "New": v(log.New),
			"SetFlags": v(log.SetFlags), "SetPrefix": v(log.SetPrefix), "Flags": v(log.Flags), "Prefix": v(log.Prefix), "Output": v(log.Output),
			"Logger": v((*log.Logger)(nil)),
		},
		"runtime/debug/debug": {"SetMaxStack": v(func(n int) int { return n })},
		"rt__/rt__":           {"Version": v(constant.MakeInt64(1))},
	}
}

// move carries the value of one version of a variable to the next.
func move(to, from any) {
	assign(reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem().Interface())
}
