package lti

import (
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// Apply returns what the network makes of a sample, of which it looks at Star or at FBP: a reconstruction.
// For [Invisible] that is step 3 of Learning the Invisible, f_LtI = SHᵀ(SH(f*)_vis + F).
func (n *Net) Apply(s Sample) []float64 {
	if n.Task == PostProcessing {
		return n.image(s)
	}
	return n.Problem.Split.Join(nil, s.Star, n.coefficients(s))
}

// Averaged returns the mean of what [Net.Apply] makes of the sample and of its mirror images, left to right, top to
// bottom and both, each mirrored back. The problem has these symmetries and a network that was trained on few phantoms
// has not quite; by convexity the mean is closer to the truth than the four are on the average.
func (n *Net) Averaged(s Sample) []float64 {
	sum := make([]float64, n.Problem.N*n.Problem.N)
	for how := range 4 {
		x := mirror(Sample{Truth: n.Apply(mirror(s, n.Problem.N, how))}, n.Problem.N, how).Truth
		for i, v := range x {
			sum[i] += v / 4
		}
	}
	return sum
}

// Predict returns F, the coefficients that a network for [Invisible] gives for f*, 0 in the visible bands.
func (n *Net) Predict(star []float64) []float64 { return n.coefficients(Sample{Star: star}) }

// coefficients is F for a sample.
func (n *Net) coefficients(s Sample) []float64 {
	if n.banded() {
		return n.spread(n.answer(s))
	}
	c := n.Problem.SH.Apply(nil, n.image(s))
	return n.Problem.Split.Hidden(c, c)
}

// image is a + Out·U(a/In[0]).
func (n *Net) image(s Sample) []float64 {
	a, y := n.start(s), n.answer(s)
	for i, v := range a {
		y[i] += v
	}
	return y
}

// answer is the result of U times Out.
func (n *Net) answer(s Sample) []float64 {
	in, _ := n.channels()
	x := make([]float64, n.Problem.N*n.Problem.N*in)
	n.argument(x, s)
	y := n.run(x)
	for i := range y {
		y[i] *= n.Out
	}
	return y
}

// run is U in single precision: the one in which it was trained, and twice as fast.
func (n *Net) run(x []float64) []float64 {
	t := ad.NewTape(ad.Float32)
	t.Defer()
	in := ad.NewTensor(ad.Float32, 1, len(x))
	y := n.U.Record(nn.NewPass(t, n.U), t.Leaf(in))
	t.Plan(y)
	for i, v := range x {
		in.Data32()[i] = float32(v)
	}
	t.Replay()
	out := make([]float64, len(y.Value().Data32()))
	for i, v := range y.Value().Data32() {
		out[i] = float64(v)
	}
	return out
}
