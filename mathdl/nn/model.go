package nn

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Model is a function with parameters, x ↦ Φ_θ(x), as training sees it. [Network] is one; so is a
// [Graph] of layers.
type Model interface {
	// Params returns θ, sharing memory with the model.
	Params() []float64
	// Layout returns how θ divides into tensors, in order and without gaps.
	Layout() []Block
	// Mask returns 1 where a parameter is free and 0 where it stays zero, or nil if all are free.
	Mask() []float64
	// Record computes Φ_θ(xᵢ) for every row xᵢ of x on the tape of x, with the parameters in p.
	Record(p *Pass, x *ad.Var) *ad.Var
}

// Pass holds what one recorded application of a model depends on.
type Pass struct {
	Theta []*ad.Var // the parameters, one variable for each block of the layout
	Train bool      // in training: dropout drops, batch norm takes the moments of the batch
}

// NewPass puts the parameters of m on a tape. In double precision they share memory with m, so that a
// replay of the tape sees changes; in single precision they are copies.
func NewPass(t *ad.Tape, m Model) *Pass {
	p := &Pass{}
	θ := m.Params()
	for _, b := range m.Layout() {
		p.Theta = append(p.Theta, t.Leaf(ad.Of(θ[b.Lo:b.Hi:b.Hi], b.Shape...)))
	}
	return p
}

var _ Model = (*Network)(nil)

// Record computes Φ_θ(xᵢ) for the rows xᵢ of x, (B, N_0) → (B, N_L), where p.Theta holds
// W^(1), b^(1), …, W^(L), b^(L). It panics with a *op.ShapeError if x does not have N_0 columns.
func (Φ *Network) Record(p *Pass, x *ad.Var) *ad.Var {
	t := x.Tape()
	defer t.Label("")
	for l := range Φ.T {
		t.Label(fmt.Sprintf("layer %d (%d → %d)", l+1, Φ.N(l), Φ.N(l+1)))
		x = ad.Affine(x, p.Theta[2*l], p.Theta[2*l+1])
		if l < Φ.L()-1 {
			x = Φ.Rho.On(x)
		}
	}
	return x
}
