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

// PostChannels are those of the U-Net of [NewPost], which has two convolutions with batch normalisation
// on every level.
var PostChannels = []int{8, 16, 32}

// NewPost returns the method with a residual U-Net for an operator on images whose extents can be divided by 4, with
// random weights, zeros in the last layer, or everywhere if rnd is nil. It panics with a [*op.ShapeError] unless the domain of A has two axes.
func NewPost(A op.Linear, rnd *rand.Rand) *Post {
	planar("unroll.NewPost", "domain", A.Domain())
	in := append(slices.Clone(A.Domain().Shape), 1)
	g := &Post{A, nn.UNet{In: in, Channels: PostChannels, Residual: true, Norm: true}.New(rnd)}
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
