package unroll

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// The defaults of GradientSettings, those of Adler and Öktem (2017).
const (
	DefaultIterations = 10
	DefaultMemory     = 5
	DefaultChannels   = 32
)

// Gain is γ, by which the gradient of the data is enlarged for the network: with ‖A‖ = 1 it is small beside x.
const Gain = 20

// GradientSettings describes a [Gradient]. Zero fields mean defaults, nil means all of them.
type GradientSettings struct {
	Iterations int  // I; 0 means DefaultIterations
	Memory     int  // M, images that are handed from iteration to iteration; 0 means DefaultMemory
	Channels   int  // of the two hidden layers; 0 means DefaultChannels
	Shared     bool // one Λ for all iterations, as published; otherwise each has its own
}

// Gradient is the learned gradient descent of Adler and Öktem (2017) for Ax = y + noise: from x and s = 0
//
//	u = Λ(x, γA*(Ax - y)/‖A‖², ∇ᵀ∇x, s),  x ← x + u₀,  s ← ReLU(u₁, …, u_M)
//
// I times, where Λ is three convolutions 3 × 3 with ReLU between them, to Channels, Channels and 1 + M images. It is a
// [nn.Model] whose rows are (x, y) and whose results are images.
type Gradient struct {
	A   op.Linear
	Set GradientSettings // without zeros

	unit  op.Linear // A/‖A‖
	scale float64   // 1/‖A‖
	nets  []block   // one, or one for each iteration
	theta []float64
}

var _ nn.Model = (*Gradient)(nil)

// NewGradient returns the model for an operator on images, with random weights, [nn.He], and zeros in the last layer
// of each Λ: it begins as the map to the x it is given. With rnd nil all weights are zero. It panics with a
// [*op.ShapeError] unless the domain of A has two axes, and for a negative setting.
func NewGradient(A op.Linear, rnd *rand.Rand, s *GradientSettings) *Gradient {
	g := &Gradient{A: A}
	if s != nil {
		g.Set = *s
	}
	const where = "unroll.NewGradient"
	g.Set.Iterations = or(where, "Iterations", g.Set.Iterations, DefaultIterations)
	g.Set.Memory = or(where, "Memory", g.Set.Memory, DefaultMemory)
	g.Set.Channels = or(where, "Channels", g.Set.Channels, DefaultChannels)
	planar(where, "domain", A.Domain())
	g.unit, g.scale = normed(A)
	N := []int{3 + g.Set.Memory, g.Set.Channels, g.Set.Channels, 1 + g.Set.Memory}
	if g.Set.Shared {
		g.nets = []block{{"", N, 0}}
	} else {
		g.nets = blocks(g.Set.Iterations, "", N, 0)
	}
	g.theta = drawn(g.nets, rnd)
	return g
}

// Params returns θ.
func (g *Gradient) Params() []float64 { return g.theta }

// Layout returns how θ divides: "W1", "b1", …, "b3", or "1.W1", …, "10.b3" if each iteration has its own.
func (g *Gradient) Layout() []nn.Block { return layout(g.nets) }

// Mask returns nil: all parameters are free.
func (g *Gradient) Mask() []float64 { return nil }

// Record computes the reconstructions for rows (x, y). It panics with a [*op.ShapeError] if they have another length.
func (g *Gradient) Record(p *nn.Pass, row *ad.Var) *ad.Var {
	t := row.Tape()
	defer t.Label("")
	x, y := split("unroll.Gradient", g.A, row)
	y = ad.Scale(g.scale, y)
	shape := g.A.Domain().Shape
	s, Δ := t.Zeros(x.Shape()[0], shape[0], shape[1], g.Set.Memory), laplace(shape[0], shape[1])
	for k := range g.Set.Iterations {
		t.Label(fmt.Sprintf("iteration %d", k+1))
		dD := ad.Scale(Gain, ad.Apply(op.Star(g.unit), ad.Sub(ad.Apply(g.unit, x), y)))
		dS := ad.Apply(Δ, x)
		Λ := g.nets[k%len(g.nets)]
		u := Λ.record(p, ad.Concat(-1, picture(shape, x), picture(shape, dD), picture(shape, dS), s))
		x = ad.Add(x, flat(ad.Slice(u, -1, 0, 1)))
		s = ad.ReLU(ad.Slice(u, -1, 1, 1+g.Set.Memory))
	}
	return x
}

// or is n, or def if n is 0.
func or(where, what string, n, def int) int {
	if n < 0 {
		panic(&solve.RangeError{Func: where, What: what, Got: n, Want: "≥ 1, or 0 for the default"})
	}
	if n == 0 {
		return def
	}
	return n
}

// planar panics unless a space is one of images.
func planar(where, what string, X op.Space) {
	if len(X.Shape) != 2 {
		panic(&op.ShapeError{Func: where, What: what + " of A, rows × columns", Got: X.Shape, Want: []int{-1, -1}})
	}
}

// split takes rows apart into x and y.
func split(where string, A op.Linear, row *ad.Var) (x, y *ad.Var) {
	n, m := A.Domain().Size(), A.Range().Size()
	if s := row.Shape(); len(s) != 2 || s[1] != n+m {
		panic(&op.ShapeError{Func: where, What: "rows (x, y)", Got: s, Want: []int{s[0], n + m}})
	}
	return ad.Slice(row, 1, 0, n), ad.Slice(row, 1, n, n+m)
}

// picture makes images with one channel of rows.
func picture(shape []int, x *ad.Var) *ad.Var {
	return ad.Reshape(x, x.Shape()[0], shape[0], shape[1], 1)
}

// flat makes rows of images.
func flat(x *ad.Var) *ad.Var { return ad.Reshape(x, x.Shape()[0], -1) }
