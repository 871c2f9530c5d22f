package pde

import (
	"fmt"
	"slices"
	"strings"
)

// MaxOrder is the highest order of a derivative of an unknown function.
const MaxOrder = 4

// partial is a differential operator with constant coefficients: the derivative ∂_{i₁}…∂_{i_k} for sorted
// indices, or, if lap is set, the Laplacian Σ_{i∈lap} ∂ᵢ².
type partial struct {
	at    [MaxOrder]int8 // indices plus one; 0 means none
	order int8
	lap   uint64 // set of coordinates
}

// with returns ∂ᵢ after p.
func (p partial) with(i int) partial {
	if p.lap != 0 {
		panic(misuse("pde.Expr.D", "expression", "the derivative of a Laplacian", "Laplacians outermost: write out the sum of second derivatives"))
	}
	if p.order == MaxOrder {
		panic(misuse("pde.Expr.D", "order", "more than 4", "at most 4"))
	}
	p.at[p.order] = int8(i + 1)
	p.order++
	slices.Sort(p.at[:p.order])
	return p
}

// indices returns i₁ ≤ … ≤ i_k.
func (p partial) indices() []int {
	var s []int
	for _, i := range p.at[:p.order] {
		s = append(s, int(i)-1)
	}
	return s
}

func (p partial) text(f *Frame, name string) string {
	if p.lap != 0 {
		return "Δ" + name
	}
	if p.order == 0 {
		return name
	}
	var s strings.Builder
	for _, i := range p.indices() {
		s.WriteString(f.names[i])
	}
	return name + "_" + s.String()
}

// D returns the derivative of e in the coordinates named one after the other: u.D("xx") is u_xx and
// u.D("xt") is u_xt. Derivatives of compound expressions follow the rules of calculus; those of unknown
// functions go up to order [MaxOrder]. It panics with a *domain.MisuseError for a name that is none of
// the frame, higher orders and expressions without a frame but constants.
func (e Expr) D(names string) Expr {
	f := e.node().anyFrame()
	if f == nil {
		return Const(0)
	}
	for _, i := range f.parse(names) {
		e = e.derive(i)
	}
	return e
}

// anyFrame finds the frame of an expression.
func (n *node) anyFrame() *Frame {
	if n == nil {
		return nil
	}
	if n.frame != nil {
		return n.frame
	}
	if f := n.a.anyFrame(); f != nil {
		return f
	}
	return n.b.anyFrame()
}

// parse splits names into coordinates, longest names first.
func (f *Frame) parse(names string) []int {
	var out []int
	for rest := names; rest != ""; {
		best := -1
		for i, s := range f.names {
			if strings.HasPrefix(rest, s) && (best < 0 || len(s) > len(f.names[best])) {
				best = i
			}
		}
		if best < 0 {
			panic(misuse("pde.Expr.D", "coordinates", fmt.Sprintf("%q", names), fmt.Sprintf("names out of %q", f.names)))
		}
		out, rest = append(out, best), rest[len(f.names[best]):]
	}
	return out
}

// derive is ∂e/∂xᵢ.
func (e Expr) derive(i int) Expr {
	n := e.node()
	a, b := Expr{n.a}, Expr{n.b}
	switch n.kind {
	case kField, kKnown:
		m := *n
		m.d = n.d.with(i)
		return Expr{&m}
	case kCoord:
		if n.i == i {
			return Const(1)
		}
	case kAdd:
		return a.derive(i).Plus(b.derive(i))
	case kMul:
		return a.derive(i).Times(b).Plus(a.Times(b.derive(i)))
	case kDiv:
		return a.derive(i).Over(b).Minus(a.Times(b.derive(i)).Over(b.Square()))
	case kPow:
		return a.Pow(n.c - 1).Scale(n.c).Times(a.derive(i))
	case kFunc:
		return n.f.d(a).Times(a.derive(i))
	case kMatMul:
		return linear(n, a.derive(i))
	case kSumCols:
		return linear(n, a.derive(i))
	}
	return Const(0) // constants, parameters, normals
}

// linear is n with another argument.
func linear(n *node, a Expr) Expr {
	if a.is(0) {
		return a
	}
	m := *n
	m.a = a.node()
	return Expr{&m}
}

// Laplacian returns Δe = Σᵢ ∂²e/∂xᵢ² over the coordinates of space: all but the time of domain.Times. The
// Laplacian of a network takes d+2 channels where single second derivatives would take 2d+1.
func (e Expr) Laplacian() Expr {
	f := e.node().anyFrame()
	if f == nil {
		return Const(0)
	}
	return e.laplacian(f)
}

func (e Expr) laplacian(f *Frame) Expr {
	n := e.node()
	a, b := Expr{n.a}, Expr{n.b}
	switch n.kind {
	case kField:
		if n.d == (partial{}) {
			m := *n
			m.d.lap = f.space()
			return Expr{&m}
		}
	case kAdd:
		return a.laplacian(f).Plus(b.laplacian(f))
	case kMul:
		s := a.laplacian(f).Times(b).Plus(a.Times(b.laplacian(f)))
		for _, i := range f.spaceAxes() {
			s = s.Plus(a.derive(i).Times(b.derive(i)).Scale(2))
		}
		return s
	case kMatMul, kSumCols:
		return linear(n, a.laplacian(f))
	}
	s := Const(0)
	for _, i := range f.spaceAxes() {
		s = s.Plus(e.derive(i).derive(i))
	}
	return s
}

// Grad returns the derivatives of e in the coordinates of space, in their order.
func (e Expr) Grad() []Expr {
	var g []Expr
	if f := e.node().anyFrame(); f != nil {
		for _, i := range f.spaceAxes() {
			g = append(g, e.derive(i))
		}
	}
	return g
}

// GradSquared returns |∇e|² = Σᵢ (∂e/∂xᵢ)² over the coordinates of space.
func (e Expr) GradSquared() Expr {
	s := Const(0)
	for _, g := range e.Grad() {
		s = s.Plus(g.Square())
	}
	return s
}

// Dn returns the derivative n·∇e in the direction of the outer normal, at points of a face.
func (e Expr) Dn() Expr {
	s := Const(0)
	if f := e.node().anyFrame(); f != nil {
		for _, i := range f.spaceAxes() {
			s = s.Plus(Expr{&node{kind: kNormal, i: i, frame: f}}.Times(e.derive(i)))
		}
	}
	return s
}
