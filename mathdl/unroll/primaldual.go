package unroll

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// PrimalDualSettings describes a [PrimalDual]. Zero fields mean defaults, nil means all of them.
type PrimalDualSettings struct {
	Iterations int // I; 0 means DefaultIterations
	Memory     int // M, images and sinograms that are handed on, 2 or more; 0 means DefaultMemory
	Channels   int // of the two hidden layers of each network; 0 means DefaultChannels
}

// PrimalDual is the learned primal-dual method of Adler and Öktem (2018) for Ax = y + noise: from M images f that are
// all x, and M sinograms h = 0,
//
//	h ← h + Γ_k(h, A f₂/‖A‖, y/‖A‖),  f ← f + Λ_k(f, γA*h₁/‖A‖)
//
// for k = 1, …, I, with networks as those of a [Gradient], on sinograms and on images; the result is f₁. Its rows are
// (x, y). Before training h₁ = (A f₂ - y)/‖A‖ in every iteration: what Λ_k sees at first is the gradient of the data, as
// in a [Gradient]. Published are f = 0 and random Γ_k to begin with, and parametric ReLU.
type PrimalDual struct {
	A   op.Linear
	Set PrimalDualSettings // without zeros

	unit         op.Linear // A/‖A‖
	scale        float64   // 1/‖A‖
	dual, primal []block   // Γ_k, Λ_k
	theta        []float64
}

var _ nn.Model = (*PrimalDual)(nil)

// NewPrimalDual returns the model for an operator from images to arrays with two axes, with weights as [NewGradient].
// It panics with a [*op.ShapeError] if domain or range of A have other than two axes, and with a [*solve.RangeError]
// for a negative setting and for a memory of 1.
func NewPrimalDual(A op.Linear, rnd *rand.Rand, s *PrimalDualSettings) *PrimalDual {
	g := &PrimalDual{A: A}
	if s != nil {
		g.Set = *s
	}
	const where = "unroll.NewPrimalDual"
	g.Set.Iterations = or(where, "Iterations", g.Set.Iterations, DefaultIterations)
	g.Set.Memory = or(where, "Memory", g.Set.Memory, DefaultMemory)
	g.Set.Channels = or(where, "Channels", g.Set.Channels, DefaultChannels)
	if g.Set.Memory == 1 {
		panic(&solve.RangeError{Func: where, What: "Memory", Got: 1, Want: "≥ 2"})
	}
	planar(where, "domain", A.Domain())
	planar(where, "range", A.Range())
	g.unit, g.scale = normed(A)
	M, C := g.Set.Memory, g.Set.Channels
	g.dual = blocks(g.Set.Iterations, "dual", []int{M + 2, C, C, M}, 0)
	g.primal = blocks(g.Set.Iterations, "primal", []int{M + 1, C, C, M}, 6*g.Set.Iterations)
	g.theta = drawn(g.all(), rnd)
	if rnd != nil && C >= 2 {
		for _, b := range g.dual {
			g.fit(b)
		}
	}
	return g
}

// fit makes Γ the map to (A f₂ - y)/‖A‖ - h₁ in its first result and 0 in the others: what passes through two channels
// of each hidden layer, one for what is positive and one for what is negative.
func (g *PrimalDual) fit(b block) {
	l, M := layout(g.all())[b.at:b.at+6], g.Set.Memory
	tap := func(layer, from, to int, v float64) { // at the middle of a filter
		W := l[2*layer]
		in, out := W.Shape[2], W.Shape[3]
		g.theta[W.Lo+(side*side/2*in+from)*out+to] = v
	}
	for layer := range 2 {
		W := l[2*layer]
		for i := W.Lo; i < W.Hi; i += W.Shape[3] {
			g.theta[i], g.theta[i+1] = 0, 0
		}
	}
	for to, sign := range []float64{1, -1} {
		tap(0, 0, to, -sign)
		tap(0, M, to, sign)
		tap(0, M+1, to, -sign)
		tap(1, to, to, 1)
		tap(2, to, 0, sign)
	}
}

func (g *PrimalDual) all() []block { return slices.Concat(g.dual, g.primal) }

// Params returns θ.
func (g *PrimalDual) Params() []float64 { return g.theta }

// Layout returns how θ divides: "dual1.W1", "dual1.b1", …, "primal10.b3".
func (g *PrimalDual) Layout() []nn.Block { return layout(g.all()) }

// Mask returns nil: all parameters are free.
func (g *PrimalDual) Mask() []float64 { return nil }

// Record computes the reconstructions for rows (x, y). It panics with a [*op.ShapeError] if they have another length.
func (g *PrimalDual) Record(p *nn.Pass, row *ad.Var) *ad.Var {
	t := row.Tape()
	defer t.Label("")
	x, y := split("unroll.PrimalDual", g.A, row)
	images, sinograms := g.A.Domain().Shape, g.A.Range().Shape
	y = picture(sinograms, ad.Scale(g.scale, y))
	f := picture(images, x)
	f = ad.Broadcast(f, f.Shape()[0], images[0], images[1], g.Set.Memory)
	h := t.Zeros(y.Shape()[0], sinograms[0], sinograms[1], g.Set.Memory)
	for k := range g.Set.Iterations {
		t.Label(fmt.Sprintf("iteration %d", k+1))
		Af := picture(sinograms, ad.Apply(g.unit, flat(ad.Slice(f, -1, 1, 2))))
		h = ad.Add(h, g.dual[k].record(p, ad.Concat(-1, h, Af, y)))
		Ah := picture(images, ad.Scale(Gain, ad.Apply(op.Star(g.unit), flat(ad.Slice(h, -1, 0, 1)))))
		f = ad.Add(f, g.primal[k].record(p, ad.Concat(-1, f, Ah)))
	}
	return flat(ad.Slice(f, -1, 0, 1))
}
