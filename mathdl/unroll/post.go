package unroll

import (
	"math/rand/v2"
	"slices"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
)

// Post is learned post-processing: a network that maps the start x to the image and does not look at the data. With a
// residual U-Net and filtered back projection it is the FBPConvNet of Jin, McCann, Froustey and Unser (2017). Its rows
// are (x, y) like those of the others, so that all are trained and compared in the same way.
type Post struct {
	A   op.Linear
	Net *nn.Graph // from images with one channel to such images
}

var _ nn.Model = (*Post)(nil)

// DefaultPostChannels are those of the levels of the U-Net of [NewPost].
var DefaultPostChannels = []int{16, 32, 64, 64}

// PostSettings describes the U-Net of a [Post]. Zero fields mean defaults, nil means all of them.
type PostSettings struct {
	Channels []int // of the levels, from the top; nil means DefaultPostChannels. Published are 64, 128, 256, 512, 1024
	Norm     bool  // batch normalisation after every convolution, as published
}

// NewPost returns the method with a residual U-Net with two convolutions on every level on either side, for an operator
// on images whose extents can be divided by 2 to the number of levels less one, with random weights, zeros in the last
// layer, or everywhere if rnd is nil. It panics with a [*op.ShapeError] unless the domain of A has two axes, and as
// [nn.UNet.New] does.
func NewPost(A op.Linear, rnd *rand.Rand, s *PostSettings) *Post {
	planar("unroll.NewPost", "domain", A.Domain())
	if s == nil {
		s = new(PostSettings)
	}
	channels := s.Channels
	if channels == nil {
		channels = DefaultPostChannels
	}
	in := append(slices.Clone(A.Domain().Shape), 1)
	g := &Post{A, nn.UNet{In: in, Channels: channels, Residual: true, Norm: s.Norm}.New(rnd)}
	l := slices.DeleteFunc(g.Layout(), func(b nn.Block) bool { return b.State })
	for _, b := range l[len(l)-2:] { // the last layer: training begins with the map to x
		clear(g.Params()[b.Lo:b.Hi])
	}
	return g
}

// Params returns θ.
func (g *Post) Params() []float64 { return g.Net.Params() }

// Layout returns how θ divides.
func (g *Post) Layout() []nn.Block { return g.Net.Layout() }

// Mask returns that of the network.
func (g *Post) Mask() []float64 { return g.Net.Mask() }

// Record computes the reconstructions for rows (x, y). It panics with a [*op.ShapeError] if they have another length.
func (g *Post) Record(p *nn.Pass, row *ad.Var) *ad.Var {
	x, _ := split("unroll.Post", g.A, row)
	return g.Net.Record(p, x)
}
