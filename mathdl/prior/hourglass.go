package prior

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/solve"
)

// SkipChannels is how many channels go past each level of [Hourglass], as published.
const SkipChannels = 4

// Hourglass returns a network for [Deep] on images of rows × cols from z with as many channels, after the published one: on each
// level, with as many channels as said, a convolution of stride 2 and another, what is below, and a bilinear enlargement;
// beside them go no more than [SkipChannels], so that noise has no short way; then two convolutions, 3 × 3 and 1 × 1. With batch
// normalisation, leaky ReLU of slope 0.2, and a sigmoid at the end, so that images are in [0, 1]. Extents must be divisible by
// 2^len(channels); otherwise it panics.
func Hourglass(rows, cols, z int, channels []int, rnd *rand.Rand) *nn.Graph {
	if f := 1 << len(channels); len(channels) == 0 || rows%f != 0 || cols%f != 0 {
		panic(&solve.RangeError{Func: "prior.Hourglass", What: "extents", Got: []int{rows, cols}, Want: fmt.Sprintf("divisible by %d for %d levels", f, len(channels))})
	}
	layers := append(hourglass(channels, z), nn.Conv{Out: 1, K: [2]int{1, 1}}, nn.Act{Rho: nn.Sigmoid})
	return nn.NewGraph([]int{rows, cols, z}, rnd, layers...)
}

// hourglass is everything from a level down and up again, for images of the given number of channels.
func hourglass(channels []int, in int) nn.Sequence {
	c := channels[0]
	way := append(normed(nn.Conv{Out: c, Window: ad.Window{Stride: [2]int{2, 2}}}), normed(nn.Conv{Out: c})...)
	if len(channels) > 1 {
		way = append(way, hourglass(channels[1:], c)...)
	}
	way = append(way, nn.Upsample{Bilinear: true})
	past := min(SkipChannels, in)
	s := nn.Sequence{nn.Skip{F: way}, nn.Func{
		Name: fmt.Sprintf("past the level: %d of %d channels", past, in),
		Out:  func(shape []int) []int { return []int{shape[0], shape[1], past + c} },
		F:    func(x *ad.Var) *ad.Var { return ad.Slice(x, 3, in-past, in+c) },
	}}
	s = append(s, normed(nn.Conv{Out: c})...)
	return append(s, normed(nn.Conv{Out: c, K: [2]int{1, 1}})...)
}

// normed is a convolution with what follows it.
func normed(c nn.Conv) nn.Sequence {
	c.NoBias = true
	return nn.Sequence{c, nn.BatchNorm{}, nn.Act{Rho: nn.Leaky(0.2)}}
}
