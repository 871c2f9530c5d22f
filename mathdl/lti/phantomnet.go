package lti

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// PhantomWidth is the number of channels at the top of the PhantomNet of Bubba et al. (2019).
const PhantomWidth = 64

// PhantomNet returns the network of Learning the Invisible (Bubba et al. 2019): a U-Net of trimmed dense blocks with
// tanh. With w for width, TDB(k, g) for a block of k convolutions to g channels, ↓ for a convolution and a max pooling
// and ↑ for a convolution and a bilinear enlargement it is
//
//	conv w - TDB(4, w/2) ↓ TDB(4, w) ↓ TDB(4, 2w) ↓ TDB(8, w) ↑ TDB(4, w) ↑ TDB(4, w/2) ↑ TDB(4, w/4) - conv out
//
// where what goes into an arrow down is joined to what comes out of the arrow up at its height. width 0 means
// [PhantomWidth], 15.5 million parameters for the 33 visible bands of the default setting; the number of parameters goes
// with the square of it. rnd nil gives zero weights. It panics unless width is a positive multiple of 4, and extents are
// divisible by 8.
func PhantomNet(in []int, out, width int, rnd *rand.Rand) *nn.Graph {
	w := width
	if w == 0 {
		w = PhantomWidth
	}
	if w < 4 || w%4 != 0 || len(in) != 3 || in[0]%8 != 0 || in[1]%8 != 0 {
		panic(fmt.Sprintf("lti.PhantomNet: got images %v and width %d, want H × W × C with H and W divisible by 8 and a positive multiple of 4", in, width))
	}
	bottom := nn.Sequence{trimmed(8, w), up(8 * w)}
	middle := nn.Sequence{trimmed(4, 2*w), nn.Skip{F: around(8*w, bottom)}, trimmed(4, w), up(4 * w)}
	upper := nn.Sequence{trimmed(4, w), nn.Skip{F: around(4*w, middle)}, trimmed(4, w/2), up(2 * w)}
	return nn.NewGraph(in, rnd,
		nn.Conv{Out: w}, nn.Act{Rho: nn.Tanh},
		trimmed(4, w/2), nn.Skip{F: around(2*w, upper)}, trimmed(4, w/4), nn.Conv{Out: out})
}

// around puts the arrow down in front of a sequence.
func around(channels int, inner nn.Sequence) nn.Sequence {
	return append(nn.Sequence{nn.Conv{Out: channels}, nn.Act{Rho: nn.Tanh}, nn.Pool{}}, inner...)
}

// up is the arrow up.
func up(channels int) nn.Sequence {
	return nn.Sequence{nn.Conv{Out: channels}, nn.Act{Rho: nn.Tanh}, nn.Upsample{Bilinear: true}}
}

// trimmed is a dense block without its argument: k convolutions to g channels, each of the argument and of all results
// before it; only these are handed on.
func trimmed(k, g int) nn.Sequence {
	s := nn.Sequence{}
	for range k {
		s = append(s, nn.Skip{F: nn.Sequence{nn.Conv{Out: g}, nn.Act{Rho: nn.Tanh}}})
	}
	return append(s, nn.Func{
		Name: fmt.Sprintf("the last %d channels", k*g),
		Out:  func(in []int) []int { return []int{in[0], in[1], k * g} },
		F: func(x *ad.Var) *ad.Var {
			c := x.Shape()[3]
			return ad.Slice(x, 3, c-k*g, c)
		},
	})
}
