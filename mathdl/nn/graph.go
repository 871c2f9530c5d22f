package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
)

// Graph is a network of general layers on samples of shape In. Samples come in as rows, each the
// elements of a tensor in row-major order, and results go out as rows, so that a Graph is trained and
// applied like a [Network].
type Graph struct {
	In   []int
	Body Layer

	theta  []float64
	mask   []float64
	layout []Block
	specs  []param
}

var (
	_ Model     = (*Graph)(nil)
	_ op.Smooth = (*Graph)(nil)
)

// NewGraph returns the network of the given layers, one after the other, with random weights: [He],
// biases zero. With rnd nil all weights are zero. It panics if a layer does not fit the shape it gets.
func NewGraph(in []int, rnd *rand.Rand, layers ...Layer) *Graph {
	g := &Graph{In: slices.Clone(in), Body: Sequence(layers)}
	g.Body.shape(in)
	at := 0
	for _, state := range []bool{false, true} {
		for _, p := range g.Body.params(in) {
			if p.state != state {
				continue
			}
			name := strings.TrimPrefix(p.path+"."+p.name, ".")
			g.layout = append(g.layout, Block{Name: name, Shape: p.shape, Lo: at, Hi: at + p.len(), State: state})
			g.specs = append(g.specs, p)
			at += p.len()
		}
	}
	g.theta = make([]float64, at)
	g.Init(He, rnd)
	return g
}

// Init draws all weights from a distribution and sets the other parameters to where they begin. With
// rnd nil weights are zero.
func (g *Graph) Init(d Init, rnd *rand.Rand) {
	for i, b := range g.layout {
		g.specs[i].draw(g.theta[b.Lo:b.Hi], d, rnd)
	}
	g.zeroMasked()
}

// Out returns the shape of the result for one sample.
func (g *Graph) Out() []int { return g.Body.shape(g.In) }

// Params returns θ, sharing memory with the graph: all parameters, then the running moments.
func (g *Graph) Params() []float64 { return g.theta }

// Layout returns how θ divides. Names are those of the layers, counted from 0, and of the parameter:
// "2.W", "3.0.b".
func (g *Graph) Layout() []Block { return slices.Clone(g.layout) }

// Mask returns what KeepZeros found, or nil.
func (g *Graph) Mask() []float64 { return g.mask }

// KeepZeros turns the present pattern of zeros among the parameters into a mask: what is 0 now stays 0
// in training.
func (g *Graph) KeepZeros() {
	g.mask = make([]float64, len(g.theta))
	for i, b := range g.theta {
		g.mask[i] = pattern(0, 0, b)
	}
	for _, b := range g.layout {
		if b.State {
			fillOnes(g.mask[b.Lo:b.Hi])
		}
	}
}

func fillOnes(x []float64) {
	for i := range x {
		x[i] = 1
	}
}

func (g *Graph) zeroMasked() {
	for i, m := range g.mask {
		if m == 0 {
			g.theta[i] = 0
		}
	}
}

// P returns the number of parameters, without running moments.
func (g *Graph) P() int { return g.trained() }

func (g *Graph) trained() int {
	n := 0
	for _, b := range g.layout {
		if !b.State {
			n = b.Hi
		}
	}
	return n
}

// C returns the number of parameters that are not zero.
func (g *Graph) C() int { return nonzero(g.theta[:g.trained()]) }

// Record computes the graph on the rows of x, (B, ∏In) → (B, ∏Out).
// It panics with a *op.ShapeError if the rows have another length.
func (g *Graph) Record(p *Pass, x *ad.Var) *ad.Var {
	t := x.Tape()
	defer t.Label("")
	c := &cursor{Pass: p}
	for i, b := range g.layout {
		if b.State {
			c.states = append(c.states, p.Theta[i])
		} else {
			c.vars = append(c.vars, p.Theta[i])
		}
	}
	n := x.Shape()[0]
	if x.Len() != n*product(g.In) {
		panic(&op.ShapeError{Func: "nn.Graph.Record", What: "rows", Got: x.Shape(), Want: []int{n, product(g.In)}})
	}
	y := g.Body.record(c, ad.Reshape(x, append([]int{n}, g.In...)...))
	return ad.Reshape(y, n, -1)
}

// Domain returns the space of samples, ℝ^In.
func (g *Graph) Domain() op.Space { return op.R(g.In...) }

// Range returns the space of results.
func (g *Graph) Range() op.Space { return op.R(g.Out()...) }

// smooth is the graph at its present parameters as an operator.
func (g *Graph) smooth() op.Smooth {
	return ad.Smooth(g.Domain(), g.Range(), func(x *ad.Var) *ad.Var {
		return g.Record(NewPass(x.Tape(), g), ad.Reshape(x, 1, -1))
	})
}

// Apply stores the result for one sample in dst, which may be nil. It panics with a *op.ShapeError if a
// length does not fit.
func (g *Graph) Apply(dst, x []float64) []float64 { return g.smooth().Apply(dst, x) }

// Derivative returns the derivative at x for the present parameters, which must not change while it is
// in use. It panics with a *op.ShapeError if x has the wrong length.
func (g *Graph) Derivative(x []float64) op.Linear { return g.smooth().Derivative(x) }

// Batch stores the result for row i of X in row i of dst, which may be nil, and returns it. It panics
// with a *op.ShapeError if the extents do not fit.
func (g *Graph) Batch(dst, X *mat.Dense) *mat.Dense {
	n, d := X.Dims()
	m := product(g.Out())
	if dst == nil {
		dst = mat.NewDense(n, m, nil)
	}
	if r, c := dst.Dims(); r != n || c != m {
		panic(&op.ShapeError{Func: "nn.Graph.Batch", What: "dst", Got: []int{r, c}, Want: []int{n, m}})
	}
	if d != product(g.In) {
		panic(&op.ShapeError{Func: "nn.Graph.Batch", What: "X", Got: []int{n, d}, Want: []int{n, product(g.In)}})
	}
	return ApplyRows(g, dst, X)
}

// Summary returns a table of the layers with the shapes of their results and their parameters.
func (g *Graph) Summary() Summary {
	s := Summary{Title: fmt.Sprintf("%v → %v", g.Domain(), g.Range()), P: g.P(), C: g.C()}
	count := map[string][2]int{}
	for _, b := range g.layout {
		if path := b.Name[:strings.LastIndex(b.Name, ".")]; !b.State {
			c := count[path]
			count[path] = [2]int{c[0] + b.Hi - b.Lo, c[1] + nonzero(g.theta[b.Lo:b.Hi])}
		}
	}
	walk(g.Body, g.In, "", func(path string, l Layer, in, out []int) {
		r := SummaryRow{Name: path, Map: l.String(), Shape: fmt.Sprintf("%v → %v", in, out)}
		if !container(l) {
			r.P, r.C = count[path][0], count[path][1]
		}
		s.Rows = append(s.Rows, r)
	})
	return s
}

// walk visits the layers inside of l in order.
func walk(l Layer, in []int, path string, f func(path string, l Layer, in, out []int)) {
	switch c := l.(type) {
	case Sequence:
		for i, m := range c {
			p := strings.TrimPrefix(fmt.Sprintf("%s.%d", path, i), ".")
			if _, ok := m.(Sequence); !ok {
				f(p, m, in, m.shape(in))
			}
			if container(m) {
				walk(m, in, p, f)
			}
			in = m.shape(in)
		}
	case Residual:
		walkInner(c.F, in, path, f)
	case Skip:
		walkInner(c.F, in, path, f)
	}
}

func walkInner(l Layer, in []int, path string, f func(path string, l Layer, in, out []int)) {
	if !container(l) {
		f(path, l, in, l.shape(in))
		return
	}
	walk(l, in, path, f)
}

// HTML returns the summary as a table.
func (g *Graph) HTML() string { return g.Summary().HTML() }

// String returns the shapes of arguments and results.
func (g *Graph) String() string { return g.Summary().Title }
