package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Layer is a part of a [Graph]: a map between tensors with parameters. The layers of this package are
// structs whose zero fields mean defaults, such as Dense{N: 10} and Conv{Out: 16}; [Func] makes one from
// a program. Shapes are those of a sample, without the axis of the batch: (n) for vectors, (H, W, C) for
// images, channels last.
type Layer interface {
	// String names the layer, as in a summary.
	String() string
	// shape returns the shape of the result for one of the argument; it panics if it does not fit.
	shape(in []int) []int
	// params returns the parameters for that shape of the argument.
	params(in []int) []param
	// record computes the layer on a batch; it takes its parameters from p in order.
	record(p *cursor, x *ad.Var) *ad.Var
}

// param is a parameter of a layer before it has memory.
type param struct {
	name    string
	shape   []int
	in, out int     // numbers of inputs and outputs per neuron, for weights that are drawn; 0 for others
	value   float64 // what the others begin with
	state   bool    // a running moment
	path    string  // the layer, filled in by the containers
}

func (p param) len() int {
	n := 1
	for _, k := range p.shape {
		n *= k
	}
	return n
}

// cursor hands out the parameters of a pass in order, those that are trained and the others.
type cursor struct {
	*Pass
	vars, states []*ad.Var
}

func (p *cursor) next() *ad.Var {
	v := p.vars[0]
	p.vars = p.vars[1:]
	return v
}

func (p *cursor) nextState() *ad.Var {
	v := p.states[0]
	p.states = p.states[1:]
	return v
}

// misfit panics for an argument that a layer does not accept.
func misfit(l Layer, in []int, want string) {
	panic(fmt.Sprintf("nn: %v: got shape %v, want %s", l, in, want))
}

// Sequence applies layers one after the other.
type Sequence []Layer

// String returns "sequence of 3".
func (s Sequence) String() string { return fmt.Sprintf("sequence of %d", len(s)) }

func (s Sequence) shape(in []int) []int {
	for _, l := range s {
		in = l.shape(in)
	}
	return in
}

func (s Sequence) params(in []int) (all []param) {
	for i, l := range s {
		for _, p := range l.params(in) {
			p.path = strings.TrimSuffix(fmt.Sprintf("%d.%s", i, p.path), ".")
			all = append(all, p)
		}
		in = l.shape(in)
	}
	return all
}

func (s Sequence) record(p *cursor, x *ad.Var) *ad.Var {
	t := x.Tape()
	for i, l := range s {
		if !container(l) {
			t.Label(fmt.Sprintf("layer %d (%v)", i, l))
		}
		x = l.record(p, x)
	}
	return x
}

// container reports whether a layer is made of others, which have names of their own.
func container(l Layer) bool {
	switch l.(type) {
	case Sequence, Residual, Skip:
		return true
	}
	return false
}

// Residual adds a part to the identity: x + F(x) (He et al. 2016). F must keep the shape.
type Residual struct{ F Layer }

// String returns "x + F(x)".
func (r Residual) String() string { return "x + F(x)" }

func (r Residual) shape(in []int) []int {
	if out := r.F.shape(in); !slices.Equal(out, in) {
		misfit(r, out, fmt.Sprintf("F(x) of shape %v", in))
	}
	return in
}

func (r Residual) params(in []int) []param { return r.F.params(in) }

func (r Residual) record(p *cursor, x *ad.Var) *ad.Var { return ad.Add(x, r.F.record(p, x)) }

// Skip joins a part with the identity along the last axis: (x, F(x)), as the U-Net does. F must keep all
// extents but the last.
type Skip struct{ F Layer }

// String returns "(x, F(x))".
func (s Skip) String() string { return "(x, F(x))" }

func (s Skip) shape(in []int) []int {
	out := slices.Clone(s.F.shape(in))
	k := len(in) - 1
	if len(out) != len(in) || !slices.Equal(out[:k], in[:k]) {
		misfit(s, out, fmt.Sprintf("F(x) of shape %v but for the last extent", in))
	}
	out[k] += in[k]
	return out
}

func (s Skip) params(in []int) []param { return s.F.params(in) }

func (s Skip) record(p *cursor, x *ad.Var) *ad.Var { return ad.Concat(-1, x, s.F.record(p, x)) }

// Act applies an activation to every coordinate.
type Act struct{ Rho Activation }

// String returns the name of the activation.
func (a Act) String() string { return a.Rho.Name }

func (a Act) shape(in []int) []int                { return in }
func (a Act) params([]int) []param                { return nil }
func (a Act) record(_ *cursor, x *ad.Var) *ad.Var { return a.Rho.On(x) }

// Dropout sets coordinates to zero with probability P in training and does nothing afterwards; see
// [ad.Dropout].
type Dropout struct{ P float64 }

// String returns "dropout 0.5".
func (d Dropout) String() string { return fmt.Sprintf("dropout %.3g", d.P) }

func (d Dropout) shape(in []int) []int {
	if !(d.P >= 0 && d.P < 1) {
		panic(fmt.Sprintf("nn.Dropout: got P = %v, want 0 ≤ P < 1", d.P))
	}
	return in
}

func (d Dropout) params([]int) []param { return nil }

func (d Dropout) record(p *cursor, x *ad.Var) *ad.Var {
	if !p.Train || p.Rand == nil {
		return x
	}
	return ad.Dropout(x, d.P, p.Rand)
}

// Flatten makes a vector of a tensor.
type Flatten struct{}

// String returns "flatten".
func (Flatten) String() string { return "flatten" }

func (Flatten) shape(in []int) []int { return []int{product(in)} }
func (Flatten) params([]int) []param { return nil }

func (Flatten) record(_ *cursor, x *ad.Var) *ad.Var { return ad.Reshape(x, x.Shape()[0], -1) }

// Reshape gives a sample another shape with as many elements.
type Reshape struct{ To []int }

// String returns "reshape [4 4 2]".
func (r Reshape) String() string { return fmt.Sprintf("reshape %v", r.To) }

func (r Reshape) shape(in []int) []int {
	if product(in) != product(r.To) {
		misfit(r, in, fmt.Sprintf("%d elements", product(r.To)))
	}
	return r.To
}

func (r Reshape) params([]int) []param { return nil }

func (r Reshape) record(_ *cursor, x *ad.Var) *ad.Var {
	return ad.Reshape(x, append([]int{x.Shape()[0]}, r.To...)...)
}

// Func is a layer without parameters, written as a program on batches: F gets a variable whose first
// axis is that of the samples. Out returns the shape of a result for that of an argument; nil means that
// F keeps the shape.
type Func struct {
	Name string
	Out  func(in []int) []int
	F    func(x *ad.Var) *ad.Var
}

// String returns the name.
func (f Func) String() string { return f.Name }

func (f Func) shape(in []int) []int {
	if f.Out == nil {
		return in
	}
	return f.Out(in)
}

func (f Func) params([]int) []param                { return nil }
func (f Func) record(_ *cursor, x *ad.Var) *ad.Var { return f.F(x) }

// Dense is the affine map x ↦ Wx + b to ℝᴺ on vectors; images are flattened first.
type Dense struct {
	N      int
	NoBias bool
}

// String returns "dense 10".
func (d Dense) String() string { return fmt.Sprintf("dense %d", d.N) }

func (d Dense) shape(in []int) []int {
	if d.N < 1 {
		panic(fmt.Sprintf("nn.Dense: got N = %d, want a positive number", d.N))
	}
	return []int{d.N}
}

func (d Dense) params(in []int) []param {
	n := product(in)
	p := []param{{name: "W", shape: []int{d.N, n}, in: n, out: d.N}}
	if !d.NoBias {
		p = append(p, param{name: "b", shape: []int{d.N}})
	}
	return p
}

func (d Dense) record(p *cursor, x *ad.Var) *ad.Var {
	x = ad.Reshape(x, x.Shape()[0], -1)
	W := p.next()
	if d.NoBias {
		return ad.MatMulT(x, W, false, true)
	}
	return ad.Affine(x, W, p.next())
}

func product(shape []int) int {
	n := 1
	for _, k := range shape {
		n *= k
	}
	return n
}

// draw fills the parameters of a layer: weights by the distribution, the others with their value.
func (p param) draw(dst []float64, d Init, rnd *rand.Rand) {
	if p.in > 0 && rnd != nil {
		d.Fill(dst, p.in, p.out, rnd)
		return
	}
	for i := range dst {
		dst[i] = p.value
	}
}
