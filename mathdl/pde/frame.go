package pde

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
)

// Frame is a domain whose coordinates have names, with the unknowns of a problem: functions given by
// networks, and numbers. Make one with [On]. A Frame serves one goroutine.
type Frame struct {
	Domain *domain.Domain
	names  []string
	nets   []*network
	params []*Unknown
}

// Unknown is an unknown number in an equation, as in inverse problems.
type Unknown struct {
	Name  string
	Value float64 // at first the initial guess, after training what was found
	Log   bool    // trained is ln Value: for positive numbers of unknown size
}

// network is a network in a frame.
type network struct {
	model  nn.Model
	layers []layer
	in     int
	out    int
	mid    []float64 // inputs are scaled to (x − mid)/half
	half   []float64
	rho    string
	number int // in the frame, for names
}

func (w *network) name(lo, hi int) string {
	s := "u"
	if w.number > 0 {
		s += string(rune('₀' + w.number + 1))
	}
	if lo == 0 && hi == w.out {
		return s
	}
	if hi == lo+1 {
		return fmt.Sprintf("%s[%d]", s, lo)
	}
	return fmt.Sprintf("%s[%d:%d]", s, lo, hi)
}

// On gives names to the coordinates of Ω: On(Ω, "x", "t"). It panics with a *op.ShapeError unless there
// are as many names as coordinates, and with a *domain.MisuseError if they are not different.
func On(Ω *domain.Domain, names ...string) *Frame {
	if len(names) != Ω.D() {
		panic(&op.ShapeError{Func: "pde.On", What: "names", Got: []int{len(names)}, Want: []int{Ω.D()}})
	}
	for i, s := range names {
		if s == "" || slices.Contains(names[:i], s) {
			panic(misuse("pde.On", "names", fmt.Sprintf("%q", names), "different names that are not empty"))
		}
	}
	return &Frame{Domain: Ω, names: slices.Clone(names)}
}

// OnSpace is On with the names x1, …, xd, and t for time.
func OnSpace(Ω *domain.Domain) *Frame {
	var names []string
	for i := range Ω.D() {
		names = append(names, fmt.Sprintf("x%d", i+1))
	}
	if Ω.Time {
		names[Ω.D()-1] = "t"
	}
	return On(Ω, names...)
}

func misuse(where, what, got, want string) error {
	return &domain.MisuseError{Func: where, What: what, Got: got, Want: want}
}

// spaceAxes are the coordinates but time.
func (f *Frame) spaceAxes() []int {
	var s []int
	for i := range f.names {
		if !f.Domain.Time || i < len(f.names)-1 {
			s = append(s, i)
		}
	}
	return s
}

func (f *Frame) space() uint64 {
	s := uint64(0)
	for _, i := range f.spaceAxes() {
		if i > 63 {
			panic(misuse("pde.Expr.Laplacian", "dimension", fmt.Sprint(len(f.names)), "at most 64"))
		}
		s |= 1 << i
	}
	return s
}

// X returns a coordinate as an expression. It panics with a *domain.MisuseError if there is none of that name.
func (f *Frame) X(name string) Expr {
	i := slices.Index(f.names, name)
	if i < 0 {
		panic(misuse("pde.Frame.X", "coordinate", fmt.Sprintf("%q", name), fmt.Sprintf("one of %q", f.names)))
	}
	return Expr{&node{kind: kCoord, i: i, frame: f}}
}

// Coordinates returns all coordinates in order.
func (f *Frame) Coordinates() []Expr {
	var s []Expr
	for _, n := range f.names {
		s = append(s, f.X(n))
	}
	return s
}

// Net returns the unknown function x ↦ Φ(x), all of its components: see [Expr.Out]. Φ is a *nn.Network with
// an activation of package nn, or a *[ResNet]. Training changes Φ in place. It panics with a
// *op.ShapeError if Φ does not take the coordinates of f, and with a *domain.MisuseError for other models
// and activations.
func (f *Frame) Net(Φ nn.Model) Expr {
	d := len(f.names)
	zero, one := make([]float64, d), make([]float64, d)
	for i := range one {
		one[i] = 1
	}
	return f.net(Φ, zero, one)
}

// Scaled returns the unknown function x ↦ Φ(2(x − lo)/(hi − lo) − 1), where lo and hi are the corners of the
// bounding box of the domain: the network sees numbers between −1 and 1. It panics as Net does.
func (f *Frame) Scaled(Φ nn.Model) Expr {
	mid, half := make([]float64, len(f.names)), make([]float64, len(f.names))
	for i := range mid {
		mid[i], half[i] = (f.Domain.Hi[i]+f.Domain.Lo[i])/2, (f.Domain.Hi[i]-f.Domain.Lo[i])/2
	}
	return f.net(Φ, mid, half)
}

func (f *Frame) net(Φ nn.Model, mid, half []float64) Expr {
	w := &network{model: Φ, mid: mid, half: half, number: len(f.nets)}
	w.layers, w.rho = layersOf(Φ)
	w.in, w.out = w.layers[0].in, w.layers[len(w.layers)-1].out
	if w.in != len(f.names) {
		panic(&op.ShapeError{Func: "pde.Frame.Net", What: "inputs of Φ", Got: []int{w.in}, Want: []int{len(f.names)}})
	}
	f.nets = append(f.nets, w)
	return Expr{&node{kind: kField, frame: f, net: w, hi: w.out}}
}

// Number returns an unknown number with an initial guess, and the expression that stands for it. With log it
// is positive, and its logarithm is trained. It panics with a *domain.MisuseError for a guess that is not
// positive then.
func (f *Frame) Number(name string, guess float64, log bool) (*Unknown, Expr) {
	if log && !(guess > 0) || math.IsNaN(guess) {
		panic(misuse("pde.Frame.Number", "guess of "+name, fmt.Sprint(guess), "a positive number"))
	}
	p := &Unknown{Name: name, Value: guess, Log: log}
	f.params = append(f.params, p)
	return p, Expr{&node{kind: kParam, frame: f, i: len(f.params) - 1}}
}

// known is a given function.
type known struct {
	name string
	f    func(dst []float64, X *mat.Dense)
	cols int
}

// Func returns a given function of the coordinates as an expression: value(dst, X) stores its value at every
// row of X in dst. Derivatives of it are differences of fourth order, exact to about 10⁻⁹ in the first and
// 10⁻⁷ in the second for functions that vary over lengths of order 1; an expression of coordinates has
// exact ones.
func (f *Frame) Func(name string, value func(dst []float64, X *mat.Dense)) Expr {
	return f.Funcs(name, 1, value)
}

// Funcs is Func for k components: dst holds the rows of an N × k matrix.
func (f *Frame) Funcs(name string, k int, value func(dst []float64, X *mat.Dense)) Expr {
	return Expr{&node{kind: kKnown, frame: f, known: &known{name, value, k}}}
}

// P returns the number of parameters of all unknowns.
func (f *Frame) P() int {
	n := len(f.params)
	for _, w := range f.nets {
		n += len(w.model.Params())
	}
	return n
}

// SetTheta sets the parameters of all unknowns, those of Progress.Theta, for a look at where training is. It
// panics with a *op.ShapeError for another length than P.
func (f *Frame) SetTheta(θ []float64) {
	if len(θ) != f.P() {
		panic(&op.ShapeError{Func: "pde.Frame.SetTheta", What: "θ", Got: []int{len(θ)}, Want: []int{f.P()}})
	}
	f.setTheta(θ)
}

// theta returns the parameters of all unknowns.
func (f *Frame) theta() []float64 {
	var θ []float64
	for _, w := range f.nets {
		θ = append(θ, w.model.Params()...)
	}
	for _, p := range f.params {
		if p.Log {
			θ = append(θ, math.Log(p.Value))
		} else {
			θ = append(θ, p.Value)
		}
	}
	return θ
}

// setTheta is the inverse of theta.
func (f *Frame) setTheta(θ []float64) {
	for _, w := range f.nets {
		θ = θ[copy(w.model.Params(), θ):]
	}
	for i, p := range f.params {
		p.Value = θ[i]
		if p.Log {
			p.Value = math.Exp(θ[i])
		}
	}
}
