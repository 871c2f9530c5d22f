package pde

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// ResNet is the network of the Deep Ritz method (E and Yu 2018): n blocks of two layers of width m,
//
//	s ↦ ρ(W₂ ρ(W₁ s + b₁) + b₂) + s,
//
// and a linear output. The first block takes the d inputs, in its skip padded by zeros to width m, so that
// there are m(d+1) + m(m+1) + 2(n−1)m(m+1) + k(m+1) parameters. It is a [nn.Model].
type ResNet struct {
	In, Width, Blocks, Out int
	Rho                    nn.Activation
	theta                  []float64
}

// NewResNet returns a network with the weights of Glorot, √(2/(n_in+n_out)) times normal numbers, and biases
// zero. It panics with a *domain.MisuseError unless all extents are positive and d ≤ m.
func NewResNet(d, m, n, k int, rho nn.Activation, rnd *rand.Rand) *ResNet {
	if d < 1 || n < 1 || k < 1 || m < d {
		panic(misuse("pde.NewResNet", "d, m, n, k", fmt.Sprint([]int{d, m, n, k}), "positive numbers with d ≤ m"))
	}
	r := &ResNet{In: d, Width: m, Blocks: n, Out: k, Rho: rho}
	last := r.Layout()
	r.theta = make([]float64, last[len(last)-1].Hi)
	for _, b := range last {
		if len(b.Shape) == 2 && rnd != nil {
			σ := math.Sqrt(2 / float64(b.Shape[0]+b.Shape[1]))
			for i := b.Lo; i < b.Hi; i++ {
				r.theta[i] = σ * rnd.NormFloat64()
			}
		}
	}
	return r
}

var _ nn.Model = (*ResNet)(nil)

// Params returns θ, sharing memory.
func (r *ResNet) Params() []float64 { return r.theta }

// Mask returns nil: all parameters are free.
func (r *ResNet) Mask() []float64 { return nil }

// Layout returns how θ divides into W1, b1, W2, …, the layers of all blocks and the output.
func (r *ResNet) Layout() []nn.Block {
	var out []nn.Block
	at, l := 0, 0
	add := func(rows, cols int) {
		l++
		out = append(out, nn.Block{Name: fmt.Sprintf("W%d", l), Shape: []int{rows, cols}, Lo: at, Hi: at + rows*cols},
			nn.Block{Name: fmt.Sprintf("b%d", l), Shape: []int{rows}, Lo: at + rows*cols, Hi: at + rows*cols + rows})
		at += rows*cols + rows
	}
	for b := range r.Blocks {
		if b == 0 {
			add(r.Width, r.In)
		} else {
			add(r.Width, r.Width)
		}
		add(r.Width, r.Width)
	}
	add(r.Out, r.Width)
	return out
}

// Record computes the network for the rows of x, N × d → N × k, on the tape of x.
func (r *ResNet) Record(p *nn.Pass, x *ad.Var) *ad.Var {
	t := x.Tape()
	for b := range r.Blocks {
		y := r.Rho.On(ad.Affine(x, p.Theta[4*b], p.Theta[4*b+1]))
		y = r.Rho.On(ad.Affine(y, p.Theta[4*b+2], p.Theta[4*b+3]))
		if b == 0 && r.In < r.Width {
			x = ad.Concat(1, x, t.Zeros(x.Shape()[0], r.Width-r.In))
		}
		x = ad.Add(x, y)
	}
	n := len(p.Theta)
	return ad.Affine(x, p.Theta[n-2], p.Theta[n-1])
}

// String returns "3 residual blocks of width 10, 2 → 1, 591 parameters".
func (r *ResNet) String() string {
	return fmt.Sprintf("%d residual blocks of width %d, %d → %d, %d parameters", r.Blocks, r.Width, r.In, r.Out, len(r.theta))
}

// layer is a step of a network as jets go through it: an affine map, then ρ, then a skip.
type layer struct {
	in, out int
	w, b    int  // where W and b begin in θ
	act     bool // ρ follows
	skip    bool // then the input of the layer before this one is added, padded by zeros
}

// layersOf takes a model apart.
func layersOf(m nn.Model) ([]layer, string) {
	switch Φ := m.(type) {
	case *nn.Network:
		blocks := Φ.Layout()
		var out []layer
		for l := range Φ.L() {
			out = append(out, layer{in: Φ.N(l), out: Φ.N(l + 1), w: blocks[2*l].Lo, b: blocks[2*l+1].Lo, act: l < Φ.L()-1})
		}
		return out, Φ.Rho.Name
	case *ResNet:
		blocks := Φ.Layout()
		var out []layer
		for l := range len(blocks) / 2 {
			s := blocks[2*l].Shape
			out = append(out, layer{in: s[1], out: s[0], w: blocks[2*l].Lo, b: blocks[2*l+1].Lo, act: l < 2*Φ.Blocks, skip: l < 2*Φ.Blocks && l%2 == 1})
		}
		return out, Φ.Rho.Name
	}
	panic(misuse("pde.Frame.Net", "model", fmt.Sprintf("%T", m), "a *nn.Network or a *pde.ResNet"))
}
