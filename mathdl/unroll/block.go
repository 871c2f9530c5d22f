package unroll

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// side is that of all filters, in pixels.
const side = 3

// block is Λ: convolutions of side × side with ReLU between them. Of the layout of a model it has the parts from
// number at on: a W and a b for each layer.
type block struct {
	name string
	N    []int // channels: of the argument, of each layer
	at   int
}

// blocks returns n of them with names "1.", "2.", …
func blocks(n int, name string, N []int, at int) (b []block) {
	for k := range n {
		b = append(b, block{fmt.Sprintf("%s%d.", name, k+1), N, at + k*2*(len(N)-1)})
	}
	return b
}

// layout returns the parts of all blocks, in order.
func layout(bs []block) (l []nn.Block) {
	at := 0
	add := func(name string, shape ...int) {
		n := 1
		for _, k := range shape {
			n *= k
		}
		l = append(l, nn.Block{Name: name, Shape: shape, Lo: at, Hi: at + n})
		at += n
	}
	for _, b := range bs {
		for i, in := range b.N[:len(b.N)-1] {
			add(fmt.Sprintf("%sW%d", b.name, i+1), side, side, in, b.N[i+1])
			add(fmt.Sprintf("%sb%d", b.name, i+1), b.N[i+1])
		}
	}
	return l
}

// drawn returns parameters for blocks: the last layer of each and all b zero, the others by [nn.He].
func drawn(bs []block, rnd *rand.Rand) []float64 {
	l := layout(bs)
	θ := make([]float64, l[len(l)-1].Hi)
	for _, b := range bs {
		for i := range len(b.N) - 2 {
			if k := l[b.at+2*i]; rnd != nil {
				nn.He.Fill(θ[k.Lo:k.Hi], side*side*b.N[i], b.N[i+1], rnd)
			}
		}
	}
	return θ
}

// record applies a block to images.
func (b block) record(p *nn.Pass, x *ad.Var) *ad.Var {
	same := ad.Window{Pad: [2]int{side / 2, side / 2}}
	for i := range b.N[1:] {
		if i > 0 {
			x = ad.ReLU(x)
		}
		x = ad.Conv2D(x, p.Theta[b.at+2*i], p.Theta[b.at+2*i+1], same)
	}
	return x
}
