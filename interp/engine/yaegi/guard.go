package yaegi

import (
	"context"
	"reflect"

	"github.com/mathdl/kernel/interp/engine"
)

// Compiled code may call a function of the cell from a goroutine of its own: a
// panic there would end the process, and after an interrupt it would call on
// for nothing. So functions pass into compiled code through guard, which
// returns one of the same type. On the cell's own goroutine panics go on as
// usual; on any other they end the cell instead.

// guard returns f shielded. The signatures of numerical callbacks are written
// out, since a call through reflect costs as much as the callback.
func (g *Engine) guard(f any) any {
	switch f := f.(type) {
	case func():
		return func() { defer g.shield(); g.enterCallback(); f() }
	case func(float64) float64:
		return func(x float64) (y float64) {
			defer g.shield()
			if g.bail() {
				return
			}
			return f(x)
		}
	case func(float64, float64) float64:
		return func(a, b float64) (y float64) {
			defer g.shield()
			if g.bail() {
				return
			}
			return f(a, b)
		}
	case func([]float64) float64:
		return func(x []float64) (y float64) {
			defer g.shield()
			if g.bail() {
				return
			}
			return f(x)
		}
	case func([]float64, []float64):
		return func(dst, x []float64) {
			defer g.shield()
			if !g.bail() {
				f(dst, x)
			}
		}
	case func(int, int) bool:
		return func(i, j int) (less bool) {
			defer g.shield()
			if g.bail() {
				return
			}
			return f(i, j)
		}
	case func(int, int) float64:
		return func(i, j int) (x float64) {
			defer g.shield()
			if g.bail() {
				return
			}
			return f(i, j)
		}
	}
	return g.guardAny(f)
}

// guardAny is guard for all other signatures.
func (g *Engine) guardAny(f any) any {
	v := reflect.ValueOf(f)
	if !v.IsValid() || v.Kind() != reflect.Func || v.IsNil() {
		return f
	}
	t := v.Type()
	return reflect.MakeFunc(t, func(args []reflect.Value) (out []reflect.Value) {
		defer func() {
			if r := recover(); r != nil {
				g.caught(r)
				out = zeros(t)
			}
		}()
		if g.bail() {
			return zeros(t)
		}
		if t.IsVariadic() {
			return v.CallSlice(args)
		}
		return v.Call(args)
	}).Interface()
}

func zeros(t reflect.Type) []reflect.Value {
	out := make([]reflect.Value, t.NumOut())
	for i := range out {
		out[i] = reflect.Zero(t.Out(i))
	}
	return out
}

// bail reports whether a callback should return at once because the cell is
// interrupted. On the cell's own goroutine it ends the compiled call around it.
func (g *Engine) bail() bool {
	if !g.stopping.Load() {
		return false
	}
	if goroutineID() == g.main.Load() {
		panic(context.Canceled)
	}
	return true
}

func (g *Engine) enterCallback() {
	if g.bail() {
		panic(context.Canceled)
	}
}

// shield is deferred around a callback.
func (g *Engine) shield() {
	if r := recover(); r != nil {
		g.caught(r)
	}
}

// caught lets a panic go on where the cell can see it, and ends the cell where it cannot.
func (g *Engine) caught(r any) {
	l := g.locate(r)
	if goroutineID() == g.main.Load() {
		panic(l)
	}
	if l.value == context.Canceled {
		return
	}
	g.failed.Store(true)
	if cancel := g.cancel.Load(); cancel != nil {
		(*cancel)(&engine.Panic{Value: l.value, Text: panicText(l.value), At: engine.Position{Cell: l.line / lineBase, Line: l.line % lineBase}})
	}
}
