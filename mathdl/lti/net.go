package lti

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Task is what a network is to learn.
type Task int

const (
	// Invisible is step 2 of Learning the Invisible: SH(f*)_vis ↦ F ≈ SH(f)_inv.
	Invisible Task = iota
	// PostProcessing is what it is compared with: FBP ↦ f (Jin et al. 2017), with the same layers.
	PostProcessing
)

// String returns the name of the task.
func (t Task) String() string {
	if t < Invisible || t > PostProcessing {
		return "unknown task"
	}
	return [...]string{"invisible", "post-processing"}[t]
}

// Net is a convolutional network for a task, with the scales of what goes in and out: channel c of the argument
// of U is that of the sample divided by In[c], and U's result is multiplied by Out.
type Net struct {
	Problem *Problem
	Task    Task
	U       *nn.Graph
	In      []float64
	Out     float64

	Channels []int // of the levels of U, if it is a U-Net of NewNet
}

// Shipped returns the channels of the levels of the networks that are shipped.
func Shipped() []int { return []int{32, 64, 96, 96} }

// NewNet returns a U-Net of the given channels with random weights, and scales 1. It begins with a convolution 4 × 4 of
// stride 2 and ends with a transposed one: nine tenths of the energy of the invisible bands are in scales that need no
// finer grid. Post-processing adds its result to its argument. It panics with a [*solve.RangeError] for another task, and
// as [nn.UNet] does.
func NewNet(p *Problem, task Task, channels []int, rnd *rand.Rand) *Net {
	in, out := task.channels(p)
	u := nn.UNet{In: []int{p.N / 2, p.N / 2, channels[0]}, Channels: channels, Out: channels[0]}.New(nil)
	all := nn.Sequence{
		nn.Conv{Out: channels[0], K: [2]int{4, 4}, Window: ad.Window{Stride: [2]int{2, 2}}}, nn.Act{Rho: nn.ReLU},
		u.Body, nn.Act{Rho: nn.ReLU}, nn.ConvTranspose{Out: out},
	}
	shape := []int{p.N, p.N, in}
	g := nn.NewGraph(shape, nil, all...)
	if task == PostProcessing {
		g = nn.NewGraph(shape, nil, nn.Residual{F: all})
	}
	g.Init(nn.He, rnd)
	n := Wrap(p, task, g)
	n.Channels = channels
	return n
}

// Wrap makes a Net of a graph from N × N images with a channel for each visible band to N × N images with one for
// each invisible band, or from one channel to one for PostProcessing; scales are 1. It panics with a
// [*op.ShapeError] for another graph.
func Wrap(p *Problem, task Task, u *nn.Graph) *Net {
	in, out := task.channels(p)
	for _, c := range []struct {
		what      string
		got, want []int
	}{{"u.In", u.In, []int{p.N, p.N, in}}, {"u.Out()", u.Out(), []int{p.N, p.N, out}}} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			panic(&op.ShapeError{Func: "lti.Wrap", What: c.what, Got: c.got, Want: c.want})
		}
	}
	n := &Net{Problem: p, Task: task, U: u, In: make([]float64, in), Out: 1}
	for i := range n.In {
		n.In[i] = 1
	}
	return n
}

// channels of argument and result.
func (t Task) channels(p *Problem) (in, out int) {
	switch t {
	case Invisible:
		return p.Split.Count()
	case PostProcessing:
		return 1, 1
	}
	panic(&solve.RangeError{Func: "lti.NewNet", What: "task", Got: int(t), Want: "Invisible or PostProcessing"})
}

// argument stores what the network sees of a sample in x, scaled, with the channel as the last axis.
func (n *Net) argument(x []float64, s Sample) {
	if n.Task == PostProcessing {
		for i, v := range s.FBP {
			x[i] = v / n.In[0]
		}
		return
	}
	n.bands(x, s.Star, false, func(c int) float64 { return 1 / n.In[c] })
}

// target stores what the network should answer in y.
func (n *Net) target(y []float64, s Sample) {
	if n.Task == PostProcessing {
		for i, v := range s.Truth {
			y[i] = v / n.Out
		}
		return
	}
	n.bands(y, s.Truth, true, func(int) float64 { return 1 / n.Out })
}

// bands stores the visible or the invisible coefficients of f in x, channels last, times a scale.
func (n *Net) bands(x, f []float64, invisible bool, scale func(c int) float64) {
	scratch := n.Problem.scratch.Get().(*[]float64)
	defer n.Problem.scratch.Put(scratch)
	coeff := n.Problem.SH.Apply(*scratch, f)
	var from [][]float64
	var scales []float64
	for b, hidden := range n.Problem.Split.Invisible {
		if hidden == invisible {
			scales = append(scales, scale(len(from)))
			from = append(from, n.Problem.SH.Band(coeff, b))
		}
	}
	const block = 64 // pixels whose channels fit into the cache together
	for lo := 0; lo < n.Problem.N*n.Problem.N; lo += block {
		for c, band := range from {
			for i, v := range band[lo:min(lo+block, len(band))] {
				x[(lo+i)*len(from)+c] = scales[c] * v
			}
		}
	}
}

func (n *Net) channelsOf(invisible bool) (bool, int) {
	vis, inv := n.Problem.Split.Count()
	if invisible {
		return true, inv
	}
	return false, vis
}

// Fit sets the scales from samples: each channel of the argument then has mean square 1, and so have all targets
// together. For post-processing both scales are that of the targets, since one is added to the other.
func (n *Net) Fit(samples ...Sample) {
	for i := range n.In {
		n.In[i] = 1
	}
	n.Out = 1
	N := n.Problem.N * n.Problem.N
	in, out := n.Task.channels(n.Problem)
	square, total := make([]float64, in), 0.0
	for _, s := range samples {
		x, y := make([]float64, N*in), make([]float64, N*out)
		n.argument(x, s)
		n.target(y, s)
		for i, v := range x {
			square[i%in] += v * v
		}
		for _, v := range y {
			total += v * v
		}
	}
	n.Out = root(total, N*out*len(samples))
	for c := range n.In {
		n.In[c] = root(square[c], N*len(samples))
	}
	if n.Task == PostProcessing {
		n.In[0] = n.Out
	}
}

func root(sum float64, n int) float64 {
	if sum == 0 {
		return 1
	}
	return math.Sqrt(sum / float64(n))
}

// Apply returns what the network makes of a sample, of which it looks at Star or at FBP: a reconstruction.
// For [Invisible] that is step 3 of Learning the Invisible, f_LtI = SHᵀ(SH(f*)_vis + F).
func (n *Net) Apply(s Sample) []float64 {
	y := n.answer(s)
	if n.Task == PostProcessing {
		return y
	}
	return n.Problem.Split.Join(nil, s.Star, n.Coefficients(y))
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

// answer is the result of U in the units of the sample.
func (n *Net) answer(s Sample) []float64 {
	in, _ := n.Task.channels(n.Problem)
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

// Coefficients spreads what a network answered, channels last, over the coefficients of the shearlets; those of
// visible bands are 0.
func (n *Net) Coefficients(y []float64) []float64 {
	F := make([]float64, n.Problem.SH.Range().Size())
	_, last := n.channelsOf(true)
	c := 0
	for b, hidden := range n.Problem.Split.Invisible {
		if !hidden {
			continue
		}
		band := n.Problem.SH.Band(F, b)
		for i := range band {
			band[i] = y[i*last+c]
		}
		c++
	}
	return F
}

// Predict returns F, the coefficients that a network for [Invisible] gives for f*, 0 in the visible bands.
func (n *Net) Predict(star []float64) []float64 { return n.Coefficients(n.answer(Sample{Star: star})) }
