package wavefront

import (
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/nn"
)

// Network returns the patch network with random weights, patches Window × Window × Bands to K + 2 scores, of each class
// of directions, of all directions at once, as at a corner, and of none:
//
//	conv 3×3 → 64 · ReLU · conv 3×3 → 64, stride 2 · ReLU · conv 3×3 → 32 · ReLU · dense 64 · ReLU · dense K+2
//
// 95 000 parameters where DeNSE has 10⁸ for each class. With rnd nil all weights are zero.
func Network(rnd *rand.Rand) *nn.Graph {
	return nn.NewGraph([]int{Window, Window, Bands}, rnd, layers()...)
}

func layers() []nn.Layer {
	relu, second := nn.Act{Rho: nn.ReLU}, nn.Conv{Out: 64, Valid: true}
	second.Window.Stride = [2]int{2, 2}
	return []nn.Layer{
		nn.Conv{Out: filters, Valid: true}, relu,
		second, relu,
		nn.Conv{Out: 32, Valid: true}, relu,
		nn.Dense{N: 64}, relu,
		nn.Dense{N: outputs},
	}
}
