package ad

import "fmt"

// MaxOrder is the highest order of a Jet.
const MaxOrder = 4

// Jet returns the Taylor coefficients c₀, …, c_K of t ↦ y(x + tv) at t = 0,
//
//	c_k = (1/k!) (d/dt)ᵏ y(x + tv),
//
// recorded on the same tape: c₀ is y, c₁ is what [Push] gives, 2c₂ the second derivative in direction
// v. The coefficients are carried through the program together, so that the cost grows like K², not
// like the 2ᴷ of nested derivatives; they can be differentiated by reverse mode, which is how residuals
// of differential equations are trained. v has the shape of x, otherwise Jet panics with a
// *op.ShapeError; it panics unless 0 ≤ K ≤ MaxOrder.
//
// A mixed derivative comes from three directions: ∂ᵢ∂ⱼ = c₂[eᵢ+eⱼ] − c₂[eᵢ] − c₂[eⱼ].
//
// Reference: Griewank and Walther 2008, chapter 13.
func Jet(y, x, v *Var, order int) []*Var {
	if order < 0 || order > MaxOrder {
		panic(fmt.Sprintf("ad.Jet: got order %d, want 0, …, %d", order, MaxOrder))
	}
	if !sameShape(x, v) {
		mismatch("ad.Jet", "v", v.val.shape, x.val.shape)
	}
	t := y.tape
	defer t.Label(t.label)
	first, stamp := t.reach([]*Var{x}, y.id)
	s := &jets{order: order, of: map[int]series{x.id: {c: []*Var{x, v}}}}
	var todo []*Var // beforehand, since the derivatives of a primitive may take sweeps of their own
	for id := first + 1; id <= y.id; id++ {
		if v := t.at(id); v.stamp == stamp && v != x {
			todo = append(todo, v)
		}
	}
	for _, u := range todo {
		t.label = u.label
		s.of[u.id] = s.through(u)
	}
	out := make([]*Var, order+1)
	for k := range out {
		if out[k] = s.of[y.id].at(k); out[k] == nil {
			out[k] = t.Zeros(y.val.shape...)
		}
	}
	out[0] = y
	return out
}

// Taylor returns the Taylor coefficients of t ↦ f(x + tv) at 0 up to the given order, row k holding
// (1/k!) (d/dt)ᵏ f. It panics as [Jet] does.
func Taylor(f Fn, x, v []float64, order int) [][]float64 {
	needLen("ad.Taylor", "v", len(v), len(x))
	t := borrow()
	defer returnTape(t)
	p := t.Var(x)
	var out [][]float64
	for _, c := range Jet(f(p), p, t.Var(v), order) {
		out = append(out, c.Float64s(nil))
	}
	return out
}

// series is a truncated Taylor series with variables as coefficients; nil ones are zero.
type series struct{ c []*Var }

func (s series) at(k int) *Var {
	if k >= len(s.c) {
		return nil
	}
	return s.c[k]
}

// jets is the state of a sweep.
type jets struct {
	order int
	of    map[int]series // by number of the variable; absent for constants
}

// in is the series of input i of v.
func (s *jets) in(v *Var, i int) series {
	if c, ok := s.of[v.in[i].id]; ok {
		return c
	}
	return series{[]*Var{v.in[i]}}
}

// through forms the series of v from those of its inputs.
func (s *jets) through(v *Var) series {
	switch rules[v.op].jet {
	case jetLinear:
		return s.linear(v)
	case jetBilinear:
		return s.bilinear(v)
	case jetElementwise:
		return s.elementwise(v)
	case jetQuotient:
		return s.quotient(v)
	}
	return s.nested(v)
}

// jetKind says how a primitive acts on series.
type jetKind uint8

const (
	jetNested      jetKind = iota // by nested forward mode, for any primitive
	jetLinear                     // linear in all inputs together where it is differentiable
	jetBilinear                   // v = B(x₁, x₂) (+ x₃): Cauchy product
	jetElementwise                // v = f(x): formula of Faà di Bruno
	jetQuotient                   // v = x₁/x₂
)

// sum adds what is there; nil is zero.
func sum(a, b *Var) *Var {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return Add(a, b)
}

// product multiplies what is there.
func product(a, b *Var) *Var {
	if a == nil || b == nil {
		return nil
	}
	return Mul(a, b)
}

func (s *jets) linear(v *Var) series {
	out := []*Var{v}
	for k := 1; k <= s.order; k++ {
		var c *Var
		for i := range v.in {
			if t := s.in(v, i).at(k); t != nil {
				c = sum(c, rules[v.op].jvp(v, t, i))
			}
		}
		out = append(out, c)
	}
	return series{out}
}

// bilinear is c_k = Σⱼ B(aⱼ, b_{k−j}), by the derivative of B in its first input at bₖ₋ⱼ.
func (s *jets) bilinear(v *Var) series {
	a, b := s.in(v, 0), s.in(v, 1)
	out := []*Var{v}
	for k := 1; k <= s.order; k++ {
		var c *Var
		for j := range k + 1 {
			if x, y := a.at(j), b.at(k-j); x != nil && y != nil {
				c = sum(c, v.bilinear(x, y))
			}
		}
		if len(v.in) == 3 {
			if t := s.in(v, 2).at(k); t != nil {
				c = sum(c, rules[v.op].jvp(v, t, 2))
			}
		}
		out = append(out, c)
	}
	return series{out}
}

// bilinear is the product that v stands for, of other factors.
func (v *Var) bilinear(a, b *Var) *Var {
	switch v.op {
	case opMul:
		return expandTo(Mul(a, b), v.val.shape)
	case opAffine:
		return matmul(a, b, false, true)
	case opMatMul:
		return matmul(a, b, v.k[0] == 1, v.k[1] == 1)
	case opMatMulBatch:
		return MatMulBatch(a, b, v.k[0] == 1, v.k[1] == 1)
	default:
		return v.tape.filter(v.op, v.val.shape, a, b, *v.extra.(*Window))
	}
}

// quotient solves b·y = a: y_k = (a_k − Σ_{j≥1} bⱼ y_{k−j})/b₀.
func (s *jets) quotient(v *Var) series {
	a, b := s.in(v, 0), s.in(v, 1)
	out := []*Var{v}
	for k := 1; k <= s.order; k++ {
		c := a.at(k)
		for j := 1; j <= k; j++ {
			if p := product(b.at(j), out[k-j]); p != nil {
				c = sum(c, Neg(p))
			}
		}
		if c != nil {
			c = expandTo(Div(c, b.at(0)), v.val.shape)
		}
		out = append(out, c)
	}
	return series{out}
}

// elementwise is the formula of Faà di Bruno with d_k = f^(k)(x)/k!.
func (s *jets) elementwise(v *Var) series {
	x := s.in(v, 0)
	d := v.scaledDerivatives(s.order)
	out := []*Var{v}
	power := x // powers of the series without its constant term
	for k := 1; k <= s.order; k++ {
		out = append(out, product(d[1], x.at(k)))
	}
	for m := 2; m <= s.order; m++ {
		power = s.raise(power, x, m)
		for k := m; k <= s.order; k++ {
			out[k] = sum(out[k], product(d[m], power.at(k)))
		}
	}
	return series{out}
}

// raise multiplies the (m−1)-th power of x − x₀ by x − x₀.
func (s *jets) raise(p, x series, m int) series {
	out := make([]*Var, s.order+1)
	for k := m; k <= s.order; k++ {
		for j := 1; j <= k-m+1; j++ {
			out[k] = sum(out[k], product(x.at(j), p.at(k-j)))
		}
	}
	return series{out}
}

// nested builds the inputs as functions of a scalar t, runs the primitive on them, and differentiates
// with respect to t again and again. It serves primitives without a rule of their own.
func (s *jets) nested(v *Var) series {
	t := v.tape.Scalar(0)
	in := make([]*Var, len(v.in))
	for i := range in {
		in[i] = s.in(v, i).eval(t)
	}
	y := v.tape.emit(v.op, v.val.shape, in...)
	y.a, y.k, y.extra, y.after = v.a, v.k, v.extra, v.after
	if y.ints = v.ints; v.op == opMaxLast {
		y.ints = v.tape.ints.take(len(v.ints))
	}
	y.run()
	one := v.tape.Scalar(1)
	out := []*Var{v}
	fact := 1.0
	for k := 1; k <= s.order; k++ {
		fact *= float64(k)
		if y = directional(y, t, one); y == nil {
			break
		}
		out = append(out, Scale(1/fact, y))
	}
	return series{out}
}

// eval is Σ c_k tᵏ by Horner's rule.
func (s series) eval(t *Var) *Var {
	var p *Var
	for k := len(s.c) - 1; k >= 0; k-- {
		p = sum(product(p, t), s.c[k])
	}
	return p
}
