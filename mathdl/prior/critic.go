package prior

import (
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/train"
)

// DefaultPenalty is λ of [CriticLoss], the published one.
const DefaultPenalty = 20

// Critic is Ψ as training sees it: a [nn.Model] whose rows are (x, x₀, ε), two images and a number in [0, 1], and whose
// results are (Ψ(x), Ψ(x₀), ‖∇Ψ(εx + (1-ε)x₀)‖).
type Critic struct {
	Net nn.Model // Ψ, from rows of images to rows of one number
}

var _ nn.Model = Critic{}

// NewCritic returns a Ψ for images of rows × cols: convolutions 3 × 3 of the given widths with leaky ReLU of slope 0.1,
// all but the first with stride 2, one 1 × 1 to a single channel, and the sum over what is left of the pixels, divided by
// √(rows·cols), so that Ψ looks at patches, wherever they are. (The published one ends with dense layers.) Weights are random, or zero if rnd is nil.
func NewCritic(rows, cols int, widths []int, rnd *rand.Rand) *nn.Graph {
	var l nn.Sequence
	for i, w := range widths {
		c := nn.Conv{Out: w}
		if i > 0 {
			c.Window.Stride = [2]int{2, 2}
		}
		l = append(l, c, nn.Act{Rho: nn.Leaky(0.1)})
	}
	size := 1 / math.Sqrt(float64(rows*cols)) // so that ‖∇Ψ‖ is of order one to begin with
	l = append(l, nn.Conv{Out: 1, K: [2]int{1, 1}, NoBias: true}, nn.Func{Name: "sum",
		Out: func([]int) []int { return []int{1} },
		F:   func(x *ad.Var) *ad.Var { return ad.Scale(size, ad.Reshape(ad.Sum(x, 1, 2, 3), -1, 1)) }})
	return nn.NewGraph([]int{rows, cols, 1}, rnd, l)
}

// Params returns θ, that of the network.
func (c Critic) Params() []float64 { return c.Net.Params() }

// Layout returns how θ divides.
func (c Critic) Layout() []nn.Block { return c.Net.Layout() }

// Mask returns that of the network.
func (c Critic) Mask() []float64 { return c.Net.Mask() }

// Record computes (Ψ(x), Ψ(x₀), ‖∇Ψ(εx + (1-ε)x₀)‖). It panics with a [*op.ShapeError] if the rows have an even length.
func (c Critic) Record(p *nn.Pass, row *ad.Var) *ad.Var {
	s := row.Shape()
	if len(s) != 2 || s[1]%2 == 0 {
		panic(&op.ShapeError{Func: "prior.Critic", What: "rows (x, x₀, ε)", Got: s, Want: []int{-1, -1}})
	}
	n := s[1] / 2
	x, z, ε := ad.Slice(row, 1, 0, n), ad.Slice(row, 1, n, 2*n), ad.Slice(row, 1, 2*n, 2*n+1)
	w := ad.Add(z, ad.Mul(ε, ad.Sub(x, z)))
	g := ad.Grad(c.Net.Record(p, w), w)[0]
	norm := ad.Sqrt(ad.AddScalar(ad.Sum(ad.Square(g), -1), tiny))
	return ad.Concat(-1, c.Net.Record(p, x), c.Net.Record(p, z), ad.Reshape(norm, -1, 1))
}

// tiny keeps the norm of a gradient differentiable where it is 0.
const tiny = 1e-12

// CriticLoss is Ψ(x) - Ψ(x₀) + λ(‖∇Ψ(x_ε)‖ - 1)₊² for the results of a [Critic]; lambda 0 means DefaultPenalty.
func CriticLoss(lambda float64) train.Loss {
	lambda = or(lambda, DefaultPenalty)
	return train.Loss{Name: "critic", F: func(out, _ *ad.Var) *ad.Var {
		col := func(i int) *ad.Var { return ad.Reshape(ad.Slice(out, 1, i, i+1), -1) }
		excess := ad.ReLU(ad.AddScalar(col(2), -1))
		return ad.Add(ad.Sub(col(0), col(1)), ad.Scale(lambda, ad.Square(excess)))
	}}
}

// CriticSource makes what a [Critic] is trained on from a source of pairs ((x₀, …), x) of images x with n pixels and
// reconstructions x₀: rows (x, x₀, ε) with ε uniform on [0, 1). Targets play no role and are zero.
func CriticSource(src train.Source, n int) train.Source {
	fits("prior.CriticSource", "x", src.Out, n)
	return train.Source{In: 2*n + 1, Out: 3, Len: src.Len, Draw: func(i int, rnd *rand.Rand, row, _ []float64) error {
		pair := make([]float64, src.In)
		if err := src.Draw(i, rnd, pair, row[:n]); err != nil {
			return err
		}
		copy(row[n:2*n], pair)
		row[2*n] = rnd.Float64()
		return nil
	}}
}
