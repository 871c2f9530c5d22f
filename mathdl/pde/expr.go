package pde

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
)

// Expr is an expression in unknown functions, their derivatives, coordinates and coefficients, of which an
// equation consists. At N points it has a value of N rows, with a column for each component. The methods
// build larger expressions; nothing is computed until a problem is solved or [Frame.Eval] is called. The
// zero Expr is the number 0.
type Expr struct{ n *node }

type kind int

const (
	kConst  kind = iota
	kField       // outputs lo, …, hi−1 of a network, or a derivative of them
	kKnown       // a given function, or a derivative of it
	kCoord       // a coordinate
	kNormal      // a component of the outer normal
	kParam       // an unknown number
	kAdd
	kMul
	kDiv
	kPow
	kFunc
	kMatMul
	kSumCols
)

type node struct {
	kind   kind
	a, b   *node
	c      float64 // the value of a constant, the exponent of a power
	i      int     // coordinate or parameter
	frame  *Frame
	net    *network
	known  *known
	lo, hi int     // columns of a network
	d      partial // of a field or a known function
	other  bool    // at the partner of the point
	f      *function
	m      *mat.Dense
}

// function is an elementary function with its derivative.
type function struct {
	name string
	on   func(x *ad.Var) *ad.Var
	at   func(x float64) float64
	d    func(x Expr) Expr
}

// Const returns the constant c.
func Const(c float64) Expr { return Expr{&node{kind: kConst, c: c}} }

func (e Expr) node() *node {
	if e.n == nil {
		return &node{kind: kConst}
	}
	return e.n
}

// constant returns the value of a constant expression.
func (e Expr) constant() (float64, bool) {
	n := e.node()
	return n.c, n.kind == kConst
}

func (e Expr) is(c float64) bool {
	v, ok := e.constant()
	return ok && v == c
}

// Plus returns e + f, with the single column of one repeated if the other has several.
func (e Expr) Plus(f Expr) Expr {
	a, okA := e.constant()
	b, okB := f.constant()
	switch {
	case okA && okB:
		return Const(a + b)
	case okA && a == 0:
		return f
	case okB && b == 0:
		return e
	}
	return Expr{&node{kind: kAdd, a: e.node(), b: f.node()}}
}

// Minus returns e − f.
func (e Expr) Minus(f Expr) Expr { return e.Plus(f.Scale(-1)) }

// Times returns the product e·f, column by column.
func (e Expr) Times(f Expr) Expr {
	a, okA := e.constant()
	b, okB := f.constant()
	switch {
	case okA && okB:
		return Const(a * b)
	case e.is(0) || f.is(0):
		return Const(0)
	case e.is(1):
		return f
	case f.is(1):
		return e
	case okB: // constants first, where they can be taken together
		return f.Times(e)
	case okA && f.node().kind == kMul && f.node().a.kind == kConst:
		return Const(a * f.node().a.c).Times(Expr{f.node().b})
	}
	return Expr{&node{kind: kMul, a: e.node(), b: f.node()}}
}

// Over returns e/f.
func (e Expr) Over(f Expr) Expr {
	if c, ok := f.constant(); ok {
		return e.Scale(1 / c)
	}
	if e.is(0) {
		return e
	}
	return Expr{&node{kind: kDiv, a: e.node(), b: f.node()}}
}

// Scale returns c·e.
func (e Expr) Scale(c float64) Expr { return Const(c).Times(e) }

// Neg returns −e.
func (e Expr) Neg() Expr { return e.Scale(-1) }

// Shift returns e + c.
func (e Expr) Shift(c float64) Expr { return e.Plus(Const(c)) }

// Square returns e².
func (e Expr) Square() Expr { return e.Times(e) }

// Pow returns eᵖ; for exponents that are no whole numbers e must be positive.
func (e Expr) Pow(p float64) Expr {
	if c, ok := e.constant(); ok {
		return Const(math.Pow(c, p))
	}
	switch p {
	case 0:
		return Const(1)
	case 1:
		return e
	}
	return Expr{&node{kind: kPow, a: e.node(), c: p}}
}

// MatMul returns the columns of e multiplied by M from the right: N × k times k × m. It mixes the
// components of an unknown with constant coefficients, as a Runge-Kutta scheme does.
func (e Expr) MatMul(M *mat.Dense) Expr {
	return Expr{&node{kind: kMatMul, a: e.node(), m: mat.DenseCopyOf(M)}}
}

// Sum returns the sum of the columns of e.
func (e Expr) Sum() Expr { return Expr{&node{kind: kSumCols, a: e.node()}} }

// Out returns component k of a network or of a derivative of it, counted from 0. It panics with a
// *op.ShapeError if there is no such component and for other expressions.
func (e Expr) Out(k int) Expr { return e.Outs(k, k+1) }

// Outs returns the components lo, …, hi−1 of a network or of a derivative of it. It panics as Out does.
func (e Expr) Outs(lo, hi int) Expr {
	n := *e.node()
	if n.kind != kField {
		panic(misuse("pde.Expr.Outs", "expression", "no network", "a network or a derivative of one"))
	}
	if lo < 0 || hi <= lo || n.lo+hi > n.hi {
		panic(&op.ShapeError{Func: "pde.Expr.Outs", What: "components", Got: []int{lo, hi}, Want: []int{0, n.hi - n.lo}})
	}
	n.lo, n.hi = n.lo+lo, n.lo+hi
	return Expr{&n}
}

// Partner returns e at the partner of each point, for conditions that couple two points: see [Periodic].
func (e Expr) Partner() Expr { return Expr{e.node().partner(map[*node]*node{})} }

func (n *node) partner(seen map[*node]*node) *node {
	if n == nil {
		return nil
	}
	if m, ok := seen[n]; ok {
		return m
	}
	m := *n
	seen[n] = &m
	m.a, m.b, m.other = n.a.partner(seen), n.b.partner(seen), true
	return &m
}

// apply is f(e), with constants computed at once.
func (f *function) apply(e Expr) Expr {
	if c, ok := e.constant(); ok {
		return Const(f.at(c))
	}
	return Expr{&node{kind: kFunc, a: e.node(), f: f}}
}

// The derivatives of the elementary functions are functions of this table again.
var sin, cos, exp, log, tanh, sqrt *function

func init() {
	sin = &function{"sin", ad.Sin, math.Sin, func(x Expr) Expr { return Cos(x) }}
	cos = &function{"cos", ad.Cos, math.Cos, func(x Expr) Expr { return Sin(x).Neg() }}
	exp = &function{"exp", ad.Exp, math.Exp, func(x Expr) Expr { return Exp(x) }}
	log = &function{"log", ad.Log, math.Log, func(x Expr) Expr { return Const(1).Over(x) }}
	tanh = &function{"tanh", ad.Tanh, math.Tanh, func(x Expr) Expr { return Const(1).Minus(Tanh(x).Square()) }}
	sqrt = &function{"sqrt", ad.Sqrt, math.Sqrt, func(x Expr) Expr { return Const(0.5).Over(Sqrt(x)) }}
}

// Sin returns sin e.
func Sin(e Expr) Expr { return sin.apply(e) }

// Cos returns cos e.
func Cos(e Expr) Expr { return cos.apply(e) }

// Exp returns the exponential function of e.
func Exp(e Expr) Expr { return exp.apply(e) }

// Log returns the natural logarithm of e.
func Log(e Expr) Expr { return log.apply(e) }

// Tanh returns the hyperbolic tangent of e.
func Tanh(e Expr) Expr { return tanh.apply(e) }

// Sqrt returns the square root of e.
func Sqrt(e Expr) Expr { return sqrt.apply(e) }

// String returns the expression as a formula.
func (e Expr) String() string { return e.node().text() }

func (n *node) text() string {
	switch n.kind {
	case kConst:
		return fmt.Sprintf("%.4g", n.c)
	case kField:
		return n.d.text(n.frame, n.net.name(n.lo, n.hi)) + n.side()
	case kKnown:
		return n.d.text(n.frame, n.known.name) + n.side()
	case kCoord:
		return n.frame.names[n.i] + n.side()
	case kNormal:
		return "n_" + n.frame.names[n.i]
	case kParam:
		return n.frame.params[n.i].Name
	case kAdd:
		return "(" + n.a.text() + " + " + n.b.text() + ")"
	case kMul:
		return n.a.text() + "·" + n.b.text()
	case kDiv:
		return n.a.text() + "/(" + n.b.text() + ")"
	case kPow:
		return fmt.Sprintf("(%s)^%.4g", n.a.text(), n.c)
	case kFunc:
		return n.f.name + "(" + n.a.text() + ")"
	case kMatMul:
		return n.a.text() + "·M"
	}
	return "Σ(" + n.a.text() + ")"
}

func (n *node) side() string {
	if n.other {
		return "′"
	}
	return ""
}
