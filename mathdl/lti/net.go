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

// Net is a convolutional network U for a task, with the scales of what goes in and out. What is around U depends on
// its channels.
//
// One in and one out, as [NewNet] makes it: U corrects an image a,
//
//	a ↦ a + Out·U(a/In[0])
//
// For PostProcessing a is the filtered back projection. For Invisible the network begins with the synthesis of the visible
// coefficients and ends with the analysis of the invisible ones, two fixed linear layers,
//
//	Φ(c) = SH_inv(a + Out·U(a/In[0])),  a = SHᵀc,  c = SH(f*)_vis
//
// A channel for each visible band in and for each invisible one out, as in Bubba et al. (2019), for Invisible alone:
// Φ(c) = Out·U(c/In), with a scale for every channel of the argument.
//
// The two differ in what is easy to learn. A coarse shearlet is as wide as the image: layers of 3 × 3 have to learn to sum
// up its coefficients and to spread out others, and give several channels that belong to one image.
// With the shearlets for layers an edge is to be completed where it is, once for all scales. It is trained through them, see
// [Net.Model].
type Net struct {
	Problem *Problem
	Task    Task
	U       *nn.Graph
	In      []float64
	Out     float64

	Channels []int // of the levels of U, if it is a U-Net of NewNet
}

// Shipped returns the channels of the levels of the networks that are shipped.
func Shipped() []int { return []int{32, 64, 96, 128, 128} }

// NewNet returns a U-Net of the given channels from images to images, with random weights and scales 1. It begins with a
// convolution 4 × 4 of stride 2 and ends with a transposed one: nine tenths of the energy of the invisible bands are in
// scales that need no finer grid. It panics with a [*solve.RangeError] for another task, and as [nn.UNet] does.
func NewNet(p *Problem, task Task, channels []int, rnd *rand.Rand) *Net {
	u := nn.UNet{In: []int{p.N / 2, p.N / 2, channels[0]}, Channels: channels, Out: channels[0]}.New(nil)
	g := nn.NewGraph([]int{p.N, p.N, 1}, nil,
		nn.Conv{Out: channels[0], K: [2]int{4, 4}, Window: ad.Window{Stride: [2]int{2, 2}}}, nn.Act{Rho: nn.ReLU},
		u.Body, nn.Act{Rho: nn.ReLU}, nn.ConvTranspose{Out: 1})
	g.Init(nn.He, rnd)
	n := Wrap(p, task, g)
	n.Channels = channels
	return n
}

// Wrap makes a Net of a graph from N × N images of one channel to the same, or for Invisible of a graph from N × N with a
// channel for each visible band to N × N with one for each invisible band; scales are 1. It panics with a
// [*op.ShapeError] for another graph, and with a [*solve.RangeError] for another task.
func Wrap(p *Problem, task Task, u *nn.Graph) *Net {
	if task != Invisible && task != PostProcessing {
		panic(&solve.RangeError{Func: "lti.Wrap", What: "task", Got: int(task), Want: "Invisible or PostProcessing"})
	}
	n := &Net{Problem: p, Task: task, U: u, Out: 1}
	in, out := 1, 1
	if vis, inv := p.Split.Count(); task == Invisible && len(u.In) == 3 && u.In[2] == vis {
		in, out = vis, inv
	}
	for _, c := range []struct {
		what      string
		got, want []int
	}{{"u.In", u.In, []int{p.N, p.N, in}}, {"u.Out()", u.Out(), []int{p.N, p.N, out}}} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			panic(&op.ShapeError{Func: "lti.Wrap", What: c.what, Got: c.got, Want: c.want})
		}
	}
	n.In = make([]float64, in)
	for i := range n.In {
		n.In[i] = 1
	}
	return n
}

// banded says that U works on coefficients.
func (n *Net) banded() bool { return len(n.In) > 1 }

// channels of argument and result of U.
func (n *Net) channels() (in, out int) {
	if n.banded() {
		return n.Problem.Split.Count()
	}
	return 1, 1
}

// start is the image that U corrects.
func (n *Net) start(s Sample) []float64 {
	switch {
	case n.Task == PostProcessing:
		return s.FBP
	case s.Visible != nil:
		return s.Visible
	}
	return n.Problem.Visible(s.Star)
}

// argument stores what the network sees of a sample in x, scaled, with the channel as the last axis.
func (n *Net) argument(x []float64, s Sample) {
	if n.banded() {
		n.bands(x, s.Star, false, func(c int) float64 { return 1 / n.In[c] })
		return
	}
	for i, v := range n.start(s) {
		x[i] = v / n.In[0]
	}
}

// target stores what the network should answer in y.
func (n *Net) target(y []float64, s Sample) {
	if n.banded() {
		n.bands(y, s.Truth, true, func(int) float64 { return 1 / n.Out })
		return
	}
	want := s.wanted
	if n.Task == PostProcessing {
		want = make([]float64, len(s.Truth))
		for i, v := range s.Truth {
			want[i] = v - s.FBP[i]
		}
	} else if want == nil {
		want = n.Problem.wanted(s)
	}
	for i, v := range want {
		y[i] = v / n.Out
	}
}

// Fit sets the scales from samples: each channel of the argument then has mean square 1, and so have all targets
// together.
func (n *Net) Fit(samples ...Sample) {
	for i := range n.In {
		n.In[i] = 1
	}
	n.Out = 1
	N := n.Problem.N * n.Problem.N
	in, out := n.channels()
	x, y := make([]float64, N*in), make([]float64, N*out)
	square, total := make([]float64, in), 0.0
	for _, s := range samples {
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
}

func root(sum float64, n int) float64 {
	if sum == 0 {
		return 1
	}
	return math.Sqrt(sum / float64(n))
}
