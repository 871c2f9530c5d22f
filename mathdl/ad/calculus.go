package ad

import (
	"fmt"
	"sync"

	"github.com/mathdl/kernel/mathdl/op"
)

// Fn is a program: a function of one variable written with the functions of this package. Constants
// come from the tape of the argument, x.Tape().Var(…); several arguments are slices of one.
type Fn func(x *Var) *Var

// tapes keeps double precision tapes with their memory, so that repeated calls allocate nothing.
var tapes = sync.Pool{New: func() any { return NewTape(Float64) }}

// borrow returns an empty tape; it goes back by returnTape.
func borrow() *Tape { return tapes.Get().(*Tape) }

func returnTape(t *Tape) {
	t.Reset()
	tapes.Put(t)
}

// ValueGrad returns f(x) and stores ∇f(x) in dst, which may be nil, by reverse mode: the cost is a small
// multiple of that of f, whatever the length of x. f gets a vector and returns one element, otherwise
// ValueGrad panics; dst and x have the same length, otherwise it panics with a *op.ShapeError.
func ValueGrad(dst []float64, f Fn, x []float64) (fx float64, grad []float64) {
	dst = take("ad.ValueGrad", dst, len(x))
	t := borrow()
	defer returnTape(t)
	v := t.Var(x)
	y := scalar("ad.ValueGrad", f(v))
	var g [1]*Var
	pull(g[:], y, t.Full(1, y.val.shape...), []*Var{v})
	return y.Float(), g[0].Float64s(dst)
}

// Value returns f(x) for an f with one element, without derivatives. It panics for any other f.
func Value(f Fn, x []float64) float64 {
	t := borrow()
	defer returnTape(t)
	return scalar("ad.Value", f(t.Var(x))).Float()
}

// JVP stores Df(x)v in dst, which may be nil: the derivative of f in direction v, by forward mode.
// x and v have the same length, dst has that of f(x); it panics with a *op.ShapeError otherwise.
func JVP(dst []float64, f Fn, x, v []float64) []float64 {
	needLen("ad.JVP", "v", len(v), len(x))
	t := borrow()
	defer returnTape(t)
	p := t.Var(x)
	return Push([]*Var{f(p)}, []*Var{p}, []*Var{t.Var(v)})[0].Float64s(dst)
}

// VJP stores Df(x)ᵀw in dst, which may be nil, by reverse mode. w has the length of f(x), dst that of
// x; it panics with a *op.ShapeError otherwise.
func VJP(dst []float64, f Fn, x, w []float64) []float64 {
	dst = take("ad.VJP", dst, len(x))
	t := borrow()
	defer returnTape(t)
	p := t.Var(x)
	y := f(p)
	needLen("ad.VJP", "w", len(w), y.Len())
	return Pull(y, t.Var(w, y.val.shape...), p)[0].Float64s(dst)
}

// HessVec stores ∇²f(x)v in dst, which may be nil: the derivative of the gradient in direction v,
// forward mode over reverse mode, without forming the Hessian. f has one element, otherwise HessVec
// panics; dst, x and v have the same length, otherwise it panics with a *op.ShapeError.
func HessVec(dst []float64, f Fn, x, v []float64) []float64 {
	return Hessian(f, x).Apply(dst, v)
}

// Hessian returns ∇²f(x) as a self-adjoint operator, recorded once and applied without running f again.
// f has one element, otherwise Hessian panics.
func Hessian(f Fn, x []float64) op.Linear {
	t := NewTape(Float64)
	p := t.Var(x)
	g := Grad(scalar("ad.Hessian", f(p)), p)[0]
	R := op.R(len(x))
	d := &derivative{X: R, Y: R, tape: t, x: p, y: g}
	return hessian{d}
}

type hessian struct{ *derivative }

func (h hessian) Adjoint(dst, y []float64) []float64 { return h.Apply(dst, y) }

// Smooth returns the program F as a smooth operator X → Y: its argument has the shape of X, its result
// as many elements as Y, otherwise applying the operator panics. Derivative(x) records F at x once; its
// Apply and Adjoint then replay forward and reverse mode. The adjoint belongs to the weights of X and
// Y. The operator and its derivatives may be used by several goroutines if F may.
func Smooth(X, Y op.Space, F Fn) op.Smooth { return smooth{X, Y, F} }

type smooth struct {
	X, Y op.Space
	F    Fn
}

func (s smooth) Domain() op.Space { return s.X }
func (s smooth) Range() op.Space  { return s.Y }

func (s smooth) Apply(dst, x []float64) []float64 {
	dst = take("ad.Smooth", dst, s.Y.Size())
	t := borrow()
	defer returnTape(t)
	_, y := s.record(t, x)
	return y.Float64s(dst)
}

func (s smooth) record(t *Tape, x []float64) (in, out *Var) {
	needLen("ad.Smooth", "x", len(x), s.X.Size())
	in = t.Var(x, s.X.Shape...)
	if len(s.X.Shape) == 0 {
		in = Reshape(in)
	}
	out = s.F(in)
	needLen("ad.Smooth", "result of F", out.Len(), s.Y.Size())
	return in, out
}

func (s smooth) Derivative(x []float64) op.Linear {
	t := NewTape(Float64)
	d := &derivative{X: s.X, Y: s.Y, tape: t}
	d.x, d.y = s.record(t, x)
	return d
}

// derivative is the derivative of a recorded program at a point. Each direction is recorded at its
// first use and replayed afterwards.
type derivative struct {
	X, Y op.Space

	mu            sync.Mutex
	tape          *Tape
	x, y          *Var
	forward, back *pass
}

// pass is a part of a tape: seed in, result out, variables lo ≤ id < hi between.
type pass struct {
	seed, result *Var
	lo, hi       int
}

func (d *derivative) Domain() op.Space { return d.X }
func (d *derivative) Range() op.Space  { return d.Y }

// Apply stores Df(x)h in dst.
func (d *derivative) Apply(dst, h []float64) []float64 {
	dst = take("ad.Smooth: derivative", dst, d.Y.Size())
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.forward == nil {
		d.forward = d.record(d.x, func(s *Var) *Var { return Push([]*Var{d.y}, []*Var{d.x}, []*Var{s})[0] })
	}
	return d.play(d.forward, dst, h)
}

// Adjoint stores (w_Y/w_X)·Df(x)ᵀg in dst.
func (d *derivative) Adjoint(dst, g []float64) []float64 {
	dst = take("ad.Smooth: derivative", dst, d.X.Size())
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.back == nil {
		w := d.Y.W() / d.X.W()
		d.back = d.record(d.y, func(s *Var) *Var {
			r := Pull(d.y, s, d.x)[0]
			if w != 1 {
				r = Scale(w, r)
			}
			return r
		})
	}
	return d.play(d.back, dst, g)
}

func (d *derivative) record(like *Var, f func(seed *Var) *Var) *pass {
	p := &pass{seed: d.tape.Zeros(like.val.shape...)}
	p.lo = d.tape.n
	p.result = f(p.seed)
	p.hi = d.tape.n
	return p
}

func (d *derivative) play(p *pass, dst, seed []float64) []float64 {
	needLen("ad.Smooth: derivative", "argument", len(seed), p.seed.Len())
	p.seed.val.SetFloat64s(seed)
	d.tape.replay(p.lo, p.hi)
	return p.result.Float64s(dst)
}

func take(where string, dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	needLen(where, "dst", len(dst), n)
	return dst
}

func scalar(where string, y *Var) *Var {
	if y.Len() != 1 {
		panic(fmt.Sprintf("%s: the program returns shape %v, want one element", where, y.val.shape))
	}
	return y
}

// Record records f and its gradient for arguments of length n once, and returns a function that replays
// both: it returns f(x), stores ∇f(x) in grad and allocates nothing. f must not decide anything by the
// values it sees, and has one element, otherwise Record panics. grad nil asks for the value alone. The
// function serves one goroutine; it panics with a *op.ShapeError if x or grad has another length.
func Record(f Fn, n int) func(grad, x []float64) float64 {
	t := NewTape(Float64)
	v := t.Zeros(n)
	y := scalar("ad.Record", f(v))
	value := t.n
	g := Grad(y, v)[0]
	return func(grad, x []float64) float64 {
		v.val.SetFloat64s(x)
		if grad == nil {
			t.replay(0, value)
			return y.Float()
		}
		t.Replay()
		g.Float64s(grad)
		return y.Float()
	}
}
